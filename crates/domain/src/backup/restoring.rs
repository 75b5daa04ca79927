//! Puts a backup into an empty place. The whole of it is read before anything is written; from the first row to the last the place says that
//! it is half restored. At the end challenges, journeys, sessions, grants and links of before open nothing any more, and passkey managers are
//! told of no passkey that only the backup may have forgotten.

use super::holders::Identity;
use super::reading::{Checked, Contents, ReadError, Reader, read_each};
use crate::clock::Clock;
use crate::error::Error;
use crate::keys::{self, KeyError, KeyRing, MasterKey, NewKeyError};
use crate::progress::Progress;
use crate::random::Random;
use crate::signals;
use std::io::{self, Read};
use store::id::KeyId;
use store::key::{self, Key};
use store::whole::{self, Field, Insert, Place, Row};
use store::{Location, OpenError, Store};
use tokio::task::{JoinError, spawn_blocking};

/// Rows of one transaction.
const CHUNK: usize = 400;

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the backup cannot be read")]
    File(#[from] io::Error),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the backup is at schema {found}, this keystead knows {known}: restore it with the newer version")]
    NewerSchema { found: i64, known: i64 },
    #[error(
        "the master key does not open the keys of this backup: give the one of the installation that it was made of"
    )]
    OtherMasterKey,
    #[error("the backup holds no keys of an installation")]
    NoKeys,
    #[error("something is there already (table {0}): a backup goes into an empty place only")]
    Occupied(String),
    #[error("another restore has begun here a moment ago")]
    Another,
    #[error("the backup does not fit this schema: table {0}")]
    Unfit(String),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the database does not take it")]
    Store(#[from] store::Error),
    #[error(transparent)]
    Key(#[from] NewKeyError),
    #[error("the restore cannot be noted")]
    Note(#[source] Error),
    #[error("the work on it was interrupted")]
    Interrupted(#[from] JoinError),
}

/// A backup as it is read.
pub type Stream = Box<dyn Read>;

/// A backup that can be read more than once.
pub struct Source<'s> {
    pub open: &'s dyn Fn() -> io::Result<Stream>,
    pub identity: &'s Identity,
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").finish_non_exhaustive()
    }
}

/// A backup that was read to its end.
#[derive(Debug)]
pub struct Inspected {
    pub checked: Checked,
    keys: Vec<Key>,
}

/// Reads all of it, and holds it against what this release can take. It writes nothing, and blocks.
pub fn inspect(source: &Source<'_>, told: &mut dyn FnMut(Progress)) -> Result<Inspected, RestoreError> {
    let mut keys = Vec::new();
    let checked = read_each((source.open)()?, source.identity, told, &mut |contents, place, row| {
        keys.extend(key_of(contents, place, &row));
    })?;
    let (found, known) = (checked.contents.schema, Store::newest_schema());
    if !(1..=known).contains(&found) {
        return Err(RestoreError::NewerSchema { found, known });
    }
    Ok(Inspected { checked, keys })
}

/// The row of a key, as it lies sealed in the backup.
fn key_of(contents: &Contents, place: usize, row: &Row) -> Option<Key> {
    let table = contents.tables.get(place).filter(|table| table.name == "keys")?;
    let field = |name: &str| row.get(table.columns.iter().position(|column| column == name)?);
    let (Field::Text(purpose), Field::Bytes(id), Field::Bytes(sealed)) =
        (field("purpose")?, field("id")?, field("sealed")?)
    else {
        return None;
    };
    let number = |name: &str| match field(name) {
        Some(Field::Int(number)) => Some(*number),
        _ => None,
    };
    Some(Key {
        purpose: purpose.clone(),
        id: KeyId::from_bytes(id.as_slice().try_into().ok()?),
        sealed: sealed.clone(),
        sealed_too: match field("sealed_too") {
            Some(Field::Bytes(sealed)) => Some(sealed.clone()),
            _ => None,
        },
        created_at: number("created_at")?,
        signs_from: number("signs_from")?,
        verifies_until: number("verifies_until"),
    })
}

impl Inspected {
    /// Whether this is the master key of the installation that the backup was made of.
    pub fn opens_with(&self, master: &MasterKey) -> Result<(), RestoreError> {
        match KeyRing::open(master, &self.keys) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(RestoreError::NoKeys),
            Err(KeyError::WrongMasterKey | KeyError::Cipher) => Err(RestoreError::OtherMasterKey),
        }
    }
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub rows: u64,
    pub members: u64,
    /// Of the backup, in milliseconds.
    pub made_at: i64,
    /// Whether an earlier attempt was cleared away.
    pub is_again: bool,
}

