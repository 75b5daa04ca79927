//! Key pairs of the three algorithms that every server offers, and their COSE form.
//!
//! Cloning shares the key. It must never be asked for a second RSA key: generating one takes a second, so a process has one.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use ciborium::Value;

use crate::Error;
use crate::wire::cbor;

/// A key pair of a passkey.
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
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

impl KeyPair {
    /// A new key pair for -7 or -8; for -257 the process's one.
    pub fn generate(algorithm: i64) -> Result<Self, Error> {
        static RSA: OnceLock<KeyPair> = OnceLock::new();
        match algorithm {
            -7 => Self::new(Private::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?)),
            -8 => Self::new(Private::EdDsa(Ed25519KeyPair::generate()?)),
            -257 => {
                if let Some(known) = RSA.get() {
                    return Ok(known.clone());
                }
                let new = Self::new(Private::Rs256(RsaKeyPair::generate(KeySize::Rsa2048)?))?;
                Ok(RSA.get_or_init(|| new).clone())
            }
            _ => Err(Error::NoAlgorithm),
        }
    }

    fn new(private: Private) -> Result<Self, Error> {
        let cose = private.cose(private.algorithm())?;
        Ok(Self(Arc::new(Pair { private, cose })))
    }

    /// The private key as PKCS#8, to use the same key in another process.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, Error> {
        Ok(match &self.0.private {
            Private::Es256(key) => key.to_pkcs8v1()?.as_ref().to_vec(),
            Private::EdDsa(key) => key.to_pkcs8v1()?.as_ref().to_vec(),
            Private::Rs256(key) => {
                let der: Pkcs8V1Der<'_> = key.as_der()?;
                der.as_ref().to_vec()
            }
        })
    }

    pub fn from_pkcs8(algorithm: i64, pkcs8: &[u8]) -> Result<Self, Error> {
        Self::new(match algorithm {
            -7 => Private::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8)?),
            -8 => Private::EdDsa(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)?),
            -257 => Private::Rs256(RsaKeyPair::from_pkcs8(pkcs8)?),
            _ => return Err(Error::NoAlgorithm),
        })
    }

    pub fn algorithm(&self) -> i64 {
        self.0.private.algorithm()
    }

    /// The public key as COSE.
    pub fn cose(&self) -> &[u8] {
        &self.0.cose
    }

    /// The public key as COSE, with a lie about its algorithm.
    pub(crate) fn cose_claiming(&self, algorithm: i64) -> Result<Vec<u8>, Error> {
        self.0.private.cose(algorithm)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        Ok(match &self.0.private {
            Private::Es256(key) => key.sign(&random, message)?.as_ref().to_vec(),
            Private::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            Private::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                signature
            }
        })
    }
}

impl Private {
    fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => -7,
            Self::EdDsa(_) => -8,
            Self::Rs256(_) => -257,
        }
    }

    fn cose(&self, algorithm: i64) -> Result<Vec<u8>, Error> {
        let number = |value: i64| Value::Integer(value.into());
        let bytes = |value: &[u8]| Value::Bytes(value.to_vec());
        let parameters = match self {
            Self::Es256(key) => {
                let point = key.public_key().as_ref().get(1..).ok_or(Error::Cryptography)?;
                let (x, y) = point.split_at_checked(32).ok_or(Error::Cryptography)?;
                vec![(1, number(2)), (3, number(algorithm)), (-1, number(1)), (-2, bytes(x)), (-3, bytes(y))]
            }
            Self::EdDsa(key) => {
                let x = key.public_key().as_ref();
                vec![(1, number(1)), (3, number(algorithm)), (-1, number(6)), (-2, bytes(x))]
            }
            Self::Rs256(key) => {
                let (n, e) = rsa_numbers(key.public_key().as_ref()).ok_or(Error::Cryptography)?;
                vec![(1, number(3)), (3, number(algorithm)), (-1, bytes(n)), (-2, bytes(e))]
            }
        };
        cbor(&Value::Map(parameters.into_iter().map(|(name, value)| (number(name), value)).collect()))
    }
}

/// Modulus and exponent out of a DER `RSAPublicKey`: a sequence of two positive integers.
fn rsa_numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = der_value(der, 0x30)?;
    let (n, rest) = der_value(sequence, 0x02)?;
    let (e, _) = der_value(rest, 0x02)?;
    // DER writes a zero before a number whose first bit is set; COSE does not.
    Some((n.strip_prefix(&[0]).unwrap_or(n), e.strip_prefix(&[0]).unwrap_or(e)))
}

fn der_value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = if length < 0x80 {
        (usize::from(length), rest)
    } else {
        let (length, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
        (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
    };
    if found == tag { rest.split_at_checked(length) } else { None }
}

#[cfg(test)]
mod tests {
    use super::KeyPair;

    #[test]
    fn keys_survive_a_process() {
        for algorithm in [-7, -8, -257] {
            let key = KeyPair::generate(algorithm).expect("a key");
            let again = KeyPair::from_pkcs8(algorithm, &key.to_pkcs8().expect("PKCS#8")).expect("the same key");
            assert_eq!(key.cose(), again.cose());
            assert_eq!(again.algorithm(), algorithm);
        }
        assert!(KeyPair::generate(-65535).is_err());
    }

    #[test]
    fn rsa_keys_have_minimal_numbers() {
        let key = KeyPair::generate(-257).expect("a key");
        let cose = key.cose();
        // Map of 4, kty 3, alg -257, n of 256 bytes, e of 3.
        assert_eq!(cose[..10], [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1]);
        assert_eq!(cose[cose.len() - 5..], [0x21, 0x43, 1, 0, 1]);
    }
}
