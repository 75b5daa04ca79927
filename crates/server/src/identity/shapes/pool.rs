//! Pools.

use serde_json::Value;
use utoipa::ToSchema;

#[derive(ToSchema)]
pub(crate) struct PoolsBody {
    pools: Vec<PoolBody>,
}

#[derive(ToSchema)]
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
    /// The words of the consequences that are meant.
    confirmed: Option<Vec<String>>,
}
