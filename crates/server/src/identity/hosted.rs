//! The sign-up ceremony that hangs at the pool (S3c-11): the product's own sign-up with a passkey, under the address of that API. No cookie counts, and
//! whoever signs up is answered as every program is.

use super::shapes::code::HostedBeginBody;
use super::shapes::{BeginBody, Refusals, RegistrationBody};
use super::{ApiError, encoding, written};
use crate::api;
use crate::front::Server;
use crate::identity::call::Call;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Visit;
use domain::identity::Word;
use domain::sign_up::{self, Begin};
use serde::Deserialize;
use std::sync::Arc;

const POOL: usize = 2;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    identifier: Option<String>,
    #[serde(default)]
    ticket: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    binding: Option<String>,
}

fn visit(server: &Server, call: &Call) -> Result<Visit, Word> {
    let (tenant, pool) = (call.segment(0), call.segment(POOL));
    let id: domain::id::PoolId = pool.parse().map_err(|_| Word::PoolNotFound)?;
    let snapshot = server.app.snapshot();
    let mut doors = snapshot.doors().iter();
    let door = doors.find(|door| door.tenant.slug == tenant && door.pool.id == id).ok_or(Word::PoolNotFound)?;
    Ok(call.at(Arc::clone(door)))
}

/// Begins a sign-up
///
/// With a username. The pool's own rules of sign-up decide; a taken name is answered like a free one and refused at complete.
#[utoipa::path(post, operation_id = "hostedBeginWebAuthnRegistration", path = "/{tenant}/identity/{pool}/register/webauthn/begin",
    tag = "Identity sign-up", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = HostedBeginBody,
    responses((status = 200, description = "Options for `navigator.credentials.create()`", body = BeginBody), Refusals))]
pub(crate) async fn begin(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let visit = visit(&server, &call)?;
    let Asked { identifier, ticket, display_name, binding } = call.json()?;
    let ask = Begin { identifier, ticket, display_name, binding, hint: None, extensions: None };
    let begun = sign_up::begin(&server.app, &visit, ask).await?;
    Ok(written(begun.options).into_response())
}

/// Finishes a sign-up
///
/// The credential as the browser made it, with the `identifier` and what else begin was given. Answers as `sign-up/passkey/finish` does for programs.
#[utoipa::path(post, operation_id = "hostedCompleteWebAuthnRegistration", path = "/{tenant}/identity/{pool}/register/webauthn/complete",
    tag = "Identity sign-up", params(("tenant" = String, Path), ("pool" = String, Path)), request_body = RegistrationBody,
    responses(crate::openapi::shapes::Session, Refusals))]
pub(crate) async fn complete(State(server): State<Arc<Server>>, call: Call) -> Result<Response, ApiError> {
    let visit = visit(&server, &call)?;
    let body = encoding::registration(call.body())?;
    let came = Box::pin(sign_up::finish(&server.app, &visit, (&body, None), None)).await?;
    Ok(api::outcome(&server, &visit, came, false).unwrap_or_else(IntoResponse::into_response))
}
