//! Shapes that only the description needs: what a browser's WebAuthn sends, and bodies that the domain reads by itself. Nothing at run time
//! uses them.

#![expect(dead_code, reason = "read by the derive only")]

use crate::api::session::{ExchangedBody, SessionBody};
use crate::api::{ContinueBody, SignedInBody};
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
pub(crate) struct NoticeId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ProviderName {
    /// As the list of linked accounts tells it.
    #[param(example = "office")]
    name: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LinkedAccountName {
    /// The `id` in the list of linked accounts.
    name: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SetupToken {
    token: String,
}

/// What would do as a fresh proof, the preferred one first.
#[derive(ToSchema)]
#[schema(example = json!({ "methods": ["passkey", "totp", "password"], "max_age": 300 }))]
pub(crate) struct StepUpMethodsBody {
    methods: Vec<String>,
    /// How long a proof is good, in seconds.
    max_age: i64,
    /// Where nothing but a passkey will do.
    acr_values: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What would do")]
pub(crate) struct StepUpMethods(StepUpMethodsBody);

#[derive(ToSchema)]
#[schema(example = json!({ "method": "password", "value": "correct horse battery staple" }))]
pub(crate) struct StepUpProve {
    method: String,
    value: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "method": "email_code" }))]
pub(crate) struct StepUpSend {
    /// `email_code` or `sms_code`.
    method: String,
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
    /// For clients that are not browsers: base64url of the SHA-256 of a secret that finish shows as `binding_secret`. A page of another
    /// origin sends that of its site's server here, and again at finish.
    binding: Option<String>,
    extensions: Option<RequestExtensions>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "display_name": "Ada Lovelace", "hint": "client-device" }))]
pub(crate) struct SignUpBegin {
    /// A username. Left out by whoever has proved an address.
    identifier: Option<String>,
    /// What verifying the address has answered; browsers have a cookie instead.
    ticket: Option<String>,
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
#[schema(example = json!({ "password": "bobsled over the rainbow hill" }))]
pub(crate) struct PasswordSet {
    #[schema(max_length = 128)]
    password: String,
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
    identifier: Option<String>,
    /// As in begin.
    ticket: Option<String>,
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
    /// At the end of a recovery: whether the member is signed out everywhere else. Left out, they are.
    end_other_sessions: Option<bool>,
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

#[derive(ToSchema)]
#[schema(example = json!({ "code": "…", "secret": "…" }))]
pub(crate) struct Exchange {
    /// What finish answered to the page.
    code: String,
    /// The secret whose S256 the page showed as `binding`: at least 43 characters that nobody can guess.
    secret: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The session, for the site's server")]
pub(crate) struct Exchanged(ExchangedBody<'static>);

#[derive(ToSchema)]
pub(crate) struct ComponentsBody {
    /// `smart` or `classic`
    mode: String,
    language: String,
    /// `ltr` or `rtl`
    direction: String,
    /// What the field for a name is called, and what is said where it is empty.
    names: String,
    names_missing: String,
    labels: std::collections::BTreeMap<String, String>,
    messages: serde_json::Value,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What the components show")]
pub(crate) struct Components(ComponentsBody);

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
    /// `Apple` or `Google`, where every passkey in use is kept by that brand and reaches its devices only; left out elsewhere.
    only_brand: Option<String>,
    /// False while changes wait after a recovery that nobody could be told of: the others cannot be put aside then.
    may_replace: bool,
    signals: Option<MemberSignals>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "name": "Office key", "kind": "Security Keys", "kind_code": "key",
    "provider": "YubiKey 5 Series", "synced": false, "may_delete": true, "added_at": "2025-11-03T14:05:00Z", "updated_at": "2025-11-03T14:05:00Z", "last_used_at": null, "last_used_device": null,
    "last_used_address": null, "quarantined": false }))]
pub(crate) struct PasskeyBody {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    /// What it is kept in, in English and for reading; programs match on `kind_code`.
    kind: String,
    /// `device`, `phone` or `key`; `passkey` where nothing is known.
    kind_code: String,
    /// Who keeps it, such as `iCloud Keychain`, by the model number that the passkey came with; null where nothing is known of it.
    provider: Option<String>,
    synced: bool,
    /// False where it is the only way left to sign in here, or policy asks for as many.
    may_delete: bool,
    /// The `error_code` that its removal would be refused with; left out where it may be removed.
    kept_because: Option<String>,
    #[schema(format = "date-time")]
    added_at: String,
    #[schema(format = "date-time")]
    updated_at: String,
    #[schema(format = "date-time")]
    last_used_at: Option<String>,
    /// The browser or program of the last use, as it called itself; null before the first.
    last_used_device: Option<String>,
    /// The address that the last use came from.
    last_used_address: Option<String>,
    /// Whether it was put aside after a recovery and does nothing until it is confirmed.
    quarantined: bool,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "kind": "recovered",
    "text": "Your account was recovered and has a new way to sign in.", "at": "2025-11-03T14:05:00Z", "may_dismiss": true }))]
