//! Removing a passkey. Why it goes is asked and recorded, never judged (S0-21); whether it may go is decided in the transaction.

use super::guarding::Guarding;
use super::{PasskeyList, listed, may_change, opens, refuse};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::news::News;
use crate::policy::{self, Sensitive};
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::signals::Whole;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use crate::{factors, messages, notices};
use std::sync::Arc;
use store::id::PasskeyId;
use store::passkey::{self, Passkey};
use store::{audit_event, user};

/// Why a member removes a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The device is lost or was stolen.
    Lost,
    /// It is no longer used.
    Retired,
    /// Another one took its place.
    Replaced,
}

impl Why {
    pub const ALL: [Self; 3] = [Self::Lost, Self::Retired, Self::Replaced];

    /// As the API and the audit say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Retired => "retired",
            Self::Replaced => "replaced",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// Removes a passkey of the session's member, unless nothing usable would be left (S0-22, S3-23), and ends every other session. Answers
/// the list that is left.
pub async fn delete(
    app: &App,
    visit: &Visit,
    session: &Session,
    (id, why): (PasskeyId, Option<Why>),
) -> Result<PasskeyList, Error> {
    take_away(app, visit, session, (id, why), Last::AsPolicySays).await?;
    listed(app, &visit.door, session, Whole::Settled).await
}

/// What becomes of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Last {
    AsPolicySays,
    /// It stays in every pool.
    Stays,
}

/// The same for those who show no list.
pub(crate) async fn take_away(
    app: &App,
    visit: &Visit,
    session: &Session,
    (id, why): (PasskeyId, Option<Why>),
    last: Last,
) -> Result<(), Error> {
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    let about = About::member(session.user_id).passkey(id, "");
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyRemoved, about).await?;
    event.detail = why.map(|why| why.as_str().into());
    let told = factors::told(app, visit, session.user_id, News::PasskeyRemoved).await?;
    let (pool, user, epoch) = (session.pool_id, session.user_id, session.epoch);
    let (door, session_id, now) = (Arc::clone(&visit.door), session.id, app.now());
    let written = app
        .store()
        .write("remove passkey", move |tx| {
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            notices::require_no_hold(tx, (pool, user), now)?;
            let has = passkey::of_user(tx, pool, user)?;
            let Some(passkey) = has.iter().find(|passkey| passkey.id == id) else {
                return Err(Aborted::Refused(Reason::PasskeyUnknown));
            };
            let policy = policy::of_member(tx, &door, user)?;
            let guard = Guarding::of(tx, &door, (&policy, now), user)?;
            if last == Last::Stays && is_last(&door, &has, passkey) {
                return Err(Aborted::Refused(Reason::LastPasskey));
            }
            if let Some(reason) = guard.keeps(&has, passkey) {
                return Err(Aborted::Refused(reason));
            }
            event.passkey_label = Some(passkey.name.clone());
            passkey::delete(tx, pool, user, id)?;
            // Whoever holds the removed passkey may be signed in with it: every other session ends (DESIGN 3.3).
            user::raise_epoch(tx, pool, user)?;
            store::session::keep(tx, pool, session_id)?;
            messages::insert_all(tx, &told)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason) => Err(refuse(app, visit, session.user_id, None, reason).await),
    }
}

/// Whether no other is left, or none that opens this door while this one does.
fn is_last(door: &FrontDoor, has: &[Passkey], removing: &Passkey) -> bool {
    let mut others = has.iter().filter(|other| other.id != removing.id);
    has.len() == 1 || (opens(door, removing) && !others.any(|other| opens(door, other)))
}
