//! The store as the domain sees it: open, read, write, close. A transaction is a plain synchronous function over `Tx`
//! that runs on the store's own threads; nothing here blocks the async runtime.

use std::{
    convert::Infallible,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread::JoinHandle,
    time::Instant,
};

use tokio::{sync::oneshot, task};
use tracing::Instrument;

use crate::{
    db::{self, Call, Purpose, Queue, Tx},
    error::{Error, OpenError},
    traffic::Traffic,
};

/// Connections to PostgreSQL of one node, unless told otherwise.
pub const DEFAULT_CONNECTIONS: usize = 16;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// One SQLite file, created if it is missing; its folder must exist.
    Embedded { file: PathBuf },
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, optionally with `?sslmode=require&sslrootcert=FILE`: TLS with the
    /// server's certificate verified against that file, or without it against the system's roots. Plain otherwise.
    Postgres { url: String, connections: usize },
}

/// Without the URL, which holds a password.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Embedded { file } => f.debug_struct("Embedded").field("file", file).finish(),
            Location::Postgres { connections, .. } => {
                f.debug_struct("Postgres").field("connections", connections).finish_non_exhaustive()
            }
        }
    }
}

/// An open database. Clones are cheap and share its threads, which end after the last clone is dropped or `close`.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    /// Whether what is written through this handle is undone.
    is_rehearsal: bool,
}

struct Shared {
    location: Location,
    reads: Arc<Queue>,
    writes: Arc<Queue>,
    /// Each with a connection of its own.
    count: usize,
    traffic: Arc<Traffic>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Tells the store that nothing more is coming for now. A runtime of one thread rings it each time it is about to sleep;
/// all that came together then shares one commit. Rung before a store hangs on it, it does nothing.
#[derive(Clone, Default)]
pub struct Doorbell {
    queues: Arc<OnceLock<[Arc<Queue>; 2]>>,
}

impl Doorbell {
    pub fn ring(&self) {
        if let Some(queues) = self.queues.get() {
            for queue in queues {
                queue.ring();
            }
        }
    }
}

impl fmt::Debug for Doorbell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doorbell").field("hangs", &self.queues.get().is_some()).finish()
    }
}

impl Store {
    /// Opens the database, creates or brings up its schema, and starts the store's threads. Blocks while it does.
    pub fn open(location: &Location) -> Result<Store, OpenError> {
        Store::open_with(location, None)
    }

    /// The same for a process on one core, whose runtime rings the bell. PostgreSQL gathers by itself.
    pub fn open_with(location: &Location, bell: Option<&Doorbell>) -> Result<Store, OpenError> {
        Store::open_for(location, bell, Purpose::Serve)
    }

    /// To fill it from a backup: an empty place, or one that says that it is half restored. It is brought to the schema of the backup, so
    /// that its rows fit; without one to the newest.
    pub fn open_to_restore(location: &Location, schema: Option<i64>) -> Result<Store, OpenError> {
        Store::open_for(location, None, Purpose::Restore(schema))
    }

    fn open_for(location: &Location, bell: Option<&Doorbell>, purpose: Purpose) -> Result<Store, OpenError> {
        let running = match location {
            Location::Embedded { file } => db::start_embedded(file, bell.is_some(), purpose)?,
            Location::Postgres { url, connections } => db::start_postgres(url, *connections, purpose)?,
        };
        if let (Some(bell), Location::Embedded { .. }) = (bell, location) {
            let queues = [Arc::clone(&running.reads), Arc::clone(&running.writes)];
            bell.queues.get_or_init(|| queues);
        }
        let shared = Shared {
            location: location.clone(),
            reads: running.reads,
            writes: running.writes,
            count: running.threads.len(),
            traffic: Arc::default(),
            threads: Mutex::new(running.threads),
        };
        Ok(Store { shared: Arc::new(shared), is_rehearsal: false })
    }

