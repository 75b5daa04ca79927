//! Pools.

use serde_json::Value;
use utoipa::ToSchema;

#[derive(ToSchema)]
pub(crate) struct PoolsBody {
    pools: Vec<PoolBody>,
}

#[derive(ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "as the vendor's clients read it")]
pub(crate) struct PoolBody {
    id: String,
    tenant_id: String,
    name: String,
    description: String,
    /// The first that leads to it.
    workspace_id: String,
    system: bool,
    deleted: bool,
    /// Never both `webauthn` and `usernameless_webauthn`.
    authentication_mechanisms: Vec<String>,
    preferred_authentication_mechanism: String,
    second_factor_authentication_mechanisms: Vec<String>,
    second_factor_preferred_authentication_mechanism: String,
    public_registration_allowed: bool,
    identifier_case_insensitive: bool,
    #[schema(value_type = Object)]
    metadata: Value,
    /// Blank for the server's.
    relying_party_id: String,
    relying_party_origins: Vec<String>,
    /// "WebAuthn Credentials Capacity"
    webauthn_credentials_capacity: u32,
    /// "Max Credentials"
    max_credentials: u32,
    /// What a sign-in has to reach: low 0.3, one factor; medium 0.6, two; high 0.8, a passkey; 1, one that cannot leave its device. 0 where
    /// nothing is said.
    #[schema(minimum = 0, maximum = 1)]
    second_factor_threshold: f64,
    allow_skip_2fa: bool,
    /// For how long a browser may be spared the second factor: `0s` for never.
    #[schema(example = "720h0m0s")]
    mfa_session_ttl: String,
    reset_credentials_settings: ResetSettings,
}

#[derive(ToSchema)]
pub(crate) struct ResetSettings {
    /// Passkeys that were made before are made anew at the next sign-in with them: a day or a moment; blank for none.
    reset_webauthn_older_than: Option<String>,
}

/// What is left out or null stays.
#[derive(ToSchema)]
pub(crate) struct PoolUpdateBody {
    /// The one that it has.
    name: Option<String>,
    /// Of `webauthn` and `usernameless_webauthn` one at most.
    authentication_mechanisms: Option<Vec<String>>,
    preferred_authentication_mechanism: Option<String>,
    second_factor_authentication_mechanisms: Option<Vec<String>>,
    second_factor_preferred_authentication_mechanism: Option<String>,
    public_registration_allowed: Option<bool>,
    relying_party_id: Option<String>,
    relying_party_origins: Option<Vec<String>>,
    /// 1 to 100, and not more than `max_credentials`.
    webauthn_credentials_capacity: Option<u32>,
    /// 1 to 1000
    max_credentials: Option<u32>,
    /// 0 to 1; what lies between two levels is the higher.
    second_factor_threshold: Option<f64>,
    /// `false` for no time at all.
    allow_skip_2fa: Option<bool>,
    /// Whole days, 90 at most.
    #[schema(example = "720h0m0s")]
    mfa_session_ttl: Option<String>,
    reset_credentials_settings: Option<ResetSettings>,
    /// The words of the consequences that are meant.
    confirmed: Option<Vec<String>>,
}
