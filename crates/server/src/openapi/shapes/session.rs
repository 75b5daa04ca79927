//! The session, the others of its member and their browsers; what pages of other sites show and exchange.

use crate::api::session::ExchangedBody;
use crate::api::session::SessionBody;
use utoipa::{IntoParams, IntoResponses, ToSchema};

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
    /// While members move to another RP ID: whether begin takes `"before": true` from the asking origin.
    offers_before: bool,
    labels: std::collections::BTreeMap<String, String>,
    messages: serde_json::Value,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What the components show")]
pub(crate) struct Components(ComponentsBody);

#[derive(IntoResponses)]
#[response(status = 200, description = "The session")]
pub(crate) struct Who(SessionBody<'static>);

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionId {
    #[param(format = "uuid")]
    id: String,
}

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
