//! The one decision that every journey asks: given what policy wants, what is known of the member and what has been proved so far,
//! what is next? A pure function; it must never read, write, or look at a request.

use crate::error::Reason;
use crate::settings::Mode;

/// What policy asks of this sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub mode: Mode,
}

/// A passkey whose signature was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasskeyProof {
    /// The mode under which the passkey was registered: only passkeys of the active mode count (S3-12).
    pub registered_under: Mode,
    pub user_verified: bool,
}

/// What is proved so far and what is known of the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub user_active: bool,
    /// Another factor, one that verified the user, is proved already.
    pub beside_another: bool,
    pub passkey: Option<PasskeyProof>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    AskForPasskey,
    Finish(Assurance),
    Refuse(Reason),
}

/// What a session may claim about how it came to be (RFC 8176 and the acr values of OpenID EAP).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    pub amr: Vec<&'static str>,
    pub acr: &'static str,
}

pub fn next(policy: Policy, progress: Progress) -> Step {
    let Some(passkey) = progress.passkey else { return Step::AskForPasskey };
    if !progress.user_active {
        return Step::Refuse(Reason::AccountUnavailable);
    }
    if passkey.registered_under != policy.mode {
        return Step::Refuse(Reason::PasskeyOfOtherMode);
    }
    // As first factor a passkey stands alone, so it must have verified its user (S0-1). Beside another it counts as one factor.
    if !passkey.user_verified && !progress.beside_another {
        return Step::Refuse(Reason::Webauthn(webauthn::Refusal::UserNotVerified));
    }
    // `swk`: without attestation nobody knows what holds the key, and claiming hardware would be a guess.
    Step::Finish(Assurance { amr: vec!["pop", "swk", "user", "mfa"], acr: "phr" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_progress() -> impl Iterator<Item = (Policy, Progress)> {
        let modes = [Mode::Smart, Mode::Classic];
        let proofs = move || {
            modes.into_iter().flat_map(|registered_under| {
                [true, false].map(|user_verified| Some(PasskeyProof { registered_under, user_verified }))
            })
        };
        modes.into_iter().flat_map(move |mode| {
            [true, false].into_iter().flat_map(move |user_active| {
                proofs().chain([None]).flat_map(move |passkey| {
                    [true, false]
                        .map(|beside_another| (Policy { mode }, Progress { user_active, beside_another, passkey }))
                })
            })
        })
    }

    // S0-1: a passkey is multi-factor by itself, but only where it verified its user.
    #[test]
    fn no_session_below_what_policy_asks() {
        for (policy, progress) in every_progress() {
            if let Step::Finish(assurance) = next(policy, progress) {
                let passkey = progress.passkey.unwrap();
                assert!(progress.user_active && passkey.registered_under == policy.mode);
                assert!(passkey.user_verified || progress.beside_another);
                assert!(assurance.amr.contains(&"mfa"));
            }
        }
    }

    #[test]
    fn asks_for_a_passkey_until_there_is_one() {
        for (policy, progress) in every_progress() {
            assert_eq!(next(policy, progress) == Step::AskForPasskey, progress.passkey.is_none());
        }
    }
}
