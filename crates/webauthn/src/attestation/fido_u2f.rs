//! The format `fido-u2f` (8.6): a key of the older protocol, on P-256 throughout.
//!
//! It must never take the public key from anywhere but the authenticator data.
//!
//! The first keys of one maker carry a certificate that is no DER: the octet that counts the unused bits of its signature is wrong. It
//! cannot be read, so that such a key registers only where no statement is asked for.

use super::certificate::Certificate;
use super::{Evidence, Kind, Statement, bytes, x5c};
use crate::cbor::Map;
use crate::cose::Material;
use crate::{Aaguid, Algorithm, Refusal};

pub(super) fn verify<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    let (signature, trust_path) = (bytes(statement, "sig")?, x5c(statement)?);
    // There is exactly one certificate.
    let [leaf] = *trust_path.as_slice() else { return Err(Refusal::MalformedAttestationStatement) };
    if statement.len() != 2 {
        return Err(Refusal::MalformedAttestationStatement);
    }
    // Not in the standard: U2F knows no models.
    if evidence.policy.u2f_zero_aaguid && evidence.aaguid != Aaguid::default() {
        return Err(Refusal::AttestationPolicy);
    }
    // The certificate's key is on P-256, and so is the credential's.
    let leaf = Certificate::parse(leaf)?;
    if !matches!(leaf.key(), Some(Material::P256(_))) {
        return Err(Refusal::AttestationCertInvalid);
    }
    let Material::P256(point) = evidence.public_key.material() else { return Err(Refusal::AttestationAlgMismatch) };
    // The certificate's key signed what a U2F registration signs.
    let signed =
        [&[0], evidence.rp_id_hash.as_slice(), evidence.client_data_hash, evidence.credential_id, point].concat();
    let algorithm = Algorithm::Es256.cose();
    if !leaf.verify_with_cose(algorithm, &signed, signature)? {
        return Err(Refusal::InvalidAttestationSignature);
    }
    Ok(Statement { format: "fido-u2f", kind: Kind::Certified, algorithm: Some(algorithm), trust_path })
}
