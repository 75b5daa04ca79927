//! Carries out what is due. Of two nodes one does: whoever settles the row. What cannot be done then is not done later either, and whoever may
//! change these settings is told why.

use crate::administrators::{self, Power, Scope as Reach, may_still};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::dry_run::{Proposal, because};
use crate::error::{Error, Reason, one_line};
use crate::messages;
use crate::saving::{self, Job, Unsaved};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::outbox::Outgoing;
use store::scheduled_change::{self, ScheduledChange, State};
use store::{Tx, announcement};

/// At a time.
const MOST: u32 = 20;

/// Makes the changes whose time has come. One that fails keeps no other from it, and is tried again.
pub async fn apply_due(app: &App) -> Result<(), Error> {
    let now = app.now();
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(scheduled_change::due(tx, now, MOST)?);
    for row in app.store().read("changes that are due", read).await? {
        let (pool, id) = (row.pool_id, row.id);
        if let Err(error) = apply(app, row).await {
            tracing::error!(%pool, change = %id, error = one_line(&error), "a change with a date could not be made");
        }
    }
    Ok(())
}

async fn apply(app: &App, row: ScheduledChange) -> Result<(), Error> {
    // The one before may have changed what this one is built on.
    app.refresh().await?;
    let pool = app.snapshot().doors().iter().find(|door| door.pool.id == row.pool_id).cloned();
    let Some(pool) = pool else {
        // No page leads there any more, so there is nobody to be told.
        return settled_alone(app, &row).await;
    };
    let Ok(change) = serde_json::from_str::<Proposal>(&row.change) else {
        return refuse(app, &pool, &row, "It was written by another release, which called things by other names.")
            .await;
    };
    let scene = Scene::of_pool(row.tenant_id, row.pool_id);
    let about = About { actor: Some(row.by.1), ..About::default() };
    let event = audit::done(app, &scene, change.kind(), about.clone()).await?;
    let mut applied = audit::done(app, &scene, Kind::ScheduledChangeApplied, about).await?;
    applied.detail = Some(saving::cut(&row.lines.replace('\n', "; "), saving::LONGEST_DETAIL).into());
    let Ok(door) = change.door(app, &pool) else {
        return refuse(app, &pool, &row, &because(Reason::UnknownAddress)).await;
    };
    let (job, kept, now) = (change.job(app, door, event)?, row.clone(), app.now());
    let write = move |tx: &mut Tx<'_>| carry_out(tx, (&kept, &change), &job, (&applied, now));
    match app.store().write("apply scheduled change", write).await {
        Ok(is_ours) => {
            if is_ours {
                tracing::info!(pool = %row.pool_id, change = %row.id, "a change was made at its date");
                app.refresh().await?;
            }
            Ok(())
        }
        Err(Unsaved::Because(reason)) => refuse(app, &pool, &row, &because(reason)).await,
        Err(Unsaved::Objection(objection)) => refuse(app, &pool, &row, &objection.problem).await,
        Err(Unsaved::Failed(error)) => Err(error),
    }
}

/// `false` where another node was quicker, or it was taken back.
fn carry_out(
    tx: &mut Tx<'_>,
    (row, change): (&ScheduledChange, &Proposal),
    job: &Job,
    (applied, now): (&AuditEvent, i64),
) -> Result<bool, Unsaved> {
    if !scheduled_change::settle(tx, (row.pool_id, row.id), (State::Applied, now), None)? {
        return Ok(false);
    }
    if !may_still(tx, row.by, (Power::Configure, Reach::Pool(row.tenant_id, row.pool_id)))? {
        return Err(Unsaved::Because(Reason::NotPermitted));
    }
    change.carry_out(tx, job, Some(&row.seen))?;
    audit_event::insert(tx, applied)?;
    Ok(true)
}

async fn settled_alone(app: &App, row: &ScheduledChange) -> Result<(), Error> {
    let (place, now) = ((row.pool_id, row.id), app.now());
    let write = move |tx: &mut Tx<'_>| {
        scheduled_change::settle(tx, place, (State::Refused, now), Some("The pool is there no more."))?;
        announcement::cancel_of(tx, place, now)?;
        Ok(())
    };
    app.store().write("refuse scheduled change", write).await
}

/// It is not made, now or later; what was to tell of it is not sent either.
async fn refuse(app: &App, pool: &Arc<FrontDoor>, row: &ScheduledChange, why: &str) -> Result<(), Error> {
    let scene = Scene::of_pool(row.tenant_id, row.pool_id);
    let about = About { actor: Some(row.by.1), ..About::default() };
    let mut event = audit::done(app, &scene, Kind::ScheduledChangeRefused, about).await?;
    event.outcome = "refused".into();
    let detail = format!("{why} {}", row.lines.replace('\n', "; "));
    event.detail = Some(saving::cut(&detail, saving::LONGEST_DETAIL).into());
    let told = told(app, pool, why).await?;
    let (place, now, why) = ((row.pool_id, row.id), app.now(), why.to_owned());
    let write = move |tx: &mut Tx<'_>| {
        let is_ours = scheduled_change::settle(tx, place, (State::Refused, now), Some(&why))?;
        if is_ours {
            announcement::cancel_of(tx, place, now)?;
            audit_event::insert(tx, &event)?;
            messages::insert_all(tx, &told)?;
        }
        Ok::<_, Error>(is_ours)
    };
    if app.store().write("refuse scheduled change", write).await? {
        tracing::warn!(pool = %row.pool_id, change = %row.id, "a change was not made at its date");
        messages::ring(app);
    }
    Ok(())
}

/// A mail to each administrator who may change these settings.
async fn told(app: &App, pool: &Arc<FrontDoor>, why: &str) -> Result<Vec<Outgoing>, Error> {
    let words = vec![
        ("name", pool.pool.name.clone()),
        ("detail", why.to_owned()),
        ("link", format!("/admin/{}/pools/{}/schedule", pool.tenant.slug, pool.pool.id)),
    ];
    let place = Reach::Pool(pool.tenant.id, pool.pool.id);
    administrators::letters(app, (Power::Configure, place), (messages::Kind::ChangeRefused, words)).await
}
