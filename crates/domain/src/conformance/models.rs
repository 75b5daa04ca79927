//! What FIDO's conformance test hands out about its authenticators: metadata statements, blobs, roots, revocation lists.
//!
//! Where it is loaded, whoever attests must be of a known model and keep to what is said of it; the product is not that strict,
//! because real models are not. It must never be asked about anything but the test bed's registrations.

use super::Failure;
use webauthn::attestation::{Kind, Model};
use webauthn::metadata::{Blob, Combined, Entry, Metadata, MetadataError, Revocations, Signer, Standing, certificates};
use webauthn::registration::Registered;

/// FIDO's name for a statement signed with the new key itself.
const BY_ITSELF: &str = "basic_surrogate";

/// A file and what to call it in the log.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The files of a test.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// Metadata statements, JSON.
    pub statements: Vec<File>,
    /// Signed blobs of the metadata service.
    pub blobs: Vec<File>,
    /// The roots that blobs must lead to, DER or PEM.
    pub roots: Vec<File>,
    /// About the certificates of blobs and of authenticators, DER or PEM.
    pub revocations: Vec<File>,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}")]
pub struct Unusable {
    pub file: String,
    #[source]
    pub error: MetadataError,
}

impl File {
    fn unusable(&self, error: MetadataError) -> Unusable {
        Unusable { file: self.name.clone(), error }
    }
}

/// The models that are known.
#[derive(Debug)]
pub struct Models {
    metadata: Metadata,
    revocations: Revocations,
}

impl Models {
    /// Statements and blobs that cannot be used are left out and handed back: the test serves bad blobs on purpose. A root or a
    /// list that cannot be read is the operator's mistake.
    pub fn read(material: &Material, now_ms: i64) -> Result<(Self, Vec<Unusable>), Unusable> {
        for file in &material.roots {
            certificates(&file.bytes).map_err(|error| file.unusable(error))?;
        }
        let roots = bytes(&material.roots);
        let revocations = revocations(&material.revocations)?;
        // The test's root signs nothing else, so the signer may have any name.
        let signer = Signer { roots: &roots, host: None, revocations: &revocations, now: now_ms / 1000 };
        let (mut metadata, mut left_out) = (Metadata::new(), Vec::new());
        for file in &material.statements {
            left_out.extend(metadata.add_statement(&file.bytes).err().map(|error| file.unusable(error)));
        }
        for file in &material.blobs {
            match Blob::verify(&file.bytes, &signer) {
                Ok(blob) => metadata.add_blob(blob),
                Err(error) => left_out.push(file.unusable(error)),
            }
        }
        Ok((Self { metadata, revocations }, left_out))
    }

    pub fn len(&self) -> usize {
        self.metadata.len()
    }

    pub fn is_empty(&self) -> bool {
        self.metadata.is_empty()
    }

    pub(super) fn anchors(&self) -> Combined<'_> {
        Combined { metadata: &self.metadata, own: &[], revocations: &self.revocations }
    }

    /// Whether a registration is what the metadata says of its model (B3.5).
    pub(super) fn judge(&self, registered: &Registered) -> Result<(), Failure> {
        let attestation = &registered.attestation;
        if attestation.kind == Kind::None {
            return Ok(());
        }
        let entry = self.entry(registered).ok_or(Failure::UnknownModel)?;
        if entry.standing_of(&attestation.trust_path) != Standing::Good {
            return Err(Failure::ModelNotTrusted);
        }
        if !attests_so(entry, attestation.kind) {
            return Err(Failure::OtherAttestation);
        }
        // Elsewhere the statement is signed with another kind of key than passkeys are: a TPM has one of its own for that.
        let statement = attestation.algorithm.filter(|_| attestation.format == "packed");
        let stated = |number| entry.allows_algorithm(number);
        if !stated(registered.algorithm.cose()) || !statement.is_none_or(stated) {
            return Err(Failure::OtherAlgorithm);
        }
        Ok(())
    }

    fn entry(&self, registered: &Registered) -> Option<&Entry> {
        let attestation = &registered.attestation;
        self.metadata.model(&Model {
            format: attestation.format,
            aaguid: registered.aaguid,
            leaf_key_identifier: attestation.leaf_key_identifier.unwrap_or_default(),
        })
    }
}

/// A model that says nothing about it may attest as it likes.
fn attests_so(entry: &Entry, kind: Kind) -> bool {
    let types = entry.attestation_types();
    let fits = |name: &String| match kind {
        Kind::SelfSigned => name == BY_ITSELF,
        Kind::None | Kind::Certified => name != BY_ITSELF && name != "none",
    };
    types.is_empty() || types.iter().any(fits)
}

/// One after the other, so that a mistake can be told by its file.
fn revocations(files: &[File]) -> Result<Revocations, Unusable> {
    for file in files {
        Revocations::parse(std::slice::from_ref(&file.bytes)).map_err(|error| file.unusable(error))?;
    }
    Revocations::parse(&bytes(files)).map_err(|error| Unusable { file: "the revocation lists".to_owned(), error })
}

fn bytes(files: &[File]) -> Vec<Vec<u8>> {
    files.iter().map(|file| file.bytes.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> Vec<File> {
        vec![File { name: "a file".to_owned(), bytes: bytes.to_vec() }]
    }

    #[test]
    fn what_the_test_hands_out_may_be_bad() {
        let material = Material { statements: file(b"{}"), blobs: file(b"no.blob.this"), ..Material::default() };
        let (models, left_out) = Models::read(&material, 0).unwrap();
        assert!(models.is_empty());
        assert_eq!(
            left_out.iter().map(|file| file.error).collect::<Vec<_>>(),
            [MetadataError::Statement, MetadataError::NotSigned]
        );
    }

    #[test]
    fn what_the_operator_brings_must_be_good() {
        let roots = Material { roots: file(b"no certificate"), ..Material::default() };
        let revocations = Material { revocations: file(b"no list"), ..Material::default() };
        for material in [roots, revocations] {
            let unusable = Models::read(&material, 0).unwrap_err();
            assert_eq!((unusable.to_string().as_str(), unusable.error), ("a file", MetadataError::NotPem));
        }
    }
}
