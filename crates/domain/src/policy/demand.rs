//! What the rules demand of passkeys: whether there must be one, from when, and what else follows from that. It must never let a rule that
//! asks for less stand beside one that asks for more.

use super::join::{Join, Source, instant};
use super::{PasskeyRule, PolicyRules, RequiredOf};
use crate::method::Strength;
use serde::Serialize;

/// Earlier than any date that can be written: from now on.
const AT_ONCE: i64 = i64::MIN;

/// Whether and from when there must be a passkey.
pub(super) struct Demand {
    pub passkey: PasskeyRule,
    pub from: Option<i64>,
    pub grace: u32,
    pub after_magic_link: bool,
    pub fallback: Strength,
    pub device_bound: bool,
}

impl Demand {
    pub(super) fn needs_passkeys(&self) -> bool {
        self.passkey == PasskeyRule::Required || self.after_magic_link || self.fallback >= Strength::PhishingResistant
    }
}

impl<'a> Join<'a> {
    pub(super) fn demand(&mut self) -> Demand {
        let elevated = self.held.iter().any(|holder| holder.elevated);
        let mut passkey =
            self.strictest("passkey", PasskeyRule::Optional, |rules| demanded(rules, elevated), PasskeyRule::max);
        let after_magic_link = self.either("passkey_after_magic_link", false, |rules| rules.passkey_after_magic_link);
        let fallback = self.most("fallback", Strength::Single, |rules| rules.fallback);
        let mut device_bound = self.either("device_bound_only", false, |rules| rules.device_bound_only);
        if fallback == Strength::DeviceBound && !device_bound {
            device_bound = true;
            self.follows("device_bound_only", &true, "fallback");
        }
        // Who demands what only a passkey can do is stricter than who turns passkeys off.
        let off_against = match passkey {
            PasskeyRule::Off if after_magic_link => Some("passkey_after_magic_link"),
            PasskeyRule::Off if fallback >= Strength::PhishingResistant => Some("fallback"),
            _ => None,
        };
        if let Some(stricter) = off_against {
            passkey = PasskeyRule::Optional;
            self.follows("passkey", &passkey, stricter);
        }
        let (from, grace) = self.respite(elevated);
        Demand { passkey, from, grace, after_magic_link, fallback, device_bound }
    }

    /// A setting that is what it is because of another one.
    fn follows(&mut self, setting: &'static str, value: &impl Serialize, other: &str) {
        let source = self.because.iter().find(|because| because.setting == other).map(|because| because.source.clone());
        self.because.retain(|because| because.setting != setting);
        self.note(setting, value, source.unwrap_or(Source::Pool));
    }

    /// Until when, and for how many sign-ins, a passkey that is required may still be missing. Both belong to the demand: whoever demands
    /// without them demands at once, and whoever says that passkeys are not required has no say.
    fn respite(&mut self, elevated: bool) -> (Option<i64>, u32) {
        let demands = |rules: &PolicyRules| demanded(rules, elevated) == Some(PasskeyRule::Required);
        let may_speak = |rules: &PolicyRules| rules.passkey.is_none() || demands(rules);
        let from = |rules: &PolicyRules| match &rules.required_from {
            Some(text) if may_speak(rules) => Some(instant(text).unwrap_or(AT_ONCE)),
            None if demands(rules) => Some(AT_ONCE),
            _ => None,
        };
        let grace = |rules: &PolicyRules| match rules.grace_sign_ins {
            Some(sign_ins) if may_speak(rules) => Some(sign_ins),
            None if demands(rules) => Some(0),
            _ => None,
        };
        let start = self.strictest_moment(from);
        (start, self.least_grace(grace))
    }

    pub(super) fn speakers(&self) -> impl Iterator<Item = (Source, &'a PolicyRules)> + use<'a> {
        std::iter::once((Source::Pool, self.pool))
            .chain(self.held.iter().map(|holder| (holder.source.clone(), &holder.rules)))
    }

    fn strictest_moment(&mut self, from: impl Fn(&PolicyRules) -> Option<i64>) -> Option<i64> {
        let (moment, source) = self
            .speakers()
            .filter_map(|(source, rules)| Some((from(rules)?, source)))
            .min_by_key(|(moment, _)| *moment)?;
        if moment == AT_ONCE {
            return None;
        }
        self.note_moment("required_from", moment, source);
        Some(moment)
    }

    fn least_grace(&mut self, grace: impl Fn(&PolicyRules) -> Option<u32>) -> u32 {
        let named = self.speakers().filter_map(|(source, rules)| Some((grace(rules)?, source)));
        let Some((sign_ins, source)) = named.min_by_key(|(sign_ins, _)| *sign_ins) else { return 0 };
        if sign_ins > 0 {
            self.note("grace_sign_ins", &sign_ins, source);
        }
        sign_ins
    }
}

/// What these rules say of passkeys to somebody who manages others, or does not (S0-3).
fn demanded(rules: &PolicyRules, elevated: bool) -> Option<PasskeyRule> {
    match (rules.passkey, rules.required_of) {
        (Some(PasskeyRule::Required), Some(RequiredOf::Elevated)) if !elevated => Some(PasskeyRule::Optional),
        (rule, _) => rule,
    }
}
