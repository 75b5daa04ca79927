//! A member's own authenticator app. Changes need a proof at most five minutes old, which the domain demands.

use super::{Answer, json};
use crate::extract::{Json, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::totp;
use std::sync::Arc;

/// Tells whether the member has an authenticator app
#[utoipa::path(get, operation_id = "show_totp", path = "/{tenant}/{workspace}/account/totp", tag = "Authenticator app", params(shapes::Door),
    responses(shapes::AuthenticatorApp, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn show(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&totp::show(&server.app, &visit.door, &session).await?)
}

/// Draws the secret of an authenticator app
///
/// One that works already goes on working until the new one is confirmed.
#[utoipa::path(post, operation_id = "begin_totp", path = "/{tenant}/{workspace}/account/totp/begin", tag = "Authenticator app", params(shapes::Door),
    request_body = shapes::Nothing, responses(shapes::NewSecret, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(ask): Json<totp::Begin>,
) -> Answer {
    json(&totp::begin(&server.app, &visit, &session, ask).await?)
}

/// Takes an authenticator app into use
///
/// By a code of it, which is spent. The one before is void, and every other session of the member ends.
#[utoipa::path(post, operation_id = "confirm_totp", path = "/{tenant}/{workspace}/account/totp/confirm", tag = "Authenticator app", params(shapes::Door),
    request_body = shapes::TotpConfirm, responses(shapes::AuthenticatorApp, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn confirm(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(ask): Json<totp::Confirm>,
) -> Answer {
    json(&totp::confirm(&server.app, &visit, &session, ask).await?)
}

/// Removes the authenticator app
///
/// No code of it is asked for. Every other session of the member ends.
#[utoipa::path(delete, operation_id = "remove_totp", path = "/{tenant}/{workspace}/account/totp", tag = "Authenticator app", params(shapes::Door),
    responses(shapes::AuthenticatorApp, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn remove(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&totp::remove(&server.app, &visit, &session).await?)
}
