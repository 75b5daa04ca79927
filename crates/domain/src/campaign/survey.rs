//! Who has moved and who has not. Holders of passkeys are walked by their index, some at a time; whether somebody would still come in is asked of the
//! decision of sign-in itself. It must never write anything but what it has counted.

use crate::app::App;
use crate::dry_run::{Outcome, look};
use crate::error::{Error, one_line};
use crate::policy;
use crate::saving::Unsaved;
use crate::snapshot::{FrontDoor, Rows};
use crate::ways::is_way_in;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::campaign::{self, CHUNK, Campaign, Holder, Tally};
use store::id::{PoolId, UserId};
use store::user::UserStatus;
use store::{Tx, administrator, identifier, installation, passkey, role, user};

/// Holders that a request looks at. A larger pool is counted by the clock.
const MOST: usize = 1_000;
/// Of how many a transaction asks the decision of sign-in: others wait for it.
const WINDOW: usize = 50;
/// How old a count may be.
pub(super) const FRESH_MS: i64 = 60 * 60 * 1000;
/// Holders of an elevated role whom the end of a move looks at once more.
const MOST_ELEVATED: u32 = 200;
/// Rows of a page.
const PAGE: usize = 50;

/// A member who has not moved yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remaining {
    pub id: UserId,
    pub name: String,
    pub identifier: Option<String>,
}

/// A pool's doors as they are, and as they would be without the old passkeys.
pub(super) struct Ground {
    pool: PoolId,
    /// The new RP ID and the old one.
    rp_ids: (String, String),
    /// What says which settings they were built from.
    under: String,
    today: Vec<FrontDoor>,
    tomorrow: Vec<FrontDoor>,
}

impl Ground {
    pub(super) fn new(
        pool: PoolId,
        (from, under): (&str, String),
        (today, tomorrow): (Vec<FrontDoor>, Vec<FrontDoor>),
    ) -> Arc<Self> {
        let to = tomorrow.first().map(|door| door.rp_id.clone()).unwrap_or_default();
        Arc::new(Self { pool, rp_ids: (to, from.to_owned()), under, today, tomorrow })
    }

    pub(super) async fn of_campaign(app: &App, pool: PoolId, campaign: &Campaign) -> Result<Arc<Self>, Error> {
        let mut rows = app.store().read("settings", Rows::load).await?;
        let today = doors(app, &rows, pool)?;
        let under = rows.digest(pool);
        rows.suppose_moved(pool);
        Ok(Self::new(pool, (&campaign.from_rp_id, under), (today, doors(app, &rows, pool)?)))
    }

    pub(super) fn to(&self) -> &str {
        &self.rp_ids.0
    }

    /// Whether the settings are still those that members are judged by here.
    pub(super) fn stands(&self, tx: &mut Tx<'_>) -> Result<bool, store::Error> {
        Ok(Rows::load(tx)?.digest(self.pool) == self.under)
    }

    fn holders(&self, tx: &mut Tx<'_>, after: UserId) -> Result<Vec<Holder>, store::Error> {
        campaign::holders(tx, self.pool, (&self.rp_ids.0, &self.rp_ids.1), after)
    }

