//! Where policy takes that, a recovery ends in a new password. It stands for the passkey that a recovery makes elsewhere, so it has the
//! same effects; by itself it proves nothing, what was shown before does.

use super::enrol::{Holding, ending, is_held};
use super::going::Outcome;
use super::open::{advance, refuse};
use super::steps::{add, opened};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::failures;
use crate::journey::Proof;
use crate::messages;
use crate::method::Method;
use crate::password;
use crate::recovery::Ending;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::ticket::Carried;
use crate::visit::Visit;
use store::audit_event;
use store::password::Password;
use store::user::{self, UserStatus};

/// Sets the new password, and goes on: to the session.
pub async fn set_password(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    (typed, ends_others): (&password::Typed, bool),
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = opened(app, visit, carried).await?;
    let Holding { member: user, epoch, .. } = is_held(app, visit, &ticket, Method::Password).await?;
    let hash = match password::hash_new(app, visit, user, typed).await? {
        Ok(hash) => hash,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    // A passkey that was made just now has had the effects of the recovery already; they would put it aside again.
    let ending =
        if ticket.recovered { None } else { Some(ending(app, visit, (&ticket, user, epoch), ends_others).await?) };
    let event = audit::done(app, &Scene::from(visit), Kind::PasswordChanged, About::member(user)).await?;
    let (pool, now) = (visit.door.pool.id, app.now());
    let renewed = ending.as_ref().map_or(epoch, Ending::epoch);
    let row = Password { pool_id: pool, user_id: user, hash, changed_at: now };
    let snapshot = app.snapshot();
    let written = app
        .store()
        .write("recover password", move |tx| {
            let member = user::find(tx, pool, user)?;
            if !member.is_some_and(|member| member.status == UserStatus::Active && member.epoch == epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            if !store::password::insert(tx, &row)? {
                store::password::replace(tx, &row)?;
            }
            // A method that guesses have stopped is on again once it is set anew.
            failures::forget(tx, &snapshot.ring, (pool, user), &[Method::Password])?;
            if let Some(ending) = &ending {
                ending.write(tx, None)?;
            }
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    if let Err(reason) = Aborted::settle(written)? {
        return Err(refuse(app, visit, &ticket, reason).await);
    }
    messages::ring(app);
    (ticket.epoch, ticket.recovered) = (Some(renewed), true);
    add(app, visit, &mut ticket, Proof::of(Method::Password)).await?;
    advance(app, visit, &ticket, previous).await
}
