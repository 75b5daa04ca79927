//! The format `tpm` (8.3): a TPM certifies the key that it made.
//!
//! It must never take the key from the statement: the TPM's structures only confirm the one in the authenticator data.

mod aik;
mod attest;
mod hash;
mod public_area;
mod reader;

use self::attest::Certified;
use self::hash::Hash;
use self::public_area::PublicArea;
use super::certificate::Certificate;
use super::{Evidence, Kind, Policy, Sha1, Statement, algorithm, bytes, is_sha1, required, x5c};
use crate::Refusal;
use crate::cbor::{Map, Value};

pub(super) fn verify<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    // The statement is what its syntax says.
    required(statement, "ver", |version| (*version == Value::Text("2.0")).then_some(()))?;
    let (number, signature) = (algorithm(statement)?, bytes(statement, "sig")?);
    let (cert_info, pub_area) = (bytes(statement, "certInfo")?, bytes(statement, "pubArea")?);
    let trust_path = x5c(statement)?;
    if statement.len() != 6 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    let extra_hash = hash_of(number, evidence.policy)?;

    // The public area is that of the credential's key.
    let public_area = PublicArea::parse(pub_area)?;
    if !public_area.describes(evidence.public_key.material()) {
        return Err(Refusal::AttestationKeyMismatch);
    }
    if evidence.policy.tpm_made_inside && !public_area.is_made_inside {
        return Err(Refusal::AttestationPolicy);
    }

    // The certified structure: made by a TPM, of the right kind, for this ceremony and for that public area.
    let certified = Certified::parse(cert_info).map_err(|_| Refusal::AttestationTpmInvalid)?;
    if certified.extra != extra_hash.digest(&evidence.signed()) {
        return Err(Refusal::AttestationTpmInvalid);
    }
    let name_hash = match Hash::of_name(certified.name) {
        Some(hash) if evidence.policy.tpm_foreign_name_algorithm => hash,
        _ => public_area.name_hash,
    };
    if certified.name != name_hash.name(pub_area) {
        return Err(Refusal::AttestationTpmInvalid);
    }

    // The attestation identity key signed it, under a certificate as such keys have it (8.3.1).
    let leaf = trust_path.first().ok_or(Refusal::MalformedAttestationStatement)?;
    let leaf = Certificate::parse(leaf)?;
    let verified = match evidence.policy.tpm_sha1 {
        Sha1::Refused => leaf.verify_with_cose(number, cert_info, signature),
        Sha1::Untrusted | Sha1::Trusted => leaf.verify_with_cose_or_sha1(number, cert_info, signature),
    };
    if !verified? {
        return Err(Refusal::InvalidAttestationSignature);
    }
    aik::check(&leaf, evidence.aaguid)?;

    Ok(Statement { format: "tpm", kind: Kind::Certified, algorithm: Some(number), trust_path })
}

/// The hash that belongs to the algorithm of the signature.
fn hash_of(algorithm: i64, policy: &Policy<'_>) -> Result<Hash, Refusal> {
    match algorithm {
        _ if is_sha1(Some(algorithm)) && policy.tpm_sha1 != Sha1::Refused => Ok(Hash::Sha1),
        -7 | -257 => Ok(Hash::Sha256),
        -35 => Ok(Hash::Sha384),
        -36 => Ok(Hash::Sha512),
        _ => Err(Refusal::UnsupportedAlgorithm),
    }
}
