//! A thread with a session of its own. It takes one closure at a time, runs it SERIALIZABLE, and runs it again when the
//! server gave another transaction precedence or the connection broke before the commit. A commit whose outcome nobody
//! knows is reported as such and never run again.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    super::{Job, Purpose, Queue, migrate as schema},
    Mode, Server, Session, Tx, classify, hangs_up, is_conflict,
};
use crate::error::{Error, OpenError};

/// Times that one closure gives way before its caller hears of it.
const CONFLICTS: u32 = 20;
/// Times that it gives way before it waits until no other of this node's that has given way as often runs. Where a table is small, all that
/// write at once meet on one page of its index, and every new round finds as many rivals as the last.
const PATIENCE: u32 = 4;
/// Connections that may break under one closure.
const BREAKS: u32 = 2;

/// Brings the schema up. On a thread of its own, because the caller may belong to the async runtime.
pub(super) fn prepare(server: &Arc<Server>, purpose: Purpose) -> Result<(), OpenError> {
    let server = Arc::clone(server);
    let thread = thread::Builder::new().name("store-migrate".to_owned()).spawn(move || migrate(&server, purpose));
    let thread = thread.map_err(|source| OpenError::Threads { source })?;
    thread.join().unwrap_or(Err(OpenError::Prepare { source: Error::Panicked { name: "migrate" } }))
}

fn migrate(server: &Server, purpose: Purpose) -> Result<(), OpenError> {
    let mut session = server.connect()?;
    // Not SERIALIZABLE: its snapshot would be taken before the lock is granted, and the first node's work not be seen.
    session.batch("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")?;
    let migrated = schema::bring_up(&mut Tx::postgres(&mut session), purpose);
    let ended = session.batch(if migrated.is_ok() { "COMMIT" } else { "ROLLBACK" });
    migrated.map_err(|error| server.explain(error))?;
    Ok(ended?)
}

pub(super) fn spawn(
    number: usize,
    server: &Arc<Server>,
    queue: &Arc<Queue>,
    turn: &Arc<Mutex<()>>,
) -> Result<thread::JoinHandle<()>, OpenError> {
    let (server, queue, turn) = (Arc::clone(server), Arc::clone(queue), Arc::clone(turn));
    let run = move || {
        Worker { session: server.connect().ok(), server: &server, turn: &turn, longer: HashSet::new() }.serve(&queue);
    };
    thread::Builder::new().name(format!("store-{number}")).spawn(run).map_err(|source| OpenError::Threads { source })
}

struct Worker<'s> {
    server: &'s Server,
    session: Option<Session>,
    /// Of those that have often given way, one at a time.
    turn: &'s Mutex<()>,
    /// The names of reading closures that have more than one statement.
    longer: HashSet<&'static str>,
}

/// What became of one attempt.
enum Attempt {
    /// Committed, or failed by itself and undone: the caller may hear the outcome.
    Settled,
    /// Another transaction had precedence.
    GaveWay(Error),
    /// The connection broke and nothing was committed.
    Broke(Error),
    /// The transaction failed around the closure.
    Failed(Error),
}

impl Attempt {
    /// What a closure's failure means, by the first error of its statements, if there was one.
    fn of(failure: Option<Error>) -> Attempt {
        match failure {
            Some(error @ Error::Serialization { .. }) => Attempt::GaveWay(error),
            Some(error @ Error::Unavailable { .. }) => Attempt::Broke(error),
            _ => Attempt::Settled,
        }
    }
}

