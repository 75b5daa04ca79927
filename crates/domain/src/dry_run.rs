//! What a change of rules would do, before anybody saves it (S0c-5): who would be held at enrolment, who could come in nowhere, which administrators
//! have no passkey, and who has passkeys of the other mode alone. Members are looked at some at a time; whoever asks goes on from there. It must
//! never keep anything of it, nor sort anybody by other rules than those of sign-in.

mod foreseen;
mod guard;
mod outcome;
mod place;
mod privileged;
mod proposal;
mod trial;
mod walk;

pub(crate) use foreseen::foresee;
pub(crate) use guard::Guard;
pub use outcome::Outcome;
pub use proposal::Proposal;
pub(crate) use trial::{Verdict, because, verdict};
pub use trial::{concerns_somebody, reviewed};

use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::error::Error;
use crate::journey::Standing;
use crate::passkeys::opens;
use crate::policy;
use crate::saving;
use crate::settings_file;
use crate::sign_in::facts;
use crate::snapshot::{FrontDoor, Rows};
use place::{Sealed, Walked};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::{Tx, passkey};
use walk::Walk;

/// Members that one request looks at.
const MOST: usize = 500;
/// What is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DryRunAsk {
    pub change: Proposal,
    /// Where to go on, as the answer before said it.
    #[serde(default)]
    pub place: Option<String>,
    /// Of the settings that the change was made to, where they must still be those.
    #[serde(default)]
    pub version: Option<String>,
}

/// How many come to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub members: u64,
    /// Those who sign in as before, and are asked for nothing.
    #[serde(rename = "in")]
    pub come_in: u64,
    pub invited: u64,
    pub grace: u64,
    pub held: u64,
    pub blocked: u64,
    /// Of these, those who can come in today.
    pub newly_blocked: u64,
    /// Those who are let in for now, and held or blocked once a date has come or their sign-ins without a passkey are spent.
    pub later: u64,
    pub suspended: u64,
    pub only_other_mode: u64,
    /// Of those who manage others; all of these are looked at first, where they are few.
    pub elevated_without_passkey: u64,
    /// Those for whom it is worse than today: held, blocked, or with passkeys of the other mode alone.
    pub worse: u64,
}

impl Counts {
    /// Whether somebody is worse off, at once or with time.
    pub fn concern_somebody(&self) -> bool {
        self.worse > 0 || self.later > 0
    }
}

/// Somebody whom the change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, which programs read")]
pub struct Concerned {
    pub id: UserId,
    pub name: String,
    pub identifier: Option<String>,
    /// `held`, `blocked`, `grace`
    pub outcome: &'static str,
    /// The setting that holds them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<&'static str>,
    /// What they meet today.
    pub today: &'static str,
    /// Whether they manage others.
    pub elevated: bool,
    pub passkeys: usize,
    pub only_other_mode: bool,
    /// Whether it is worse for them than today.
    pub worse: bool,
    /// Whether it gets worse for them with time.
    pub later: bool,
}

/// The same at one of the pool's doors. The lists hold those whom this request has looked at, the last one all who manage others, where they are few.
#[derive(Debug, Clone, Serialize)]
pub struct AtDoor {
    pub workspace: String,
    pub name: String,
    /// Of all that were looked at so far.
    pub counts: Counts,
    pub held: Vec<Concerned>,
    pub blocked: Vec<Concerned>,
    pub only_other_mode: Vec<Concerned>,
    pub elevated_without_passkey: Vec<Concerned>,
}

#[derive(Debug, Clone, Serialize)]
pub struct DryRun {
    /// What would be another setting, a line for each.
    pub changes: Vec<String>,
    pub doors: Vec<AtDoor>,
    /// How many members were looked at so far.
    pub looked_at: u64,
    /// Where to go on; nothing once all were looked at.
    pub next: Option<String>,
    /// Those with a right in the console whose account is here, and who could not come in with a passkey.
    pub administrators_without_passkey: Vec<String>,
    /// Why it cannot be saved, whoever says yes.
    pub refused: Option<String>,
    /// What has to be said yes to, and the words for it.
    pub needs: Option<String>,
    pub confirm: Vec<String>,
}

/// As they are, and as they would be.
type Doors = [Arc<Vec<FrontDoor>>; 2];

/// What sign-in says of one member.
pub(crate) struct Seen {
    pub(crate) outcome: Outcome,
    /// Once the policy's date has come and its sign-ins without a passkey are spent.
    end: Outcome,
    standing: Standing,
    pub(crate) passkeys: usize,
}

