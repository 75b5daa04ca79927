//! A tenant's signing keys: drawn when they are first needed, sealed in the database, opened into memory once. A new key is published before it
//! signs, and an old one stays published until the last token that it signed is over, so that nobody who keeps our keys for a while is lost.

use crate::app::App;
use crate::error::Error;
use crate::keys::{Kept, KeyRing, Seal};
use crate::oauth::jws::{Algorithm, NotSigned, Pkcs8, SigningKey};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use store::id::{KeyId, TenantId};
use store::{Tx, installation, signing_key};
use tokio::task::{JoinError, spawn_blocking};

/// How long others may keep our published keys. A new one rests for as long before it signs.
pub const PUBLISHED_S: i64 = 300;
/// The longest that anything we sign is good for.
pub const LONGEST_TOKEN_S: i64 = 24 * 60 * 60;
/// Clocks of nodes may differ.
const SLACK_MS: i64 = 60_000;
const SEAL: Seal = Seal::Kept(Kept::SigningKey);

/// One key and when it signs.
#[derive(Debug)]
struct Signer {
    id: KeyId,
    key: Arc<SigningKey>,
    signs_from: i64,
}

/// The keys of a tenant, newest first.
#[derive(Debug, Default)]
pub struct Signers(Vec<Signer>);

impl Signers {
    /// The newest key of this algorithm whose rest is over; the only one there is need not rest, for nobody has kept a list without it.
    pub fn signing(&self, algorithm: Algorithm, now: i64) -> Option<&SigningKey> {
        let mut of_algorithm = self.0.iter().filter(|signer| signer.key.algorithm() == algorithm);
        let found = of_algorithm.clone().find(|signer| signer.signs_from <= now).or_else(|| of_algorithm.next_back());
        found.map(|signer| signer.key.as_ref())
    }

    /// The key of this name, while what it signed may be alive.
    pub fn verifying(&self, kid: &str, now: i64) -> Option<&SigningKey> {
        self.published(now).find(|key| key.kid() == kid)
    }

    fn published(&self, now: i64) -> impl Iterator<Item = &SigningKey> {
        let is_over = move |signer: &Signer| {
            self.0.iter().any(|newer| {
                newer.key.algorithm() == signer.key.algorithm()
                    && newer.signs_from > signer.signs_from
                    && newer.signs_from + LONGEST_TOKEN_S * 1000 <= now
            })
        };
        self.0.iter().filter(move |signer| !is_over(signer)).map(|signer| signer.key.as_ref())
    }

    /// As others read them.
    pub fn jwks(&self, now: i64) -> Value {
        json!({ "keys": self.published(now).map(SigningKey::public_jwk).collect::<Vec<_>>() })
    }

    fn lacks(&self, algorithm: Algorithm) -> bool {
        self.0.iter().all(|signer| signer.key.algorithm() != algorithm)
    }
}

/// The signers of all tenants. A key that was opened before is not opened again.
pub(crate) fn open(
    ring: &KeyRing,
    rows: &[signing_key::SigningKey],
    before: &HashMap<TenantId, Arc<Signers>>,
) -> HashMap<TenantId, Arc<Signers>> {
    let mut signers: HashMap<TenantId, Signers> = HashMap::new();
    for row in rows {
        let known = before.get(&row.tenant_id).and_then(|known| known.0.iter().find(|signer| signer.id == row.id));
        let key = match known {
            Some(known) => Some(Arc::clone(&known.key)),
            None => opened(ring, row).map(Arc::new),
        };
        if let Some(key) = key {
            let signer = Signer { id: row.id, key, signs_from: row.signs_from };
            signers.entry(row.tenant_id).or_default().0.push(signer);
        } else {
            tracing::error!(tenant = %row.tenant_id, key = %row.id, "a signing key cannot be opened");
        }
    }
    for signers in signers.values_mut() {
        signers.0.sort_by_key(|signer| std::cmp::Reverse((signer.signs_from, signer.id)));
    }
    signers.into_iter().map(|(tenant, signers)| (tenant, Arc::new(signers))).collect()
}

fn opened(ring: &KeyRing, row: &signing_key::SigningKey) -> Option<SigningKey> {
    let algorithm = Algorithm::find(&row.algorithm)?;
    let pkcs8 = ring.open_sealed(SEAL, &context(row.tenant_id, row.id, algorithm), &row.sealed)?;
    // Its name is that which others have read: the thumbprint of its public half.
    let unnamed = SigningKey::from_pkcs8(algorithm, "", &pkcs8).ok()?;
    SigningKey::from_pkcs8(algorithm, &unnamed.public().thumbprint(), &pkcs8).ok()
}

/// A sealed key opens only in its own row.
fn context(tenant: TenantId, id: KeyId, algorithm: Algorithm) -> Vec<u8> {
    [tenant.as_bytes().as_slice(), id.as_bytes(), algorithm.as_str().as_bytes()].concat()
}

