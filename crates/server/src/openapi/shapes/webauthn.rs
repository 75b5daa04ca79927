//! What a browser's WebAuthn takes and sends, and what a client may wish of it.

use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoResponses, ToSchema};

/// Which kind of device the browser shall propose first. It also sets `authenticatorAttachment`, for browsers that do not know hints.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Hint {
    SecurityKey,
    ClientDevice,
    Hybrid,
}

/// Without a dialog, right after a sign-in: pass the same word to the browser as `mediation`. In Smart workspaces only.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Mediation {
    Conditional,
}

/// Inputs of extensions at creation, passed on to the browser as they are. What the pool has not switched on is refused
/// (`extension_not_allowed`). Outputs are for the page alone.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", example = json!({ "prf": {}, "largeBlob": { "support": "preferred" } }))]
pub(crate) struct CreationExtensions {
    prf: Option<CreationPrf>,
    large_blob: Option<BlobSupport>,
}

/// The same at sign-in and step-up.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase", example = json!({ "prf": { "eval": { "first": "c2FsdA" } } }))]
pub(crate) struct RequestExtensions {
    prf: Option<RequestPrf>,
    large_blob: Option<BlobUse>,
}

#[derive(ToSchema)]
pub(crate) struct CreationPrf {
    eval: Option<PrfInputs>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct RequestPrf {
    eval: Option<PrfInputs>,
    /// By the base64url id of the passkey, at most 100; only where the options list passkeys: at step-up, and at sign-in in Classic.
    eval_by_credential: Option<BTreeMap<String, PrfInputs>>,
}

#[derive(ToSchema)]
pub(crate) struct PrfInputs {
    /// base64url
    #[schema(max_length = 1_368)]
    first: String,
    /// base64url
    #[schema(max_length = 1_368)]
    second: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct BlobSupport {
    support: Support,
}

#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Support {
    Required,
    Preferred,
}

/// Exactly one of the two.
#[derive(ToSchema)]
pub(crate) struct BlobUse {
    read: Option<bool>,
    /// base64url
    #[schema(max_length = 5_464)]
    write: Option<String>,
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
    /// `platform` or `cross-platform`
    #[schema(rename = "authenticatorAttachment")]
    authenticator_attachment: Option<String>,
    /// Not read.
    #[schema(rename = "clientExtensionResults")]
    client_extension_results: Option<Value>,
    /// A page of another origin repeats here what it sent with begin.
    binding: Option<String>,
    /// What `binding` was made of, where begin had one.
    binding_secret: Option<String>,
    /// What later browsers add. Not read.
    #[serde(flatten)]
    later: BTreeMap<String, Value>,
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
    /// `platform` or `cross-platform`
    #[schema(rename = "authenticatorAttachment")]
    authenticator_attachment: Option<String>,
    /// Not read, but for `credProps`.
    #[schema(rename = "clientExtensionResults")]
    client_extension_results: Option<Value>,
    /// What later browsers add. Not read.
    #[serde(flatten)]
    later: BTreeMap<String, Value>,
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
