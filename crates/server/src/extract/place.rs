//! What an address of the console names, and the version of what is to be changed there.

use super::path::{segment, unescaped};
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use domain::Reason;
use domain::id::{EventId, GroupId, PoolId, RoleId, WebhookId};
use std::sync::Arc;

/// `/admin/{tenant}/workspaces/{workspace}/…`, both by their slugs.
#[derive(Debug)]
pub(crate) struct WorkspaceAddress(pub(crate) String, pub(crate) String);

impl FromRequestParts<Arc<Server>> for WorkspaceAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let both = segment(path, 1).zip(segment(path, 3));
        both.map(|(tenant, name)| Self(tenant.to_owned(), name.to_owned())).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/…`
#[derive(Debug)]
pub(crate) struct TenantAddress(pub(crate) String);

impl FromRequestParts<Arc<Server>> for TenantAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let tenant = segment(parts.uri.path(), 1).map(str::to_owned);
        tenant.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/clients/{workspace}/{id}…`
#[derive(Debug)]
pub(crate) struct ClientAddress(pub(crate) String, pub(crate) String, pub(crate) String);

impl ClientAddress {
    pub(crate) fn place(&self) -> (&str, &str, &str) {
        (&self.0, &self.1, &self.2)
    }
}

impl FromRequestParts<Arc<Server>> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let part = |index| segment(path, index).map(str::to_owned).ok_or(Reason::UnknownAddress);
        let id = unescaped(&part(4)?).ok_or(Reason::UnknownAddress)?;
        Ok(Self(part(1)?, part(3)?, id))
    }
}

/// `/admin/{tenant}/webhooks/{id}…`
#[derive(Debug)]
pub(crate) struct WebhookAddress(String, WebhookId);

impl WebhookAddress {
    pub(crate) fn place(&self) -> (&str, WebhookId) {
        (&self.0, self.1)
    }

    fn of(path: &str) -> Option<Self> {
        Some(Self(segment(path, 1)?.to_owned(), segment(path, 3)?.parse().ok()?))
    }
}

impl FromRequestParts<Arc<Server>> for WebhookAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        Self::of(parts.uri.path()).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/webhooks/{id}/deliveries/{event}/…`
#[derive(Debug)]
pub(crate) struct DeliveryAddress(pub(crate) WebhookAddress, pub(crate) EventId);

impl FromRequestParts<Arc<Server>> for DeliveryAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let event = segment(path, 5).and_then(|text| text.parse().ok());
        WebhookAddress::of(path).zip(event).map(|(of, event)| Self(of, event)).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/pools/{pool}/…`
#[derive(Debug)]
pub(crate) struct PoolAddress(pub(crate) String, pub(crate) PoolId);

impl FromRequestParts<Arc<Server>> for PoolAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let pool = segment(path, 3).and_then(|text| text.parse().ok());
        let both = segment(path, 1).zip(pool);
        both.map(|(tenant, pool)| Self(tenant.to_owned(), pool)).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/pools/{pool}/roles/{role}`
#[derive(Debug)]
pub(crate) struct RoleAddress(pub(crate) RoleId);

impl FromRequestParts<Arc<Server>> for RoleAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 5).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// `/admin/{tenant}/pools/{pool}/groups/{group}`
#[derive(Debug)]
pub(crate) struct GroupAddress(pub(crate) GroupId);

impl FromRequestParts<Arc<Server>> for GroupAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 5).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// The version that somebody looked at before they changed it. Without one nothing is in force that could be meant.
#[derive(Debug)]
pub(crate) struct IfMatch(pub(crate) String);

impl FromRequestParts<Arc<Server>> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let text = parts.headers.get(IF_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(text.trim().trim_matches('"').to_owned()))
    }
}
