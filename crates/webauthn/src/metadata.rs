//! The FIDO Metadata Service's statements about authenticator models (MDS3): who made a model, whose certificates speak for it,
//! what FIDO certified, what is known against it.
//!
//! A blob is verified by [`Blob::verify`]; [`Metadata`] is what a registration asks. It must never fetch anything or know what
//! time it is: files and the moment come from the caller.

mod algorithms;
mod blob;
mod by_key;
mod date;
mod entry;
mod jws;
mod name;
mod payload;
mod pem;
mod revocation;
mod signer;
mod status;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Aaguid;
use crate::attestation::{Anchors, Model};

use self::by_key::ByKey;

pub use blob::Blob;
pub use date::{Day, NotDay};
pub use entry::Entry;
pub use pem::certificates;
pub use revocation::Revocations;
pub use signer::Signer;
pub use status::{Standing, Status, StatusReport};

/// How far FIDO has certified a model's security, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certification {
    #[serde(rename = "L1")]
    L1,
    #[serde(rename = "L1plus")]
    L1Plus,
    #[serde(rename = "L2")]
    L2,
    #[serde(rename = "L2plus")]
    L2Plus,
    #[serde(rename = "L3")]
    L3,
    #[serde(rename = "L3plus")]
    L3Plus,
}

impl Certification {
    /// As FIDO writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::L1Plus => "L1plus",
            Self::L2 => "L2",
            Self::L2Plus => "L2plus",
            Self::L3 => "L3",
            Self::L3Plus => "L3plus",
        }
    }
}

/// Why a file of the operator was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MetadataError {
    #[error("the file is larger than any of its kind")]
    TooLarge,
    #[error("the file is not a signed metadata blob")]
    NotSigned,
    #[error("the blob's header is not one that can be understood in full")]
    Header,
    #[error("the blob is signed with an algorithm that is not accepted")]
    Algorithm,
    #[error("the blob's certificates do not lead to a trusted root at this time")]
    Untrusted,
    #[error("the blob's certificate is not for the host that should have signed")]
    Host,
    #[error("a certificate of the blob is revoked")]
    Revoked,
    #[error("a revocation list cannot be read, or is of a kind that is not understood")]
    RevocationList,
    #[error("a revocation list about the blob's certificates is not signed by their issuer")]
    RevocationListUnsigned,
    #[error("a revocation list about the blob's certificates is out of date")]
    RevocationListExpired,
    #[error("the blob's signature is wrong")]
    Signature,
    #[error("the blob's payload is not what the metadata service describes")]
    Payload,
    #[error("the file is no metadata statement about a WebAuthn authenticator")]
    Statement,
    #[error("the file is neither DER nor PEM of the kind that was expected")]
    NotPem,
}

/// A metadata statement by itself, its picture included.
const MAX_STATEMENT: usize = 4 << 20;

/// All models that are known, from a blob and from statements of the operator.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// One for each AAGUID.
    named: Vec<Entry>,
    by_aaguid: HashMap<Aaguid, usize>,
    /// Entries without an AAGUID, as they came.
    nameless: Vec<Entry>,
    by_key: ByKey,
}

impl Metadata {
    pub fn new() -> Self {
        Self::default()
    }

    /// Every model of a verified blob.
    pub fn add_blob(&mut self, blob: Blob) {
        self.add(blob.into_entries());
    }

    /// A metadata statement by itself, as JSON. It is believed as it is: the file has to be the operator's own choice.
    pub fn add_statement(&mut self, json: &[u8]) -> Result<(), MetadataError> {
        if json.len() > MAX_STATEMENT {
            return Err(MetadataError::TooLarge);
        }
        let statement = serde_json::from_slice(json).map_err(|_| MetadataError::Statement)?;
        self.add(vec![Entry::of_statement(&statement).ok_or(MetadataError::Statement)?]);
        Ok(())
    }

    /// What several entries say of one model is taken together. Models with an AAGUID are told apart by that alone, U2F models by
    /// their keys.
    fn add(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let Some(aaguid) = entry.aaguid() else {
                self.nameless.push(entry);
                continue;
            };
            let at = *self.by_aaguid.entry(aaguid).or_insert(self.named.len());
            match self.named.get_mut(at) {
                Some(known) => known.absorb(entry),
                None => self.named.push(entry),
            }
        }
        self.by_key = ByKey::of(&self.nameless, &self.named);
    }

    pub fn by_aaguid(&self, aaguid: &Aaguid) -> Option<&Entry> {
        self.by_aaguid.get(aaguid).and_then(|at| self.named.get(*at))
    }

    /// The entry for what a chain claims to speak for. U2F knows no AAGUID: whatever one says there, the leaf's key identifies the
    /// model. Everywhere else it is the AAGUID alone.
    pub fn model(&self, model: &Model<'_>) -> Option<&Entry> {
        match model.format {
            "fido-u2f" => self.by_key.get(&model.leaf_key_identifier),
            _ => self.by_aaguid(&model.aaguid),
        }
    }

    pub fn len(&self) -> usize {
        self.named.len() + self.by_key.nameless()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many trust anchors of all these models cannot be read: nothing that they issued is trusted.
    pub fn unreadable_roots(&self) -> usize {
        self.named.iter().chain(&self.nameless).map(Entry::unreadable_roots).sum()
    }

    /// The models that have an AAGUID and a name.
    pub fn names(&self) -> impl Iterator<Item = (Aaguid, &str)> {
        let named = |entry: &&Entry| !entry.name().is_empty();
        self.named.iter().filter(named).filter_map(|entry| Some((entry.aaguid()?, entry.name())))
    }
}

impl Anchors for Metadata {
    fn of(&self, model: &Model<'_>) -> Vec<&[u8]> {
        self.model(model).map(|entry| entry.roots().collect()).unwrap_or_default()
    }
}

/// Metadata together with what the operator trusts and distrusts besides. For a model that the metadata knows, its roots alone count,
/// even if it has none or none that is sound: an authority that was added for other models must not vouch for this one.
///
/// What remains: for an AAGUID that no metadata names, every authority of the operator's own vouches, whoever made the model. Such an
/// AAGUID is no more than what one of these authorities lets its holders say.
#[derive(Debug, Clone, Copy)]
pub struct Combined<'a> {
    pub metadata: &'a Metadata,
    /// In DER, for every model that the metadata does not know.
    pub own: &'a [Vec<u8>],
    /// Lists of makers' authorities. The operator's word is enough here: their signatures are not checked.
    pub revocations: &'a Revocations,
}

impl Anchors for Combined<'_> {
    fn of(&self, model: &Model<'_>) -> Vec<&[u8]> {
        match self.metadata.model(model) {
            Some(entry) => entry.roots().collect(),
            None => self.own.iter().map(Vec::as_slice).collect(),
        }
    }

    fn is_revoked(&self, issuer: &[u8], serial: &[u8]) -> bool {
        self.revocations.contain(issuer, serial)
    }
}

#[cfg(test)]
mod tests;
