//! The rules of a pool that this API has words for (S3c-6): from which level of assurance on nothing more is asked, for how long a browser is spared
//! the second factor, and which passkeys are to be made anew. They are rules of its policy, and saved as the console's form saves them.

use super::record::nullable;
use crate::error::Objection;
use crate::method::Strength;
use crate::policy::PolicyRules;
use crate::pool_policy::RulesAsk;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

const DAY_S: i64 = 24 * 60 * 60;

/// How much a sign-in is worth, as the vendor's console has it: low 30 %, medium 60 %, high 80 %.
const LEVELS: [(f64, Option<Strength>); 5] = [
    (0.0, None),
    (0.3, Some(Strength::Single)),
    (0.6, Some(Strength::Multi)),
    (0.8, Some(Strength::PhishingResistant)),
    (1.0, Some(Strength::DeviceBound)),
];

/// The rules as a pool shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PoolRules {
    /// What a sign-in has to reach: one that reaches less is asked for a second factor.
    pub second_factor_threshold: Number,
    /// Whether there is a time for which a browser may be spared the second factor.
    pub allow_skip_2fa: bool,
    /// That time; `0s` for none.
    pub mfa_session_ttl: String,
    pub reset_credentials_settings: ResetSettings,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetSettings {
    /// Passkeys that were made before are made anew.
    pub reset_webauthn_older_than: Option<String>,
}

/// What is to be of them. What is left out, and what is null, stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PoolRulesUpdate {
    pub second_factor_threshold: Option<Number>,
    pub allow_skip_2fa: Option<bool>,
    pub mfa_session_ttl: Option<String>,
    #[serde(deserialize_with = "nullable")]
    pub reset_credentials_settings: ResetSettings,
}

impl PoolRules {
    pub(super) fn of(rules: &PolicyRules) -> Self {
        let level = LEVELS.into_iter().find(|(_, strength)| *strength == rules.fallback);
        let days = rules.remember_device_days.unwrap_or_default();
        Self {
            second_factor_threshold: Number::from_f64(level.map_or(0.0, |(level, _)| level))
                .unwrap_or_else(|| 0.into()),
            allow_skip_2fa: days > 0,
            mfa_session_ttl: if days > 0 { format!("{}h0m0s", days * 24) } else { "0s".to_owned() },
            reset_credentials_settings: ResetSettings {
                reset_webauthn_older_than: rules.renew_passkeys_before.clone(),
            },
        }
    }
}

impl PoolRulesUpdate {
    /// What it asks for, as the console's form says it; none where it says nothing of the rules.
    pub(super) fn ask(&self, old: &PolicyRules, confirmed: &[String]) -> Result<Option<RulesAsk>, Objection> {
        let ask = RulesAsk {
            fallback: self.second_factor_threshold.as_ref().map(level).transpose()?,
            remember_device_days: self.days(old)?.map(Value::from),
            renew_passkeys_before: self.reset_credentials_settings.reset_webauthn_older_than.clone(),
            confirmed: confirmed.to_vec(),
            ..RulesAsk::default()
        };
        let is_silent =
            ask.fallback.is_none() && ask.remember_device_days.is_none() && ask.renew_passkeys_before.is_none();
        Ok((!is_silent).then_some(ask))
    }

    fn days(&self, old: &PolicyRules) -> Result<Option<i64>, Objection> {
        let named = self.mfa_session_ttl.as_deref().map(days).transpose()?;
        let stays = i64::from(old.remember_device_days.unwrap_or_default());
        match (self.allow_skip_2fa, named) {
            (Some(false), Some(1..)) => {
                Err(Objection::new("allow_skip_2fa", "mfa_session_ttl names a time for which it is skipped."))
            }
            (Some(false), _) => Ok(Some(0)),
            (Some(true), named) if named.unwrap_or(stays) == 0 => {
                Err(Objection::new("allow_skip_2fa", "mfa_session_ttl has to name for how long."))
            }
            (_, named) => Ok(named),
        }
        // What was never said stays unsaid.
        .map(|days| days.filter(|days| *days != stays))
    }
}

/// The word of the strength that reaches this level: who asks for more than one level gets the next.
fn level(given: &Number) -> Result<String, Objection> {
    let problem = || Objection::new("second_factor_threshold", "This is a number from 0 to 1.");
    let given = given.as_f64().filter(|given| (0.0..=1.0).contains(given)).ok_or_else(problem)?;
    let found = LEVELS.into_iter().find(|(level, _)| given <= *level).ok_or_else(problem)?;
    Ok(found.1.map(Strength::as_str).unwrap_or_default().to_owned())
}

