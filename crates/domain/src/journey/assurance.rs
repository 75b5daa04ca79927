//! What proofs are worth together, in our own words and in those of RFC 8176.

use super::Proof;
use crate::method::{Kind, Method, Strength};
use std::collections::BTreeSet;

/// What a session may claim about how it came to be (RFC 8176 and the acr values of OpenID EAP).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    pub amr: Vec<&'static str>,
    pub acr: &'static str,
    pub strength: Strength,
}

/// How strong these proofs are together. A trusted device is one more factor of possession.
pub fn strength(proofs: &[Proof], device_trusted: bool) -> Strength {
    let passkeys = || proofs.iter().filter(|proof| proof.is_verified_passkey()).filter_map(|proof| proof.passkey);
    if passkeys().any(|passkey| passkey.device_bound) {
        return Strength::DeviceBound;
    }
    if passkeys().next().is_some() {
        return Strength::PhishingResistant;
    }
    let mut kinds: BTreeSet<Kind> = proofs.iter().map(|proof| proof.method.kind()).collect();
    if device_trusted {
        kinds.insert(Kind::Possession);
    }
    // Nobody vouches for what members show by themselves.
    let may_be_vouched = |proof: &Proof| matches!(proof.method, Method::SingleSignOn | Method::AccessPass);
    let is_vouched = proofs.iter().any(|proof| proof.vouched && may_be_vouched(proof));
    if kinds.len() > 1 || is_vouched { Strength::Multi } else { Strength::Single }
}

/// The claims of a session that these proofs open.
pub fn assurance(proofs: &[Proof], strength: Strength) -> Assurance {
    let mut amr: Vec<&'static str> = Vec::new();
    for proof in proofs {
        // `swk`: without attestation nobody knows what holds the key, and claiming hardware would be a guess.
        let words = proof.method.amr().iter().filter(|word| proof.is_verified_passkey() || **word != "user");
        for word in words {
            if !amr.contains(word) {
                amr.push(word);
            }
        }
    }
    if strength >= Strength::Multi {
        amr.push("mfa");
    }
    Assurance { amr, acr: strength.acr(), strength }
}
