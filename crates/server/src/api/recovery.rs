//! Recovery: its start, the new password in which it may end, and what a member does afterwards with passkeys that
//! were put aside. The steps between are those of every journey.

use super::journey::{checked, started};
use super::{Answer, came_to, json, moment, no_content, to};
use crate::extract::{AnySession, Json, NoticeAddress, OnJourney, PasskeyAddress, Posted, Previous, SignedIn, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::routes as web;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use domain::journey::Purpose;
use domain::passkeys;
use domain::password::Typed;
use domain::recovery::waiting;
use domain::sign_in::{self, Carried, Start};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Begins a recovery
///
/// For members who have lost their way in. Answers what may be shown instead, alike for names that nobody has.
#[utoipa::path(post, operation_id = "start_recovery", path = "/{tenant}/{workspace}/recovery/start", tag = "Recovery",
    params(shapes::Door), request_body = shapes::Start, responses(shapes::Continue, shapes::Errors))]
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (uri, headers): (Uri, HeaderMap),
    Posted { body, by_form }: Posted<Start>,
) -> Answer {
    started(&server, &visit, (&uri, &headers), (Purpose::Recovery, body, by_form)).await
}

/// The new password at the end of a recovery.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// The `ticket` of the last answer; browsers have a cookie instead.
    ticket: Option<String>,
    #[schema(value_type = String, example = "correct horse battery staple")]
    value: Typed,
    /// Whether the member is signed out everywhere else; left out, they are. A form leaves its box out where it is not ticked.
    #[serde(default, deserialize_with = "ticked")]
    end_other_sessions: Option<bool>,
    /// What password managers want to see beside the password. It is not read.
    #[serde(default, rename = "username")]
    _username: Option<String>,
}

fn ticked<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    checked(deserializer).map(Some)
}

/// Sets the new password that ends a recovery, and signs in
///
/// Where there are no passkeys, or a password signs in by itself; elsewhere a recovery ends in a new passkey.
#[utoipa::path(post, operation_id = "recover_password", path = "/{tenant}/{workspace}/journey/{id}/password", tag = "Recovery",
    params(shapes::Door, shapes::JourneyId), request_body = NewPassword, responses(shapes::Came, shapes::Errors))]
pub(crate) async fn password(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    Previous(previous): Previous,
    Posted { body, by_form }: Posted<NewPassword>,
) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(body.ticket.as_deref()) };
    let asked = (&body.value, body.end_other_sessions.unwrap_or(!by_form));
    let came = Box::pin(sign_in::set_password(&server.app, &on.visit, carried, asked, previous.as_ref())).await?;
    came_to(&server, &on, came, by_form)
}

/// Puts passkeys of a lost device aside
///
/// All but the one that opened this session do nothing from now on, and all other sessions end. Next a new passkey is added; the old ones
/// are confirmed or removed later. An email sign-in of the last minutes may do this, and nothing else that needs a fresh proof.
#[utoipa::path(post, operation_id = "replace_passkeys", path = "/{tenant}/{workspace}/account/passkeys/replace", tag = "Recovery",
    params(shapes::Door), request_body = shapes::Nothing, responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn replace(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Json(ask): Json<passkeys::Replace>,
) -> Answer {
    json(&passkeys::replace(&server.app, &visit, &session, ask).await?)
}

/// Takes a passkey that was put aside back into use
///
/// Answers the new list.
#[utoipa::path(post, operation_id = "confirm_passkey", path = "/{tenant}/{workspace}/account/passkeys/{id}/confirm", tag = "Recovery",
    params(shapes::Door, shapes::PasskeyId), responses(shapes::Passkeys, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn confirm(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    PasskeyAddress(id): PasskeyAddress,
) -> Answer {
    json(&passkeys::confirm(&server.app, &visit, &session, id).await?)
}

/// Puts a notice away that the member has seen
#[utoipa::path(post, operation_id = "see_notice", path = "/{tenant}/{workspace}/account/notices/{id}/seen", tag = "Recovery",
    params(shapes::Door, shapes::NoticeId), request_body = shapes::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn see(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    NoticeAddress(id): NoticeAddress,
    Posted { by_form, .. }: Posted<domain::notices::See>,
) -> Answer {
    domain::notices::see(&server.app, &visit, &session, id).await?;
    Ok(if by_form { to(&web::security_path(&visit.door)) } else { no_content() })
}

/// A recovery that waits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WaitingRecovery {
    /// From when it may go on; null where none waits.
    #[schema(format = "date-time")]
    goes_on_at: Option<String>,
}

/// Tells whether a recovery waits
///
/// Somebody has asked to get back into the account by messages alone. The member may stop that.
#[utoipa::path(get, operation_id = "show_recovery", path = "/{tenant}/{workspace}/account/recovery", tag = "Recovery",
    params(shapes::Door), responses((status = 200, description = "Whether one waits", body = WaitingRecovery), shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn waiting(State(server): State<Arc<Server>>, SignedIn { session, .. }: SignedIn) -> Answer {
    let ripe_at = waiting::of_session(&server.app, &session).await?;
    json(&WaitingRecovery { goes_on_at: ripe_at.map(moment) })
}

/// Stops a recovery that waits
#[utoipa::path(post, operation_id = "stop_recovery", path = "/{tenant}/{workspace}/account/recovery/stop", tag = "Recovery",
    params(shapes::Door), request_body = shapes::Nothing, responses(shapes::Done, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn stop(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Posted { body, by_form }: Posted<waiting::Stop>,
) -> Answer {
    waiting::stop(&server.app, &visit, &session, body).await?;
    Ok(if by_form { to(&web::security_path(&visit.door)) } else { no_content() })
}
