//! Inviting people to a pool from the console, and its invitations that wait for an answer: sending one again, taking one back. Nobody is
//! given a role here: that is said by whoever may change rules. A list is looked through first, and sent once somebody has seen what would come of it.

use super::scope;
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::binding::digest_of;
use crate::error::{Error, Objection, Reason};
use crate::invitations::{self, InvitationView, Invitee, Inviter, ListLine};
use crate::saving::Unsaved;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;
use store::id::InvitationId;

/// Addresses that are sent without a second look: each is a message.
const MOST: usize = 50;
/// Lines of a list.
const MOST_OF_LIST: usize = 1_000;
/// So many lines that are left out are told one by one.
const TOLD: usize = 5;

/// Either addresses, all or none of them, or a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteAsk {
    #[serde(default)]
    pub addresses: Vec<String>,
    pub list: Option<String>,
    #[serde(default)]
    pub confirmed: Vec<String>,
}

/// How many were invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Invited {
    pub invited: usize,
}

/// Invites whoever reads what is sent to these addresses. Where one of them cannot be, none is.
pub async fn invite(app: &App, acting: &Acting, door: &Arc<FrontDoor>, ask: &InviteAsk) -> Result<Invited, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    if let Some(list) = &ask.list {
        if !ask.addresses.is_empty() {
            return Err(Unsaved::from(Objection::new("addresses", "Send addresses or a list, not both.")).told(app));
        }
        return invite_list(app, acting, door, (list, &ask.confirmed)).await;
    }
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

/// Invites those of a list who are not invited yet. What needs a second look, because it is much or because lines are left out, is told first.
async fn invite_list(
    app: &App,
    acting: &Acting,
    door: &Arc<FrontDoor>,
    (list, confirmed): (&str, &[String]),
) -> Result<Invited, Error> {
    let objection = |problem: String| Unsaved::from(Objection::new("list", problem)).told(app);
    let lines = invitations::read(list).map_err(|error| objection(format!("The list cannot be read: {error}.")))?;
    if lines.is_empty() || lines.len() > MOST_OF_LIST {
        return Err(objection(format!("Enter one to {MOST_OF_LIST} addresses, each on a line of its own.")));
    }
    let inviter = Inviter::Administrator(acting);
    let looked = Looked::at(app, door, inviter, &lines).await?;
    if looked.new.is_empty() {
        return Err(objection(looked.told()));
    }
    let word = looked.word();
    if looked.needs_a_look() && !confirmed.contains(&word) {
        let confirm = vec![word];
        return Err(Unsaved::from(Objection { confirm, ..Objection::new("list", looked.told()) }).told(app));
    }
    let came = invitations::invite_all(app, door, inviter, &looked.new).await?;
    Ok(Invited { invited: came.iter().filter(|one| **one == invitations::Invited::New).count() })
}

/// What would come of a list.
struct Looked {
    new: Vec<Invitee>,
    waits: usize,
    /// The lines that invite nobody, and why.
    left_out: Vec<(u64, String)>,
}

impl Looked {
    async fn at(app: &App, door: &Arc<FrontDoor>, inviter: Inviter<'_>, lines: &[ListLine]) -> Result<Self, Error> {
        let mut looked = Self { new: Vec::new(), waits: 0, left_out: Vec::new() };
        let (mut numbers, mut readable) = (Vec::new(), Vec::new());
        for ListLine { number, address, read } in lines {
            match read {
                Ok(one) if one.roles.is_empty() => {
                    numbers.push(*number);
                    readable.push(one.clone());
                }
                Ok(_) => looked.leave_out(*number, address, "no role is given here"),
                Err(why) => looked.leave_out(*number, address, why),
            }
        }
        let told = invitations::preview(app, door, inviter, &readable).await?;
        for ((number, one), told) in numbers.into_iter().zip(readable).zip(told) {
            match told {
                invitations::Invited::New => looked.new.push(one),
                invitations::Invited::Waits => looked.waits += 1,
                invitations::Invited::Refused(why) => looked.leave_out(number, &one.address, &why),
            }
        }
        looked.left_out.sort_unstable();
        Ok(looked)
    }

    fn leave_out(&mut self, number: u64, address: &str, why: &str) {
        self.left_out.push((number, format!("line {number}, {}: {why}", cut(address))));
    }

    fn needs_a_look(&self) -> bool {
        self.new.len() > MOST || self.waits > 0 || !self.left_out.is_empty()
    }

    /// Names exactly those who would be invited: where others would be by now, it is asked again.
    fn word(&self) -> String {
        let addresses: Vec<Option<&str>> = self.new.iter().map(|invitee| Some(invitee.address.as_str())).collect();
        format!("invite-{}", URL_SAFE_NO_PAD.encode(&digest_of(&addresses)[..12]))
    }

    fn told(&self) -> String {
        let mut said = vec![match self.new.len() {
            0 => "Nobody would be invited.".to_owned(),
            1 => "1 person will be invited.".to_owned(),
            some => format!("{some} people will be invited."),
        }];
        match self.waits {
            0 => {}
            1 => said.push("1 has an invitation that is still good, and gets no other.".to_owned()),
            some => said.push(format!("{some} have an invitation that is still good, and get no other.")),
        }
        if !self.left_out.is_empty() {
            let first: Vec<_> = self.left_out.iter().take(TOLD).map(|(_, told)| told.as_str()).collect();
            let first = first.join("; ");
            let more = self.left_out.len().saturating_sub(TOLD);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            said.push(format!("Left out: {first}{more}."));
        }
        said.join(" ")
    }
}

/// A line may be anything, and stands in a sentence.
fn cut(address: &str) -> String {
    let plain: String = address.chars().filter(|letter| !letter.is_control()).take(60).collect();
    if plain.is_empty() { "without an address".to_owned() } else { plain }
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
