//! COSE public keys (RFC 9052, 5.8.5 of the standard) and the signatures made with them.
//!
//! It must never verify with an algorithm other than the key's own, and never take a key that carries a private part.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use crate::cbor::{self, Key, Map, Value};
use crate::{Algorithm, Refusal};

const KTY: i128 = 1;
const ALG: i128 = 3;
const P256: i128 = 1;
const ED25519_CURVE: i128 = 6;

/// A public key whose shape was checked; [`PublicKey::check`] judges its mathematics.
#[derive(Debug)]
pub(crate) enum PublicKey<'a> {
    /// The uncompressed point: 0x04, x, y.
    Es256([u8; 65]),
    EdDsa(&'a [u8; 32]),
    Rs256(RsaPublicKeyComponents<&'a [u8]>),
}

/// The algorithm that the key names, known to us or not.
pub(crate) fn algorithm(cose: &Map<'_>) -> Result<i64, Refusal> {
    integer(cose, ALG).and_then(|number| i64::try_from(number).ok()).ok_or(Refusal::MalformedPublicKey)
}

/// Reads the map that every COSE key is.
pub(crate) fn map(cose: &[u8]) -> Result<Map<'_>, Refusal> {
    match cbor::whole(cose) {
        Ok(Value::Map(map)) => Ok(map),
        _ => Err(Refusal::MalformedPublicKey),
    }
}

impl<'a> PublicKey<'a> {
    /// Reads a stored key, whose algorithm must be the one stored beside it.
    pub(crate) fn stored(cose: &'a [u8], expected: Algorithm) -> Result<Self, Refusal> {
        let map = map(cose)?;
        if algorithm(&map)? == expected.cose() { Self::parse(&map, expected) } else { Err(Refusal::MalformedPublicKey) }
    }

    pub(crate) fn parse(cose: &Map<'a>, algorithm: Algorithm) -> Result<Self, Refusal> {
        let key = match algorithm {
            Algorithm::Es256 => Self::p256(cose),
            Algorithm::EdDsa => Self::ed25519(cose),
            Algorithm::Rs256 => Self::rsa(cose),
        };
        key.ok_or(Refusal::MalformedPublicKey)
    }

    fn p256(cose: &Map<'a>) -> Option<Self> {
        let right = integer(cose, KTY) == Some(2) && integer(cose, -1) == Some(P256) && only(cose, &[-1, -2, -3]);
        let (x, y): (&[u8; 32], &[u8; 32]) = (bytes(cose, -2)?.try_into().ok()?, bytes(cose, -3)?.try_into().ok()?);
        let mut point = [4; 65];
        let (left, right_half) = point.get_mut(1..)?.split_at_mut(32);
        left.copy_from_slice(x);
        right_half.copy_from_slice(y);
        right.then_some(Self::Es256(point))
    }

    fn ed25519(cose: &Map<'a>) -> Option<Self> {
        let right = integer(cose, KTY) == Some(1) && integer(cose, -1) == Some(ED25519_CURVE) && only(cose, &[-1, -2]);
        let key: &[u8; 32] = bytes(cose, -2)?.try_into().ok()?;
        right.then_some(Self::EdDsa(key))
    }

    fn rsa(cose: &Map<'a>) -> Option<Self> {
        let right = integer(cose, KTY) == Some(3) && only(cose, &[-1, -2]);
        let (n, e) = (bytes(cose, -1)?, bytes(cose, -2)?);
        (right && sound_modulus(n) && sound_exponent(e)).then_some(Self::Rs256(RsaPublicKeyComponents { n, e }))
    }

    /// Whether the key is one at all: on the curve, of full order. The standard leaves this between library and caller,
    /// so it is done here, once, at registration.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let sound = match self {
            Self::Es256(point) => ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).is_ok(),
            Self::EdDsa(key) => !has_small_order(key) && ParsedPublicKey::new(&ED25519, key).is_ok(),
            Self::Rs256(key) => key.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).is_ok(),
        };
        if sound { Ok(()) } else { Err(Refusal::MalformedPublicKey) }
    }

    /// ECDSA signatures are ASN.1 DER, with either half of s (6.5.5).
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256(key) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        }
        .is_ok()
    }
}

fn integer(cose: &Map<'_>, label: i128) -> Option<i128> {
    match cose.label(label)? {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

fn bytes<'a>(cose: &Map<'a>, label: i128) -> Option<&'a [u8]> {
    match cose.label(label)? {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// Key parameters have negative labels, and the private ones are among them: no others than the public ones may be there.
/// Of the common ones (RFC 9052, 7.1) the key id, its operations and base IV are harmless and ignored; anything else is ballast, which
/// would be stored and read again at each sign-in.
fn only(cose: &Map<'_>, public: &[i128]) -> bool {
    cose.keys().all(|key| match key {
        Key::Integer(label) => (1..=5).contains(&label) || public.contains(&label),
        Key::Bytes(_) | Key::Text(_) => false,
    })
}

/// 2048 to 8192 bits, odd, without leading zeros.
fn sound_modulus(n: &[u8]) -> bool {
    let (Some(first), Some(last)) = (n.first(), n.last()) else { return false };
    let long_enough = match n.len() {
        256 => *first >= 0x80,
        257..=1024 => *first != 0,
        _ => false,
    };
    long_enough && last & 1 == 1
}

/// Odd, at least 3, at most 32 bits, without leading zeros.
fn sound_exponent(e: &[u8]) -> bool {
    let (Some(first), Some(last)) = (e.first(), e.last()) else { return false };
    *first != 0 && last & 1 == 1 && e.len() <= 4 && e != [1]
}

/// Keys of small order: one signature fits every message, so whoever knows the id could sign in.
/// The y coordinates of order 1, 2, 4 and 8, with the two that are not reduced; the sign bit does not matter.
fn has_small_order(key: &[u8; 32]) -> bool {
    const ORDER_8: [[u8; 32]; 2] = [
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let [first, middle @ .., last] = *key;
    let last = last & 0x7f;
    let near_zero = first <= 1 && middle == [0; 30] && last == 0;
    // p - 1, p and p + 1, where p = 2^255 - 19.
    let near_prime = (0xec..=0xee).contains(&first) && middle == [0xff; 30] && last == 0x7f;
    let mut unsigned = *key;
    unsigned[31] = last;
    near_zero || near_prime || ORDER_8.contains(&unsigned)
}

#[cfg(test)]
mod tests;
