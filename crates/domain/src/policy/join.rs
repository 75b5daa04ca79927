//! Joining rules: for each setting the strictest of those who speak of it, and who that was. Where the pool is silent the default of the
//! installation speaks for it, so that a role or a group can only ever add to what holds anyway.

use super::bounds::{
    GRACE_SIGN_INS, IDLE_MINUTES, LATER_DAYS, LATER_SIGN_INS, RECOVERY_WAIT_HOURS, REMEMBER_DEVICE_DAYS,
    SESSION_MINUTES, STEP_UP_MINUTES, WARNING_SECONDS,
};
use super::demand::Demand;
use super::{Because, PasskeyRule, Policy, PolicyRules, Sensitive};
use crate::method::{Method, each_once};
use crate::settings::{MethodSettings, Mode, PoolSettings};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Who made a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The default of every installation.
    Installation,
    Pool,
    Role(String),
    Group(String),
}

/// A role or a group that a member has, with its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub source: Source,
    pub elevated: bool,
    pub rules: PolicyRules,
}

/// The policy for whoever has these roles and groups; for a stranger there are none. `usable` are the methods that door and installation
/// allow at all.
pub fn resolve(mode: Mode, settings: &PoolSettings, usable: &[Method], held: &[Holder]) -> Policy {
    let mut join = Join { pool: &settings.policy, held, because: Vec::new() };
    let demand = join.demand();
    let (first, second, recovery) = ways(&settings.methods, usable, &demand);
    let capacity = (settings.passkey_capacity, PoolSettings::default().passkey_capacity);
    let most_passkeys = join.capped("most_passkeys", capacity, |rules| rules.most_passkeys).max(1);
    let minutes = |minutes: u32, bounds: &RangeInclusive<u32>| i64::from(clamp(minutes, bounds)) * MINUTE;
    Policy {
        mode,
        first,
        second,
        recovery,
        user_verification_second: settings.user_verification_second,
        passkey: demand.passkey,
        required_from: demand.from,
        grace_sign_ins: clamp(demand.grace, &GRACE_SIGN_INS),
        passkey_after_magic_link: demand.after_magic_link,
        least_passkeys: join.most("least_passkeys", 0, |rules| rules.least_passkeys).min(most_passkeys),
        most_passkeys,
        last_passkey_guard: settings.last_passkey_guard,
        fallback: demand.fallback,
        device_bound_only: demand.device_bound,
        renewed_since: join.renewed_since(),
        idle_ms: join.idle_minutes().map(|idle| minutes(idle, &IDLE_MINUTES)),
        session_ms: join.session_ms(settings),
        warning_ms: i64::from(clamp(
            join.most("warning_seconds", 120, |rules| rules.warning_seconds),
            &WARNING_SECONDS,
        )) * 1000,
        step_up_ms: minutes(join.least("step_up_minutes", 5, |rules| rules.step_up_minutes), &STEP_UP_MINUTES),
        step_up_for: join.step_up_for(),
        remember_device_ms: Some(join.least("remember_device_days", 0, |rules| rules.remember_device_days))
            .map(|days| i64::from(clamp(days, &REMEMBER_DEVICE_DAYS)) * DAY)
            .filter(|ms| *ms > 0),
        recovery_wait_ms: Some(join.most("recovery_wait_hours", 0, |rules| rules.recovery_wait_hours))
            .map(|hours| i64::from(clamp(hours, &RECOVERY_WAIT_HOURS)) * 60 * MINUTE)
            .filter(|ms| *ms > 0),
        two_persons_for_access_pass: join
            .either("two_persons_for_access_pass", false, |rules| rules.two_persons_for_access_pass),
        suggests: join.either("suggest_passkey", true, |rules| rules.suggest_passkey),
        upgrades: join.strictest("quiet_upgrade", true, |rules| rules.quiet_upgrade, |left, right| left && right),
        later_sign_ins: clamp(join.least("later_sign_ins", 10, |rules| rules.later_sign_ins), &LATER_SIGN_INS),
        later_ms: i64::from(clamp(join.least("later_days", 7, |rules| rules.later_days), &LATER_DAYS)) * DAY,
        because: join.because,
    }
}

/// The methods in their order: first factors, second factors, and what opens a recovery.
fn ways(settings: &MethodSettings, usable: &[Method], demand: &Demand) -> (Vec<Method>, Vec<Method>, Vec<Method>) {
    let is_there =
        |method: &Method| usable.contains(method) && (*method != Method::Passkey || demand.passkey != PasskeyRule::Off);
    let ordered = |list: &[Method], preferred: Option<Method>| -> Vec<Method> {
        let preferred = preferred.filter(|method| list.contains(method));
        each_once(preferred.into_iter().chain(list.iter().copied())).into_iter().filter(is_there).collect()
    };
    let first = ordered(&settings.first, settings.preferred_first);
    let mut second = ordered(&settings.second, settings.preferred_second);
    // Whoever must have a passkey must be able to use it, even where the lists forget it.
    let is_listed = first.contains(&Method::Passkey) || second.contains(&Method::Passkey);
    if demand.needs_passkeys() && !is_listed && is_there(&Method::Passkey) {
        second.push(Method::Passkey);
    }
    let usual = [Method::RecoveryCode, Method::EmailCode, Method::MagicLink, Method::SmsCode];
    let is_way = |method: &Method| {
        let is_listed = settings.recovery.contains(method) || first.contains(method) || second.contains(method);
        is_listed && usable.contains(method)
    };
    // What an administrator gives out after looking at somebody is never off.
    let recovery = usual.into_iter().filter(is_way).chain([Method::AccessPass]).collect();
    (first, second, recovery)
}

