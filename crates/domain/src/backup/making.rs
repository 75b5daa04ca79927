//! Writes a backup: what it is, then every row, then how many there were and a digest of everything before. It blocks: it has a thread of its
//! own wherever members are served.

use super::holders::{Held, Recipient};
use super::reading::{Carried, Contents, End, FORMAT, LONGEST_RECORD, Mark, Table};
use super::rows;
use super::sealing::{SealError, Sealer};
use crate::app::App;
use crate::keys::MasterKey;
use crate::progress::Progress;
use crate::random::Random;
use aws_lc_rs::digest::{Context, SHA256};
use std::io::Write;
use store::whole::{Part, Reading, written};
use store::{OpenError, Store};

/// What is to be made.
#[derive(Debug)]
pub struct Wish {
    pub recipient: Recipient,
    /// Inside of the seal, for whoever keeps it nowhere else.
    pub master_key: Option<MasterKey>,
    /// Of the release.
    pub version: &'static str,
    pub now: i64,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub made_at: i64,
    pub rows: u64,
    pub members: u64,
    pub digest: String,
}

#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error(
        "the database was brought to schema {found} by a newer keystead than this, which knows {known}: take the backup with that one"
    )]
    OtherSchema { found: i64, known: i64 },
    #[error("the database cannot be read")]
    Read(#[from] OpenError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("a row is too long for a backup")]
    TooLong,
    #[error("a passphrase for backups has at least {LEAST_PASSPHRASE} characters")]
    ShortPassphrase,
}

/// Nothing slows down who guesses at a file that they have.
const LEAST_PASSPHRASE: usize = 12;

/// Of this installation, ready for a thread of its own.
#[derive(Debug)]
pub struct Making {
    store: Store,
    pub wish: Wish,
}

/// A backup of this installation as it will be when it is written.
pub fn of(app: &App, recipient: Recipient, with_master_key: bool, version: &'static str) -> Making {
    let master_key = with_master_key.then(|| app.master_key());
    Making { store: app.store().clone(), wish: Wish { recipient, master_key, version, now: app.now() } }
}

impl Making {
    pub fn write<W: Write>(
        &self,
        random: &dyn Random,
        out: W,
        told: &mut dyn FnMut(Progress),
    ) -> Result<(Made, Held), MakeError> {
        make(&self.store, (&self.wish, random), out, told)
    }
}

/// Writes everything as it is now. The key that comes back opens it once more, for a look at what was written.
pub(super) fn make<W: Write>(
    store: &Store,
    (wish, random): (&Wish, &dyn Random),
    out: W,
    told: &mut dyn FnMut(Progress),
) -> Result<(Made, Held), MakeError> {
    if let Recipient::Passphrase(text) = &wish.recipient
        && text.chars().count() < LEAST_PASSPHRASE
    {
        return Err(MakeError::ShortPassphrase);
    }
    let (found, known) = Store::schema(store.location())?;
    // A list of tables that is not of this schema would leave some out.
    if found != Some(known) {
        return Err(MakeError::OtherSchema { found: found.unwrap_or_default(), known });
    }
    let reading = Reading::begin(store.location())?;
    let Some(Part::Counts(counts)) = reading.next()? else { return Err(OpenError::from(store::Error::Closed).into()) };
    let contents = contents(wish, known, counts);
    let (mut writer, held) = Writer::begin(out, (&wish.recipient, random), &contents)?;
    let (all, mut done) = (contents.counts.iter().sum(), vec![0; contents.counts.len()]);
    while let Some(part) = reading.next()? {
        let Part::Rows(table, rows) = part else { continue };
        for row in &rows {
            writer.row(table, row)?;
        }
        if let Some(done) = done.get_mut(table) {
            *done += u64::try_from(rows.len()).unwrap_or_default();
        }
        told(Progress { what: "rows", done: done.iter().sum(), of: all });
    }
    let digest = writer.finish(done)?;
    let members = contents.members();
    Ok((Made { made_at: wish.now, rows: all, members, digest }, held))
}

pub(super) fn contents(wish: &Wish, schema: i64, counts: Vec<u64>) -> Contents {
    let columns = |table: &store::whole::Table| table.columns.iter().map(|name| (*name).to_owned()).collect();
    Contents {
        format: FORMAT,
        schema,
        made_at: wish.now,
        version: wish.version.to_owned(),
        tables: written().map(|table| Table { name: table.name.to_owned(), columns: columns(table) }).collect(),
        counts,
        master_key: wish.master_key.as_ref().map(|key| Carried(key.to_text())),
    }
}

pub(super) struct Writer<W> {
    sealer: Sealer<W>,
    digest: Context,
    record: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(
        out: W,
        (recipient, random): (&Recipient, &dyn Random),
        contents: &Contents,
    ) -> Result<(Self, Held), MakeError> {
        let (sealer, held) = Sealer::begin(out, recipient, random)?;
        let mut writer = Self { sealer, digest: Context::new(&SHA256), record: Vec::new() };
        writer.json(Mark::Contents, contents)?;
        Ok((writer, held))
    }

    pub(super) fn row(&mut self, table: usize, row: &store::whole::Row) -> Result<(), MakeError> {
        self.record.clear();
        self.record.extend_from_slice(&u16::try_from(table).map_err(|_| MakeError::TooLong)?.to_be_bytes());
        rows::encode(row, &mut self.record);
        self.record(Mark::Row)
    }

    fn json(&mut self, mark: Mark, what: &impl serde::Serialize) -> Result<(), MakeError> {
        self.record = serde_json::to_vec(what).map_err(std::io::Error::from).map_err(SealError::File)?;
        self.record(mark)
    }

    fn record(&mut self, mark: Mark) -> Result<(), MakeError> {
        let length = u32::try_from(self.record.len()).ok().filter(|length| *length <= LONGEST_RECORD);
        let mut head = [mark.byte(), 0, 0, 0, 0];
        head[1..].copy_from_slice(&length.ok_or(MakeError::TooLong)?.to_be_bytes());
        for bytes in [head.as_slice(), &self.record] {
            self.digest.update(bytes);
            self.sealer.write(bytes)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self, counts: Vec<u64>) -> Result<String, MakeError> {
        let digest = super::reading::hex(self.digest.clone().finish().as_ref());
        self.json(Mark::End, &End { counts, digest: digest.clone() })?;
        self.sealer.finish()?;
        Ok(digest)
    }
}
