//! The signature algorithms of passkeys, by their COSE numbers.
//!
//! It must never name an algorithm that the verifier cannot check: what is listed here may be offered to browsers.

/// A signature algorithm of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (-7).
    Es256,
    /// ECDSA on P-384 with SHA-384 (-35).
    Es384,
    /// ECDSA on P-521 with SHA-512 (-36).
    Es512,
    /// Ed25519 (-8).
    EdDsa,
    /// RSA PKCS#1 v1.5 with SHA-256 (-257).
    Rs256,
    /// ML-DSA, FIPS 204 (-48).
    MlDsa44,
    /// ML-DSA, FIPS 204 (-49).
    MlDsa65,
    /// ML-DSA, FIPS 204 (-50).
    MlDsa87,
    /// RSA PKCS#1 v1.5 with SHA-1 (-65535). FIDO's conformance test demands it; nothing else may ever list it, so no number maps
    /// to it.
    Rs1,
}

impl Algorithm {
    /// What a registration offers unless told otherwise, in the order the standard advises.
    pub const DEFAULT: &'static [Self] = &[Self::EdDsa, Self::Es256, Self::Rs256, Self::Es384, Self::Es512];

    /// The same, with the algorithms that a quantum computer would not break in front.
    pub const WITH_POST_QUANTUM: &'static [Self] =
        &[Self::MlDsa44, Self::MlDsa65, Self::MlDsa87, Self::EdDsa, Self::Es256, Self::Rs256, Self::Es384, Self::Es512];

    /// What FIDO's conformance test wants to be offered, SHA-1 included.
    pub const CONFORMANCE: &'static [Self] =
        &[Self::Es256, Self::EdDsa, Self::Rs256, Self::Es384, Self::Es512, Self::Rs1];

    /// Ed448 (-53) is missing on purpose: no library that we would trust with it verifies it.
    pub fn from_cose(number: i64) -> Option<Self> {
        Self::WITH_POST_QUANTUM.iter().copied().find(|algorithm| algorithm.cose() == number)
    }

    pub fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::MlDsa44 => -48,
            Self::MlDsa65 => -49,
            Self::MlDsa87 => -50,
            Self::Rs256 => -257,
            Self::Rs1 => -65535,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn numbers_map_both_ways() {
        for algorithm in Algorithm::WITH_POST_QUANTUM {
            assert_eq!(Algorithm::from_cose(algorithm.cose()), Some(*algorithm));
        }
        assert_eq!(Algorithm::from_cose(-65535), None, "RSA with SHA-1 stays out");
        assert_eq!(Algorithm::from_cose(-53), None);
    }
}
