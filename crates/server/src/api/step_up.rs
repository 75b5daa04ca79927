//! Proving again who one is, within a session. The session gets a new token.

use super::{Answer, begun, json, no_content, signed_in};
use crate::extract::cookies::CookieName;
use crate::extract::{AnySession, Json, RawJson};
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
    AnySession { visit, session }: AnySession,
    Json(ask): Json<step_up::Begin>,
) -> Answer {
    let answer = step_up::begin(&server.app, &visit, &session, ask).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// With what a member proves again who they are
///
/// The preferred method first; where `acr_values` stands, nothing but a passkey will do.
#[utoipa::path(get, operation_id = "step_up_methods", path = "/{tenant}/{workspace}/step-up", tag = "Step up", params(shapes::Door),
    responses(shapes::StepUpMethods, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn methods(State(server): State<Arc<Server>>, AnySession { visit, session }: AnySession) -> Answer {
    json(&step_up::methods(&server.app, &visit, &session).await?)
}

/// Steps up without a passkey
///
/// By a password or a code. The old token ends, the new one is as fresh as this proof.
#[utoipa::path(post, operation_id = "step_up_prove", path = "/{tenant}/{workspace}/step-up/prove", tag = "Step up", params(shapes::Door),
    request_body = shapes::StepUpProve, responses(shapes::Session, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn prove(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Json(shown): Json<step_up::Shown>,
) -> Answer {
    let answer = step_up::prove(&server.app, &visit, &session, shown).await?;
    signed_in(&server, &visit.door, &visit.client, &answer, None)
}

/// Sends a code to step up with
///
/// Only to a member who has nothing else to show, and never where a passkey is asked for.
#[utoipa::path(post, operation_id = "step_up_send", path = "/{tenant}/{workspace}/step-up/send", tag = "Step up", params(shapes::Door),
    request_body = shapes::StepUpSend, responses((status = 204, description = "On its way"), shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn send(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Json(ask): Json<step_up::Wanted>,
) -> Answer {
    step_up::send(&server.app, &visit, &session, ask).await?;
    Ok(no_content())
}

/// Finishes a step-up
///
/// The old token ends, the new one is as fresh as this proof.
#[utoipa::path(post, operation_id = "step_up_finish", path = "/{tenant}/{workspace}/step-up/passkey/finish", tag = "Step up", params(shapes::Door),
    request_body = shapes::AuthenticationResponse, responses(shapes::Session, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    RawJson(body): RawJson,
) -> Answer {
    let answer = step_up::finish(&server.app, &visit, &session, &body).await?;
    signed_in(&server, &visit.door, &visit.client, &answer, None)
}
