//! A request with a session: by the door's cookie, or by `Authorization: Bearer`. Without one the request is refused, whatever the route.
//! Three kinds of holder: one whose session is good for everything, one whose session may fall short of what policy asks now (S0-25), and
//! an onlooker, whose asking is no work.

use super::cookies::CookieName;
use super::visit::Visit;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderName};
use axum::http::request::Parts;
use domain::session::{Found, Presence};
use domain::{Client, Reason, Session, step_up};
use std::sync::Arc;

/// What a page's script puts on requests that nobody has asked for, with any value. Whoever leaves it away or forges it changes when their
/// own session ends, and nothing else.
const BACKGROUND: HeaderName = HeaderName::from_static("keystead-background");
/// How browsers mark what they fetch in advance.
const PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// A session that is good for everything that its member may do.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) visit: domain::Visit,
    pub(crate) session: Session,
}

/// A session that may have been opened with less than policy asks for now. Only what leads out of that takes it: stepping up, adding a
/// passkey, signing out.
#[derive(Debug)]
pub(crate) struct AnySession {
    pub(crate) visit: domain::Visit,
    pub(crate) session: Session,
}

/// The same for what is asked again and again without anybody at work.
#[derive(Debug)]
pub(crate) struct Onlooker {
    pub(crate) visit: domain::Visit,
    pub(crate) session: Session,
}

impl FromRequestParts<Arc<Server>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let AnySession { visit, session } = AnySession::from_request_parts(parts, server).await?;
        match session.shortfall() {
            Some(_) => Err(step_up::refuse_short(&server.app).into()),
            None => Ok(Self { visit, session }),
        }
    }
}

/// For pages that look different to somebody who is signed in already. It says nothing of what the session is good for.
impl OptionalFromRequestParts<Arc<Server>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Option<Self>, Problem> {
        let (visit, found) = look(parts, server, presence(&parts.headers)).await?;
        Ok(found.living().map(|session| Self { visit, session }))
    }
}

impl FromRequestParts<Arc<Server>> for AnySession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let (visit, found) = look(parts, server, presence(&parts.headers)).await?;
        Ok(Self { visit, session: living(found)? })
    }
}

impl FromRequestParts<Arc<Server>> for Onlooker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let (visit, found) = look(parts, server, Presence::Background).await?;
        Ok(Self { visit, session: living(found)? })
    }
}

async fn look(parts: &mut Parts, server: &Arc<Server>, presence: Presence) -> Result<(domain::Visit, Found), Problem> {
    let Visit(visit) = <Visit as FromRequestParts<_>>::from_request_parts(parts, server).await?;
    let token = bearer(parts).or_else(|| CookieName::session(server.https, &visit.door).find(&parts.headers));
    let Some(token) = token else { return Ok((visit, Found::Nothing)) };
    let found = domain::session::find(&server.app, &visit, token, presence).await?;
    Ok((visit, found))
}

fn living(found: Found) -> Result<Session, Reason> {
    match found {
        Found::Living(session) => Ok(*session),
        Found::Idle => Err(Reason::SessionIdle),
        Found::Nothing => Err(Reason::NotSignedIn),
    }
}

pub(crate) fn presence(headers: &HeaderMap) -> Presence {
    let is_fetched_ahead = headers.get(PURPOSE).is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
    if is_fetched_ahead || headers.contains_key(BACKGROUND) { Presence::Background } else { Presence::AtWork }
}

/// The session that a browser still has while it signs in anew. A program says by its token what it wants; a browser sends its cookie
/// everywhere.
#[derive(Debug)]
pub(crate) struct Previous(pub(crate) Option<Session>);

impl FromRequestParts<Arc<Server>> for Previous {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        if !parts.headers.contains_key(COOKIE) {
            return Ok(Self(None));
        }
        let Visit(visit) = <Visit as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        // A foreign page signs in for its own site; what its browser has here is none of its business.
        if let Client::Embedded { .. } = visit.client {
            return Ok(Self(None));
        }
        let Some(token) = CookieName::session(server.https, &visit.door).find(&parts.headers) else {
            return Ok(Self(None));
        };
        let find = domain::session::find(&server.app, &visit, token, Presence::Background);
        Ok(Self(Box::pin(find).await?.living()))
    }
}

/// The scheme is compared without regard to case (RFC 9110, 11.1).
fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_is_no_work() {
        let of = |name: &'static str, value: &str| {
            presence(&HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())]))
        };
        assert_eq!(presence(&HeaderMap::new()), Presence::AtWork);
        assert_eq!(of("keystead-background", "1"), Presence::Background);
        assert_eq!(of("keystead-background", ""), Presence::Background);
        assert_eq!(of("sec-purpose", "prefetch;prerender"), Presence::Background);
        assert_eq!(of("sec-purpose", "other"), Presence::AtWork);
    }
}