impl Worker<'_> {
    fn serve(&mut self, queue: &Queue) {
        while let Some(jobs) = queue.take(1) {
            for job in jobs {
                if job.writes() || !job.abandoned() {
                    self.perform(job);
                }
            }
        }
    }

    fn perform(&mut self, mut job: Box<dyn Job>) {
        let (mut conflicts, mut breaks, mut turn) = (0, 0, None);
        loop {
            match self.attempt(job.as_mut()) {
                Attempt::Settled => return job.answer(),
                Attempt::Failed(error) => return job.fail(error),
                Attempt::GaveWay(error) if conflicts == CONFLICTS => return job.fail(error),
                Attempt::GaveWay(_) => {
                    job.note_again(false);
                    conflicts += 1;
                    back_off(conflicts);
                    if conflicts >= PATIENCE && turn.is_none() {
                        turn = Some(self.turn.lock().unwrap_or_else(PoisonError::into_inner));
                    }
                }
                Attempt::Broke(error) if breaks == BREAKS => return job.fail(error),
                Attempt::Broke(_) => {
                    job.note_again(true);
                    breaks += 1;
                }
            }
        }
    }

    fn attempt(&mut self, job: &mut dyn Job) -> Attempt {
        let session = match self.session.take().map_or_else(|| self.server.connect(), Ok) {
            Ok(session) => session,
            Err(error) => return Attempt::Failed(Error::Unavailable { source: Arc::new(error) }),
        };
        let (attempt, session) = if job.writes() || self.longer.contains(job.name()) {
            run(session, job)
        } else {
            self.run_alone(session, job)
        };
        self.session = session.filter(|session| !session.is_closed());
        attempt
    }

    /// Runs a reading closure as if it had one statement only.
    fn run_alone(&mut self, mut session: Session, job: &mut dyn Job) -> (Attempt, Option<Session>) {
        session.mode = Mode::Alone;
        let mut tx = Tx::postgres(&mut session);
        let good = job.run(&mut tx);
        let failure = tx.failure().cloned();
        let exceeded = session.mode == Mode::Exceeded;
        session.mode = Mode::Transaction;
        if exceeded {
            self.longer.insert(job.name());
            return run(session, job);
        }
        match if good { Attempt::Settled } else { Attempt::of(failure) } {
            broke @ Attempt::Broke(_) => (broke, None),
            attempt => (attempt, Some(session)),
        }
    }
}

/// Gives the session back only when no transaction is left open on it.
fn run(mut session: Session, job: &mut dyn Job) -> (Attempt, Option<Session>) {
    if let Err(error) = session.batch(if job.writes() { "BEGIN READ WRITE" } else { "BEGIN" }) {
        let attempt = match error {
            // Also a server that was the primary when it was reached and may not be written to any more: another connection finds the new one.
            Error::Unavailable { source } | Error::Driver { source } => Attempt::Broke(Error::Unavailable { source }),
            error => Attempt::Failed(error),
        };
        return (attempt, None);
    }
    let mut tx = Tx::postgres(&mut session);
    let good = job.run(&mut tx);
    let failure = tx.failure().cloned();
    if good {
        return commit(session, job);
    }
    let undone = session.batch("ROLLBACK");
    (Attempt::of(failure), undone.is_ok().then_some(session))
}

fn commit(mut session: Session, job: &mut dyn Job) -> (Attempt, Option<Session>) {
    let Err(error) = session.client.batch_execute("COMMIT") else {
        return (Attempt::Settled, Some(session));
    };
    match error.code() {
        Some(code) if is_conflict(code) => (Attempt::GaveWay(classify(error)), Some(session)),
        Some(code) if !hangs_up(code) => (Attempt::Failed(classify(error)), None),
        // What a serializable transaction has read counts only once it has committed; reading again is harmless.
        _ if !job.writes() => (Attempt::Broke(classify(error)), None),
        _ => (Attempt::Failed(Error::OutcomeUnknown { source: Arc::new(error) }), None),
    }
}

/// Twice as long each time up to 32 ms, and different for neighbours, lest they meet again.
fn back_off(conflicts: u32) {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let spread = TURN.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
    let longest = 250_u64 << conflicts.min(7);
    // Between a half and the whole: `spread` has ten bits.
    thread::sleep(Duration::from_micros(longest / 2 + longest * spread / 2048));
}
