//! Proof Key for Code Exchange (RFC 7636): whoever redeems a code shows that they asked for it. Only S256; `plain`, which is also what no
//! method means, would put the secret where the code is seen, so it must never be taken.

use crate::binding::{read_hash, sha256};
use aws_lc_rs::constant_time::verify_slices_are_equal;

/// Why a challenge is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAChallenge {
    #[error("code_challenge_method is S256")]
    Method,
    #[error("code_challenge is 43 characters of base64url")]
    Malformed,
}

/// Whether an authorization request may name this challenge.
pub fn challenge_is_good(method: Option<&str>, challenge: &str) -> Result<(), NotAChallenge> {
    if method != Some("S256") {
        return Err(NotAChallenge::Method);
    }
    read_hash(challenge).map(|_| ()).ok_or(NotAChallenge::Malformed)
}

/// Whether this is the secret behind the challenge.
pub fn verifier_matches(verifier: &str, challenge: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let is_one = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    let Some(expected) = read_hash(challenge) else { return false };
    is_one && verify_slices_are_equal(&sha256(verifier.as_bytes()), &expected).is_ok()
}

/// Whether a code that was given for this challenge, or without one, may be redeemed with this verifier, or without one. A verifier for a
/// code without a challenge means that somebody took the challenge out of the request (RFC 9700, 2.1.1).
pub fn may_redeem(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (Some(challenge), Some(verifier)) => verifier_matches(verifier, challenge),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
