//! Changes of settings with a date (S2-13): asked for at the review, kept with the version of the settings that they were made to, and carried out
//! when their time has come by the use case of their form. It must never do more than whoever asked for it could do then.

mod due;
mod moment;

pub use due::apply_due;
pub(crate) use moment::moment;

use crate::administrators::{Acting, Power, Writer};
use crate::announcements::{self, AnnouncementView, Draft, Reached};
use crate::app::App;
use crate::audit::Kind;
use crate::dry_run::{self, Proposal, Verdict};
use crate::error::{Error, Objection, Reason};
use crate::passkeys::time;
use crate::saving::{self, Unsaved};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::announcement::{self, Announcement};
use store::audit_event::{self, AuditEvent};
use store::id::{AnnouncementId, ChangeId, PoolId, UserId};
use store::scheduled_change::{self, ScheduledChange, State};
use store::{Tx, user};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What lies farther away is forgotten by whoever asked for it.
const FARTHEST_MS: i64 = 366 * DAY_MS;
/// Of a pool, at once.
const MOST_PENDING: usize = 20;
/// Of each kind, on a page.
const MOST_SHOWN: u32 = 50;
const MOST_DAYS: i64 = 60;

/// A change, when, and who is told of it beforehand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleAsk {
    pub change: Proposal,
    /// Of the settings that it was made to.
    pub version: String,
    /// A moment as in RFC 3339; without a zone it is UTC.
    pub due: String,
    /// `none`, `now`, or `before`: so many `days` before it.
    #[serde(default)]
    pub announce: String,
    #[serde(default)]
    pub days: Option<i64>,
    /// `all` or `without_passkey`
    #[serde(default)]
    pub audience: String,
    /// A tag, such as `en`.
    #[serde(default)]
    pub language: String,
    /// Of the consequences that the answer before this one named.
    #[serde(default)]
    pub confirmed: Vec<String>,
}

/// What is not to be: one of both.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CancelAsk {
    pub change: Option<ChangeId>,
    pub announcement: Option<AnnouncementId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    pub id: ChangeId,
    /// What would be another setting, as it was when it was asked for.
    pub lines: Vec<String>,
    /// RFC 3339, as the others.
    pub due: String,
    pub by: String,
    /// `pending`, `applied`, `refused`, `cancelled`
    pub state: &'static str,
    pub settled: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ScheduleView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    pub changes: Vec<ChangeView>,
    pub announcements: Vec<AnnouncementView>,
    /// Where older ones of either begin, where there are any.
    pub changes_before: Option<ChangeId>,
    pub announcements_before: Option<AnnouncementId>,
    /// Who would get an announcement now.
    pub reached: Reached,
}

/// From before which of either a page shows them; from the last on where none is named.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct SchedulePlace {
    pub changes_before: Option<ChangeId>,
    pub announcements_before: Option<AnnouncementId>,
}

/// What has a date, and what had one.
pub async fn list(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    from: SchedulePlace,
) -> Result<ScheduleView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let pool = door.pool.id;
    let read = move |tx: &mut Tx<'_>| {
        let rows = scheduled_change::of_pool(tx, pool, from.changes_before, MOST_SHOWN + 1)?;
        let (rows, changes_before) = cut(rows, |row| row.id);
        let changes = rows.into_iter().map(|row| Ok(view(name(tx, row.by)?, row)));
        let changes = changes.collect::<Result<Vec<_>, store::Error>>()?;
        let rows = announcement::of_pool(tx, pool, from.announcements_before, MOST_SHOWN + 1)?;
        let (rows, announcements_before) = cut(rows, |row| row.id);
        let told = rows.into_iter().map(|row| Ok(announcements::view(name(tx, row.by)?, row)));
        let told = told.collect::<Result<Vec<_>, store::Error>>()?;
        Ok::<_, Error>(((changes, changes_before), (told, announcements_before)))
    };
    let ((changes, changes_before), (announcements, announcements_before)) = app.store().read("schedule", read).await?;
    let reached = announcements::reached(app, &door).await?;
    let (tenant, name) = (door.tenant.slug.clone(), door.pool.name.clone());
    Ok(ScheduleView { tenant, pool, name, changes, announcements, changes_before, announcements_before, reached })
}

