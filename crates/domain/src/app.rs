//! The installation as one value: store, clock, randomness, keys and settings. It is made once and passed by reference; nothing in the
//! process is global, so two installations can run side by side.

mod ready;
mod rehearsal;

pub use ready::NotReady;

use crate::applications::device;
use crate::applications::fetched::Shelves;
use crate::audit::UserAgents;
use crate::channels::Channels;
use crate::clock::Clock;
use crate::error::{Error, Reference, one_line};
use crate::figures;
use crate::keys::{self, KeyError, MasterKey, Seal};
use crate::metadata::Known;
use crate::meters::{Meters, Traffic};
use crate::outgoing::{HttpRequest, HttpResponse, NoAnswer, Outgoing};
use crate::password;
use crate::providers::Providers;
use crate::public_url::PublicUrl;
use crate::random::{self, IdBytes, IdStock, NoRandomness, Random};
use crate::single_sign_on::Directory;
use crate::snapshot::{BuildError, RefreshError, Rows, Snapshot, Told};
use crate::{decoy, demo, messages, one_time_code};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use store::id::{AuthorizationRequestId, DeviceAuthorizationId, ReportId};
use store::{Store, key};
use tokio::sync::Notify;

/// How far the clocks of this machine and of the database may stand apart.
const GREATEST_CLOCK_DIFFERENCE_S: i64 = 30;
/// Spent challenges are kept this long after they expired, in case clocks differ.
const KEEP_SPENT_S: i64 = 300;
/// What members have told support, answered or not.
const KEEP_REPORTS_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Longer than any request for a code waits.
const KEEP_REQUESTS_MS: i64 = 60 * 60 * 1000;
const SWEEP_CHUNK: u32 = 5_000;
/// Some milliseconds, so that nobody waits for it.
const SPELL_CHUNK: u32 = 100;

#[derive(Debug)]
pub struct AppOptions {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub master_key: MasterKey,
    pub public_url: PublicUrl,
    /// How members can be reached. A demo has a mailbox of its own.
    pub channels: Channels,
    /// Whoever calls others for us.
    pub outgoing: Arc<dyn Outgoing>,
    /// Seeds the sample tenants.
    pub demo: bool,
}

#[derive(Debug)]
pub struct App {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// Another one once it was changed.
    master_key: RwLock<MasterKey>,
    /// Whether it does not open the keys that are stored: then this node takes up nothing new, and should get no traffic.
    is_locked_out: AtomicBool,
    public_url: PublicUrl,
    channels: Channels,
    outgoing: Arc<dyn Outgoing>,
    demo: bool,
    snapshot: RwLock<Arc<Snapshot>>,
    metadata: RwLock<Arc<Known>>,
    pub(crate) user_agents: UserAgents,
    pub(crate) providers: Providers,
    meters: Meters,
    /// Rung when this node has written a message to be sent.
    pub(crate) outbox_bell: Notify,
    ids: IdStock,
    pub(crate) started: figures::Started,
    pub(crate) stand_in: decoy::StandIn,
    pub(crate) hashing: password::Hashing,
    pub(crate) directory: Directory,
    /// What applications publish about themselves elsewhere.
    pub(crate) shelves: Shelves,
}

impl App {
    /// Opens the installation: makes its keys on the first start, seeds the demo where asked, and reads the settings.
    pub async fn open(options: AppOptions) -> Result<Arc<Self>, OpenError> {
        let AppOptions { store, clock, random, master_key, public_url, channels, outgoing, demo } = options;
        let channels = if demo { Channels { mail: true, text_messages: true } } else { channels };
        let first = keys::first(&master_key, random.as_ref(), clock.now_ms())?;
        let demo_seed = if demo { Some(demo::Seed::draw(random.as_ref(), clock.now_ms(), &public_url)?) } else { None };
        let rows = store
            .write("open installation", move |tx| {
                let is_new = key::all(tx)?.is_empty();
                if is_new {
                    for row in &first {
                        key::insert(tx, row)?;
                    }
                    store::installation::bump(tx)?;
                }
                match (&demo_seed, demo::is_planted(tx)?) {
                    (Some(seed), false) if is_new => seed.plant(tx)?,
                    (Some(_), false) => return Err(OpenError::NotADemo),
                    (None, true) => return Err(OpenError::OnlyADemo),
                    _ => {}
                }
                Ok(Rows::load(tx)?)
            })
            .await?;
        let snapshot = rows
            .build(&master_key, (&public_url, channels), (&Told::default(), &HashMap::new()))?
            .ok_or(OpenError::NoKeys)?;
        let stand_in = decoy::StandIn::new().map_err(|_| OpenError::Random(NoRandomness))?;
        let hashing = password::Hashing::new(random.as_ref())?;
        Ok(Arc::new(Self {
            store,
            clock,
            random,
            master_key: RwLock::new(master_key),
            is_locked_out: AtomicBool::new(false),
            public_url,
            channels,
            outgoing,
            demo,
            snapshot: RwLock::new(Arc::new(snapshot)),
            metadata: RwLock::default(),
            user_agents: UserAgents::default(),
            providers: Providers::default(),
            meters: Meters::default(),
            outbox_bell: Notify::new(),
            ids: IdStock::default(),
            started: figures::Started::default(),
            stand_in,
            hashing,
            directory: Directory::default(),
            shelves: Shelves::default(),
        }))
    }

