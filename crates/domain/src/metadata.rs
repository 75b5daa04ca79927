//! What this installation knows about authenticator models: the FIDO metadata, statements and authorities that its operator supplies as
//! files. An older edition never takes the place of a newer one, and nothing here fetches anything.
//!
//! What speaks against models is judged by what the database holds ([`InForce`]), whatever this node has read: files that cannot be read must not
//! bring a broken model back.

mod edition;
mod refresh;
mod rejudging;

use crate::binding::sha256;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use webauthn::Aaguid;
use webauthn::metadata::{Blob, Combined, Entry, Metadata, Revocations, Signer, Standing, Status, certificates};

pub use webauthn::metadata::MetadataError;

pub use edition::{Edition, Flaw, InForce};
pub use refresh::refresh;

/// Whose series of numbers it is under the roots that are built in, which may change with a release.
const FIDO: &str = "fido";

/// The roots that FIDO's service signs under, as their authority publishes them.
const FIDO_ROOTS: [&[u8]; 2] =
    [include_bytes!("../data/globalsign-root-r3.pem"), include_bytes!("../data/globalsign-root-r46.pem")];

/// The operator's files, read.
#[derive(Debug, Default)]
pub struct Files {
    /// The blob of the metadata service.
    pub blob: Option<Vec<u8>>,
    /// Roots under which the blob is signed; without any, those of FIDO's own service.
    pub roots: Vec<Vec<u8>>,
    /// Metadata statements by themselves.
    pub statements: Vec<Vec<u8>>,
    /// Authorities of makers that no metadata names.
    pub authorities: Vec<Vec<u8>>,
    /// Certificate revocation lists.
    pub revocations: Vec<Vec<u8>>,
}

/// Everything that is known about models.
#[derive(Debug, Default)]
pub struct Known {
    pub(crate) models: Metadata,
    authorities: Vec<Vec<u8>>,
    revocations: Revocations,
    /// That of the edition.
    pub(crate) number: Option<i64>,
    edition: Option<Edition>,
    /// When the next edition should have been published, in Unix seconds.
    due_by: Option<i64>,
    distrusted: BTreeMap<Aaguid, Flaw>,
}

/// Why files are taken into use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The operator asks for it, and for what follows from it.
    Asked,
    Start,
    /// Another node has a newer edition than this one had.
    CaughtUp,
}

/// Files that were understood and believed, not yet in use.
#[derive(Debug)]
pub struct Read {
    known: Known,
    next_update: Option<String>,
    is_stale: bool,
    unreadable: usize,
}

/// What a refresh found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refreshed {
    /// The edition of the blob; nothing where there is no blob.
    pub number: Option<i64>,
    pub models: usize,
    /// Entries, and roots within entries, that are left out.
    pub unreadable: usize,
    pub next_update: Option<String>,
    /// A newer edition should have been published by now.
    pub is_stale: bool,
    /// Models that must not be trusted any more and of which members hold passkeys.
    pub distrusted: Vec<Distrusted>,
    /// How many kept attestations were judged again.
    pub judged_again: u64,
    /// Of how many of them the metadata says that they must not be trusted any more.
    pub proofs_distrusted: u64,
}

/// A model that must not be trusted any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distrusted {
    pub aaguid: Aaguid,
    pub name: String,
    pub why: String,
    pub passkeys: u64,
}

/// Why files were not taken into use; what was known before goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error(
        "the blob is edition {offered}, and edition {used} was in use already: an older one could hide what became known since"
    )]
    Older { offered: i64, used: i64 },
    #[error(
        "the configuration names no blob, and edition {used} is in force: without one nothing new would become known"
    )]
    Missing { used: i64 },
    #[error("the edition in force is signed under other roots than those of this node's configuration")]
    OtherSigner,
    #[error("the judging of kept attestations was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<store::Error> for RefreshError {
    fn from(error: store::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Known {
    pub(crate) fn anchors(&self) -> Combined<'_> {
        Combined { metadata: &self.models, own: &self.authorities, revocations: &self.revocations }
    }

    /// The edition that was read; none without a blob.
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    /// Whether a newer edition should have been published by now.
    pub fn is_stale(&self, now_ms: i64) -> bool {
        self.due_by.is_some_and(|due_by| now_ms / 1000 >= due_by)
    }

    /// For how many days a newer edition should have been there; `None` where this is the one to have.
    pub fn days_overdue(&self, now_ms: i64) -> Option<i64> {
        self.due_by.map(|due_by| now_ms / 1000 - due_by).filter(|late| *late >= 0).map(|late| late / 86_400)
    }

    /// Whether this may take the place of what is in use: not where it is an older edition, or none. Between signers the database decides.
    pub(crate) fn may_replace(&self, used: &Self) -> bool {
        match (&self.edition, &used.edition) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(new), Some(old)) => new.signer != old.signer || new.number >= old.number,
        }
    }

    /// The maker's names of models that have one.
    pub(crate) fn names(&self) -> impl Iterator<Item = (Aaguid, &str)> {
        self.models.names()
    }

    /// Notes what is known against these models.
    fn note_flaws(&mut self, models: Vec<Aaguid>) {
        for aaguid in models {
            let Some(entry) = self.models.by_aaguid(&aaguid) else { continue };
            let why = match entry.standing() {
                Standing::Good => continue,
                Standing::Revoked => "revoked",
                Standing::Compromised(status) => weakness(&status),
            };
            self.distrusted.insert(aaguid, Flaw { name: entry.name().to_owned(), why: why.to_owned() });
        }
    }
}

