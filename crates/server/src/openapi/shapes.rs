//! Shapes that only the description needs: what a browser's WebAuthn sends, and bodies that the domain reads by itself. Nothing at run time
//! uses them.

#![expect(dead_code, reason = "read by the derive only")]

use crate::api::SignedInBody;
use crate::api::session::SessionBody;
use crate::problem::ErrorBody;
use serde_json::Value;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Door {
    #[param(example = "demo")]
    tenant: String,
    #[param(example = "community")]
    workspace: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PasskeyId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SetupToken {
    token: String,
}

#[derive(ToSchema)]
#[schema(example = json!({}))]
pub(crate) struct Nothing {}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada" }))]
pub(crate) struct SignInBegin {
    /// Left out where the passkey itself names the member (Smart).
    identifier: Option<String>,
    /// For clients that are not browsers: base64url of the SHA-256 of a secret that finish shows as `binding_secret`.
    binding: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "display_name": "Ada Lovelace" }))]
pub(crate) struct SignUpBegin {
    identifier: String,
    display_name: Option<String>,
    /// See sign-in.
    binding: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office laptop" }))]
pub(crate) struct PasskeyBegin {
    name: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office laptop" }))]
pub(crate) struct PasskeyRename {
    name: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "organisation": "Example Ltd", "identifier": "ada", "display_name": "Ada Lovelace" }))]
pub(crate) struct SetupBegin {
    organisation: Option<String>,
    identifier: String,
    display_name: Option<String>,
}

/// `AuthenticationResponseJSON` of WebAuthn Level 3; members that it may gain are tolerated.
#[derive(ToSchema)]
#[schema(example = json!({ "id": "…", "rawId": "…", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "…", "authenticatorData": "…", "signature": "…", "userHandle": "…" } }))]
pub(crate) struct AuthenticationResponse {
    id: String,
    #[schema(rename = "rawId")]
    raw_id: String,
    r#type: String,
    response: Value,
    /// What `binding` was made of, where begin had one.
    binding_secret: Option<String>,
}

/// `RegistrationResponseJSON` of WebAuthn Level 3; members that it may gain are tolerated.
#[derive(ToSchema)]
#[schema(example = json!({ "id": "…", "rawId": "…", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "…", "attestationObject": "…", "transports": ["internal"] } }))]
pub(crate) struct RegistrationResponse {
    id: String,
    #[schema(rename = "rawId")]
    raw_id: String,
    r#type: String,
    response: Value,
}

#[derive(ToSchema)]
pub(crate) struct SignUpFinish {
    #[schema(inline)]
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    identifier: String,
    /// As in begin.
    display_name: Option<String>,
    binding_secret: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct PasskeyFinish {
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    name: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct SetupFinish {
    #[serde(flatten)]
    passkey: RegistrationResponse,
    /// As in begin.
    organisation: Option<String>,
    /// As in begin.
    identifier: String,
    /// As in begin.
    display_name: Option<String>,
}

/// Options for `navigator.credentials.get`.
#[derive(ToSchema)]
#[schema(example = json!({ "publicKey": { "challenge": "…", "timeout": 300_000, "rpId": "localhost", "allowCredentials": [],
    "userVerification": "required" } }))]
pub(crate) struct RequestOptionsBody {
    /// `PublicKeyCredentialRequestOptionsJSON`
    #[schema(rename = "publicKey")]
    public_key: Value,
}

/// Options for `navigator.credentials.create`.
#[derive(ToSchema)]
#[schema(example = json!({ "publicKey": { "challenge": "…", "rp": { "id": "localhost", "name": "Example" },
    "user": { "id": "…", "name": "ada", "displayName": "Ada Lovelace" }, "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }] } }))]
pub(crate) struct CreationOptionsBody {
    /// `PublicKeyCredentialCreationOptionsJSON`
    #[schema(rename = "publicKey")]
    public_key: Value,
}

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "Pass `publicKey` to the browser. A browser that had none gets its pre-auth cookie."
)]
pub(crate) struct RequestOptions(RequestOptionsBody);

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "Pass `publicKey` to the browser. A browser that had none gets its pre-auth cookie."
)]
pub(crate) struct CreationOptions(CreationOptionsBody);

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "Signed in. Browsers get the session as a cookie, other clients as `session_token`."
)]
pub(crate) struct Session(SignedInBody<'static>);

#[derive(IntoResponses)]
#[response(status = 200, description = "The session")]
pub(crate) struct Who(SessionBody<'static>);

#[derive(IntoResponses)]
#[response(status = 204, description = "Done")]
pub(crate) struct Done;

/// A member's passkeys.
#[derive(ToSchema)]
pub(crate) struct PasskeyListBody {
    passkeys: Vec<PasskeyBody>,
    /// Whether policy leaves room for another one.
    may_add: bool,
    /// False where the only passkey left is the only way to sign in.
    may_delete: bool,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "name": "Office laptop", "kind": "Security Keys", "provider": null,
    "synced": false, "added_at": "2025-11-03T14:05:00Z", "updated_at": "2025-11-03T14:05:00Z", "last_used_at": null }))]
pub(crate) struct PasskeyBody {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    kind: String,
    provider: Option<String>,
    synced: bool,
    #[schema(format = "date-time")]
    added_at: String,
    #[schema(format = "date-time")]
    updated_at: String,
    #[schema(format = "date-time")]
    last_used_at: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's passkeys")]
pub(crate) struct Passkeys(PasskeyListBody);

#[derive(IntoResponses)]
pub(crate) enum Errors {
    #[response(status = "4XX", description = "Refused; `error_code` says how, the log and the audit say exactly why")]
    Refused(ErrorBody),
    #[response(status = "5XX", description = "Not your fault; try again later")]
    Failed(ErrorBody),
}
