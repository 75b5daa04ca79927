//! What every action on a member has in common: who may, that it is recorded where the member is, and that the member hears of it where it
//! changes how they sign in.

use super::scope;
use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::messages;
use crate::notices::Telling;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::id::UserId;
use store::notice::NoticeKind;
use store::user::{self, User};

/// What is done, and of which the member is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed {
    pub kind: Kind,
    pub tells: Option<NoticeKind>,
}

/// Does something to a member in one transaction: checks, change, what the member is told, audit. `change` says whether there was anything
/// to do, and may complete the event; where there was not, nothing is written and nobody told.
pub(super) async fn act<F>(
    app: &App,
    acting: &Acting,
    (door, user): (&FrontDoor, UserId),
    deed: Deed,
    mut change: F,
) -> Result<bool, Error>
where
    F: FnMut(&mut Tx<'_>, &User, &mut AuditEvent) -> Result<bool, Aborted> + Send + 'static,
{
    acting.require(app, (Power::Help, scope(door)))?;
    let event = audit::done(app, &Scene::at(&acting.visit, door), deed.kind, about(acting, user)).await?;
    let told = match deed.tells {
        Some(kind) => Some(Telling::of(app, door, (user, kind), acting.visit.language).await?),
        None => None,
    };
    let (pool, writer) = (door.pool.id, Writer::of(acting));
    let write = move |tx: &mut Tx<'_>| {
        let Some(found) = user::find(tx, pool, user)? else { return Err(Aborted::Refused(Reason::MemberUnknown)) };
        writer.require_above(tx, pool, user)?;
        let mut event = event.clone();
        if !change(tx, &found, &mut event)? {
            return Ok(false);
        }
        if let Some(told) = &told {
            told.insert(tx)?;
        }
        audit_event::insert(tx, &event)?;
        Ok(true)
    };
    let written = app.store().write("act on member", write).await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(is_done) => Ok(is_done),
        Err(reason) => Err(refuse(app, acting, (door, user), reason).await),
    }
}

fn about(acting: &Acting, user: UserId) -> About {
    About { actor: Some(acting.session.user_id), subject: Some(user), ..About::default() }
}

/// Refuses an action, on record.
pub(super) async fn refuse(app: &App, acting: &Acting, (door, user): (&FrontDoor, UserId), reason: Reason) -> Error {
    let why = (reason, about(acting, user));
    audit::refuse(app, &Scene::at(&acting.visit, door), Phase::Administration, None, why).await
}