fn weakness(status: &Status) -> &'static str {
    match status {
        Status::UserVerificationBypass => "user verification can be bypassed",
        Status::AttestationKeyCompromise => "its attestation key has leaked",
        Status::UserKeyRemoteCompromise => "its keys can be stolen from afar",
        Status::UserKeyPhysicalCompromise => "its keys can be stolen by whoever holds it",
        Status::Illegible => "a report about it cannot be read",
        _ => "it has been withdrawn",
    }
}

/// Reads and verifies the files. It computes and must have a thread of its own.
pub fn read(files: &Files, now_ms: i64) -> Result<Read, MetadataError> {
    let now = now_ms / 1000;
    let revocations = Revocations::parse(&files.revocations)?;
    let mut known = Known { authorities: all_certificates(&files.authorities)?, ..Known::default() };
    for statement in &files.statements {
        known.models.add_statement(statement)?;
    }
    let mut read = Read { known: Known::default(), next_update: None, is_stale: false, unreadable: 0 };
    if let Some(bytes) = &files.blob {
        let blob = verify(bytes, &files.roots, &revocations, now)?;
        let number = i64::try_from(blob.number()).map_err(|_| MetadataError::Payload)?;
        known.number = Some(number);
        known.edition = Some(Edition { signer: signer(&files.roots)?, number });
        known.due_by = Some(blob.next_update().end());
        read.next_update = Some(blob.next_update().to_string());
        read.is_stale = blob.is_stale(now);
        read.unreadable = blob.unreadable() + blob.unreadable_roots();
        let models = blob.entries().iter().filter_map(Entry::aaguid).collect();
        known.models.add_blob(blob);
        known.note_flaws(models);
    }
    read.known = Known { revocations, ..known };
    Ok(read)
}

/// What a file has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Statement,
    Certificates,
    Revocations,
}

/// What is wrong with a single file, so that a failure can name it.
pub fn fault(kind: FileKind, bytes: &[u8]) -> Option<MetadataError> {
    match kind {
        FileKind::Statement => Metadata::default().add_statement(bytes).err(),
        FileKind::Certificates => certificates(bytes).err(),
        FileKind::Revocations => Revocations::parse(&[bytes.to_vec()]).err(),
    }
}

/// FIDO's roots certify half of the web besides, so under them the name of the service must stand in the certificate; the operator's own
/// roots are believed to sign nothing else.
fn verify(bytes: &[u8], own: &[Vec<u8>], revocations: &Revocations, now: i64) -> Result<Blob, MetadataError> {
    if own.is_empty() {
        let roots = FIDO_ROOTS.map(<[u8]>::to_vec);
        Blob::verify(bytes, &Signer { roots: &roots, host: Some(Signer::HOST), revocations, now })
    } else {
        Blob::verify(bytes, &Signer { roots: own, host: None, revocations, now })
    }
}

/// Whose series of numbers it is. Roots in another order or in another form are the same signer.
fn signer(own: &[Vec<u8>]) -> Result<String, MetadataError> {
    if own.is_empty() {
        return Ok(FIDO.to_owned());
    }
    let mut roots = all_certificates(own)?;
    roots.sort_unstable();
    roots.dedup();
    let hashes: Vec<u8> = roots.iter().flat_map(|root| sha256(root)).collect();
    Ok(URL_SAFE_NO_PAD.encode(sha256(&hashes)))
}

fn all_certificates(files: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, MetadataError> {
    let mut all = Vec::new();
    for file in files {
        all.extend(certificates(file)?);
    }
    Ok(all)
}
