//! Within which bounds the numbers of a policy lie, for those who write rules, those who read them and the pages that offer them. A number
//! outside is reported and the nearest one inside is used; it must never be passed over in silence.

use super::PolicyRules;
use crate::origins::Warning;
use crate::settings::within as stored_within;
use std::ops::RangeInclusive;

/// Idle sign-out is off, or within these (S0-30).
pub const IDLE_MINUTES: RangeInclusive<u32> = 15..=24 * 60;
/// What pages offer for it: 15m, 30m, 1h, 4h, 8h, 24h (S0-30).
pub const IDLE_PRESETS: [u32; 6] = [15, 30, 60, 4 * 60, 8 * 60, 24 * 60];
/// Long enough to read the warning; shorter than the shortest idle time (S0-31).
pub const WARNING_SECONDS: RangeInclusive<u32> = 30..=600;
/// From the shortest idle time to what NIST allows a single factor (800-63B, 2.1.3).
pub const SESSION_MINUTES: RangeInclusive<u32> = 15..=30 * 24 * 60;
pub const STEP_UP_MINUTES: RangeInclusive<u32> = 1..=60;
/// 0 forbids it.
pub const REMEMBER_DEVICE_DAYS: RangeInclusive<u32> = 0..=90;
/// 0 for none; nobody is kept outside for longer than a week.
pub const RECOVERY_WAIT_HOURS: RangeInclusive<u32> = 0..=7 * 24;
pub const GRACE_SIGN_INS: RangeInclusive<u32> = 0..=1_000;
pub const LATER_SIGN_INS: RangeInclusive<u32> = 1..=1_000;
pub const LATER_DAYS: RangeInclusive<u32> = 1..=365;
/// As for the capacity (S3-20); no minimum is 0.
pub const LEAST_PASSKEYS: RangeInclusive<usize> = 0..=100;
pub const MOST_PASSKEYS: RangeInclusive<usize> = 1..=100;

/// Brings every number within its bounds, and says which were not. A date that cannot be read stays: from then on a passkey is
/// required at once, and none has to be made anew.
pub(crate) fn bound(rules: &mut PolicyRules) -> Vec<Warning> {
    let numbers = [
        within("policy.idle_minutes", &mut rules.idle_minutes, &IDLE_MINUTES),
        within("policy.warning_seconds", &mut rules.warning_seconds, &WARNING_SECONDS),
        within("policy.session_minutes", &mut rules.session_minutes, &SESSION_MINUTES),
        within("policy.step_up_minutes", &mut rules.step_up_minutes, &STEP_UP_MINUTES),
        within("policy.remember_device_days", &mut rules.remember_device_days, &REMEMBER_DEVICE_DAYS),
        within("policy.recovery_wait_hours", &mut rules.recovery_wait_hours, &RECOVERY_WAIT_HOURS),
        within("policy.grace_sign_ins", &mut rules.grace_sign_ins, &GRACE_SIGN_INS),
        within("policy.later_sign_ins", &mut rules.later_sign_ins, &LATER_SIGN_INS),
        within("policy.later_days", &mut rules.later_days, &LATER_DAYS),
        within("policy.least_passkeys", &mut rules.least_passkeys, &LEAST_PASSKEYS),
        within("policy.most_passkeys", &mut rules.most_passkeys, &MOST_PASSKEYS),
    ];
    let days = [
        ("policy.required_from", &rules.required_from, "the rule is in force at once"),
        ("policy.renew_passkeys_before", &rules.renew_passkeys_before, "no passkey has to be made anew"),
    ];
    let dates = days.into_iter().filter_map(|(setting, text, then)| {
        let text = text.as_deref().filter(|text| super::join::instant(text).is_none())?;
        Some(Warning::NotADate { setting, text: crate::identifier::short(text).to_owned(), then })
    });
    numbers.into_iter().flatten().chain(dates).collect()
}

fn within<T>(setting: &'static str, number: &mut Option<T>, bounds: &RangeInclusive<T>) -> Option<Warning>
where
    T: Copy + Ord,
    u64: TryFrom<T>,
{
    stored_within(setting, number.as_mut()?, bounds)
}
