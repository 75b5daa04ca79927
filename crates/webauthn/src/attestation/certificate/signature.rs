//! Signatures by the keys of certificates.
//!
//! It must never take a SHA-1 signature for one of the others: that is asked for by its own name.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use x509_parser::asn1_rs::Oid;
use x509_parser::oid_registry::{
    OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA, OID_PKCS1_SHA512WITHRSA, OID_SIG_ECDSA_WITH_SHA256,
    OID_SIG_ECDSA_WITH_SHA384, OID_SIG_ECDSA_WITH_SHA512, OID_SIG_ED25519,
};

use crate::Algorithm;
use crate::cose::Material;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// A way of signing, apart from the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Ecdsa(Hash),
    RsaPkcs1(Hash),
    EdDsa,
}

impl Scheme {
    pub(super) fn of_cose(number: i64) -> Option<Self> {
        match Algorithm::from_cose(number)? {
            Algorithm::Es256 => Some(Self::Ecdsa(Hash::Sha256)),
            Algorithm::Es384 => Some(Self::Ecdsa(Hash::Sha384)),
            Algorithm::Es512 => Some(Self::Ecdsa(Hash::Sha512)),
            Algorithm::EdDsa => Some(Self::EdDsa),
            Algorithm::Rs256 => Some(Self::RsaPkcs1(Hash::Sha256)),
            // No authority certifies such keys yet; SHA-1 is asked for by its own name.
            Algorithm::MlDsa44 | Algorithm::MlDsa65 | Algorithm::MlDsa87 | Algorithm::Rs1 => None,
        }
    }

    /// By the OID in a certificate. SHA-1 is missing on purpose: the authorities of TPMs sign with SHA-256 since 2014.
    pub(super) fn of_certificate(oid: &Oid<'_>) -> Option<Self> {
        let known = [
            (OID_SIG_ECDSA_WITH_SHA256, Self::Ecdsa(Hash::Sha256)),
            (OID_SIG_ECDSA_WITH_SHA384, Self::Ecdsa(Hash::Sha384)),
            (OID_SIG_ECDSA_WITH_SHA512, Self::Ecdsa(Hash::Sha512)),
            (OID_PKCS1_SHA256WITHRSA, Self::RsaPkcs1(Hash::Sha256)),
            (OID_PKCS1_SHA384WITHRSA, Self::RsaPkcs1(Hash::Sha384)),
            (OID_PKCS1_SHA512WITHRSA, Self::RsaPkcs1(Hash::Sha512)),
            (OID_SIG_ED25519, Self::EdDsa),
        ];
        known.into_iter().find(|(known, _)| known == oid).map(|(_, scheme)| scheme)
    }

    /// As WebAuthn means it (5.8.5): the hash and the curve belong together.
    pub(super) fn verify(self, key: Material<'_>, message: &[u8], signature: &[u8]) -> bool {
        let belongs = match self {
            Self::Ecdsa(Hash::Sha256) => matches!(key, Material::P256(_)),
            Self::Ecdsa(Hash::Sha384) => matches!(key, Material::P384(_)),
            Self::Ecdsa(Hash::Sha512) => matches!(key, Material::P521(_)),
            Self::RsaPkcs1(_) | Self::EdDsa => true,
        };
        belongs && self.verify_on_any_curve(key, message, signature)
    }

    /// As authorities sign certificates: any hash with any curve.
    pub(super) fn verify_on_any_curve(self, key: Material<'_>, message: &[u8], signature: &[u8]) -> bool {
        let (algorithm, key): (&'static dyn VerificationAlgorithm, _) = match (self, key) {
            (Self::Ecdsa(Hash::Sha256), Material::P256(key)) => (&ECDSA_P256_SHA256_ASN1, key),
            (Self::Ecdsa(Hash::Sha384), Material::P256(key)) => (&ECDSA_P256_SHA384_ASN1, key),
            (Self::Ecdsa(Hash::Sha512), Material::P256(key)) => (&ECDSA_P256_SHA512_ASN1, key),
            (Self::Ecdsa(Hash::Sha256), Material::P384(key)) => (&ECDSA_P384_SHA256_ASN1, key),
            (Self::Ecdsa(Hash::Sha384), Material::P384(key)) => (&ECDSA_P384_SHA384_ASN1, key),
            (Self::Ecdsa(Hash::Sha512), Material::P384(key)) => (&ECDSA_P384_SHA512_ASN1, key),
            (Self::Ecdsa(Hash::Sha256), Material::P521(key)) => (&ECDSA_P521_SHA256_ASN1, key),
            (Self::Ecdsa(Hash::Sha384), Material::P521(key)) => (&ECDSA_P521_SHA384_ASN1, key),
            (Self::Ecdsa(Hash::Sha512), Material::P521(key)) => (&ECDSA_P521_SHA512_ASN1, key),
            (Self::EdDsa, Material::Ed25519(key)) => (&ED25519, key),
            (Self::RsaPkcs1(hash), Material::Rsa { n, e }) => {
                let parameters = match hash {
                    Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
                    Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
                    Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
                };
                return verify_rsa(parameters, RsaPublicKeyComponents { n, e }, message, signature);
            }
            _ => return false,
        };
        UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
    }
}

pub(super) fn verify_rsa_sha1(key: Material<'_>, message: &[u8], signature: &[u8]) -> bool {
    let Material::Rsa { n, e } = key else { return false };
    let parameters = &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY;
    verify_rsa(parameters, RsaPublicKeyComponents { n, e }, message, signature)
}

fn verify_rsa(
    parameters: &RsaParameters,
    key: RsaPublicKeyComponents<&[u8]>,
    message: &[u8],
    signature: &[u8],
) -> bool {
    key.verify(parameters, message, signature).is_ok()
}
