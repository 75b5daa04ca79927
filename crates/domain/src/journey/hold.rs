//! The end of a journey: hold the member at enrolment, or let them in. It must never let anybody in below policy, nor hold anybody at
//! something that cannot be made.

use super::suggestion::suggestion;
use super::{Finish, Held, Purpose, State, Step, assurance};
use crate::error::Reason;
use crate::method::{Kind, Method, Strength};

enum Hold {
    No,
    /// Let in although something is missing; how often that is still possible.
    Grace(u32),
    Yes(Held),
}

pub(super) fn or_finish(state: &State<'_>, purpose: Purpose) -> Step {
    match held(state, purpose) {
        Hold::No => finish(state, purpose, None),
        Hold::Grace(left) => finish(state, purpose, Some(left)),
        // Whoever has a passkey binds no other without it: a password or a mailbox must not become the stronger factor.
        Hold::Yes(_) if purpose == Purpose::SignIn && has_unshown(state) => Step::Second(vec![Method::Passkey]),
        Hold::Yes(held) => enrol(state, held),
    }
}

fn has_unshown(state: &State<'_>) -> bool {
    let has_any = state.standing.passkeys + state.standing.passkeys_unwanted > 0;
    state.policy.takes_passkeys() && has_any && !state.has_verified_passkey()
}

fn held(state: &State<'_>, purpose: Purpose) -> Hold {
    let policy = state.policy;
    let is_verified = state.has_verified_passkey();
    if is_verified && policy.device_bound_only && !state.has_bound_passkey() {
        return Hold::Yes(Held::DeviceBound);
    }
    if purpose == Purpose::SignIn && state.rests_on_outdated() {
        // What was made in its place was of the other kind.
        let has_newer = state.verified().any(|key| !key.outdated);
        return Hold::Yes(if has_newer { Held::DeviceBound } else { Held::Renewal });
    }
    // S0-29
    if policy.passkey_after_magic_link && state.is_by_mail() && !is_verified {
        return Hold::Yes(Held::AfterMagicLink);
    }
    if state.reached(purpose) < policy.fallback {
        return Hold::Yes(match policy.fallback {
            Strength::Single | Strength::Multi => Held::SecondFactor,
            Strength::PhishingResistant => Held::Required,
            Strength::DeviceBound => Held::DeviceBound,
        });
    }
    missing(state)
}

/// Whether there must be more passkeys than there are (S0-2, S0-3).
fn missing(state: &State<'_>) -> Hold {
    let policy = state.policy;
    let least = policy.least_passkeys.clamp(1, policy.most_passkeys.max(1));
    if !policy.requires_passkey(state.now) || state.standing.passkeys >= least {
        return Hold::No;
    }
    match policy.grace_sign_ins.saturating_sub(state.standing.grace_used) {
        0 if state.standing.passkeys > 0 => Hold::Yes(Held::MorePasskeys),
        0 => Hold::Yes(Held::Required),
        left => Hold::Grace(left - 1),
    }
}

/// Held, where what is missing can be made; where not, only an administrator or a recovery helps.
fn enrol(state: &State<'_>, held: Held) -> Step {
    let takes_passkeys = state.policy.takes_passkeys();
    let passkey = (takes_passkeys && state.standing.has_room(state.policy)).then_some(Method::Passkey);
    let app = (held == Held::SecondFactor && may_add_app(state)).then_some(Method::Totp);
    let with: Vec<Method> = passkey.into_iter().chain(app).collect();
    match (with.is_empty(), takes_passkeys) {
        (false, _) => Step::Enrol(held, with),
        (true, true) => Step::Refuse(Reason::PasskeyLimit),
        (true, false) => Step::Refuse(Reason::NoMethod),
    }
}

/// Whether an authenticator app is the second factor that is missing: not where a passkey would be demanded next that cannot be made.
fn may_add_app(state: &State<'_>) -> bool {
    if matches!(missing(state), Hold::Yes(_)) {
        return false;
    }
    let is_new = state.proofs.iter().all(|proof| proof.method.kind() != Kind::Possession);
    is_new && state.policy.second.contains(&Method::Totp) && !state.standing.can_prove(Method::Totp)
}

fn finish(state: &State<'_>, purpose: Purpose, grace_left: Option<u32>) -> Step {
    let suggestion = match purpose {
        Purpose::SignIn => suggestion(state, grace_left),
        Purpose::Recovery => None,
    };
    Step::Finish(Finish { assurance: assurance(state.proofs, state.reached(purpose)), suggestion, grace_left })
}
