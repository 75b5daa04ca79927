//! An address that stands on a user's account unproved, proved by a code at the word of a program. What the account had until then was made by
//! people who had not proved to read that address: of it stays what is named, as on the member's own page.

use super::denied::{Denied, Word};
use super::passkeys::{Pool, user_id};
use super::users;
use super::whom::{Claim, Whom};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Phase, Reason};
use crate::first_proof::{self, Keeps};
use crate::identifier::fold;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::one_time_code::{Ask, Attempt, BINDING, Purpose, prepare_send};
use crate::policy;
use crate::sign_up::{self, Aborted};
use crate::subject::{Subject, key_in};
use crate::ways::Ways;
use serde::Deserialize;
use std::sync::Arc;
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::UserStatus;
use store::{Tx, audit_event};

/// More than anybody has.
const MOST_KEPT: usize = 200;

/// A username is nowhere that anybody could write to.
pub(super) fn is_unproved(row: &Identifier) -> bool {
    row.verified_at.is_none() && row.kind != IdentifierKind::Username
}

/// An address of a user that is still to be proved.
async fn unproved(app: &App, pool: &Pool, (user, address): (UserId, &str)) -> Result<Identifier, Denied> {
    let (door, folded) = (Arc::clone(pool.door()), fold(address));
    let read = app.store().read("unproved address", move |tx| {
        let Some(found) = users::find(tx, &door, user)? else { return Ok(Err(Word::UserNotFound)) };
        if found.status != UserStatus::Active {
            return Ok(Err(Word::UserInactive));
        }
        let row = identifier::find(tx, door.pool.id, &folded)?;
        let is_meant = |row: &Identifier| row.user_id == user && is_unproved(row);
        Ok::<_, Error>(row.filter(is_meant).ok_or(Word::AddressNotFound))
    });
    Ok(read.await??)
}

/// Sends a code there.
pub async fn request(app: &App, pool: &Pool, (user, address): (&str, &str)) -> Result<(), Denied> {
    let user = user_id(user)?;
    let row = unproved(app, pool, (user, address)).await?;
    let key = key_in(&app.snapshot().ring, row.pool_id, &row.folded);
    let subject = Subject { folded: row.folded, key, user, is_member: true };
    let method = sign_up::method(row.kind);
    let ask = Ask { subject: &subject, purpose: Purpose::VerifyAddress, method, binding: BINDING };
    let prepared = prepare_send(app, &pool.visit, &ask).await?;
    let event = pool.event_of_code(app, Kind::OtpRequested, (user, Purpose::VerifyAddress)).await?;
    let write = move |tx: &mut Tx<'_>| {
        prepared.write(tx)?;
        Ok::<_, Error>(audit_event::insert(tx, &event)?)
    };
    app.store().write("send address code for program", write).await?;
    messages::ring(app);
    Ok(())
}

/// Looks at an extended code, for whichever address it is.
pub(super) async fn check_any(app: &App, pool: &Pool, claim: &Claim) -> Result<Result<(), Reason>, Error> {
    if !claim.is_member {
        return Ok(Err(Reason::CodeDead));
    }
    let (id, user) = (pool.door().pool.id, claim.user);
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(identifier::of_user(tx, id, user)?);
    let rows = app.store().read("unproved addresses", read).await?;
    for row in rows.into_iter().filter(is_unproved) {
        let checked = claim.check_address(app, pool, (Purpose::VerifyAddress, &row.folded)).await?;
        if checked.is_ok() {
            return Ok(Ok(()));
        }
    }
    Ok(Err(Reason::CodeDead))
}

/// What comes with the code.
#[derive(Deserialize)]
pub struct Complete {
    pub address: String,
    pub code: String,
    /// What of the account is really theirs: ids of passkeys and addresses, and `password`, `totp` and `recovery_codes`.
    #[serde(default)]
    pub keep: Option<Vec<String>>,
}

impl std::fmt::Debug for Complete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Complete").field("keep", &self.keep).finish_non_exhaustive()
    }
}

fn keeps(ask: &Complete) -> Keeps {
    let kept = ask.keep.clone().unwrap_or_default();
    let single = [("password", Method::Password), ("totp", Method::Totp), ("recovery_codes", Method::RecoveryCode)];
    Keeps {
        addresses: kept.iter().map(|text| fold(text)).collect(),
        links: Vec::new(),
        single: single.into_iter().filter(|(name, _)| kept.iter().any(|one| one == name)).map(|(_, it)| it).collect(),
        passkeys: kept,
    }
}

/// Takes the code, and the address is proved. Every session of the user ends, and all their addresses are told.
pub async fn complete(app: &App, pool: &Pool, user: &str, ask: &Complete) -> Result<(), Denied> {
    if ask.keep.as_ref().is_some_and(|kept| kept.len() > MOST_KEPT) {
        return Err(Word::Malformed.into());
    }
    let id = user_id(user)?;
    let row = unproved(app, pool, (id, &ask.address)).await?;
    let claim = Whom::user(user).claim(app, pool, &ask.code).await?;
    let right = match claim.check_address(app, pool, (Purpose::VerifyAddress, &row.folded)).await? {
        Ok(right) => right,
        Err(reason) => return Err(claim.refuse(app, pool, (Phase::Session, reason)).await?),
    };
    match write(app, pool, (row, right), keeps(ask)).await? {
        Ok(()) => Ok(()),
        Err(Reason::CodeDead) => Err(claim.refuse(app, pool, (Phase::Session, Reason::CodeDead)).await?),
        Err(reason) => Err(pool.refused(app, Phase::Account, (Some(id), reason)).await),
    }
}

async fn write(
    app: &App,
    pool: &Pool,
    (row, right): (Identifier, Attempt),
    keeps: Keeps,
) -> Result<Result<(), Reason>, Error> {
    let (door, user, now) = (Arc::clone(pool.door()), row.user_id, app.now());
    let added = pool.event(app, Kind::AddressAdded, user).await?;
    let cleared = pool.event(app, Kind::FactorsCleared, user).await?;
    let what = (messages::Kind::AddressChanged, News::AddressAdded);
    let told = messages::notices(app, &pool.visit, (user, std::slice::from_ref(&row.folded)), what).await?;
    let written = app.store().write("prove address for program", move |tx| {
        right.spend(tx)?;
        let id = door.pool.id;
        if users::find(tx, &door, user)?.is_none_or(|found| found.status != UserStatus::Active) {
            return Err(Aborted::Refused(Reason::AccountUnavailable));
        }
        let policy = policy::of_member(tx, &door, user)?;
        let before = Ways::of(tx, &door, (&policy, user))?;
        if !identifier::verify(tx, id, user, (&row.folded, now))? {
            return Err(Aborted::Refused(Reason::CodeDead));
        }
        first_proof::clear(tx, (id, user), &row.folded, (&keeps, now))?;
        // Whoever names nothing must not shut the user out with it.
        if !before.may_become(&Ways::of(tx, &door, (&policy, user))?, &policy) {
            return Err(Aborted::Refused(Reason::LastWayIn));
        }
        messages::insert_all(tx, &told)?;
        audit_event::insert(tx, &cleared)?;
        Ok(audit_event::insert(tx, &added)?)
    });
    let settled = Aborted::settle(written.await);
    messages::ring(app);
    settled
}
