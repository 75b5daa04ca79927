//! COSE public keys (RFC 9052, 5.8.5 of the standard) and the signatures made with them.
//!
//! It must never verify with an algorithm other than the key's own, and never take a key that carries a private part.

mod edwards;
mod range;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

use crate::cbor::{self, Key, Map, Value};
use crate::{Algorithm, Refusal};

const KTY: i128 = 1;
const KEY_ID: i128 = 2;
const ALG: i128 = 3;
const OPERATIONS: i128 = 4;
const BASE_IV: i128 = 5;
/// In bytes. The largest key, of ML-DSA-87, takes 2,607, and a key id is allowed beside it.
const LARGEST_KEY: usize = 2_800;
/// Of a key id or a base IV, in bytes.
const LONGEST_EXTRA: usize = 64;
/// There are ten in the registry.
const MOST_OPERATIONS: usize = 10;
const ED25519_CURVE: i128 = 6;
/// The longest uncompressed point, of P-521.
const LONGEST_POINT: usize = 1 + 2 * 66;

/// A public key whose shape was checked; [`PublicKey::check`] judges its mathematics.
#[derive(Debug)]
pub(crate) enum PublicKey<'a> {
    /// The uncompressed point: 0x04, x, y.
    Es256([u8; 65]),
    /// The same on a larger curve.
    Ec(&'static Curve, Point),
    EdDsa(&'a [u8; 32]),
    Rsa(&'static RsaParameters, RsaPublicKeyComponents<&'a [u8]>),
    /// ML-DSA: the key is opaque bytes of a fixed length.
    Akp(&'static dyn VerificationAlgorithm, &'a [u8]),
}

/// A public key without its encoding: by it the same key is recognised in COSE, in a certificate and in a TPM's structures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Material<'a> {
    /// Uncompressed points: 0x04, x, y.
    P256(&'a [u8]),
    P384(&'a [u8]),
    P521(&'a [u8]),
    Ed25519(&'a [u8]),
    /// Without leading zeros.
    Rsa {
        n: &'a [u8],
        e: &'a [u8],
    },
    MlDsa(&'a [u8]),
}

/// A curve besides P-256.
#[derive(Debug)]
pub(crate) struct Curve {
    cose: i128,
    coordinate: usize,
    algorithm: &'static aws_lc_rs::signature::EcdsaVerificationAlgorithm,
    order: &'static [u8],
}

static P384: Curve = Curve { cose: 2, coordinate: 48, algorithm: &ECDSA_P384_SHA384_ASN1, order: &range::ORDER_P384 };
static P521: Curve = Curve { cose: 3, coordinate: 66, algorithm: &ECDSA_P521_SHA512_ASN1, order: &range::ORDER_P521 };
static ML_DSA: [(Algorithm, &dyn VerificationAlgorithm, usize); 3] = [
    (Algorithm::MlDsa44, &ML_DSA_44, 1312),
    (Algorithm::MlDsa65, &ML_DSA_65, 1952),
    (Algorithm::MlDsa87, &ML_DSA_87, 2592),
];

/// An uncompressed point, kept without allocation.
#[derive(Debug)]
pub(crate) struct Point {
    bytes: [u8; LONGEST_POINT],
    length: usize,
}

impl Point {
    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// The algorithm that the key names, known to us or not.
pub(crate) fn algorithm(cose: &Map<'_>) -> Result<i64, Refusal> {
    integer(cose, ALG).and_then(|number| i64::try_from(number).ok()).ok_or(Refusal::MalformedPublicKey)
}

/// Reads the map that every COSE key is.
pub(crate) fn map(cose: &[u8]) -> Result<Map<'_>, Refusal> {
    if cose.len() > LARGEST_KEY {
        return Err(Refusal::MalformedPublicKey);
    }
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
            Algorithm::Es384 => Self::larger(cose, &P384),
            Algorithm::Es512 => Self::larger(cose, &P521),
            Algorithm::EdDsa => Self::ed25519(cose),
            Algorithm::Rs256 => Self::rsa(cose, &RSA_PKCS1_2048_8192_SHA256),
            Algorithm::Rs1 => Self::rsa(cose, &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
            Algorithm::MlDsa44 | Algorithm::MlDsa65 | Algorithm::MlDsa87 => Self::akp(cose, algorithm),
        };
        key.ok_or(Refusal::MalformedPublicKey)
    }

    fn p256(cose: &Map<'a>) -> Option<Self> {
        let right = integer(cose, KTY) == Some(2) && integer(cose, -1) == Some(1) && only(cose, &[-1, -2, -3]);
        let (x, y): (&[u8; 32], &[u8; 32]) = (bytes(cose, -2)?.try_into().ok()?, bytes(cose, -3)?.try_into().ok()?);
        let mut point = [4; 65];
        let (left, right_half) = point.get_mut(1..)?.split_at_mut(32);
        left.copy_from_slice(x);
        right_half.copy_from_slice(y);
        right.then_some(Self::Es256(point))
    }

    fn larger(cose: &Map<'a>, curve: &'static Curve) -> Option<Self> {
        let right = integer(cose, KTY) == Some(2) && integer(cose, -1) == Some(curve.cose) && only(cose, &[-1, -2, -3]);
        let (x, y) = (bytes(cose, -2)?, bytes(cose, -3)?);
        if !right || x.len() != curve.coordinate || y.len() != curve.coordinate {
            return None;
        }
        let mut point = Point { bytes: [4; LONGEST_POINT], length: 1 + 2 * curve.coordinate };
        let (left, right_half) = point.bytes.get_mut(1..point.length)?.split_at_mut(curve.coordinate);
        left.copy_from_slice(x);
        right_half.copy_from_slice(y);
        Some(Self::Ec(curve, point))
    }

    /// RFC 9964: key type 7, the public key under label -1.
    fn akp(cose: &Map<'a>, algorithm: Algorithm) -> Option<Self> {
        let right = integer(cose, KTY) == Some(7) && only(cose, &[-1]);
        let (_, verification, length) = ML_DSA.iter().find(|(known, ..)| *known == algorithm)?;
        let key = bytes(cose, -1)?;
        (right && key.len() == *length).then_some(Self::Akp(*verification, key))
    }

    fn ed25519(cose: &Map<'a>) -> Option<Self> {
        let right = integer(cose, KTY) == Some(1) && integer(cose, -1) == Some(ED25519_CURVE) && only(cose, &[-1, -2]);
        let key: &[u8; 32] = bytes(cose, -2)?.try_into().ok()?;
        right.then_some(Self::EdDsa(key))
    }

    fn rsa(cose: &Map<'a>, parameters: &'static RsaParameters) -> Option<Self> {
        let right = integer(cose, KTY) == Some(3) && only(cose, &[-1, -2]);
        let (n, e) = (bytes(cose, -1)?, bytes(cose, -2)?);
        (right && sound_modulus(n) && sound_exponent(e))
            .then_some(Self::Rsa(parameters, RsaPublicKeyComponents { n, e }))
    }

    /// Whether the key is one at all: on the curve, of full order. The standard leaves this between library and caller,
    /// so it is done here, once, at registration.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let sound = match self {
            Self::Es256(point) => ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).is_ok(),
            Self::Ec(curve, point) => ParsedPublicKey::new(curve.algorithm, point.bytes()).is_ok(),
            Self::EdDsa(key) => edwards::is_point(key) && !has_small_order(key),
            Self::Rsa(parameters, key) => key.to_parsed_public_key(parameters).is_ok(),
            Self::Akp(algorithm, key) => ParsedPublicKey::new(*algorithm, key).is_ok(),
        };
        if sound { Ok(()) } else { Err(Refusal::MalformedPublicKey) }
    }

    pub(crate) fn material(&self) -> Material<'_> {
        match self {
            Self::Es256(point) => Material::P256(point),
            Self::Ec(curve, point) if curve.cose == P384.cose => Material::P384(point.bytes()),
            Self::Ec(_, point) => Material::P521(point.bytes()),
            Self::EdDsa(key) => Material::Ed25519(*key),
            Self::Rsa(_, key) => Material::Rsa { n: key.n, e: key.e },
            Self::Akp(_, key) => Material::MlDsa(key),
        }
    }

    /// ECDSA signatures are ASN.1 DER, with either half of s (6.5.5).
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::Ec(curve, point) => UnparsedPublicKey::new(curve.algorithm, point.bytes()).verify(message, signature),
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rsa(parameters, key) => key.verify(parameters, message, signature),
            Self::Akp(algorithm, key) => UnparsedPublicKey::new(*algorithm, key).verify(message, signature),
        }
        .is_ok()
    }

    /// Whether this could be a signature by such a key at all. What is out of range [`Self::verify`] refuses at a glance; of ML-DSA only the
    /// library knows.
    pub(crate) fn may_have_made(&self, signature: &[u8]) -> bool {
        match self {
            Self::Es256(_) => range::ecdsa(signature, &range::ORDER_P256),
            Self::Ec(curve, _) => range::ecdsa(signature, curve.order),
            Self::EdDsa(_) => range::ed25519(signature),
            Self::Rsa(_, key) => range::rsa(signature, key.n),
            Self::Akp(..) => true,
        }
    }

    /// Whether [`Self::verify`] may take much less time than with ES256. With RSA and Ed25519 it does; with ML-DSA it does for signatures
    /// whose inside the library refuses before it computes.
    pub(crate) fn may_verify_quickly(&self) -> bool {
        match self {
            Self::Es256(_) | Self::Ec(..) => false,
            Self::EdDsa(_) | Self::Rsa(..) | Self::Akp(..) => true,
        }
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
/// Of the common ones (RFC 9052, 7.1) the key id, its operations and base IV are harmless while they are small, and ignored; anything else
/// is ballast, which would be stored and read again at each sign-in.
fn only(cose: &Map<'_>, public: &[i128]) -> bool {
    cose.keys().all(|key| match key {
        Key::Integer(KTY | ALG) => true,
        Key::Integer(label @ (KEY_ID | BASE_IV)) => {
            bytes(cose, label).is_some_and(|extra| extra.len() <= LONGEST_EXTRA)
        }
        Key::Integer(OPERATIONS) => cose.label(OPERATIONS).is_some_and(are_few_numbers),
        Key::Integer(label) => public.contains(&label),
        Key::Bytes(_) | Key::Text(_) => false,
    })
}

fn are_few_numbers(operations: &Value<'_>) -> bool {
    let Value::Array(operations) = operations else { return false };
    operations.len() <= MOST_OPERATIONS && operations.iter().all(|operation| matches!(operation, Value::Integer(_)))
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

/// Keys of small order: one signature fits every message, so whoever knows the id could sign in. Asked only about points, so that
/// y is reduced: those of order 1, 2, 4 and 8 have these y; the sign bit does not matter.
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
    let mut y = *key;
    y[31] &= 0x7f;
    // 1 has order 1, 0 has order 4.
    let is_zero_or_one = y[0] <= 1 && y[1..] == [0; 31];
    is_zero_or_one || y == edwards::MINUS_ONE || ORDER_8.contains(&y)
}

#[cfg(test)]
mod tests;