pub(crate) struct NoticeBody {
    #[schema(format = "uuid")]
    id: String,
    /// `recovered`, `passkeys_replaced` or `access_pass_issued`.
    kind: String,
    text: String,
    #[schema(format = "date-time")]
    at: String,
    /// False while sensitive changes wait: until then it stays.
    may_dismiss: bool,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's passkeys")]
pub(crate) struct Passkeys(PasskeyListBody);

/// Why a passkey is removed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described, never built")]
pub(crate) struct RemovalReason {
    /// `lost`, `retired` or `replaced`; may be left out.
    #[param(example = "lost")]
    reason: Option<String>,
}

/// An object without members.
#[derive(ToSchema)]
#[schema(example = json!({}))]
pub(crate) struct Nothing {}

#[derive(ToSchema)]
#[schema(example = json!({ "code": "287082" }))]
pub(crate) struct TotpConfirm {
    /// What the app shows now: six digits, with or without blanks.
    #[schema(max_length = 32)]
    code: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "offered": true, "confirmed": true, "since": "2025-11-03T14:05:00Z" }))]
pub(crate) struct AuthenticatorAppBody {
    /// Whether the place lists authenticator apps, so that one may be set up.
    offered: bool,
    confirmed: bool,
    #[schema(format = "date-time")]
    since: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's authenticator app")]
pub(crate) struct AuthenticatorApp(AuthenticatorAppBody);

#[derive(ToSchema)]
#[schema(example = json!({ "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "qr_svg": "<?xml …",
    "url": "otpauth://totp/Example:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&algorithm=SHA1&digits=6&period=30" }))]
pub(crate) struct NewSecretBody {
    /// base32, without padding
    secret: String,
    url: String,
    /// The address as a QR code: an SVG document. Left out where it is too long for one.
    qr_svg: Option<String>,
}

#[derive(IntoResponses)]
#[response(
    status = 200,
    description = "The secret, shown this once. It works from the first code that confirm takes, within 15 minutes."
)]
pub(crate) struct NewSecret(NewSecretBody);

#[derive(ToSchema)]
#[schema(example = json!({ "offered": true, "left": 9, "drawn_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct RecoveryCodesBody {
    /// Whether the place lists recovery codes, so that a set may be drawn.
    offered: bool,
    left: i64,
    #[schema(format = "date-time")]
    drawn_at: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "How the member's set stands")]
pub(crate) struct RecoveryCodes(RecoveryCodesBody);

#[derive(ToSchema)]
#[schema(example = json!({ "codes": ["7K2Q-9MXB-0ZT4-W3HC"], "offered": true, "left": 10, "drawn_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct DrawnBody {
    codes: Vec<String>,
    offered: bool,
    left: i64,
    #[schema(format = "date-time")]
    drawn_at: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The codes, shown this once")]
pub(crate) struct Drawn(DrawnBody);
/// A member's password, and the rules for the next one.
#[derive(ToSchema)]
#[schema(example = json!({ "is_set": true, "changed_at": "2025-11-03T14:05:00Z", "may_remove": true,
    "least_characters": 15, "most_characters": 128 }))]
pub(crate) struct PasswordBody {
    is_set: bool,
    #[schema(format = "date-time")]
    changed_at: Option<String>,
    /// False where there is none, and where the member could not sign in without it.
    may_remove: bool,
    /// Unicode characters after NFKC. There are no other rules but that it is hard to guess.
    least_characters: usize,
    most_characters: usize,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's password")]
pub(crate) struct Password(PasswordBody);
/// The browsers that a member signed in with, the one seen last first.
#[derive(ToSchema)]
pub(crate) struct DeviceListBody {
    devices: Vec<DeviceBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "user_agent": "Mozilla/5.0 …", "address": "192.0.2.7",
    "first_seen_at": "2025-11-03T14:05:00Z", "last_seen_at": "2025-11-20T08:59:00Z", "trusted_until": null, "is_this": true }))]
pub(crate) struct DeviceBody {
    #[schema(format = "uuid")]
    id: String,
    /// As the browser calls itself.
    user_agent: Option<String>,
    address: String,
    #[schema(format = "date-time")]
    first_seen_at: String,
    /// Noted once a day.
    #[schema(format = "date-time")]
    last_seen_at: String,
    /// Until then the second factor is not asked there.
    #[schema(format = "date-time")]
    trusted_until: Option<String>,
    /// Whether it is the one that asks.
    is_this: bool,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The browsers")]
pub(crate) struct Devices(DeviceListBody);
/// What happened on a member's account, the newest first.
#[derive(ToSchema)]
pub(crate) struct ActivityBody {
    events: Vec<ActivityEvent>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "kind": "sign_in", "refused": false, "at": "2025-11-03T14:05:00Z",
    "address": "192.0.2.7", "device": "Mozilla/5.0 …", "passkey": "Work MacBook", "reference": null }))]
