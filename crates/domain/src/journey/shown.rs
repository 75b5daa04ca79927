//! Which proofs count: those that policy lists for the place in which they were shown. It must never let a proof count that policy did not
//! ask for, whatever a client sends or an older page offered.

use super::{Progress, Proof, Purpose, accept};
use crate::error::Reason;
use crate::method::Method;
use crate::policy::Policy;

pub(super) fn all_count(policy: &Policy, progress: &Progress<'_>) -> Result<(), Reason> {
    for (place, proof) in progress.proofs.iter().enumerate() {
        if !is_listed(policy, progress.purpose, place, *proof) {
            return Err(Reason::JourneyOfOtherStep);
        }
        let Some(passkey) = proof.passkey else { continue };
        accept(policy.mode, passkey, place > 0 && !policy.user_verification_second)?;
    }
    Ok(())
}

fn is_listed(policy: &Policy, purpose: Purpose, place: usize, proof: Proof) -> bool {
    let method = proof.method;
    if proof.passkey.is_some() != (method == Method::Passkey) {
        return false;
    }
    match (purpose, place) {
        (Purpose::SignIn, 0) => policy.first.contains(&method),
        // A passkey that policy takes at all is enough anywhere, and one may just have been made.
        (_, 1..) if method == Method::Passkey => policy.takes_passkeys(),
        (Purpose::SignIn, _) => policy.second.contains(&method),
        (Purpose::Recovery, 0) => policy.recovery.contains(&method),
        (Purpose::Recovery, _) => {
            let is_factor = matches!(method, Method::Password | Method::Totp) && policy.offers(method);
            is_factor || policy.recovery.contains(&method)
        }
    }
}
