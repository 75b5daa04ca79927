use proptest::prelude::*;

use super::{Curve, Key, NotPublicArea, PublicArea};
use crate::Algorithm;
use crate::attestation::tpm::hash::Hash;
use crate::cose::{self, PublicKey};

const X: [u8; 32] = [0x11; 32];
/// With a leading zero, which a TPM may leave out.
const Y: [u8; 32] = {
    let mut y = [0x22; 32];
    y[0] = 0;
    y
};

fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// A P-256 key with ECDSA and SHA-256 as its scheme, as far as the coordinates.
fn ecc_before_point() -> Vec<u8> {
    let head = [&[0, 0x23, 0, 0x0b][..], &[0, 6, 4, 0x72], &sized(&[0x55; 32])].concat();
    [head, vec![0, 0x10, 0, 0x18, 0, 0x0b, 0, 3, 0, 0x10]].concat()
}

fn ecc(x: &[u8], y: &[u8]) -> Vec<u8> {
    [ecc_before_point(), sized(x), sized(y)].concat()
}

fn rsa(exponent: u32, modulus: &[u8]) -> Vec<u8> {
    let head = [&[0, 1, 0, 0x0b][..], &[0, 6, 4, 0x72], &sized(&[])].concat();
    [head, vec![0, 0x10, 0, 0x14, 0, 0x0b, 8, 0], exponent.to_be_bytes().to_vec(), sized(modulus)].concat()
}

fn modulus() -> Vec<u8> {
    let mut modulus = vec![0xc3; 256];
    modulus[255] = 0xc5;
    modulus
}

fn cose_ec() -> Vec<u8> {
    [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20][..], &X, &[0x22, 0x58, 0x20], &Y].concat()
}

fn cose_rsa() -> Vec<u8> {
    let head = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
    [&head[..], &modulus(), &[0x21, 0x43, 1, 0, 1]].concat()
}

fn describes(area: &[u8], key: &[u8], algorithm: Algorithm) -> bool {
    let map = cose::map(key).unwrap();
    PublicArea::parse(area).unwrap().describes(PublicKey::parse(&map, algorithm).unwrap().material())
}

#[test]
fn a_point_is_compared_with_the_credentials() {
    let key = cose_ec();
    assert!(describes(&ecc(&X, &Y), &key, Algorithm::Es256));
    assert!(describes(&ecc(&X, &Y[1..]), &key, Algorithm::Es256), "without its leading zero");
    assert!(describes(&ecc(&X, &[&[0], &Y[..]].concat()), &key, Algorithm::Es256), "with one more");
    for (x, y) in [(X, X), (Y, X), (Y, Y)] {
        assert!(!describes(&ecc(&x, &y), &key, Algorithm::Es256));
    }
    assert!(!describes(&ecc(&[0x11; 33], &Y), &key, Algorithm::Es256), "longer than the curve");
    assert!(!describes(&ecc(&[], &[]), &key, Algorithm::Es256));
    assert!(!describes(&rsa(0, &modulus()), &key, Algorithm::Es256));
}

#[test]
fn a_modulus_is_compared_with_the_credentials() {
    let key = cose_rsa();
    assert!(describes(&rsa(0, &modulus()), &key, Algorithm::Rs256), "0 stands for 65537");
    assert!(describes(&rsa(65_537, &modulus()), &key, Algorithm::Rs256));
    assert!(!describes(&rsa(3, &modulus()), &key, Algorithm::Rs256));
    assert!(!describes(&rsa(0, &modulus()[1..]), &key, Algorithm::Rs256));
    assert!(!describes(&ecc(&X, &Y), &key, Algorithm::Rs256));
}

#[test]
fn the_curve_is_part_of_the_comparison() {
    let mut other = ecc(&X, &Y);
    let curve = ecc_before_point().len() - 3;
    other[curve] = 4;
    assert!(matches!(PublicArea::parse(&other).unwrap().key, Key::Ecc { curve: Curve::P384, .. }));
    assert!(!describes(&other, &cose_ec(), Algorithm::Es256), "P-384");
    other[curve] = 2;
    assert_eq!(PublicArea::parse(&other), Err(NotPublicArea::Unsupported), "P-224");
}

#[test]
fn the_hash_of_the_name_is_read() {
    for (number, hash) in [(4, Hash::Sha1), (0x0b, Hash::Sha256), (0x0c, Hash::Sha384), (0x0d, Hash::Sha512)] {
        let mut area = ecc(&X, &Y);
        area[3] = number;
        assert_eq!(PublicArea::parse(&area).unwrap().name_hash, hash);
        assert_eq!(hash.name(&area)[..2], [0, number]);
    }
    let mut unknown = ecc(&X, &Y);
    unknown[3] = 0x12;
    assert_eq!(PublicArea::parse(&unknown), Err(NotPublicArea::Unsupported));
}

#[test]
fn made_inside_is_what_three_attributes_say() {
    let says = |attributes: u32| {
        let mut area = ecc(&X, &Y);
        area[4..8].copy_from_slice(&attributes.to_be_bytes());
        PublicArea::parse(&area).unwrap().is_made_inside
    };
    assert!(says(0x0006_0472) && says(0x32) && says(u32::MAX));
    for without in [1, 4, 5] {
        assert!(!says(!(1 << without)), "{without}");
    }
    assert!(!says(0));
}

#[test]
fn every_scheme_is_read_for_its_length() {
    let with = |middle: &[u8]| {
        let head = [&[0, 0x23, 0, 0x0b][..], &[0, 6, 4, 0x72], &sized(&[])].concat();
        [head, middle.to_vec(), sized(&X), sized(&Y)].concat()
    };
    for middle in [
        [0, 0x10, 0, 0x10, 0, 3, 0, 0x10].as_slice(),
        &[0, 6, 0, 128, 0, 0x43, 0, 0x10, 0, 3, 0, 0x10],
        &[0, 0x10, 0, 0x1a, 0, 0x0b, 0, 1, 0, 3, 0, 0x10],
        &[0, 0x10, 0, 0x18, 0, 0x0b, 0, 3, 0, 0x20, 0, 0x0b],
    ] {
        assert!(describes(&with(middle), &cose_ec(), Algorithm::Es256), "{middle:x?}");
    }
    assert_eq!(PublicArea::parse(&with(&[0, 0x99, 0, 0x10, 0, 3, 0, 0x10])), Err(NotPublicArea::Malformed));
    assert_eq!(PublicArea::parse(&with(&[0, 0x10, 0, 0x99, 0, 3, 0, 0x10])), Err(NotPublicArea::Malformed));
}

#[test]
fn every_byte_is_needed_and_none_more() {
    for whole in [ecc(&X, &Y), rsa(0, &modulus())] {
        for length in 0..whole.len() {
            assert_eq!(PublicArea::parse(&whole[..length]), Err(NotPublicArea::Malformed), "{length}");
        }
        assert_eq!(PublicArea::parse(&[whole.clone(), vec![0]].concat()), Err(NotPublicArea::Malformed));
        // Behind its own length, the area is a TPM2B, whose first two bytes are no type of key.
        assert_eq!(PublicArea::parse(&sized(&whole)), Err(NotPublicArea::Unsupported));
    }
}

proptest! {
    #[test]
    fn garbage_is_no_panic(bytes: Vec<u8>) {
        let _ = PublicArea::parse(&bytes);
        let _ = PublicArea::parse(&[ecc_before_point(), bytes.clone()].concat());
        let _ = PublicArea::parse(&[vec![0, 1, 0, 0x0b], bytes].concat());
    }
}
