//! What happened on a member's own account.

use super::{Answer, json};
use crate::extract::SignedIn;
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::activity;
use std::sync::Arc;

/// Lists what happened on the member's account
///
/// The newest first, fifty at most, of the last 90 days. A refusal has the `reference` that was shown with it, and not its cause.
#[utoipa::path(get, operation_id = "list_activity", path = "/{tenant}/{workspace}/account/activity", tag = "Session", params(shapes::Door),
    responses(shapes::Activity, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&activity::list(&server.app, &visit, &session).await?)
}
