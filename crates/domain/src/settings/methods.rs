//! Which ways in a pool and a workspace allow, in which order, and the rules of each. It must never hold a rule about members: those are
//! policy.

use super::Branding;
use crate::method::Method;
use serde::{Deserialize, Serialize};

/// First and second factors in the order in which they are offered, and the one that stands before all others (S3-13, S3-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MethodSettings {
    pub first: Vec<Method>,
    pub second: Vec<Method>,
    pub preferred_first: Option<Method>,
    pub preferred_second: Option<Method>,
    /// What opens a recovery besides the ways in above and an administrator's access pass. How many of them a recovery takes follows from
    /// how strong a sign-in is, see `journey::recovery`.
    pub recovery: Vec<Method>,
    pub password: PasswordSettings,
    /// How long a code that was sent is good.
    pub code_seconds: u32,
    /// How long a link that was sent is good.
    pub link_seconds: u32,
    /// Digits of a code.
    pub code_digits: u32,
    /// Magic links are off once single sign-on is on and configured (S0-19).
    pub links_off_with_single_sign_on: bool,
    /// Who else may say who a member is.
    pub providers: Vec<ProviderSettings>,
}

impl Default for MethodSettings {
    fn default() -> Self {
        Self {
            first: vec![Method::Passkey],
            second: Vec::new(),
            preferred_first: None,
            preferred_second: None,
            recovery: vec![Method::RecoveryCode, Method::EmailCode],
            password: PasswordSettings::default(),
            code_seconds: 600,
            link_seconds: 600,
            code_digits: 6,
            links_off_with_single_sign_on: false,
            providers: Vec::new(),
        }
    }
}

/// What a password must be like. There are no rules of composition, and none about age (NIST 800-63B).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordSettings {
    /// Where the password may be the only factor.
    pub least_alone: usize,
    /// Where a second one is always asked.
    pub least_with_second_factor: usize,
}

impl Default for PasswordSettings {
    fn default() -> Self {
        Self { least_alone: 15, least_with_second_factor: 8 }
    }
}

/// An identity provider outside (OpenID Connect).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderSettings {
    /// Its name in addresses: letters, digits and hyphens.
    pub slug: String,
    /// Its name on the button.
    pub label: String,
    pub enabled: bool,
    pub issuer: String,
    pub client_id: String,
    /// Sealed; see `single_sign_on`.
    pub client_secret: Option<String>,
    pub scopes: Vec<String>,
}

impl ProviderSettings {
    /// Enabled *and* configured: only then may other ways in be closed because of it (S0-19).
    pub fn is_ready(&self) -> bool {
        self.enabled
            && self.issuer.starts_with("https://") | self.issuer.starts_with("http://localhost")
            && !self.client_id.is_empty()
    }
}

/// What a workspace has of its own: how it looks, and which methods it allows; without a list, all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceSettings {
    pub methods: Option<Vec<Method>>,
    pub branding: Branding,
    /// Whether it takes applications that nobody has registered, whose `client_id` is the address of a document.
    pub client_id_metadata_documents: bool,
}

impl WorkspaceSettings {
    pub fn allows(&self, method: Method) -> bool {
        self.methods.as_ref().is_none_or(|methods| methods.contains(&method))
    }
}
