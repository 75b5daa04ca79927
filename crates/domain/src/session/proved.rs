//! What was proved when a session was opened, and whether that is still what policy asks (S0-25). Pure; it must never look at a request.

use crate::method::{Kind, Method, Strength};
use crate::policy::{PasskeyRule, Policy};
use store::session;

/// The proofs behind a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// In the order in which they were first shown.
    pub methods: Vec<Method>,
    pub strength: Strength,
    /// When the last of them was given.
    pub at: i64,
}

/// What proofs are good for when something sensitive is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Codes and links only, whether sent, printed or given by an administrator: whoever reads the mail or finds the sheet has them.
    Code,
    /// A password, an authenticator app, another provider, a key beside one of them.
    Factor,
    /// A passkey that stands alone.
    Passkey,
}

/// What a session lacks that policy asks for today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// A passkey besides the magic link (S0-4).
    AfterMagicLink,
    /// It must have been opened with more than it was (S1-35).
    Strength,
    /// The passkey can leave its device.
    DeviceBound,
}

impl Proved {
    /// Rows from before methods were kept were all opened with a passkey, and say so in their `amr`.
    pub(super) fn of(row: &session::Session) -> Self {
        let mut methods: Vec<Method> = row.methods.split(' ').filter_map(Method::find).collect();
        if methods.is_empty() && row.amr.split(' ').any(|word| word == "pop") {
            methods.push(Method::Passkey);
        }
        let all = [Strength::Single, Strength::Multi, Strength::PhishingResistant, Strength::DeviceBound];
        let kept = all.into_iter().find(|strength| strength.as_str() == row.strength);
        // Of two strengths with one name outside, the weaker.
        let claimed = all.into_iter().find(|strength| strength.acr() == row.acr);
        Self { methods, strength: kept.or(claimed).unwrap_or_default(), at: row.authenticated_at }
    }

    /// Whether the mailbox opened the session. A code from there is worth no more than a link (S0-4), as it is within a journey.
    pub fn is_by_mail(&self) -> bool {
        self.methods.first().is_some_and(|method| method.needs_mail()) || self.methods.contains(&Method::MagicLink)
    }

    pub fn evidence(&self) -> Evidence {
        let is_code = |method: &Method| {
            method.kind() == Kind::Address || matches!(method, Method::RecoveryCode | Method::AccessPass)
        };
        if self.strength >= Strength::PhishingResistant {
            Evidence::Passkey
        } else if self.methods.iter().all(is_code) {
            Evidence::Code
        } else {
            Evidence::Factor
        }
    }
}

/// What policy asks for now and these proofs do not have.
pub fn shortfall(policy: &Policy, proved: &Proved) -> Option<Shortfall> {
    if proved.strength >= Strength::PhishingResistant {
        let is_short = policy.device_bound_only && proved.strength < Strength::DeviceBound;
        return is_short.then_some(Shortfall::DeviceBound);
    }
    if proved.is_by_mail() && policy.passkey_after_magic_link && policy.passkey != PasskeyRule::Off {
        return Some(Shortfall::AfterMagicLink);
    }
    (proved.strength < policy.fallback).then_some(Shortfall::Strength)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{PolicyRules, resolve};
    use crate::settings::{Mode, PoolSettings};

    fn proved(methods: &[Method], strength: Strength) -> Proved {
        Proved { methods: methods.to_vec(), strength, at: 0 }
    }

    fn policy(rules: PolicyRules) -> Policy {
        let settings = PoolSettings { policy: rules, ..PoolSettings::default() };
        resolve(Mode::Smart, &settings, &Method::ALL, &[])
    }

    // S0-25: what was opened with × what is asked now.
    #[test]
    fn a_session_falls_short_of_what_policy_asks_now() {
        use Method::{EmailCode, MagicLink, Passkey, Password, Totp};
        let open = policy(PolicyRules::default());
        let after_link = policy(PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() });
        let multi = policy(PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() });
        let resistant = policy(PolicyRules { fallback: Some(Strength::PhishingResistant), ..PolicyRules::default() });
        let bound = policy(PolicyRules { device_bound_only: Some(true), ..PolicyRules::default() });
        let off = policy(PolicyRules { passkey: Some(PasskeyRule::Off), ..after_link_rules() });
        let link = proved(&[MagicLink], Strength::Single);
        let linked_twice = proved(&[MagicLink, Totp], Strength::Multi);
        let code = proved(&[EmailCode], Strength::Single);
        let code_twice = proved(&[EmailCode, Totp], Strength::Multi);
        let code_second = proved(&[Password, EmailCode], Strength::Multi);
        let both = proved(&[Password, Totp], Strength::Multi);
        let synced = proved(&[Passkey], Strength::PhishingResistant);
        let hard = proved(&[Passkey], Strength::DeviceBound);
        let through_link = proved(&[MagicLink, Passkey], Strength::PhishingResistant);
        let (strength, link_alone) = (Some(Shortfall::Strength), Some(Shortfall::AfterMagicLink));
        let rows = [
            (&open, &link, None),
            (&open, &code, None),
            (&after_link, &link, link_alone),
            (&after_link, &linked_twice, link_alone),
            (&after_link, &code, link_alone),
            (&after_link, &code_twice, link_alone),
            (&after_link, &code_second, None),
            (&after_link, &both, None),
            (&after_link, &synced, None),
            (&after_link, &through_link, None),
            // Without passkeys the rule could not be kept, so it brings them back.
            (&off, &link, link_alone),
            (&multi, &link, strength),
            (&multi, &code, strength),
            (&multi, &both, None),
            (&multi, &synced, None),
            (&resistant, &both, strength),
            (&resistant, &synced, None),
            (&bound, &synced, Some(Shortfall::DeviceBound)),
            (&bound, &hard, None),
            (&bound, &both, None),
        ];
        for (policy, proved, expected) in rows {
            assert_eq!(shortfall(policy, proved), expected, "{proved:?} under {:?}", policy.because);
        }
    }

    fn after_link_rules() -> PolicyRules {
        PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() }
    }

    #[test]
    fn only_a_passkey_is_worth_more_than_a_factor_and_codes_are_worth_less() {
        use Method::{AccessPass, EmailCode, MagicLink, Passkey, Password, RecoveryCode, SingleSignOn, SmsCode, Totp};
        for code in [EmailCode, MagicLink, SmsCode, RecoveryCode, AccessPass] {
            assert_eq!(proved(&[code], Strength::Single).evidence(), Evidence::Code, "{code:?}");
        }
        assert_eq!(proved(&[MagicLink, RecoveryCode], Strength::Multi).evidence(), Evidence::Code);
        for factor in [Password, Totp, SingleSignOn] {
            assert_eq!(proved(&[factor], Strength::Single).evidence(), Evidence::Factor, "{factor:?}");
        }
        assert_eq!(proved(&[EmailCode, Password], Strength::Multi).evidence(), Evidence::Factor);
        // A key that verified nobody, beside a password.
        assert_eq!(proved(&[Password, Passkey], Strength::Multi).evidence(), Evidence::Factor);
        assert_eq!(proved(&[Passkey], Strength::PhishingResistant).evidence(), Evidence::Passkey);
        assert_eq!(proved(&[], Strength::Single).evidence(), Evidence::Code);
    }
}
