//! Signing in with a passkey.

use super::{Answer, begun, outcome};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, Previous, RawJson, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::sign_in;
use std::sync::Arc;

/// Begins a sign-in
///
/// With `{}` any discoverable passkey of this place may answer; with an identifier, that member's. An unknown name is answered like a
/// known one.
#[utoipa::path(post, operation_id = "sign_in_begin", path = "/{tenant}/{workspace}/sign-in/passkey/begin", tag = "Sign in", params(shapes::Door),
    request_body = shapes::SignInBegin, responses(shapes::RequestOptions, shapes::Errors))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Json(ask): Json<sign_in::Begin>,
) -> Answer {
    let answer = Box::pin(sign_in::begin(&server.app, &visit, ask)).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Finishes a sign-in
///
/// Takes the browser's `AuthenticationResponseJSON` as it is. One challenge allows one attempt. Where policy asks for more, the answer
/// has the status `continue`.
#[utoipa::path(post, operation_id = "sign_in_finish", path = "/{tenant}/{workspace}/sign-in/passkey/finish", tag = "Sign in", params(shapes::Door),
    request_body = shapes::AuthenticationResponse, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    RawJson(body): RawJson,
) -> Answer {
    // Boxed: the framework moves a handler's future about, and this one is large.
    let came = Box::pin(sign_in::finish(&server.app, &visit, &body, previous.as_ref())).await?;
    outcome(&server, &visit, came, false)
}
