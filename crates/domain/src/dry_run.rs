//! What a change of rules would do, before anybody saves it (S0c-5): who would be held at enrolment, who could come in nowhere, which administrators
//! have no passkey, and who has passkeys of the other mode alone. Members are looked at some at a time; whoever asks goes on from there. It must
//! never keep anything of it, nor sort anybody by other rules than those of sign-in.

mod guard;
mod outcome;
mod proposal;
mod trial;

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
use crate::saving::{self, Unsaved};
use crate::settings_file;
use crate::sign_in::facts;
use crate::snapshot::{FrontDoor, Rows};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::user_list::{self, Listed, Order, Place, Way};
use store::{Tx, administrator, identifier, passkey, role, user};

/// Members that one request looks at.
const MOST: usize = 500;
/// Members that one transaction looks at: others wait for it.
const WINDOW: u32 = 50;

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
    pub suspended: u64,
    pub only_other_mode: u64,
    /// Those for whom it is worse than today: held, blocked, or with passkeys of the other mode alone.
    pub worse: u64,
}

/// Somebody whom the change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

/// The same at one of the pool's doors. The lists hold those whom this request has looked at.
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

/// How far a walk has come: in the answer, because nothing of it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Walked {
    from: Option<String>,
    counts: Vec<Counts>,
}

impl Walked {
    fn read(place: Option<&str>) -> Self {
        let bytes = place.and_then(|place| URL_SAFE_NO_PAD.decode(place).ok());
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    fn write(&self) -> Result<String, Error> {
        Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).map_err(Error::Answer)?))
    }
}

/// As they are, and as they would be.
type Doors = [Arc<Vec<FrontDoor>>; 2];

/// A member, and what they would meet at each door.
type LookedAt = (UserId, Vec<(Option<Concerned>, Outcome)>);

/// What sign-in says of one member.
pub(crate) struct Seen {
    pub(crate) outcome: Outcome,
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
    Ok(Some(Seen { outcome, standing, passkeys }))
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

/// The doors as they are, and as they would be. What a form would refuse is refused.
async fn supposed(app: &App, pool: PoolId, change: &Proposal) -> Result<(Doors, Vec<String>), Error> {
    let load = |tx: &mut Tx<'_>| Rows::load(tx);
    let mut rows = app.store().read("settings", load).await?;
    let build = |rows: &Rows| {
        let doors = rows.doors_of(pool, (app.public_url(), app.channels()));
        doors.map(Arc::new).map_err(|error| proposal::unbuilt(&error).told(app))
    };
    let (today, was) = (build(&rows)?, rows.told(pool));
    change.put(app, pool, &mut rows).map_err(|unsaved| unsaved.told(app))?;
    let lines = settings_file::between(&was, &rows.told(pool)).iter().map(ToString::to_string).collect();
    Ok(([today, build(&rows)?], lines))
}

/// What would be another setting, a line for each.
pub(crate) async fn changes(app: &App, pool: PoolId, change: &Proposal) -> Result<Vec<String>, Error> {
    Ok(supposed(app, pool, change).await?.1)
}

/// What would become of the next members.
pub async fn run(app: &App, acting: &Acting, place: (&str, PoolId), ask: DryRunAsk) -> Result<DryRun, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    look_through(app, &door, ask).await
}