/// Somebody who comes with all that they have.
pub(crate) fn look(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (user, now): (UserId, i64),
) -> Result<Option<Seen>, store::Error> {
    let policy = policy::of_member(tx, door, user)?;
    let Some((_, standing)) = facts::standing(tx, door, (&policy, user, now), None)? else { return Ok(None) };
    let rows = passkey::of_user(tx, door.pool.id, user)?;
    let passkeys = rows.iter().filter(|row| opens(door, row)).count();
    let outcome = outcome::of(door, &policy, (&standing, &rows), now);
    let end = match (policy.without_respite(now), policy.renewed_since.filter(|since| *since > now)) {
        (None, None) => outcome,
        (without, None) => outcome::of(door, without.as_ref().unwrap_or(&policy), (&standing, &rows), now),
        (without, Some(day)) => {
            let then =
                facts::standing(tx, door, (&policy, user, day), None)?.map_or(standing.clone(), |(_, then)| then);
            outcome::of(door, without.as_ref().unwrap_or(&policy), (&then, &rows), day)
        }
    };
    Ok(Some(Seen { outcome, end, standing, passkeys }))
}

/// What a member meets today, at that of these doors which asks the most of them.
pub(crate) fn meets(tx: &mut Tx<'_>, doors: &[Arc<FrontDoor>], member: (UserId, i64)) -> Result<Outcome, store::Error> {
    let mut most = Outcome::In;
    for door in doors {
        let outcome = look(tx, door, member)?.map_or(Outcome::Blocked, |seen| seen.outcome);
        if outcome.rank() > most.rank() {
            most = outcome;
        }
    }
    Ok(most)
}

/// Those that lead to a pool, by rows that may be supposed.
fn doors(app: &App, pool: PoolId, rows: &Rows) -> Result<Arc<Vec<FrontDoor>>, Error> {
    let doors = rows.doors_of(pool, (app.public_url(), app.channels()));
    doors.map(Arc::new).map_err(|error| proposal::unbuilt(&error).told(app))
}

fn lines((was, is): (&Value, &Value)) -> Vec<String> {
    settings_file::between(was, is).iter().map(ToString::to_string).collect()
}

/// The doors as they are, and as they would be. What a form would refuse is refused.
async fn supposed(app: &App, pool: PoolId, change: &Proposal) -> Result<(Doors, Vec<String>), Error> {
    let load = |tx: &mut Tx<'_>| Rows::load(tx);
    let mut rows = app.store().read("settings", load).await?;
    let (today, was) = (doors(app, pool, &rows)?, rows.told(pool));
    change.put(app, pool, &mut rows).map_err(|unsaved| unsaved.told(app))?;
    Ok(([today, doors(app, pool, &rows)?], lines((&was, &rows.told(pool)))))
}

/// What would be another setting, a line for each.
pub(crate) async fn changes(app: &App, pool: PoolId, change: &Proposal) -> Result<Vec<String>, Error> {
    Ok(supposed(app, pool, change).await?.1)
}

/// Whether somebody may ask what a change of these settings would do.
pub fn may_ask(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<(), Error> {
    saving::pool(app, acting, Power::Configure, place).map(drop)
}

/// What would become of the next members.
pub async fn run(app: &App, acting: &Acting, place: (&str, PoolId), ask: DryRunAsk) -> Result<DryRun, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    look_through(app, &door, ask).await
}

async fn look_through(app: &App, door: &Arc<FrontDoor>, ask: DryRunAsk) -> Result<DryRun, Error> {
    let pool = door.pool.id;
    let (doors, changes) = supposed(app, pool, &ask.change).await?;
    let sealed = Sealed::of(pool, &ask)?;
    let mut walked = sealed.open(app, ask.place.as_deref());
    // Trying it takes the one writer's time: once, at the beginning. Whoever saves it is decided about anew.
    let verdict = match walked.verdict.take() {
        Some(verdict) => verdict,
        None => verdict(app, door, (&ask.change, ask.version.as_deref())).await?,
    };
    let walk = Walk::begin(&doors[1], walked).goes(app, pool, (&doors, MOST)).await?;
    let (without, refused) = privileged::administrators(app, pool, &doors[1]).await?;
    let looked_at = walk.seen();
    let next = match walk.place() {
        Some((from, counts)) => {
            Some(sealed.write(app, &Walked { from: Some(from), counts, verdict: Some(verdict.clone()) })?)
        }
        None => None,
    };
    Ok(DryRun {
        changes,
        doors: walk.doors,
        looked_at,
        next,
        administrators_without_passkey: without,
        refused: refused.or(verdict.refused),
        needs: verdict.needs,
        confirm: verdict.confirm,
    })
}
