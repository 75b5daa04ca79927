//! The payload of a blob: its number, its date, and one entry per model.
//!
//! It must never fail as a whole over what JSON can say: members that are unknown are passed over, entries that are not what the
//! service describes are counted and left out. What no reader can be expected to take fails the whole, wherever it is: a text that
//! is no JSON, nesting without an end, a number beyond what 64 bits of floating point hold.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

use super::MetadataError;
use super::date::Day;
use super::entry::{Entry, Read};

#[derive(Debug)]
pub(super) struct Payload {
    pub(super) number: u64,
    pub(super) next_update: Day,
    pub(super) entries: Vec<Entry>,
    pub(super) unreadable: usize,
}

#[derive(serde::Deserialize)]
struct Members {
    no: u64,
    #[serde(rename = "nextUpdate")]
    next_update: String,
    entries: Entries,
}

/// Entries are read one by one: a real one carries its icon, and all at once would take many times the file's size.
struct Entries {
    models: Vec<Entry>,
    unreadable: usize,
}

impl Payload {
    pub(super) fn parse(json: &[u8]) -> Result<Self, MetadataError> {
        // The derived reader would also take an array in place of the object.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(MetadataError::Payload);
        }
        let members: Members = serde_json::from_slice(json).map_err(|_| MetadataError::Payload)?;
        Ok(Self {
            number: members.no,
            next_update: members.next_update.parse().map_err(|_| MetadataError::Payload)?,
            entries: members.entries.models,
            unreadable: members.entries.unreadable,
        })
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Entries, A::Error> {
        let mut found = Entries { models: Vec::new(), unreadable: 0 };
        while let Some(entry) = entries.next_element::<Value>()? {
            match Entry::read(&entry) {
                Read::Model(entry) => found.models.push(*entry),
                Read::Foreign => {}
                Read::Broken => found.unreadable += 1,
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
