//! Who is signed in, and signing out.

use super::{Answer, json, moment, no_content};
use crate::extract::SignedIn;
use crate::extract::cookies::CookieName;
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::Client;
use domain::id::UserId;
use serde::Serialize;
use std::sync::Arc;

/// Who is signed in, and how.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionBody<'a> {
    #[schema(value_type = String, format = "uuid")]
    user_id: UserId,
    display_name: &'a str,
    identifier: Option<&'a str>,
    /// When the member last proved who they are.
    #[schema(format = "date-time")]
    authenticated_at: String,
    #[schema(format = "date-time")]
    expires_at: String,
    amr: &'a [String],
    acr: &'a str,
    is_administrator: bool,
}

/// Tells who is signed in
#[utoipa::path(get, operation_id = "session", path = "/{tenant}/{workspace}/session", tag = "Session", params(shapes::Door),
    responses(shapes::Who, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn show(SignedIn { session, .. }: SignedIn) -> Answer {
    json(&SessionBody {
        user_id: session.user_id,
        display_name: &session.display_name,
        identifier: session.identifier.as_deref(),
        authenticated_at: moment(session.authenticated_at),
        expires_at: moment(session.expires_at),
        amr: &session.amr,
        acr: &session.acr,
        is_administrator: session.is_administrator,
    })
}

/// Signs out
#[utoipa::path(delete, operation_id = "sign_out", path = "/{tenant}/{workspace}/session", tag = "Session", params(shapes::Door),
    responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn sign_out(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    domain::session::sign_out(&server.app, &visit, &session).await?;
    let mut response = no_content();
    if let Client::Browser { .. } = visit.client {
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
    }
    Ok(response)
}
