//! Signing up with a name and a new passkey, where strangers may.

use super::{Answer, begun, signed_in};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, Previous, RawJson, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::sign_up;
use std::sync::Arc;

/// Begins a sign-up
///
/// A taken name is answered like a free one and refused at finish.
#[utoipa::path(post, operation_id = "sign_up_begin", path = "/{tenant}/{workspace}/sign-up/passkey/begin", tag = "Sign up", params(shapes::Door),
    request_body = shapes::SignUpBegin, responses(shapes::CreationOptions, shapes::Errors))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Json(ask): Json<sign_up::Begin>,
) -> Answer {
    let answer = sign_up::begin(&server.app, &visit, ask).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Finishes a sign-up
///
/// Takes the browser's `RegistrationResponseJSON` with the identifier, and the display name where begin had one. The member exists from
/// here on and is signed in.
#[utoipa::path(post, operation_id = "sign_up_finish", path = "/{tenant}/{workspace}/sign-up/passkey/finish", tag = "Sign up", params(shapes::Door),
    request_body = shapes::SignUpFinish, responses(shapes::Session, shapes::Errors))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    RawJson(body): RawJson,
) -> Answer {
    let answer = sign_up::finish(&server.app, &visit, &body, previous.as_ref()).await?;
    signed_in(&server, &visit.door, &visit.client, &answer, None)
}
