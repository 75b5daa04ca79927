//! Signed tokens in their compact form (RFC 7515): reading those of others, signing ours. What is read is nobody's word until it is verified;
//! a token must never choose its own algorithm out of more than the caller takes, and `none` and shared secrets are not among them at all.

mod claims;
mod signing;

pub use claims::Claims;
pub use signing::{Algorithm, NotSigned, Pkcs8, SigningKey};

use super::jwk::Jwk;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

const LONGEST: usize = 16 * 1024;
const LONGEST_HEADER: usize = 4 * 1024;
/// Of an RSA key of 4,096 bits.
const LONGEST_SIGNATURE: usize = 512;

/// The algorithms of signatures that we verify, all of them asymmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alg {
    Es256,
    Es384,
    EdDsa,
    Rs256,
    Ps256,
}

impl Alg {
    pub const ALL: [Self; 5] = [Self::Es256, Self::Es384, Self::EdDsa, Self::Rs256, Self::Ps256];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == word)
    }
}

/// Why a text is no token that we believe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAJws {
    #[error("the token is longer than {LONGEST} bytes, or its header than {LONGEST_HEADER}")]
    TooLong,
    #[error("the token is not three parts in base64url")]
    Shape,
    #[error("the token's header is no JSON object of the right types")]
    Header,
    #[error("the token's header has critical extensions (crit), and none is known here")]
    Critical,
    #[error("the token's algorithm (alg) is not taken here")]
    Algorithm,
    #[error("the token's signature is not by this key")]
    Signature,
    #[error("the token's claims are no JSON object")]
    Claims,
}

/// A token that somebody sent. Of its header only what is needed to find the key may be used before it is verified.
#[derive(Clone)]
pub struct Unverified<'a> {
    alg: Alg,
    header: Map<String, Value>,
    /// Header and claims as they were signed.
    signed: &'a str,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl std::fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unverified").field("alg", &self.alg).finish_non_exhaustive()
    }
}

impl<'a> Unverified<'a> {
    pub fn read(token: &'a str) -> Result<Self, NotAJws> {
        if token.len() > LONGEST {
            return Err(NotAJws::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(NotAJws::Shape)?;
        let (header, claims) = signed.split_once('.').ok_or(NotAJws::Shape)?;
        if header.len() > LONGEST_HEADER {
            return Err(NotAJws::TooLong);
        }
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| NotAJws::Shape);
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);
        if signature.is_empty() || signature.len() > LONGEST_SIGNATURE {
            return Err(NotAJws::Shape);
        }
        let header: Map<String, Value> = serde_json::from_slice(&header).map_err(|_| NotAJws::Header)?;
        if header.contains_key("crit") {
            return Err(NotAJws::Critical);
        }
        let is_text = |name: &str| header.get(name).is_none_or(Value::is_string);
        if !is_text("typ") || !is_text("kid") {
            return Err(NotAJws::Header);
        }
        let alg = header.get("alg").and_then(Value::as_str).ok_or(NotAJws::Header)?;
        let alg = Alg::find(alg).ok_or(NotAJws::Algorithm)?;
        Ok(Self { alg, header, signed, claims, signature })
    }

    pub fn alg(&self) -> Alg {
        self.alg
    }

    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    pub fn typ(&self) -> Option<&str> {
        self.header.get("typ").and_then(Value::as_str)
    }

    /// The key that the token says it is by. It proves that the sender has that key, and nothing about who they are.
    pub fn jwk(&self) -> Option<&Value> {
        self.header.get("jwk")
    }

    /// The claims that nobody vouches for yet: good to find out whose key to ask, and for nothing else.
    pub fn hearsay(&self) -> Result<Claims, NotAJws> {
        Claims::read(&self.claims)
    }

    /// The claims, if this key signed them with one of these algorithms.
    pub fn verify(&self, key: &Jwk, taken: &[Alg]) -> Result<Claims, NotAJws> {
        if !taken.contains(&self.alg) {
            return Err(NotAJws::Algorithm);
        }
        if !key.verify(self.alg, self.signed.as_bytes(), &self.signature) {
            return Err(NotAJws::Signature);
        }
        Claims::read(&self.claims)
    }
}

#[cfg(test)]
pub(super) mod tests;
