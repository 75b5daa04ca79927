//! What an administrator may do for a member: each is one call, one transaction and one event (S2-8). Who acts has passed the rank check of
//! [`act`]; a passkey may be removed even if it is the member's last (S3-39).

use super::acting::{Deed, act, refuse};
use crate::access_pass::{self, Issued};
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::audit::Kind;
use crate::enrolment_link::{self, Sent};
use crate::error::{Error, Reason};
use crate::failures;
use crate::identifier::passkey_name;
use crate::members::{self, By};
use crate::method::Method;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::{PasskeyId, PoolId, UserId};
use store::notice::NoticeKind;
use store::user::{self, UserStatus};
use store::{Tx, passkey};

fn silent(kind: Kind) -> Deed {
    Deed { kind, tells: None }
}

/// Nobody of that name signs in any more, and every session ends, and so does an access pass.
pub async fn suspend(app: &App, acting: &Acting, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    set_status(app, acting, (door, user), (UserStatus::Disabled, Kind::UserSuspended)).await
}

/// Nothing that has ended comes back.
pub async fn restore(app: &App, acting: &Acting, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    set_status(app, acting, (door, user), (UserStatus::Active, Kind::UserRestored)).await
}

async fn set_status(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    (status, kind): (UserStatus, Kind),
) -> Result<bool, Error> {
    let (pool, now) = (door.pool.id, app.now());
    act(app, acting, (door, user), silent(kind), move |tx, found, _| {
        Ok(found.status != status && members::set_status(tx, (pool, user), (status, now))?)
    })
    .await
}

/// Ends every session, and every journey that is half-way: of those nobody keeps count, so it is always something that was done.
pub async fn end_sessions(app: &App, acting: &Acting, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    let pool = door.pool.id;
    act(app, acting, (door, user), silent(Kind::SessionsEnded), move |tx, _, _| Ok(user::raise_epoch(tx, pool, user)?))
        .await
}

/// Removes a member by what takes them out, which says whether there was anybody.
pub(crate) async fn remove<F>(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    mut take_out: F,
) -> Result<bool, Error>
where
    F: FnMut(&mut Tx<'_>) -> Result<bool, Aborted> + Send + 'static,
{
    act(app, acting, (door, user), silent(Kind::UserErased), move |tx, _, _| take_out(tx)).await
}

/// S2-37: left out of figures and alarms from now on, or counted again.
pub async fn mark(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    for_tests: bool,
) -> Result<bool, Error> {
    let pool = door.pool.id;
    let kind = if for_tests { Kind::TestAccountMarked } else { Kind::TestAccountCleared };
    act(app, acting, (door, user), silent(kind), move |tx, _, _| Ok(user::mark_for_tests(tx, pool, user, for_tests)?))
        .await
}

/// A temporary access pass, shown once. The member is told.
pub async fn access_pass(app: &App, acting: &Acting, door: &Arc<FrontDoor>, user: UserId) -> Result<Issued, Error> {
    acting.require(app, (Power::Help, super::scope(door)))?;
    access_pass::issue_by(app, door, By::Administrator(acting), user).await
}

/// Has an enrolment link mailed to one of the member's verified addresses; the oldest where none is named. The member is told.
pub async fn enrolment_link(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    to: Option<&str>,
) -> Result<Sent, Error> {
    acting.require(app, (Power::Help, super::scope(door)))?;
    enrolment_link::send(app, door, (By::Administrator(acting), user), to).await
}

/// Ends the pass that they have, as when it was told to the wrong person; and every session, which it may have opened.
pub async fn end_access_pass(app: &App, acting: &Acting, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    let (pool, now) = (door.pool.id, app.now());
    act(app, acting, (door, user), silent(Kind::AccessPassEnded), move |tx, _, _| {
        if !store::access_pass::lives(tx, pool, user, now)? {
            return Ok(false);
        }
        store::access_pass::end(tx, pool, user, now)?;
        Ok(user::raise_epoch(tx, pool, user)?)
    })
    .await
}

/// Lets a method be used again that too many wrong guesses have stopped.
pub async fn allow_method(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    method: Method,
) -> Result<bool, Error> {
    let (pool, snapshot) = (door.pool.id, app.snapshot());
    act(app, acting, (door, user), silent(Kind::GuessingAllowed), move |tx, _, event| {
        event.detail = Some(method.as_str().into());
        Ok(failures::forget(tx, &snapshot.ring, (pool, user), &[method])?)
    })
    .await
}

/// Another name for a passkey, so that the member finds it again.
pub async fn rename_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    (id, name): (PasskeyId, &str),
) -> Result<bool, Error> {
    let name = match passkey_name(Some(name)) {
        Ok(Some(name)) => name.to_owned(),
        Ok(None) | Err(_) => return Err(refuse(app, acting, (door, user), Reason::NameMalformed).await),
    };
    let (pool, now) = (door.pool.id, app.now());
    act(app, acting, (door, user), silent(Kind::PasskeyRenamed), move |tx, _, event| {
        label(tx, (pool, user, id), event)?;
        event.passkey_label = Some(name.clone());
        Ok(passkey::rename(tx, &passkey::Rename { pool_id: pool, user_id: user, id, name: &name, at: now })?)
    })
    .await
}

/// Removes a passkey, also the last one. Whoever holds it may be signed in with it, so every session ends.
pub async fn delete_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    id: PasskeyId,
) -> Result<bool, Error> {
    let pool = door.pool.id;
    let deed = Deed { kind: Kind::PasskeyRemoved, tells: Some(NoticeKind::PasskeyRemoved) };
    act(app, acting, (door, user), deed, move |tx, _, event| {
        label(tx, (pool, user, id), event)?;
        user::raise_epoch(tx, pool, user)?;
        Ok(passkey::delete(tx, pool, user, id)?)
    })
    .await
}

/// Puts a passkey aside: it opens nothing until it is confirmed, and what it opened ends.
pub async fn quarantine_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    id: PasskeyId,
) -> Result<bool, Error> {
    let (pool, now) = (door.pool.id, app.now());
    let deed = Deed { kind: Kind::PasskeySetAside, tells: Some(NoticeKind::PasskeySetAside) };
    act(app, acting, (door, user), deed, move |tx, _, event| {
        label(tx, (pool, user, id), event)?;
        Ok(passkey::quarantine(tx, pool, user, (id, now))? && user::raise_epoch(tx, pool, user)?)
    })
    .await
}

/// Takes it back into use.
pub async fn release_passkey(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    id: PasskeyId,
) -> Result<bool, Error> {
    let pool = door.pool.id;
    let deed = Deed { kind: Kind::PasskeyConfirmed, tells: Some(NoticeKind::PasskeyConfirmed) };
    act(app, acting, (door, user), deed, move |tx, _, event| {
        label(tx, (pool, user, id), event)?;
        Ok(passkey::confirm(tx, pool, user, id)?)
    })
    .await
}

/// The passkey's name goes into the event: the row may be gone when somebody reads it.
fn label(
    tx: &mut Tx<'_>,
    (pool, user, id): (PoolId, UserId, PasskeyId),
    event: &mut AuditEvent,
) -> Result<(), Aborted> {
    let found = passkey::find(tx, pool, id)?.filter(|row| row.user_id == user);
    let Some(row) = found else { return Err(Aborted::Refused(Reason::PasskeyUnknown)) };
    (event.passkey_id, event.passkey_label) = (Some(id), Some(row.name));
    Ok(())
}
