//! The shapes of this API's bodies, for the description alone: what is read and written is the domain's.

#![expect(dead_code, reason = "read by the derive only")]

pub(crate) mod code;
pub(crate) mod pool;
pub(crate) mod user;

use serde_json::Value;
use utoipa::{IntoResponses, ToSchema};

/// The form of every refusal. Match on `error_code`.
#[derive(ToSchema)]
#[schema(as = IdentityError)]
pub(crate) struct ErrorShape {
    #[schema(example = 403)]
    status_code: u16,
    #[schema(example = "The user must have signed in within the last five minutes.")]
    error: String,
    #[schema(example = "recent_authentication_required")]
    error_code: String,
    #[schema(value_type = Object)]
    details: Value,
    /// Where it was refused before this API was reached: too many requests, an address that is none.
    #[schema(example = "7K2Q-9MXB")]
    reference: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 204, description = "Done")]
pub(crate) struct Accepted;

/// The refusals that all operations declare.
#[derive(IntoResponses)]
pub(crate) enum Refusals {
    #[response(status = 400, description = "The request could not be read")]
    Malformed(ErrorShape),
    #[response(status = 401, description = "The access token is unknown, over or revoked: `invalid_access_token`")]
    Token(ErrorShape),
    #[response(
        status = 403,
        description = "The token does not cover it, its sign-in was too long ago, or policy forbids it"
    )]
    Forbidden(ErrorShape),
    #[response(status = 404, description = "There is no such pool, user or credential")]
    Missing(ErrorShape),
    #[response(status = 412, description = "`If-Match` names another state")]
    Changed(ErrorShape),
    #[response(status = 422, description = "What was sent cannot be")]
    Refused(ErrorShape),
    #[response(status = 429, description = "Too many requests")]
    TooMany(ErrorShape),
}

