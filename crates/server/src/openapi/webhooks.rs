//! Shapes of webhooks in the console, for the description alone.

#![expect(dead_code, reason = "read by the derive only")]

use crate::problem::ErrorBody;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Tenant {
    #[param(example = "demo")]
    tenant: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookPath {
    #[param(example = "demo")]
    tenant: String,
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DeliveryPath {
    #[param(example = "demo")]
    tenant: String,
    #[param(format = "uuid")]
    id: String,
    #[param(format = "uuid")]
    event: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Before {
    /// An event; what cannot be read is left out.
    #[param(format = "uuid")]
    before: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "url": "https://hooks.example.com/keystead", "description": "SIEM", "events": ["sign_in", "passkey"] }))]
pub(crate) struct NewWebhook {
    /// `https://`; `http://` for this machine alone.
    url: String,
    /// At most 100 characters.
    description: Option<String>,
    /// `sign_in`, `refusal`, `passkey`, `recovery`, `member`, `policy`, `administration`
    events: Vec<String>,
}

/// What is left out of a change stays.
#[derive(ToSchema)]
#[schema(example = json!({ "events": ["sign_in", "passkey", "policy"] }))]
pub(crate) struct WebhookSettings {
    url: Option<String>,
    description: Option<String>,
    events: Option<Vec<String>>,
}

#[derive(ToSchema)]
pub(crate) struct DrawnWebhook {
    #[schema(format = "uuid")]
    id: String,
    /// `whsec_…`, shown this once.
    secret: String,
    /// Until when the one before signs, too.
    #[schema(format = "date-time")]
    before_until: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What the receiver needs to know")]
pub(crate) struct Drawn(DrawnWebhook);

#[derive(ToSchema)]
pub(crate) struct WebhookBody {
    tenant: String,
    #[schema(format = "uuid")]
    id: String,
    /// Without its path for whoever may not change it.
    url: String,
    description: String,
    events: Vec<String>,
    enabled: bool,
    /// `gone` or `failing` where it was switched off by itself.
    off_because: Option<String>,
    #[schema(format = "date-time")]
    failing_since: Option<String>,
    trouble: Option<String>,
    #[schema(format = "date-time")]
    before_until: Option<String>,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    changed_at: String,
    version: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The settings, with their `version`")]
pub(crate) struct OfWebhook(WebhookBody);

#[derive(ToSchema)]
pub(crate) struct DeliveryBody {
    #[schema(format = "uuid")]
    event: String,
    /// Its `webhook-id`.
    message: String,
    r#type: String,
    /// `waiting`, `taken`, `given_up` or `skipped` (not asked for any more)
    state: String,
    attempts: i64,
    #[schema(format = "date-time")]
    tried_at: Option<String>,
    #[schema(format = "date-time")]
    due_at: Option<String>,
    /// What was answered the last time.
    status: Option<i64>,
    trouble: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct DeliveriesBody {
    deliveries: Vec<DeliveryBody>,
    #[schema(format = "uuid")]
    next: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The newest first")]
pub(crate) struct Deliveries(DeliveriesBody);

#[derive(IntoResponses)]
pub(crate) enum Refusals {
    #[response(status = 400, description = "Not what is asked for here")]
    Malformed(ErrorBody<'static>),
    #[response(status = 401, description = "Nobody is signed in, or the proof is too old")]
    SignedOut(ErrorBody<'static>),
    #[response(status = 403, description = "Not for this role, or not from this site")]
    Forbidden(ErrorBody<'static>),
    #[response(status = 404, description = "Not there, or not within one's scope")]
    Unknown(ErrorBody<'static>),
    #[response(status = 412, description = "Somebody has changed it since (`changed_since`)")]
    Changed(ErrorBody<'static>),
    #[response(status = 413, description = "Too large")]
    TooLarge(ErrorBody<'static>),
    #[response(status = 415, description = "No JSON")]
    NoJson(ErrorBody<'static>),
    #[response(status = 422, description = "It cannot be kept so (`setting_refused`, with the field in `details`)")]
    Unfit(ErrorBody<'static>),
    #[response(status = 429, description = "Too many requests")]
    TooMany(ErrorBody<'static>),
    #[response(status = 500, description = "Something is wrong with the server")]
    Failed(ErrorBody<'static>),
    #[response(status = 503, description = "Not now; try again later")]
    NotNow(ErrorBody<'static>),
}
