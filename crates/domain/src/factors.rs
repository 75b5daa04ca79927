//! What every change of a member's own factor has in common: whether the place has that method at all, whether the one who asks may still
//! change anything, and whose sessions end with it. It must never ask for the factor that is being changed.

#[cfg(test)]
pub(crate) mod testing;

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason};
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use store::id::{PoolId, SessionId, UserId};
use store::outbox::Outgoing;
use store::user::{self, UserStatus};
use store::{Tx, session};

/// Whether the pool lists the method, for whatever it serves there, and the workspace does not leave it out.
pub(crate) fn is_offered(door: &FrontDoor, method: Method) -> bool {
    let methods = &door.pool.settings.methods;
    let lists = [&methods.first, &methods.second, &methods.recovery];
    lists.iter().any(|list| list.contains(&method)) && door.workspace.settings.allows(method)
}

/// Refuses to set up what nobody could then sign in with.
pub(crate) async fn require_offered(app: &App, visit: &Visit, session: &Session, method: Method) -> Result<(), Error> {
    if is_offered(&visit.door, method) {
        return Ok(());
    }
    Err(refuse(app, visit, session, Reason::MethodNotUsedHere).await)
}

/// Refuses a change, on record.
pub(crate) async fn refuse(app: &App, visit: &Visit, session: &Session, reason: Reason) -> Error {
    let why = (reason, About::member(session.user_id));
    audit::refuse(app, &Scene::from(visit), Phase::Account, None, why).await
}

/// What a change of a factor tells the member by every address of theirs.
pub(crate) async fn told(app: &App, visit: &Visit, user: UserId, what: News) -> Result<Vec<Outgoing>, Error> {
    messages::notices(app, visit, (user, &[]), (messages::Kind::FactorChanged, what)).await
}

/// Who changes a factor, as the transaction needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
    pub pool: PoolId,
    pub user: UserId,
    session: SessionId,
    epoch: i64,
}

impl From<&Session> for Holder {
    fn from(session: &Session) -> Self {
        Self { pool: session.pool_id, user: session.user_id, session: session.id, epoch: session.epoch }
    }
}

impl Holder {
    /// Reads again what the session rested on: it may have been ended, or its member disabled, since the request came in.
    pub(crate) fn require_standing(self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let is_same = user::find(tx, self.pool, self.user)?
            .is_some_and(|user| user.status == UserStatus::Active && user.epoch == self.epoch);
        if is_same && session::find(tx, self.pool, self.session)?.is_some() {
            Ok(())
        } else {
            Err(Aborted::Refused(Reason::AccountUnavailable))
        }
    }

    /// Ends every session but this one, and every journey that is on its way: they rest on factors that are others now.
    pub(crate) fn end_other_sessions(self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        user::raise_epoch(tx, self.pool, self.user)?;
        session::keep(tx, self.pool, self.session)
    }
}
