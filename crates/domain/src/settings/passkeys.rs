//! What a pool asks of its passkeys: which makers and models, how strictly, and for which apps. It must never hold a rule that a
//! ceremony does not keep.

use serde::{Deserialize, Serialize};
use webauthn::{Aaguid, Certification};

/// What a backup eligibility that differs from the stored one means (WebAuthn 7.2, step 19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupEligibility {
    Strict,
    /// Gained is accepted and recorded, as real password stores do it; lost is refused.
    AllowGain,
    Ignore,
}

impl From<BackupEligibility> for webauthn::authentication::BackupEligibility {
    fn from(setting: BackupEligibility) -> Self {
        match setting {
            BackupEligibility::Strict => Self::Strict,
            BackupEligibility::AllowGain => Self::AllowGain,
            BackupEligibility::Ignore => Self::Ignore,
        }
    }
}

/// What an authenticator must prove about its maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttestationMode {
    /// Nothing is asked for.
    #[default]
    None,
    /// Asked for, judged and recorded; a maker that is unknown is no reason to refuse.
    Observe,
    /// Only models that prove what they are by a chain to an anchor.
    Require,
}

/// Which authenticators may be registered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AttestationSettings {
    pub mode: AttestationMode,
    /// Asks for attestation that names the single device (`enterprise`); only where the organisation owns its keys.
    pub enterprise: bool,
    /// Refuses passkeys that can be copied elsewhere.
    pub device_bound_only: bool,
    /// Where it is not empty, no other model is accepted.
    pub allow: Vec<Aaguid>,
    /// Models that are refused in any case.
    pub deny: Vec<Aaguid>,
    /// The least that the metadata must say about the model. Who has to show a certificate has to prove its make, whatever the mode says.
    pub minimum_certification: Option<Certification>,
}

impl AttestationSettings {
    /// Whether nobody gets in without proof of its make.
    pub fn is_required(&self) -> bool {
        self.mode == AttestationMode::Require || self.minimum_certification.is_some()
    }

    /// Whether authenticators are asked what they are: browsers blank the AAGUID of security keys where nobody asks.
    pub fn asks(&self) -> bool {
        self.is_required() || self.mode == AttestationMode::Observe || !self.allow.is_empty() || !self.deny.is_empty()
    }
}

/// Extensions that applications may use through us. Their outputs are for the page alone and never reach the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtensionSettings {
    pub prf: bool,
    pub large_blob: bool,
}

/// Apps that use this pool's passkeys without a browser.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NativeApps {
    pub android: Vec<AndroidApp>,
    pub apple: Vec<AppleApp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AndroidApp {
    /// `com.example.app`
    pub package: String,
    /// The SHA-256 of the signing certificates, in hex with colons, as Android's tools print it.
    pub certificates: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleApp {
    /// `ABCDE12345`
    pub team: String,
    /// `com.example.app`
    pub bundle: String,
}
