//! Whether 32 bytes are a point of edwards25519 in its only form (RFC 8032, 5.1.3): the cryptographic library looks only when it
//! verifies, and registration has to know.
//!
//! For public keys alone: the time it takes depends on the value. It must never be asked about a secret.

use num_bigint::BigUint;

/// 2^255 - 19, the last byte first.
const P: [u8; 32] = {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xed, 0x7f);
    bytes
};
/// p - 1
pub(super) const MINUS_ONE: [u8; 32] = {
    let mut bytes = P;
    bytes[0] -= 1;
    bytes
};
/// -121665 / 121666
const D: [u8; 32] = [
    0xa3, 0x78, 0x59, 0x13, 0xca, 0x4d, 0xeb, 0x75, 0xab, 0xd8, 0x41, 0x41, 0x4d, 0x0a, 0x70, 0x00, 0x98, 0xe8, 0x79,
    0x77, 0x79, 0x40, 0xc7, 0x8c, 0x73, 0xfe, 0x6f, 0x2b, 0xee, 0x6c, 0x03, 0x52,
];

/// Whether there is an x with x² = (y² - 1) / (d y² + 1), and y is below p. The sign of x decides nothing unless x is zero, which
/// only points of small order have.
pub(super) fn is_point(key: &[u8; 32]) -> bool {
    let mut y = *key;
    y[31] &= 0x7f;
    let (p, d, y) = (BigUint::from_bytes_le(&P), BigUint::from_bytes_le(&D), BigUint::from_bytes_le(&y));
    if y >= p {
        return false;
    }
    let square = &y * &y % &p;
    let above = (&square + &p - 1_u8) % &p;
    let below = (d * square + 1_u8) % &p;
    // A quotient is a square where the product is one (Euler's criterion).
    let root = (&above * below).modpow(&(&p >> 1_u8), &p);
    above == BigUint::ZERO || root == BigUint::from(1_u8)
}

#[cfg(test)]
mod tests {
    use super::is_point;

    #[test]
    fn only_points_in_their_only_form_pass() {
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(is_point(&base));
        let mut negative = base;
        negative[31] |= 0x80;
        assert!(is_point(&negative));
        // A fuzzer found that the library takes this one for a key.
        let found = [
            187, 83, 240, 135, 184, 83, 100, 146, 41, 197, 107, 95, 141, 91, 224, 13, 249, 115, 187, 143, 160, 93, 126,
            162, 74, 238, 165, 225, 42, 158, 67, 187,
        ];
        assert!(!is_point(&found));
        // Two forms of one key would be two keys to whoever compares: p + 3 and so on are refused though 3 may be a y.
        for first in 0xed..=0xff {
            let mut unreduced = [0xff; 32];
            (unreduced[0], unreduced[31]) = (first, 0x7f);
            assert!(!is_point(&unreduced), "{first:#x}");
        }
    }
}