/// A length of time such as `720h0m0s`, in days.
fn days(text: &str) -> Result<i64, Objection> {
    let problem =
        || Objection::new("mfa_session_ttl", "This is a time of whole days, such as 720h0m0s for 30; 0s for none.");
    let seconds = text.trim().parse::<jiff::SignedDuration>().map_err(|_| problem())?;
    if seconds.is_negative() || seconds.subsec_nanos() != 0 || seconds.as_secs() % DAY_S != 0 {
        return Err(problem());
    }
    Ok(seconds.as_secs() / DAY_S)
}

/// As the fields of this API are called.
pub(super) fn field(field: &'static str) -> Option<&'static str> {
    match field {
        "fallback" | "passkey" => Some("second_factor_threshold"),
        "remember_device_days" => Some("mfa_session_ttl"),
        "renew_passkeys_before" => Some("reset_credentials_settings.reset_webauthn_older_than"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(update: Value, old: &PolicyRules) -> Result<Option<RulesAsk>, &'static str> {
        let update: PoolRulesUpdate = serde_json::from_value(update).unwrap();
        update.ask(old, &[]).map_err(|objection| objection.field)
    }

    // S3c-6: what is shown means the same when it is sent back.
    #[test]
    fn what_is_shown_can_be_sent_back() {
        let strengths = LEVELS.map(|(_, strength)| strength);
        for (fallback, days) in strengths.into_iter().flat_map(|one| [(one, None), (one, Some(0)), (one, Some(90))]) {
            let rules = PolicyRules { fallback, remember_device_days: days, ..PolicyRules::default() };
            let shown = serde_json::to_value(PoolRules::of(&rules)).unwrap();
            let ask = asked(shown.clone(), &rules).unwrap().unwrap();
            assert_eq!(ask.fallback.as_deref(), Some(fallback.map(Strength::as_str).unwrap_or_default()), "{shown}");
            assert_eq!((ask.remember_device_days, ask.renew_passkeys_before), (None, None), "{shown}");
        }
    }

    // S3c-6: low, medium and high, and what lies between them.
    #[test]
    fn a_threshold_is_the_next_level() {
        let rules = PolicyRules::default();
        for (given, word) in [
            (json!(0), ""),
            (json!(0.1), "single"),
            (json!(0.3), "single"),
            (json!(0.31), "multi"),
            (json!(0.6), "multi"),
            (json!(0.8), "phishing_resistant"),
            (json!(0.81), "device_bound"),
            (json!(1), "device_bound"),
        ] {
            let ask = asked(json!({ "second_factor_threshold": given }), &rules).unwrap().unwrap();
            assert_eq!((ask.fallback.as_deref(), ask.remember_device_days), (Some(word), None));
        }
        for given in [json!(-0.1), json!(1.1), json!(60)] {
            assert_eq!(
                asked(json!({ "second_factor_threshold": given }), &rules).unwrap_err(),
                "second_factor_threshold"
            );
        }
    }

    // S3c-6: 0 is off.
    #[test]
    fn a_time_is_of_whole_days() {
        let (none, some) =
            (PolicyRules::default(), PolicyRules { remember_device_days: Some(7), ..PolicyRules::default() });
        let said = |update: Value, old: &PolicyRules| {
            asked(update, old).map(|ask| ask.and_then(|ask| ask.remember_device_days).and_then(|days| days.as_i64()))
        };
        assert_eq!(said(json!({ "mfa_session_ttl": "720h0m0s" }), &none), Ok(Some(30)));
        assert_eq!(said(json!({ "mfa_session_ttl": "0s", "allow_skip_2fa": false }), &some), Ok(Some(0)));
        assert_eq!(said(json!({ "allow_skip_2fa": false }), &some), Ok(Some(0)));
        assert_eq!(said(json!({ "allow_skip_2fa": true }), &some), Ok(None));
        assert_eq!(said(json!({}), &some), Ok(None));
        for bad in ["", "a day", "25h", "24h0m1s", "24h0.5s", "-24h"] {
            assert_eq!(said(json!({ "mfa_session_ttl": bad }), &none), Err("mfa_session_ttl"), "{bad}");
        }
        assert_eq!(said(json!({ "allow_skip_2fa": true }), &none), Err("allow_skip_2fa"));
        assert_eq!(said(json!({ "allow_skip_2fa": false, "mfa_session_ttl": "-24h" }), &some), Err("mfa_session_ttl"));
        let both = json!({ "allow_skip_2fa": false, "mfa_session_ttl": "24h" });
        assert_eq!(said(both, &none), Err("allow_skip_2fa"));
    }
}
