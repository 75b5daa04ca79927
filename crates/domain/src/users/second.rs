//! A temporary access pass for an administrator, or for who was one until lately, would open the console, so it takes two: one asks for it, another confirms it within an hour,
//! and each of them stands above the member. So it does for whom policy says it, and an enrolment link is no less. It must never be given out on the word of one, nor of one who has lost their rights since.

use super::acting::{Deed, act};
use super::scope;
use crate::access_pass::{self, Issued};
use crate::administrators::{Acting, Grant, Power};
use crate::app::App;
use crate::audit::Kind;
use crate::enrolment_link::{self, Sent};
use crate::error::{Error, Reason};
use crate::members::By;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::access_pass_request::{self, AccessPassRequest};
use store::id::{PoolId, UserId};
use store::user::UserStatus;
use store::{Tx, administrator, user};

const LIFE_MS: i64 = 60 * 60 * 1000;

/// Asks for a pass or a link for a member for whom it takes two. Whoever asked before is replaced.
pub async fn ask_access_pass(app: &App, acting: &Acting, door: &Arc<FrontDoor>, user: UserId) -> Result<bool, Error> {
    let now = app.now();
    let request = AccessPassRequest {
        pool_id: door.pool.id,
        user_id: user,
        asked_by: acting.session.user_id,
        asked_at: now,
        expires_at: now + LIFE_MS,
    };
    let (deed, of) = (Deed { kind: Kind::AccessPassAsked, tells: None }, Arc::clone(door));
    act(app, acting, (door, user), deed, move |tx, found, _| {
        let takes_two = access_pass::takes_two(tx, (&of, user), now)?;
        if found.status != UserStatus::Active || !takes_two {
            return Err(Aborted::Refused(Reason::AccessPassRequestGone));
        }
        access_pass_request::put(tx, &request)?;
        Ok(true)
    })
    .await
}

/// Takes such a request back, whoever has made it.
pub async fn end_access_pass_request(
    app: &App,
    acting: &Acting,
    door: &FrontDoor,
    user: UserId,
) -> Result<bool, Error> {
    let pool = door.pool.id;
    let deed = Deed { kind: Kind::AccessPassRequestEnded, tells: None };
    act(app, acting, (door, user), deed, move |tx, _, _| Ok(access_pass_request::delete(tx, pool, user)?)).await
}

/// Confirms what another has asked for: the pass is shown to who confirms, once.
pub async fn confirm_access_pass(
    app: &App,
    acting: &Acting,
    door: &Arc<FrontDoor>,
    user: UserId,
) -> Result<Issued, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    access_pass::issue_by(app, door, By::Second(acting), user).await
}

/// The same as a link, which nobody is shown but the member.
pub async fn confirm_enrolment_link(
    app: &App,
    acting: &Acting,
    (door, user): (&Arc<FrontDoor>, UserId),
    to: Option<&str>,
) -> Result<Sent, Error> {
    acting.require(app, (Power::Help, scope(door)))?;
    enrolment_link::send(app, door, (By::Second(acting), user), to).await
}

/// Uses up the request that this pass rests on, in the transaction that makes the pass.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (confirms, now): (UserId, i64),
) -> Result<(), Aborted> {
    let Some(request) = living(tx, (pool, user), now)? else {
        return Err(Aborted::Refused(Reason::AccessPassRequestGone));
    };
    if request.asked_by == confirms {
        return Err(Aborted::Refused(Reason::AccessPassForAdministrator));
    }
    access_pass_request::delete(tx, pool, user)?;
    Ok(())
}

/// The request that waits for a second person, as long as who made it could still make it.
pub(super) fn living(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    now: i64,
) -> Result<Option<AccessPassRequest>, store::Error> {
    let Some(request) = access_pass_request::find(tx, pool, user, now)? else { return Ok(None) };
    let asker = user::find(tx, pool, request.asked_by)?;
    let is_active = asker.is_some_and(|asker| asker.status == UserStatus::Active);
    let grant = administrator::of_user(tx, pool, request.asked_by)?.as_ref().and_then(Grant::of);
    let may_ask = match grant.filter(|grant| is_active && grant.may(Power::Help)) {
        Some(grant) => grant.may_act_on(tx, pool, user)?,
        None => false,
    };
    Ok(may_ask.then_some(request))
}
