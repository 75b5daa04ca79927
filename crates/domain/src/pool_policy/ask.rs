//! Rules as a form sends them: what is left out stays, blank means that nothing is said. Pure.

use crate::error::Objection;
use crate::method::Strength;
use crate::policy::{
    GRACE_SIGN_INS, IDLE_MINUTES, LEAST_PASSKEYS, PasskeyRule, PolicyRules, REMEMBER_DEVICE_DAYS, RequiredOf,
    STEP_UP_MINUTES, Sensitive,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

const CHOOSE: &str = "Choose one of those that are offered.";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesAsk {
    /// Of a role or a group.
    pub name: Option<String>,
    /// Of a role: whether its holders manage others.
    pub elevated: Option<bool>,
    /// Of a pool: `off`, `optional`, `everybody`, `elevated`, or blank.
    pub passkey: Option<String>,
    /// Of a role or a group.
    pub require_passkey: Option<bool>,
    /// A day, or a moment as in RFC 3339.
    pub required_from: Option<String>,
    pub grace_sign_ins: Option<Value>,
    pub least_passkeys: Option<Value>,
    pub passkey_after_magic_link: Option<bool>,
    pub fallback: Option<String>,
    /// A day, or a moment as in RFC 3339: passkeys that were made before are made anew (S3c-6).
    pub renew_passkeys_before: Option<String>,
    /// For how many days a member may spare a browser the second factor; 0 for none (S3c-6).
    pub remember_device_days: Option<Value>,
    /// Minutes, `off`, or `custom` with `idle_custom`.
    pub idle: Option<String>,
    pub idle_custom: Option<Value>,
    pub step_up_minutes: Option<Value>,
    pub step_up_for: Option<Vec<String>>,
    pub two_persons_for_access_pass: Option<bool>,
    /// Of the consequences that the answer before this one named.
    pub confirmed: Vec<String>,
}

/// Who is to have the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Pool,
    Role,
    Group,
}

impl RulesAsk {
    /// The rules as they are to be.
    pub(super) fn rules(&self, old: &PolicyRules, whose: Whose) -> Result<PolicyRules, Objection> {
        self.fits(whose)?;
        let is_pool = whose == Whose::Pool;
        let mut rules = old.clone();
        self.passkey(&mut rules)?;
        moment("required_from", self.required_from.as_deref(), &mut rules.required_from)?;
        moment("renew_passkeys_before", self.renew_passkeys_before.as_deref(), &mut rules.renew_passkeys_before)?;
        let days = self.remember_device_days.as_ref();
        number("remember_device_days", days, &REMEMBER_DEVICE_DAYS, &mut rules.remember_device_days)?;
        number("grace_sign_ins", self.grace_sign_ins.as_ref(), &GRACE_SIGN_INS, &mut rules.grace_sign_ins)?;
        number("least_passkeys", self.least_passkeys.as_ref(), &LEAST_PASSKEYS, &mut rules.least_passkeys)?;
        number("step_up_minutes", self.step_up_minutes.as_ref(), &STEP_UP_MINUTES, &mut rules.step_up_minutes)?;
        switch(self.passkey_after_magic_link, &mut rules.passkey_after_magic_link);
        switch(self.two_persons_for_access_pass, &mut rules.two_persons_for_access_pass);
        if let Some(word) = self.fallback.as_deref() {
            rules.fallback = strength(word)?;
        }
        self.idle(&mut rules)?;
        if let Some(words) = &self.step_up_for {
            rules.step_up_for = occasions(words, old, is_pool)?;
        }
        Ok(rules)
    }

    /// What is meant for others is not passed over: somebody would believe it to be in force.
    fn fits(&self, whose: Whose) -> Result<(), Objection> {
        let is_pool = whose == Whose::Pool;
        for (field, is_there, fits, why) in [
            (
                "passkey",
                self.passkey.is_some(),
                is_pool,
                "This is of a pool. Of a role or a group it is require_passkey.",
            ),
            ("require_passkey", self.require_passkey.is_some(), !is_pool, "This is of a role or a group."),
            ("name", self.name.is_some(), !is_pool, "This is of a role or a group."),
            ("elevated", self.elevated.is_some(), whose == Whose::Role, "Only a role has elevated permissions."),
        ] {
            if is_there && !fits {
                return Err(Objection::new(field, why));
            }
        }
        Ok(())
    }

    fn passkey(&self, rules: &mut PolicyRules) -> Result<(), Objection> {
        if let Some(word) = self.passkey.as_deref() {
            (rules.passkey, rules.required_of) = match word {
                "" => (None, None),
                "off" => (Some(PasskeyRule::Off), None),
                "optional" => (Some(PasskeyRule::Optional), None),
                "everybody" => (Some(PasskeyRule::Required), None),
                "elevated" => (Some(PasskeyRule::Required), Some(RequiredOf::Elevated)),
                _ => return Err(Objection::new("passkey", CHOOSE)),
            };
        }
        match self.require_passkey {
            Some(true) => (rules.passkey, rules.required_of) = (Some(PasskeyRule::Required), None),
            Some(false) if rules.passkey == Some(PasskeyRule::Required) => {
                (rules.passkey, rules.required_of) = (None, None);
            }
            _ => {}
        }
        Ok(())
    }

