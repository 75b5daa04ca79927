//! The format `apple` (8.8): Apple certifies the credential's key itself, for this one ceremony.
//!
//! There is no signature besides the certificate's, so that only a chain to Apple's root proves anything. It must never be
//! taken for more than that where chains are not judged.

use aws_lc_rs::digest::{SHA256, digest};
use x509_parser::asn1_rs::{Oid, oid};

use super::certificate::Certificate;
use super::{Evidence, Kind, Statement, x5c};
use crate::Refusal;
use crate::cbor::Map;

const NONCE: Oid<'static> = oid!(1.2.840.113635.100.8.2);
/// A SEQUENCE of one OCTET STRING of 32 bytes under the context tag 1.
const AROUND_NONCE: [u8; 6] = [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20];

pub(super) fn verify<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    // Early devices added `alg`, which means nothing here: other members are not read.
    let trust_path = x5c(statement)?;
    let leaf = Certificate::parse(trust_path.first().ok_or(Refusal::MalformedAttestationStatement)?)?;
    // The nonce in the certificate is the hash of authenticator data and client data hash.
    let nonce = digest(&SHA256, &evidence.signed());
    let certified = leaf.extension(&NONCE).and_then(|extension| extension.value.strip_prefix(&AROUND_NONCE));
    if certified != Some(nonce.as_ref()) {
        return Err(Refusal::AttestationNonceMismatch);
    }
    // The certificate's key is the credential's.
    if leaf.key() != Some(evidence.public_key.material()) {
        return Err(Refusal::AttestationKeyMismatch);
    }
    Ok(Statement { format: "apple", kind: Kind::Certified, algorithm: None, trust_path })
}
