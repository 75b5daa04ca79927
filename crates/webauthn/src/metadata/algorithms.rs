//! The signature algorithms as FIDO's registry of predefined values names them, by their COSE numbers.
//!
//! It must never be asked what may be verified: it is for comparing what a statement says with what an authenticator did.

/// `None` for a name that is unknown, or known but without a number in COSE.
pub(super) fn cose(name: &str) -> Option<i64> {
    // The signature's encoding is no part of the algorithm.
    let name = name.strip_suffix("_raw").or_else(|| name.strip_suffix("_der")).unwrap_or(name);
    let number = match name {
        "secp256r1_ecdsa_sha256" => -7,
        "ed25519_eddsa_sha512" => -8,
        "secp384r1_ecdsa_sha384" => -35,
        "secp521r1_ecdsa_sha512" => -36,
        "rsassa_pss_sha256" => -37,
        "rsassa_pss_sha384" => -38,
        "rsassa_pss_sha512" => -39,
        "secp256k1_ecdsa_sha256" => -47,
        "ed448_eddsa_sha512" => -53,
        "rsassa_pkcsv15_sha256" | "rsa_emsa_pkcs1_sha256" => -257,
        "rsassa_pkcsv15_sha384" => -258,
        "rsassa_pkcsv15_sha512" => -259,
        "rsassa_pkcsv15_sha1" => -65535,
        _ => return None,
    };
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::cose;
    use crate::Algorithm;

    #[test]
    fn names_mean_cose_numbers() {
        for (name, algorithm) in [
            ("secp256r1_ecdsa_sha256_raw", Algorithm::Es256),
            ("secp256r1_ecdsa_sha256_der", Algorithm::Es256),
            ("secp384r1_ecdsa_sha384_raw", Algorithm::Es384),
            ("secp521r1_ecdsa_sha512_raw", Algorithm::Es512),
            ("ed25519_eddsa_sha512_raw", Algorithm::EdDsa),
            ("rsassa_pkcsv15_sha256_raw", Algorithm::Rs256),
            ("rsassa_pkcsv15_sha1_raw", Algorithm::Rs1),
        ] {
            assert_eq!(cose(name), Some(algorithm.cose()), "{name}");
        }
        for name in ["", "_raw", "sm2_sm3_raw", "SECP256R1_ECDSA_SHA256_RAW", "secp256r1_ecdsa_sha256_raw_raw"] {
            assert_eq!(cose(name), None, "{name}");
        }
    }
}
