//! What an attempt ends in: a proof and what it is worth, or why it failed and what that spends.

use crate::audit::About;
use crate::challenge::Ceremony;
use crate::error::Reason;
use crate::journey::PasskeyProof;
use crate::policy::Policy;
use crate::signals::UnknownPasskey;
use std::sync::Arc;
use store::passkey::{self, SignInFacts};
use webauthn::authentication::Authenticated;

/// A verified assertion and what it is worth.
pub(crate) struct Proof {
    pub ceremony: Ceremony,
    pub facts: SignInFacts,
    pub authenticated: Authenticated,
    pub passkey: PasskeyProof,
    pub policy: Arc<Policy>,
}

/// Why an attempt failed, and what it spends.
pub(crate) struct Failed {
    pub reason: Reason,
    pub spent: Option<Ceremony>,
    pub about: About,
    pub signal: Option<Box<UnknownPasskey>>,
}

impl Proof {
    /// A failure found only while writing; the transaction that found it has changed nothing.
    pub(crate) fn failed(&self, reason: Reason) -> Box<Failed> {
        Box::new(Failed { reason, spent: Some(self.ceremony), about: about(&self.facts), signal: None })
    }

    /// What the passkey's row becomes by this use, at this place.
    pub(crate) fn passkey_use(&self, at: i64, (address, user_agent_id): (String, Option<i64>)) -> passkey::Use {
        let passkey = &self.facts.passkey;
        passkey::Use {
            pool_id: passkey.pool_id,
            id: passkey.id,
            user_id: passkey.user_id,
            user_epoch: self.facts.user_epoch,
            seen_sign_count: passkey.sign_count,
            sign_count: self.authenticated.sign_count,
            backup_eligible: self.authenticated.backup_eligible,
            backup_state: self.authenticated.backup_state,
            user_verified: passkey.user_verified || self.authenticated.user_verified,
            at,
            address,
            user_agent_id,
        }
    }
}

pub(crate) fn about(facts: &SignInFacts) -> About {
    let passkey = &facts.passkey;
    About::member(passkey.user_id).passkey(passkey.id, passkey.name.clone()).made_by(passkey.aaguid)
}
