//! What our tokens say of a sign-in, beyond what the session says itself: hashes that tie a token to its neighbours, and which assurance
//! meets which wish. What was proved, and what that is worth, the journey decides; nothing here may claim more.

use super::jws::Algorithm;
use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The words of `acr` that we know, weakest first: our own two, then those of OpenID's EAP profile.
pub const ACR_VALUES: [&str; 4] = ["sfa", "mfa", PHISHING_RESISTANT, IN_HARDWARE];
const PHISHING_RESISTANT: &str = "phr";
const IN_HARDWARE: &str = "phrh";

/// The hash of the access token that is given out with an ID token of this algorithm (OpenID Connect Core, 3.1.3.6).
pub fn at_hash(algorithm: Algorithm, access_token: &str) -> String {
    left_half(algorithm, access_token)
}

/// The same of a code (3.3.2.11).
pub fn c_hash(algorithm: Algorithm, code: &str) -> String {
    left_half(algorithm, code)
}

fn left_half(algorithm: Algorithm, value: &str) -> String {
    // Ed25519 hashes with SHA-512 itself.
    let hash = digest(if algorithm == Algorithm::EdDsa { &SHA512 } else { &SHA256 }, value.as_bytes());
    let half = hash.as_ref().get(..hash.as_ref().len() / 2).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(half)
}

/// Whether a sign-in of class `got` is what one of the wanted classes asks for. A stronger one meets a weaker wish; a word that we do not
/// know is met by nothing.
pub fn acr_meets(wanted: &[&str], got: &str) -> bool {
    let rank = |word: &str| ACR_VALUES.iter().position(|known| *known == word);
    let got = rank(got);
    wanted.is_empty() || wanted.iter().any(|wanted| rank(wanted).is_some_and(|wanted| Some(wanted) <= got))
}

/// What a token says of how its subject signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub amr: Vec<String>,
    pub acr: String,
}

impl Said {
    /// From the words of the session. `in_hardware`: the passkey that opened it cannot leave its device, and its maker's attestation, verified,
    /// says that hardware holds it. Only then may `hwk` stand for `swk` and `phrh` for `phr` (RFC 8176; EAP).
    pub fn of_session(amr: &[String], acr: &str, in_hardware: bool) -> Self {
        let in_hardware = in_hardware && acr == PHISHING_RESISTANT;
        let word = |word: &String| if in_hardware && word == "swk" { "hwk".to_owned() } else { word.clone() };
        let amr = amr.iter().filter(|word| !word.is_empty()).map(word).collect();
        Self { amr, acr: if in_hardware { IN_HARDWARE } else { acr }.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{PasskeyProof, Proof, assurance, strength};
    use crate::method::{Method, Strength};
    use crate::settings::Mode;

    #[test]
    fn a_stronger_class_meets_a_weaker_wish() {
        for (place, got) in ACR_VALUES.iter().enumerate() {
            for (wish, wanted) in ACR_VALUES.iter().enumerate() {
                assert_eq!(acr_meets(&[wanted], got), wish <= place, "{got} for {wanted}");
            }
        }
        assert!(acr_meets(&["urn:unknown", "mfa"], "phr"));
        assert!(acr_meets(&[], "sfa"));
        assert!(!acr_meets(&["urn:unknown"], "phrh"));
        assert!(!acr_meets(&["sfa"], "urn:unknown"));
    }

    #[test]
    fn every_class_of_a_session_is_known() {
        for strength in [Strength::Single, Strength::Multi, Strength::PhishingResistant, Strength::DeviceBound] {
            assert!(ACR_VALUES.contains(&strength.acr()));
        }
    }

    /// S0-1: a passkey that verified its user is `mfa`; one that did not, is not.
    #[test]
    fn only_attested_hardware_is_said_to_be_hardware() {
        let said = |user_verified, in_hardware| {
            let passkey = PasskeyProof {
                registered_under: Mode::Smart,
                user_verified,
                device_bound: true,
                from_elsewhere: false,
                outdated: false,
            };
            let proofs = [Proof::passkey(passkey)];
            let session = assurance(&proofs, strength(&proofs, false));
            let amr: Vec<String> = session.amr.iter().map(|word| (*word).to_owned()).collect();
            let said = Said::of_session(&amr, session.acr, in_hardware);
            (said.amr.join(" "), said.acr)
        };
        let of = |amr: &str, acr: &str| (amr.to_owned(), acr.to_owned());
        assert_eq!(said(true, false), of("pop swk user mfa", "phr"));
        assert_eq!(said(true, true), of("pop hwk user mfa", "phrh"));
        assert_eq!(said(false, true), of("pop swk", "sfa"), "the wish for hardware makes nothing stronger");
        let amr: Vec<String> = Method::Password.amr().iter().map(|word| (*word).to_owned()).collect();
        let password = Said::of_session(&amr, "sfa", true);
        assert_eq!((password.amr.join(" "), password.acr), of("pwd", "sfa"));
    }

    #[test]
    fn the_hash_is_that_of_the_signature() {
        assert_eq!(at_hash(Algorithm::Es256, "token").len(), 22);
        assert_eq!(at_hash(Algorithm::EdDsa, "token").len(), 43);
        assert_eq!(at_hash(Algorithm::Es256, "token"), at_hash(Algorithm::Rs256, "token"));
    }
}
