//! A request with a session: by the door's cookie, or by `Authorization: Bearer`. Without one the request is refused, whatever the route.

use super::cookies::CookieName;
use super::visit::Visit;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use domain::{Reason, Session};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) visit: domain::Visit,
    pub(crate) session: Session,
}

impl FromRequestParts<Arc<Server>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let found = <Self as OptionalFromRequestParts<_>>::from_request_parts(parts, server).await?;
        found.ok_or(Reason::NotSignedIn.into())
    }
}

/// For pages that look different to somebody who is signed in already.
impl OptionalFromRequestParts<Arc<Server>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Option<Self>, Problem> {
        let Visit(visit) = <Visit as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        let token = bearer(parts).or_else(|| CookieName::session(server.https, &visit.door).find(&parts.headers));
        let Some(token) = token else { return Ok(None) };
        let session = domain::session::find(&server.app, &visit.door, token).await?;
        Ok(session.map(|session| Self { visit, session }))
    }
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
        let Some(token) = CookieName::session(server.https, &visit.door).find(&parts.headers) else {
            return Ok(Self(None));
        };
        Ok(Self(Box::pin(domain::session::find(&server.app, &visit.door, token)).await?))
    }
}

/// The scheme is compared without regard to case (RFC 9110, 11.1).
fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
