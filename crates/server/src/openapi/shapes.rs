//! Shapes that only the description needs: what a browser's WebAuthn sends, and bodies that the domain reads by itself. Nothing at run time
//! uses them.

#![expect(dead_code, reason = "read by the derive only")]

use crate::api::SignedInBody;
use crate::api::session::SessionBody;
use crate::problem::ErrorBody;
use serde_json::Value;
use std::collections::BTreeMap;
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
#[schema(example = json!({ "extensions": { "largeBlob": { "read": true } } }))]
pub(crate) struct StepUpBegin {
    extensions: Option<RequestExtensions>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "extensions": { "prf": { "eval": { "first": "c2FsdA" } } } }))]
pub(crate) struct SignInBegin {
    /// Left out where the passkey itself names the member (Smart).
    identifier: Option<String>,
    /// For clients that are not browsers: base64url of the SHA-256 of a secret that finish shows as `binding_secret`.
    binding: Option<String>,
    extensions: Option<RequestExtensions>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "display_name": "Ada Lovelace", "hint": "client-device" }))]
pub(crate) struct SignUpBegin {
    identifier: String,
    display_name: Option<String>,
    /// See sign-in.
    binding: Option<String>,
    hint: Option<Hint>,
    extensions: Option<CreationExtensions>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office laptop", "hint": "client-device", "mediation": "conditional",
    "extensions": { "prf": {}, "largeBlob": { "support": "preferred" } } }))]
pub(crate) struct PasskeyBegin {
    name: Option<String>,
    hint: Option<Hint>,
    mediation: Option<Mediation>,
    extensions: Option<CreationExtensions>,
}

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
    /// See sign-in.
    binding: Option<String>,
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
    binding_secret: Option<String>,
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

/// What `PublicKeyCredential.signalUnknownCredential` takes.
#[derive(ToSchema)]
#[schema(example = json!({ "rpId": "localhost", "credentialId": "…" }))]
pub(crate) struct UnknownSignal {
    #[schema(rename = "rpId")]
    rp_id: String,
    /// base64url
    #[schema(rename = "credentialId")]
    credential_id: String,
}

/// What a signed-in member's browser may tell its passkey manager: each member is what `PublicKeyCredential.signal…` of that name takes.
#[derive(ToSchema)]
pub(crate) struct MemberSignals {
    /// All passkeys of the member for this RP ID. Only after a removal, at sign-up and right after a sign-in; left out for a while after a
    /// restore from a backup.
    #[schema(rename = "allAcceptedCredentials")]
    all_accepted_credentials: Option<AcceptedSignal>,
    #[schema(rename = "currentUserDetails")]
    current_user_details: DetailsSignal,
}

#[derive(ToSchema)]
#[schema(example = json!({ "rpId": "localhost", "userId": "…", "allAcceptedCredentialIds": ["…"] }))]
pub(crate) struct AcceptedSignal {
    #[schema(rename = "rpId")]
    rp_id: String,
    /// base64url
    #[schema(rename = "userId")]
    user_id: String,
    /// base64url
    #[schema(rename = "allAcceptedCredentialIds")]
    all_accepted_credential_ids: Vec<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "rpId": "localhost", "userId": "…", "name": "ada", "displayName": "Ada Lovelace" }))]
pub(crate) struct DetailsSignal {
    #[schema(rename = "rpId")]
    rp_id: String,
    /// base64url
    #[schema(rename = "userId")]
    user_id: String,
    name: String,
    #[schema(rename = "displayName")]
    display_name: String,
}

/// A member's passkeys.
#[derive(ToSchema)]
pub(crate) struct PasskeyListBody {
    passkeys: Vec<PasskeyBody>,
    /// Whether policy leaves room for another one.
    may_add: bool,
    /// Whether another passkey would be wise: fewer than two of them sign in here alone, and policy leaves room.
    advise_backup: bool,
    signals: Option<MemberSignals>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "name": "Office key", "kind": "Security Keys", "provider": "YubiKey 5 Series",
    "synced": false, "may_delete": true, "added_at": "2025-11-03T14:05:00Z", "updated_at": "2025-11-03T14:05:00Z", "last_used_at": null }))]
pub(crate) struct PasskeyBody {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    kind: String,
    /// Who keeps it, such as `iCloud Keychain`, by the model number that the passkey came with; null where nothing is known of it.
    provider: Option<String>,
    synced: bool,
    /// False where it is the only way left to sign in here.
    may_delete: bool,
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
    Refused(ErrorBody<'static>),
    #[response(status = "5XX", description = "Not your fault; try again later")]
    Failed(ErrorBody<'static>),
}
