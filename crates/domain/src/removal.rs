//! Removing a member for good, with everything that belongs to them. What is left is that it was done, and what was recorded before, under an
//! id that leads to nobody. An administrator is dismissed first: so whoever removes them stands above, and nobody removes the last owner.

use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::audit::{self, About, Kind};
use crate::error::{Error, Phase, Reason, Refused};
use crate::members::By;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::users;
use store::erasure::{self, Erasure};
use store::id::{PoolId, SessionId, UserId};
use store::{Tx, administrator, audit_event};

/// When everything is looked through once more: what was under way is recorded by then.
const AGAIN_AFTER_MS: i64 = 20 * 60_000;
const SESSIONS: u32 = 2_000;

/// From the console, by an administrator or owner.
pub async fn remove(app: &App, acting: &Acting, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    acting.require(app, (Power::Configure, Scope::Pool(door.tenant.id, door.pool.id)))?;
    let (pool, now) = (door.pool.id, app.now());
    users::remove(app, acting, (door, user), move |tx| take_out(tx, (pool, user), now)).await
}

/// At the server's own terminal. `false` where there is no such member.
pub async fn remove_by_operator(app: &App, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    let about = About { subject: Some(user), ..About::default() };
    let mut event = audit::done(app, &By::Operator.scene(), Kind::UserErased, about).await?;
    (event.tenant_id, event.pool_id) = (door.tenant.id, Some(door.pool.id));
    let (pool, now) = (door.pool.id, app.now());
    let write = move |tx: &mut Tx<'_>| {
        let is_done = take_out(tx, (pool, user), now)?;
        if is_done {
            audit_event::insert(tx, &event)?;
        }
        Ok(is_done)
    };
    let written = app.store().write("remove member", write).await;
    Aborted::settle(written)?.map_err(|reason| Refused::new(app, Phase::Administration, reason).into())
}

fn take_out(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<bool, Aborted> {
    if administrator::of_user(tx, pool, user)?.is_some() {
        return Err(Aborted::Refused(Reason::AdministratorAlready));
    }
    Ok(erasure::remove(tx, Erasure { pool_id: pool, user_id: user, asked_at: now, due_at: now })?)
}

/// Does what a removal has left to do: sessions, and what is personal in the audit. What is interrupted begins anew, and finds less.
pub async fn finish(app: &App) -> Result<(), Error> {
    let now = app.now();
    let due = app.store().read("removals to finish", move |tx| Ok::<_, Error>(erasure::due(tx, now)?)).await?;
    if due.is_empty() {
        return Ok(());
    }
    for erasure in &due {
        let of = (erasure.pool_id, erasure.user_id);
        app.store().write("remove rows again", move |tx| Ok::<_, Error>(erasure::remove_rows(tx, of)?)).await?;
        forget_sessions(app, *erasure).await?;
    }
    // One walk for all of them: it is long where much was recorded.
    audit::erase(app, due.iter().map(|erasure| erasure.user_id)).await?;
    for erasure in due {
        let again_at = erasure.asked_at + AGAIN_AFTER_MS;
        let note = move |tx: &mut Tx<'_>| {
            if now < again_at { erasure::again(tx, erasure, again_at) } else { erasure::done(tx, erasure) }
        };
        app.store().write("note removal", note).await?;
    }
    Ok(())
}

async fn forget_sessions(app: &App, erasure: Erasure) -> Result<(), Error> {
    let mut after = SessionId::NIL;
    loop {
        let of = (erasure.pool_id, erasure.user_id);
        let write = move |tx: &mut Tx<'_>| erasure::remove_sessions(tx, of, (after, SESSIONS));
        match app.store().write("forget sessions", write).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
