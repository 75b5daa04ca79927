//! The invitations of a pool that wait for an answer, as the console shows them: sending one again, taking one back.

use super::scope;
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::error::Error;
use crate::invitations::{self, InvitationView, Inviter};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::id::InvitationId;

pub async fn resend_invitation(
    app: &App,
    acting: &Acting,
    door: &Arc<FrontDoor>,
    id: InvitationId,
) -> Result<InvitationView, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    invitations::resend(app, door, Inviter::Administrator(acting), id).await
}

pub async fn revoke_invitation(
    app: &App,
    acting: &Acting,
    door: &Arc<FrontDoor>,
    id: InvitationId,
) -> Result<(), Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    invitations::revoke(app, door, Inviter::Administrator(acting), id).await
}
