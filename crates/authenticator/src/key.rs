//! Key pairs of every algorithm that a server may offer, and their COSE form.
//!
//! Cloning shares the key. It must never draw a second RSA key unasked: that takes a second, so a process has one.

mod sha1;

use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING,
    PqdsaKeyPair, PqdsaSigningAlgorithm, RSA_PKCS1_SHA256, RsaKeyPair,
};
use ciborium::Value;

use crate::wire::cbor;
use crate::{Error, der};

/// A key pair of a passkey, or of a maker.
#[derive(Debug, Clone)]
pub struct KeyPair(Arc<Pair>);

#[derive(Debug)]
struct Pair {
    private: Private,
    /// The public half as COSE.
    cose: Vec<u8>,
}

#[derive(Debug)]
enum Private {
    Ec(&'static Curve, EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
    /// The numbers sign; the pair keeps the rest.
    Rs1(RsaKeyPair, sha1::Numbers),
    MlDsa(i64, PqdsaKeyPair),
}

/// What tells the three curves apart.
#[derive(Debug)]
pub(crate) struct Curve {
    algorithm: i64,
    cose: i64,
    /// The length of a coordinate.
    pub(crate) length: usize,
    /// The number in a TPM's tables.
    pub(crate) tpm: u16,
    signing: &'static EcdsaSigningAlgorithm,
}

static CURVES: [Curve; 3] = [
    Curve { algorithm: -7, cose: 1, length: 32, tpm: 3, signing: &ECDSA_P256_SHA256_ASN1_SIGNING },
    Curve { algorithm: -35, cose: 2, length: 48, tpm: 4, signing: &ECDSA_P384_SHA384_ASN1_SIGNING },
    Curve { algorithm: -36, cose: 3, length: 66, tpm: 5, signing: &ECDSA_P521_SHA512_ASN1_SIGNING },
];

static ML_DSA: [(i64, &PqdsaSigningAlgorithm); 3] =
    [(-48, &ML_DSA_44_SIGNING), (-49, &ML_DSA_65_SIGNING), (-50, &ML_DSA_87_SIGNING)];

/// The public half, as formats other than COSE want it.
#[derive(Debug)]
pub(crate) enum Public<'a> {
    Ec {
        curve: &'static Curve,
        x: &'a [u8],
        y: &'a [u8],
    },
    /// The modulus; the exponent is 65537.
    Rsa(&'a [u8]),
    Other,
}

impl KeyPair {
    /// A new key pair; for RSA (-257, -65535) the process's one.
    pub fn generate(algorithm: i64) -> Result<Self, Error> {
        static RSA: OnceLock<KeyPair> = OnceLock::new();
        static RSA_SHA1: OnceLock<KeyPair> = OnceLock::new();
        let shared = match algorithm {
            -257 => &RSA,
            -65535 => &RSA_SHA1,
            _ => return Self::fresh(algorithm),
        };
        if let Some(known) = shared.get() {
            return Ok(known.clone());
        }
        let new = Self::fresh(algorithm)?;
        Ok(shared.get_or_init(|| new).clone())
    }

    /// A key pair that nobody else has, whatever it costs.
    pub(crate) fn fresh(algorithm: i64) -> Result<Self, Error> {
        Self::new(match algorithm {
            -8 => Private::EdDsa(Ed25519KeyPair::generate()?),
            -257 => Private::Rs256(RsaKeyPair::generate(KeySize::Rsa2048)?),
            -65535 => Private::rsa_with_sha1(RsaKeyPair::generate(KeySize::Rsa2048)?)?,
            _ => match (curve(algorithm), lattice(algorithm)) {
                (Some(curve), _) => Private::Ec(curve, EcdsaKeyPair::generate(curve.signing)?),
                (_, Some(lattice)) => Private::MlDsa(algorithm, PqdsaKeyPair::generate(lattice)?),
                _ => return Err(Error::NoAlgorithm),
            },
        })
    }

    fn new(private: Private) -> Result<Self, Error> {
        let cose = map(private.cose()?)?;
        Ok(Self(Arc::new(Pair { private, cose })))
    }

    /// The private key as PKCS#8, to use the same key in another process.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, Error> {
        Ok(match &self.0.private {
            Private::Ec(_, key) => key.to_pkcs8v1()?.as_ref().to_vec(),
            Private::EdDsa(key) => key.to_pkcs8v1()?.as_ref().to_vec(),
            Private::Rs256(key) | Private::Rs1(key, _) => rsa_pkcs8(key)?,
            Private::MlDsa(_, key) => key.to_pkcs8v1()?.as_ref().to_vec(),
        })
    }

