//! Shapes of applications in the console, for the description alone.

#![expect(dead_code, reason = "read by the derive only")]

use serde_json::Value;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Tenant {
    #[param(example = "demo")]
    tenant: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ClientPath {
    #[param(example = "demo")]
    tenant: String,
    /// `system` for a program of the tenant itself.
    #[param(example = "community")]
    workspace: String,
    /// The `client_id`.
    #[param(example = "app-2sVq8bYd0f3k")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Wiki", "workspace": "community", "kind": "web", "redirect_uris": ["https://wiki.example.com/callback"] }))]
pub(crate) struct NewClient {
    /// As members read it: 1 to 100 characters.
    name: String,
    /// `system` for a program of the tenant itself.
    workspace: String,
    /// `web`, `public` or `program`
    kind: String,
    redirect_uris: Option<Vec<String>>,
    /// With spaces between; blank for what is usual.
    scope: Option<String>,
    /// Members are not asked whether it may.
    first_party: Option<bool>,
}

/// What is left out of a change stays. Names are those of client metadata (RFC 7591) where it has one.
#[derive(ToSchema)]
#[schema(example = json!({ "name": "Wiki", "redirect_uris": ["https://wiki.example.com/callback"] }))]
pub(crate) struct ClientSettings {
    name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    post_logout_redirect_uris: Option<Vec<String>>,
    backchannel_logout_uri: Option<String>,
    /// `authorization_code`, `refresh_token`, `client_credentials`
    grant_types: Option<Vec<String>>,
    /// `client_secret_basic`, `client_secret_post`, `private_key_jwt` or `none`
    token_endpoint_auth_method: Option<String>,
    scope: Option<String>,
    /// `ES256`, `RS256` or `EdDSA`
    id_token_signed_response_alg: Option<String>,
    /// Its public keys, for `private_key_jwt`: an object or its text.
    jwks: Option<Value>,
    /// Where it publishes them instead.
    jwks_uri: Option<String>,
    require_pushed_authorization_requests: Option<bool>,
    dpop_bound_access_tokens: Option<bool>,
    /// Its DPoP proofs carry a nonce of ours.
    require_dpop_nonce: Option<bool>,
    default_max_age: Option<i64>,
    first_party: Option<bool>,
    /// For whom its access tokens are, besides the issuer.
    audiences: Option<Vec<String>>,
    access_token_seconds: Option<i64>,
    refresh_idle_seconds: Option<i64>,
    refresh_seconds: Option<i64>,
}

#[derive(ToSchema)]
pub(crate) struct DrawnClient {
    workspace: String,
    client_id: String,
    /// Shown this once; absent where it has none.
    client_secret: Option<String>,
    issuer: String,
    discovery: String,
    token_endpoint: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What the application needs to know")]
pub(crate) struct Drawn(DrawnClient);