/// A page of what was read, one more than that, and where the next begins.
fn cut<T, Id>(mut rows: Vec<T>, id: impl Fn(&T) -> Id) -> (Vec<T>, Option<Id>) {
    let most = usize::try_from(MOST_SHOWN).unwrap_or(usize::MAX);
    let is_more = rows.len() > most;
    rows.truncate(most);
    let last = rows.last().map(id).filter(|_| is_more);
    (rows, last)
}

fn name(tx: &mut Tx<'_>, (pool, id): (PoolId, UserId)) -> Result<String, store::Error> {
    Ok(user::find(tx, pool, id)?.map_or_else(|| "Somebody who was removed".to_owned(), |user| user.display_name))
}

fn view(by: String, row: ScheduledChange) -> ChangeView {
    ChangeView {
        id: row.id,
        lines: row.lines.lines().map(str::to_owned).collect(),
        due: time(row.due_at),
        by,
        state: row.state.as_str(),
        settled: row.settled_at.map(time),
        reason: row.reason,
    }
}

/// A change as it was asked for, with the version of the settings that it was made to: to look again at what it would do.
pub async fn find(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    id: ChangeId,
) -> Result<Option<(ChangeView, Proposal, String)>, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let pool = door.pool.id;
    let read = move |tx: &mut Tx<'_>| {
        let Some(row) = scheduled_change::find(tx, pool, id)? else { return Ok(None) };
        Ok::<_, Error>(Some((name(tx, row.by)?, row)))
    };
    let Some((by, row)) = app.store().read("scheduled change", read).await? else { return Ok(None) };
    let Ok(change) = serde_json::from_str(&row.change) else { return Ok(None) };
    let seen = row.seen.clone();
    Ok(Some((view(by, row), change, seen)))
}

/// Gives a change a date.
pub async fn schedule(app: &App, acting: &Acting, place: (&str, PoolId), ask: ScheduleAsk) -> Result<ChangeId, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let told = |objection: Objection| Unsaved::from(objection).told(app);
    let (pool, now) = (door.pool.id, app.now());
    let due_at = moment("due", &ask.due).and_then(|at| ahead("due", at, now)).map_err(told)?;
    let mut change = ask.change.clone();
    change.confirmed().extend(ask.confirmed.iter().cloned());
    let lines = accepted(app, &door, (&change, &ask.version)).await?;
    for word in change.confirmed() {
        if let Some((later, _)) = saving::ahead_of_time(word) {
            *word = later;
        }
    }
    let id = {
        let (ms, random) = app.id_parts()?;
        ChangeId::from_parts(ms, random)
    };
    let draft = draft(&ask, (id, due_at), now).map_err(told)?;
    let announcement = match draft {
        Some(draft) => Some(announcements::drafted(app, acting, &door, draft).await?),
        None => None,
    };
    let row = ScheduledChange {
        pool_id: pool,
        id,
        tenant_id: door.tenant.id,
        change: serde_json::to_string(&change).map_err(Error::Answer)?,
        seen: ask.version,
        lines: lines.join("\n"),
        due_at,
        by: (acting.session.pool_id, acting.session.user_id),
        created_at: now,
        state: State::Pending,
        settled_at: None,
        reason: None,
    };
    let mut event = saving::event(app, acting, Kind::ChangeScheduled, &door).await?;
    event.detail = Some(saving::cut(&format!("{}: {}", time(due_at), lines.join("; ")), saving::LONGEST_DETAIL).into());
    keep(app, Writer::of(acting), (row, announcement), event).await?;
    Ok(id)
}

