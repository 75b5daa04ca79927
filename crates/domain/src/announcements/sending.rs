//! Sends announcements, a batch at a turn, so that codes and links of those who sign in never wait behind a million letters. How far it has come is
//! kept with the letters of the batch: whoever is stopped anywhere goes on there, and of two nodes one keeps what it wrote.

use super::{WINDOW, address, has_passkey, window};
use crate::administrators::{Power, Scope, may_still};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, one_line};
use crate::language::{Language, times};
use crate::messages::{self, Address, Message};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::Tx;
use store::announcement::{self, Announcement, Audience, Step};
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, UserId};
use store::installation;
use store::outbox::{self, Outgoing};

/// The pool whose batch was the last.
const SERVED: &str = "announcement_served";
/// Announcements that one turn looks at.
const MOST: u32 = 20;
/// With so many messages on their way the next batch waits.
const MOST_WAITING: u32 = 100;

/// The next batch, of each pool in its turn. One in trouble keeps no other waiting.
pub async fn send_due(app: &App) -> Result<(), Error> {
    let now = app.now();
    let read = move |tx: &mut Tx<'_>| {
        let served = installation::get(tx, SERVED)?.and_then(|text| text.parse().ok()).unwrap_or(PoolId::NIL);
        let due = announcement::due(tx, now, served, MOST)?;
        let waiting = if due.is_empty() { 0 } else { outbox::backlog(tx, MOST_WAITING)? };
        Ok::<_, Error>((due, waiting))
    };
    let (due, waiting) = app.store().read("announcements that are due", read).await?;
    // A demonstration sends nothing, so all of its messages wait.
    if waiting >= MOST_WAITING && !app.is_demo() {
        return Ok(());
    }
    let mut last = None;
    for row in due {
        let (pool, id) = (row.pool_id, row.id);
        match batch(app, row).await {
            Ok(()) => return Ok(()),
            Err(error) => {
                tracing::error!(%pool, announcement = %id, error = one_line(&error), "an announcement could not go on");
                last = Some(pool);
            }
        }
    }
    // Behind so many in trouble others may wait.
    let Some(pool) = last else { return Ok(()) };
    app.store().write("announcements in trouble", move |tx| serve(tx, pool)).await
}

fn serve(tx: &mut Tx<'_>, pool: PoolId) -> Result<(), Error> {
    Ok(installation::set(tx, SERVED, &pool.to_string())?)
}

async fn batch(app: &App, row: Announcement) -> Result<(), Error> {
    let snapshot = app.snapshot();
    let of_pool = || snapshot.doors().iter().filter(|door| door.pool.id == row.pool_id);
    let door = of_pool().find(|door| door.workspace.id == row.workspace_id).or_else(|| of_pool().next()).cloned();
    let (place, now) = ((row.pool_id, row.id), app.now());
    let Some(door) = door else {
        // Nobody could follow its link.
        let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(announcement::cancel(tx, place, now)?);
        return app.store().write("announcement without a door", write).await.map(drop);
    };
    let (looked, last, told) = next(app, &door, &row).await?;
    let is_over = looked < i64::from(WINDOW);
    let letters = told.into_iter().map(|to| letter(app, &door, &row, to)).collect::<Result<Vec<_>, Error>>()?;
    let step = Step {
        place: last.or(row.place),
        looked_at: row.looked_at + looked,
        sent: row.sent + i64::try_from(letters.len()).unwrap_or_default(),
        over_at: is_over.then_some(now),
    };
    let scene = Scene::of_pool(row.tenant_id, row.pool_id);
    let about = About { actor: Some(row.by.1), ..About::default() };
    let mut event = audit::done(app, &scene, Kind::AnnouncementSent, about).await?;
    event.detail = Some(format!("sent to {}", step.sent).into());
    let mut stopped = audit::done(app, &scene, Kind::AnnouncementCancelled, About::default()).await?;
    stopped.detail = Some(format!("sent to {}: whoever wrote it may not change this any more", row.sent).into());
    let write = move |tx: &mut Tx<'_>| {
        if may_still(tx, row.by, (Power::Configure, Scope::Pool(row.tenant_id, row.pool_id)))? {
            return keep(tx, (&row, step), &letters, &event);
        }
        if announcement::cancel(tx, place, now)? {
            audit_event::insert(tx, &stopped)?;
        }
        Ok(false)
    };
    if app.store().write("send announcement", write).await? {
        messages::ring(app);
    }
    Ok(())
}

/// `false` where another node has gone on from there, or it was stopped: then these letters are nobody's.
fn keep(
    tx: &mut Tx<'_>,
    (row, step): (&Announcement, Step),
    letters: &[Outgoing],
    event: &AuditEvent,
) -> Result<bool, Error> {
    if !announcement::advance(tx, row, step)? {
        return Ok(false);
    }
    serve(tx, row.pool_id)?;
    messages::insert_all(tx, letters)?;
    if step.over_at.is_some() {
        audit_event::insert(tx, event)?;
    }
    Ok(true)
}

/// How many are looked at next, the last of them, and the addresses of those who are told.
async fn next(
    app: &App,
    door: &Arc<FrontDoor>,
    row: &Announcement,
) -> Result<(i64, Option<UserId>, Vec<Address>), Error> {
    let (door, from, audience) = (Arc::clone(door), row.place, row.audience);
    let read = move |tx: &mut Tx<'_>| {
        let rows = window(tx, door.pool.id, from)?;
        let mut told = Vec::new();
        for member in &rows {
            if audience == Audience::WithoutPasskey && has_passkey(tx, &door, member.place.user)? {
                continue;
            }
            told.extend(address(tx, &door, member)?);
        }
        let looked = i64::try_from(rows.len()).unwrap_or_default();
        Ok::<_, Error>((looked, rows.last().map(|member| member.place.user), told))
    };
    app.store().read("next of an announcement", read).await
}

fn letter(app: &App, door: &FrontDoor, row: &Announcement, to: Address) -> Result<Outgoing, Error> {
    let (tenant, base) = (row.tenant_id, door.base());
    let language = Language::of_tag(&row.language).unwrap_or_default();
    let mut words = vec![
        ("text", row.text.clone()),
        ("link", format!("{base}/account/security")),
        ("guide", format!("{base}/help/guide")),
    ];
    words.extend(row.starts_at.map(|at| ("starts", times::moment(language, at))));
    let kind = messages::Kind::Announcement;
    messages::prepare(app, tenant, Some(Message { tenant, to, kind, language, words }))
}
