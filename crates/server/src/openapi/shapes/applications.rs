//! The applications that a member has connected.

use crate::problem::ErrorBody;
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

/// Of what a member does about an approval.
#[derive(IntoResponses)]
pub(crate) enum ApprovalErrors {
    #[response(status = 400, description = "It is over or not this member's, or the body cannot be read")]
    Wrong(ErrorBody<'static>),
    #[response(
        status = 401,
        description = "Nobody is signed in, or not well enough for today's policy, or the proof is wrong"
    )]
    NotSignedIn(ErrorBody<'static>),
    #[response(status = 403, description = "The request comes from another site, or no passkey would do")]
    Forbidden(ErrorBody<'static>),
    #[response(status = 404, description = "There is no such place")]
    NotFound(ErrorBody<'static>),
    #[response(status = 413, description = "The body is too large")]
    TooLarge(ErrorBody<'static>),
    #[response(status = 415, description = "The body is of another kind")]
    OtherKind(ErrorBody<'static>),
    #[response(status = 429, description = "Too many requests from this address")]
    TooMany(ErrorBody<'static>),
    #[response(status = 500, description = "Not your fault")]
    Internal(ErrorBody<'static>),
    #[response(status = 503, description = "Not your fault; try again later")]
    Unavailable(ErrorBody<'static>),
}
