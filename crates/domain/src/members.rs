//! What is done to members by those who run a pool: suspending and restoring. A suspended member is let in nowhere and every session of
//! theirs ends in the same transaction (ASVS 7.4.2), and so does their access pass. Who may do it is the caller's to decide.

use crate::administrators::{Acting, Writer, is_last_owner};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::identifier::fold;
use crate::language::Language;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use store::id::{PoolId, UserId};
use store::user::{self, UserStatus};
use store::{Tx, access_pass, access_pass_request, audit_event, identifier};

/// Who does something to a member.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Somebody at the server's own terminal.
    Operator,
    /// Somebody who is signed in.
    Member(&'a Visit, &'a Session),
    /// Somebody at the console.
    Administrator(&'a Acting),
    /// The same, who confirms what another administrator has asked for.
    Second(&'a Acting),
}

impl By<'_> {
    pub(crate) fn scene(self) -> Scene {
        match self {
            Self::Operator => Scene::console(),
            Self::Member(visit, _) => Scene::from(visit),
            Self::Administrator(acting) | Self::Second(acting) => Scene::from(&acting.visit),
        }
    }

    /// In which a member is written to whose own language nobody knows.
    pub(crate) fn language(self) -> Language {
        match self {
            Self::Operator => Language::English,
            Self::Member(visit, _) => visit.language,
            Self::Administrator(acting) | Self::Second(acting) => acting.visit.language,
        }
    }

    pub(crate) fn actor(self) -> Option<UserId> {
        match self {
            Self::Operator => None,
            Self::Member(_, session) => Some(session.user_id),
            Self::Administrator(acting) | Self::Second(acting) => Some(acting.session.user_id),
        }
    }

    /// Whose right and rank the transaction asks after.
    pub(crate) fn writer(self) -> Option<Writer> {
        match self {
            Self::Administrator(acting) | Self::Second(acting) => Some(Writer::of(acting)),
            Self::Operator | Self::Member(..) => None,
        }
    }
}

/// The member who has this name, for somebody at the server's own terminal.
pub async fn by_name(app: &App, door: &FrontDoor, name: &str) -> Result<UserId, Error> {
    let (pool, folded) = (door.pool.id, fold(name));
    let found =
        app.store().read("look up name", move |tx| Ok::<_, Error>(identifier::find(tx, pool, &folded)?)).await?;
    Ok(found.ok_or_else(|| Refused::new(app, Phase::Account, Reason::MemberUnknown))?.user_id)
}

/// Suspends a member and ends all their sessions. `false` where there is no such member, or they are suspended already. The last owner who can
/// come in stays: nobody would be left who could appoint another.
pub async fn suspend(app: &App, by: By<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    change(app, by, (pool, user), (UserStatus::Disabled, Kind::UserSuspended)).await
}

/// Lets a suspended member sign in again; nothing that has ended comes back.
pub async fn restore(app: &App, by: By<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    change(app, by, (pool, user), (UserStatus::Active, Kind::UserRestored)).await
}

/// Nothing that was given before a suspension is good after it: neither a session nor an access pass, which may be why they were suspended.
pub(crate) fn set_status(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (status, now): (UserStatus, i64),
) -> Result<bool, store::Error> {
    if status == UserStatus::Disabled {
        access_pass::end(tx, pool, user, now)?;
        access_pass_request::delete(tx, pool, user)?;
    }
    user::set_status(tx, pool, user, status)
}

async fn change(
    app: &App,
    by: By<'_>,
    (pool, user): (PoolId, UserId),
    (status, kind): (UserStatus, Kind),
) -> Result<bool, Error> {
    let about = About { actor: by.actor(), subject: Some(user), ..About::default() };
    let mut event = audit::done(app, &by.scene(), kind, about).await?;
    let (now, home) = (app.now(), app.snapshot().home().cloned());
    let written = app
        .store()
        .write("change status", move |tx: &mut Tx<'_>| {
            let Some(found) = user::find(tx, pool, user)?.filter(|found| found.status != status) else {
                return Ok(false);
            };
            if status == UserStatus::Disabled && is_last_owner(tx, home.as_deref(), (pool, user))? {
                return Err(Aborted::Refused(Reason::LastOwner));
            }
            set_status(tx, (pool, user), (status, now))?;
            // It is the member's tenant that must find it, wherever it was done.
            (event.tenant_id, event.pool_id) = (found.tenant_id, Some(pool));
            audit_event::insert(tx, &event)?;
            Ok(true)
        })
        .await;
    Aborted::settle(written)?.map_err(|reason| Refused::new(app, Phase::Account, reason).into())
}
