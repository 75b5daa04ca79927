//! The format `packed` (8.2): signed by a certificate of the maker, or by the credential's own key.
//!
//! It must never fall back to self attestation where a certificate chain is present.

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::oid_registry::{
    OID_X509_COMMON_NAME, OID_X509_COUNTRY_NAME, OID_X509_ORGANIZATION_NAME, OID_X509_ORGANIZATIONAL_UNIT,
};

use super::certificate::Certificate;
use super::{Evidence, Kind, Statement, algorithm, bytes, x5c};
use crate::Refusal;
use crate::cbor::Map;

/// `id-fido-gen-ce-sernum`, of enterprise attestation.
const SERIAL_NUMBER: Oid<'static> = oid!(1.3.6.1.4.1.45724.1.1.2);

pub(super) fn verify<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    if statement.text("x5c").is_some() { by_certificate(statement, evidence) } else { by_own_key(statement, evidence) }
}

fn by_certificate<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    let (algorithm, signature) = (algorithm(statement)?, bytes(statement, "sig")?);
    let trust_path = x5c(statement)?;
    if statement.len() != 3 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    // The leaf's key signed authenticator data and client data hash.
    let leaf = Certificate::parse(trust_path.first().ok_or(Refusal::MalformedAttestationStatement)?)?;
    if !leaf.verify_with_cose(algorithm, &evidence.signed(), signature)? {
        return Err(Refusal::InvalidAttestationSignature);
    }
    // The leaf is one for this purpose, and for this model.
    if !is_attestation_certificate(&leaf) || !leaf.allows_aaguid(evidence.aaguid) {
        return Err(Refusal::AttestationCertInvalid);
    }
    Ok(Statement { format: "packed", kind: Kind::Certified, algorithm: Some(algorithm), trust_path })
}

/// 8.2.1 and 8.2.2.
fn is_attestation_certificate(leaf: &Certificate<'_>) -> bool {
    let is_named = |kind: &Oid<'static>| leaf.subject_attribute(kind).is_some_and(|text| !text.is_empty());
    let in_country = leaf
        .subject_attribute(&OID_X509_COUNTRY_NAME)
        .is_some_and(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()));
    leaf.is_version_3()
        && in_country
        && is_named(&OID_X509_ORGANIZATION_NAME)
        && leaf.subject_attribute(&OID_X509_ORGANIZATIONAL_UNIT) == Some("Authenticator Attestation")
        && is_named(&OID_X509_COMMON_NAME)
        && leaf.is_end_entity()
        && leaf.extension(&SERIAL_NUMBER).is_none_or(|extension| !extension.critical)
}

fn by_own_key<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    let (algorithm, signature) = (algorithm(statement)?, bytes(statement, "sig")?);
    if statement.len() != 2 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    // The algorithm is the credential key's.
    if algorithm != evidence.algorithm.cose() {
        return Err(Refusal::AttestationAlgMismatch);
    }
    // The credential key signed authenticator data and client data hash.
    if !evidence.public_key.verify(&evidence.signed(), signature) {
        return Err(Refusal::InvalidAttestationSignature);
    }
    Ok(Statement { format: "packed", kind: Kind::SelfSigned, algorithm: Some(algorithm), trust_path: Vec::new() })
}
