//! Many invitations at once: what would come of each line is said before anything is sent. Whoever is invited already is not written to a second time,
//! so the same list may be sent again; of two who send it at once, one invites each. Who waits with other roles than the line's is refused: neither
//! would they come with these, nor would anybody have heard of it.

use super::{Inviter, facts, invite_once, permit, reachable};
use crate::app::App;
use crate::error::{Error, Phase, Reason};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{invitation, role};

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    pub address: String,
    #[serde(default)]
    pub roles: Vec<String>,
}

/// What comes of it, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invited {
    New,
    /// A link that was sent before is still good, with the same roles.
    Waits,
    /// Why not, in words.
    Refused(String),
}

fn refused(reason: Reason) -> Invited {
    Invited::Refused(match reason {
        Reason::IdentifierTaken => "somebody here has this address".to_owned(),
        Reason::RoleUnknown => "a role of this name is not here".to_owned(),
        Reason::MethodNotUsedHere => {
            "no message can be sent to such an address here, or no account is made with it".to_owned()
        }
        other => other.face(Phase::Account).title.to_owned(),
    })
}

/// Which of these roles the pool lacks, and which it has.
pub async fn unknown_role(app: &App, door: &FrontDoor, names: &[String]) -> Result<Option<String>, Error> {
    let pool = door.pool.id;
    let all = app.store().read("roles", move |tx| Ok::<_, Error>(role::of_pool(tx, pool)?)).await?;
    let Some(unknown) = names.iter().find(|name| !all.iter().any(|role| role.name == **name)) else { return Ok(None) };
    let there: Vec<String> = all.iter().map(|role| format!("{:?}", role.name)).collect();
    let there = if there.is_empty() { "has none".to_owned() } else { format!("has {}", there.join(", ")) };
    Ok(Some(format!("there is no role {unknown:?}: the pool {there}")))
}

/// Looks at each line. Nothing is written, not even a refusal.
pub async fn preview(
    app: &App,
    door: &Arc<FrontDoor>,
    inviter: Inviter<'_>,
    all: &[Invitee],
) -> Result<Vec<Invited>, Error> {
    permit(app, inviter).await?;
    let (mut seen, mut told) = (BTreeSet::new(), Vec::with_capacity(all.len()));
    for invitee in all {
        told.push(look(app, door, invitee, &mut seen).await?);
    }
    Ok(told)
}

async fn look(
    app: &App,
    door: &Arc<FrontDoor>,
    invitee: &Invitee,
    seen: &mut BTreeSet<String>,
) -> Result<Invited, Error> {
    let address = match crate::sign_up::address(&invitee.address).and_then(|found| reachable(app, door, found)) {
        Ok((_, address)) => address,
        Err(reason) => return Ok(refused(reason)),
    };
    if !seen.insert(address.clone()) {
        return Ok(Invited::Refused("an earlier line has the same address".to_owned()));
    }
    let roles = match facts(app, door, (&address, &invitee.roles)).await? {
        Ok(roles) => roles,
        Err(Reason::RoleUnknown) => {
            let why = unknown_role(app, door, &invitee.roles).await?;
            return Ok(why.map_or_else(|| refused(Reason::RoleUnknown), Invited::Refused));
        }
        Err(reason) => return Ok(refused(reason)),
    };
    let (pool, now) = (door.pool.id, app.now());
    let waiting = app.store().read("waiting", move |tx| Ok::<_, Error>(invitation::waiting(tx, pool, &address, now)?));
    let (waiting, asked) = (waiting.await?, roles.iter().map(ToString::to_string).collect::<BTreeSet<_>>());
    let is_asked = |ids: &String| ids.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>() == asked;
    Ok(match waiting.as_slice() {
        [] => Invited::New,
        some if some.iter().any(is_asked) => Invited::Waits,
        _ => Invited::Refused("invited with other roles".to_owned()),
    })
}

/// Invites those whom the preview has found new, each for itself.
pub async fn invite_all(
    app: &App,
    door: &Arc<FrontDoor>,
    inviter: Inviter<'_>,
    all: &[Invitee],
) -> Result<Vec<Invited>, Error> {
    let mut told = preview(app, door, inviter, all).await?;
    for (invitee, told) in all.iter().zip(&mut told).filter(|(_, told)| **told == Invited::New) {
        let asked = ((invitee.address.as_str(), invitee.roles.as_slice()), false);
        match invite_once(app, door, inviter, asked).await {
            Ok(Some(_)) => {}
            // Somebody else has invited them just now, and maybe taken that back already.
            Ok(None) => {
                let again = look(app, door, invitee, &mut BTreeSet::new()).await?;
                *told = if again == Invited::New { Invited::Waits } else { again };
            }
            Err(Error::Refused(no)) => *told = refused(no.reason),
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}
