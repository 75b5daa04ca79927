//! Who is signed in and until when, staying, and signing out.

use super::{Answer, json, moment, no_content, to};
use crate::extract::cookies::CookieName;
use crate::extract::{AnySession, Json, Onlooker, Posted, SignedIn, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::problem::ErrorBody;
use crate::web::routes as web;
use axum::extract::State;
use domain::id::UserId;
use domain::notices::NoticeView;
use domain::session::exchange;
use domain::way_on::way_on;
use domain::{App, Client, Language, Session, later};
use serde::{Deserialize, Serialize};
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
    /// Whether policy asks for more than this session was opened with. Until a step-up it is good for nothing else.
    needs_step_up: bool,
    /// When the session ends unless somebody works; null where nothing ends it but `expires_at`.
    #[schema(format = "date-time")]
    idle_ends_at: Option<String>,
    /// When to ask the member "Still working?"
    #[schema(format = "date-time")]
    warn_at: Option<String>,
    /// The clock that these times are of.
    #[schema(format = "date-time")]
    server_time: String,
    /// What the member must be told, because no other channel was left to tell it by.
    #[schema(value_type = Vec<shapes::NoticeBody>)]
    notices: &'a [NoticeView],
}

async fn body(app: &App, language: Language, session: &Session) -> Answer {
    let notices = domain::notices::unseen(app, language, session).await?;
    let idle = session.idle();
    json(&SessionBody {
        user_id: session.user_id,
        display_name: &session.display_name,
        identifier: session.identifier.as_deref(),
        authenticated_at: moment(session.authenticated_at),
        expires_at: moment(session.expires_at),
        amr: &session.amr,
        acr: &session.acr,
        is_administrator: session.grant.is_some(),
        needs_step_up: session.shortfall().is_some(),
        idle_ends_at: idle.map(|idle| moment(idle.ends_at)),
        warn_at: idle.map(|idle| moment(idle.warn_at)),
        server_time: moment(app.now()),
        notices: &notices,
    })
}

/// Tells who is signed in
///
/// Asking is no work: it never puts off the end of an idle session. Any other request does, unless it has the header
/// `Keystead-Background`.
#[utoipa::path(get, operation_id = "session", path = "/{tenant}/{workspace}/session", tag = "Session", params(shapes::Door),
    responses(shapes::Who, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn show(State(server): State<Arc<Server>>, Onlooker { visit, session }: Onlooker) -> Answer {
    body(&server.app, visit.language, &session).await
}

/// Stays signed in
///
/// Puts off the end of an idle session, as any work does, and tells when it is now.
#[utoipa::path(post, operation_id = "stay", path = "/{tenant}/{workspace}/session/stay", tag = "Session", params(shapes::Door),
    responses(shapes::Who, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn stay(State(server): State<Arc<Server>>, AnySession { visit, session }: AnySession) -> Answer {
    body(&server.app, visit.language, &domain::session::stay(&server.app, session).await?).await
}

/// A session in the hands of a site's server.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ExchangedBody<'a> {
    #[schema(value_type = shapes::SaysSignedIn, inline)]
    status: &'static str,
    #[schema(value_type = String, format = "uuid")]
    user_id: UserId,
    /// Show it as `Authorization: Bearer …`, and never to a browser.
    session_token: &'a str,
    #[schema(format = "date-time")]
    expires_at: String,
    /// How the member proved themselves (RFC 8176).
    #[schema(example = json!(["swk", "user", "mfa"]))]
    amr: &'a [String],
    acr: &'a str,
}

/// Exchanges the code of an embedded sign-in
///
/// For the server of a site that embeds the sign-in, with the secret whose S256 its page showed as `binding`. A code is good for a minute and
/// once. A request from a browser is refused.
#[utoipa::path(post, operation_id = "exchange", path = "/{tenant}/{workspace}/session/exchange", tag = "Session", params(shapes::Door),
    request_body = shapes::Exchange, responses(shapes::Exchanged,
        (status = 401, description = "Code and secret do not belong together, or the code is over", body = ErrorBody), shapes::Errors))]
pub(crate) async fn exchange(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Json(ask): Json<exchange::Ask>,
) -> Answer {
    let session = exchange::exchange(&server.app, &visit, &ask).await?;
    json(&ExchangedBody {
        status: "signed_in",
        user_id: session.user_id,
        session_token: &session.session_token,
        expires_at: moment(session.expires_at),
        amr: &session.amr,
        acr: &session.acr,
    })
}

/// Leaves a suggestion for later
///
/// It is not made again until the tenth sign-in or the seventh day.
#[utoipa::path(post, operation_id = "put_off", path = "/{tenant}/{workspace}/account/later", tag = "Session", params(shapes::Door),
    request_body = shapes::PutOff, responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn put_off(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Posted { body, by_form }: Posted<later::Ask>,
) -> Answer {
    later::put_off(&server.app, &session, &body).await?;
    let way = || body.go_on.as_deref().and_then(|asked| way_on(&visit.door, asked));
    Ok(if by_form { to(&way().unwrap_or_else(|| web::security_path(&visit.door))) } else { no_content() })
}

/// The body of end: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct End {}

/// Signs out, by a form
///
/// The same as `DELETE /session`, for pages without a script: a form is answered with the sign-in page, which says that it is done.
#[utoipa::path(post, operation_id = "end_session", path = "/{tenant}/{workspace}/session/end", tag = "Session", params(shapes::Door),
    request_body = shapes::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn end(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Posted { by_form, .. }: Posted<End>,
) -> Answer {
    domain::session::sign_out(&server.app, &visit, &session).await?;
    let mut response = if by_form { to(&web::signed_out_path(&visit.door)) } else { no_content() };
    if let Client::Browser { .. } = visit.client {
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
    }
    Ok(response)
}

/// Signs out
#[utoipa::path(delete, operation_id = "sign_out", path = "/{tenant}/{workspace}/session", tag = "Session", params(shapes::Door),
    responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn sign_out(State(server): State<Arc<Server>>, AnySession { visit, session }: AnySession) -> Answer {
    domain::session::sign_out(&server.app, &visit, &session).await?;
    let mut response = no_content();
    if let Client::Browser { .. } = visit.client {
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
    }
    Ok(response)
}
