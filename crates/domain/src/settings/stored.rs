//! A pool's settings as somebody wrote them into the store. It must never pass over in silence what is not in force: a rule with a slip of
//! the pen in its name would leave a door open that its writer believes shut. Nor must it refuse names of another release.

use super::{AttestationSettings, MethodSettings, PoolSettings, WorkspaceSettings, pages, roll_out};
use crate::identifier::short;
use crate::origins::Warning;
use crate::policy::{self, PolicyRules};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Authenticator models that a pool may list: more than there are.
const MOST_MODELS: usize = 2_000;
/// Names reported at a time; those beyond come to light once these are mended.
const MOST_NAMES: usize = 50;
/// Long enough for a person to reach for a key; no longer than the challenge surely lives (S1-19).
const TIMEOUTS_MS: RangeInclusive<u32> = 10_000..=540_000;
/// S3-20
const CAPACITIES: RangeInclusive<usize> = 1..=100;
/// S3-21
const FACTORS: RangeInclusive<usize> = 1..=1_000;
/// Characters.
const LONGEST_HELP: usize = 1_000;
/// From a quarter of an hour to thirty days, as for `policy.session_minutes`.
const SESSIONS_S: RangeInclusive<i64> = 15 * 60..=30 * 24 * 60 * 60;
/// What is sent is good for ten minutes at most (ASVS 6.5.5), a link that opens a recovery for an hour.
const CODES_S: RangeInclusive<u32> = 60..=600;
const LINKS_S: RangeInclusive<u32> = 60..=3600;
const DIGITS: RangeInclusive<u32> = 6..=8;
/// NIST 800-63B, 3.1.1.2; no pool may ask for passwords that nobody can make up.
const LENGTHS_ALONE: RangeInclusive<usize> = 15..=64;
const LENGTHS: RangeInclusive<usize> = 8..=64;

/// What is in force, and what is not.
pub(crate) fn read(text: &str) -> Result<(PoolSettings, Vec<Warning>), serde_json::Error> {
    let mut settings: PoolSettings = serde_json::from_str(text)?;
    let mut paths = Vec::new();
    unknown(&serde_json::from_str(text)?, &serde_json::to_value(&settings)?, "", &mut paths);
    let mut found: Vec<_> = paths.into_iter().map(|path| Warning::UnknownName { path }).collect();
    found.extend(bound_models(&mut settings.attestation));
    found.extend(bound_numbers(&mut settings));
    found.extend(bound_help(&mut settings.help));
    found.extend(bound_methods(&mut settings.methods));
    found.extend(pages::bound(&mut settings.pages));
    found.extend(roll_out::bound(&mut settings.roll_out));
    found.extend(policy::bound(&mut settings.policy));
    found.extend(settings.alarms.bound());
    Ok((settings, found))
}

/// The same of a workspace.
pub(crate) fn read_workspace(text: &str) -> Result<(WorkspaceSettings, Vec<Warning>), serde_json::Error> {
    let mut settings: WorkspaceSettings = serde_json::from_str(text)?;
    let mut paths = Vec::new();
    unknown(&serde_json::from_str(text)?, &serde_json::to_value(&settings)?, "workspace", &mut paths);
    let mut found: Vec<_> = paths.into_iter().map(|path| Warning::UnknownName { path }).collect();
    found.extend(settings.branding.bound());
    Ok((settings, found))
}

/// The rules of a role or a group, read as strictly: whoever wrote a rule believes it to be in force.
pub(crate) fn read_rules(text: &str) -> Result<(PolicyRules, Vec<Warning>), serde_json::Error> {
    // No text, no rules.
    let text = if text.is_empty() { "{}" } else { text };
    // An object and nothing else: values without names would be taken by their place.
    let stored = Value::Object(serde_json::from_str(text)?);
    let mut rules: PolicyRules = serde_json::from_str(text)?;
    let mut paths = Vec::new();
    unknown(&stored, &serde_json::to_value(&rules)?, "policy", &mut paths);
    let mut found: Vec<_> = paths.into_iter().map(|path| Warning::UnknownName { path }).collect();
    found.extend(policy::bound(&mut rules));
    Ok((rules, found))
}

/// The paths of what is stored and is not there when the settings are written out again.
fn unknown(stored: &Value, known: &Value, path: &str, found: &mut Vec<String>) {
    match (stored, known) {
        (Value::Object(stored), Value::Object(known)) => unknown_members(stored, known, path, found),
        (Value::Array(stored), Value::Array(known)) => {
            for (place, (stored, known)) in stored.iter().zip(known).enumerate() {
                unknown(stored, known, &format!("{path}[{place}]"), found);
            }
        }
        // Values without names, taken by their place: nobody can mean that.
        (Value::Array(_), Value::Object(_)) => found.push(path.to_owned()),
        _ => {}
    }
}

