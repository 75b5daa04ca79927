use proptest::prelude::{any, prop, proptest};

use super::{PublicKey, algorithm, has_small_order, map, sound_exponent, sound_modulus};
use crate::{Algorithm, Refusal};

fn read(cose: &[u8], expected: Algorithm) -> Result<(), Refusal> {
    PublicKey::stored(cose, expected)?.check()
}

fn ed25519(key: &[u8], more: &[u8]) -> Vec<u8> {
    let entries = 4 + u8::from(!more.is_empty());
    let length = u8::try_from(key.len()).expect("short");
    [&[0xa0 | entries, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, length], key, more].concat()
}

/// The base point of Ed25519.
const BASE: [u8; 32] = {
    let mut base = [0x66; 32];
    base[0] = 0x58;
    base
};

#[test]
fn shape_and_algorithm_are_fixed() {
    assert_eq!(read(&ed25519(&BASE, &[]), Algorithm::EdDsa), Ok(()));
    assert_eq!(read(&ed25519(&BASE, &[2, 0x41, 9]), Algorithm::EdDsa), Ok(()), "a key id is harmless");
    let refused = [
        read(&ed25519(&BASE, &[]), Algorithm::Es256),
        read(&ed25519(&BASE, &[0x23, 0x41, 9]), Algorithm::EdDsa),
        read(&ed25519(&BASE[1..], &[]), Algorithm::EdDsa),
        read(&[ed25519(&BASE, &[]), vec![0]].concat(), Algorithm::EdDsa),
        read(&[0xa0], Algorithm::EdDsa),
        read(&[0x80], Algorithm::EdDsa),
    ];
    assert_eq!(refused, [Err(Refusal::MalformedPublicKey); 6]);
}

#[test]
fn weak_edwards_keys_are_refused() {
    for first in [0, 1] {
        for sign in [0, 0x80] {
            let mut key = [0; 32];
            (key[0], key[31]) = (first, sign);
            assert!(has_small_order(&key));
            assert_eq!(read(&ed25519(&key, &[]), Algorithm::EdDsa), Err(Refusal::MalformedPublicKey));
        }
    }
    for first in [0xec, 0xed, 0xee] {
        let mut key = [0xff; 32];
        (key[0], key[31]) = (first, 0x7f);
        assert!(has_small_order(&key));
    }
    assert!(!has_small_order(&BASE));
}

#[test]
fn points_off_the_curve_are_refused() {
    let mut cose = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
    cose.extend([5; 32]);
    cose.extend([0x22, 0x58, 32]);
    cose.extend([9; 32]);
    assert!(PublicKey::stored(&cose, Algorithm::Es256).is_ok(), "the shape is right");
    assert_eq!(read(&cose, Algorithm::Es256), Err(Refusal::MalformedPublicKey));
}

#[test]
fn rsa_numbers_have_bounds() {
    let modulus = |length: usize, first: u8, last: u8| {
        let mut n = vec![0xa5; length];
        (n[0], n[length - 1]) = (first, last);
        sound_modulus(&n)
    };
    assert!(modulus(256, 0x80, 1) && modulus(257, 1, 1) && modulus(1024, 0xff, 1));
    assert!(!modulus(256, 0x7f, 1) && !modulus(257, 0, 1) && !modulus(1025, 1, 1) && !modulus(256, 0x80, 2));
    assert!(!sound_modulus(&[]));
    assert!(sound_exponent(&[3]) && sound_exponent(&[1, 0, 1]) && sound_exponent(&[0xff; 4]));
    for refused in [&[][..], &[1], &[2], &[0, 3], &[1, 0, 0, 0, 1]] {
        assert!(!sound_exponent(refused), "{refused:?}");
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = map(&bytes).and_then(|map| algorithm(&map));
        for expected in Algorithm::DEFAULT {
            let _ = read(&bytes, *expected);
        }
    }
}