/// Puts it into this place, which nobody else may use meanwhile.
pub async fn restore(
    (source, inspected): (&Source<'_>, &Inspected),
    location: &Location,
    master: &MasterKey,
    (clock, random): (&dyn Clock, &dyn Random),
    told: &mut dyn FnMut(Progress),
) -> Result<Restored, RestoreError> {
    inspected.opens_with(master)?;
    let is_again = prepare(location).await?;
    let contents = &inspected.checked.contents;
    let store = open(location, Some(contents.schema)).await?;
    let filled = fill(&store, source, contents, told).await;
    store.close().await;
    filled?;
    // From the backup's schema to ours, with its rows in it.
    let store = open(location, None).await?;
    let settled = settle(&store, master, (clock, random)).await;
    store.close().await;
    settled?;
    let Checked { rows, members, .. } = inspected.checked;
    Ok(Restored { rows, members, made_at: contents.made_at, is_again })
}

/// Whether a backup can go there; `true` where an earlier attempt is to be cleared away first. It changes nothing.
pub async fn is_free(location: &Location) -> Result<bool, RestoreError> {
    let place = location.clone();
    match spawn_blocking(move || whole::place(&place)).await?? {
        Place::Empty => Ok(false),
        Place::HalfRestored => Ok(true),
        Place::Holds(table) => Err(RestoreError::Occupied(table)),
    }
}

/// Of a place that was free when it was looked at first.
fn is_taken(found: Place) -> RestoreError {
    match found {
        Place::Holds(table) => RestoreError::Occupied(table),
        Place::Empty | Place::HalfRestored => RestoreError::Another,
    }
}

async fn prepare(location: &Location) -> Result<bool, RestoreError> {
    let is_again = is_free(location).await?;
    if is_again {
        let place = location.clone();
        spawn_blocking(move || whole::clear(&place)).await??;
    }
    Ok(is_again)
}

async fn open(location: &Location, schema: Option<i64>) -> Result<Store, RestoreError> {
    let location = location.clone();
    Ok(spawn_blocking(move || Store::open_to_restore(&location, schema)).await??)
}

async fn fill(
    store: &Store,
    source: &Source<'_>,
    expected: &Contents,
    told: &mut dyn FnMut(Progress),
) -> Result<(), RestoreError> {
    let mut reader = Reader::begin((source.open)()?, source.identity)?;
    if reader.contents != *expected {
        return Err(ReadError::Misfit("it is another one than a moment ago").into());
    }
    let heads: Vec<_> = expected.tables.iter().map(|table| (table.name.clone(), table.columns.clone())).collect();
    let inserts = store.write("begin restore", move |tx| whole::begin(tx, &heads)).await?.map_err(is_taken)?;
    let unfit = |place: usize| {
        RestoreError::Unfit(expected.tables.get(place).map_or_else(String::new, |table| table.name.clone()))
    };
    if let Some(place) = inserts.iter().position(Option::is_none) {
        return Err(unfit(place));
    }
    let all = expected.counts.iter().sum();
    let (mut chunk, mut of, mut done) = (Vec::with_capacity(CHUNK), 0, 0_u64);
    loop {
        let next = reader.next()?;
        let goes_on = next.as_ref().is_some_and(|(place, _)| *place == of) && chunk.len() < CHUNK;
        if !goes_on && !chunk.is_empty() {
            let insert = inserts.get(of).cloned().flatten().ok_or_else(|| unfit(of))?;
            done += u64::try_from(chunk.len()).unwrap_or_default();
            put(store, insert, std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).await?;
            told(Progress { what: "rows", done, of: all });
        }
        let Some((place, row)) = next else { return Ok(()) };
        of = place;
        chunk.push(row);
    }
}

async fn put(store: &Store, insert: Insert, rows: Vec<Row>) -> Result<(), store::Error> {
    store.write("restore rows", move |tx| whole::insert(tx, &insert, &rows)).await
}

/// What opened something before opens nothing any more; then the place is whole.
async fn settle(
    store: &Store,
    master: &MasterKey,
    (clock, random): (&dyn Clock, &dyn Random),
) -> Result<(), RestoreError> {
    let now = clock.now_ms();
    let (drawn, master) = (keys::rotation::anew(master, random, now)?, master.clone());
    let settle = move |tx: &mut store::Tx<'_>| {
        whole::settle(tx, now)?;
        keys::changing_master::settle(tx, &master)?;
        drawn.iter().try_for_each(|row| key::insert(tx, row))
    };
    store.write("settle restore", settle).await?;
    signals::note_restore_at_rest(store, clock, random).await.map_err(RestoreError::Note)?;
    store.write("finish restore", whole::finish).await?;
    Ok(())
}
