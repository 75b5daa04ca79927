//! A request of an administrator, at the console. What they must be able to do for it stands in the line of its route, and whether a fresh
//! proof is due follows from its method. Over what they may do it is the domain's to say, in each use case.

use super::path::segment;
use super::seen::Seen;
use super::signed_in::SignedIn;
use crate::front::Server;
use crate::problem::Problem;
use crate::router::{self, Guard};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Reason;
use domain::administrators::{self, Acting, Intent};
use domain::id::AdministratorId;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Administrator(pub(crate) Acting);

impl FromRequestParts<Arc<Server>> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        // A line that says nothing of the console would let in whoever is signed in.
        let line = router::find(&parts.method, parts.uri.path());
        let Some(Guard::Console(power)) = line.map(|line| line.guard) else { return Err(Reason::Internal.into()) };
        let SignedIn { visit, session } = <SignedIn as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        if let Some(seen) = parts.extensions.get::<Arc<Seen>>() {
            let _ = seen.administrator.set(session.user_id);
        }
        let intent = if parts.method.is_safe() { Intent::Look } else { Intent::Change };
        let acting = administrators::enter(&server.app, (visit, session), (power, intent)).await?;
        Ok(Self(acting))
    }
}

/// `/admin/administrators/{id}`
#[derive(Debug)]
pub(crate) struct AdministratorAddress(pub(crate) AdministratorId);

impl FromRequestParts<Arc<Server>> for AdministratorAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 2).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::MemberUnknown.into())
    }
}
