//! With what a signed-in member proves again who they are, before something sensitive (S0-25 to S0-28). A passkey first; a mailbox never
//! where there is a passkey or must be one. Whoever has several factors may show any of them, so that none is demanded before it is removed.

use super::{Proof, Standing, accept};
use crate::method::{Method, Strength};
use crate::policy::{PasskeyRule, Policy};

/// The strongest first. What is sent to an address stands in only where the member has nothing else at all.
const ORDER: [Method; 5] =
    [Method::Passkey, Method::Totp, Method::Password, Method::SingleSignOn, Method::RecoveryCode];
const SENT: [Method; 2] = [Method::EmailCode, Method::SmsCode];

/// The methods that a step-up offers, in this order.
pub fn step_up_methods(policy: &Policy, standing: &Standing) -> Vec<Method> {
    let has = |method: &Method| offered_in_step_up(policy, *method) && can_repeat(policy, standing, *method);
    if policy.fallback >= Strength::PhishingResistant {
        return [Method::Passkey].into_iter().filter(has).collect();
    }
    let methods: Vec<Method> = ORDER.into_iter().filter(has).collect();
    let has_passkey = standing.can_prove(Method::Passkey);
    let needs_passkey = policy.passkey == PasskeyRule::Required || policy.passkey_after_magic_link;
    if !methods.is_empty() || has_passkey || needs_passkey {
        return methods;
    }
    SENT.into_iter().filter(has).collect()
}

/// Whether policy lets a step-up take this at all. Nobody opens a link within one: who signs in by link is sent a code.
pub fn offered_in_step_up(policy: &Policy, method: Method) -> bool {
    match method {
        Method::MagicLink => false,
        Method::EmailCode => policy.offers(method) || policy.offers(Method::MagicLink),
        other => policy.offers(other),
    }
}

/// Whether a passkey that never verifies its user will do: only for whoever has none that does.
pub fn takes_silent(policy: &Policy, standing: &Standing) -> bool {
    standing.passkeys == 0 && standing.passkeys_beside > 0 && !policy.user_verification_second
}

/// Whether this proof is one of them. A passkey must have verified its user, except one that never can, beside the session's own factor.
pub fn satisfies_step_up(policy: &Policy, standing: &Standing, proof: &Proof) -> bool {
    let may_be_silent = takes_silent(policy, standing);
    let is_good = match (proof.method, proof.passkey) {
        (Method::Passkey, Some(passkey)) => {
            accept(policy.mode, passkey, may_be_silent).is_ok() && (passkey.device_bound || !policy.device_bound_only)
        }
        (Method::Passkey, None) | (_, Some(_)) => false,
        _ => true,
    };
    is_good && step_up_methods(policy, standing).contains(&proof.method)
}

fn can_repeat(policy: &Policy, standing: &Standing, method: Method) -> bool {
    match method {
        Method::Passkey => standing.passkeys > 0 || (standing.passkeys_beside > 0 && !policy.user_verification_second),
        Method::EmailCode => standing.can_prove(Method::EmailCode) || standing.can_prove(Method::MagicLink),
        other => standing.can_prove(other),
    }
}
