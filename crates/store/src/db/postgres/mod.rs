//! PostgreSQL: sessions, statements, and what its errors mean. The driver is synchronous and brings an event loop of its
//! own, so it must never be called, nor dropped, on a thread of the async runtime.

mod server;
mod worker;

pub(super) use server::Server;

use std::{collections::HashMap, error::Error as StdError, fmt, sync::Arc, thread};

use ::postgres::{
    Client, Statement,
    error::SqlState,
    types::{ToSql, Type},
};

use super::{Purpose, Queue, Row, Running, Tx, Value, Whole};
use crate::error::{Cause, Error, OpenError};

pub(super) fn start(url: &str, connections: usize, purpose: Purpose) -> Result<Running, OpenError> {
    let server = Arc::new(Server::parse(url)?);
    worker::prepare(&server, purpose)?;
    let (queue, turn) = (Arc::new(Queue::default()), Arc::default());
    let threads = (1..=connections.max(1))
        .map(|number| worker::spawn(number, &server, &queue, &turn))
        .collect::<Result<_, _>>()?;
    Ok(Running { reads: Arc::clone(&queue), writes: queue, threads })
}

/// To which schema a database was brought. It changes nothing, and must not be called on a thread of the async runtime.
pub(super) fn schema(url: &str) -> Result<Option<i64>, OpenError> {
    let server = Server::parse(url)?;
    let mut session = server.connect()?;
    super::migrate::found(&mut Tx::postgres(&mut session)).map_err(|error| server.explain(error.into()))
}

pub(super) fn over_one_state(url: &str, run: &mut Whole<'_>) -> Result<(), OpenError> {
    within(url, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", run)
}

pub(super) fn as_it_is(url: &str, run: &mut Whole<'_>) -> Result<(), OpenError> {
    within(url, "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE", run)
}

/// On a thread of its own, because the caller may belong to the async runtime.
fn within(url: &str, begin: &str, run: &mut Whole<'_>) -> Result<(), OpenError> {
    let panicked = |_| Err(OpenError::Prepare { source: Error::Panicked { name: "everything" } });
    thread::scope(|scope| scope.spawn(|| transaction(url, begin, run)).join().unwrap_or_else(panicked))
}

fn transaction(url: &str, begin: &str, run: &mut Whole<'_>) -> Result<(), OpenError> {
    let server = Server::parse(url)?;
    let mut session = server.connect()?;
    session.batch(begin)?;
    let done = run(&mut Tx::postgres(&mut session));
    let ended = session.batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
    done.map_err(|error| server.explain(error.into()))?;
    Ok(ended?)
}

/// One connection with the statements it has prepared.
pub(super) struct Session {
    client: Client,
    statements: HashMap<Box<str>, Statement>,
    mode: Mode,
}

/// Most reads are one statement, which is a transaction by itself: two round trips less. Nobody can tell beforehand, so
/// a reading closure starts out alone, and at its second statement it is run again, inside a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Between `BEGIN` and its end, or where it does not matter.
    Transaction,
    /// No transaction, and no statement yet.
    Alone,
    /// The one statement was run.
    Spent,
    /// A second one was asked for, and refused.
    Exceeded,
}

#[derive(Debug, thiserror::Error)]
#[error("a second statement outside of a transaction")]
struct SecondStatement;

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("statements", &self.statements.len()).finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        self.admit()?;
        let statement = self.prepared(sql)?;
        self.client.execute(&statement, &parameters(&statement, values)).map_err(classify)
    }

    pub(super) fn query(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.admit()?;
        let statement = self.prepared(sql)?;
        let rows = self.client.query(&statement, &parameters(&statement, values)).map_err(classify)?;
        rows.iter().try_for_each(|row| read(&Row::Postgres(row)))
    }

    /// A few rows at a time: the driver would hold all of an answer in memory.
    pub(super) fn stream(
        &mut self,
        sql: &str,
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.batch(&format!("DECLARE stream NO SCROLL CURSOR FOR {sql}"))?;
        loop {
            let rows = self.client.query("FETCH 500 FROM stream", &[]).map_err(classify)?;
            rows.iter().try_for_each(|row| read(&Row::Postgres(row)))?;
            if rows.is_empty() {
                return self.batch("CLOSE stream");
            }
        }
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(classify)
    }

    /// Whether the server has hung up.
    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn admit(&mut self) -> Result<(), Error> {
        self.mode = match self.mode {
            Mode::Transaction => return Ok(()),
            Mode::Alone => Mode::Spent,
            Mode::Spent | Mode::Exceeded => Mode::Exceeded,
        };
        if self.mode == Mode::Exceeded {
            return Err(Error::Serialization { source: Arc::new(SecondStatement) });
        }
        Ok(())
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&number_parameters(sql)).map_err(classify)?;
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