    /// S0-30
    fn idle(&self, rules: &mut PolicyRules) -> Result<(), Objection> {
        match self.idle.as_deref() {
            None => {}
            Some("off") => rules.idle_minutes = None,
            Some("custom") => {
                let mut minutes = None;
                number("idle_custom", self.idle_custom.as_ref(), &IDLE_MINUTES, &mut minutes)?;
                let missing = || Objection::new("idle_custom", "Enter a number of minutes from 15 to 1440 (24 hours).");
                rules.idle_minutes = Some(minutes.ok_or_else(missing)?);
            }
            Some(minutes) => {
                let minutes = minutes.parse().ok().filter(|minutes| IDLE_MINUTES.contains(minutes));
                rules.idle_minutes = Some(minutes.ok_or_else(|| Objection::new("idle", CHOOSE))?);
            }
        }
        Ok(())
    }
}

/// What is not asked for and never was needs no word.
fn switch(asked: Option<bool>, place: &mut Option<bool>) {
    if let Some(asked) = asked {
        *place = if asked { Some(true) } else { place.and(Some(false)) };
    }
}

/// A day begins at midnight UTC. What names the day that is stored stays to the second.
fn moment(field: &'static str, given: Option<&str>, place: &mut Option<String>) -> Result<(), Objection> {
    let Some(text) = given.map(str::trim) else { return Ok(()) };
    let names = |old: &str| old == text || old.strip_prefix(text).is_some_and(|rest| rest.starts_with('T'));
    if text.is_empty() {
        *place = None;
    } else if !place.as_deref().is_some_and(names) {
        let day = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
        let at = text.parse::<jiff::Timestamp>().ok().or_else(|| day().map(|day| day.timestamp()));
        let problem = || Objection::new(field, "This is a day such as 2030-01-31.");
        *place = Some(at.ok_or_else(problem)?.to_string());
    }
    Ok(())
}

/// A number, as one or as text; blank for none.
fn number<T>(
    field: &'static str,
    given: Option<&Value>,
    bounds: &RangeInclusive<T>,
    place: &mut Option<T>,
) -> Result<(), Objection>
where
    T: Copy + PartialOrd + std::fmt::Display + TryFrom<u64>,
{
    let number = match given {
        None => return Ok(()),
        Some(Value::String(text)) if text.trim().is_empty() => {
            *place = None;
            return Ok(());
        }
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(other) => other.as_u64(),
    };
    let found = number.and_then(|number| T::try_from(number).ok()).filter(|number| bounds.contains(number));
    let problem =
        || Objection::new(field, format!("This is a whole number from {} to {}.", bounds.start(), bounds.end()));
    *place = Some(found.ok_or_else(problem)?);
    Ok(())
}

fn strength(word: &str) -> Result<Option<Strength>, Objection> {
    Ok(match word {
        "" => None,
        "single" => Some(Strength::Single),
        "multi" => Some(Strength::Multi),
        "phishing_resistant" => Some(Strength::PhishingResistant),
        "device_bound" => Some(Strength::DeviceBound),
        _ => return Err(Objection::new("fallback", CHOOSE)),
    })
}

