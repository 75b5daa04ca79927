//! Members' own passkeys. The two modes have an address each, and only that of the workspace's mode is open.

use crate::front::Server;
use crate::identity::call::{Call, of_member};
use crate::identity::shapes::{
    Accepted, BeginBody, CredentialsBody, NameBody, Refusals, RegistrationBody, SetWebauthnBody,
};
use crate::identity::{ApiError, encoding, json, no_content, written};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Mode;
use domain::identity::record::Credential;
use domain::identity::self_service;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

const ID: usize = 6;

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Set {
    new_webauthn: Credential,
}

/// Begins to make a passkey, Classic
///
/// Scope `manage_ss_profile`, and a sign-in of at most five minutes ago. There is no body.
#[utoipa::path(post, operation_id = "beginWebAuthnCredentialsGeneration", path = "/{tenant}/{workspace}/identity/v2/self/webauthn/create/begin",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses((status = 200, description = "Options for `navigator.credentials.create()`", body = BeginBody), Refusals))]
pub(crate) async fn begin(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    begin_in(&server, &call, Mode::Classic).await
}

/// Finishes making a passkey, Classic
///
/// The credential as the browser made it. Bytes may be written in either alphabet of base64.
#[utoipa::path(post, operation_id = "completeWebAuthnCredentialsGeneration", path = "/{tenant}/{workspace}/identity/v2/self/webauthn/create/complete",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)), request_body = RegistrationBody,
    responses((status = 200, description = "The new passkey", body = CredentialsBody), Refusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    complete_in(&server, &call, Mode::Classic).await
}

/// Begins to make a passkey, Smart
///
/// As for Classic, and the passkey has to be discoverable.
#[utoipa::path(post, operation_id = "beginUsernamelessWebAuthnCredentialsGeneration",
    path = "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/begin",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    responses((status = 200, description = "Options for `navigator.credentials.create()`", body = BeginBody), Refusals))]
pub(crate) async fn begin_usernameless(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    begin_in(&server, &call, Mode::Smart).await
}

/// Finishes making a passkey, Smart
///
/// As for Classic.
#[utoipa::path(post, operation_id = "completeUsernamelessWebAuthnCredentialsGeneration",
    path = "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/complete",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)), request_body = RegistrationBody,
    responses((status = 200, description = "The new passkey", body = CredentialsBody), Refusals))]
pub(crate) async fn complete_usernameless(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    complete_in(&server, &call, Mode::Smart).await
}

async fn begin_in(server: &Server, call: &Call, mode: Mode) -> Result<Response, ApiError> {
    let member = call.member(server).await?;
    let who = of_member(&member);
    let work = async { Ok(written(self_service::begin(&server.app, &member, mode).await?)) };
    call.once(server, &who, work).await
}

async fn complete_in(server: &Server, call: &Call, mode: Mode) -> Result<Response, ApiError> {
    let member = call.member(server).await?;
    let who = of_member(&member);
    let work = Box::pin(async {
        let body = encoding::registration(call.body())?;
        let added = self_service::complete(&server.app, &member, mode, &body).await?;
        json(StatusCode::OK, &json!({ "credentials": [added] }))
    });
    call.once(server, &who, work).await
}

/// Deletes a passkey
///
/// By its id in `/v2/self/me`, or by its WebAuthn id in base64url. The last one stays: `last_passkey`.
#[utoipa::path(delete, operation_id = "deleteWebAuthnKey", path = "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses(Accepted, Refusals))]
pub(crate) async fn delete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    self_service::delete(&server.app, &member, &call.segment(ID)).await?;
    Ok(no_content().into_response())
}

/// Names a passkey
///
/// 1 to 64 characters on one line.
#[utoipa::path(put, operation_id = "nameWebAuthnKey", path = "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}/name",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    request_body = NameBody, responses(Accepted, Refusals))]
pub(crate) async fn rename(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    let Named { name } = call.json()?;
    self_service::rename(&server.app, &member, &call.segment(ID), name).await?;
    Ok(no_content().into_response())
}

/// Sets the first passkey
///
/// A passkey that was made elsewhere, for a member who has none. It counts as user-verified or device-bound only once a sign-in has shown it.
#[utoipa::path(post, operation_id = "setWebAuthn", path = "/{tenant}/{workspace}/identity/v2/self/set-webauthn",
    tag = "Identity self-service", params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body = SetWebauthnBody, responses(Accepted, Refusals))]
pub(crate) async fn set(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let member = call.member(&server).await?;
    let who = of_member(&member);
    let work = async {
        let Set { new_webauthn } = call.json()?;
        self_service::set_webauthn(&server.app, &member, &new_webauthn).await?;
        Ok(no_content())
    };
    call.once(&server, &who, work).await
}