/// `?1` becomes `$1`. SQLite must not see `$1`: it would bind by first appearance, silently to the wrong column.
fn number_parameters(sql: &str) -> String {
    let mut quoted = false;
    sql.chars()
        .map(|letter| {
            quoted ^= letter == '\'';
            if letter == '?' && !quoted { '$' } else { letter }
        })
        .collect()
}

fn parameters<'v>(statement: &Statement, values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    let mut types = statement.params().iter();
    values.iter().map(|value| parameter(value, types.next())).collect()
}

fn parameter<'v>(value: &'v Value<'v>, expected: Option<&Type>) -> &'v (dyn ToSql + Sync) {
    match value {
        Value::Int(number) => number,
        Value::Text(text) => text,
        Value::Blob(bytes) => bytes,
        Value::Null => match expected {
            Some(&Type::INT8) => &None::<i64>,
            Some(&Type::BYTEA) => &None::<&[u8]>,
            _ => &None::<&str>,
        },
    }
}

pub(super) fn cell(row: &::postgres::Row, column: usize) -> Option<Value<'_>> {
    let kind = row.columns().get(column)?.type_();
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(column).ok()?.map(Value::Int),
        Type::TEXT => row.try_get::<_, Option<&str>>(column).ok()?.map(Value::Text),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(column).ok()?.map(Value::Blob),
        _ => return None,
    };
    Some(value.unwrap_or(Value::Null))
}

fn classify(error: ::postgres::Error) -> Error {
    let code = error.code().cloned();
    let broken = error.is_closed() || error.source().is_some_and(<dyn StdError>::is::<std::io::Error>);
    let source: Cause = Arc::new(error);
    let Some(code) = code else {
        return if broken { Error::Unavailable { source } } else { Error::Driver { source } };
    };
    match code {
        _ if is_conflict(&code) => Error::Serialization { source },
        SqlState::DISK_FULL => Error::DiskFull { source },
        SqlState::QUERY_CANCELED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::OUT_OF_MEMORY
        | SqlState::CONFIGURATION_LIMIT_EXCEEDED
        | SqlState::TOO_MANY_CONNECTIONS => Error::Busy { source },
        _ if hangs_up(&code) => Error::Unavailable { source },
        _ => Error::Driver { source },
    }
}

/// The server undid the transaction in favour of another one: to be run again.
fn is_conflict(code: &SqlState) -> bool {
    matches!(*code, SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED)
}

/// Classes "connection exception" and "operator intervention" (shutdown, crash, start-up), save a cancelled query.
fn hangs_up(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_renumbered_outside_of_quotes() {
        assert_eq!(
            number_parameters("a = ?2 AND b = '?1 it''s ?' AND c = ?1"),
            "a = $2 AND b = '?1 it''s ?' AND c = $1"
        );
    }

    #[test]
    fn a_cancelled_query_is_no_lost_connection() {
        assert!(hangs_up(&SqlState::ADMIN_SHUTDOWN) && hangs_up(&SqlState::CONNECTION_FAILURE));
        assert!(!hangs_up(&SqlState::QUERY_CANCELED) && !hangs_up(&SqlState::UNIQUE_VIOLATION));
    }
}