#[derive(IntoResponses)]
#[response(status = 409, description = "Somebody else has this identifier or address")]
pub(crate) struct Conflict(#[to_schema] ErrorShape);

#[derive(IntoResponses)]
#[response(status = 400, description = "The request could not be read")]
pub(crate) struct Malformed(#[to_schema] ErrorShape);

/// The refusals of operations that tell nobody whether somebody is there.
#[derive(IntoResponses)]
pub(crate) enum SilentRefusals {
    #[response(status = 401, description = "The access token is no good or does not cover it, or the code is refused")]
    Token(ErrorShape),
    #[response(status = 422, description = "What was sent cannot be, or there is no such pool")]
    Refused(ErrorShape),
    #[response(status = 429, description = "Too many requests")]
    TooMany(ErrorShape),
}

#[derive(ToSchema)]
pub(crate) struct SetPasswordBody {
    new_password: String,
}

#[derive(ToSchema)]
pub(crate) struct ChangePasswordBody {
    old_password: String,
    new_password: String,
}

#[derive(ToSchema)]
pub(crate) struct SetTotpBody {
    /// Base32 of 16 to 64 bytes.
    new_totp_secret: String,
    /// A code of it.
    totp: String,
}

#[derive(ToSchema)]
pub(crate) struct AddRequestBody {
    #[schema(example = "ada@example.com")]
    address: String,
    /// A name of the user; or else `userID`.
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct AddCompleteBody {
    code: String,
    new_web_authn: CredentialBody,
    address: Option<String>,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
}

/// The challenge is in base64url and has no `-` and no `_`, so that it reads as base64 too.
#[derive(ToSchema)]
pub(crate) struct BeginBody {
    #[serde(rename = "publicKey")]
    #[schema(value_type = Object)]
    public_key: Value,
}

/// `PublicKeyCredential.toJSON()` after a registration. Bytes in either alphabet of base64, padded or not.
#[derive(ToSchema)]
pub(crate) struct RegistrationBody {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "authenticatorAttachment")]
    authenticator_attachment: Option<String>,
    #[serde(rename = "clientExtensionResults")]
    #[schema(value_type = Option<Object>)]
    client_extension_results: Option<Value>,
    #[schema(value_type = Object)]
    response: Value,
}

/// A passkey with its public key. Bytes in standard base64 with padding.
#[derive(ToSchema)]
pub(crate) struct CredentialBody {
    id: String,
    /// A COSE key.
    #[serde(rename = "publicKey")]
    public_key: String,
    #[serde(rename = "attestationType")]
    attestation_type: Option<String>,
    transport: Option<Vec<String>>,
    #[schema(value_type = Option<Object>)]
    flags: Option<Value>,
    #[schema(value_type = Option<Object>)]
    authenticator: Option<Value>,
    #[schema(value_type = Option<Object>)]
    attestation: Option<Value>,
}

#[derive(ToSchema)]
pub(crate) struct CredentialsBody {
    /// The new one alone.
    credentials: Vec<CredentialBody>,
}

#[derive(ToSchema)]
pub(crate) struct NameBody {
    #[schema(example = "Work MacBook", min_length = 1, max_length = 64)]
    name: String,
}

#[derive(ToSchema)]
pub(crate) struct SetWebauthnBody {
    new_webauthn: CredentialBody,
}

#[derive(ToSchema)]
pub(crate) struct UserCredentialBody {
    id: String,
    #[serde(rename = "type")]
    #[schema(example = "webauthn")]
    kind: String,
    name: String,
    /// `valid`, or `must_be_reset` where it was put aside.
    state: String,
    /// Of a passkey of Smart mode its WebAuthn id; else empty.
    discoverable_id: String,
    /// This and the ids below: not for users themselves.
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
    tenant_id: Option<String>,
    user_pool_id: Option<String>,
    user_id: Option<String>,
    created_at: String,
    updated_at: String,
}

#[derive(ToSchema)]
pub(crate) struct UserBody {
    id: String,
    tenant_id: String,
    user_pool_id: String,
    status: String,
    created_at: String,
    updated_at: String,
    #[schema(value_type = Object)]
    payload: Value,
    #[schema(value_type = Object)]
    metadata: Value,
    #[schema(value_type = Object)]
    business_metadata: Value,
    #[schema(value_type = Object)]
    preferences: Value,
    #[schema(value_type = Vec<Object>)]
    identifiers: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    verifiable_addresses: Vec<Value>,
    credentials: Vec<UserCredentialBody>,
}

#[derive(ToSchema)]
pub(crate) struct SelfUserBody {
    id: String,
    #[schema(value_type = Vec<Object>)]
    identifiers: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    verifiable_addresses: Vec<Value>,
    credentials: Vec<UserCredentialBody>,
    #[schema(value_type = Object)]
    payload: Value,
    #[schema(value_type = Object)]
    payload_schema: Value,
    #[schema(value_type = Object)]
    metadata: Value,
    #[schema(value_type = Object)]
    business_metadata: Value,
    #[schema(value_type = Object)]
    preferences: Value,
    #[schema(value_type = Vec<Object>)]
    federated_accounts: Vec<Value>,
    totp_issuer: String,
    authentication_mechanisms: Vec<String>,
    allowed_authentication_mechanisms: Vec<String>,
    preferred_authentication_mechanism: String,
    second_factor_authentication_mechanisms: Vec<String>,
    second_factor_preferred_authentication_mechanism: String,
}

#[derive(ToSchema)]
pub(crate) struct MfaSessionsBody {
    sessions: Vec<MfaSessionBody>,
}

#[derive(ToSchema)]
pub(crate) struct MfaSessionBody {
    id: String,
    ip_address: String,
    issue_time: String,
    user_agent: String,
}

/// The refusals of what is only looked at.
#[derive(IntoResponses)]
pub(crate) enum LookRefusals {
    #[response(status = 400, description = "The request could not be read")]
    Malformed(#[to_schema] ErrorShape),
    #[response(status = 401, description = "The access token is unknown, over or revoked: `invalid_access_token`")]
    Token(#[to_schema] ErrorShape),
    #[response(status = 403, description = "The token does not cover it")]
    Forbidden(#[to_schema] ErrorShape),
    #[response(status = 404, description = "There is no such workspace or client")]
    Missing(#[to_schema] ErrorShape),
    #[response(status = 429, description = "Too many requests")]
    TooMany(#[to_schema] ErrorShape),
}

/// Client metadata (RFC 7591). What is left out stays, or is what is usual; what is not known is refused.
#[derive(ToSchema)]
pub(crate) struct ClientMetadataBody {
    /// As members read it: 1 to 100 characters.
    #[schema(example = "Wiki", min_length = 1, max_length = 100)]
    client_name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    post_logout_redirect_uris: Option<Vec<String>>,
    backchannel_logout_uri: Option<String>,
    /// `authorization_code`, `refresh_token`, `client_credentials`, `urn:ietf:params:oauth:grant-type:device_code`
    grant_types: Option<Vec<String>>,
    /// `client_secret_basic`, `client_secret_post`, `private_key_jwt` or `none`
    token_endpoint_auth_method: Option<String>,
    scope: Option<String>,
    /// `ES256`, `RS256` or `EdDSA`
    id_token_signed_response_alg: Option<String>,
    /// `public` or `pairwise`; of a new client alone.
    subject_type: Option<String>,
    #[schema(value_type = Option<Object>)]
    jwks: Option<Value>,
    /// Where it publishes them instead.
    jwks_uri: Option<String>,
    require_pushed_authorization_requests: Option<bool>,
    dpop_bound_access_tokens: Option<bool>,
    /// Its DPoP proofs carry a nonce of ours.
    require_dpop_nonce: Option<bool>,
    default_max_age: Option<i64>,
    /// Members are not asked whether it may.
    first_party: Option<bool>,
    /// For whom its access tokens are, besides the issuer.
    audiences: Option<Vec<String>>,
    access_token_seconds: Option<i64>,
    refresh_idle_seconds: Option<i64>,
    refresh_seconds: Option<i64>,
    /// Of a client that there is.
    enabled: Option<bool>,
}

/// What the command and the configuration file alone settle.
#[derive(ToSchema)]
pub(crate) struct OperatorsPart {
    require_pkce: bool,
    backchannel_logout_session_required: bool,
    client_uri: Option<String>,
    policy_uri: Option<String>,
    tos_uri: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct ClientRecordBody {
    client_id: String,
    client_id_issued_at: i64,
    enabled: bool,
    /// The server's configuration file keeps it: nothing of it is changed here.
    declared: bool,
    #[serde(flatten)]
    operators: OperatorsPart,
    #[serde(flatten)]
    metadata: ClientMetadataBody,
}

#[derive(ToSchema)]
pub(crate) struct RegisteredClientBody {
    /// Shown this once; absent where it has none.
    client_secret: Option<String>,
    /// 0: it does not expire.
    client_secret_expires_at: Option<i64>,
    #[serde(flatten)]
    client: ClientRecordBody,
}

#[derive(ToSchema)]
pub(crate) struct ClientPageBody {
    clients: Vec<ClientRecordBody>,
    /// Where the next page begins; absent at the end.
    next_cursor: Option<String>,
}
