//! Which signatures are in the range of their algorithm. What is not, the cryptographic library refuses at a glance, and whoever measures
//! that learns that a key is stored.
//!
//! It must never refuse what the library would accept, and never be taken for a verification: what is in range may still be wrong.

use crate::der::{INTEGER, Reader, SEQUENCE, magnitude};

/// The orders of the curves' groups, the first byte first.
pub(super) const ORDER_P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
pub(super) const ORDER_P384: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0,
    0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];
pub(super) const ORDER_P521: [u8; 66] = [
    0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfa, 0x51, 0x86, 0x87, 0x83,
    0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47,
    0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09,
];
const ORDER_ED25519: [u8; 32] = [
    0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0xde, 0xf9,
    0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58, 0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
];

/// Two INTEGERs in DER, neither of them zero, both below the order.
pub(super) fn ecdsa(signature: &[u8], order: &[u8]) -> bool {
    let Ok(halves) = Reader::only(signature, SEQUENCE) else { return false };
    let mut halves = Reader::new(halves);
    let in_range = |half: &[u8]| magnitude(half).is_ok_and(|half| !half.is_empty() && is_below(half, order));
    let mut next = || halves.expect(INTEGER).is_ok_and(in_range);
    next() && next() && halves.is_empty()
}

/// The second half is a number below the order, its last byte first; the first half is only compared.
pub(super) fn ed25519(signature: &[u8]) -> bool {
    let Some((_, number)) = signature.split_first_chunk::<32>() else { return false };
    let reversed: Vec<u8> = number.iter().rev().copied().collect();
    reversed.len() == ORDER_ED25519.len() && reversed.as_slice() < ORDER_ED25519.as_slice()
}

/// As long as the modulus, and below it.
pub(super) fn rsa(signature: &[u8], modulus: &[u8]) -> bool {
    signature.len() == modulus.len() && signature < modulus
}

/// Numbers without leading zeros: the shorter one is the smaller one.
fn is_below(number: &[u8], bound: &[u8]) -> bool {
    (number.len(), number) < (bound.len(), bound)
}

#[cfg(test)]
mod tests {
    use super::{ORDER_ED25519, ORDER_P256, ORDER_P384, ORDER_P521, ecdsa, ed25519, rsa};

    fn pair(r: &[u8], s: &[u8]) -> Vec<u8> {
        let integer = |half: &[u8]| {
            let zero: &[u8] = if half.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
            [&[2, u8::try_from(zero.len() + half.len()).unwrap()], zero, half].concat()
        };
        let content = [integer(r), integer(s)].concat();
        let length = u8::try_from(content.len()).unwrap();
        let head: &[u8] = if length < 0x80 { &[0x30] } else { &[0x30, 0x81] };
        [head, &[length], &content].concat()
    }

    #[test]
    fn halves_are_from_one_to_the_order_less_one() {
        for order in [&ORDER_P256[..], &ORDER_P384, &ORDER_P521] {
            let mut highest = order.to_vec();
            *highest.last_mut().unwrap() -= 1;
            assert!(ecdsa(&pair(&[1], &[1]), order) && ecdsa(&pair(&highest, &highest), order));
            for (r, s) in [(&[0][..], &[1][..]), (&[1], &[0]), (order, &[1]), (&[1], order)] {
                assert!(!ecdsa(&pair(r, s), order), "{r:x?} {s:x?}");
            }
        }
        for garbage in [&[][..], &[0x30], &[0x30, 0], &[0x30, 3, 2, 1, 1], &[0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1]] {
            assert!(!ecdsa(garbage, &ORDER_P256), "{garbage:x?}");
        }
        assert!(!ecdsa(&[0x30, 0x81, 6, 2, 1, 1, 2, 1, 1], &ORDER_P256), "an overlong length");
        assert!(!ecdsa(&[0x30, 6, 2, 1, 0x81, 2, 1, 1], &ORDER_P256), "negative");
        assert!(!ecdsa(&[pair(&[1], &[1]), vec![0]].concat(), &ORDER_P256), "something behind it");
    }

    #[test]
    fn the_number_of_ed25519_is_below_the_order() {
        let mut number = ORDER_ED25519;
        number.reverse();
        let with = |number: &[u8]| ed25519(&[&[0xff; 32], number].concat());
        assert!(!with(&number) && !with(&[0xff; 32]) && with(&[0; 32]));
        number[0] -= 1;
        assert!(with(&number) && !with(&number[1..]) && !with(&[&number[..], &[0]].concat()));
        assert!(!ed25519(&[]) && !ed25519(&[0; 32]));
    }

    #[test]
    fn rsa_signatures_are_below_the_modulus() {
        assert!(rsa(&[1, 2], &[1, 3]) && rsa(&[0, 0], &[1, 3]));
        assert!(!rsa(&[1, 3], &[1, 3]) && !rsa(&[2], &[1, 3]) && !rsa(&[0, 0, 1], &[1, 3]) && !rsa(&[], &[1, 3]));
    }
}
