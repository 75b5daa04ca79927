//! The calls behind the buttons of a member's page. Each only translates; what may be done, and what it leads to, is `domain::users`.

use super::Answer;
use crate::api::{json, no_content};
use crate::extract::{AtPool, Json, MethodOfUser, PasskeyOfUser, UserAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use axum::extract::State;
use domain::{removal, users};
use serde::Deserialize;
use std::sync::Arc;

/// An object without members.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    test_account: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Name {
    name: String,
}

/// Suspends a member
///
/// They sign in nowhere any more, and every session of theirs ends.
#[utoipa::path(post, operation_id = "suspend_user", path = "/admin/{tenant}/pools/{pool}/users/{user}/suspend", tag = "Administration",
    params(administration::UserPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn suspend(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::suspend(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Removes a member for good
///
/// With all that belongs to them: names and addresses, passkeys and other ways in, sessions. What was recorded stays, without their addresses,
/// browsers and names of passkeys. An administrator is dismissed first: `administrator_already`.
#[utoipa::path(delete, operation_id = "remove_user", path = "/admin/{tenant}/pools/{pool}/users/{user}", tag = "Administration",
    params(administration::UserPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
) -> Answer {
    removal::remove(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Lets a suspended member sign in again
///
/// Nothing that has ended comes back.
#[utoipa::path(post, operation_id = "restore_user", path = "/admin/{tenant}/pools/{pool}/users/{user}/restore", tag = "Administration",
    params(administration::UserPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn restore(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::restore(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Ends all sessions of a member
#[utoipa::path(delete, operation_id = "end_user_sessions", path = "/admin/{tenant}/pools/{pool}/users/{user}/sessions", tag = "Administration",
    params(administration::UserPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn end_sessions(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
) -> Answer {
    users::end_sessions(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Issues a temporary access pass
///
/// It is in this answer and nowhere else. Two days it is worth two factors, for ten more it makes a new passkey. The member is told. For an
/// administrator, or who was dismissed as one within twelve days, it is refused: `two_persons`.
#[utoipa::path(post, operation_id = "issue_access_pass", path = "/admin/{tenant}/pools/{pool}/users/{user}/access-pass", tag = "Administration",
    params(administration::UserPath), request_body = administration::Nothing, responses(administration::AccessPass, shapes::Errors), security(("session" = [])))]
pub(crate) async fn access_pass(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    json(&users::access_pass(&server.app, &acting, &door, user).await?)
}

/// Ends the temporary access pass of a member
///
/// With every session, which it may have opened.
#[utoipa::path(delete, operation_id = "end_access_pass", path = "/admin/{tenant}/pools/{pool}/users/{user}/access-pass", tag = "Administration",
    params(administration::UserPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn end_access_pass(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
) -> Answer {
    users::end_access_pass(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Asks for an access pass for an administrator
///
/// It opens the console, so another administrator must confirm it within an hour.
#[utoipa::path(post, operation_id = "request_access_pass", path = "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request", tag = "Administration",
    params(administration::UserPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn ask_access_pass(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::ask_access_pass(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Takes that request back
#[utoipa::path(delete, operation_id = "end_access_pass_request", path = "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request", tag = "Administration",
    params(administration::UserPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn end_access_pass_request(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
) -> Answer {
    users::end_access_pass_request(&server.app, &acting, &door, user).await?;
    Ok(no_content())
}

/// Confirms it
///
/// The pass is in this answer and nowhere else.
#[utoipa::path(post, operation_id = "confirm_access_pass", path = "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/confirm", tag = "Administration",
    params(administration::UserPath), request_body = administration::Nothing, responses(administration::AccessPass, shapes::Errors), security(("session" = [])))]
pub(crate) async fn confirm_access_pass(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    json(&users::confirm_access_pass(&server.app, &acting, &door, user).await?)
}

/// Marks a member as a test account, or no longer
///
/// Test accounts are left out of figures and alarms.
#[utoipa::path(put, operation_id = "mark_test_account", path = "/admin/{tenant}/pools/{pool}/users/{user}/test-account", tag = "Administration",
    params(administration::UserPath), request_body = administration::TestAccount, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn mark(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(ask): Json<Mark>,
) -> Answer {
    users::mark(&server.app, &acting, (&door, user), ask.test_account).await?;
    Ok(no_content())
}

/// Lets a method be used again that wrong guesses have stopped
///
/// `password`, `totp` or `recovery_code`.
#[utoipa::path(post, operation_id = "allow_method", path = "/admin/{tenant}/pools/{pool}/users/{user}/methods/{method}/allow", tag = "Administration",
    params(administration::MethodPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn allow_method(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    MethodOfUser(method): MethodOfUser,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::allow_method(&server.app, &acting, (&door, user), method).await?;
    Ok(no_content())
}

/// Renames a member's passkey
#[utoipa::path(put, operation_id = "rename_user_passkey", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/name", tag = "Administration",
    params(administration::PasskeyPath), request_body = administration::PasskeyName, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn rename_passkey(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    PasskeyOfUser(id): PasskeyOfUser,
    Json(ask): Json<Name>,
) -> Answer {
    users::rename_passkey(&server.app, &acting, (&door, user), (id, &ask.name)).await?;
    Ok(no_content())
}

/// Removes a member's passkey
///
/// Also the last one. The member is told, and every session of theirs ends.
#[utoipa::path(delete, operation_id = "delete_user_passkey", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}", tag = "Administration",
    params(administration::PasskeyPath), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn delete_passkey(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    PasskeyOfUser(id): PasskeyOfUser,
) -> Answer {
    users::delete_passkey(&server.app, &acting, (&door, user), id).await?;
    Ok(no_content())
}

/// Puts a member's passkey aside
///
/// It opens nothing until it is confirmed by the member or released here. The member is told, and every session of theirs ends.
#[utoipa::path(post, operation_id = "quarantine_user_passkey", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/quarantine", tag = "Administration",
    params(administration::PasskeyPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn quarantine_passkey(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    PasskeyOfUser(id): PasskeyOfUser,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::quarantine_passkey(&server.app, &acting, (&door, user), id).await?;
    Ok(no_content())
}

/// Takes a member's passkey back into use
#[utoipa::path(post, operation_id = "release_user_passkey", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/release", tag = "Administration",
    params(administration::PasskeyPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn release_passkey(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    PasskeyOfUser(id): PasskeyOfUser,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    users::release_passkey(&server.app, &acting, (&door, user), id).await?;
    Ok(no_content())
}
