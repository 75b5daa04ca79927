//! A reading thread. What is waiting is read inside one transaction, from one state of the database; that state is never
//! older than the call, because the transaction begins after the calls were taken.

use rusqlite::Connection;

use super::{super::Queue, Tx, execute};

/// Small enough that two readers share a burst and nobody waits long for a place in it.
const BATCH: usize = 64;

pub(super) fn serve(connection: &Connection, queue: &Queue) {
    while let Some(jobs) = queue.take(BATCH) {
        for mut job in jobs.into_iter().filter(|job| !job.abandoned()) {
            // Also true after an I/O error, when SQLite has ended the transaction by itself.
            if connection.is_autocommit()
                && let Err(error) = execute(connection, "BEGIN", &[])
            {
                job.fail(error);
                continue;
            }
            job.run(&mut Tx::sqlite(connection));
            job.answer();
        }
        if !connection.is_autocommit()
            && let Err(error) = execute(connection, "COMMIT", &[])
        {
            tracing::error!(error = error.chain(), "a reading transaction did not end");
        }
    }
}
