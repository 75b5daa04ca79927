//! Who reads a page that is there for everybody: help, or a refusal. Whoever is signed in is shown the way to their account on it, too. It must
//! never refuse, so without a session, and without a database, there is just nobody.

use super::cookies::CookieName;
use super::signed_in::presence;
use super::visit::Visit;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use domain::Session;
use domain::error::one_line;
use domain::session::Presence;
use std::sync::Arc;

/// A visit, and whose it is if that is known.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) visit: domain::Visit,
    pub(crate) session: Option<Session>,
}

impl FromRequestParts<Arc<Server>> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let Visit(visit) = <Visit as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        let session = look(server, &visit, &parts.headers, presence(&parts.headers)).await;
        Ok(Self { visit, session })
    }
}

/// What is left of a request until it is known whether a page of ours refuses it.
pub(crate) fn cookies(headers: &HeaderMap) -> HeaderMap {
    headers.get_all(COOKIE).iter().map(|line| (COOKIE, line.clone())).collect()
}

/// The same for the page of a refusal. Looking costs a read, so nobody is looked for where the database may be what fails, or where too much is
/// asked already.
pub(crate) async fn of_refusal(
    server: &Server,
    visit: &domain::Visit,
    cookies: &HeaderMap,
    status: StatusCode,
) -> Option<Session> {
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    look(server, visit, cookies, Presence::Background).await
}

/// By the cookie of this very door, so that nobody is known at another one.
async fn look(server: &Server, visit: &domain::Visit, headers: &HeaderMap, presence: Presence) -> Option<Session> {
    let token = CookieName::session(server.https, &visit.door).find(headers)?;
    match Box::pin(domain::session::find(&server.app, visit, token, presence)).await {
        Ok(found) => found.living(),
        Err(error) => {
            tracing::warn!(error = one_line(&error), "a page for everybody is shown without its reader's menu");
            None
        }
    }
}