/// What would be another setting, where saving it now would be refused for no reason.
async fn accepted(
    app: &App,
    door: &Arc<FrontDoor>,
    (change, version): (&Proposal, &str),
) -> Result<Vec<String>, Error> {
    let Verdict { refused, needs, confirm } = dry_run::verdict(app, door, (change, Some(version))).await?;
    let lines = dry_run::changes(app, door.pool.id, change).await?;
    let objection = match (refused, needs) {
        (Some(problem), _) => Objection::new("change", problem),
        (None, Some(problem)) => {
            let most = confirm.iter().filter_map(|word| saving::ahead_of_time(word)).map(|(_, most)| most).max();
            let until = most.map(|most| format!(" Until then it may be more: a yes holds for as many as {most}."));
            Objection { confirm, ..Objection::new("change", problem + &until.unwrap_or_default()) }
        }
        (None, None) if lines.is_empty() => Objection::new("change", "Nothing would change."),
        (None, None) => return Ok(lines),
    };
    Err(Unsaved::from(objection).told(app))
}

async fn keep(
    app: &App,
    writer: Writer,
    (row, announcement): (ScheduledChange, Option<Announcement>),
    event: AuditEvent,
) -> Result<(), Error> {
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let rows = scheduled_change::of_pool(tx, row.pool_id, None, 10 * MOST_SHOWN)?;
        if rows.iter().filter(|row| row.state == State::Pending).count() >= MOST_PENDING {
            let problem = format!("A pool has at most {MOST_PENDING} changes with a date.");
            return Err(Objection::new("due", problem).into());
        }
        scheduled_change::insert(tx, &row)?;
        announcement.iter().try_for_each(|told| announcement::insert(tx, told))?;
        audit_event::insert(tx, &event)?;
        Ok(())
    };
    app.store().write("schedule change", write).await.map_err(|unsaved: Unsaved| unsaved.told(app))
}

pub(crate) fn ahead(field: &'static str, at: i64, now: i64) -> Result<i64, Objection> {
    if at <= now {
        return Err(Objection::new(field, "This has passed already."));
    }
    if at - now > FARTHEST_MS {
        return Err(Objection::new(field, "This is more than a year away."));
    }
    Ok(at)
}

/// Who is told, and when.
fn draft(ask: &ScheduleAsk, change: (ChangeId, i64), now: i64) -> Result<Option<Draft>, Objection> {
    let due_at = match ask.announce.as_str() {
        "" | "none" => return Ok(None),
        "now" => now,
        "before" => {
            let days = ask.days.filter(|days| (1..=MOST_DAYS).contains(days));
            let problem = || Objection::new("days", format!("This is a whole number from 1 to {MOST_DAYS}."));
            let at = change.1 - days.ok_or_else(problem)? * DAY_MS;
            if at < now {
                return Err(Objection::new("days", "That day has passed already: announce it now."));
            }
            at
        }
        _ => return Err(Objection::new("announce", "Choose one of those that are offered.")),
    };
    Ok(Some(Draft::read((&ask.audience, &ask.language), due_at, Some(change))?))
}

/// Takes back a change that waits, with what was to tell of it; or stops an announcement: whoever has not been sent it yet is not.
pub async fn cancel(app: &App, acting: &Acting, place: (&str, PoolId), ask: CancelAsk) -> Result<(), Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let (writer, pool, now) = (Writer::of(acting), door.pool.id, app.now());
    let kind = if ask.change.is_some() { Kind::ChangeCancelled } else { Kind::AnnouncementCancelled };
    let event = saving::event(app, acting, kind, &door).await?;
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let (is_done, detail) = match (ask.change, ask.announcement) {
            (Some(id), None) => {
                let row = scheduled_change::find(tx, pool, id)?.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
                announcement::cancel_of(tx, (pool, id), now)?;
                (
                    scheduled_change::settle(tx, (pool, id), (State::Cancelled, now), None)?,
                    row.lines.replace('\n', "; "),
                )
            }
            (None, Some(id)) => {
                let row = announcement::find(tx, pool, id)?.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
                (announcement::cancel(tx, (pool, id), now)?, format!("sent to {}", row.sent))
            }
            _ => return Err(Objection::new("change", "Name a change or an announcement.").into()),
        };
        // It is over already, one way or the other.
        if !is_done {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let detail = Some(saving::cut(&detail, saving::LONGEST_DETAIL).into());
        Ok(audit_event::insert(tx, &AuditEvent { detail, ..event.clone() })?)
    };
    app.store().write("cancel", write).await.map_err(|unsaved: Unsaved| unsaved.told(app))
}
