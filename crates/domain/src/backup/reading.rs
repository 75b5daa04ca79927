//! Reads a backup, and looks at one without putting it anywhere: every piece is opened, every row taken apart and counted, and the digest
//! held against the one at its end. Nothing of it is believed before: whoever has a recipient's public key can make a file.

use super::holders::Identity;
use super::rows;
use super::sealing::{Opener, SealError};
use crate::keys::MasterKey;
use crate::progress::Progress;
use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io::Read;
use store::whole::Row;
use zeroize::Zeroizing;

pub(super) const FORMAT: u32 = 1;
/// Of one row: an attestation with its certificates is a hundredth of it.
pub(super) const LONGEST_RECORD: u32 = 64 * 1024 * 1024;
const MOST_TABLES: usize = 1_000;
/// Rows between two words to whoever waits.
const TELL: u64 = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("the backup is of format {0}, which this keystead does not read: it was made by a newer one")]
    Format(u32),
    #[error("the backup does not fit together: {0}")]
    Misfit(&'static str),
}

/// What stands before each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Contents,
    Row,
    End,
}

impl Mark {
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Contents => 1,
            Self::Row => 2,
            Self::End => 3,
        }
    }

    fn read(byte: u8) -> Option<Self> {
        [Self::Contents, Self::Row, Self::End].into_iter().find(|mark| mark.byte() == byte)
    }
}

/// What a backup is, at its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    pub(super) format: u32,
    pub schema: i64,
    /// In milliseconds.
    pub made_at: i64,
    /// Of the release that made it.
    pub version: String,
    pub(super) tables: Vec<Table>,
    /// Rows of each.
    pub(super) counts: Vec<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) master_key: Option<Carried>,
}

/// The text of a master key inside of a seal.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Carried(pub Zeroizing<String>);

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Carried(…)")
    }
}

impl Serialize for Carried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Carried {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Zeroizing::new).map(Self)
    }
}

/// Another format may say other things of itself, but says which it is.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

impl Contents {
    pub(super) fn members(&self) -> u64 {
        let place = self.tables.iter().position(|table| table.name == "users");
        place.and_then(|place| self.counts.get(place)).copied().unwrap_or_default()
    }

    /// The master key, where the backup carries it.
    pub fn master_key(&self) -> Option<MasterKey> {
        self.master_key.as_ref().and_then(|carried| MasterKey::from_text(&carried.0))
    }

    fn fits(&self) -> Result<(), ReadError> {
        if self.format != FORMAT {
            return Err(ReadError::Format(self.format));
        }
        if self.tables.len() != self.counts.len() || self.tables.len() > MOST_TABLES {
            return Err(ReadError::Misfit("its list of tables"));
        }
        Ok(())
    }
}

/// What stands at its end.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub counts: Vec<u64>,
    pub digest: String,
}

/// A backup that is being read, row by row.
pub(super) struct Reader<R> {
    opener: Opener<R>,
    digest: Context,
    pub contents: Contents,
    counts: Vec<u64>,
    found: String,
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(from: R, identity: &Identity) -> Result<Self, ReadError> {
        let mut opener = Opener::begin(from, identity)?;
        let mut digest = Context::new(&SHA256);
        let Some((Mark::Contents, bytes)) = record(&mut opener, &mut digest)? else {
            return Err(ReadError::Misfit("it does not begin with what it is"));
        };
        let misfit = |_| ReadError::Misfit("what it says of itself");
        let format: Format = serde_json::from_slice(&bytes).map_err(misfit)?;
        if format.format != FORMAT {
            return Err(ReadError::Format(format.format));
        }
        let contents: Contents = serde_json::from_slice(&bytes).map_err(misfit)?;
        contents.fits()?;
        let counts = vec![0; contents.tables.len()];
        Ok(Self { opener, digest, contents, counts, found: String::new() })
    }

    /// The next row and the place of its table; `None` where all were read and the end is as it must be.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Row)>, ReadError> {
        let before = self.digest.clone();
        match record(&mut self.opener, &mut self.digest)? {
            Some((Mark::Row, bytes)) => {
                let misfit = || ReadError::Misfit("a row");
                let (place, rest) = bytes.split_first_chunk::<2>().ok_or_else(misfit)?;
                let place = usize::from(u16::from_be_bytes(*place));
                let table = self.contents.tables.get(place).ok_or_else(misfit)?;
                let row = rows::decode(rest, table.columns.len()).ok_or_else(misfit)?;
                if let Some(count) = self.counts.get_mut(place) {
                    *count += 1;
                }
                Ok(Some((place, row)))
            }
            Some((Mark::End, bytes)) => self.end(&bytes, before).map(|()| None),
            _ => Err(ReadError::Misfit("it ends before its end")),
        }
    }

    fn end(&mut self, bytes: &[u8], digest: Context) -> Result<(), ReadError> {
        let end: End = serde_json::from_slice(bytes).map_err(|_| ReadError::Misfit("its end"))?;
        if end.counts != self.counts || self.contents.counts != self.counts {
            return Err(ReadError::Misfit("its number of rows"));
        }
        self.found = hex(digest.finish().as_ref());
        if end.digest != self.found {
            return Err(ReadError::Misfit("its digest"));
        }
        if record(&mut self.opener, &mut Context::new(&SHA256))?.is_some() {
            return Err(ReadError::Misfit("something follows its end"));
        }
        Ok(())
    }

    pub(super) fn rows(&self) -> u64 {
        self.counts.iter().sum()
    }
}

fn record<R: Read>(opener: &mut Opener<R>, digest: &mut Context) -> Result<Option<(Mark, Vec<u8>)>, ReadError> {
    let mut head = [0; 5];
    if !opener.fill(&mut head)? {
        return Ok(None);
    }
    let [mark, length @ ..] = head;
    let length = u32::from_be_bytes(length);
    let mark = Mark::read(mark).filter(|_| length <= LONGEST_RECORD).ok_or(ReadError::Misfit("a record"))?;
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| ReadError::Misfit("a record"))?];
    if !bytes.is_empty() && !opener.fill(&mut bytes)? {
        return Err(ReadError::Misfit("a record"));
    }
    digest.update(&head);
    digest.update(&bytes);
    Ok(Some((mark, bytes)))
}

/// What was found in a backup that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub contents: Contents,
    pub rows: u64,
    pub members: u64,
    pub has_master_key: bool,
    pub digest: String,
}

/// Reads it to the end. It blocks.
pub fn check<R: Read>(from: R, identity: &Identity, told: &mut dyn FnMut(Progress)) -> Result<Checked, ReadError> {
    read_each(from, identity, told, &mut |_, _, _| {})
}

pub(super) fn read_each<R: Read>(
    from: R,
    identity: &Identity,
    told: &mut dyn FnMut(Progress),
    each: &mut dyn FnMut(&Contents, usize, Row),
) -> Result<Checked, ReadError> {
    let mut reader = Reader::begin(from, identity)?;
    let all = reader.contents.counts.iter().fold(0_u64, |all, count| all.saturating_add(*count));
    let mut done = 0_u64;
    while let Some((place, row)) = reader.next()? {
        each(&reader.contents, place, row);
        done += 1;
        if done.is_multiple_of(TELL) {
            told(Progress { what: "rows read", done, of: all });
        }
    }
    told(Progress { what: "rows read", done: all, of: all });
    let (rows, contents, digest) = (reader.rows(), reader.contents, reader.found);
    let (members, has_master_key) = (contents.members(), contents.master_key.is_some());
    Ok(Checked { contents, rows, members, has_master_key, digest })
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
