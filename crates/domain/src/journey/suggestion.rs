//! What a member is invited to at sign-in, and when they are left in peace. It must never keep anybody from going on.

use super::{Later, State, Suggestion};
use crate::policy::PasskeyRule;

pub(super) fn suggestion(state: &State<'_>, grace_left: Option<u32>) -> Option<Suggestion> {
    let (policy, standing) = (state.policy, state.standing);
    if !policy.takes_passkeys() || !standing.has_room_on_page(policy) {
        return None;
    }
    // While a passkey is required the invitation cannot be put off, only left for this time.
    if grace_left.is_some() {
        return Some(Suggestion::Soon);
    }
    let is_later = |later| Later::holds(later, policy, state.now);
    // While members move to another RP ID, whoever has not yet is asked at each sign-in until they put it off, whatever else is suggested.
    if standing.has_to_move() {
        return (!is_later(standing.later)).then_some(Suggestion::Again);
    }
    if !policy.suggests {
        return None;
    }
    if standing.passkeys + standing.passkeys_beside == 0 {
        let kind = if standing.passkeys_of_other_mode > 0 {
            Suggestion::Again
        } else if policy.passkey == PasskeyRule::Required {
            Suggestion::Soon
        } else {
            Suggestion::First
        };
        return (!is_later(standing.later)).then_some(kind);
    }
    // S1-18: after another factor, or after another device's passkey, where this device has none.
    let is_elsewhere = state.proofs.iter().all(|proof| proof.passkey.is_none_or(|passkey| passkey.from_elsewhere));
    (is_elsewhere && !standing.passkey_here && !is_later(standing.later_here)).then_some(Suggestion::Here)
}
