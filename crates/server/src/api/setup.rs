//! The one-time link that enrols an administrator's passkey.

use super::{Answer, begun, signed_in};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, RawJson, SetupToken, SetupVisit};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::setup;
use std::sync::Arc;

/// Begins the set-up
///
/// The token is that of the link which the server printed. `organisation` is asked for while there is none.
#[utoipa::path(post, operation_id = "setup_begin", path = "/setup/{token}/passkey/begin", tag = "Set-up", params(shapes::SetupToken),
    request_body = shapes::SetupBegin, responses(shapes::CreationOptions, shapes::Errors))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    SetupVisit(visit): SetupVisit,
    SetupToken(token): SetupToken,
    Json(ask): Json<setup::Begin>,
) -> Answer {
    let answer = setup::begin(&server.app, &visit, &token, ask).await?;
    Ok(begun(answer, CookieName::setup(server.https)))
}

/// Finishes the set-up
///
/// Uses the link up. The administrator is signed in, and `location` says where to go on.
#[utoipa::path(post, operation_id = "setup_finish", path = "/setup/{token}/passkey/finish", tag = "Set-up", params(shapes::SetupToken),
    request_body = shapes::SetupFinish, responses(shapes::Session, shapes::Errors))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    SetupVisit(visit): SetupVisit,
    SetupToken(token): SetupToken,
    RawJson(body): RawJson,
) -> Answer {
    let set_up = setup::finish(&server.app, &visit, &token, &body).await?;
    let location = format!("{}/account/security", set_up.door.base());
    signed_in(&server, &set_up.door, &visit.client, &set_up.signed_in, Some(location))
}
