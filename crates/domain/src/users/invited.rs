//! Inviting people to a pool from the console, and its invitations that wait for an answer: sending one again, taking one back. Nobody is
//! given a role here: that is said by whoever may change rules.

use super::scope;
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::error::{Error, Objection, Reason};
use crate::invitations::{self, InvitationView, Inviter};
use crate::saving::Unsaved;
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;
use store::id::InvitationId;

/// Addresses of one form: each is a message.
const MOST: usize = 50;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteAsk {
    pub addresses: Vec<String>,
}

/// How many were invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Invited {
    pub invited: usize,
}

/// Invites whoever reads what is sent to these addresses. Where one of them cannot be, none is.
pub async fn invite(app: &App, acting: &Acting, door: &Arc<FrontDoor>, ask: &InviteAsk) -> Result<Invited, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    let mut seen = HashSet::new();
    let typed = ask.addresses.iter().map(|address| address.trim()).filter(|address| !address.is_empty());
    let addresses: Vec<&str> = typed.filter(|address| seen.insert(address.to_lowercase())).collect();
    if addresses.is_empty() || addresses.len() > MOST {
        let problem = format!("Enter one to {MOST} addresses, each on a line of its own.");
        return Err(Unsaved::from(Objection::new("addresses", problem)).told(app));
    }
    for address in &addresses {
        if let Some(reason) = invitations::objection(app, door, address).await? {
            let problem = format!("{address}: {} Nobody was invited.", why(reason));
            return Err(Unsaved::from(Objection::new("addresses", problem)).told(app));
        }
    }
    for address in &addresses {
        invitations::invite(app, door, Inviter::Administrator(acting), (address, &[])).await?;
    }
    Ok(Invited { invited: addresses.len() })
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::IdentifierTaken => "somebody here has this address already.",
        Reason::MethodNotUsedHere => "nobody could be written to there, or sign in with it.",
        _ => "this is no mail address, and no phone number that begins with + and its country.",
    }
}

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
