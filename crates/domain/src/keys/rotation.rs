//! New generations of keys, and which there are. A new one rests until every node has read it, so nobody who is signing in notices. While the master key is
//! changed none is drawn: it would be sealed under one master key alone.

use super::{CHALLENGE, DECOY, JOURNEY, KeyError, MasterKey, REST_BEFORE_SIGNING_MS, SEALING, changing_master};
use crate::app::App;
use crate::applications::signing;
use crate::error::Error;
use crate::passkeys::time;
use crate::random::{self, Random};
use serde::{Deserialize, Serialize};
use store::id::{KeyId, TenantId};
use store::{Tx, key, signing_key, tenant};
use zeroize::Zeroizing;

/// What can be rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotating {
    Challenge,
    Journey,
    Sealing,
    /// Of tenants, for what their applications are told.
    Signing,
}

impl Rotating {
    pub const ALL: [Self; 4] = [Self::Challenge, Self::Journey, Self::Sealing, Self::Signing];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Challenge => CHALLENGE,
            Self::Journey => JOURNEY,
            Self::Sealing => SEALING,
            Self::Signing => "signing",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The rows of a new installation.
pub(crate) fn first(master: &MasterKey, random: &dyn Random, now_ms: i64) -> Result<Vec<key::Key>, NewKeyError> {
    [CHALLENGE, DECOY].into_iter().map(|purpose| fresh(master, random, purpose, (now_ms, now_ms))).collect()
}

/// A new generation, which comes into use when every node has read it.
pub(crate) fn next(
    master: &MasterKey,
    random: &dyn Random,
    kind: Rotating,
    now_ms: i64,
) -> Result<key::Key, NewKeyError> {
    fresh(master, random, kind.as_str(), (now_ms, now_ms + REST_BEFORE_SIGNING_MS))
}

/// Of challenges and journeys, in place of those that a backup held: nobody has read others meanwhile, so they are in use at once.
pub(crate) fn anew(master: &MasterKey, random: &dyn Random, now_ms: i64) -> Result<Vec<key::Key>, NewKeyError> {
    [CHALLENGE, JOURNEY].into_iter().map(|purpose| fresh(master, random, purpose, (now_ms, now_ms))).collect()
}

fn fresh(
    master: &MasterKey,
    random: &dyn Random,
    purpose: &str,
    (created_at, signs_from): (i64, i64),
) -> Result<key::Key, NewKeyError> {
    let id = KeyId::from_parts(u64::try_from(created_at).unwrap_or_default(), random::bytes(random)?);
    let secret = Zeroizing::new(random::bytes::<32>(random)?);
    let sealed = master.seal(purpose, id, secret.as_slice())?;
    Ok(key::Key {
        purpose: purpose.to_owned(),
        id,
        sealed,
        sealed_too: None,
        created_at,
        signs_from,
        verifies_until: None,
    })
}

/// The decoy key as the generation that it has stood for, so that its own row can go one day.
fn inherited(master: &MasterKey, rows: &[key::Key], purpose: &str) -> Result<Option<key::Key>, KeyError> {
    let is_there = rows.iter().any(|row| row.purpose == purpose);
    let Some(decoy) = rows.iter().find(|row| row.purpose == DECOY && !is_there) else { return Ok(None) };
    let sealed = master.seal(purpose, decoy.id, master.open(decoy)?.as_slice())?;
    Ok(Some(key::Key { purpose: purpose.to_owned(), sealed, sealed_too: None, ..decoy.clone() }))
}

/// Draws a new generation of each kind that is named; of signing keys for one tenant, or for all that have any. What was drawn is answered.
pub async fn rotate(app: &App, kinds: &[Rotating], of: Option<&str>) -> Result<Vec<Rotating>, RotateError> {
    let tenants = match of {
        Some(slug) => vec![tenant_of(app, slug).await?],
        None => with_signing_keys(app).await?,
    };
    let sealed_here: Vec<_> = kinds.iter().copied().filter(|kind| *kind != Rotating::Signing).collect();
    if !sealed_here.is_empty() {
        draw(app, &sealed_here).await?;
    }
    if kinds.contains(&Rotating::Signing) {
        signing::rotate(app, &tenants).await?;
    }
    Ok(kinds.to_vec())
}

async fn draw(app: &App, kinds: &[Rotating]) -> Result<(), RotateError> {
    let (master, now) = (app.master_key(), app.now());
    let drawn = kinds.iter().map(|kind| next(&master, app.random(), *kind, now));
    let drawn = drawn.collect::<Result<Vec<_>, _>>()?;
    let write = move |tx: &mut Tx<'_>| {
        let rows = key::all(tx)?;
        if changing_master::is_under_way(&rows) {
            return Err(RotateError::MasterChanges);
        }
        // Under a master key that does not open the others, the new one would keep every node from starting.
        for row in &rows {
            master.open(row).map_err(NewKeyError::Key)?;
        }
        for row in &drawn {
            if row.purpose != CHALLENGE
                && let Some(first) = inherited(&master, &rows, &row.purpose).map_err(NewKeyError::Key)?
            {
                key::insert(tx, &first)?;
            }
            key::insert(tx, row)?;
        }
        Ok(store::installation::bump(tx)?)
    };
    app.store().write("rotate keys", write).await?;
    Ok(app.refresh().await?)
}

