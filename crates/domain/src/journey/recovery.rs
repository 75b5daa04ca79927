//! What opens a recovery: as much as a sign-in takes, by other means (NIST 800-63B, 4.2). It always ends in a new passkey, or in a new
//! password where there are no passkeys or a password signs in by itself. It must never be the easier way in.

use super::{Held, Proof, Purpose, State, Step, Waited, hold, strength};
use crate::error::Reason;
use crate::method::{Method, Strength, each_once};
use crate::policy::{PasskeyRule, Policy};
use std::collections::BTreeSet;

/// How much a recovery takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Where one factor signs in: one code.
    One,
    /// Where two do: two codes that came by different ways, or one and another factor.
    Two,
    /// Where a passkey is asked for, one of the two is what the member put aside for that day: addresses alone do not go around it.
    Saved,
}

/// Where a proof came from. What comes by one way counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Mailbox,
    Telephone,
    Sheet,
    Administrator,
    Memory,
    App,
}

impl Way {
    fn of(method: Method) -> Option<Self> {
        match method {
            Method::MagicLink | Method::EmailCode => Some(Self::Mailbox),
            Method::SmsCode => Some(Self::Telephone),
            Method::RecoveryCode => Some(Self::Sheet),
            Method::AccessPass => Some(Self::Administrator),
            Method::Password => Some(Self::Memory),
            Method::Totp => Some(Self::App),
            Method::Passkey | Method::SingleSignOn => None,
        }
    }
}

/// What a recovery asks for next; nothing once it has come to its end.
pub(super) fn asked(state: &State<'_>) -> Option<Step> {
    let needs = needs(state);
    if !is_enough(state.proofs, needs) {
        let methods = others(state, needs);
        return Some(if methods.is_empty() { Step::Refuse(Reason::NoMethod) } else { Step::Second(methods) });
    }
    if let Some(wait) = wait(state) {
        return Some(wait);
    }
    let has_password = state.proofs.iter().any(|proof| proof.method == Method::Password);
    // An administrator's pass stands for a lost device, so the passkey comes first (S4c-1).
    let by_pass = state.proofs.iter().any(|proof| proof.method == Method::AccessPass);
    let is_next = !by_pass || state.has_verified_passkey();
    if ends_in_password(state.policy) && !has_password && is_next {
        return Some(Step::Enrol(Held::NewPassword, vec![Method::Password]));
    }
    // A new password was enough where it is how a sign-in begins; whoever knew the old one has lost something else.
    let is_done = ends_in_password(state.policy) && state.standing.waited == Waited::Over;
    if state.policy.takes_passkeys() && !is_done {
        // Not every browser makes passkeys.
        let takes_password = needs == Needs::One && state.policy.first.contains(&Method::Password) && !by_pass;
        let is_renewed = state.has_verified_passkey() || (takes_password && has_password);
        let mut methods: Vec<_> =
            [Method::Passkey].into_iter().chain(takes_password.then_some(Method::Password)).collect();
        // Whoever has no passkey has lost the password.
        if state.standing.passkeys == 0 {
            methods.reverse();
        }
        return (!is_renewed).then_some(Step::Enrol(Held::Recovery, methods));
    }
    if has_password || !state.policy.offers(Method::Password) {
        return None;
    }
    // No new password where even that would open nothing.
    Some(match hold::or_finish(state, Purpose::Recovery) {
        Step::Refuse(reason) => Step::Refuse(reason),
        _ => Step::Enrol(Held::NewPassword, vec![Method::Password]),
    })
}

/// Whether passkeys are taken, but a sign-in begins with the password: without a new one the member would stand outside again tomorrow.
fn ends_in_password(policy: &Policy) -> bool {
    policy.takes_passkeys() && !policy.first.contains(&Method::Passkey) && policy.first.contains(&Method::Password)
}

/// Whether the recovery must wait, and until when if it does already. Messages alone are what a thief of a mailbox has, too; a saved code and
/// an administrator's word are not.
fn wait(state: &State<'_>) -> Option<Step> {
    state.policy.recovery_wait_ms?;
    let by_messages = !is_vouched(state.proofs) && !ways(state.proofs).contains(&Way::Sheet);
    match state.standing.waited {
        Waited::NotYet if by_messages => Some(Step::Wait(None)),
        Waited::Until(ripe_at) if by_messages && ripe_at > state.now => Some(Step::Wait(Some(ripe_at))),
        _ => None,
    }
}

fn needs(state: &State<'_>) -> Needs {
    let policy = state.policy;
    let is_passkey = |method: &Method| *method == Method::Passkey;
    let asks_for_passkey = policy.requires_passkey(state.now)
        || policy.passkey_after_magic_link
        || policy.device_bound_only
        || policy.fallback >= Strength::PhishingResistant
        || (policy.passkey != PasskeyRule::Off && policy.first.iter().all(is_passkey));
    if asks_for_passkey {
        return Needs::Saved;
    }
    // Who set up a second factor is asked for it at sign-in, so it is not gone around here.
    let has_second = policy.second.contains(&Method::Totp) && state.standing.can_prove(Method::Totp);
    if policy.fallback >= Strength::Multi || has_second { Needs::Two } else { Needs::One }
}

fn is_enough(proofs: &[Proof], needs: Needs) -> bool {
    if is_vouched(proofs) {
        return true;
    }
    let ways = ways(proofs);
    match needs {
        Needs::One => !ways.is_empty(),
        Needs::Two => ways.len() > 1,
        Needs::Saved => ways.len() > 1 && ways.contains(&Way::Sheet),
    }
}

/// An administrator looked at the member before giving out a pass.
fn is_vouched(proofs: &[Proof]) -> bool {
    proofs.iter().any(|proof| proof.method == Method::AccessPass && proof.vouched)
}

/// How strong the session is that a recovery opens. Two ways make two factors here, and a password that was made just now is none.
pub(super) fn reached(state: &State<'_>) -> Strength {
    if state.has_verified_passkey() {
        return strength(state.proofs, false);
    }
    let shown = match state.proofs.split_last() {
        Some((last, before)) if last.method == Method::Password && is_enough(before, needs(state)) => before,
        _ => state.proofs,
    };
    if is_vouched(shown) || ways(shown).len() > 1 { Strength::Multi } else { Strength::Single }
}

fn ways(proofs: &[Proof]) -> BTreeSet<Way> {
    proofs.iter().filter_map(|proof| Way::of(proof.method)).collect()
}

/// What the member can show besides, as far as it brings the recovery on.
fn others(state: &State<'_>, needs: Needs) -> Vec<Method> {
    let shown = ways(state.proofs);
    let lacks_saved = needs == Needs::Saved && !shown.contains(&Way::Sheet);
    let factors = [Method::Totp, Method::Password].into_iter().filter(|method| state.policy.offers(*method));
    let brings_on = |method: &Method| {
        let is_new = Way::of(*method).is_some_and(|way| !shown.contains(&way));
        let is_saved = matches!(method, Method::RecoveryCode | Method::AccessPass);
        is_new && state.standing.can_prove(*method) && (is_saved || !lacks_saved)
    };
    each_once(state.policy.recovery.iter().copied().chain(factors)).into_iter().filter(brings_on).collect()
}
