//! Certificate revocation lists (RFC 5280, 5) that the operator supplies.
//!
//! They must never be fetched, and never prove that a certificate is good: they can only speak against one.

use std::collections::HashSet;

use x509_parser::asn1_rs::{BitString, Oid};
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};

use super::{MetadataError, pem};
use crate::attestation::certificate::Certificate;

/// Lists of the authorities that matter here have some kilobytes.
const MAX_SIZE: usize = 32 << 20;

/// Revocation lists, read but not yet believed.
#[derive(Debug, Clone, Default)]
pub struct Revocations(Vec<List>);

#[derive(Debug, Clone)]
pub(super) struct List {
    issuer: Vec<u8>,
    serials: HashSet<Vec<u8>>,
    /// Unix time.
    next_update: Option<i64>,
    signed: Signed,
}

/// What a signature is checked with. A list is read once: it may have a million entries.
#[derive(Debug, Clone)]
struct Signed {
    algorithm: Oid<'static>,
    message: Vec<u8>,
    unused_bits: u8,
    signature: Vec<u8>,
}

impl Revocations {
    /// Reads files in DER (one list) or PEM (at least one).
    pub fn parse(files: &[Vec<u8>]) -> Result<Self, MetadataError> {
        let mut lists = Vec::new();
        for file in files {
            if file.len() > MAX_SIZE {
                return Err(MetadataError::TooLarge);
            }
            for der in pem::blocks(file, "X509 CRL")? {
                lists.push(List::parse(&der)?);
            }
        }
        Ok(Self(lists))
    }

    /// Whether any list of this issuer has the serial number, both as in the DER of the certificate.
    pub fn contain(&self, issuer: &[u8], serial: &[u8]) -> bool {
        self.of(issuer).any(|list| list.contains(serial))
    }

    pub(super) fn of(&self, issuer: &[u8]) -> impl Iterator<Item = &List> {
        self.0.iter().filter(move |list| list.issuer == issuer)
    }
}

impl List {
    fn parse(der: &[u8]) -> Result<Self, MetadataError> {
        let list = read(der).ok_or(MetadataError::RevocationList)?;
        Ok(Self {
            issuer: list.issuer().as_raw().to_vec(),
            serials: list.iter_revoked_certificates().map(|revoked| revoked.raw_serial().to_vec()).collect(),
            next_update: list.next_update().map(|time| time.timestamp()),
            signed: Signed {
                algorithm: list.signature_algorithm.algorithm.to_owned(),
                message: list.tbs_cert_list.as_ref().to_vec(),
                unused_bits: list.signature_value.unused_bits,
                signature: list.signature_value.data.to_vec(),
            },
        })
    }

    pub(super) fn contains(&self, serial: &[u8]) -> bool {
        self.serials.contains(serial)
    }

    /// Whether this authority signed the list, and may sign lists.
    pub(super) fn is_signed_by(&self, issuer: &Certificate<'_>) -> bool {
        let Signed { algorithm, message, unused_bits, signature } = &self.signed;
        let signature = BitString::new(*unused_bits, signature);
        issuer.subject_der() == self.issuer && issuer.may_revoke() && issuer.signed(algorithm, message, &signature)
    }

    /// A list without a date for the next one is never out of date.
    pub(super) fn is_expired(&self, now: i64) -> bool {
        self.next_update.is_some_and(|next| next < now)
    }
}

/// A whole list that lists certificates of its own issuer, all of them or some. What lists other issuers' certificates or only
/// differences to another list says something else than it seems to, and so may an entry with something critical about it that we do
/// not know.
fn read(der: &[u8]) -> Option<CertificateRevocationList<'_>> {
    let (rest, list) = CertificateRevocationList::from_der(der).ok()?;
    let understood = list.extensions().iter().all(|extension| match extension.parsed_extension() {
        ParsedExtension::IssuingDistributionPoint(scope) => !scope.indirect_crl,
        ParsedExtension::CRLNumber(_) | ParsedExtension::AuthorityKeyIdentifier(_) => true,
        _ => !extension.critical,
    });
    let consistent = list.signature_algorithm == list.tbs_cert_list.signature;
    (rest.is_empty() && understood && consistent && list.iter_revoked_certificates().all(is_understood)).then_some(list)
}

/// Why and since when a certificate is revoked changes nothing here.
fn is_understood(revoked: &RevokedCertificate<'_>) -> bool {
    revoked.extensions().iter().all(|extension| match extension.parsed_extension() {
        ParsedExtension::ReasonCode(_) | ParsedExtension::InvalidityDate(_) => true,
        _ => !extension.critical,
    })
}
