//! A member's own passkeys. Changes need a fresh proof, which the domain demands.

use super::{Answer, begun, json, signed_in};
use crate::extract::cookies::CookieName;
use crate::extract::{AnySession, Json, PasskeyAddress, RawJson, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::refusal::parameter;
use axum::extract::State;
use axum::http::Uri;
use domain::{Reason, passkeys, step_up};
use std::sync::Arc;

/// Lists the member's passkeys
#[utoipa::path(get, operation_id = "list_passkeys", path = "/{tenant}/{workspace}/account/passkeys", tag = "Passkeys", params(shapes::Door),
    responses(shapes::Passkeys, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, AnySession { visit, session }: AnySession) -> Answer {
    json(&passkeys::list(&server.app, &visit.door, &session).await?)
}

/// Begins to add a passkey
#[utoipa::path(post, operation_id = "add_passkey_begin", path = "/{tenant}/{workspace}/account/passkeys/begin", tag = "Passkeys", params(shapes::Door),
    request_body = shapes::PasskeyBegin, responses(shapes::CreationOptions, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Json(ask): Json<passkeys::Begin>,
) -> Answer {
    let answer = passkeys::begin(&server.app, &visit, &session, ask).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Adds a passkey
///
/// Takes the browser's `RegistrationResponseJSON`, with the name where begin had one. Answers the new list.
#[utoipa::path(post, operation_id = "add_passkey_finish", path = "/{tenant}/{workspace}/account/passkeys/finish", tag = "Passkeys", params(shapes::Door),
    request_body = shapes::PasskeyFinish, responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    RawJson(body): RawJson,
) -> Answer {
    json(&passkeys::finish(&server.app, &visit, &session, &body).await?)
}

/// Renames a passkey
///
/// Answers the new list.
#[utoipa::path(put, operation_id = "rename_passkey", path = "/{tenant}/{workspace}/account/passkeys/{id}/name", tag = "Passkeys",
    params(shapes::Door, shapes::PasskeyId), request_body = shapes::PasskeyRename, responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn rename(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    PasskeyAddress(id): PasskeyAddress,
    Json(ask): Json<passkeys::Rename>,
) -> Answer {
    json(&passkeys::rename(&server.app, &visit, &session, id, ask).await?)
}

/// Deletes a passkey
///
/// The last usable sign-in method stays: `last_passkey`. Why it goes is recorded. Answers the list that is left.
#[utoipa::path(delete, operation_id = "delete_passkey", path = "/{tenant}/{workspace}/account/passkeys/{id}", tag = "Passkeys",
    params(shapes::Door, shapes::PasskeyId, shapes::RemovalReason), responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn delete(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    PasskeyAddress(id): PasskeyAddress,
    uri: Uri,
) -> Answer {
    let why = match parameter(uri.query(), "reason") {
        Some(word) => Some(passkeys::Why::find(word).ok_or(Reason::MalformedBody)?),
        None => None,
    };
    json(&passkeys::delete(&server.app, &visit, &session, (id, why)).await?)
}

/// Begins the test of a passkey
///
/// The options name this passkey and no other.
#[utoipa::path(post, operation_id = "test_passkey_begin", path = "/{tenant}/{workspace}/account/passkeys/{id}/test/begin", tag = "Passkeys",
    params(shapes::Door, shapes::PasskeyId), request_body = shapes::StepUpBegin, responses(shapes::RequestOptions, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn test_begin(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    PasskeyAddress(id): PasskeyAddress,
    Json(ask): Json<step_up::Begin>,
) -> Answer {
    let answer = passkeys::begin_test(&server.app, &visit, &session, (id, ask)).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &visit.door)))
}

/// Finishes the test of a passkey
///
/// It worked: nothing changes but the passkey's last use. As after a step-up, the old token ends and the new one is as fresh as this proof.
#[utoipa::path(post, operation_id = "test_passkey_finish", path = "/{tenant}/{workspace}/account/passkeys/{id}/test/finish", tag = "Passkeys",
    params(shapes::Door, shapes::PasskeyId), request_body = shapes::AuthenticationResponse, responses(shapes::Session, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn test_finish(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    PasskeyAddress(id): PasskeyAddress,
    RawJson(body): RawJson,
) -> Answer {
    let answer = passkeys::finish_test(&server.app, &visit, &session, (id, &body)).await?;
    signed_in(&server, &visit.door, &visit.client, &answer, None)
}
