//! X.509 certificates (RFC 5280) as attestation uses them: what formats and chains ask of one, and the signatures made with it.
//!
//! It must never leave a byte of a certificate unexplained, never judge whether a certificate is trusted, and never verify a
//! signature with an algorithm that its key is not for.

mod signature;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use x509_parser::asn1_rs::{BitString, FromDer, Oid, oid};
use x509_parser::certificate::{X509Certificate, X509CertificateParser};
use x509_parser::error::X509Error;
use x509_parser::extensions::{
    BasicConstraints, ExtendedKeyUsage, GeneralName, KeyUsage, SubjectAlternativeName, X509Extension,
};
use x509_parser::nom::Parser;
use x509_parser::oid_registry::{
    OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_NIST_EC_P521, OID_PKCS1_RSAENCRYPTION,
    OID_SIG_ED25519, OID_X509_EXT_BASIC_CONSTRAINTS, OID_X509_EXT_CERTIFICATE_POLICIES,
    OID_X509_EXT_EXTENDED_KEY_USAGE, OID_X509_EXT_KEY_USAGE, OID_X509_EXT_SUBJECT_ALT_NAME,
};
use x509_parser::public_key::RSAPublicKey;
use x509_parser::x509::{SubjectPublicKeyInfo, X509Version};

use crate::cose::Material;
use crate::der::{self, BIT_STRING, OBJECT_IDENTIFIER, Reader, SEQUENCE};
use crate::{Aaguid, Refusal};

/// `id-fido-gen-ce-aaguid`
const AAGUID: Oid<'static> = oid!(1.3.6.1.4.1.45724.1.1.4);

/// What a chain may meet as critical. Whoever needs more of one than that it is there reads it by name.
const UNDERSTOOD: [Oid<'static>; 5] = [
    OID_X509_EXT_BASIC_CONSTRAINTS,
    OID_X509_EXT_KEY_USAGE,
    OID_X509_EXT_EXTENDED_KEY_USAGE,
    OID_X509_EXT_SUBJECT_ALT_NAME,
    // Nobody here demands a policy, so that whichever are named, the outcome is the same.
    OID_X509_EXT_CERTIFICATE_POLICIES,
];

/// A certificate whose shape was checked.
#[derive(Debug)]
pub(crate) struct Certificate<'a> {
    der: &'a [u8],
    x509: X509Certificate<'a>,
}

