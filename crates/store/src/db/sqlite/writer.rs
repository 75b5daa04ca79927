//! The writing thread: group commit. All waiting closures run in one transaction, each in its own savepoint; one COMMIT
//! with one fsync makes them durable, and only then is anybody answered. Nobody is ever told of work that is not on disk,
//! and nobody's failure undoes a neighbour's work.

use rusqlite::Connection;

use super::{
    super::{Job, Queue},
    Tx, execute,
};
use crate::error::Error;

/// Bounds how long the first of a group waits for the last.
const GROUP: usize = 512;

type Jobs = Vec<Box<dyn Job>>;

pub(super) fn serve(connection: &Connection, queue: &Queue) {
    while let Some(jobs) = queue.take(GROUP) {
        commit_group(connection, jobs);
    }
    // Leaves one file with everything in it. Should a reader be in the way, the next opener reads the log instead.
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the last checkpoint failed; the log is read when the store is opened again");
    }
}

/// Runs until each closure is answered. Each turn is one transaction and settles at least one of them.
fn commit_group(connection: &Connection, mut waiting: Jobs) {
    while !waiting.is_empty() {
        if let Err(error) = execute(connection, "BEGIN IMMEDIATE", &[]) {
            return fail_all(connection, waiting, &error);
        }
        match run_group(connection, waiting) {
            Turn::Ran(done) => {
                return match execute(connection, "COMMIT", &[]) {
                    Ok(_) => done.into_iter().for_each(Job::answer),
                    Err(error) => fail_all(connection, done, &error),
                };
            }
            Turn::RolledBack { others } => waiting = others,
        }
    }
}

enum Turn {
    /// Ready for the commit. Closures that failed have undone their own work; their answers wait too, because what they
    /// saw may be a neighbour's work that is not on disk yet.
    Ran(Jobs),
    /// All work was undone at one closure, which has its answer: the others run again without it.
    RolledBack { others: Jobs },
}

fn run_group(connection: &Connection, jobs: Jobs) -> Turn {
    let mut others = Jobs::with_capacity(jobs.len());
    let mut jobs = jobs.into_iter();
    while let Some(mut job) = jobs.next() {
        match run_in_savepoint(connection, job.as_mut()) {
            Ok(()) if !connection.is_autocommit() => {
                others.push(job);
                continue;
            }
            // SQLite has rolled the whole transaction back by itself: a full disk or memory does that.
            Ok(()) => job.answer(),
            Err(error) => {
                tracing::error!(transaction = job.name(), error = error.chain(), "a savepoint failed");
                roll_back(connection);
                job.fail(error);
            }
        }
        others.extend(jobs);
        return Turn::RolledBack { others };
    }
    Turn::Ran(others)
}

/// Fails only when the savepoint itself does.
fn run_in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), Error> {
    execute(connection, "SAVEPOINT closure", &[])?;
    if !job.run(&mut Tx::sqlite(connection)) {
        if connection.is_autocommit() {
            return Ok(());
        }
        execute(connection, "ROLLBACK TO closure", &[])?;
    }
    execute(connection, "RELEASE closure", &[]).map(drop)
}

/// Nothing of the group is on disk, so nobody hears of success, not even those that had failed by themselves.
fn fail_all(connection: &Connection, jobs: Jobs, error: &Error) {
    tracing::error!(error = error.chain(), transactions = jobs.len(), "a group of transactions was not committed");
    roll_back(connection);
    for job in jobs {
        job.fail(error.clone());
    }
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = execute(connection, "ROLLBACK", &[])
    {
        tracing::error!(error = error.chain(), "a transaction could not be rolled back");
    }
}
