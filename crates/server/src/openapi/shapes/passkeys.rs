//! A member's passkeys, and what their browser may tell its manager of them.

use super::webauthn::{CreationExtensions, Hint, Mediation, RegistrationResponse};
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PasskeyId {
    #[param(format = "uuid")]
    id: String,
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
#[schema(example = json!({ "name": "Office laptop" }))]
pub(crate) struct PasskeyRename {
    name: String,
}

/// Why a passkey is removed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described, never built")]
pub(crate) struct RemovalReason {
    /// `lost`, `retired` or `replaced`; may be left out.
    #[param(example = "lost")]
    reason: Option<String>,
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
    /// Where it works, where new ones are made for another RP ID; left out elsewhere.
    rp_id: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's passkeys")]
pub(crate) struct Passkeys(PasskeyListBody);

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
