//! Applications that the member has connected, and an end to it.

use super::{Answer, json};
use crate::extract::path::unescaped;
use crate::extract::{FifthSegment, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::Reason;
use domain::applications::connected;
use std::sync::Arc;

/// Lists the member's connected applications
///
/// Those at this place that the member has agreed to, or that use a sign-in of theirs now.
#[utoipa::path(get, operation_id = "list_connected_applications", path = "/{tenant}/{workspace}/account/applications", tag = "Connected applications",
    params(shapes::Door), responses(shapes::ConnectedApplications, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&connected::list(&server.app, &visit, &session).await?)
}

/// Disconnects an application
///
/// What the member agreed to is forgotten, and all its tokens end. Answers the list that is left.
#[utoipa::path(delete, operation_id = "disconnect_application", path = "/{tenant}/{workspace}/account/applications/{name}", tag = "Connected applications",
    params(shapes::Door, shapes::ConnectedApplicationName), responses(shapes::ConnectedApplications, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn disconnect(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    FifthSegment(id): FifthSegment,
) -> Answer {
    let id = unescaped(&id).ok_or(Reason::UnknownAddress)?;
    json(&connected::disconnect(&server.app, &visit, &session, &id).await?)
}
