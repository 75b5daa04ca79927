//! The format `packed` (8.2), so far as self attestation: the credential's own key signs.
//!
//! It must never fall back to self attestation where a certificate chain is present.

use super::{Attestation, Evidence, required};
use crate::Refusal;
use crate::cbor::{Map, Value};

pub(super) fn verify(statement: &Map<'_>, evidence: &Evidence<'_>) -> Result<Attestation, Refusal> {
    if statement.text("x5c").is_some() || statement.text("ecdaaKeyId").is_some() {
        return Err(Refusal::UnsupportedAttestationFormat);
    }
    let algorithm = required(statement, "alg", |value| match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    })?;
    let signature = required(statement, "sig", |value| match value {
        Value::Bytes(bytes) => Some(*bytes),
        _ => None,
    })?;
    if statement.len() != 2 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    // 8.2, self attestation: the algorithm is the credential key's.
    if algorithm != i128::from(evidence.algorithm.cose()) {
        return Err(Refusal::AttestationAlgMismatch);
    }
    // 8.2, self attestation: the credential key signed authenticator data and client data hash.
    let signed = [evidence.authenticator_data, evidence.client_data_hash].concat();
    if !evidence.public_key.verify(&signed, signature) {
        return Err(Refusal::InvalidAttestationSignature);
    }
    Ok(Attestation::PackedSelf)
}
