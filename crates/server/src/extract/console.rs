//! What an address of the console names below a pool: `/admin/{tenant}/pools/{pool}/…`. A pool outside the administrator's scope is not there.

use super::administrator::Administrator;
use super::path::segment;
use super::place::PoolAddress;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::administrators::Acting;
use domain::id::{GroupId, InvitationId, PasskeyId, ReportId, RoleId, UserId};
use domain::{FrontDoor, Method, Reason, users};
use std::sync::Arc;

/// An administrator at a pool of theirs, named by its first door.
#[derive(Debug)]
pub(crate) struct AtPool(pub(crate) Acting, pub(crate) Arc<FrontDoor>);

impl FromRequestParts<Arc<Server>> for AtPool {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let Administrator(acting) = <Administrator as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        let PoolAddress(tenant, pool) = <PoolAddress as FromRequestParts<_>>::from_request_parts(parts, server).await?;
        let door = users::pool(&server.app, &acting, (&tenant, pool))?;
        Ok(Self(acting, door))
    }
}

/// `…/users/{user}…`
#[derive(Debug)]
pub(crate) struct UserAddress(pub(crate) UserId);

impl FromRequestParts<Arc<Server>> for UserAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 5).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::MemberUnknown.into())
    }
}

/// `…/users/{user}/passkeys/{id}…`
#[derive(Debug)]
pub(crate) struct PasskeyOfUser(pub(crate) PasskeyId);

impl FromRequestParts<Arc<Server>> for PasskeyOfUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 7).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::PasskeyUnknown.into())
    }
}

/// `…/users/{user}/roles/{role}`
#[derive(Debug)]
pub(crate) struct RoleOfUser(pub(crate) RoleId);

impl FromRequestParts<Arc<Server>> for RoleOfUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 7).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// `…/users/{user}/groups/{group}`
#[derive(Debug)]
pub(crate) struct GroupOfUser(pub(crate) GroupId);

impl FromRequestParts<Arc<Server>> for GroupOfUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 7).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// `…/users/{user}/methods/{method}/…`
#[derive(Debug)]
pub(crate) struct MethodOfUser(pub(crate) Method);

impl FromRequestParts<Arc<Server>> for MethodOfUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let method = segment(parts.uri.path(), 7).and_then(Method::find).filter(|method| method.is_guessable());
        method.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}

/// `…/invitations/{id}…`
#[derive(Debug)]
pub(crate) struct InvitationAddress(pub(crate) InvitationId);

impl FromRequestParts<Arc<Server>> for InvitationAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 5).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::InvitationGone.into())
    }
}

/// `/admin/support/reports/{id}…`
#[derive(Debug)]
pub(crate) struct ReportAddress(pub(crate) ReportId);

impl FromRequestParts<Arc<Server>> for ReportAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        let id = segment(parts.uri.path(), 3).and_then(|text| text.parse().ok());
        id.map(Self).ok_or(Reason::UnknownAddress.into())
    }
}
