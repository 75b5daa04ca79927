//! Where a member is signed in, and ending that. Whether it may be ended is the domain's to say.

use super::{Answer, json};
use crate::extract::cookies::CookieName;
use crate::extract::{SessionAddress, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::{Client, sessions};
use std::sync::Arc;

/// Lists where the member is signed in
///
/// The newest first, one hundred at most.
#[utoipa::path(get, operation_id = "list_sessions", path = "/{tenant}/{workspace}/account/sessions", tag = "Session", params(shapes::Door),
    responses(shapes::Sessions, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { session, .. }: SignedIn) -> Answer {
    json(&sessions::list(&server.app, &session).await?)
}

/// Ends one of the member's sessions
///
/// Answers those that are left.
#[utoipa::path(delete, operation_id = "revoke_session", path = "/{tenant}/{workspace}/account/sessions/{id}", tag = "Session",
    params(shapes::Door, shapes::SessionId), responses(shapes::Sessions, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn revoke(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    SessionAddress(id): SessionAddress,
) -> Answer {
    let mut response = json(&sessions::revoke(&server.app, &visit, &session, id).await?)?;
    if id == session.id && visit.client != Client::App {
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
    }
    Ok(response)
}

/// Ends all other sessions of the member
///
/// With them every sign-in that is half-way. Answers what is left: the session that asks.
#[utoipa::path(delete, operation_id = "revoke_other_sessions", path = "/{tenant}/{workspace}/account/sessions", tag = "Session",
    params(shapes::Door), responses(shapes::Sessions, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn revoke_others(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&sessions::revoke_others(&server.app, &visit, &session).await?)
}
