//! COSE keys: what is accepted keeps every rule for a key of its algorithm, down to the curve's equation, and verifies nothing that
//! was not signed.
//!
//! The target must never ask the verifier what a rule is: the table here is the standard's.

use webauthn::Algorithm;
use webauthn::fuzzing::{self, Item};

use crate::{curve, reading};

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    let Ok(algorithm) = fuzzing::cose_key(input) else { return false };
    let key = reading::compared_whole(input).expect("a key is one item of CBOR");
    assert_eq!(integer(&key, 3), i128::from(algorithm.cose()));
    match algorithm {
        Algorithm::Es256 => elliptic(&key, 1),
        Algorithm::Es384 => elliptic(&key, 2),
        Algorithm::Es512 => elliptic(&key, 3),
        Algorithm::EdDsa => {
            only(&key, &[-1, -2]);
            assert_eq!((integer(&key, 1), integer(&key, -1)), (1, 6));
            assert!(curve::is_sound_ed25519(bytes(&key, -2)), "not a sound Ed25519 key: {key:?}");
        }
        Algorithm::Rs256 => rsa(&key),
        Algorithm::MlDsa44 => lattice(&key, 1312),
        Algorithm::MlDsa65 => lattice(&key, 1952),
        Algorithm::MlDsa87 => lattice(&key, 2592),
        Algorithm::Rs1 => unreachable!("RSA with SHA-1 is accepted, and nobody offers it"),
    }
    for signature in
        [&[][..], &[0; 64], &identity(), b"\x30\x06\x02\x01\x00\x02\x01\x00", b"\x30\x06\x02\x01\x01\x02\x01\x01"]
    {
        assert_eq!(fuzzing::verifies(input, algorithm, b"never signed", signature), Ok(false), "a signature for all");
    }
    for other in Algorithm::WITH_POST_QUANTUM.iter().filter(|other| **other != algorithm) {
        assert!(fuzzing::verifies(input, *other, b"", b"").is_err(), "the key passes for one of {other:?} as well");
    }
    true
}

/// Holds for every message where the key has a small order: the neutral element, and zero.
fn identity() -> [u8; 64] {
    let mut signature = [0; 64];
    signature[0] = 1;
    signature
}

fn elliptic(key: &Item, number: i128) {
    only(key, &[-1, -2, -3]);
    assert_eq!((integer(key, 1), integer(key, -1)), (2, number));
    assert!(curve::holds(number, bytes(key, -2), bytes(key, -3)), "not on the curve: {key:?}");
}

fn rsa(key: &Item) {
    only(key, &[-1, -2]);
    assert_eq!(integer(key, 1), 3);
    let (n, e) = (bytes(key, -1), bytes(key, -2));
    let leading = n.first().expect("a modulus").leading_zeros();
    let bits = n.len() * 8 - usize::try_from(leading).expect("below eight");
    assert!(leading < 8 && (2048..=8192).contains(&bits), "a modulus of {bits} bits");
    assert!(n.last().is_some_and(|last| last & 1 == 1), "an even modulus");
    assert!(!e.is_empty() && e.first() != Some(&0) && e.len() <= 8, "an exponent of {e:?}");
    let exponent = e.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    assert!(exponent >= 3 && exponent & 1 == 1, "an exponent of {exponent}");
}

fn lattice(key: &Item, length: usize) {
    only(key, &[-1]);
    assert_eq!(integer(key, 1), 7);
    assert_eq!(bytes(key, -1).len(), length);
}

/// Of the labels, only the common ones (RFC 9052, 7.1) and these: private halves are among the others.
fn only(key: &Item, own: &[i128]) {
    let Item::Map(entries) = key else { unreachable!("a key is a map") };
    for (label, _) in entries {
        let known = matches!(label, Item::Integer(number) if (1..=5).contains(number) || own.contains(number));
        assert!(known, "a key with {label:?}");
    }
}

fn integer(key: &Item, label: i128) -> i128 {
    match reading::member(key, &Item::Integer(label)) {
        Some(Item::Integer(number)) => *number,
        other => unreachable!("member {label} is {other:?}"),
    }
}

fn bytes(key: &Item, label: i128) -> &[u8] {
    match reading::member(key, &Item::Integer(label)) {
        Some(Item::Bytes(bytes)) => bytes,
        other => unreachable!("member {label} is {other:?}"),
    }
}
