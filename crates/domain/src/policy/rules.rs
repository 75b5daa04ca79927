//! The rules as they are written down, in the settings of a pool and beside roles and groups. What is not said is left to the others.

use crate::method::Strength;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyRule {
    /// Passkeys are neither offered nor taken.
    Off,
    Optional,
    Required,
}

/// Whom `passkey: required` is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredOf {
    /// S0-2
    #[default]
    Everybody,
    /// Members with an elevated role (S0-3).
    Elevated,
}

/// What asks for a fresh proof (S0-26 to S0-28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitive {
    /// Users, roles, groups, organisation and security settings.
    Administration,
    /// Addresses, password, passkeys, codes, links to other providers, sessions.
    Account,
    /// Console, exports, audit, client secrets, and what an administrator marks.
    ElevatedPages,
}

/// Rules of a pool, a role or a group. The stricter of two wins; `join` says which that is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyRules {
    pub passkey: Option<PasskeyRule>,
    pub required_of: Option<RequiredOf>,
    /// RFC 3339; until then a required passkey is only suggested.
    pub required_from: Option<String>,
    pub grace_sign_ins: Option<u32>,
    pub passkey_after_magic_link: Option<bool>,
    pub least_passkeys: Option<usize>,
    pub most_passkeys: Option<usize>,
    pub fallback: Option<Strength>,
    pub device_bound_only: Option<bool>,
    /// RFC 3339; once it has come, whoever shows a passkey that was made before makes another (S3c-6).
    pub renew_passkeys_before: Option<String>,
    /// Minutes without work after which a session ends; 15 to 1440 (S0-30).
    pub idle_minutes: Option<u32>,
    pub warning_seconds: Option<u32>,
    pub session_minutes: Option<u32>,
    pub step_up_minutes: Option<u32>,
    pub step_up_for: Option<BTreeSet<Sensitive>>,
    /// 0 forbids it.
    pub remember_device_days: Option<u32>,
    /// How long a recovery by messages alone waits, so that the member can stop it; 0 for not at all.
    pub recovery_wait_hours: Option<u32>,
    /// Whether an access pass or an enrolment link for these members takes two administrators.
    pub two_persons_for_access_pass: Option<bool>,
    pub suggest_passkey: Option<bool>,
    /// Whether a browser may save a passkey without asking, right after a sign-in by password.
    pub quiet_upgrade: Option<bool>,
    pub later_sign_ins: Option<u32>,
    pub later_days: Option<u32>,
}

impl PolicyRules {
    /// Whether these rules alone let nobody use a passkey that leaves its device.
    pub(crate) fn asks_for_bound_passkeys(&self) -> bool {
        self.device_bound_only == Some(true) || self.fallback == Some(Strength::DeviceBound)
    }
}