/// In a pool all are asked about where nothing is said; a role can only add (S0-36).
fn occasions(words: &[String], old: &PolicyRules, is_pool: bool) -> Result<Option<BTreeSet<Sensitive>>, Objection> {
    let mut set = BTreeSet::new();
    for word in words {
        set.insert(match word.as_str() {
            "administration" => Sensitive::Administration,
            "account" => Sensitive::Account,
            "elevated_pages" => Sensitive::ElevatedPages,
            _ => return Err(Objection::new("step_up_for", CHOOSE)),
        });
    }
    let is_silent = if is_pool { set.len() == 3 } else { set.is_empty() };
    Ok(if is_silent && old.step_up_for.is_none() { None } else { Some(set) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(ask: Value, old: &PolicyRules, is_pool: bool) -> Result<PolicyRules, &'static str> {
        let whose = if is_pool { Whose::Pool } else { Whose::Role };
        let ask: RulesAsk = serde_json::from_value(ask).unwrap();
        ask.rules(old, whose).map_err(|objection| objection.field)
    }

    // S0-2, S0-3, S0-4, S0-30, S0-36, S0c-1, S3c-6
    #[test]
    fn what_a_form_says_is_what_is_stored() {
        let silent = PolicyRules::default();
        for (ask, is_pool, stored) in [
            (json!({}), true, json!({})),
            (json!({ "passkey": "everybody" }), true, json!({ "passkey": "required" })),
            (json!({ "passkey": "elevated" }), true, json!({ "passkey": "required", "required_of": "elevated" })),
            (json!({ "require_passkey": true }), false, json!({ "passkey": "required" })),
            (json!({ "require_passkey": false, "passkey_after_magic_link": false }), false, json!({})),
            (json!({ "passkey_after_magic_link": true }), false, json!({ "passkey_after_magic_link": true })),
            (json!({ "two_persons_for_access_pass": true }), true, json!({ "two_persons_for_access_pass": true })),
            (json!({ "two_persons_for_access_pass": false }), false, json!({})),
            (json!({ "idle": "off" }), false, json!({})),
            (json!({ "idle": "15" }), false, json!({ "idle_minutes": 15 })),
            (json!({ "idle": "1440" }), false, json!({ "idle_minutes": 1440 })),
            (json!({ "idle": "custom", "idle_custom": "45" }), false, json!({ "idle_minutes": 45 })),
            (
                json!({ "step_up_minutes": 3, "grace_sign_ins": " 2 " }),
                false,
                json!({ "step_up_minutes": 3, "grace_sign_ins": 2 }),
            ),
            (json!({ "step_up_for": ["account", "administration", "elevated_pages"] }), true, json!({})),
            (json!({ "step_up_for": [] }), false, json!({})),
            (json!({ "step_up_for": ["account"] }), true, json!({ "step_up_for": ["account"] })),
            (json!({ "required_from": "2030-01-31" }), true, json!({ "required_from": "2030-01-31T00:00:00Z" })),
            (json!({ "fallback": "multi" }), true, json!({ "fallback": "multi" })),
            (
                json!({ "renew_passkeys_before": "2026-03-01" }),
                false,
                json!({ "renew_passkeys_before": "2026-03-01T00:00:00Z" }),
            ),
            (json!({ "remember_device_days": "30" }), true, json!({ "remember_device_days": 30 })),
        ] {
            let stored: PolicyRules = serde_json::from_value(stored).unwrap();
            assert_eq!(asked(ask.clone(), &silent, is_pool), Ok(stored), "{ask}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let silent = PolicyRules::default();
        for (ask, field) in [
            (json!({ "passkey": "everybody" }), "passkey"),
            (json!({ "idle": "14" }), "idle"),
            (json!({ "idle": "custom", "idle_custom": 14 }), "idle_custom"),
            (json!({ "idle": "custom", "idle_custom": 1441 }), "idle_custom"),
            (json!({ "idle": "custom" }), "idle_custom"),
            (json!({ "idle": "custom", "idle_custom": "" }), "idle_custom"),
            (json!({ "step_up_minutes": 61 }), "step_up_minutes"),
            (json!({ "step_up_minutes": -1 }), "step_up_minutes"),
            (json!({ "grace_sign_ins": "many" }), "grace_sign_ins"),
            (json!({ "least_passkeys": 101 }), "least_passkeys"),
            (json!({ "step_up_for": ["lunch"] }), "step_up_for"),
            (json!({ "required_from": "next week" }), "required_from"),
            (json!({ "fallback": "none" }), "fallback"),
            (json!({ "renew_passkeys_before": "spring" }), "renew_passkeys_before"),
            (json!({ "remember_device_days": 91 }), "remember_device_days"),
        ] {
            assert_eq!(asked(ask.clone(), &silent, false), Err(field), "{ask}");
        }
        for (ask, field) in [
            (json!({ "passkey": "perhaps" }), "passkey"),
            (json!({ "require_passkey": true }), "require_passkey"),
            (json!({ "name": "x" }), "name"),
            (json!({ "elevated": false }), "elevated"),
        ] {
            assert_eq!(asked(ask.clone(), &silent, true), Err(field), "{ask}");
        }
        let of_a_group: RulesAsk = serde_json::from_value(json!({ "elevated": true })).unwrap();
        assert_eq!(of_a_group.rules(&silent, Whose::Group).unwrap_err().field, "elevated");
    }

    #[test]
    fn what_is_not_touched_stays() {
        let old: PolicyRules = serde_json::from_value(json!({ "passkey": "off", "required_from": "2030-01-31T08:30:00Z", "later_days": 3, "step_up_for": [], "grace_sign_ins": 4 })).unwrap();
        let same = json!({ "require_passkey": false, "required_from": "2030-01-31", "step_up_for": [] });
        assert_eq!(asked(same, &old, false), Ok(old.clone()));
        let less = asked(json!({ "grace_sign_ins": "", "required_from": "" }), &old, false).unwrap();
        assert_eq!((less.grace_sign_ins, less.required_from, less.later_days), (None, None, Some(3)));
    }
}