/// The tenant's keys, of all algorithms; drawn where there are none yet.
pub async fn of_tenant(app: &App, tenant: TenantId) -> Result<Arc<Signers>, Error> {
    let known = app.snapshot().signers(tenant);
    let missing: Vec<_> = Algorithm::ALL.into_iter().filter(|algorithm| known.lacks(*algorithm)).collect();
    if missing.is_empty() {
        return Ok(known);
    }
    add(app, tenant, missing, Add::WhereMissing).await?;
    Ok(app.snapshot().signers(tenant))
}

/// A new key of each algorithm for each of these tenants, which begins to sign once everybody may have read it. Keys of RSA take a while to draw, so as
/// many tenants' are drawn at a time as there are cores, on threads that serve nobody.
pub async fn rotate(app: &App, tenants: &[TenantId]) -> Result<(), Error> {
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    for some in tenants.chunks(at_once) {
        let drawing: Vec<_> = some.iter().map(|_| spawn_blocking(|| draw(&Algorithm::ALL))).collect();
        for (tenant, drawn) in some.iter().zip(drawing) {
            insert(app, *tenant, drawn.await, Add::Beside).await?;
        }
    }
    app.refresh().await
}

/// Removes the keys of which nothing that they signed can be alive. Answers how many.
pub(crate) async fn retire(app: &App) -> Result<usize, Error> {
    let now = app.now();
    // Every minute: what need not be written is only read, and no key is.
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(over(&signing_key::lives(tx)?, now).len());
    if app.store().read("signing keys that are over", read).await? == 0 {
        return Ok(0);
    }
    let write = move |tx: &mut Tx<'_>| {
        let over = over(&signing_key::lives(tx)?, now);
        for life in &over {
            signing_key::delete(tx, life.tenant_id, life.id)?;
        }
        installation::bump(tx)?;
        Ok::<_, Error>(over.len())
    };
    let removed = app.store().write("retire signing keys", write).await?;
    tracing::info!(removed, "old signing keys are removed: nothing that they signed is alive");
    app.refresh().await?;
    Ok(removed)
}

/// Those that were followed by one which signs for longer than anything of theirs may live.
fn over(lives: &[signing_key::Life], now: i64) -> Vec<signing_key::Life> {
    let follows = |one: &signing_key::Life, newer: &signing_key::Life| {
        (newer.tenant_id, &newer.algorithm) == (one.tenant_id, &one.algorithm)
            && newer.signs_from > one.signs_from
            && newer.signs_from + LONGEST_TOKEN_S * 1000 + SLACK_MS <= now
    };
    lives.iter().filter(|one| lives.iter().any(|newer| follows(one, newer))).cloned().collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Add {
    WhereMissing,
    Beside,
}

async fn add(app: &App, tenant: TenantId, algorithms: Vec<Algorithm>, how: Add) -> Result<(), Error> {
    insert(app, tenant, spawn_blocking(move || draw(&algorithms)).await, how).await?;
    app.refresh().await
}

type Drawn = Result<Result<Vec<(SigningKey, Pkcs8)>, NotSigned>, JoinError>;

async fn insert(app: &App, tenant: TenantId, drawn: Drawn, how: Add) -> Result<(), Error> {
    let drawn = drawn.map_err(|_| Error::Signing(None))?;
    let now = app.now();
    let signs_from = if how == Add::Beside { now + PUBLISHED_S * 1000 } else { now };
    let mut rows = Vec::new();
    for (key, pkcs8) in drawn.map_err(|error| Error::Signing(Some(error)))? {
        let (ms, random) = app.id_parts()?;
        let (id, algorithm) = (KeyId::from_parts(ms, random), key.algorithm());
        let sealed = app.seal(SEAL, &context(tenant, id, algorithm), &pkcs8).map_err(Error::Seal)?;
        let algorithm = algorithm.as_str().to_owned();
        rows.push(signing_key::SigningKey { tenant_id: tenant, id, algorithm, sealed, created_at: now, signs_from });
    }
    let write = move |tx: &mut Tx<'_>| {
        // Another request may have been first: two keys that sign at once would only lengthen the list.
        let known = signing_key::of_tenant(tx, tenant)?;
        for row in &rows {
            if how == Add::Beside || known.iter().all(|known| known.algorithm != row.algorithm) {
                signing_key::insert(tx, row)?;
            }
        }
        Ok::<_, Error>(installation::bump(tx)?)
    };
    app.store().write("add signing keys", write).await
}

fn draw(algorithms: &[Algorithm]) -> Result<Vec<(SigningKey, Pkcs8)>, NotSigned> {
    algorithms.iter().map(|algorithm| SigningKey::generate(*algorithm)).collect()
}