async fn tenant_of(app: &App, slug: &str) -> Result<TenantId, RotateError> {
    let rows = app.store().read("tenants", |tx| Ok::<_, Error>(tenant::all(tx)?)).await?;
    let found = rows.iter().find(|row| row.slug == slug);
    found.map(|row| row.id).ok_or_else(|| RotateError::NoTenant(slug.to_owned()))
}

async fn with_signing_keys(app: &App) -> Result<Vec<TenantId>, Error> {
    let rows = app.store().read("signing keys", |tx| Ok::<_, Error>(signing_key::lives(tx)?)).await?;
    let mut tenants: Vec<_> = rows.iter().map(|row| row.tenant_id).collect();
    tenants.sort();
    tenants.dedup();
    Ok(tenants)
}

/// A key as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    pub kind: String,
    pub id: String,
    /// Whose it is, where it is a tenant's.
    pub tenant: Option<String>,
    pub algorithm: Option<String>,
    /// RFC 3339, like the other.
    pub created_at: String,
    pub in_use_from: String,
    pub state: Stage,
    /// Whether it is sealed under two master keys, because the one is to take the other's place.
    pub is_sealed_twice: bool,
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not every node may have read it yet.
    Resting,
    InUse,
    /// A newer one is in use; what came of this one is believed as long as it lives.
    Old,
}

/// All keys, the newest of each kind first.
pub async fn list(app: &App) -> Result<Vec<KnownKey>, Error> {
    let read = |tx: &mut Tx<'_>| Ok::<_, Error>((key::all(tx)?, signing_key::lives(tx)?, tenant::all(tx)?));
    let (rows, signing, tenants) = app.store().read("keys", read).await?;
    let now = app.now();
    let mut known = Vec::new();
    for purpose in [CHALLENGE, JOURNEY, SEALING, DECOY] {
        let rows = super::generations(&rows, purpose);
        let stages = stages(&rows.iter().map(|row| row.signs_from).collect::<Vec<_>>(), now);
        known.extend(rows.into_iter().zip(stages).map(|(row, state)| KnownKey {
            kind: row.purpose.clone(),
            id: row.id.to_string(),
            tenant: None,
            algorithm: None,
            created_at: time(row.created_at),
            in_use_from: time(row.signs_from),
            state,
            is_sealed_twice: row.sealed_too.is_some(),
        }));
    }
    for tenant in &tenants {
        known.extend(of_tenant(&signing, tenant, now));
    }
    Ok(known)
}

fn of_tenant(signing: &[signing_key::Life], tenant: &tenant::Tenant, now: i64) -> Vec<KnownKey> {
    let mut rows: Vec<_> = signing.iter().filter(|row| row.tenant_id == tenant.id).collect();
    rows.sort_by_key(|row| (row.algorithm.as_str(), std::cmp::Reverse((row.signs_from, row.id))));
    let mut known = Vec::new();
    for same in rows.chunk_by(|one, other| one.algorithm == other.algorithm) {
        let stages = stages(&same.iter().map(|row| row.signs_from).collect::<Vec<_>>(), now);
        known.extend(same.iter().zip(stages).map(|(row, state)| KnownKey {
            kind: Rotating::Signing.as_str().to_owned(),
            id: row.id.to_string(),
            tenant: Some(tenant.slug.clone()),
            algorithm: Some(row.algorithm.clone()),
            created_at: time(row.created_at),
            in_use_from: time(row.signs_from),
            state,
            is_sealed_twice: false,
        }));
    }
    known
}

/// Of keys that are newest first, by when they come into use. Where none is, the oldest has to be.
fn stages(from: &[i64], now: i64) -> Vec<Stage> {
    let used = from.iter().position(|from| *from <= now).unwrap_or(from.len().saturating_sub(1));
    let stage = |place: usize| match place.cmp(&used) {
        std::cmp::Ordering::Less => Stage::Resting,
        std::cmp::Ordering::Equal => Stage::InUse,
        std::cmp::Ordering::Greater => Stage::Old,
    };
    (0..from.len()).map(stage).collect()
}

/// Why no new key could be made.
#[derive(Debug, thiserror::Error)]
pub enum NewKeyError {
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why keys were not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error(transparent)]
    Key(#[from] NewKeyError),
    #[error(transparent)]
    Store(#[from] Error),
    #[error("there is no tenant {0}")]
    NoTenant(String),
    #[error("the master key is being changed: end that first, with `keystead key master --finish` or `--abandon`")]
    MasterChanges,
}

impl From<store::Error> for RotateError {
    fn from(error: store::Error) -> Self {
        Self::Store(error.into())
    }
}
