//! The signature algorithms we offer, by their COSE numbers.
//!
//! It must never hold an algorithm that the verifier cannot check: what is listed here is offered to browsers.

/// A signature algorithm of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (-7).
    Es256,
    /// Ed25519 (-8).
    EdDsa,
    /// RSA PKCS#1 v1.5 with SHA-256 (-257).
    Rs256,
}

impl Algorithm {
    /// What a registration offers unless told otherwise, in the order the standard advises.
    pub const DEFAULT: &'static [Self] = &[Self::EdDsa, Self::Es256, Self::Rs256];

    pub fn from_cose(number: i64) -> Option<Self> {
        match number {
            -7 => Some(Self::Es256),
            -8 => Some(Self::EdDsa),
            -257 => Some(Self::Rs256),
            _ => None,
        }
    }

    pub fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn numbers_map_both_ways() {
        for algorithm in Algorithm::DEFAULT {
            assert_eq!(Algorithm::from_cose(algorithm.cose()), Some(*algorithm));
        }
        assert_eq!(Algorithm::from_cose(-65535), None, "RSA with SHA-1 stays out");
    }
}