impl<'a> Certificate<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(der).ok_or(Refusal::AttestationCertInvalid)
    }

    fn read(der: &'a [u8]) -> Option<Self> {
        // Extensions are parsed one by one, by whoever asks for them: an attacker reaches less code.
        let (_, x509) = X509CertificateParser::new().with_deep_parse_extensions(false).parse(der).ok()?;
        // The parser stops at the first element that it does not understand and forgets what follows.
        let tbs = x509.tbs_certificate.as_ref();
        let elements = [tbs, x509.subject.as_raw(), x509.issuer.as_raw(), x509.subject_pki.raw];
        let explained = is_sequence_of_three(der) && elements.into_iter().all(is_one_element);
        // RFC 5280, 4.1.1.2: the algorithm that was signed is the one that is named.
        let consistent = x509.signature == x509.signature_algorithm && x509.extensions_map().is_ok();
        (explained && consistent).then_some(Self { der, x509 })
    }

    pub(crate) fn der(&self) -> &'a [u8] {
        self.der
    }

    pub(crate) fn is_version_3(&self) -> bool {
        self.x509.version == X509Version::V3
    }

    /// An attribute of the subject that is there once, as text. What 8.2.1 asks for is `UTF8String` or `PrintableString`; `T61String` and
    /// `BMPString` are no text here.
    pub(crate) fn subject_attribute(&self, kind: &Oid<'static>) -> Option<&str> {
        let mut found = self.x509.subject.iter_by_oid(kind);
        let text = found.next()?.as_str().ok()?;
        found.next().is_none().then_some(text)
    }

    /// As in the DER.
    pub(crate) fn subject_der(&self) -> &'a [u8] {
        self.x509.subject.as_raw()
    }

    /// As in the DER.
    pub(crate) fn issuer_der(&self) -> &'a [u8] {
        self.x509.issuer.as_raw()
    }

    /// The content of the INTEGER, as in the DER.
    pub(crate) fn serial(&self) -> &'a [u8] {
        self.x509.raw_serial()
    }

    /// An extension, which is there at most once: `critical` and `value`, the content of the OCTET STRING around it.
    pub(crate) fn extension(&self, oid: &Oid<'_>) -> Option<&X509Extension<'a>> {
        self.x509.extensions().iter().find(|extension| extension.oid == *oid)
    }

    /// The whole value of an extension; `None` also where it is malformed.
    fn read_extension<T: FromDer<'a, X509Error>>(&self, oid: &Oid<'_>) -> Option<T> {
        match T::from_der(self.extension(oid)?.value) {
            Ok(([], value)) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn alternative_names(&self) -> Option<Vec<GeneralName<'a>>> {
        self.read_extension(&OID_X509_EXT_SUBJECT_ALT_NAME).map(|names: SubjectAlternativeName<'a>| names.general_names)
    }

    pub(crate) fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'a>> {
        self.read_extension(&OID_X509_EXT_EXTENDED_KEY_USAGE)
    }

    pub(crate) fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.read_extension(&OID_X509_EXT_BASIC_CONSTRAINTS)
    }

    /// Says of itself that it is no authority, as leaves of attestations have to.
    pub(crate) fn is_end_entity(&self) -> bool {
        self.basic_constraints().is_some_and(|constraints| !constraints.ca)
    }

    /// Where the certificate is bound to a model (8.2.1), it is this one: an OCTET STRING in the extension, which is not critical.
    pub(crate) fn allows_aaguid(&self, aaguid: Aaguid) -> bool {
        self.extension(&AAGUID).is_none_or(|extension| {
            !extension.critical && extension.value.strip_prefix(&[4, 16]).is_some_and(|bytes| bytes == aaguid.0)
        })
    }

    /// Whether it may certify others, with this many authorities between.
    pub(crate) fn may_certify(&self, authorities_between: usize) -> bool {
        let may_sign = match self.extension(&OID_X509_EXT_KEY_USAGE) {
            Some(_) => {
                self.read_extension(&OID_X509_EXT_KEY_USAGE).is_some_and(|usage: KeyUsage| usage.key_cert_sign())
            }
            None => true,
        };
        let is_authority = self.basic_constraints().is_some_and(|constraints| {
            let limit = constraints.path_len_constraint.map(usize::try_from);
            constraints.ca && limit.is_none_or(|limit| limit.is_ok_and(|limit| authorities_between <= limit))
        });
        may_sign && is_authority
    }

    /// Whether it may sign revocation lists, if it says at all what it may do.
    pub(crate) fn may_revoke(&self) -> bool {
        match self.extension(&OID_X509_EXT_KEY_USAGE) {
            Some(_) => self.read_extension(&OID_X509_EXT_KEY_USAGE).is_some_and(|usage: KeyUsage| usage.crl_sign()),
            None => true,
        }
    }

    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer_der() == self.subject_der()
    }

    pub(crate) fn has_unknown_critical_extension(&self) -> bool {
        self.x509.extensions().iter().any(|extension| extension.critical && !UNDERSTOOD.contains(&extension.oid))
    }

    pub(crate) fn is_valid_at(&self, now: i64) -> bool {
        let validity = &self.x509.validity;
        (validity.not_before.timestamp()..=validity.not_after.timestamp()).contains(&now)
    }

    /// The SHA-1 of the public key, as U2F models are listed by it.
    pub(crate) fn key_identifier(&self) -> [u8; 20] {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.x509.subject_pki.subject_public_key.data);
        hash.as_ref().try_into().unwrap_or_default()
    }

    /// The subject's key, if it is of a kind that we know.
    pub(crate) fn key(&self) -> Option<Material<'_>> {
        material(&self.x509.subject_pki)
    }

    /// Whether the subject's key signed the message under the COSE algorithm; the key must be of that algorithm.
    pub(crate) fn verify_with_cose(&self, algorithm: i64, message: &[u8], signature: &[u8]) -> Result<bool, Refusal> {
        let scheme = signature::Scheme::of_cose(algorithm).ok_or(Refusal::UnsupportedAlgorithm)?;
        Ok(self.key().is_some_and(|key| scheme.verify(key, message, signature)))
    }

    /// The same, and -65535, RSA with SHA-1, too: real TPMs sign so, and no other format may.
    pub(crate) fn verify_with_cose_or_sha1(
        &self,
        algorithm: i64,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Refusal> {
        if algorithm != crate::Algorithm::Rs1.cose() {
            return self.verify_with_cose(algorithm, message, signature);
        }
        Ok(self.key().is_some_and(|key| signature::verify_rsa_sha1(key, message, signature)))
    }

    /// Whether the subject's name and key are those that issued the other certificate. Whether it was allowed to is another
    /// question: [`Self::may_certify`].
    pub(crate) fn issued(&self, other: &Certificate<'_>) -> bool {
        let x509 = &other.x509;
        let signed = (&x509.signature_algorithm.algorithm, x509.tbs_certificate.as_ref(), &x509.signature_value);
        self.subject_der() == other.issuer_der() && self.signed(signed.0, signed.1, signed.2)
    }

    /// Whether the subject's key signed what an authority signs: a certificate or a revocation list.
    pub(crate) fn signed(&self, algorithm: &Oid<'_>, message: &[u8], signature: &BitString<'_>) -> bool {
        let scheme = signature::Scheme::of_certificate(algorithm);
        let whole = signature.unused_bits == 0;
        whole
            && scheme
                .zip(self.key())
                .is_some_and(|(scheme, key)| scheme.verify_on_any_curve(key, message, &signature.data))
    }
}

