//! A pool's settings as somebody wrote them into the store. It must never pass over in silence what is not in force: a rule with a slip of
//! the pen in its name would leave a door open that its writer believes shut. Nor must it refuse names of another release.

use super::{AttestationSettings, PoolSettings};
use crate::identifier::short;
use crate::origins::Warning;
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

/// What is in force, and what is not.
pub(crate) fn read(text: &str) -> Result<(PoolSettings, Vec<Warning>), serde_json::Error> {
    let mut settings: PoolSettings = serde_json::from_str(text)?;
    let mut paths = Vec::new();
    unknown(&serde_json::from_str(text)?, &serde_json::to_value(&settings)?, "", &mut paths);
    let mut found: Vec<_> = paths.into_iter().map(|path| Warning::UnknownName { path }).collect();
    found.extend(bound_models(&mut settings.attestation));
    found.extend(bound_numbers(&mut settings));
    Ok((settings, found))
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
    let mut found = Vec::new();
    if !TIMEOUTS_MS.contains(&settings.timeout_ms) {
        let used = PoolSettings::default().timeout_ms;
        found.push(Warning::OutOfBounds {
            setting: "timeout_ms",
            given: u64::from(settings.timeout_ms),
            least: u64::from(*TIMEOUTS_MS.start()),
            most: u64::from(*TIMEOUTS_MS.end()),
            used: u64::from(used),
        });
        settings.timeout_ms = used;
    }
    let capacity = settings.passkey_capacity;
    let used = capacity.clamp(*CAPACITIES.start(), *CAPACITIES.end());
    if used != capacity {
        let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        found.push(Warning::OutOfBounds {
            setting: "passkey_capacity",
            given: wide(capacity),
            least: wide(*CAPACITIES.start()),
            most: wide(*CAPACITIES.end()),
            used: wide(used),
        });
        settings.passkey_capacity = used;
    }
    found
}

#[cfg(test)]
mod tests;
