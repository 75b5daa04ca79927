//! Whether the last proof will do for something sensitive (S0-26 to S0-28, S0-36, S3-25). Pure: one table of what was proved, how long ago,
//! and what policy asks.

use crate::policy::{Policy, Sensitive};
use crate::session::{Evidence, Proved};

/// What is asked of a proof.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub sensitive: Sensitive,
    pub policy: &'a Policy,
    /// Whether the member has a passkey that signs in here.
    pub has_passkey: bool,
    /// Adding a passkey: the first one rests on whatever there is (S0-29).
    pub enrols: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Fresh,
    /// Too long ago.
    Stale,
    /// However fresh, only a passkey will do.
    NeedsPasskey,
}

/// The decision. Exactly the greatest age still is fresh.
pub fn judge(asked: Asked<'_>, proved: &Proved, now: i64) -> Verdict {
    let Asked { sensitive, policy, has_passkey, enrols } = asked;
    if !policy.step_up_for.contains(&sensitive) {
        return Verdict::Fresh;
    }
    let evidence = proved.evidence();
    let is_bootstrap = enrols && !has_passkey;
    let is_enough = match evidence {
        Evidence::Passkey => true,
        _ if is_bootstrap => true,
        _ if policy.requires_passkey(now) => false,
        // Who reads the mail has the code: it never stands for a passkey that is there.
        Evidence::Code => !has_passkey && !policy.passkey_after_magic_link,
        Evidence::Factor => true,
    };
    if !is_enough {
        Verdict::NeedsPasskey
    } else if now - proved.at > policy.step_up_ms {
        Verdict::Stale
    } else {
        Verdict::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::{Method, Strength};
    use crate::policy::{PasskeyRule, PolicyRules, resolve};
    use crate::settings::{Mode, PoolSettings};
    use std::collections::BTreeSet;

    const NOW: i64 = 1_800_000_000_000;
    const SECOND: i64 = 1_000;

    fn policy(rules: PolicyRules) -> Policy {
        let settings = PoolSettings { policy: rules, ..PoolSettings::default() };
        resolve(Mode::Smart, &settings, &Method::ALL, &[])
    }

    fn proved(method: Method, seconds_ago: i64) -> Proved {
        let strength = if method == Method::Passkey { Strength::PhishingResistant } else { Strength::Single };
        Proved { methods: vec![method], strength, at: NOW - seconds_ago * SECOND }
    }

    fn verdict(policy: &Policy, (method, seconds_ago): (Method, i64), (has_passkey, enrols): (bool, bool)) -> Verdict {
        let asked = Asked { sensitive: Sensitive::Account, policy, has_passkey, enrols };
        judge(asked, &proved(method, seconds_ago), NOW)
    }

    // S3-25, S0-27: 4:59 and 5:00 are fresh, 5:01 is not.
    #[test]
    fn a_proof_is_fresh_for_five_minutes_or_what_policy_says() {
        let by_default = policy(PolicyRules::default());
        let short = policy(PolicyRules { step_up_minutes: Some(1), ..PolicyRules::default() });
        let rows = [
            (&by_default, 299, Verdict::Fresh),
            (&by_default, 300, Verdict::Fresh),
            (&by_default, 301, Verdict::Stale),
            (&short, 60, Verdict::Fresh),
            (&short, 61, Verdict::Stale),
        ];
        for (policy, age, expected) in rows {
            for method in [Method::Passkey, Method::Password, Method::Totp, Method::SingleSignOn] {
                assert_eq!(verdict(policy, (method, age), (method == Method::Passkey, false)), expected, "{method:?}");
            }
        }
    }

    // S0-36: what policy leaves out needs no proof; all three need one by default.
    #[test]
    fn policy_says_what_is_sensitive() {
        let only = |kinds: &[Sensitive]| {
            policy(PolicyRules { step_up_for: Some(kinds.iter().copied().collect()), ..PolicyRules::default() })
        };
        let all = [Sensitive::Administration, Sensitive::Account, Sensitive::ElevatedPages];
        let old = proved(Method::Passkey, 3_600);
        for asked_for in all {
            let judged = |policy: Policy| {
                judge(Asked { sensitive: asked_for, policy: &policy, has_passkey: true, enrols: false }, &old, NOW)
            };
            assert_eq!(judged(policy(PolicyRules::default())), Verdict::Stale);
            assert_eq!(judged(only(&[])), Verdict::Fresh);
            for listed in all {
                let expected = if listed == asked_for { Verdict::Stale } else { Verdict::Fresh };
                assert_eq!(judged(only(&[listed])), expected, "{asked_for:?} under {listed:?}");
            }
        }
        assert_eq!(policy(PolicyRules::default()).step_up_for, BTreeSet::from(all));
    }

    // D3: what was sent never satisfies a step-up where a passkey is there or is asked for.
    #[test]
    fn a_code_stands_for_no_passkey() {
        use Verdict::{Fresh, NeedsPasskey, Stale};
        let open = policy(PolicyRules::default());
        let required = policy(PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() });
        let after_link = policy(PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() });
        // Policy, age, has a passkey, adds one: what a code is worth, what a password.
        let rows = [
            (&open, 10, false, false, Fresh, Fresh),
            (&open, 301, false, false, Stale, Stale),
            (&open, 10, true, false, NeedsPasskey, Fresh),
            (&open, 10, true, true, NeedsPasskey, Fresh),
            (&open, 10, false, true, Fresh, Fresh),
            (&open, 301, false, true, Stale, Stale),
            (&required, 10, false, false, NeedsPasskey, NeedsPasskey),
            (&required, 10, true, false, NeedsPasskey, NeedsPasskey),
            (&required, 10, false, true, Fresh, Fresh),
            (&required, 10, true, true, NeedsPasskey, NeedsPasskey),
            (&required, 301, false, true, Stale, Stale),
            (&after_link, 10, false, false, NeedsPasskey, Fresh),
            (&after_link, 10, false, true, Fresh, Fresh),
            (&after_link, 10, true, true, NeedsPasskey, Fresh),
        ];
        let codes = [Method::MagicLink, Method::EmailCode, Method::SmsCode, Method::RecoveryCode, Method::AccessPass];
        for (policy, age, has_passkey, enrols, code, factor) in rows {
            for method in codes {
                assert_eq!(verdict(policy, (method, age), (has_passkey, enrols)), code, "{method:?} {age}");
            }
            for method in [Method::Password, Method::Totp] {
                assert_eq!(verdict(policy, (method, age), (has_passkey, enrols)), factor, "{method:?} {age}");
            }
        }
    }
}