    /// To which schema a database was brought, and which is the newest that this release knows. To open a store brings it up; this changes nothing.
    /// It blocks.
    pub fn schema(location: &Location) -> Result<(Option<i64>, i64), OpenError> {
        let found = match location {
            Location::Embedded { file } => db::embedded_schema(file)?,
            Location::Postgres { url, .. } => db::postgres_schema(url)?,
        };
        Ok((found, db::newest_schema()))
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.shared.location
    }

    /// The newest schema that this release knows.
    pub fn newest_schema() -> i64 {
        db::newest_schema()
    }

    /// Runs a closure over one consistent state of the database. It sees every write answered before this call.
    pub async fn read<T, E, F>(&self, name: &'static str, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        call(&self.shared, name, false, closure).await
    }

    /// Runs a closure whose work is durable when this answers `Ok`, and undone when the closure returns `Err`. Once
    /// called, it is done even if the caller goes away. It may run more than once: no side effects but through `Tx`.
    pub async fn write<T, E, F>(&self, name: &'static str, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if self.is_rehearsal {
            return rehearse(&self.shared, name, closure).await;
        }
        call(&self.shared, name, true, closure).await
    }

    /// What was counted since the store was opened.
    pub fn traffic(&self) -> &Traffic {
        &self.shared.traffic
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.shared.count
    }

    /// How many reads and writes wait for a connection; where the same serve both, the two are one number.
    pub fn waiting(&self) -> (usize, usize) {
        (self.shared.reads.len(), self.shared.writes.len())
    }

    /// The same database by a handle that keeps nothing: each write is done, answered and undone. One that builds on another finds nothing of it.
    #[must_use]
    pub fn rehearsal(&self) -> Store {
        Store { shared: Arc::clone(&self.shared), is_rehearsal: true }
    }

    /// Whether this handle is such a one.
    pub fn is_rehearsal(&self) -> bool {
        self.is_rehearsal
    }

    /// Accepts nothing more, finishes what was accepted, checkpoints, and ends the threads.
    pub async fn close(&self) {
        self.shared.close();
        let threads = std::mem::take(&mut *self.shared.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let joined = task::spawn_blocking(move || threads.into_iter().all(|thread| thread.join().is_ok())).await;
        if !joined.unwrap_or(false) {
            tracing::error!("a thread of the store had panicked");
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Shared {
    fn close(&self) {
        self.reads.close();
        self.writes.close();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}

/// What a closure came to before it was undone: to the runners it is a failure.
enum Undone<T, E> {
    Done(T),
    Failed(E),
}

impl<T, E: From<Error>> From<Error> for Undone<T, E> {
    fn from(error: Error) -> Self {
        Undone::Failed(error.into())
    }
}

async fn rehearse<T, E, F>(shared: &Shared, name: &'static str, mut closure: F) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let undone = move |tx: &mut Tx<'_>| match closure(tx) {
        Ok(done) => Err::<Infallible, _>(Undone::Done(done)),
        Err(error) => Err(Undone::Failed(error)),
    };
    match call(shared, name, true, undone).await {
        Ok(never) => match never {},
        Err(Undone::Done(done)) => Ok(done),
        Err(Undone::Failed(error)) => Err(error),
    }
}

async fn call<T, E, F>(shared: &Shared, name: &'static str, writes: bool, closure: F) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    let (asked, traffic) = (Instant::now(), Arc::clone(&shared.traffic));
    let queue = if writes { &shared.writes } else { &shared.reads };
    queue.push(Box::new(Call {
        name,
        writes,
        closure,
        outcome: None,
        caller,
        asked: Some(asked),
        traffic,
        events: Vec::new(),
    }));
    // For traces; who is interested in none pays one look.
    let span = tracing::trace_span!(target: "keystead::trace", "transaction", name, writes);
    // The channel closes without an answer only when the queue did not take the call.
    let outcome = answer.instrument(span).await.unwrap_or_else(|_| Err(Error::Closed.into()));
    shared.traffic.side(writes).took.note(asked.elapsed());
    outcome
}
