//! Which front door a request came to, and what kind of client brought it.

use super::cookies::CookieName;
use super::path::segment;
use super::seen::Seen;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Client, FrontDoor, Reason};
use std::sync::Arc;

/// A request at `/{tenant}/{workspace}/…`.
#[derive(Debug)]
pub(crate) struct Visit(pub(crate) domain::Visit);

/// A request at `/setup/…`, before there is a door.
#[derive(Debug)]
pub(crate) struct SetupVisit(pub(crate) domain::SetupVisit);

impl FromRequestParts<Arc<Server>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let seen = seen(parts)?;
        let door = door(server, parts.uri.path()).ok_or(Reason::UnknownAddress)?;
        let client = client(parts, seen, CookieName::pre_auth(server.https, &door));
        Ok(Self(domain::Visit { door, client, address: seen.address, user_agent: seen.user_agent().to_owned() }))
    }
}

impl FromRequestParts<Arc<Server>> for SetupVisit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let seen = seen(parts)?;
        let client = client(parts, seen, CookieName::setup(server.https));
        Ok(Self(domain::SetupVisit { client, address: seen.address, user_agent: seen.user_agent().to_owned() }))
    }
}

fn seen(parts: &Parts) -> Result<&Seen, Reason> {
    parts.extensions.get::<Arc<Seen>>().map(Arc::as_ref).ok_or(Reason::Internal)
}

fn client(parts: &Parts, seen: &Seen, cookie: CookieName<'_>) -> Client {
    if seen.is_browser {
        Client::Browser { pre_auth: cookie.find(&parts.headers).map(str::to_owned) }
    } else {
        Client::App
    }
}

fn door(server: &Server, path: &str) -> Option<Arc<FrontDoor>> {
    server.app.snapshot().door(segment(path, 0)?, segment(path, 1)?)
}

/// The same at the set-up page.
pub(crate) fn setup_again(seen: &Seen) -> domain::SetupVisit {
    domain::SetupVisit { client: Client::App, address: seen.address, user_agent: seen.user_agent().to_owned() }
}

/// The visit of a request that was refused, for the audit. Its cookies are not remembered and not needed.
pub(crate) fn again(server: &Server, seen: &Seen) -> Option<domain::Visit> {
    let door = door(server, seen.path())?;
    let client = if seen.is_browser { Client::Browser { pre_auth: None } } else { Client::App };
    Some(domain::Visit { door, client, address: seen.address, user_agent: seen.user_agent().to_owned() })
}
