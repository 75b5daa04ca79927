//! Sessions: a time-ordered id that finds the row and a secret of 256 bits that proves the holder. Only the secret's hash is stored. When a
//! session ends is decided here and nowhere else: by its own end, by today's policy, by idleness, by its member.

pub mod exchange;
mod idle;
mod opening;
mod proved;

pub use idle::Idle;
pub(crate) use opening::{Opener, Opening, open, prepare};
pub use proved::{Evidence, Proved, Shortfall, shortfall};

use crate::administrators::Grant;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::{Error, one_line};
use crate::policy::{self, Policy};
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;
use store::id::{PoolId, SessionId, UserId, WorkspaceId};
use store::identifier::IdentifierKind;
use store::user::UserStatus;
use store::{Tx, administrator, audit_event, identifier, session};

/// Somebody else may be at work in the same session while its idle end is written; then it is looked at again.
const TRIES: usize = 3;

/// Who is signed in, and how that came to be.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub display_name: String,
    pub identifier: Option<String>,
    pub authenticated_at: i64,
    /// The end that no work puts off, under today's policy.
    pub expires_at: i64,
    pub amr: Vec<String>,
    pub acr: String,
    pub proved: Proved,
    /// What the member may do in the console, if anything.
    pub grant: Option<Grant>,
    /// What holds for the member now.
    pub policy: Arc<Policy>,
    /// When somebody was last seen at work in it.
    pub active_at: i64,
    pub(crate) epoch: i64,
}

impl Session {
    /// The end that comes when nobody works; none where policy knows none.
    pub fn idle(&self) -> Option<Idle> {
        Idle::of(&self.policy, self.active_at)
    }

    /// What policy asks for now and this session lacks. Until a step-up it is good for nothing else.
    pub fn shortfall(&self) -> Option<Shortfall> {
        shortfall(&self.policy, &self.proved)
    }
}

/// Whether a request is a person's work. What a page asks by itself is none, or a page left open would keep its session for ever. Whoever
/// forges this word shortens their own session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    AtWork,
    Background,
}

/// What is behind a token.
#[derive(Debug, Clone)]
pub enum Found {
    Living(Box<Session>),
    /// The right token of a session that ended because nobody was at work.
    Idle,
    Nothing,
}

impl Found {
    pub fn living(self) -> Option<Session> {
        match self {
            Self::Living(session) => Some(*session),
            Self::Idle | Self::Nothing => None,
        }
    }
}

/// The session behind a token, if it lives: not over, of this workspace, and of a member who is active and whose epoch is unchanged. Writes
/// only where work is due to be noted, or an idle end to be put on record.
pub async fn find(app: &App, visit: &Visit, token: &str, presence: Presence) -> Result<Found, Error> {
    let Some((id, secret)) = read_token(token) else { return Ok(Found::Nothing) };
    let (secret_hash, now) = (sha256(&secret), app.now());
    for _ in 0..TRIES {
        let door = Arc::clone(&visit.door);
        let look = move |tx: &mut Tx<'_>| look_up(tx, &door, (id, &secret_hash), now);
        match app.store().read("find session", look).await? {
            Looked::Living(mut session) => {
                if presence == Presence::AtWork {
                    at_work(app, &mut session, now).await;
                }
                return Ok(Found::Living(session));
            }
            Looked::Idle { on_record: true, .. } => return Ok(Found::Idle),
            Looked::Idle { user, active_at, .. } => {
                if Box::pin(end_idle(app, visit, (id, user), active_at)).await? {
                    return Ok(Found::Idle);
                }
            }
            Looked::Nothing => return Ok(Found::Nothing),
        }
    }
    Ok(Found::Nothing)
}

/// The living session that a grant hangs on, for whoever has shown a token of that grant: it says nothing about who else holds the session.
pub(crate) async fn of_grant(app: &App, door: &Arc<FrontDoor>, id: SessionId) -> Result<Option<Session>, Error> {
    let (door, now) = (Arc::clone(door), app.now());
    app.store().read("session of grant", move |tx| behind(tx, &door, id, now)).await
}

/// The same where more is read with it.
pub(crate) fn behind(tx: &mut Tx<'_>, door: &FrontDoor, id: SessionId, now: i64) -> Result<Option<Session>, Error> {
    let pool = door.pool.id;
    let Some(facts) = session::find(tx, pool, id)? else { return Ok(None) };
    let policy = policy::of_member(tx, door, facts.session.user_id)?;
    if end_of(&facts, door.workspace.id, &policy, now).is_some() {
        return Ok(None);
    }
    Ok(Some(living(tx, pool, facts, policy)?))
}

enum Looked {
    Living(Box<Session>),
    Idle { user: UserId, active_at: i64, on_record: bool },
    Nothing,
}

