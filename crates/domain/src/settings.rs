//! The settings of a pool and a workspace as they are stored (JSON) and used. A setting that a stored row does not name has its default,
//! so that a new setting needs no migration.

mod alarms;
mod branding;
pub mod colour;
mod methods;
mod pages;
mod passkeys;
mod roll_out;
mod stored;

use crate::policy::PolicyRules;
use serde::{Deserialize, Serialize};

pub use alarms::{AlarmSettings, MEMBERS, MINUTES, MOST_MAILS, PERCENT};
pub use branding::{Branding, Legal, Picture, Support};
pub use methods::{MethodSettings, PasswordSettings, ProviderSettings, WorkspaceSettings};
pub use pages::{MenuPlace, PageSettings};
pub use passkeys::{
    AndroidApp, AppleApp, AttestationMode, AttestationSettings, BackupEligibility, ExtensionSettings, NativeApps,
};
pub use roll_out::{ANNOUNCEMENT, HELP, LONGEST_TEXT, RollOutSettings};

pub(crate) use stored::{read, read_rules, read_workspace, within};

/// How members of a workspace meet the passkey prompt (S3-2): Smart is one tap without a name (S3-3), Classic the name first (S3-4).
pub use store::workspace::Mode;

/// What members of a pool are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    Username,
    Email,
    Phone,
}

/// When a member's last passkey may not be removed (S0-22, S3-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastPasskeyGuard {
    Always,
    OnlyUsableMethod,
    Never,
}

/// What a signature counter that went backwards means for a device-bound passkey; synced ones only ever warn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterPolicy {
    Reject,
    Warn,
}

/// The rules of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, which an administrator sets")]
pub struct PoolSettings {
    pub identifier_kinds: Vec<IdentifierKind>,
    /// Whether strangers may sign up by themselves: with any kind of name that members are known by.
    pub public_registration: bool,
    /// "WebAuthn Credentials Capacity" (S3-20).
    pub passkey_capacity: usize,
    /// "Max Credentials": factors of all kinds together (S3-21).
    pub max_factors: usize,
    pub last_passkey_guard: LastPasskeyGuard,
    pub counter_policy: CounterPolicy,
    pub backup_eligibility: BackupEligibility,
    pub attestation: AttestationSettings,
    /// Offers ML-DSA before all others. Off by default: keys and signatures are large, and few authenticators know it yet.
    pub post_quantum: bool,
    /// Passkeys that cannot verify their user, such as U2F keys, may be added in Classic mode. They serve beside another factor,
    /// never alone (S3-5).
    pub second_factor_passkeys: bool,
    /// A passkey must verify its user as second factor too (S4-11). As first factor it always must.
    pub user_verification_second: bool,
    /// The `AppID` under which this pool's members used U2F keys before WebAuthn.
    pub app_id: Option<String>,
    pub extensions: ExtensionSettings,
    /// Origins whose pages may show ours in a frame, and so start ceremonies there.
    pub embedding_origins: Vec<String>,
    /// Origins outside the RP ID's domain on which its passkeys work too (WebAuthn 5.11).
    pub related_origins: Vec<String>,
    pub native_apps: NativeApps,
    /// How long the browser waits for the member (S1-19).
    pub timeout_ms: u32,
    pub session_seconds: i64,
    /// What members read who cannot go on: the organisation's own steps of recovery, and whom to ask (S0-24). Plain text.
    pub help: String,
    /// How long an invitation may be accepted.
    pub invitation_days: u32,
    pub methods: MethodSettings,
    /// The pages' own words.
    pub pages: PageSettings,
    pub roll_out: RollOutSettings,
    /// What holds for every member; roles and groups may be stricter.
    pub policy: PolicyRules,
    pub alarms: AlarmSettings,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            identifier_kinds: vec![IdentifierKind::Username],
            public_registration: false,
            passkey_capacity: 10,
            max_factors: 100,
            last_passkey_guard: LastPasskeyGuard::OnlyUsableMethod,
            counter_policy: CounterPolicy::Reject,
            backup_eligibility: BackupEligibility::AllowGain,
            attestation: AttestationSettings::default(),
            post_quantum: false,
            second_factor_passkeys: false,
            user_verification_second: false,
            app_id: None,
            extensions: ExtensionSettings::default(),
            embedding_origins: Vec::new(),
            related_origins: Vec::new(),
            native_apps: NativeApps::default(),
            timeout_ms: 300_000,
            session_seconds: 24 * 60 * 60,
            help: String::new(),
            invitation_days: 7,
            methods: MethodSettings::default(),
            pages: PageSettings::default(),
            roll_out: RollOutSettings::default(),
            policy: PolicyRules::default(),
            alarms: AlarmSettings::default(),
        }
    }
}

impl PoolSettings {
    /// A username is proved by nothing but being free, an address by a code that is sent there.
    pub fn is_open_to_strangers(&self) -> bool {
        self.public_registration && !self.identifier_kinds.is_empty()
    }

    /// The same for one kind of name.
    pub fn takes_strangers_by(&self, kind: IdentifierKind) -> bool {
        self.public_registration && self.identifier_kinds.contains(&kind)
    }
}