fn unknown_members(stored: &Map<String, Value>, known: &Map<String, Value>, path: &str, found: &mut Vec<String>) {
    for (name, value) in stored {
        if found.len() == MOST_NAMES {
            return;
        }
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{}", short(name).escape_debug());
        match known.get(name) {
            Some(known) => unknown(value, known, &path, found),
            None => found.push(path),
        }
    }
}

/// Cuts what may be accepted. What is refused is never cut: a model must not come back in because its list is long.
fn bound_models(settings: &mut AttestationSettings) -> Vec<Warning> {
    let mut found = Vec::new();
    if settings.allow.len() > MOST_MODELS {
        settings.allow.truncate(MOST_MODELS);
        found.push(Warning::TooMany { setting: "attestation.allow", most: MOST_MODELS });
    }
    if settings.deny.len() > MOST_MODELS {
        found.push(Warning::LongList { setting: "attestation.deny", count: settings.deny.len() });
    }
    found
}

/// A prompt that nobody can answer in time, or room for no passkey, would lock everybody out.
fn bound_numbers(settings: &mut PoolSettings) -> Vec<Warning> {
    // A time that makes no sense is not brought to the nearest bound: nobody meant that one either.
    let timeout = (!TIMEOUTS_MS.contains(&settings.timeout_ms)).then(|| {
        let given = std::mem::replace(&mut settings.timeout_ms, PoolSettings::default().timeout_ms);
        out_of_bounds("timeout_ms", (u64::from(given), u64::from(settings.timeout_ms)), &wide(&TIMEOUTS_MS))
    });
    let factors = within("max_factors", &mut settings.max_factors, &FACTORS);
    let most = settings.max_factors.min(*CAPACITIES.end());
    let capacity = within("passkey_capacity", &mut settings.passkey_capacity, &(*CAPACITIES.start()..=most));
    let session = within("session_seconds", &mut settings.session_seconds, &SESSIONS_S);
    timeout.into_iter().chain(factors).chain(capacity).chain(session).collect()
}

/// A page of help is read by nobody who is locked out.
fn bound_help(help: &mut String) -> Option<Warning> {
    text_within("help", help, LONGEST_HELP)
}

/// Cuts a text.
pub(super) fn text_within(setting: &'static str, text: &mut String, most: usize) -> Option<Warning> {
    let given = text.chars().count();
    if given <= most {
        return None;
    }
    *text = text.chars().take(most).collect();
    let wide = |length| u64::try_from(length).unwrap_or(u64::MAX);
    Some(out_of_bounds(setting, (wide(given), wide(most)), &(0..=wide(most))))
}

/// A code that lives for a day, or has one digit, is none.
fn bound_methods(methods: &mut MethodSettings) -> Vec<Warning> {
    let found = [
        within("methods.code_seconds", &mut methods.code_seconds, &CODES_S),
        within("methods.link_seconds", &mut methods.link_seconds, &LINKS_S),
        within("methods.code_digits", &mut methods.code_digits, &DIGITS),
        within("methods.password.least_alone", &mut methods.password.least_alone, &LENGTHS_ALONE),
        within("methods.password.least_with_second_factor", &mut methods.password.least_with_second_factor, &LENGTHS),
    ];
    found.into_iter().flatten().collect()
}

/// Brings a number to the nearest bound.
pub(crate) fn within<T>(setting: &'static str, number: &mut T, bounds: &RangeInclusive<T>) -> Option<Warning>
where
    T: Copy + Ord,
    u64: TryFrom<T>,
{
    let given = *number;
    *number = given.clamp(*bounds.start(), *bounds.end());
    let used = wide(&(*number..=*number));
    // What is below zero is told as zero.
    let given = (*number != given).then(|| u64::try_from(given).unwrap_or_default())?;
    Some(out_of_bounds(setting, (given, *used.start()), &wide(bounds)))
}

fn wide<T: Copy>(bounds: &RangeInclusive<T>) -> RangeInclusive<u64>
where
    u64: TryFrom<T>,
{
    let wide = |number: T| u64::try_from(number).unwrap_or(u64::MAX);
    wide(*bounds.start())..=wide(*bounds.end())
}

fn out_of_bounds(setting: &'static str, (given, used): (u64, u64), bounds: &RangeInclusive<u64>) -> Warning {
    Warning::OutOfBounds { setting, given, least: *bounds.start(), most: *bounds.end(), used }
}

#[cfg(test)]
mod tests;
