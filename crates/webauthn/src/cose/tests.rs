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
    // p - 1, p and p + 1: the last two are 0 and 1 in a form that no point has.
    for first in [0xec, 0xed, 0xee] {
        for sign in [0x7f, 0xff] {
            let mut key = [0xff; 32];
            (key[0], key[31]) = (first, sign);
            assert_eq!(has_small_order(&key), first == 0xec);
            assert_eq!(read(&ed25519(&key, &[]), Algorithm::EdDsa), Err(Refusal::MalformedPublicKey));
        }
    }
    assert!(!has_small_order(&BASE));
}

#[test]
fn ballast_is_refused() {
    let with = |label: u8, value: &[u8]| read(&ed25519(&BASE, &[&[label], value].concat()), Algorithm::EdDsa);
    let of_length = |length: u8| [&[0x58, length][..], &vec![7; usize::from(length)]].concat();
    for label in [2, 5] {
        assert_eq!(with(label, &of_length(64)), Ok(()), "{label}");
        assert_eq!(with(label, &of_length(65)), Err(Refusal::MalformedPublicKey), "{label}");
        for other in [&[0x61, b'a'][..], &[0x80], &[0xa0], &[1]] {
            assert_eq!(with(label, other), Err(Refusal::MalformedPublicKey), "{label}: {other:x?}");
        }
    }
    assert_eq!(with(4, &[0x81, 2]), Ok(()), "to verify with");
    assert_eq!(with(4, &[&[0x8a][..], &[2; 10]].concat()), Ok(()));
    for ballast in [&[&[0x8b][..], &[2; 11]].concat()[..], &[0x81, 0x41, 0], &[0x81, 0x80], &of_length(1), &[2]] {
        assert_eq!(with(4, ballast), Err(Refusal::MalformedPublicKey), "{ballast:x?}");
    }
}

#[test]
fn keys_have_a_largest_size() {
    // The largest key that there is: ML-DSA-87, with the longest key id.
    let key_id = |length: u8| [&[2, 0x58, length][..], &vec![7; usize::from(length)]].concat();
    let key = |rest: &[u8]| [&[0xa4, 1, 7, 3, 0x38, 49, 0x20, 0x59, 0x0a, 0x20][..], &[9; 2592], rest].concat();
    assert!(PublicKey::stored(&key(&key_id(64)), Algorithm::MlDsa87).is_ok());
    let of_size =
        |size: u16| [&[0xa1, 1, 0x59][..], &(size - 5).to_be_bytes(), &vec![7; usize::from(size - 5)]].concat();
    assert!(map(&of_size(2_800)).is_ok());
    assert_eq!(map(&of_size(2_801)).map(|_| ()), Err(Refusal::MalformedPublicKey));
}

/// What is out of range is what the library refuses as well.
#[test]
fn what_is_no_signature_is_told_apart() {
    let cose_ec = |algorithm: &[u8], curve: u8, length: u8| {
        let half = vec![9; usize::from(length)];
        [&[0xa5, 1, 2, 3][..], algorithm, &[0x20, curve, 0x21, 0x58, length], &half, &[0x22, 0x58, length], &half]
            .concat()
    };
    let rsa = [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0][..], &[0xc3; 256], &[0x21, 0x43, 1, 0, 1]].concat();
    let pair = [0x30, 6, 2, 1, 1, 2, 1, 1];
    let cases: [(Algorithm, Vec<u8>, &[u8]); 5] = [
        (Algorithm::Es256, cose_ec(&[0x26], 1, 32), &pair),
        (Algorithm::Es384, cose_ec(&[0x38, 34], 2, 48), &pair),
        (Algorithm::Es512, cose_ec(&[0x38, 35], 3, 66), &pair),
        (Algorithm::EdDsa, ed25519(&BASE, &[]), &[0; 64]),
        (Algorithm::Rs256, rsa, &[0x11; 256]),
    ];
    for (algorithm, cose, signature) in cases {
        let key = PublicKey::stored(&cose, algorithm).unwrap();
        assert!(key.may_have_made(signature), "{algorithm:?}");
        for garbage in [&[][..], &[0], &signature[1..], &[signature, &[0]].concat(), &vec![0xff; signature.len()]] {
            assert!(!key.may_have_made(garbage) && !key.verify(b"message", garbage), "{algorithm:?}: {garbage:x?}");
        }
    }
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
