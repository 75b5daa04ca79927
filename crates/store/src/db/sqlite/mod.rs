//! SQLite: how a connection is set up, how statements run on it, and what its errors mean. One thread writes, two read,
//! each on its own connection; no second process may write to the file (the data directory's lock sees to that).

mod before;
mod reader;
mod statistics;
mod writer;

use std::{fs, path::Path, sync::Arc, thread};

use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    config::DbConfig,
    params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use super::{Purpose, Queue, Row, Running, Tx, Value, Whole, migrate};
use crate::error::{Cause, Error, OpenError};

/// Readers of one process. On one core a second one would only read the same pages again.
const READERS: usize = 2;

/// More than this crate has statements, so that none is parsed twice.
const STATEMENTS: usize = 256;

/// A commit is one write to the log and one fsync. Checkpoints are rare and large, because each costs two fsyncs more.
const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 10000;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;
    PRAGMA busy_timeout = 5000;";

pub(super) fn start(file: &Path, gathers: bool, purpose: Purpose) -> Result<Running, OpenError> {
    let connection = open(file, purpose)?;
    let queue = || Arc::new(if gathers { Queue::gathering() } else { Queue::default() });
    let (reads, writes) = (queue(), queue());
    let readers = if gathers { 1 } else { READERS };
    let mut threads = Vec::with_capacity(readers + 1);
    for number in 1..=readers {
        let connection = connect(file).map_err(|error| refused(file, error))?;
        connection.execute_batch("PRAGMA query_only = ON").map_err(|error| refused(file, error))?;
        let queue = Arc::clone(&reads);
        threads.push(spawn(format!("store-read-{number}"), move || reader::serve(&connection, &queue))?);
    }
    let queue = Arc::clone(&writes);
    threads.push(spawn("store-write".to_owned(), move || writer::serve(&connection, &queue))?);
    Ok(Running { reads, writes, threads })
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, OpenError> {
    thread::Builder::new().name(name).spawn(run).map_err(|source| OpenError::Threads { source })
}

/// Opens or creates the file and brings it to the schema.
fn open(file: &Path, purpose: Purpose) -> Result<Connection, OpenError> {
    create_private(file)?;
    let connection = connect(file).map_err(|error| refused(file, error))?;
    let explained = |error| explain(file, error);
    if purpose == Purpose::Serve {
        before::keep(&connection, file, super::newest_schema()).map_err(explained)?;
    }
    batch(&connection, "BEGIN IMMEDIATE").map_err(|error| explained(error.into()))?;
    let mut tx = Tx::sqlite(&connection);
    let migrated = migrate::bring_up(&mut tx, purpose).and_then(|()| Ok(statistics::tell(&mut tx)?));
    let end = if migrated.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = batch(&connection, end);
    migrated.map_err(explained)?;
    ended.map_err(|error| explained(error.into()))?;
    Ok(connection)
}

/// To which schema a file was brought, without touching it.
pub(super) fn schema(file: &Path) -> Result<Option<i64>, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(|error| refused(file, error))?;
    migrate::found(&mut Tx::sqlite(&connection)).map_err(|error| explain(file, error.into()))
}

pub(super) fn over_one_state(file: &Path, run: &mut Whole<'_>) -> Result<(), OpenError> {
    let connection = connect(file).map_err(|error| refused(file, error))?;
    batch(&connection, "PRAGMA query_only = ON; BEGIN")?;
    let done = run(&mut Tx::sqlite(&connection));
    let ended = batch(&connection, "COMMIT");
    done?;
    Ok(ended?)
}

pub(super) fn as_it_is(file: &Path, run: &mut Whole<'_>) -> Result<(), OpenError> {
    let connection = connect(file).map_err(|error| refused(file, error))?;
    batch(&connection, "BEGIN IMMEDIATE")?;
    let done = run(&mut Tx::sqlite(&connection));
    let ended = batch(&connection, if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
    done?;
    Ok(ended?)
}

/// Nobody but the owner may read a new file; the log beside it inherits the mode.
fn create_private(file: &Path) -> Result<(), OpenError> {
    let mut options = fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(_) => Ok(()),
        Err(error) => Err(OpenError::Permission { file: file.to_owned(), source: Arc::new(error) }),
    }
}

fn connect(file: &Path) -> Result<Connection, rusqlite::Error> {
    // Each connection stays on its thread: SQLite's own mutex would only cost.
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan must not depend on bound values: SQLite would parse the statement again each time one is bound, which costs
    // more than all the rest of a sign-in's reading.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

fn refused(file: &Path, error: rusqlite::Error) -> OpenError {
    explain(file, classify(error).into())
}

/// What is wrong with the file where the driver's error says so, whenever it was noticed.
fn explain(file: &Path, error: OpenError) -> OpenError {
    let OpenError::Prepare {
        source:
            Error::Busy { source } | Error::Unavailable { source } | Error::DiskFull { source } | Error::Driver { source },
    } = &error
    else {
        return error;
    };
    let (file, source) = (file.to_owned(), Arc::clone(source));
    match source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code) {
        _ if matches!(error, OpenError::Prepare { source: Error::DiskFull { .. } }) => {
            OpenError::NoRoom { file, source }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            OpenError::Permission { file, source }
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenError::NotADatabase { file, source },
        _ => error,
    }
}

pub(super) fn batch(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(classify)
}

pub(super) fn execute(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(classify)?;
    let rows = statement.execute(params_from_iter(params)).map_err(classify)?;
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}

pub(super) fn query(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    read: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(sql).map_err(classify)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(classify)?;
    while let Some(row) = rows.next().map_err(classify)? {
        read(&Row::Sqlite(row))?;
    }
    Ok(())
}

pub(super) fn cell<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Option<Value<'r>> {
    match row.get_ref(column).ok()? {
        ValueRef::Null => Some(Value::Null),
        ValueRef::Integer(number) => Some(Value::Int(number)),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Value::Text),
        ValueRef::Blob(bytes) => Some(Value::Blob(bytes)),
        // No column of ours holds fractions.
        ValueRef::Real(_) => None,
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Int(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
            Value::Null => ValueRef::Null,
        }))
    }
}

/// The index of the log could not be made larger, which has no other cause.
const NO_ROOM_FOR_INDEX: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

fn classify(error: rusqlite::Error) -> Error {
    let (code, extended) = (error.sqlite_error_code(), error.sqlite_error().map(|error| error.extended_code));
    let source: Cause = Arc::new(error);
    match code {
        _ if extended == Some(NO_ROOM_FOR_INDEX) => Error::DiskFull { source },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OutOfMemory) => Error::Busy { source },
        Some(ErrorCode::DiskFull) => Error::DiskFull { source },
        Some(
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied,
        ) => Error::Unavailable { source },
        _ => Error::Driver { source },
    }
}
