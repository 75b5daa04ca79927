//! Our own signing keys. A key is parsed once and then signs as often as wanted; its private half must never leave here but as PKCS#8, once,
//! to be sealed.

use super::Alg;
use crate::oauth::jwk::{Jwk, NotAJwk};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A private key as it is sealed and stored.
pub type Pkcs8 = Zeroizing<Vec<u8>>;

/// What we sign with. RS256 is what every client understands and costs more than ten times the others (OpenID Connect wants it offered).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    Es256,
    Rs256,
    EdDsa,
}

impl Algorithm {
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    pub fn as_str(self) -> &'static str {
        Alg::from(self).as_str()
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == word)
    }
}

impl From<Algorithm> for Alg {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::Es256,
            Algorithm::Rs256 => Self::Rs256,
            Algorithm::EdDsa => Self::EdDsa,
        }
    }
}

/// Why there is no key, or no signature.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    #[error("the stored key is none of this algorithm")]
    Key(#[from] KeyRejected),
    #[error("the library of cryptography failed")]
    Library(#[from] Unspecified),
    #[error("the key has no public form that we would take")]
    Public(#[from] NotAJwk),
    #[error("the claims cannot be written")]
    Claims(#[from] serde_json::Error),
}

enum Private {
    Es256(EcdsaKeyPair),
    Rs256(Box<RsaKeyPair>),
    EdDsa(Ed25519KeyPair),
}

/// A key of ours, ready to sign.
pub struct SigningKey {
    private: Private,
    kid: String,
    public: Jwk,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key; its name is its thumbprint. The library draws keys, and the nonces of signatures, from its own generator whatever it is
    /// handed, so the App's source of randomness cannot be asked, as little as for the stand-in of `decoy`: nothing that a test repeats
    /// rests on these. An RSA key takes up to a second.
    pub fn generate(algorithm: Algorithm) -> Result<(Self, Pkcs8), NotSigned> {
        let (private, pkcs8) = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
                let pkcs8 = pair.to_pkcs8v1()?.as_ref().to_vec();
                (Private::Es256(pair), pkcs8)
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
                let der: Pkcs8V1Der<'_> = pair.as_der()?;
                (Private::Rs256(Box::new(pair)), der.as_ref().to_vec())
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::generate()?;
                let pkcs8 = pair.to_pkcs8v1()?.as_ref().to_vec();
                (Private::EdDsa(pair), pkcs8)
            }
        };
        let pkcs8 = Zeroizing::new(pkcs8);
        let kid = Jwk::read(&private.public()?)?.thumbprint();
        Ok((Self::new(private, kid)?, pkcs8))
    }

    /// A key that was stored.
    pub fn from_pkcs8(algorithm: Algorithm, kid: &str, pkcs8: &[u8]) -> Result<Self, NotSigned> {
        let private = match algorithm {
            Algorithm::Es256 => Private::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)?),
            Algorithm::Rs256 => Private::Rs256(Box::new(RsaKeyPair::from_pkcs8(pkcs8)?)),
            Algorithm::EdDsa => Private::EdDsa(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)?),
        };
        Self::new(private, kid.to_owned())
    }

    fn new(private: Private, kid: String) -> Result<Self, NotSigned> {
        let mut public = private.public()?;
        public["kid"] = Value::from(kid.as_str());
        public["alg"] = Value::from(private.algorithm().as_str());
        let public = Jwk::read(&public)?;
        Ok(Self { private, kid, public })
    }

    pub fn algorithm(&self) -> Algorithm {
        self.private.algorithm()
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// As it stands among the published keys: with `kid`, `use` and `alg`.
    pub fn public_jwk(&self) -> Value {
        self.public.to_json()
    }

    /// The same, to verify what comes back to us.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// For tests that lie in headers.
    #[cfg(test)]
    pub(in crate::oauth) fn sign_bytes(&self, message: &[u8]) -> Vec<u8> {
        self.private.sign(message).unwrap_or_default()
    }

    /// A token of these claims. `typ` keeps one kind of token from being taken for another.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, NotSigned> {
        let header = json!({ "alg": self.algorithm().as_str(), "typ": typ, "kid": self.kid });
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let signature = self.private.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl Private {
    fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256(_) => Algorithm::Es256,
            Self::Rs256(_) => Algorithm::Rs256,
            Self::EdDsa(_) => Algorithm::EdDsa,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        Ok(match self {
            Self::Es256(pair) => pair.sign(&random, message)?.as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                signature
            }
            Self::EdDsa(pair) => pair.try_sign(message)?.as_ref().to_vec(),
        })
    }

    fn public(&self) -> Result<Value, Unspecified> {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Ok(match self {
            Self::Es256(pair) => {
                // The uncompressed point: 0x04, x, y.
                let point = pair.public_key().as_ref().get(1..).ok_or(Unspecified)?;
                let (x, y) = point.split_at_checked(32).ok_or(Unspecified)?;
                json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) })
            }
            Self::Rs256(pair) => {
                let (n, e) = numbers(pair.public_key().as_ref()).ok_or(Unspecified)?;
                json!({ "kty": "RSA", "n": encode(n), "e": encode(e) })
            }
            Self::EdDsa(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) }),
        })
    }
}

/// Modulus and exponent out of the library's `RSAPublicKey`: a DER sequence of two positive integers.
fn numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = value(der, 0x30)?;
    let (n, rest) = value(sequence, 0x02)?;
    let (e, _) = value(rest, 0x02)?;
    // DER writes a zero before a number whose first bit is set; a JWK does not.
    Some((n.strip_prefix(&[0]).unwrap_or(n), e.strip_prefix(&[0]).unwrap_or(e)))
}

/// The content of the DER value with this tag, and what follows it.
fn value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = match length {
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        0x81 => rest.split_first().map(|(length, rest)| (usize::from(*length), rest))?,
        short if short < 0x80 => (usize::from(short), rest),
        _ => return None,
    };
    if found == tag { rest.split_at_checked(length) } else { None }
}
