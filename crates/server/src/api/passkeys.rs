//! A member's own passkeys. Changes need a fresh proof, which the domain demands.

use super::{Answer, begun, json};
use crate::extract::cookies::CookieName;
use crate::extract::{AnySession, Json, PasskeyAddress, RawJson, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::passkeys;
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
/// The last usable sign-in method stays: `last_passkey`. Answers the list that is left.
#[utoipa::path(delete, operation_id = "delete_passkey", path = "/{tenant}/{workspace}/account/passkeys/{id}", tag = "Passkeys",
    params(shapes::Door, shapes::PasskeyId), responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn delete(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    PasskeyAddress(id): PasskeyAddress,
) -> Answer {
    json(&passkeys::delete(&server.app, &visit, &session, id).await?)
}
