//! Public keys as JSON (RFC 7517, 7518, 8037). A key that carries its private half is refused, wherever it comes from: it must never be stored
//! here, and whoever sends it has lost it.

mod set;

pub use set::{Jwks, NotJwks};

use super::jws::Alg;
use crate::binding::sha256;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// What stands in private keys and in secrets, and in no public key.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const LONGEST_KID: usize = 256;
/// Of a modulus: 2,048 to 4,096 bits. Larger ones cost us more than they give anybody.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;
const LONGEST_EXPONENT: usize = 4;
const MOST_OPERATIONS: usize = 10;

/// Why a value is no key that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAJwk {
    #[error("a key is a JSON object")]
    NotAnObject,
    #[error("the key carries its private half, which is lost now: make a new key and send the public half alone")]
    Private,
    #[error("kty and crv are EC with P-256 or P-384, OKP with Ed25519, or RSA")]
    Kind,
    #[error("the numbers of the key are not written as the standard says, or are no key")]
    Numbers,
    #[error("an RSA key has 2,048 to 4,096 bits")]
    Size,
    #[error("the key is not for signatures (use, key_ops), or for an algorithm (alg) that does not fit it")]
    Purpose,
    #[error("kid is a text of at most {LONGEST_KID} bytes")]
    Kid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// The uncompressed point: 0x04, x, y.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

/// A public key for signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    alg: Option<Alg>,
    key: Key,
}

impl Jwk {
    pub fn read(value: &Value) -> Result<Self, NotAJwk> {
        let members = value.as_object().ok_or(NotAJwk::NotAnObject)?;
        if PRIVATE.iter().any(|name| members.contains_key(*name)) {
            return Err(NotAJwk::Private);
        }
        let kid = match members.get("kid") {
            None => None,
            Some(Value::String(kid)) if kid.len() <= LONGEST_KID => Some(kid.clone()),
            Some(_) => return Err(NotAJwk::Kid),
        };
        let key = Key::read(members)?;
        let alg = purpose(members)?;
        if alg.is_some_and(|alg| !key.takes(alg)) {
            return Err(NotAJwk::Purpose);
        }
        Ok(Self { kid, alg, key })
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether a signature of this algorithm can be by this key. A key that names its algorithm has no other.
    pub fn takes(&self, alg: Alg) -> bool {
        self.alg.is_none_or(|own| own == alg) && self.key.takes(alg)
    }

    /// The hash by which tokens are bound to the key (RFC 7638): of the members that make it, in alphabetical order.
    pub fn thumbprint(&self) -> String {
        // Nothing in base64url needs escaping.
        let text = match &self.key {
            Key::P256(_) | Key::P384(_) => {
                let (crv, x, y) = self.key.point();
                format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Key::Ed25519(x) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x)),
            Key::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n)),
        };
        encode(&sha256(text.as_bytes()))
    }

    /// The public members and nothing else, whatever was read.
    pub fn to_json(&self) -> Value {
        let mut json = match &self.key {
            Key::P256(_) | Key::P384(_) => {
                let (crv, x, y) = self.key.point();
                json!({ "kty": "EC", "crv": crv, "x": x, "y": y })
            }
            Key::Ed25519(x) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(x) }),
            Key::Rsa { n, e } => json!({ "kty": "RSA", "n": encode(n), "e": encode(e) }),
        };
        json["use"] = Value::from("sig");
        if let Some(kid) = &self.kid {
            json["kid"] = Value::from(kid.as_str());
        }
        if let Some(alg) = self.alg {
            json["alg"] = Value::from(alg.as_str());
        }
        json
    }

    /// Whether this key signed the message. Never with an algorithm that is not the key's.
    pub(super) fn verify(&self, alg: Alg, message: &[u8], signature: &[u8]) -> bool {
        let rsa = |parameters: &RsaParameters| match &self.key {
            Key::Rsa { n, e } => RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok(),
            _ => false,
        };
        if !self.takes(alg) {
            return false;
        }
        match &self.key {
            Key::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            Key::P384(point) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature).is_ok()
            }
            Key::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
            Key::Rsa { .. } if alg == Alg::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
            Key::Rsa { .. } => rsa(&RSA_PKCS1_2048_8192_SHA256),
        }
    }
}

