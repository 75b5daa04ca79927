//! Whether a point is on its curve, by the curve's equation and nothing else.
//!
//! Slow, and not meant to keep anything secret: it must never be used but to check the checker.

use num_bigint::BigUint;

/// The curves of RFC 9053 with the equation y² = x³ − 3x + b (FIPS 186-4, D.1.2).
struct Weierstrass {
    coordinate: usize,
    p: &'static str,
    b: &'static str,
}

const P256: Weierstrass = Weierstrass {
    coordinate: 32,
    p: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
};
const P384: Weierstrass = Weierstrass {
    coordinate: 48,
    p: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    b: "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
};
const P521: Weierstrass = Weierstrass {
    coordinate: 66,
    p: concat!(
        "01ff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    ),
    b: concat!(
        "0051",
        "953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1",
        "56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"
    ),
};

/// Whether x and y are the coordinates of a point on the curve with this COSE number, in their only form.
pub(crate) fn holds(curve: i128, x: &[u8], y: &[u8]) -> bool {
    let curve = match curve {
        1 => P256,
        2 => P384,
        3 => P521,
        _ => return false,
    };
    let (p, b) = (number(curve.p), number(curve.b));
    let full = x.len() == curve.coordinate && y.len() == curve.coordinate;
    let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
    let cube = &x * &x * &x;
    // p is added before something smaller than it is taken away.
    let right = (cube + &p * 3_u8 - &x * 3_u8 + b) % &p;
    full && x < p && y < p && &y * &y % &p == right
}

/// Whether the bytes are the only form of a point of edwards25519 whose order is not 1, 2, 4 or 8 (RFC 8032, 5.1.3).
pub(crate) fn is_sound_ed25519(key: &[u8]) -> bool {
    let Ok(mut y): Result<[u8; 32], _> = key.try_into() else { return false };
    let odd = y[31] >> 7 == 1;
    y[31] &= 0x7f;
    let field = Field { p: (BigUint::from(1_u8) << 255) - 19_u8 };
    let y = BigUint::from_bytes_le(&y);
    if y >= field.p {
        return false;
    }
    let Some(x) = field.x_of(&y, odd) else { return false };
    let mut point = (x, y);
    for _ in 0..3 {
        point = field.doubled(&point);
    }
    // The neutral element is (0, 1).
    point != (BigUint::ZERO, BigUint::from(1_u8))
}

struct Field {
    p: BigUint,
}

impl Field {
    fn inverse(&self, value: &BigUint) -> BigUint {
        value.modpow(&(&self.p - 2_u8), &self.p)
    }

    fn minus(&self, value: &BigUint) -> BigUint {
        (&self.p - value % &self.p) % &self.p
    }

    fn d(&self) -> BigUint {
        self.minus(&(BigUint::from(121_665_u32) * self.inverse(&BigUint::from(121_666_u32))))
    }

    /// x² = (y² − 1) / (d y² + 1)
    fn x_of(&self, y: &BigUint, odd: bool) -> Option<BigUint> {
        let square = y * y % &self.p;
        let above = (&square + &self.p - 1_u8) % &self.p;
        let below = (self.d() * &square + 1_u8) % &self.p;
        let wanted = above * self.inverse(&below) % &self.p;
        let mut root = wanted.modpow(&((&self.p + 3_u8) / 8_u8), &self.p);
        if &root * &root % &self.p != wanted {
            let minus_one = &self.p - 1_u8;
            // A square root of −1.
            root = root * BigUint::from(2_u8).modpow(&(minus_one / 4_u8), &self.p) % &self.p;
        }
        if &root * &root % &self.p != wanted || (odd && root == BigUint::ZERO) {
            return None;
        }
        Some(if root.bit(0) == odd { root } else { self.minus(&root) })
    }

    /// (2xy / (1 + d x²y²), (y² + x²) / (1 − d x²y²))
    fn doubled(&self, (x, y): &(BigUint, BigUint)) -> (BigUint, BigUint) {
        let (xx, yy) = (x * x % &self.p, y * y % &self.p);
        let shared = self.d() * &xx % &self.p * &yy % &self.p;
        let new_x = BigUint::from(2_u8) * x * y % &self.p * self.inverse(&(&shared + 1_u8));
        let new_y = (xx + yy) % &self.p * self.inverse(&(self.minus(&shared) + 1_u8));
        (new_x % &self.p, new_y % &self.p)
    }
}

fn number(hexadecimal: &str) -> BigUint {
    BigUint::parse_bytes(hexadecimal.as_bytes(), 16).expect("a hexadecimal number")
}

#[cfg(test)]
mod tests {
    use super::{holds, is_sound_ed25519, number};

    #[test]
    fn base_points_are_sound() {
        let x = number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296").to_bytes_be();
        let mut y = number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5").to_bytes_be();
        assert!(holds(1, &x, &y));
        y[31] ^= 1;
        assert!(!holds(1, &x, &y));
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(is_sound_ed25519(&base));
        for unsound in [[0; 32], [0xff; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            assert!(!is_sound_ed25519(&unsound));
        }
    }
}
