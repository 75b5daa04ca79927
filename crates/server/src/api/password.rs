//! A member's own password. Changes need a proof at most five minutes old, which the domain demands; the old password is not asked for.

use super::{Answer, json};
use crate::extract::{Json, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::password;
use std::sync::Arc;

/// Tells whether the member has a password
///
/// With the rules for the next one. Where passwords are not used: `method_not_allowed_here`.
#[utoipa::path(get, operation_id = "password", path = "/{tenant}/{workspace}/account/password", tag = "Password", params(shapes::Door),
    responses(shapes::Password, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn show(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&password::show(&server.app, &visit, &session).await?)
}

/// Sets or changes the password
///
/// A change ends every other session of the member.
#[utoipa::path(put, operation_id = "set_password", path = "/{tenant}/{workspace}/account/password", tag = "Password", params(shapes::Door),
    request_body = shapes::PasswordSet, responses(shapes::Password, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn set(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Json(ask): Json<password::Set>,
) -> Answer {
    json(&password::set(&server.app, &visit, &session, ask).await?)
}

/// Removes the password
///
/// Ends every other session of the member. The last usable sign-in method stays: `last_way_in`.
#[utoipa::path(delete, operation_id = "remove_password", path = "/{tenant}/{workspace}/account/password", tag = "Password",
    params(shapes::Door), responses(shapes::Password, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn remove(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&password::remove(&server.app, &visit, &session).await?)
}