impl Key {
    fn read(members: &Map<String, Value>) -> Result<Self, NotAJwk> {
        let word = |name: &str| members.get(name).and_then(Value::as_str);
        let number = |name: &str| word(name).and_then(decode).ok_or(NotAJwk::Numbers);
        match (word("kty"), word("crv")) {
            (Some("EC"), Some("P-256")) => Ok(Self::P256(point(32, &number("x")?, &number("y")?)?)),
            (Some("EC"), Some("P-384")) => Ok(Self::P384(point(48, &number("x")?, &number("y")?)?)),
            (Some("OKP"), Some("Ed25519")) => Ok(Self::Ed25519(number("x")?)),
            (Some("RSA"), _) => Self::rsa(number("n")?, number("e")?),
            _ => Err(NotAJwk::Kind),
        }?
        .sound()
    }

    /// Each number has one spelling, or one key had many thumbprints.
    fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<Self, NotAJwk> {
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        let is_minimal = |number: &[u8]| number.first().is_some_and(|first| *first != 0);
        if !MODULUS.contains(&n.len()) || n.first().is_some_and(|first| n.len() == *MODULUS.start() && *first < 128) {
            return Err(NotAJwk::Size);
        }
        let is_good = is_minimal(&n) && is_odd(&n) && is_minimal(&e) && is_odd(&e) && e.len() <= LONGEST_EXPONENT;
        if is_good && e != [1] { Ok(Self::Rsa { n, e }) } else { Err(NotAJwk::Numbers) }
    }

    /// On its curve. Of Ed25519 the library asks that only when it verifies, and then fails.
    fn sound(self) -> Result<Self, NotAJwk> {
        let is_sound = match &self {
            Self::P256(point) => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok(),
            Self::P384(point) => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).is_ok(),
            Self::Ed25519(key) => key.len() == 32,
            Self::Rsa { .. } => true,
        };
        if is_sound { Ok(self) } else { Err(NotAJwk::Numbers) }
    }

    fn takes(&self, alg: Alg) -> bool {
        match self {
            Self::P256(_) => alg == Alg::Es256,
            Self::P384(_) => alg == Alg::Es384,
            Self::Ed25519(_) => alg == Alg::EdDsa,
            Self::Rsa { .. } => matches!(alg, Alg::Rs256 | Alg::Ps256),
        }
    }

    /// Curve and coordinates of an EC key.
    fn point(&self) -> (&'static str, String, String) {
        let (crv, point) = match self {
            Self::P384(point) => ("P-384", point.as_slice()),
            Self::P256(point) => ("P-256", point.as_slice()),
            Self::Ed25519(_) | Self::Rsa { .. } => ("", [].as_slice()),
        };
        let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len() / 2);
        (crv, encode(x), encode(y))
    }
}

fn point(length: usize, x: &[u8], y: &[u8]) -> Result<Vec<u8>, NotAJwk> {
    if x.len() != length || y.len() != length {
        return Err(NotAJwk::Numbers);
    }
    Ok([&[4], x, y].concat())
}

/// What the key says that it is for: nothing, or signatures that can be verified with it.
fn purpose(members: &Map<String, Value>) -> Result<Option<Alg>, NotAJwk> {
    let is_for_signatures = members.get("use").is_none_or(|word| word == "sig");
    let may_verify = members.get("key_ops").is_none_or(|list| {
        list.as_array().is_some_and(|list| list.len() <= MOST_OPERATIONS && list.iter().any(|word| word == "verify"))
    });
    let alg = match members.get("alg") {
        None => None,
        Some(word) => Some(word.as_str().and_then(Alg::find).ok_or(NotAJwk::Purpose)?),
    };
    if is_for_signatures && may_verify { Ok(alg) } else { Err(NotAJwk::Purpose) }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// No number of a key that we take is longer than the largest modulus.
fn decode(text: &str) -> Option<Vec<u8>> {
    let text = Some(text).filter(|text| text.len() <= MODULUS.end() * 2)?;
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests;
