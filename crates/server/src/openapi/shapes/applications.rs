//! The applications that a member has connected.

use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ConnectedApplicationName {
    /// The `id` in the list of connected applications.
    #[param(example = "app-AbC123_-9xYz")]
    name: String,
}

/// The applications that a member has connected at this place.
#[derive(ToSchema)]
pub(crate) struct ConnectedApplicationListBody {
    applications: Vec<ConnectedApplicationBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "app-AbC123_-9xYz", "name": "Garden Wiki", "scopes": ["openid", "profile"],
    "connected_at": "2025-11-03T14:05:00Z", "last_used_at": "2025-11-04T08:00:00Z" }))]
pub(crate) struct ConnectedApplicationBody {
    /// Its `client_id`.
    id: String,
    name: String,
    /// What it may.
    scopes: Vec<String>,
    #[schema(format = "date-time")]
    connected_at: String,
    /// Null where nothing is known of it any more.
    #[schema(format = "date-time")]
    last_used_at: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's connected applications")]
pub(crate) struct ConnectedApplications(ConnectedApplicationListBody);
