//! The seam: what a table's file sees of a database. `Tx` runs statements, `Value` goes in, `Row` comes out. The drivers
//! are named below this folder and nowhere else; no file outside may know which of them is at work.

mod call;
mod cells;
mod migrate;
mod postgres;
mod queue;
mod sqlite;

pub(crate) use call::{Call, Job};
pub(crate) use cells::{Cell, Cells, Parameter, Row, Value, params, words};
pub(crate) use queue::Queue;

use std::{path::Path, sync::Arc, thread::JoinHandle};

use crate::{
    dialect::Dialect,
    error::{Error, OpenError},
    store::Location,
    traffic::Event,
};

/// The threads of an open database and the queues they serve: one and the same queue where readers may also write.
pub(crate) struct Running {
    pub(crate) reads: Arc<Queue>,
    pub(crate) writes: Arc<Queue>,
    pub(crate) threads: Vec<JoinHandle<()>>,
}

/// For what a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be served. One that is half restored is refused.
    Serve,
    /// To be filled from a backup, at this schema or the newest.
    Restore(Option<i64>),
}

impl Purpose {
    fn migrations(self) -> &'static [migrate::Migration] {
        let Purpose::Restore(Some(schema)) = self else { return migrate::MIGRATIONS };
        let known = migrate::MIGRATIONS.iter().take_while(|migration| migration.version <= schema).count();
        migrate::MIGRATIONS.get(..known).unwrap_or_default()
    }
}

pub(crate) fn start_embedded(file: &Path, gathers: bool, purpose: Purpose) -> Result<Running, OpenError> {
    sqlite::start(file, gathers, purpose)
}

pub(crate) fn start_postgres(url: &str, connections: usize, purpose: Purpose) -> Result<Running, OpenError> {
    postgres::start(url, connections, purpose)
}

/// Runs a closure over one state of the database, however long it takes, on a connection of its own. It blocks.
pub(crate) fn over_one_state(location: &Location, run: &mut Whole<'_>) -> Result<(), OpenError> {
    match location {
        Location::Embedded { file } => sqlite::over_one_state(file, run),
        Location::Postgres { url, .. } => postgres::over_one_state(url, run),
    }
}

/// Runs a closure in one transaction without bringing the schema up. It blocks.
pub(crate) fn as_it_is(location: &Location, run: &mut Whole<'_>) -> Result<(), OpenError> {
    match location {
        Location::Embedded { file } => sqlite::as_it_is(file, run),
        Location::Postgres { url, .. } => postgres::as_it_is(url, run),
    }
}

/// What is done over the whole of a database.
pub(crate) type Whole<'w> = dyn FnMut(&mut Tx<'_>) -> Result<(), Error> + Send + 'w;

/// To which schema a database was brought, read without changing anything.
pub(crate) fn embedded_schema(file: &Path) -> Result<Option<i64>, OpenError> {
    sqlite::schema(file)
}

pub(crate) fn postgres_schema(url: &str) -> Result<Option<i64>, OpenError> {
    postgres::schema(url)
}

/// The last migration that this release knows.
pub(crate) fn newest_schema() -> i64 {
    migrate::MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Statements on a connection of their own, for the fixture that makes and drops a test's database.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn postgres_batch(url: &str, sql: &str) -> Result<(), OpenError> {
    let mut session = postgres::Server::parse(url)?.connect()?;
    session.batch("SET default_transaction_read_only = off")?;
    Ok(session.batch(sql)?)
}

/// Of all migrations: another one where any of them is another.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for migration in migrate::MIGRATIONS {
        migration.text.hash(&mut hasher);
    }
    hasher.finish()
}

/// A transaction that is under way. The closure that gets it may run again, so it keeps no effects of its own.
///
/// After a statement has failed, each further one is refused with the same error: PostgreSQL would refuse it anyway,
/// and a closure that swallows the error cannot commit half of its work.
#[derive(Debug)]
pub struct Tx<'a> {
    connection: Connection<'a>,
    failure: Option<Error>,
    /// What was recorded, to be counted once it is committed.
    events: Vec<(Event, u64)>,
}

#[derive(Debug)]
enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut postgres::Session),
}

impl<'a> Tx<'a> {
    fn sqlite(connection: &'a rusqlite::Connection) -> Tx<'a> {
        Tx { connection: Connection::Sqlite(connection), failure: None, events: Vec::new() }
    }

    fn postgres(session: &'a mut postgres::Session) -> Tx<'a> {
        Tx { connection: Connection::Postgres(session), failure: None, events: Vec::new() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement and tells how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<u64, Error> {
        self.attempt(|connection| match connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Connection::Postgres(session) => session.execute(sql, params),
        })
    }

    /// Runs a query and reads each row.
    pub(crate) fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a query of which the key allows at most one row.
    pub(crate) fn query_opt<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.each(sql, params, &mut |row| {
            found = Some(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// A statement whose text names a table and columns that were found in the schema.
    pub(crate) fn execute_made(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        self.attempt(|connection| match connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Connection::Postgres(session) => session.execute(sql, params),
        })
    }

    /// A query of that kind, without parameters: each row as it comes, however many they are, a few in memory.
    pub(crate) fn stream(
        &mut self,
        sql: &str,
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.attempt(|connection| match connection {
            Connection::Sqlite(connection) => sqlite::query(connection, sql, &[], read),
            Connection::Postgres(session) => session.stream(sql, read),
        })
    }

    /// A part of the work that can be undone alone: of one that answers `Err` nothing stays, and the transaction goes on. A statement that has failed
    /// is still the end of all of it.
    pub fn part<T, E>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<Result<T, E>, Error> {
        let events = self.events.clone();
        self.batch("SAVEPOINT part")?;
        let done = work(self);
        if done.is_err() {
            self.events = events;
            self.batch("ROLLBACK TO SAVEPOINT part")?;
        }
        self.batch("RELEASE SAVEPOINT part")?;
        Ok(done)
    }

    /// Several statements without parameters; only for migrations and what is beside them.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.attempt(|connection| match connection {
            Connection::Sqlite(connection) => sqlite::batch(connection, sql),
            Connection::Postgres(session) => session.batch(sql),
        })
    }

    fn each(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.attempt(|connection| match connection {
            Connection::Sqlite(connection) => sqlite::query(connection, sql, params, read),
            Connection::Postgres(session) => session.query(sql, params, read),
        })
    }

    fn attempt<T>(&mut self, run: impl FnOnce(&mut Connection<'a>) -> Result<T, Error>) -> Result<T, Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let result = run(&mut self.connection);
        if let Err(error) = &result {
            self.failure = Some(error.clone());
        }
        result
    }

    /// An event was recorded. There are few kinds in one transaction.
    pub(crate) fn note_event(&mut self, event: Event) {
        match self.events.iter_mut().find(|(known, _)| *known == event) {
            Some((_, number)) => *number += 1,
            None => self.events.push((event, 1)),
        }
    }

    fn take_events(&mut self) -> Vec<(Event, u64)> {
        std::mem::take(&mut self.events)
    }

    /// The first error of a statement, whatever the closure has made of it since.
    fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }
}