async fn look_through(app: &App, door: &Arc<FrontDoor>, ask: DryRunAsk) -> Result<DryRun, Error> {
    let pool = door.pool.id;
    let (doors, changes) = supposed(app, pool, &ask.change).await?;
    let mut walked = Walked::read(ask.place.as_deref());
    walked.counts.resize(doors[1].len(), Counts::default());
    let mut walk = Walk::begin(&doors[1], walked);
    while walk.looked_at < MOST {
        let (doors, from, now) = (doors.clone(), walk.from, app.now());
        let read = move |tx: &mut Tx<'_>| window(tx, pool, &doors, (from, now));
        let seen = app.store().read("dry run", read).await?;
        let is_last = seen.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX);
        walk.take(seen);
        if is_last {
            walk.is_over = true;
            break;
        }
    }
    let (tomorrow, now, home) = (Arc::clone(&doors[1]), app.now(), saving::home(app, pool));
    let read = move |tx: &mut Tx<'_>| administrators(tx, &tomorrow, (home.as_deref(), now));
    let (without, refused) = app.store().read("administrators", read).await?;
    let Verdict { refused: because, needs, confirm } =
        verdict(app, door, (&ask.change, ask.version.as_deref())).await?;
    Ok(DryRun { changes, needs, confirm, ..walk.end(without, refused.or(because))? })
}

/// Some members, with what each of them meets at each door: today and then.
fn window(
    tx: &mut Tx<'_>,
    pool: PoolId,
    [today, tomorrow]: &Doors,
    (from, now): (Option<UserId>, i64),
) -> Result<Vec<LookedAt>, Error> {
    let place = from.map(|user| Place { text: String::new(), user });
    let rows = user_list::window(tx, pool, &Order::Newest, (place.as_ref(), Way::On), WINDOW)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let user = row.place.user;
        let elevated = role::of_user(tx, pool, user)?.iter().any(|role| role.elevated);
        let mut at_doors = Vec::with_capacity(tomorrow.len());
        for (before, after) in today.iter().zip(tomorrow.iter()) {
            let (before, after) = (look(tx, before, (user, now))?, look(tx, after, (user, now))?);
            let outcome = after.as_ref().map_or(Outcome::Blocked, |seen| seen.outcome);
            at_doors.push((after.map(|seen| concerned(&row, &seen, (before.as_ref(), elevated))), outcome));
        }
        all.push((user, at_doors));
    }
    Ok(all)
}

impl Seen {
    fn is_stranded(&self) -> bool {
        self.passkeys == 0 && self.standing.passkeys_of_other_mode > 0
    }
}

fn concerned(row: &Listed, seen: &Seen, (before, elevated): (Option<&Seen>, bool)) -> Concerned {
    let today = before.map_or(Outcome::Blocked, |seen| seen.outcome);
    let is_shut = matches!(seen.outcome, Outcome::Held(_) | Outcome::Blocked) && seen.outcome.is_worse_than(today);
    let is_stranded = seen.is_stranded() && !before.is_some_and(Seen::is_stranded);
    let because = match seen.outcome {
        Outcome::Held(held) => Some(held.setting()),
        _ => None,
    };
    Concerned {
        id: row.place.user,
        name: row.display_name.clone(),
        identifier: row.identifier.clone(),
        outcome: seen.outcome.as_str(),
        because,
        today: today.as_str(),
        elevated,
        passkeys: seen.passkeys,
        only_other_mode: seen.is_stranded(),
        worse: is_shut || is_stranded,
    }
}

/// Administrators of the console whose account is here and who have no passkey for it, and whether no owner would be left.
fn administrators(
    tx: &mut Tx<'_>,
    doors: &[FrontDoor],
    (home, now): (Option<&FrontDoor>, i64),
) -> Result<(Vec<String>, Option<String>), Error> {
    let Some(home) = home else { return Ok((Vec::new(), None)) };
    let Some(door) = doors.iter().find(|door| door.workspace.id == home.workspace.id) else {
        return Ok((Vec::new(), None));
    };
    let mut without = Vec::new();
    for row in administrator::all(tx)?.iter().filter(|row| row.pool_id == door.pool.id) {
        if look(tx, door, (row.user_id, now))?.is_some_and(|seen| seen.passkeys > 0) {
            continue;
        }
        let name = identifier::of_user(tx, row.pool_id, row.user_id)?.into_iter().next().map(|found| found.value);
        let known = user::find(tx, row.pool_id, row.user_id)?.map(|user| user.display_name);
        without.extend(name.or(known));
    }
    let refused = match guard::would_leave_a_way_in(tx, (home, door), now) {
        Ok(()) => None,
        Err(Unsaved::Objection(objection)) => Some(objection.problem),
        Err(Unsaved::Failed(error)) => return Err(error),
        Err(Unsaved::Because(_)) => Some("The settings have changed meanwhile.".to_owned()),
    };
    Ok((without, refused))
}

