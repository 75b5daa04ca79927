//! The whole of a database, in rows that no engine has a part in: read over one state of it, and put into an empty one. What a row means is
//! no matter of this file, save what must not come back with a backup ([`settle`]).

mod filling;
mod tables;

#[cfg(test)]
pub(crate) use filling::columns;
pub use filling::{Insert, Inserts, Place, begin, clear, finish, insert, place, settle};
pub use tables::{Fate, TABLES, Table, written};

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use crate::{
    Error, Location, OpenError,
    db::{self, Parameter, Row as Answer, Tx, Value},
};

/// Where the installation remembers that a backup is being put into it.
pub(crate) const RESTORING: &str = "restoring";
/// Rows that are handed on at once, and hands that may be on their way.
const ROWS: usize = 200;
const WAITING: usize = 4;

/// What one column of one row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

pub type Row = Vec<Field>;

impl Field {
    fn of(value: Value<'_>) -> Field {
        match value {
            Value::Null => Field::Null,
            Value::Int(number) => Field::Int(number),
            Value::Text(text) => Field::Text(text.to_owned()),
            Value::Blob(bytes) => Field::Bytes(bytes.to_vec()),
        }
    }
}

impl Parameter for Field {
    fn value(&self) -> Value<'_> {
        match self {
            Field::Null => Value::Null,
            Field::Int(number) => Value::Int(*number),
            Field::Text(text) => Value::Text(text),
            Field::Bytes(bytes) => Value::Blob(bytes),
        }
    }
}

/// What comes out of a database, in this order: the number of rows of each table of [`written`], then rows of one table after the other.
#[derive(Debug)]
pub enum Part {
    Counts(Vec<u64>),
    /// Of the table at this place in [`written`].
    Rows(usize, Vec<Row>),
}

/// Everything that a backup holds, as it was at one moment, while others go on writing.
#[derive(Debug)]
pub struct Reading {
    parts: Receiver<Part>,
    thread: Mutex<Option<JoinHandle<Result<(), OpenError>>>>,
}

impl Reading {
    /// Begins to read, on a connection and a thread of its own. Whoever drops it ends it.
    pub fn begin(location: &Location) -> Result<Reading, OpenError> {
        let location = location.clone();
        let (sender, parts) = sync_channel(WAITING);
        let read = move || db::over_one_state(&location, &mut |tx| read(tx, &sender));
        let thread = thread::Builder::new().name("store-whole".to_owned()).spawn(read);
        let thread = thread.map_err(|source| OpenError::Threads { source })?;
        Ok(Reading { parts, thread: Mutex::new(Some(thread)) })
    }

    /// The next part; `None` when all was read. It blocks.
    pub fn next(&self) -> Result<Option<Part>, OpenError> {
        if let Ok(part) = self.parts.recv() {
            return Ok(Some(part));
        }
        // The reader has let go: it is done, or has failed.
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return Ok(None) };
        let panicked = || Err(OpenError::Prepare { source: Error::Panicked { name: "read everything" } });
        thread.join().unwrap_or_else(|_| panicked()).map(|()| None)
    }
}

fn read(tx: &mut Tx<'_>, to: &SyncSender<Part>) -> Result<(), Error> {
    let counts = written().map(|table| count(tx, table)).collect::<Result<_, _>>()?;
    send(to, Part::Counts(counts))?;
    for (place, table) in written().enumerate() {
        let mut rows = Vec::with_capacity(ROWS);
        tx.stream(&select(table), &mut |answer| {
            rows.push(row(answer, table)?);
            if rows.len() == ROWS {
                send(to, Part::Rows(place, std::mem::replace(&mut rows, Vec::with_capacity(ROWS))))?;
            }
            Ok(())
        })?;
        send(to, Part::Rows(place, rows))?;
    }
    Ok(())
}

/// Nobody listens any more: whoever asked has gone.
fn send(to: &SyncSender<Part>, part: Part) -> Result<(), Error> {
    to.send(part).map_err(|_| Error::Closed)
}

fn count(tx: &mut Tx<'_>, table: &Table) -> Result<u64, Error> {
    let mut found = 0;
    tx.stream(&format!("SELECT COUNT(*) AS rows FROM {}", quoted(table.name)), &mut |answer| {
        found = answer.of(table.name, 0).take::<i64>("rows")?;
        Ok(())
    })?;
    Ok(u64::try_from(found).unwrap_or_default())
}

fn select(table: &Table) -> String {
    let columns = |names: &[&str]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    format!("SELECT {} FROM {} ORDER BY {}", columns(table.columns), quoted(table.name), columns(table.key))
}

fn row(answer: &Answer<'_>, table: &Table) -> Result<Row, Error> {
    let mut cells = answer.of(table.name, 0);
    table.columns.iter().map(|column| cells.take::<Field>(column)).collect()
}

impl db::Cell for Field {
    fn from_value(value: Value<'_>) -> Option<Field> {
        Some(Field::of(value))
    }
}

/// Names come from our list or were found in the schema; quoted they are never words of SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