    /// Whether a member who comes in somewhere today would do so no more.
    fn strands(&self, tx: &mut Tx<'_>, member: (UserId, i64)) -> Result<bool, store::Error> {
        for (today, tomorrow) in self.today.iter().zip(&self.tomorrow) {
            if outcome(tx, tomorrow, member)? == Outcome::Blocked && outcome(tx, today, member)? != Outcome::Blocked {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a member who has passkeys for a door that policy takes would have none.
    fn takes_passkeys_from(&self, tx: &mut Tx<'_>, member: UserId) -> Result<bool, store::Error> {
        let rows = passkey::of_user(tx, self.pool, member)?;
        for (today, tomorrow) in self.today.iter().zip(&self.tomorrow) {
            let policy = policy::of_member(tx, today, member)?;
            let opens = |door| rows.iter().any(|row| is_way_in(door, &policy, row));
            if opens(today) && !opens(tomorrow) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many of those who look after others could come in nowhere, as far as so many are looked at: the transaction that ends a move asks, too.
    pub(super) fn elevated(&self, tx: &mut Tx<'_>, now: i64) -> Result<u64, store::Error> {
        let mut all = BTreeSet::new();
        for row in role::of_pool(tx, self.pool)?.iter().filter(|row| row.elevated) {
            all.extend(role::holders(tx, self.pool, row.id, MOST_ELEVATED)?);
        }
        let mut stranded = 0;
        for id in all {
            let counts = user::is_for_tests(tx, self.pool, id)? == Some(false);
            stranded += u64::from(counts && self.strands(tx, (id, now))?);
        }
        Ok(stranded)
    }

    /// Those with a right in the console whose account is here, and who could no longer come in with a passkey.
    pub(super) fn administrators(&self, tx: &mut Tx<'_>, now: i64) -> Result<Vec<String>, store::Error> {
        let mut names = Vec::new();
        for row in administrator::all(tx)?.iter().filter(|row| row.pool_id == self.pool) {
            let found = user::find(tx, self.pool, row.user_id)?.filter(|user| user.status == UserStatus::Active);
            let Some(member) = found else { continue };
            if self.takes_passkeys_from(tx, row.user_id)? || self.strands(tx, (row.user_id, now))? {
                let known = identifier::of_user(tx, self.pool, row.user_id)?.into_iter().next();
                names.push(known.map_or(member.display_name, |known| known.value));
            }
        }
        Ok(names)
    }
}

fn outcome(tx: &mut Tx<'_>, door: &FrontDoor, member: (UserId, i64)) -> Result<Outcome, store::Error> {
    Ok(look(tx, door, member)?.map_or(Outcome::Blocked, |seen| seen.outcome))
}

pub(super) fn doors(app: &App, rows: &Rows, pool: PoolId) -> Result<Vec<FrontDoor>, Error> {
    rows.doors_of(pool, (app.public_url(), app.channels())).map_err(|error| {
        tracing::warn!(%error, "a pool that moves would not be understood");
        Unsaved::Because(crate::Reason::Internal).told(app)
    })
}

pub(super) async fn administrators_left(app: &App, ground: &Arc<Ground>) -> Result<Vec<String>, Error> {
    let (ground, now) = (Arc::clone(ground), app.now());
    app.store().read("administrators who move", move |tx| Ok::<_, Error>(ground.administrators(tx, now)?)).await
}

/// Counts the pool, as far as `most` holders; nothing where there are more.
pub(super) async fn count(app: &App, ground: &Arc<Ground>, most: usize) -> Result<Option<Tally>, Error> {
    let (mut tally, mut after, mut seen) = (Tally { at: app.now(), ..Tally::default() }, UserId::NIL, 0);
    loop {
        let (here, from) = (Arc::clone(ground), after);
        let chunk = app.store().read("holders", move |tx| Ok::<_, Error>(here.holders(tx, from)?)).await?;
        let counted: Vec<_> =
            chunk.iter().filter(|holder| holder.counts && (holder.has_new || holder.has_old)).collect();
        tally.members += as_u64(counted.len());
        tally.moved += as_u64(counted.iter().filter(|holder| holder.has_new).count());
        // Whoever has a new one may still need the old: the new one may be for another workspace, or be none that stands alone.
        let losing: Vec<_> = counted.iter().filter(|holder| holder.has_old).map(|holder| holder.user_id).collect();
        tally.holding += as_u64(losing.len());
        for window in losing.chunks(WINDOW) {
            let (here, window, now) = (Arc::clone(ground), window.to_vec(), tally.at);
            let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(judge(tx, &here, &window, now)?);
            let (stranded, elevated) = app.store().read("who remains", read).await?;
            tally.stranded += stranded;
            tally.elevated += elevated;
        }
        seen += chunk.len();
        match chunk.last() {
            Some(last) if chunk.len() == CHUNK && seen < most => after = last.user_id,
            Some(_) if chunk.len() == CHUNK => return Ok(None),
            _ => return Ok(Some(tally)),
        }
    }
}

/// How many of these would come in nowhere, and how many of those look after others.
fn judge(tx: &mut Tx<'_>, ground: &Ground, members: &[UserId], now: i64) -> Result<(u64, u64), store::Error> {
    let (mut stranded, mut elevated) = (0, 0);
    for id in members {
        if ground.strands(tx, (*id, now))? {
            stranded += 1;
            elevated += u64::from(role::of_user(tx, ground.pool, *id)?.iter().any(|role| role.elevated));
        }
    }
    Ok((stranded, elevated))
}

fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The count as it is now where the pool is small, else the last one.
pub(super) async fn latest(app: &App, ground: &Arc<Ground>, campaign: &Campaign) -> Result<Option<Tally>, Error> {
    // What was counted under other settings says nothing of these.
    let known = campaign.counted.filter(|_| campaign.counted_under == ground.under);
    let is_large = campaign.counted.is_some_and(|tally| tally.members > as_u64(MOST));
    let fresh = if is_large { None } else { count(app, ground, MOST).await? };
    Ok(fresh.or(known))
}

/// The first look at a pool, before its campaign: nothing where it is too large for one request.
pub(super) async fn look_ahead(app: &App, ground: &Arc<Ground>) -> Result<Option<Tally>, Error> {
    count(app, ground, MOST).await
}

/// One page of those who have not moved yet, and where the next one begins. Where most have, it may be empty and go on all the same.
pub(super) async fn remaining(
    app: &App,
    ground: &Arc<Ground>,
    from: Option<&str>,
) -> Result<(Vec<Remaining>, Option<String>), Error> {
    let mut after = from.and_then(|from| from.parse().ok()).unwrap_or(UserId::NIL);
    let (mut found, mut seen) = (Vec::new(), 0);
    while seen < MOST {
        let (here, place, room) = (Arc::clone(ground), after, PAGE - found.len());
        let (more, last) = app.store().read("who remains", move |tx| some(tx, &here, (place, room))).await?;
        found.extend(more);
        let Some(last) = last else { return Ok((found, None)) };
        after = last;
        if found.len() >= PAGE {
            break;
        }
        seen += CHUNK;
    }
    Ok((found, Some(after.to_string())))
}

/// Those of a chunk, at most so many, and the last member who was looked at where there may be more.
fn some(
    tx: &mut Tx<'_>,
    ground: &Ground,
    (after, room): (UserId, usize),
) -> Result<(Vec<Remaining>, Option<UserId>), Error> {
    let chunk = ground.holders(tx, after)?;
    let mut found = Vec::new();
    for holder in &chunk {
        if !(holder.counts && holder.has_old && !holder.has_new) {
            continue;
        }
        let Some(member) = user::find(tx, ground.pool, holder.user_id)? else { continue };
        let known = identifier::of_user(tx, ground.pool, holder.user_id)?.into_iter().next();
        let identifier = known.map(|known| known.value);
        found.push(Remaining { id: holder.user_id, name: member.display_name, identifier });
        if found.len() == room {
            return Ok((found, Some(holder.user_id)));
        }
    }
    Ok((found, chunk.last().filter(|_| chunk.len() == CHUNK).map(|last| last.user_id)))
}

/// Counts the pools that move and whose last count is an hour old. One that cannot be counted keeps no other from it.
pub async fn count_all(app: &App) {
    let all = app.store().read("campaigns", |tx| Ok::<_, Error>(campaign::all(tx)?)).await;
    for row in all.unwrap_or_default() {
        if is_due(app, &row).await
            && let Err(error) = count_again(app, &row, usize::MAX).await
        {
            tracing::error!(pool = %row.pool_id, error = one_line(&error), "members who move could not be counted");
        }
    }
}

/// An hour after the last count, or once settings were changed since.
async fn is_due(app: &App, row: &Campaign) -> bool {
    let Some(tally) = row.counted else { return true };
    let pool = row.pool_id;
    let digest = app.store().read("settings", move |tx| Ok::<_, Error>(Rows::load(tx)?.digest(pool))).await;
    !(0..FRESH_MS).contains(&(app.now() - tally.at)) || digest.is_ok_and(|digest| digest != row.counted_under)
}

/// Right after its beginning, where nobody has to wait for it.
pub(super) async fn count_at_once(app: &App, pool: PoolId) {
    let row = app.store().read("campaign", move |tx| Ok::<_, Error>(campaign::find(tx, pool)?)).await;
    if let Ok(Some(row)) = row
        && let Err(error) = count_again(app, &row, MOST).await
    {
        tracing::warn!(%pool, error = one_line(&error), "members who move are counted later");
    }
}

async fn count_again(app: &App, row: &Campaign, most: usize) -> Result<(), Error> {
    let ground = Ground::of_campaign(app, row.pool_id, row).await?;
    let Some(tally) = count(app, &ground, most).await? else { return Ok(()) };
    let (place, under) = ((row.pool_id, row.started_at), ground.under.clone());
    let write = move |tx: &mut Tx<'_>| {
        // The share of those who have moved is what strangers' names are answered by.
        if campaign::note_count(tx, place, (tally, &under))? {
            installation::bump(tx)?;
        }
        Ok::<_, Error>(())
    };
    app.store().write("count who moves", write).await
}
