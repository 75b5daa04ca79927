//! Rules in plain words, for "why was I asked?". One sentence each, in the words of a language; it must never name anybody but the member's
//! own roles and groups.

use super::{Because, Source};
use crate::language::{Language, Place, sentences, times};

/// One sentence that says which rule holds and who made it.
pub fn explain(language: Language, because: &Because) -> String {
    let (who, name) = match &because.source {
        Source::Installation => ("who_installation", ""),
        Source::Pool => ("who_pool", ""),
        Source::Role(name) => ("who_role", name.as_str()),
        Source::Group(name) => ("who_group", name.as_str()),
    };
    let name = sentences::isolated(language, name);
    let who = sentences::say(language, who, &[("name", Place::Text(&name))]);
    let count = because.value.parse().unwrap_or_default();
    let date = super::join::instant(&because.value).map(|at| times::moment(language, at));
    let value = date.as_deref().unwrap_or(&because.value);
    let places = [("who", Place::Text(&who)), ("value", Place::Text(value)), ("count", Place::Count(count))];
    sentences::say(language, rule(because.setting, &because.value), &places)
}

/// The sentence for what a rule does.
fn rule(setting: &str, value: &str) -> &'static str {
    match (setting, value) {
        ("passkey", "required") => "rule_passkey_required",
        ("passkey", "optional") => "rule_passkey_optional",
        ("passkey", _) => "rule_passkey_off",
        ("required_from", _) => "rule_required_from",
        ("grace_sign_ins", _) => "rule_grace_sign_ins",
        ("passkey_after_magic_link", "true") => "rule_passkey_after_magic_link",
        ("passkey_after_magic_link", _) => "rule_passkey_after_magic_link_off",
        ("least_passkeys", _) => "rule_least_passkeys",
        ("most_passkeys", _) => "rule_most_passkeys",
        ("fallback", "single") => "rule_fallback_single",
        ("fallback", "multi") => "rule_fallback_multi",
        ("fallback", "phishing_resistant") => "rule_fallback_phishing_resistant",
        ("fallback", _) | ("device_bound_only", "true") => "rule_device_bound_only",
        ("device_bound_only", _) => "rule_device_bound_only_off",
        ("renew_passkeys_before", _) => "rule_renew_passkeys_before",
        ("idle_minutes", "null") => "rule_idle_minutes_off",
        ("idle_minutes", _) => "rule_idle_minutes",
        ("warning_seconds", _) => "rule_warning_seconds",
        ("session_minutes", _) => "rule_session_minutes",
        ("step_up_minutes", _) => "rule_step_up_minutes",
        ("step_up_for", "") => "rule_step_up_for_off",
        ("step_up_for", _) => "rule_step_up_for",
        ("remember_device_days", "0") => "rule_remember_device_days_off",
        ("remember_device_days", _) => "rule_remember_device_days",
        ("recovery_wait_hours", "0") => "rule_recovery_wait_hours_off",
        ("recovery_wait_hours", _) => "rule_recovery_wait_hours",
        ("two_persons_for_access_pass", "true") => "rule_two_persons_for_access_pass",
        ("two_persons_for_access_pass", _) => "rule_two_persons_for_access_pass_off",
        ("suggest_passkey", "true") => "rule_suggest_passkey",
        ("suggest_passkey", _) => "rule_suggest_passkey_off",
        ("quiet_upgrade", "true") => "rule_quiet_upgrade",
        ("quiet_upgrade", _) => "rule_quiet_upgrade_off",
        ("later_sign_ins", _) => "rule_later_sign_ins",
        ("later_days", _) => "rule_later_days",
        _ => "rule_other",
    }
}
