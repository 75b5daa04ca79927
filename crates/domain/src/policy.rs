//! The rules for one member: those of the pool joined with those of the member's roles and groups. The stricter wins, and every decision
//! says which rule made it (DESIGN 3.5). Pure: it must never read, write, or look at a request.

mod bounds;
mod demand;
mod explain;
mod join;
mod member;
mod rules;

pub(crate) use bounds::bound;
pub use bounds::{
    GRACE_SIGN_INS, IDLE_MINUTES, IDLE_PRESETS, LATER_DAYS, LATER_SIGN_INS, LEAST_PASSKEYS, MOST_PASSKEYS,
    RECOVERY_WAIT_HOURS, REMEMBER_DEVICE_DAYS, SESSION_MINUTES, STEP_UP_MINUTES, WARNING_SECONDS,
};
pub use explain::explain;
pub use join::{Holder, Source, resolve};
pub(crate) use member::{PoolRules, of_member};
pub use rules::{PasskeyRule, PolicyRules, RequiredOf, Sensitive};

use crate::journey::Held;
use crate::method::{Method, Strength};
use crate::settings::{LastPasskeyGuard, Mode};
use std::collections::BTreeSet;

/// What holds for one member, or for somebody who is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, which an administrator sets")]
pub struct Policy {
    pub mode: Mode,
    /// First factors in the order in which they are offered, the preferred one first.
    pub first: Vec<Method>,
    pub second: Vec<Method>,
    /// What opens a recovery, in the order in which it is offered.
    pub recovery: Vec<Method>,
    /// Beside another factor, too, a passkey must have verified its user (S4-11); elsewhere one that did not counts as one factor.
    pub user_verification_second: bool,
    pub passkey: PasskeyRule,
    /// Unix milliseconds; before it a required passkey is only suggested.
    pub required_from: Option<i64>,
    /// How many more sign-ins a member without a passkey is let in.
    pub grace_sign_ins: u32,
    /// After a magic link a passkey is asked for (S0-4).
    pub passkey_after_magic_link: bool,
    pub least_passkeys: usize,
    pub most_passkeys: usize,
    pub last_passkey_guard: LastPasskeyGuard,
    /// What a sign-in without a passkey must reach (S1-35).
    pub fallback: Strength,
    pub device_bound_only: bool,
    /// Unix milliseconds; whoever shows a passkey that was made before makes another in its place, once this has come.
    pub renewed_since: Option<i64>,
    pub idle_ms: Option<i64>,
    pub session_ms: i64,
    /// How long before the idle end the member is warned (S0-31).
    pub warning_ms: i64,
    /// The greatest age of a proof for sensitive actions (S0-36).
    pub step_up_ms: i64,
    pub step_up_for: BTreeSet<Sensitive>,
    /// How long a device may be remembered so that the second factor is not asked there.
    pub remember_device_ms: Option<i64>,
    /// How long a recovery by messages alone waits.
    pub recovery_wait_ms: Option<i64>,
    /// Whether an access pass or an enrolment link takes two administrators. For who may open the console it does in any case.
    pub two_persons_for_access_pass: bool,
    /// Whether members who have no passkey are asked to make one.
    pub suggests: bool,
    /// Whether a browser may save one without asking, right after a sign-in by password.
    pub upgrades: bool,
    pub later_sign_ins: u32,
    pub later_ms: i64,
    /// Each setting that is not the installation's default, with where it comes from.
    pub because: Vec<Because>,
}

/// Why a setting is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The name of the setting, as in [`PolicyRules`].
    pub setting: &'static str,
    pub value: String,
    pub source: Source,
}

impl Policy {
    /// Whether a passkey must be there now.
    pub fn requires_passkey(&self, now: i64) -> bool {
        self.passkey == PasskeyRule::Required && self.required_from.is_none_or(|from| from <= now)
    }

    /// The same once its date has come and its sign-ins without a passkey are spent; none where that changes nothing.
    pub fn without_respite(&self, now: i64) -> Option<Self> {
        let waits = self.passkey == PasskeyRule::Required && !self.requires_passkey(now);
        (waits || self.grace_sign_ins > 0).then(|| Self { required_from: None, grace_sign_ins: 0, ..self.clone() })
    }

    /// Whether what was made then has to be made anew, by now or once its day has come.
    pub(crate) fn is_renewed(&self, made_at: i64) -> bool {
        self.renewed_since.is_some_and(|since| made_at < since)
    }

    /// Whether that holds by now.
    pub(crate) fn is_outdated(&self, made_at: i64, now: i64) -> bool {
        self.is_renewed(made_at) && self.renewed_since.is_some_and(|since| since <= now)
    }

    /// Whether this is a way in here at all.
    pub fn offers(&self, method: Method) -> bool {
        self.first.contains(&method) || self.second.contains(&method)
    }

    /// Whether members may make passkeys here.
    pub fn takes_passkeys(&self) -> bool {
        self.passkey != PasskeyRule::Off && self.offers(Method::Passkey)
    }

    /// Whether a passkey is no way in by itself, but comes after another (S4-13).
    pub fn passkey_is_second(&self) -> bool {
        self.second.contains(&Method::Passkey) && !self.first.contains(&Method::Passkey)
    }

    /// What a member who lost their way in can show instead: what the pool lists for that, what is a way in here anyway, and what an
    /// administrator gives out.
    pub fn recovery_methods(&self) -> Vec<Method> {
        self.recovery.clone()
    }

    /// The rule that holds a member at enrolment.
    pub fn why_held(&self, held: Held) -> Option<&Because> {
        self.why(held.setting())
    }

    /// Where a setting comes from, for "why was I asked?".
    pub fn why(&self, setting: &str) -> Option<&Because> {
        self.because.iter().find(|because| because.setting == setting)
    }
}
