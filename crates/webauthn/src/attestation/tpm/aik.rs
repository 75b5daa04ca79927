//! What an attestation identity key's certificate has to look like (8.3.1).
//!
//! It must never compare the maker with a list: which makers are trusted is for the anchors to say.

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::extensions::GeneralName;
use x509_parser::x509::X509Name;

use crate::attestation::certificate::Certificate;
use crate::{Aaguid, Refusal};

const AIK_CERTIFICATE: Oid<'static> = oid!(2.23.133.8.3);
/// Manufacturer, model and version of the TPM.
const TPM_ATTRIBUTES: [Oid<'static>; 3] = [oid!(2.23.133.2.1), oid!(2.23.133.2.2), oid!(2.23.133.2.3)];
/// A name without any part.
const EMPTY_NAME: [u8; 2] = [0x30, 0];

pub(super) fn check(certificate: &Certificate<'_>, aaguid: Aaguid) -> Result<(), Refusal> {
    let holds = certificate.is_version_3()
        && certificate.subject_der() == EMPTY_NAME
        && names_tpm(certificate)
        && certificate.extended_key_usage().is_some_and(|usage| usage.other.contains(&AIK_CERTIFICATE))
        && certificate.is_end_entity()
        && certificate.allows_aaguid(aaguid);
    if holds { Ok(()) } else { Err(Refusal::AttestationCertInvalid) }
}

/// The alternative name says which TPM it is (TPM EK profile, 3.2.9): the three attributes, in whichever parts of the name.
fn names_tpm(certificate: &Certificate<'_>) -> bool {
    let names = certificate.alternative_names().unwrap_or_default();
    names.iter().any(|name| match name {
        GeneralName::DirectoryName(name) => TPM_ATTRIBUTES.iter().all(|attribute| has(name, attribute)),
        _ => false,
    })
}

fn has(name: &X509Name<'_>, attribute: &Oid<'static>) -> bool {
    name.iter_by_oid(attribute).any(|value| value.as_str().is_ok_and(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests;
