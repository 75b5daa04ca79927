//! The format `android-key` (8.4): Android's key store certifies the key that it made.
//!
//! It must never believe what only Android itself enforces, unless its caller says so: see [`AuthorizationLists`] and
//! [`Policy::android_key_in_hardware`](super::Policy::android_key_in_hardware).
//!
//! Google publishes which of its certificates are revoked as a list of its own, in JSON, and no longer as CRLs. That list is not read: a
//! batch whose key has leaked is known here when metadata reports it, or when the operator says so.

mod description;

use x509_parser::asn1_rs::{Oid, oid};

use self::description::{AuthorizationList, KeyDescription};
use super::certificate::Certificate;
use super::{Evidence, Kind, Statement, algorithm, bytes, x5c};
use crate::Refusal;
use crate::cbor::Map;

const KEY_DESCRIPTION: Oid<'static> = oid!(1.3.6.1.4.1.11129.2.1.17);
/// `KM_ORIGIN_GENERATED`: made inside and never outside.
const GENERATED: u32 = 0;
/// `KM_PURPOSE_SIGN`
const SIGN: u32 = 2;

/// Which of the two lists of authorizations must say that the key was made inside and may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationLists {
    /// Only the one that the trusted environment enforces.
    TrustedOnly,
    /// Either.
    Union,
    /// Either, and a list that does not say is as good as one that does. Only for a vector of the standard whose lists are empty.
    AbsentIsFine,
}

pub(super) fn verify<'a>(statement: &Map<'a>, evidence: &Evidence<'_>) -> Result<Statement<'a>, Refusal> {
    // The statement is what its syntax says.
    let (number, signature) = (algorithm(statement)?, bytes(statement, "sig")?);
    let trust_path = x5c(statement)?;
    if statement.len() != 3 {
        return Err(Refusal::MalformedAttestationStatement);
    }

    // The key of the first certificate signed authenticator data and client data hash.
    let leaf = trust_path.first().ok_or(Refusal::MalformedAttestationStatement)?;
    let leaf = Certificate::parse(leaf)?;
    if !leaf.verify_with_cose(number, &evidence.signed(), signature)? {
        return Err(Refusal::InvalidAttestationSignature);
    }

    // That key is the credential's.
    if leaf.key() != Some(evidence.public_key.material()) {
        return Err(Refusal::AttestationKeyMismatch);
    }

    // The key was made for this ceremony.
    let extension = leaf.extension(&KEY_DESCRIPTION).ok_or(Refusal::AttestationCertInvalid)?;
    let description = KeyDescription::parse(extension.value).map_err(|_| Refusal::AttestationCertInvalid)?;
    if description.challenge != evidence.client_data_hash {
        return Err(Refusal::AttestationNonceMismatch);
    }

    // It belongs to one application, was made inside, and may sign.
    if description.software.all_applications || description.trusted.all_applications {
        return Err(Refusal::AttestationCertInvalid);
    }
    if !made_inside_for_signing(&description, evidence.policy.android_key) {
        return Err(Refusal::AttestationCertInvalid);
    }
    if evidence.policy.android_key_in_hardware && !description.in_hardware {
        return Err(Refusal::AttestationPolicy);
    }

    Ok(Statement { format: "android-key", kind: Kind::Certified, algorithm: Some(number), trust_path })
}

/// Where both lists count, they must not contradict each other about the origin.
fn made_inside_for_signing(description: &KeyDescription<'_>, policy: AuthorizationLists) -> bool {
    let lists: &[&AuthorizationList] = match policy {
        AuthorizationLists::TrustedOnly => &[&description.trusted],
        AuthorizationLists::Union | AuthorizationLists::AbsentIsFine => &[&description.trusted, &description.software],
    };
    let silence = policy == AuthorizationLists::AbsentIsFine;
    let origins: Vec<u32> = lists.iter().filter_map(|list| list.origin).collect();
    let purposes: Vec<&Vec<u32>> = lists.iter().filter_map(|list| list.purposes.as_ref()).collect();
    let generated = origins.iter().all(|origin| *origin == GENERATED) && (silence || !origins.is_empty());
    let signs = purposes.iter().any(|purposes| purposes.contains(&SIGN)) || (silence && purposes.is_empty());
    generated && signs
}

#[cfg(test)]
mod tests;