/// A walk over the members, as far as one request goes.
struct Walk {
    from: Option<UserId>,
    looked_at: usize,
    is_over: bool,
    doors: Vec<AtDoor>,
}

impl Walk {
    fn begin(doors: &[FrontDoor], walked: Walked) -> Self {
        let door = |(door, counts): (&FrontDoor, Counts)| AtDoor {
            workspace: door.workspace.slug.clone(),
            name: door.workspace.name.clone(),
            counts,
            held: Vec::new(),
            blocked: Vec::new(),
            only_other_mode: Vec::new(),
            elevated_without_passkey: Vec::new(),
        };
        let from = walked.from.and_then(|from| from.parse().ok());
        let doors = doors.iter().zip(walked.counts).map(door).collect();
        Self { from, looked_at: 0, is_over: false, doors }
    }

    fn take(&mut self, seen: Vec<LookedAt>) {
        for (user, at_doors) in seen {
            self.from = Some(user);
            self.looked_at += 1;
            for (door, (concerned, outcome)) in self.doors.iter_mut().zip(at_doors) {
                door.count(concerned.as_ref(), outcome);
                if let Some(concerned) = concerned {
                    door.name(&concerned, outcome);
                }
            }
        }
    }

    fn end(self, administrators_without_passkey: Vec<String>, refused: Option<String>) -> Result<DryRun, Error> {
        let looked_at = self.doors.first().map_or(0, |door| door.counts.members);
        let next = if self.is_over {
            None
        } else {
            let counts = self.doors.iter().map(|door| door.counts).collect();
            Some(Walked { from: self.from.map(|user| user.to_string()), counts }.write()?)
        };
        Ok(DryRun {
            changes: Vec::new(),
            doors: self.doors,
            looked_at,
            next,
            administrators_without_passkey,
            refused,
            needs: None,
            confirm: Vec::new(),
        })
    }
}

impl AtDoor {
    fn count(&mut self, concerned: Option<&Concerned>, outcome: Outcome) {
        let counts = &mut self.counts;
        counts.members = counts.members.saturating_add(1);
        let kind = match outcome {
            Outcome::In => &mut counts.come_in,
            Outcome::Invited => &mut counts.invited,
            Outcome::Grace(_) => &mut counts.grace,
            Outcome::Held(_) => &mut counts.held,
            Outcome::Blocked => &mut counts.blocked,
            Outcome::Suspended => &mut counts.suspended,
        };
        *kind = kind.saturating_add(1);
        let is_new = outcome == Outcome::Blocked && concerned.is_some_and(|one| one.today != Outcome::Blocked.as_str());
        counts.newly_blocked = counts.newly_blocked.saturating_add(u64::from(is_new));
        let is_other = concerned.is_some_and(|one| one.only_other_mode);
        counts.only_other_mode = counts.only_other_mode.saturating_add(u64::from(is_other));
        counts.worse = counts.worse.saturating_add(u64::from(concerned.is_some_and(|one| one.worse)));
    }

    fn name(&mut self, concerned: &Concerned, outcome: Outcome) {
        let lists = [
            (matches!(outcome, Outcome::Held(_)), &mut self.held),
            (outcome == Outcome::Blocked, &mut self.blocked),
            (concerned.only_other_mode, &mut self.only_other_mode),
            (concerned.elevated && concerned.passkeys == 0, &mut self.elevated_without_passkey),
        ];
        for (_, list) in lists.into_iter().filter(|(fits, _)| *fits) {
            list.push(concerned.clone());
        }
    }
}
