//! A second factor that policy asks for and the member does not have, made in the journey as an authenticator app. Its first code is the
//! proof that was missing.

use super::enrol::{Holding, is_held};
use super::going::Outcome;
use super::open::{advance, refuse};
use super::steps::{add, opened};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::journey::Proof;
use crate::messages;
use crate::method::Method;
use crate::passkeys::{Room, opens};
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::ticket::Carried;
use crate::totp::{self, Drawn, NewSecret, TypedBack};
use crate::visit::Visit;
use crate::ways;
use std::sync::Arc;
use store::id::UserId;
use store::user::{self, UserStatus};
use store::{Tx, passkey};

/// Draws the secret of the app and shows it.
pub async fn begin(app: &App, visit: &Visit, carried: Carried<'_>) -> Result<NewSecret, Error> {
    let ticket = opened(app, visit, carried).await?;
    let Holding { member, epoch, .. } = is_held(app, visit, &ticket, Method::Totp).await?;
    let (pool, door, now) = (visit.door.pool.id, Arc::clone(&visit.door), app.now());
    let drawn = Drawn::now(app, (pool, member))?;
    let pending = drawn.pending.clone();
    let written = app
        .store()
        .write("begin first authenticator app", move |tx| {
            require_without(tx, &door, (member, epoch, now))?;
            Ok(store::totp::begin(tx, pool, member, &pending)?)
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => Ok(drawn.shown(visit, &ticket.typed)),
        Err(reason) => Err(refuse(app, visit, &ticket, reason).await),
    }
}

/// Takes the app into use, and goes on: mostly to the session. Sessions that were opened without this factor end.
pub async fn confirm(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    code: &str,
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = opened(app, visit, carried).await?;
    let Holding { member, epoch, .. } = is_held(app, visit, &ticket, Method::Totp).await?;
    let taken = match TypedBack::recognise(app, visit, member, code).await? {
        Ok(taken) => taken,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    let (pool, door, now) = (visit.door.pool.id, Arc::clone(&visit.door), app.now());
    let written = app
        .store()
        .write("confirm first authenticator app", move |tx| {
            require_without(tx, &door, (member, epoch, now))?;
            taken.write(tx)?;
            Ok(user::raise_epoch(tx, pool, member).map(drop)?)
        })
        .await;
    if let Err(reason) = Aborted::settle(written)? {
        return Err(refuse(app, visit, &ticket, reason).await);
    }
    messages::ring(app);
    ticket.epoch = Some(epoch + 1);
    add(app, visit, &mut ticket, Proof::of(Method::Totp)).await?;
    advance(app, visit, &ticket, previous).await
}

/// Whoever is held for want of a second factor has none when this one is written either; two tabs at once make one. The limit shows before
/// the secret is drawn, too.
fn require_without(tx: &mut Tx<'_>, door: &FrontDoor, (member, epoch, now): (UserId, i64, i64)) -> Result<(), Aborted> {
    let pool = door.pool.id;
    let stands = |user: user::User| user.status == UserStatus::Active && user.epoch == epoch;
    if !user::find(tx, pool, member)?.is_some_and(stands) {
        return Err(Aborted::Refused(Reason::AccountUnavailable));
    }
    let has_passkey = passkey::of_user(tx, pool, member)?.iter().any(|row| opens(door, row));
    if has_passkey || totp::is_confirmed(tx, pool, member)? {
        return Err(Aborted::Refused(Reason::JourneyOfOtherStep));
    }
    if !ways::have_room_for(tx, door, member, Room::Held(now))? {
        return Err(Aborted::Refused(Reason::FactorLimit));
    }
    Ok(())
}
