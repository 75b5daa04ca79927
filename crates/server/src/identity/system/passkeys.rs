//! Passkeys of users, managed by programs. A pool may have doors of both modes; each address means those of its own.

use super::{CREDENTIAL, Entered};
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::shapes::{Accepted, BeginBody, CredentialsBody, NameBody, Refusals, RegistrationBody};
use crate::identity::{ApiError, encoding, json, no_content, written};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Mode;
use domain::identity::passkeys::{self, user_id};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

/// Begins to make a passkey for a user, Classic
///
/// Scope `identity`. There is no body.
#[utoipa::path(post, operation_id = "systemBeginWebAuthnCredentialsGeneration",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/begin",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    responses((status = 200, description = "Options for `navigator.credentials.create()`", body = BeginBody), Refusals))]
pub(crate) async fn begin(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    begin_in(&server, &call, Mode::Classic).await
}

/// Finishes making a passkey for a user, Classic
///
/// The credential as the user's browser made it. Only the program that began it can finish it.
#[utoipa::path(post, operation_id = "systemCompleteWebAuthnCredentialsGeneration",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = RegistrationBody, responses((status = 200, description = "The new passkey", body = CredentialsBody), Refusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    complete_in(&server, &call, Mode::Classic).await
}

/// Begins to make a passkey for a user, Smart
///
/// As for Classic, and the passkey has to be discoverable.
#[utoipa::path(post, operation_id = "systemBeginUsernamelessWebAuthnCredentialsGeneration",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/begin",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    responses((status = 200, description = "Options for `navigator.credentials.create()`", body = BeginBody), Refusals))]
pub(crate) async fn begin_usernameless(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    begin_in(&server, &call, Mode::Smart).await
}

/// Finishes making a passkey for a user, Smart
///
/// As for Classic.
#[utoipa::path(post, operation_id = "systemCompleteUsernamelessWebAuthnCredentialsGeneration",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/complete",
    tag = "Identity system", params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path)),
    request_body = RegistrationBody, responses((status = 200, description = "The new passkey", body = CredentialsBody), Refusals))]
pub(crate) async fn complete_usernameless(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    complete_in(&server, &call, Mode::Smart).await
}

async fn begin_in(server: &Server, call: &Call, mode: Mode) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let pool = entered.program.pool_in(&server.app, &entered.pool, mode)?;
        Ok(written(passkeys::begin(&server.app, &pool, user_id(&entered.user)?).await?))
    };
    call.once(server, &entered.who(), work).await
}

async fn complete_in(server: &Server, call: &Call, mode: Mode) -> Result<Response, ApiError> {
    let entered = Entered::of(server, call).await?;
    let work = async {
        let pool = entered.program.pool_in(&server.app, &entered.pool, mode)?;
        let body = encoding::registration(call.body())?;
        let added = passkeys::complete(&server.app, &pool, user_id(&entered.user)?, &body).await?;
        json(StatusCode::OK, &json!({ "credentials": [added] }))
    };
    call.once(server, &entered.who(), work).await
}

/// Deletes a user's passkey
///
/// Also the last one. Every session of the user ends.
#[utoipa::path(delete, operation_id = "systemDeleteWebAuthnKey",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path), ("id" = String, Path)),
    responses(Accepted, Refusals))]
pub(crate) async fn delete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let (pool, user) = entered.target(&server)?;
    passkeys::delete(&server.app, &pool, (user, &call.segment(CREDENTIAL))).await?;
    Ok(no_content().into_response())
}

/// Names a user's passkey
///
/// 1 to 64 characters on one line.
#[utoipa::path(put, operation_id = "systemNameWebAuthnKey",
    path = "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}/name", tag = "Identity system",
    params(("tenant" = String, Path), ("pool" = String, Path), ("user" = String, Path), ("id" = String, Path)),
    request_body = NameBody, responses(Accepted, Refusals))]
pub(crate) async fn rename(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let entered = Entered::of(&server, &call).await?;
    let (pool, user) = entered.target(&server)?;
    let Named { name } = call.json()?;
    passkeys::rename(&server.app, &pool, (user, &call.segment(CREDENTIAL)), &name).await?;
    Ok(no_content().into_response())
}
