//! A walk over a pool's members, the newest first, as far as one request goes: what each of them meets at each door, today and then. It must never
//! keep a transaction open for longer than some members take.

use super::{AtDoor, Concerned, Counts, Doors, Outcome, Seen, Walked, look, privileged};
use crate::app::App;
use crate::error::Error;
use crate::snapshot::FrontDoor;
use store::id::{PoolId, RoleId, UserId};
use store::user_list::{self, Listed, Order, Place, Way};
use store::{Tx, role};

/// Members that one transaction looks at: others wait for it.
const WINDOW: u32 = 50;

/// A member, and what they would meet at each door.
type LookedAt = (UserId, Vec<(Option<Concerned>, Outcome)>);

pub(super) struct Walk {
    from: Option<UserId>,
    looked_at: usize,
    is_over: bool,
    /// Whether those who manage others have been looked at already, all of them.
    knows_privileged: bool,
    pub(super) doors: Vec<AtDoor>,
}

impl Walk {
    pub(super) fn begin(doors: &[FrontDoor], mut walked: Walked) -> Self {
        walked.counts.resize(doors.len(), Counts::default());
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
        Self { from, looked_at: 0, is_over: false, knows_privileged: false, doors }
    }

    /// On for so many members.
    pub(super) async fn goes(mut self, app: &App, pool: PoolId, (doors, most): (&Doors, usize)) -> Result<Self, Error> {
        self.meets_privileged(app, pool, doors).await?;
        while self.looked_at < most && !self.is_over {
            let from = self.from.map(|user| Place { text: String::new(), user });
            let read =
                move |tx: &mut Tx<'_>| user_list::window(tx, pool, &Order::Newest, (from.as_ref(), Way::On), WINDOW);
            let rows = app.store().read("members", read).await?;
            self.is_over = rows.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX);
            let seen = looked_at(app, pool, (doors, rows)).await?;
            self.take(seen);
        }
        Ok(self)
    }

    /// Whoever reads the first page sees them all.
    async fn meets_privileged(&mut self, app: &App, pool: PoolId, doors: &Doors) -> Result<(), Error> {
        let roles = elevated(doors);
        let read = move |tx: &mut Tx<'_>| privileged::holders(tx, pool, &roles);
        let Some(rows) = app.store().read("privileged members", read).await? else { return Ok(()) };
        self.knows_privileged = true;
        for door in &mut self.doors {
            door.counts.elevated_without_passkey = 0;
        }
        for rows in rows.chunks(usize::try_from(WINDOW).unwrap_or(usize::MAX)) {
            let seen = looked_at(app, pool, (doors, rows.to_vec())).await?;
            for (_, at_doors) in seen {
                for (door, (concerned, _)) in self.doors.iter_mut().zip(at_doors) {
                    if let Some(concerned) = concerned {
                        door.privileged(&concerned);
                    }
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, seen: Vec<LookedAt>) {
        for (user, at_doors) in seen {
            self.from = Some(user);
            self.looked_at += 1;
            for (door, (concerned, outcome)) in self.doors.iter_mut().zip(at_doors) {
                door.count(concerned.as_ref(), outcome);
                let Some(concerned) = concerned else { continue };
                door.name(&concerned, outcome);
                if !self.knows_privileged {
                    door.privileged(&concerned);
                }
            }
        }
    }

    /// Members looked at so far, by those who went before, too.
    pub(super) fn seen(&self) -> u64 {
        self.doors.first().map_or(0, |door| door.counts.members)
    }

    /// Where to go on; nothing once all were looked at.
    pub(super) fn place(&self) -> Option<(String, Vec<Counts>)> {
        let from = self.from.filter(|_| !self.is_over)?;
        Some((from.to_string(), self.doors.iter().map(|door| door.counts).collect()))
    }
}

/// Roles whose holders would manage others.
fn elevated([_, tomorrow]: &Doors) -> Vec<RoleId> {
    tomorrow.first().map(|door| door.pool.rules.elevated()).unwrap_or_default()
}

/// What each of them meets at each door.
async fn looked_at(app: &App, pool: PoolId, (doors, rows): (&Doors, Vec<Listed>)) -> Result<Vec<LookedAt>, Error> {
    let (doors, now, above) = (doors.clone(), app.now(), elevated(doors));
    let read = move |tx: &mut Tx<'_>| {
        let [today, tomorrow] = &doors;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let user = row.place.user;
            let is_above = !above.is_empty() && role::ids_of_user(tx, pool, user)?.iter().any(|id| above.contains(id));
            let mut at_doors = Vec::with_capacity(tomorrow.len());
            for (before, after) in today.iter().zip(tomorrow.iter()) {
                let (before, after) = (look(tx, before, (user, now))?, look(tx, after, (user, now))?);
                let outcome = after.as_ref().map_or(Outcome::Blocked, |seen| seen.outcome);
                at_doors.push((after.map(|seen| concerned(row, &seen, (before.as_ref(), is_above))), outcome));
            }
            all.push((user, at_doors));
        }
        Ok::<_, Error>(all)
    };
    app.store().read("dry run", read).await
}

impl Seen {
    fn is_stranded(&self) -> bool {
        self.passkeys == 0 && self.standing.passkeys_of_other_mode > 0
    }
}

fn concerned(row: &Listed, seen: &Seen, (before, elevated): (Option<&Seen>, bool)) -> Concerned {
    let today = before.map_or(Outcome::Blocked, |seen| seen.outcome);
    let is_shut = matches!(seen.outcome, Outcome::Held(_) | Outcome::Blocked) && seen.outcome.is_worse_than(today);
    let end_today = before.map_or(Outcome::Blocked, |seen| seen.end);
    let is_later = matches!(seen.end, Outcome::Held(_) | Outcome::Blocked)
        && seen.end.is_worse_than(end_today)
        && seen.end.is_worse_than(seen.outcome);
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
        later: is_later,
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
        counts.later = counts.later.saturating_add(u64::from(concerned.is_some_and(|one| one.later)));
        counts.worse = counts.worse.saturating_add(u64::from(concerned.is_some_and(|one| one.worse)));
    }

    fn name(&mut self, concerned: &Concerned, outcome: Outcome) {
        let lists = [
            (matches!(outcome, Outcome::Held(_)), &mut self.held),
            (outcome == Outcome::Blocked, &mut self.blocked),
            (concerned.only_other_mode, &mut self.only_other_mode),
        ];
        for (_, list) in lists.into_iter().filter(|(fits, _)| *fits) {
            list.push(concerned.clone());
        }
    }
    fn privileged(&mut self, concerned: &Concerned) {
        if concerned.elevated && concerned.passkeys == 0 {
            let number = &mut self.counts.elevated_without_passkey;
            *number = number.saturating_add(1);
            self.elevated_without_passkey.push(concerned.clone());
        }
    }
}
