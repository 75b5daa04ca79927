//! X.509 certificates as the makers of authenticators write them.
//!
//! Written by hand, because the formats want extensions that no library knows. It must never check anything: whoever asks for
//! an unsound certificate gets one.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::der::{self, sequence};
use crate::passkey::random;
use crate::{Error, KeyPair};

const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const KEY_USAGE: &str = "2.5.29.15";
const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// From when to when a certificate is valid, each moment written `YYYYMMDDHHMMSSZ`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub not_before: &'static str,
    pub not_after: &'static str,
}

impl Validity {
    /// Longer than anyone tests.
    pub const WIDE: Self = Self { not_before: "20200101000000Z", not_after: "21000101000000Z" };
    /// Over before the software was written.
    pub const PAST: Self = Self { not_before: "20200101000000Z", not_after: "20210101000000Z" };
    /// Not begun yet.
    pub const FUTURE: Self = Self { not_before: "20900101000000Z", not_after: "21000101000000Z" };
}

/// An extension; `value` is its content in DER.
#[derive(Debug, Clone)]
pub(crate) struct Extension {
    pub(crate) oid: &'static str,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Extension {
    pub(crate) fn new(oid: &'static str, critical: bool, value: Vec<u8>) -> Self {
        Self { oid, critical, value }
    }
}

/// The attributes of a name, by their short names, in order.
pub(crate) type Attributes = Vec<(&'static str, String)>;

/// A certificate to be signed.
#[derive(Debug)]
pub(crate) struct Certificate<'a> {
    pub(crate) version: u8,
    pub(crate) subject: Attributes,
    pub(crate) key: &'a KeyPair,
    pub(crate) validity: Validity,
    pub(crate) authority: bool,
    /// Besides the ones that every certificate has.
    pub(crate) extensions: Vec<Extension>,
    /// Extensions that are left out, whatever else is said.
    pub(crate) without: Vec<&'static str>,
}

/// Who signs certificates.
#[derive(Debug)]
pub(crate) struct Issuer<'a> {
    pub(crate) name: &'a Attributes,
    pub(crate) key: &'a KeyPair,
    /// The key that signs: the issuer's own, unless someone else takes its name.
    pub(crate) signs: &'a KeyPair,
}

impl Certificate<'_> {
    /// Signed by the issuer, whose key must be of ES256.
    pub(crate) fn to_der(&self, issuer: &Issuer<'_>) -> Result<Vec<u8>, Error> {
        let mut serial = random::<16>()?;
        // Positive and of full length.
        serial[0] = serial[0] & 0x7f | 0x40;
        let validity = [der::time(self.validity.not_before), der::time(self.validity.not_after)];
        let extensions = sequence(&self.extensions(issuer).iter().map(written).collect::<Vec<_>>());
        let to_be_signed = sequence(&[
            der::explicit(0, &der::integer(u64::from(self.version.saturating_sub(1)))),
            der::unsigned(&serial),
            sequence(&[der::oid(ECDSA_WITH_SHA256)]),
            name(issuer.name),
            sequence(&validity),
            name(&self.subject),
            self.key.subject_public_key()?,
            der::explicit(3, &extensions),
        ]);
        signed(to_be_signed, issuer.signs)
    }

    fn extensions(&self, issuer: &Issuer<'_>) -> Vec<Extension> {
        let constraints = if self.authority { sequence(&[der::boolean(true)]) } else { sequence(&[]) };
        // Certificates sign certificates and lists of revoked ones (bits 5 and 6); leaves sign data (bit 0).
        let usage = if self.authority { [1, 0x06] } else { [7, 0x80] };
        let own = der::octets(&key_identifier(self.key));
        let issuers = sequence(&[der::tlv(0x80, &key_identifier(issuer.key))]);
        let mut extensions = vec![
            Extension::new(BASIC_CONSTRAINTS, true, constraints),
            Extension::new(KEY_USAGE, true, der::tlv(0x03, &usage)),
            Extension::new(SUBJECT_KEY_IDENTIFIER, false, own),
            Extension::new(AUTHORITY_KEY_IDENTIFIER, false, issuers),
        ];
        for extension in &self.extensions {
            extensions.retain(|known| known.oid != extension.oid);
            extensions.push(extension.clone());
        }
        extensions.retain(|known| !self.without.contains(&known.oid));
        extensions
    }
}

/// The SHA-1 of the public key's bits (RFC 5280, 4.2.1.2).
pub(crate) fn key_identifier(key: &KeyPair) -> [u8; 20] {
    let mut identifier = [0; 20];
    identifier.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, key.public_bits()).as_ref());
    identifier
}

/// A list of revoked certificates, each named by the content of its serial number.
pub(crate) fn revocations(serials: &[Vec<u8>], validity: Validity, issuer: &Issuer<'_>) -> Result<Vec<u8>, Error> {
    let entries: Vec<Vec<u8>> =
        serials.iter().map(|serial| sequence(&[der::tlv(0x02, serial), der::time(validity.not_before)])).collect();
    let mut members = vec![
        der::integer(1),
        sequence(&[der::oid(ECDSA_WITH_SHA256)]),
        name(issuer.name),
        der::time(validity.not_before),
        der::time(validity.not_after),
    ];
    // An empty list is left out.
    if !entries.is_empty() {
        members.push(sequence(&entries));
    }
    signed(sequence(&members), issuer.signs)
}

/// A name with one attribute a step, as nearly everybody writes it.
pub(crate) fn name(attributes: &Attributes) -> Vec<u8> {
    let steps: Vec<Vec<u8>> = attributes.iter().map(|(short, text)| der::set(&[attribute(short, text)])).collect();
    sequence(&steps)
}

fn attribute(short: &str, text: &str) -> Vec<u8> {
    let oid = match short {
        "C" => "2.5.4.6",
        "O" => "2.5.4.10",
        "OU" => "2.5.4.11",
        _ => "2.5.4.3",
    };
    let text = if short == "C" { der::printable(text) } else { der::utf8(text) };
    sequence(&[der::oid(oid), text])
}

fn written(extension: &Extension) -> Vec<u8> {
    // DER leaves out what is the default.
    let critical = if extension.critical { der::boolean(true) } else { Vec::new() };
    sequence(&[der::oid(extension.oid), critical, der::octets(&extension.value)])
}

fn signed(content: Vec<u8>, key: &KeyPair) -> Result<Vec<u8>, Error> {
    let signature = key.sign(&content)?;
    Ok(sequence(&[content, sequence(&[der::oid(ECDSA_WITH_SHA256)]), der::bits(&signature)]))
}
