//! Proving again who one is, within a session. The session gets a new token.

use super::{Answer, begun, signed_in};
use crate::extract::cookies::CookieName;
use crate::extract::{Json, RawJson, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::step_up;
use std::sync::Arc;

/// Begins a step-up
#[utoipa::path(post, operation_id = "step_up_begin", path = "/{tenant}/{workspace}/step-up/passkey/begin", tag = "Step up", params(shapes::Door),
    request_body = shapes::StepUpBegin, responses(shapes::RequestOptions, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(ask): Json<step_up::Begin>,
) -> Answer {
    let answer = step_up::begin(&server.app, &visit, &session, ask).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Finishes a step-up
///
/// The old token ends, the new one is as fresh as this proof.
#[utoipa::path(post, operation_id = "step_up_finish", path = "/{tenant}/{workspace}/step-up/passkey/finish", tag = "Step up", params(shapes::Door),
    request_body = shapes::AuthenticationResponse, responses(shapes::Session, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    RawJson(body): RawJson,
) -> Answer {
    let answer = step_up::finish(&server.app, &visit, &session, &body).await?;
    signed_in(&server, &visit.door, &visit.client, &answer, None)
}
