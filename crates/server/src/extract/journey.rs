//! The journey that a request goes on with: its id is in the address, its ticket in the browser's cookie of that id, or in the body of a
//! program's request.

use super::cookies::CookieName;
use super::path::segment;
use super::visit::Visit;
use crate::front::Server;
use crate::problem::Problem;
use crate::router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::id::JourneyId;
use domain::{Client, Reason};
use std::sync::Arc;

/// A request at `/{tenant}/{workspace}/journey/{id}/…`.
#[derive(Debug)]
pub(crate) struct OnJourney {
    pub(crate) visit: domain::Visit,
    pub(crate) id: JourneyId,
    cookie: Option<String>,
}

impl OnJourney {
    /// The ticket: a browser's is never taken from the body, where a script could read it.
    pub(crate) fn ticket<'a>(&'a self, brought: Option<&'a str>) -> &'a str {
        match self.visit.client {
            Client::Browser { .. } => self.cookie.as_deref().unwrap_or_default(),
            Client::App => brought.unwrap_or_default(),
            Client::Embedded { .. } => "",
        }
    }
}

impl FromRequestParts<Arc<Server>> for OnJourney {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let Visit(visit) = <Visit as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        // What is no id at all is no journey of anybody either, and no step of one (row "Altered URL").
        let path = parts.uri.path();
        let nothing = || if router::altered(path).is_some() { Reason::AlteredAddress } else { Reason::JourneyNotFound };
        let id = segment(path, 3).and_then(|text| text.parse().ok()).ok_or_else(nothing)?;
        let cookie = CookieName::journey(server.https, &visit.door, id).find(&parts.headers).map(str::to_owned);
        Ok(Self { visit, id, cookie })
    }
}
