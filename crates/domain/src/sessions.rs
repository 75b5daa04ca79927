//! The member's own sessions: where they are signed in, and ending that (ASVS 7.5.2). Nobody sees or ends a session of somebody else here.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::passkeys::time;
use crate::policy::{Policy, Sensitive};
use crate::session::{Idle, Session};
use crate::sign_up::Aborted;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use serde::Serialize;
use store::id::{PoolId, SessionId, UserId};
use store::session::{self, Listed};
use store::user::{self, UserStatus};
use store::{Tx, audit_event};

/// More than any person reads; "all others" ends those beyond, too.
const MOST: u32 = 100;
/// No session lives longer, see `settings::stored`.
const LONGEST_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Where a member is signed in, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct SessionList {
    pub sessions: Vec<SessionView>,
}

/// One session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionView {
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The browser or program, as it called itself at sign-in.
    pub device: Option<String>,
    /// The address that it came from.
    pub address: String,
    /// How the member proved who they are (RFC 8176).
    pub amr: Vec<String>,
    pub signed_in_at: String,
    pub last_active_at: String,
    pub expires_at: String,
}

/// The member's living sessions at every door of the pool.
pub async fn list(app: &App, session: &Session) -> Result<SessionList, Error> {
    let (key, now) = ((session.pool_id, session.user_id, session.epoch), app.now());
    let since = SessionId::from_parts(u64::try_from(now - LONGEST_MS).unwrap_or_default(), [0; 10]);
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(session::of_user(tx, key, since, MOST)?);
    let rows = app.store().read("list sessions", read).await?;
    let view = |row| view((&session.policy, Some(session)), row, now);
    Ok(SessionList { sessions: rows.into_iter().filter_map(view).collect() })
}

/// The same of any member, for somebody who helps them.
pub(crate) fn of_member(
    tx: &mut Tx<'_>,
    key: (PoolId, UserId, i64),
    policy: &Policy,
    now: i64,
) -> Result<Vec<SessionView>, store::Error> {
    let since = SessionId::from_parts(u64::try_from(now - LONGEST_MS).unwrap_or_default(), [0; 10]);
    let rows = session::of_user(tx, key, since, MOST)?;
    Ok(rows.into_iter().filter_map(|row| view((policy, None), row, now)).collect())
}

/// Nothing for one that is over under the policy of this member, which is the same for all their sessions.
fn view((policy, asks): (&Policy, Option<&Session>), row: Listed, now: i64) -> Option<SessionView> {
    let expires_at = row.expires_at.min(row.created_at.saturating_add(policy.session_ms));
    let is_idle = Idle::of(policy, row.active_at).is_some_and(|idle| idle.is_over(now));
    let current = asks.filter(|session| session.id == row.id);
    let is_current = current.is_some();
    if expires_at <= now || (is_idle && !is_current) {
        return None;
    }
    // The request that asks may be newer than what is written down.
    let active_at = current.map_or(row.active_at, |session| row.active_at.max(session.active_at));
    Some(SessionView {
        id: row.id,
        current: is_current,
        device: row.user_agent,
        address: row.address,
        amr: row.amr.split(' ').map(str::to_owned).collect(),
        signed_in_at: time(row.created_at),
        last_active_at: time(active_at),
        expires_at: time(expires_at),
    })
}

/// Ends one of the member's sessions, also the one that asks, and answers what is left.
pub async fn revoke(app: &App, visit: &Visit, session: &Session, id: SessionId) -> Result<SessionList, Error> {
    require_fresh(app, visit, session, Phase::Session, Sensitive::Account).await?;
    let event = audit::done(app, &Scene::from(visit), Kind::SessionRevoked, About::member(session.user_id)).await?;
    let asking = Asking::of(session);
    let written = app
        .store()
        .write("revoke session", move |tx| {
            asking.require(tx)?;
            if !session::delete_of_user(tx, asking.pool, asking.user, id)? {
                return Err(Aborted::Refused(Reason::SessionUnknown));
            }
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => list(app, session).await,
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Ends all the member's sessions but this one, with every journey that is half-way, and answers what is left.
pub async fn revoke_others(app: &App, visit: &Visit, session: &Session) -> Result<SessionList, Error> {
    require_fresh(app, visit, session, Phase::Session, Sensitive::Account).await?;
    let about = About::member(session.user_id);
    let event = audit::done(app, &Scene::from(visit), Kind::OtherSessionsRevoked, about).await?;
    let asking = Asking::of(session);
    let written = app
        .store()
        .write("revoke other sessions", move |tx| {
            asking.require(tx)?;
            user::raise_epoch(tx, asking.pool, asking.user)?;
            session::keep(tx, asking.pool, asking.id)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => list(app, &Session { epoch: session.epoch + 1, ..session.clone() }).await,
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// The session that asks, as it was when it was let in.
#[derive(Clone, Copy)]
struct Asking {
    pool: PoolId,
    user: UserId,
    id: SessionId,
    epoch: i64,
}

impl Asking {
    fn of(session: &Session) -> Self {
        Self { pool: session.pool_id, user: session.user_id, id: session.id, epoch: session.epoch }
    }

    /// One that was itself ended meanwhile ends no other, and must not come back by this.
    fn require(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let lives = session::find(tx, self.pool, self.id)?.is_some_and(|facts| {
            facts.user_status == UserStatus::Active
                && (facts.user_epoch, facts.session.epoch) == (self.epoch, self.epoch)
                && facts.idle_ended_at.is_none()
        });
        if lives { Ok(()) } else { Err(Aborted::Refused(Reason::NotSignedIn)) }
    }
}

async fn refuse(app: &App, visit: &Visit, session: &Session, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Session, None, (reason, About::member(session.user_id))).await
}
