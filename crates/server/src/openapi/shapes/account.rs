//! The other ways in of a member, and what happened on the account.

use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(ToSchema)]
#[schema(example = json!({ "password": "bobsled over the rainbow hill" }))]
pub(crate) struct PasswordSet {
    #[schema(max_length = 128)]
    password: String,
}

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

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NoticeId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a11", "kind": "recovered",
    "text": "Your account was recovered and has a new way to sign in.", "at": "2025-11-03T14:05:00Z", "may_dismiss": true }))]
pub(crate) struct NoticeBody {
    #[schema(format = "uuid")]
    id: String,
    /// `recovered`, `passkeys_replaced`, `access_pass_issued`, `enrolment_link_sent`, `passkey_added_for_you` or what was done to a passkey.
    kind: String,
    text: String,
    #[schema(format = "date-time")]
    at: String,
    /// False while sensitive changes wait: until then it stays.
    may_dismiss: bool,
}

/// To each question of the pilot group `yes`, `partly` or `no`.
#[derive(ToSchema)]
#[schema(example = json!({ "understand": "yes", "works": "yes", "wording": "partly", "fallback": "yes", "confusion": "no", "remark": "" }))]
pub(crate) struct Feedback {
    /// Whether adding a passkey is easy to understand.
    understand: String,
    /// Whether sign-in works on their device.
    works: String,
    /// Whether the wording in prompts is clear.
    wording: String,
    /// Whether password fallback is easy to find.
    fallback: String,
    /// Whether any device or browser causes confusion.
    confusion: String,
    #[schema(max_length = 1000)]
    remark: Option<String>,
}