fn look_up(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (id, secret_hash): (SessionId, &[u8; 32]),
    now: i64,
) -> Result<Looked, Error> {
    let pool = door.pool.id;
    let Some(facts) = session::find(tx, pool, id)? else { return Ok(Looked::Nothing) };
    if constant_time::verify_slices_are_equal(&facts.session.secret_hash, secret_hash).is_err() {
        return Ok(Looked::Nothing);
    }
    let policy = policy::of_member(tx, door, facts.session.user_id)?;
    let (user, active_at) = (facts.session.user_id, facts.active_at);
    match end_of(&facts, door.workspace.id, &policy, now) {
        Some(Ended::Otherwise) => Ok(Looked::Nothing),
        Some(Ended::Idle) => Ok(Looked::Idle { user, active_at, on_record: facts.idle_ended_at.is_some() }),
        None => Ok(Looked::Living(Box::new(living(tx, pool, facts, policy)?))),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Ended {
    Idle,
    Otherwise,
}

/// Whether and how a session has ended at this moment.
fn end_of(facts: &session::SessionFacts, workspace: WorkspaceId, policy: &Policy, now: i64) -> Option<Ended> {
    let row = &facts.session;
    let is_of_member = facts.user_status == UserStatus::Active && facts.user_epoch == row.epoch;
    if row.workspace_id != workspace || !is_of_member || expires_at(row, policy) <= now {
        return Some(Ended::Otherwise);
    }
    let is_idle = Idle::of(policy, facts.active_at).is_some_and(|idle| idle.is_over(now));
    (facts.idle_ended_at.is_some() || is_idle).then_some(Ended::Idle)
}

/// The end that was promised, or an earlier one where policy has become stricter.
fn expires_at(row: &session::Session, policy: &Policy) -> i64 {
    row.expires_at.min(row.created_at.saturating_add(policy.session_ms))
}

fn living(
    tx: &mut Tx<'_>,
    pool: PoolId,
    facts: session::SessionFacts,
    policy: Arc<Policy>,
) -> Result<Session, store::Error> {
    let row = facts.session;
    // A name before an address: it is also what a new passkey is called by.
    let identifiers = identifier::of_user(tx, pool, row.user_id)?;
    let identifier = identifiers.into_iter().min_by_key(|name| match name.kind {
        IdentifierKind::Username => 0,
        IdentifierKind::Email => 1,
        IdentifierKind::Phone => 2,
    });
    Ok(Session {
        id: row.id,
        pool_id: pool,
        user_id: row.user_id,
        display_name: facts.display_name,
        identifier: identifier.map(|identifier| identifier.value),
        authenticated_at: row.authenticated_at,
        expires_at: expires_at(&row, &policy),
        amr: row.amr.split(' ').map(str::to_owned).collect(),
        proved: Proved::of(&row),
        grant: administrator::of_user(tx, pool, row.user_id)?.as_ref().and_then(Grant::of),
        policy,
        active_at: facts.active_at,
        epoch: row.epoch,
        acr: row.acr,
    })
}

/// Somebody is at work in it; that is written where it is due.
pub(crate) async fn at_work(app: &App, session: &mut Session, now: i64) {
    if idle::is_due(&session.policy, session.active_at, now) {
        note_work(app, session, now).await;
    }
}

/// A database that cannot write now must not keep anybody from reading; the session merely ends earlier than it might.
async fn note_work(app: &App, session: &mut Session, now: i64) {
    match touch(app, session, now).await {
        Ok(()) => session.active_at = now,
        Err(error) => tracing::warn!(error = one_line(&error), "it could not be noted that a session is in use"),
    }
}

async fn touch(app: &App, session: &Session, now: i64) -> Result<(), Error> {
    let (pool, id) = (session.pool_id, session.id);
    let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(session::touch(tx, pool, id, now)?);
    app.store().write("note work", write).await.map(drop)
}

/// Puts an idle end on record, once. `false` when somebody was at work after all.
async fn end_idle(app: &App, visit: &Visit, (id, user): (SessionId, UserId), active_at: i64) -> Result<bool, Error> {
    let event = audit::done(app, &Scene::from(visit), Kind::SessionIdle, About::member(user)).await?;
    let (pool, now) = (visit.door.pool.id, app.now());
    app.store()
        .write("end idle session", move |tx| {
            let has_ended = session::end_idle(tx, pool, id, active_at, now)?;
            if has_ended {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(has_ended)
        })
        .await
}

/// "Stay signed in" (S0-32): somebody is there, whatever was written down before.
pub async fn stay(app: &App, session: Session) -> Result<Session, Error> {
    let now = app.now();
    if session.active_at < now {
        touch(app, &session, now).await?;
    }
    Ok(Session { active_at: session.active_at.max(now), ..session })
}

/// Ends a session.
pub async fn sign_out(app: &App, visit: &Visit, session: &Session) -> Result<(), Error> {
    let event = audit::done(app, &Scene::from(visit), Kind::SignOut, About::member(session.user_id)).await?;
    let (pool, id) = (session.pool_id, session.id);
    app.store()
        .write("sign out", move |tx| {
            // Two sign-outs at once: one has the effect, so one has the event.
            if session::delete(tx, pool, id)? {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(())
        })
        .await
}

fn write_token(id: SessionId, secret: &[u8; 32]) -> String {
    let mut bytes = [0; 48];
    bytes[..16].copy_from_slice(id.as_bytes());
    bytes[16..].copy_from_slice(secret);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_token(token: &str) -> Option<(SessionId, [u8; 32])> {
    let mut bytes = [0; 48];
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    let (id, secret) = bytes.get(..length)?.split_at_checked(16)?;
    Some((SessionId::from_bytes(id.try_into().ok()?), secret.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let (id, secret) = (SessionId::from_bytes([7; 16]), [9; 32]);
        assert_eq!(read_token(&write_token(id, &secret)), Some((id, secret)));
        for junk in ["", "x", "ä", &"A".repeat(63), &"A".repeat(65), &"A".repeat(4000)] {
            assert_eq!(read_token(junk), None, "{junk}");
        }
    }
}
