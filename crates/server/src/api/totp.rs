//! A member's own authenticator app, and the one that a journey asks for. Changes need a proof at most five minutes old, which the domain demands.

use super::journey::Brought;
use super::{Answer, came_to, json};
use crate::extract::{Json, OnJourney, Posted, Previous, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::steps;
use axum::extract::State;
use domain::sign_in::{self, Carried};
use domain::totp;
use serde::Deserialize;
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

/// Draws the secret of the authenticator app that policy asks for
///
/// Where the step is `enrol` and `methods` has `totp`.
#[utoipa::path(post, operation_id = "held_totp_begin", path = "/{tenant}/{workspace}/journey/{id}/totp/begin", tag = "Sign in step by step",
    params(shapes::Door, shapes::JourneyId), request_body = Brought, responses(shapes::NewSecret, shapes::Errors))]
pub(crate) async fn held_begin(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Posted { body, by_form }: Posted<Brought>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let secret = Box::pin(sign_in::begin_app(&server.app, &on.visit, carried)).await?;
    // A secret is shown once, so it is the answer to the form itself and no page that could be loaded again.
    if by_form { steps::with_secret(&server, &on, secret).await } else { json(&secret) }
}

/// A code of the new app.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldConfirm {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    #[schema(example = "492039")]
    code: String,
}

/// Takes the authenticator app that policy asks for into use, and signs in
#[utoipa::path(post, operation_id = "held_totp_confirm", path = "/{tenant}/{workspace}/journey/{id}/totp/confirm",
    tag = "Sign in step by step", params(shapes::Door, shapes::JourneyId), request_body = HeldConfirm,
    responses(shapes::Came, shapes::Errors))]
pub(crate) async fn held_confirm(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Previous(previous): Previous,
    Posted { body, by_form }: Posted<HeldConfirm>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let came = sign_in::confirm_app(&server.app, &on.visit, carried, &body.code, previous.as_ref());
    came_to(&server, &on, Box::pin(came).await?, by_form)
}