    pub fn from_pkcs8(algorithm: i64, pkcs8: &[u8]) -> Result<Self, Error> {
        Self::new(match algorithm {
            -8 => Private::EdDsa(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)?),
            -257 => Private::Rs256(RsaKeyPair::from_pkcs8(pkcs8)?),
            -65535 => Private::rsa_with_sha1(RsaKeyPair::from_pkcs8(pkcs8)?)?,
            _ => match (curve(algorithm), lattice(algorithm)) {
                (Some(curve), _) => Private::Ec(curve, EcdsaKeyPair::from_pkcs8(curve.signing, pkcs8)?),
                (_, Some(lattice)) => Private::MlDsa(algorithm, PqdsaKeyPair::from_pkcs8(lattice, pkcs8)?),
                _ => return Err(Error::NoAlgorithm),
            },
        })
    }

    pub fn algorithm(&self) -> i64 {
        self.0.private.algorithm()
    }

    /// The public key as COSE.
    pub fn cose(&self) -> &[u8] {
        &self.0.cose
    }

    /// The members of the COSE key, to lie about.
    pub(crate) fn cose_members(&self) -> Result<Vec<(i64, Value)>, Error> {
        self.0.private.cose()
    }

    /// The public key as certificates carry it.
    pub(crate) fn subject_public_key(&self) -> Result<Vec<u8>, Error> {
        let der: PublicKeyX509Der<'_> = match &self.0.private {
            Private::Ec(_, key) => key.public_key().as_der()?,
            Private::EdDsa(key) => key.public_key().as_der()?,
            Private::Rs256(key) | Private::Rs1(key, _) => key.public_key().as_der()?,
            Private::MlDsa(_, key) => key.public_key().as_der()?,
        };
        Ok(der.as_ref().to_vec())
    }

    /// The content of the certificate's bit string: what key identifiers are made of.
    pub(crate) fn public_bits(&self) -> &[u8] {
        self.0.private.public()
    }

    pub(crate) fn public(&self) -> Result<Public<'_>, Error> {
        match &self.0.private {
            Private::Ec(curve, key) => {
                let (x, y) = coordinates(curve, key)?;
                Ok(Public::Ec { curve, x, y })
            }
            Private::Rs256(_) | Private::Rs1(..) => Ok(Public::Rsa(rsa_numbers(self.public_bits())?.0)),
            Private::EdDsa(_) | Private::MlDsa(..) => Ok(Public::Other),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        Ok(match &self.0.private {
            Private::Ec(_, key) => key.sign(&random, message)?.as_ref().to_vec(),
            Private::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            Private::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                signature
            }
            Private::Rs1(_, numbers) => numbers.sign(message)?,
            Private::MlDsa(_, key) => {
                let mut signature = vec![0; key.algorithm().signature_len()];
                key.sign(message, &mut signature)?;
                signature
            }
        })
    }
}

impl Private {
    fn rsa_with_sha1(key: RsaKeyPair) -> Result<Self, Error> {
        let numbers = sha1::Numbers::from_pkcs8(&rsa_pkcs8(&key)?)?;
        Ok(Self::Rs1(key, numbers))
    }

    fn algorithm(&self) -> i64 {
        match self {
            Self::Ec(curve, _) => curve.algorithm,
            Self::EdDsa(_) => -8,
            Self::Rs256(_) => -257,
            Self::Rs1(..) => -65535,
            Self::MlDsa(algorithm, _) => *algorithm,
        }
    }

    fn public(&self) -> &[u8] {
        match self {
            Self::Ec(_, key) => key.public_key().as_ref(),
            Self::EdDsa(key) => key.public_key().as_ref(),
            Self::Rs256(key) | Self::Rs1(key, _) => key.public_key().as_ref(),
            Self::MlDsa(_, key) => key.public_key().as_ref(),
        }
    }

    /// In the order of CTAP2's canonical form.
    fn cose(&self) -> Result<Vec<(i64, Value)>, Error> {
        let number = |value: i64| Value::Integer(value.into());
        let bytes = |value: &[u8]| Value::Bytes(value.to_vec());
        let algorithm = number(self.algorithm());
        Ok(match self {
            Self::Ec(curve, key) => {
                let (x, y) = coordinates(curve, key)?;
                vec![(1, number(2)), (3, algorithm), (-1, number(curve.cose)), (-2, bytes(x)), (-3, bytes(y))]
            }
            Self::EdDsa(_) => vec![(1, number(1)), (3, algorithm), (-1, number(6)), (-2, bytes(self.public()))],
            Self::Rs256(_) | Self::Rs1(..) => {
                let (n, e) = rsa_numbers(self.public())?;
                vec![(1, number(3)), (3, algorithm), (-1, bytes(n)), (-2, bytes(e))]
            }
            // RFC 9964: key type AKP.
            Self::MlDsa(..) => vec![(1, number(7)), (3, algorithm), (-1, bytes(self.public()))],
        })
    }
}

/// A COSE key of these members.
pub(crate) fn map(members: Vec<(i64, Value)>) -> Result<Vec<u8>, Error> {
    cbor(&Value::Map(members.into_iter().map(|(label, value)| (Value::Integer(label.into()), value)).collect()))
}

fn curve(algorithm: i64) -> Option<&'static Curve> {
    CURVES.iter().find(|curve| curve.algorithm == algorithm)
}

fn lattice(algorithm: i64) -> Option<&'static PqdsaSigningAlgorithm> {
    ML_DSA.iter().find(|(number, _)| *number == algorithm).map(|(_, lattice)| *lattice)
}

fn coordinates<'a>(curve: &Curve, key: &'a EcdsaKeyPair) -> Result<(&'a [u8], &'a [u8]), Error> {
    let point = key.public_key().as_ref().get(1..).ok_or(Error::Cryptography)?;
    point.split_at_checked(curve.length).ok_or(Error::Cryptography)
}

fn rsa_pkcs8(key: &RsaKeyPair) -> Result<Vec<u8>, Error> {
    let der: Pkcs8V1Der<'_> = key.as_der()?;
    Ok(der.as_ref().to_vec())
}

/// Modulus and exponent out of a DER `RSAPublicKey`: a sequence of two positive integers.
fn rsa_numbers(der: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let read = || {
        let (sequence, _) = der::value(der, 0x30)?;
        let (n, rest) = der::value(sequence, 0x02)?;
        let (e, _) = der::value(rest, 0x02)?;
        // DER writes a zero before a number whose first bit is set; COSE does not.
        Some((n.strip_prefix(&[0]).unwrap_or(n), e.strip_prefix(&[0]).unwrap_or(e)))
    };
    read().ok_or(Error::Cryptography)
}

#[cfg(test)]
mod tests;
