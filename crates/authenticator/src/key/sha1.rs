//! RSA signatures with SHA-1 (RS1), which FIDO's conformance test and old TPMs make.
//!
//! The cryptographic library verifies such signatures but makes none, so the private operation is done here, in Montgomery's
//! form. It is neither fast nor blind: it must never sign anything but lies and tests.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::{Error, der};

/// DER of `DigestInfo` for SHA-1, up to the digest.
const SHA1_PREFIX: [u8; 15] =
    [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];

/// The private numbers of an RSA key.
#[derive(Debug)]
pub(super) struct Numbers {
    modulus: Vec<u64>,
    /// Big-endian.
    exponent: Vec<u8>,
}

impl Numbers {
    /// Modulus and private exponent out of PKCS#8.
    pub(super) fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, Error> {
        let read = || {
            let (outer, _) = der::value(pkcs8, 0x30)?;
            let (_version, rest) = der::value(outer, 0x02)?;
            let (_algorithm, rest) = der::value(rest, 0x30)?;
            let (key, _) = der::value(rest, 0x04)?;
            let (key, _) = der::value(key, 0x30)?;
            let (_version, rest) = der::value(key, 0x02)?;
            let (modulus, rest) = der::value(rest, 0x02)?;
            let (_public, rest) = der::value(rest, 0x02)?;
            let (private, _) = der::value(rest, 0x02)?;
            Some(Self { modulus: limbs(modulus.strip_prefix(&[0]).unwrap_or(modulus)), exponent: private.to_vec() })
        };
        read().ok_or(Error::Cryptography)
    }

    /// RFC 8017, 8.2.1.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, message);
        let info = [&SHA1_PREFIX, digest.as_ref()].concat();
        let length = self.modulus.len() * 8;
        let padding = length.checked_sub(info.len() + 3).ok_or(Error::Cryptography)?;
        let padded = [&[0, 1], vec![0xff; padding].as_slice(), &[0], &info].concat();
        let signature = self.power(&limbs(&padded));
        Ok(signature.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect())
    }

    fn power(&self, base: &[u64]) -> Vec<u64> {
        let size = self.modulus.len();
        let inverse = negated_inverse(self.modulus.first().copied().unwrap_or(1));
        let product = |a: &[u64], b: &[u64]| montgomery(a, b, &self.modulus, inverse);
        // R squared, by doubling one until it has passed through twice the width of R.
        let mut one = vec![0; size];
        one.iter_mut().take(1).for_each(|lowest| *lowest = 1);
        let square = (0..size * 128).fold(one.clone(), |value, _| doubled(&value, &self.modulus));
        let base = product(base, &square);
        let mut result = product(&one, &square);
        for byte in &self.exponent {
            for bit in (0..8).rev() {
                result = product(&result, &result);
                if byte >> bit & 1 == 1 {
                    result = product(&result, &base);
                }
            }
        }
        product(&result, &one)
    }
}

/// Lowest limb first.
fn limbs(big_endian: &[u8]) -> Vec<u64> {
    big_endian.rchunks(8).map(|chunk| chunk.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte))).collect()
}

/// `-1 / n` modulo 2^64 for an odd `n`, by Newton's iteration: each round doubles the bits that are right.
fn negated_inverse(n: u64) -> u64 {
    let inverse = (0..6).fold(1_u64, |x, _| x.wrapping_mul(2_u64.wrapping_sub(n.wrapping_mul(x))));
    inverse.wrapping_neg()
}

/// `a * b / R` modulo `n`.
fn montgomery(a: &[u64], b: &[u64], n: &[u64], inverse: u64) -> Vec<u64> {
    let mut sum = vec![0_u64; n.len() + 2];
    for limb in a {
        add_product(&mut sum, b, *limb);
        let factor = sum.first().copied().unwrap_or(0).wrapping_mul(inverse);
        add_product(&mut sum, n, factor);
        // The lowest limb is zero now.
        sum.rotate_left(1);
    }
    reduced(sum, n)
}

/// Adds `numbers * factor`; the two limbs to spare take the carry.
fn add_product(sum: &mut [u64], numbers: &[u64], factor: u64) {
    let mut carry = 0;
    for (place, number) in sum.iter_mut().zip(numbers.iter().chain(&[0, 0])) {
        let total = u128::from(*number) * u128::from(factor) + u128::from(*place) + carry;
        *place = low(total);
        carry = total >> 64;
    }
}

fn doubled(value: &[u64], n: &[u64]) -> Vec<u64> {
    let mut sum = value.to_vec();
    sum.push(0);
    let mut carry = 0;
    for place in &mut sum {
        let total = u128::from(*place) * 2 + carry;
        *place = low(total);
        carry = total >> 64;
    }
    reduced(sum, n)
}

/// Subtracts `n` once if the value is not below it.
fn reduced(mut value: Vec<u64>, n: &[u64]) -> Vec<u64> {
    let mut less = Vec::with_capacity(value.len());
    let mut borrowed = false;
    for (place, number) in value.iter().zip(n.iter().chain(std::iter::repeat(&0))) {
        let (once, first) = place.overflowing_sub(*number);
        let (twice, second) = once.overflowing_sub(u64::from(borrowed));
        borrowed = first || second;
        less.push(twice);
    }
    if !borrowed {
        value = less;
    }
    value.truncate(n.len());
    value
}

fn low(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).unwrap_or(0)
}
