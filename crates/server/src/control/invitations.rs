//! What the operator does about invitations from the command line. It must never show what opens one: the message does.

use super::{Answer, failed};
use crate::front::Server;
use domain::Reason;
use domain::id::InvitationId;
use domain::invitations::{self, InvitationView, Invitee, Inviter};
use serde::{Deserialize, Serialize};

/// What the operator wants of invitations.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvitationWish {
    Invite {
        address: String,
        roles: Vec<String>,
    },
    List,
    Resend(InvitationId),
    Revoke(InvitationId),
    /// Several at once; nothing is sent unless it is said.
    Several {
        all: Vec<Invitee>,
        send: bool,
    },
}

pub(super) async fn carry_out(server: &Server, door: &str, wish: &InvitationWish) -> Answer {
    let snapshot = server.app.snapshot();
    let found = door.split_once('/').and_then(|(tenant, workspace)| snapshot.door(tenant, workspace));
    let Some(door) = found else { return Answer::Refused { why: format!("there is no workspace {door}") } };
    let (app, operator) = (&server.app, Inviter::Operator);
    if matches!(wish, InvitationWish::Invite { .. } | InvitationWish::Resend(_) | InvitationWish::Several { .. })
        && !app.channels().mail
        && !app.channels().text_messages
    {
        return Answer::Refused {
            why: "an invitation is a message, and this server can send none: name a mail server under [mail] in its configuration (docs/operator/mail.md)"
                .to_owned(),
        };
    }
    let done = match wish {
        InvitationWish::Several { all, send } => {
            let told = if *send {
                invitations::invite_all(app, &door, operator, all).await
            } else {
                invitations::preview(app, &door, operator, all).await
            };
            let waits = *send && server.doctor.is_alone;
            return told.map_or_else(|error| failed(server, &error), |told| Answer::Invited { told, waits });
        }
        InvitationWish::Invite { address, roles } => {
            invitations::invite(app, &door, operator, (address, roles)).await.map(|one| vec![one])
        }
        InvitationWish::List => invitations::pending(app, &door, operator).await,
        InvitationWish::Resend(id) => invitations::resend(app, &door, operator, *id).await.map(|one| vec![one]),
        InvitationWish::Revoke(id) => invitations::revoke(app, &door, operator, *id).await.map(|()| Vec::new()),
    };
    match done {
        Ok(list) => {
            Answer::Invitations { list: list.into_iter().map(Waiting::from).collect(), waits: server.doctor.is_alone }
        }
        Err(domain::Error::Refused(refused)) => {
            let why = match wish {
                InvitationWish::Invite { roles, .. } if refused.reason == Reason::RoleUnknown => {
                    invitations::unknown_role(app, &door, roles).await.ok().flatten()
                }
                _ => None,
            };
            Answer::Refused { why: why.unwrap_or_else(|| refused.message.title.to_owned()) }
        }
        Err(error) => failed(server, &error),
    }
}

/// An invitation as a command shows it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) id: InvitationId,
    pub(crate) address: String,
    pub(crate) expires_at: String,
    pub(crate) expired: bool,
}

impl From<InvitationView> for Waiting {
    fn from(view: InvitationView) -> Self {
        Self { id: view.id, address: view.address, expires_at: view.expires_at, expired: view.expired }
    }
}
