//! The signed file of the metadata service.
//!
//! It must never hand out anything that was not signed by certificates that lead to a root of the caller's.

use super::date::Day;
use super::entry::Entry;
use super::jws::Jws;
use super::payload::Payload;
use super::{MetadataError, Signer};
use crate::attestation::certificate::Certificate;

/// A blob whose signature holds.
#[derive(Debug, Clone)]
pub struct Blob {
    number: u64,
    next_update: Day,
    entries: Vec<Entry>,
    unreadable: usize,
}

impl Blob {
    pub fn verify(jws: &[u8], signer: &Signer<'_>) -> Result<Self, MetadataError> {
        let jws = Jws::parse(jws)?;

        // The certificates first: nothing is done with the key of someone unknown.
        let certificates = jws.certificates.iter();
        let chain = certificates.map(|der| Certificate::parse(der).map_err(|_| MetadataError::Untrusted));
        let chain = chain.collect::<Result<Vec<_>, _>>()?;
        signer.check(&chain)?;

        // The signature, over the bytes as received.
        let key = chain.first().and_then(Certificate::key).ok_or(MetadataError::Signature)?;
        if !jws.scheme.verify(key, jws.signed, &jws.signature) {
            return Err(MetadataError::Signature);
        }

        // Only now is the payload worth reading.
        let payload = Payload::parse(&jws.payload)?;
        Ok(Self {
            number: payload.number,
            next_update: payload.next_update,
            entries: payload.entries,
            unreadable: payload.unreadable,
        })
    }

    /// The serial number, which grows with every edition.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether this blob may take the place of one with that number. An older one would bring back models that have been revoked
    /// since; the same one again changes nothing.
    pub fn may_replace(&self, old: u64) -> bool {
        self.number >= old
    }

    /// The day by which the service wants to have published the next one.
    pub fn next_update(&self) -> Day {
        self.next_update
    }

    /// Whether that day is over. What an old blob says stays true as far as it goes, so it is not refused.
    pub fn is_stale(&self, now: i64) -> bool {
        now >= self.next_update.end()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries could not be read and are missing here.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// How many trust anchors of the entries could not be read and are missing there.
    pub fn unreadable_roots(&self) -> usize {
        self.entries.iter().map(Entry::unreadable_roots).sum()
    }

    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}