pub(crate) struct ActivityEvent {
    #[schema(format = "uuid")]
    id: String,
    /// What it was; of a refusal, what was tried.
    kind: String,
    refused: bool,
    #[schema(format = "date-time")]
    at: String,
    address: Option<String>,
    /// What the browser or program called itself.
    device: Option<String>,
    /// The passkey's name, as it was then.
    passkey: Option<String>,
    /// The code that was shown with a refusal.
    reference: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What happened")]
pub(crate) struct Activity(ActivityBody);
/// Where a member is signed in.
#[derive(ToSchema)]
pub(crate) struct SessionListBody {
    sessions: Vec<ListedSession>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "current": true, "device": "Mozilla/5.0 …", "address": "192.0.2.7",
    "amr": ["pop", "swk", "user", "mfa"], "signed_in_at": "2025-11-03T14:05:00Z", "last_active_at": "2025-11-03T15:20:00Z",
    "expires_at": "2025-11-04T14:05:00Z" }))]
pub(crate) struct ListedSession {
    #[schema(format = "uuid")]
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// What the browser or program called itself at sign-in.
    device: Option<String>,
    address: String,
    amr: Vec<String>,
    #[schema(format = "date-time")]
    signed_in_at: String,
    /// Written down now and then, so it may be somewhat later.
    #[schema(format = "date-time")]
    last_active_at: String,
    #[schema(format = "date-time")]
    expires_at: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's sessions")]
pub(crate) struct Sessions(SessionListBody);
/// A member's accounts at identity providers.
#[derive(ToSchema)]
pub(crate) struct LinkedAccountListBody {
    accounts: Vec<LinkedAccountBody>,
    /// Where another one can be linked.
    providers: Vec<LinkableProviderBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "q83vEjRWeJASNFZ4kBI0Vg", "provider": "office", "label": "Office login", "email": "ada@example.com",
    "may_delete": true, "linked_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct LinkedAccountBody {
    id: String,
    /// Null where the provider is no longer used here.
    provider: Option<String>,
    label: String,
    /// As the provider told it when the account was linked.
    email: Option<String>,
    /// False where it is the only way left to sign in here.
    may_delete: bool,
    #[schema(format = "date-time")]
    linked_at: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "provider": "office", "label": "Office login" }))]
pub(crate) struct LinkableProviderBody {
    provider: String,
    label: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's linked accounts")]
pub(crate) struct LinkedAccounts(LinkedAccountListBody);

#[derive(IntoResponses)]
#[response(status = 200, description = "Where to go on; the cookies of the answer belong to the browser that asked")]
pub(crate) struct LinkBegun(crate::api::linked_accounts::LinkBody);

#[derive(IntoResponses)]
pub(crate) enum Errors {
    #[response(status = "4XX", description = "Refused; `error_code` says how, the log and the audit say exactly why")]
    Refused(ErrorBody<'static>),
    #[response(status = "5XX", description = "Not your fault; try again later")]
    Failed(ErrorBody<'static>),
}

/// The journey that the last answer named.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct JourneyId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Start {
    /// Without one only what needs no name is offered.
    identifier: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "suggestion": "first" }))]
pub(crate) struct PutOff {
    /// `first` or `here`.
    suggestion: String,
    /// Where a form goes on afterwards: a path of this workspace.
    r#continue: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What is asked for next. A browser gets the journey's ticket as a cookie.")]
pub(crate) struct Continue(ContinueBody<'static>);

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada@example.com", "display_name": "Ada Lovelace" }))]
pub(crate) struct SignUpStart {
    /// A mail address, or a phone number with its country's code.
    identifier: String,
    display_name: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What comes next. A browser gets the ticket as a cookie.")]
pub(crate) struct Joining(crate::api::sign_up::JoiningBody<'static>);

#[derive(ToSchema)]
#[schema(example = json!({ "address": "ada@example.com" }))]
pub(crate) struct AddressAdd {
    address: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "address": "ada@example.com", "code": "123456", "keep": [] }))]
pub(crate) struct AddressVerify {
    address: String,
    code: String,
    /// Where the address stood on the account unproved: what is really the member's. Passkeys, addresses and linked accounts by their ids,
    /// and `password`, `totp` and `recovery_codes` by these words.
    keep: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "code": "123456" }))]
pub(crate) struct AddressRemove {
    /// Without it one is sent.
    code: Option<String>,
}

/// The member's addresses.
#[derive(ToSchema)]
pub(crate) struct AddressListBody {
    addresses: Vec<AddressBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "3q2-7wEjRWeJq83v_u3-7w", "address": "ada@example.com", "kind": "email", "verified": true,
    "may_delete": false, "added_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct AddressBody {
    id: String,
    address: String,
    /// `email` or `phone`.
    kind: String,
    verified: bool,
    /// False for the last one that a way in or the recovery rests on.
    may_delete: bool,
    #[schema(format = "date-time")]
    added_at: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's addresses")]
pub(crate) struct Addresses(AddressListBody);

/// An address, as the list names it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "described, never built")]
pub(crate) struct AddressId {
    id: String,
}
