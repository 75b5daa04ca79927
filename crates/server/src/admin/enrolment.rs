//! The calls by which support brings a member to a new passkey: a link that is mailed, and a passkey that is made at the desk. Each only
//! translates; no answer holds anything with which somebody could sign in.

use super::Answer;
use crate::api::{begun, json, no_content};
use crate::extract::cookies::CookieName;
use crate::extract::{AtPool, Json, RawJson, UserAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use axum::extract::State;
use domain::passkeys::Begin;
use domain::users;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LinkAsk {
    to: Option<String>,
}

/// Sends an enrolment link
///
/// To a verified mail address of the member, the oldest where `to` names none. The link is in that message and nowhere else, works once within
/// a day, and ends in a new passkey; the one before stops working. The member is told. Where a pass takes two persons it is refused: `two_persons`.
#[utoipa::path(post, operation_id = "send_enrolment_link", path = "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link", tag = "Administration",
    params(administration::UserPath), request_body = administration::EnrolmentLinkAsk, responses(administration::EnrolmentLink, shapes::Errors), security(("session" = [])))]
pub(crate) async fn link(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(ask): Json<LinkAsk>,
) -> Answer {
    json(&users::enrolment_link(&server.app, &acting, (&door, user), ask.to.as_deref()).await?)
}

/// Confirms what another administrator has asked for, as a link
///
/// Instead of a pass that is shown.
#[utoipa::path(post, operation_id = "confirm_enrolment_link", path = "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link/confirm", tag = "Administration",
    params(administration::UserPath), request_body = administration::EnrolmentLinkAsk, responses(administration::EnrolmentLink, shapes::Errors), security(("session" = [])))]
pub(crate) async fn confirm_link(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(ask): Json<LinkAsk>,
) -> Answer {
    json(&users::confirm_enrolment_link(&server.app, &acting, (&door, user), ask.to.as_deref()).await?)
}

/// Begins to make a passkey for a member
///
/// The member is there, with their phone or security key. The ceremony belongs to this administrator's session and to this member.
#[utoipa::path(post, operation_id = "add_user_passkey_begin", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/begin", tag = "Administration",
    params(administration::UserPath), request_body = shapes::PasskeyBegin, responses(shapes::CreationOptions, shapes::Errors), security(("session" = [])))]
pub(crate) async fn passkey_begin(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(ask): Json<Begin>,
) -> Answer {
    let answer = users::begin_passkey(&server.app, &acting, (&door, user), ask).await?;
    Ok(begun(answer, CookieName::pre_auth(server.https, &acting.visit.door)))
}

/// Makes it
///
/// Takes the browser's `RegistrationResponseJSON`, with the name where begin had one. The member is told. It opens no session of theirs.
#[utoipa::path(post, operation_id = "add_user_passkey_finish", path = "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/finish", tag = "Administration",
    params(administration::UserPath), request_body = shapes::PasskeyFinish, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn passkey_finish(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    RawJson(body): RawJson,
) -> Answer {
    users::finish_passkey(&server.app, &acting, (&door, user), &body).await?;
    Ok(no_content())
}