fn is_one_element(der: &[u8]) -> bool {
    let mut reader = Reader::new(der);
    reader.element().is_ok() && reader.is_empty()
}

/// What is signed, the algorithm, the signature, and nothing else. The signature covers the first alone: whatever the parser lets pass in
/// the rest, such as another tag or a length longer than it needs, anybody could have written.
fn is_sequence_of_three(der: &[u8]) -> bool {
    let read = || {
        let mut shell = Reader::new(Reader::only(der, SEQUENCE)?);
        shell.expect(SEQUENCE)?;
        let mut algorithm = Reader::new(shell.expect(SEQUENCE)?);
        algorithm.expect(OBJECT_IDENTIFIER)?;
        if !algorithm.is_empty() {
            algorithm.element()?;
        }
        shell.expect(BIT_STRING)?;
        Ok::<_, der::Malformed>(algorithm.is_empty() && shell.is_empty())
    };
    read() == Ok(true)
}

fn material<'k>(key: &'k SubjectPublicKeyInfo<'_>) -> Option<Material<'k>> {
    let bytes: &[u8] = &key.subject_public_key.data;
    let (kind, parameters) = (&key.algorithm.algorithm, key.algorithm.parameters.as_ref());
    if key.subject_public_key.unused_bits != 0 {
        return None;
    }
    if *kind == OID_PKCS1_RSAENCRYPTION {
        let Ok(([], RSAPublicKey { modulus, exponent })) = RSAPublicKey::from_der(bytes) else { return None };
        return Some(Material::Rsa { n: unsigned(modulus)?, e: unsigned(exponent)? });
    }
    if *kind == OID_SIG_ED25519 {
        return Some(Material::Ed25519(bytes));
    }
    // Nobody writes compressed points (RFC 5480 lets one refuse them).
    if *kind != OID_KEY_TYPE_EC_PUBLIC_KEY || bytes.first() != Some(&4) {
        return None;
    }
    match parameters?.as_oid().ok()? {
        curve if curve == OID_EC_P256 => Some(Material::P256(bytes)),
        curve if curve == OID_NIST_EC_P384 => Some(Material::P384(bytes)),
        curve if curve == OID_NIST_EC_P521 => Some(Material::P521(bytes)),
        _ => None,
    }
}

/// The content of an INTEGER that is not negative, without the zero that says so.
fn unsigned(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, rest @ ..] => Some(rest),
        [] => None,
        [first, ..] => (*first < 0x80).then_some(integer),
    }
}

#[cfg(test)]
mod tests;
