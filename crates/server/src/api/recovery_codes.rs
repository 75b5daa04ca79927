//! A member's own recovery codes. Drawing needs a proof at most five minutes old, which the domain demands.

use super::{Answer, json};
use crate::extract::{Json, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::recovery_codes;
use std::sync::Arc;

/// Tells how many recovery codes are left
#[utoipa::path(get, operation_id = "show_recovery_codes", path = "/{tenant}/{workspace}/account/recovery-codes", tag = "Recovery codes",
    params(shapes::Door), responses(shapes::RecoveryCodes, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn show(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&recovery_codes::show(&server.app, &visit.door, &session).await?)
}

/// Draws recovery codes
///
/// Those drawn before are void; where there were any, every other session of the member ends.
#[utoipa::path(post, operation_id = "draw_recovery_codes", path = "/{tenant}/{workspace}/account/recovery-codes", tag = "Recovery codes",
    params(shapes::Door), request_body = shapes::Nothing, responses(shapes::Drawn, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn draw(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(ask): Json<recovery_codes::Draw>,
) -> Answer {
    json(&recovery_codes::draw(&server.app, &visit, &session, ask).await?)
}
