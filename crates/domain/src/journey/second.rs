//! What is still to be proved at sign-in before anything is opened or made. It must never ask for what the member cannot show, nor for a
//! second factor beside a passkey that verified its user.

use super::{Purpose, State, Step};
use crate::method::{Kind, Method, Strength};

/// The next proof to ask for, if any.
pub(super) fn asked(state: &State<'_>) -> Option<Step> {
    let only_passkey = || state.may_use_passkey().then(|| Step::Second(vec![Method::Passkey]));
    if state.has_verified_passkey() {
        // Multi-factor by itself (S0-1); only another *passkey* can be asked for, one that cannot leave its device.
        return if state.policy.device_bound_only && !state.has_bound_passkey() { only_passkey() } else { None };
    }
    let reached = state.reached(Purpose::SignIn);
    let needs_passkey = state.policy.fallback >= Strength::PhishingResistant
        || (state.policy.passkey_after_magic_link && state.is_by_mail());
    if needs_passkey && state.may_use_passkey() {
        return only_passkey();
    }
    // Whoever is about to make their first passkey shows what they have before: a stolen link or password must not go around it.
    if reached >= state.policy.fallback.min(Strength::Multi) && !has_asked_for_it(state, reached) {
        return None;
    }
    let methods = second_factors(state);
    (reached < Strength::Multi && !methods.is_empty()).then_some(Step::Second(methods))
}

/// Where policy leaves it open, a member who set up an authenticator app wants to be asked for a second factor. A passkey or a proved
/// address is no such wish: adding one never changes how the member signs in (S2-3).
fn has_asked_for_it(state: &State<'_>, reached: Strength) -> bool {
    reached == Strength::Single && state.policy.second.contains(&Method::Totp) && adds(state, Method::Totp)
}

/// The second factors that policy lists, that this member has, and that are of another kind than what is proved (S4-20). A passkey that is
/// enough by itself is always among them.
fn second_factors(state: &State<'_>) -> Vec<Method> {
    let mut methods: Vec<Method> = state.policy.second.iter().copied().filter(|method| adds(state, *method)).collect();
    if state.may_use_passkey() && !methods.contains(&Method::Passkey) {
        methods.push(Method::Passkey);
    }
    methods
}

fn adds(state: &State<'_>, method: Method) -> bool {
    let is_new = |kind: Kind| state.proofs.iter().all(|proof| proof.method.kind() != kind);
    if method != Method::Passkey {
        return is_new(method.kind()) && state.standing.can_prove(method);
    }
    // One that does not verify its user is one factor, and only where policy takes such.
    let beside = state.standing.passkeys_beside > 0 && !state.policy.user_verification_second;
    state.may_use_passkey() || (beside && is_new(Kind::Possession))
}