    /// Whether the keys that are stored do not open any more with the master key that this node has: somebody has changed it.
    pub fn is_locked_out(&self) -> bool {
        self.is_locked_out.load(Ordering::Relaxed)
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads settings and keys again where another node, or this one, has changed them.
    pub async fn refresh(&self) -> Result<(), Error> {
        let renewed = self.renew().await;
        if !matches!(renewed, Err(RefreshError::Store(_))) {
            let is_locked_out = matches!(renewed, Err(RefreshError::Build(BuildError::Key(_))));
            self.is_locked_out.store(is_locked_out, Ordering::Relaxed);
        }
        match renewed {
            Ok(()) => Ok(()),
            Err(RefreshError::Store(error)) => Err(error),
            // The old snapshot is whole and goes on serving; the operator must learn of it.
            Err(error) => {
                tracing::error!(
                    error = one_line(&error),
                    "the stored settings cannot be used; the last good ones stay"
                );
                Ok(())
            }
        }
    }

    async fn renew(&self) -> Result<(), RefreshError> {
        let known = self.snapshot().version;
        let rows = self
            .store
            .read("settings", move |tx| {
                let is_known = store::installation::version(tx)? == known;
                Ok::<_, store::Error>(if is_known { None } else { Some(Rows::load(tx)?) })
            })
            .await?;
        if let Some(rows) = rows {
            let before = self.snapshot();
            let snapshot = rows
                .build(&self.master_key(), (&self.public_url, self.channels), (&before.told, before.all_signers()))?
                .ok_or(RefreshError::NoKeys)?;
            *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        }
        Ok(())
    }

    /// Whom passkeys are kept by, as far as it is known.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// What is known about authenticator models now.
    pub fn metadata(&self) -> Arc<Known> {
        Arc::clone(&self.metadata.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what is known into use, with its names, unless something newer is in use already: a slow reader may come last.
    pub(crate) fn use_metadata(&self, known: &Arc<Known>) {
        let mut used = self.metadata.write().unwrap_or_else(PoisonError::into_inner);
        if known.may_replace(&used) {
            self.providers.replace(known.names().map(|(aaguid, name)| (aaguid, name.to_owned())).collect());
            *used = Arc::clone(known);
        }
    }

    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    pub fn channels(&self) -> Channels {
        self.channels
    }

    pub(crate) fn outgoing(&self) -> &dyn Outgoing {
        self.outgoing.as_ref()
    }

    /// Sends one request to an address that an administrator has named.
    pub async fn call(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        self.outgoing.send(request).await
    }

    pub fn is_demo(&self) -> bool {
        self.demo
    }

    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    /// A new reference code for a failure.
    pub fn reference(&self) -> Reference {
        Reference::draw(self.random.as_ref())
    }

    /// 16 random bytes, for a page's nonce.
    pub fn nonce(&self) -> Result<[u8; 16], NoRandomness> {
        random::bytes(self.random.as_ref())
    }

    /// What this node has counted since it was started.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// The same of its database.
    pub fn traffic(&self) -> &Traffic {
        self.store.traffic()
    }

    /// Connections to the database, and how many reads and writes wait for one.
    pub fn connections(&self) -> (usize, (usize, usize)) {
        (self.store.connections(), self.store.waiting())
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }

    pub(crate) fn master_key(&self) -> MasterKey {
        self.master_key.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn use_master_key(&self, key: MasterKey) {
        *self.master_key.write().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Sealed for whoever opens it with the same purpose and context.
    pub(crate) fn seal(&self, seal: Seal, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.snapshot().ring.seal(self.now(), seal, (context, plain))
    }

    /// The milliseconds and random bytes that a new id is made of.
    pub(crate) fn id_parts(&self) -> Result<(u64, IdBytes), NoRandomness> {
        Ok((u64::try_from(self.now()).unwrap_or_default(), self.ids.take(self.random.as_ref())?))
    }

    /// Makes members from before findable by their names, in chunks.
    pub async fn spell_names(&self) -> Result<(), Error> {
        let chunk = |tx: &mut store::Tx<'_>| Ok::<_, Error>(store::user_word::spell(tx, SPELL_CHUNK)?);
        while self.store.write("spell names", chunk).await? {}
        Ok(())
    }

    /// Removes what has expired, in chunks, by the database's clock.
    pub async fn sweep(&self) -> Result<(), Error> {
        let since = u64::try_from(self.now() - KEEP_REPORTS_MS).unwrap_or_default();
        let since = ReportId::from_parts(since, [0; 10]);
        loop {
            let swept = self
                .store
                .write("sweep", move |tx| {
                    let now = store::clock::now(tx)?;
                    let spent = store::spent_challenge::sweep(tx, now - KEEP_SPENT_S, SWEEP_CHUNK)?;
                    let sessions = store::session::sweep(tx, now * 1000, SWEEP_CHUNK)?;
                    let before = now * 1000 - one_time_code::KEEP_MS;
                    let codes = store::one_time_code::sweep(tx, before, SWEEP_CHUNK)?;
                    let registered = store::invitation::sweep(tx, now * 1000, SWEEP_CHUNK)?;
                    let failures = store::failure::sweep(tx, now * 1000, SWEEP_CHUNK)?;
                    let reports = store::problem_report::sweep(tx, since, SWEEP_CHUNK)?;
                    let messages = messages::sweep(tx, now * 1000, SWEEP_CHUNK)?;
                    let requests = AuthorizationRequestId::from_parts(
                        u64::try_from(now * 1000 - KEEP_REQUESTS_MS).unwrap_or_default(),
                        [0; 10],
                    );
                    let devices = DeviceAuthorizationId::from_parts(
                        u64::try_from(now * 1000 - device::LIFE_S * 1000 - device::KEEP_MS).unwrap_or_default(),
                        [0; 10],
                    );
                    let grants = store::grant::sweep(tx, now * 1000, SWEEP_CHUNK)?
                        .max(store::authorization_request::sweep(tx, requests, SWEEP_CHUNK)?)
                        .max(store::device_authorization::sweep(tx, devices, SWEEP_CHUNK)?)
                        .max(store::spent_proof::sweep(tx, now * 1000 - KEEP_SPENT_S * 1000, SWEEP_CHUNK)?);
                    let swept = spent.max(sessions).max(codes).max(registered).max(failures).max(messages);
                    Ok::<_, Error>(swept.max(reports).max(grants))
                })
                .await?;
            if swept < u64::from(SWEEP_CHUNK) {
                break;
            }
        }
        keys::retire(self).await?;
        crate::applications::signing::retire(self).await?;
        crate::pool_policy::release_retired(self).await?;
        crate::applications::approval::end_due(self).await
    }

    /// Finishes what was accepted and closes the database.
    pub async fn close(&self) {
        if let Err(error) = figures::write_started(self).await {
            tracing::warn!(error = one_line(&error), "who has begun to make a passkey is not counted");
        }
        self.store.close().await;
    }
}

/// Why an installation did not open. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database could not be prepared")]
    Store(#[from] store::Error),
    #[error(transparent)]
    Settings(#[from] BuildError),
    #[error(transparent)]
    Key(#[from] keys::NewKeyError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error(
        "this database is a real one: the demo's open doors do not belong in it. Leave --demo out, or name another --data folder"
    )]
    NotADemo,
    #[error(
        "this database was made by --demo, with made-up members and open doors: start it with --demo, or name another --data folder"
    )]
    OnlyADemo,
    #[error(transparent)]
    Hashing(#[from] password::HashingError),
    #[error("the database holds challenge keys but no decoy key: it was changed by hand")]
    NoKeys,
}

#[cfg(test)]
mod tests;