/// RFC 3339, as milliseconds.
pub(super) fn instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

fn clamp(number: u32, bounds: &RangeInclusive<u32>) -> u32 {
    number.clamp(*bounds.start(), *bounds.end())
}

pub(super) struct Join<'a> {
    pub pool: &'a PolicyRules,
    pub held: &'a [Holder],
    pub because: Vec<Because>,
}

impl Join<'_> {
    /// What holds: the pool's word or else `default`, made stricter by each role and group that says something stricter.
    pub(super) fn strictest<T: Clone + PartialEq + Serialize>(
        &mut self,
        setting: &'static str,
        default: T,
        get: impl Fn(&PolicyRules) -> Option<T>,
        stricter: impl Fn(T, T) -> T,
    ) -> T {
        let start = get(self.pool).map_or((default, Source::Installation), |value| (value, Source::Pool));
        self.stricter_than(setting, start, get, stricter)
    }

    fn stricter_than<T: Clone + PartialEq + Serialize>(
        &mut self,
        setting: &'static str,
        (mut value, mut source): (T, Source),
        get: impl Fn(&PolicyRules) -> Option<T>,
        stricter: impl Fn(T, T) -> T,
    ) -> T {
        for holder in self.held {
            let Some(said) = get(&holder.rules) else { continue };
            let joined = stricter(value.clone(), said);
            if joined != value {
                (value, source) = (joined, holder.source.clone());
            }
        }
        self.note(setting, &value, source);
        value
    }

    pub(super) fn note(&mut self, setting: &'static str, value: &impl Serialize, source: Source) {
        if source != Source::Installation {
            self.because.push(Because { setting, value: words(value), source });
        }
    }

    fn least(&mut self, setting: &'static str, default: u32, get: impl Fn(&PolicyRules) -> Option<u32>) -> u32 {
        self.strictest(setting, default, get, u32::min)
    }

    pub(super) fn most<T: Copy + Ord + Serialize>(
        &mut self,
        setting: &'static str,
        default: T,
        get: impl Fn(&PolicyRules) -> Option<T>,
    ) -> T {
        self.strictest(setting, default, get, T::max)
    }

    pub(super) fn either(
        &mut self,
        setting: &'static str,
        default: bool,
        get: impl Fn(&PolicyRules) -> Option<bool>,
    ) -> bool {
        self.strictest(setting, default, get, |left, right| left || right)
    }

    /// A limit that stands in the pool's settings, and that its policy can only lower. `usual` is what it is where nobody changed it.
    fn capped<T: Copy + Ord + Serialize>(
        &mut self,
        setting: &'static str,
        (cap, usual): (T, T),
        get: impl Fn(&PolicyRules) -> Option<T>,
    ) -> T {
        let said = get(self.pool);
        let source = if said.is_none() && cap == usual { Source::Installation } else { Source::Pool };
        self.stricter_than(setting, (said.map_or(cap, |said| said.min(cap)), source), get, T::min)
    }

    /// Off, or the shortest that anybody names (S0-30).
    fn idle_minutes(&mut self) -> Option<u32> {
        self.strictest(
            "idle_minutes",
            None,
            |rules| rules.idle_minutes.map(Some),
            |left, right| match (left, right) {
                (Some(left), Some(right)) => Some(left.min(right)),
                (left, right) => left.or(right),
            },
        )
    }

    /// The latest day that anybody names.
    fn renewed_since(&mut self) -> Option<i64> {
        let named = |rules: &PolicyRules| instant(rules.renew_passkeys_before.as_deref()?);
        let (moment, source) = self
            .speakers()
            .filter_map(|(source, rules)| Some((named(rules)?, source)))
            .max_by_key(|(moment, _)| *moment)?;
        self.note_moment("renew_passkeys_before", moment, source);
        Some(moment)
    }

    pub(super) fn note_moment(&mut self, setting: &'static str, moment: i64, source: Source) {
        let date = jiff::Timestamp::from_millisecond(moment).unwrap_or_default().to_string();
        self.note(setting, &date, source);
    }

    fn session_ms(&mut self, settings: &PoolSettings) -> i64 {
        // In milliseconds, so that a pool's session of odd seconds stays what it is.
        let ms = |rules: &PolicyRules| Some(i64::from(clamp(rules.session_minutes?, &SESSION_MINUTES)) * MINUTE);
        let usual = PoolSettings::default().session_seconds * 1000;
        self.capped("session_minutes", (settings.session_seconds.saturating_mul(1000), usual), ms)
    }

    fn step_up_for(&mut self) -> BTreeSet<Sensitive> {
        let all = BTreeSet::from([Sensitive::Administration, Sensitive::Account, Sensitive::ElevatedPages]);
        self.strictest("step_up_for", all, |rules| rules.step_up_for.clone(), |left, right| &left | &right)
    }
}

/// A value as it stands in the settings, without quotation marks.
fn words(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(Value::Array(all)) => all.iter().map(words).collect::<Vec<_>>().join(", "),
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests;
