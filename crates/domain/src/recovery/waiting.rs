//! A recovery that waits: codes from a mailbox or a telephone are what a thief of it has, too, so where policy says so they open nothing at
//! once. The member hears of it by every address, each with a link that stops it, and at the next sign-in. It must never wait for whoever
//! has saved a code or was looked at by an administrator.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding;
use crate::browser::in_a_letter;
use crate::error::{Error, Phase, Reason};
use crate::language::times;
use crate::messages;
use crate::policy::Policy;
use crate::session::Session;
use crate::ticket::Ticket;
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use store::id::{PoolId, UserId};
use store::recovery::{self, Recovery};
use store::{Tx, audit_event, user};

/// How long it may be gone on with once it has waited.
pub const GOOD_FOR_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// How often the member hears of it at most, while somebody goes on asking.
const TOLD_EVERY_MS: i64 = 60 * 60 * 1000;
/// 32 bytes in base64url.
const TOKEN: usize = 43;

/// Begins to wait, and tells the member. Another one that waits already stays as it is.
pub(crate) async fn begin(app: &App, visit: &Visit, ticket: &Ticket, policy: &Policy) -> Result<(), Error> {
    let (Some(subject), Some(epoch), Some(wait_ms)) = (&ticket.subject, ticket.epoch, policy.recovery_wait_ms) else {
        return Ok(());
    };
    let (pool_id, user_id, now) = (visit.door.pool.id, subject.user, app.now());
    let ripe_at = now + wait_ms;
    let row = Recovery {
        pool_id,
        user_id,
        epoch,
        stop_hash: hash(app, pool_id, &token(app, (pool_id, user_id), now)),
        begun_at: now,
        told_at: now,
        ripe_at,
        expires_at: ripe_at + GOOD_FOR_MS,
    };
    tell(app, visit, row, recovery::begin).await
}

/// Tells the member again, because somebody has proved a code again: they may have missed it, or taken it for what they asked for
/// themselves.
pub(crate) async fn tell_again(app: &App, visit: &Visit, ticket: &Ticket) -> Result<(), Error> {
    let Some(subject) = &ticket.subject else { return Ok(()) };
    let (pool, user, now) = (visit.door.pool.id, subject.user, app.now());
    let row =
        app.store().read("recovery that waits", move |tx| Ok::<_, Error>(recovery::find(tx, pool, user)?)).await?;
    let Some(row) = row.filter(|row| now - row.told_at >= TOLD_EVERY_MS) else { return Ok(()) };
    let link = hash(app, pool, &token(app, (pool, user), row.begun_at));
    tell(app, visit, row, move |tx, row| recovery::tell_again(tx, row, (now, &link))).await
}

/// Writes it, and where that was not done before the messages with it.
async fn tell(
    app: &App,
    visit: &Visit,
    row: Recovery,
    write: impl Fn(&mut Tx<'_>, &Recovery) -> Result<bool, store::Error> + Send + 'static,
) -> Result<(), Error> {
    let of = (row.pool_id, row.user_id);
    let (token, language) = (token(app, of, row.begun_at), visit.language);
    let words = vec![
        ("link", format!("{}/recovery/stop/{}", visit.door.base(), URL_SAFE_NO_PAD.encode(token))),
        ("until", times::moment(language, row.ripe_at)),
        ("end", times::moment(language, row.expires_at)),
        ("address", visit.address.to_string()),
        ("browser", in_a_letter(&visit.user_agent)),
    ];
    let told = messages::notify_others(
        app,
        visit.door.tenant.id,
        of,
        &[],
        messages::Told { kind: messages::Kind::RecoveryWaits, language, words },
    )
    .await?;
    let event = audit::done(app, &Scene::from(visit), Kind::RecoveryWaits, About::member(row.user_id)).await?;
    let written = app.store().write("wait", move |tx| {
        if write(tx, &row)? {
            messages::insert_all(tx, &told)?;
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(())
    });
    written.await?;
    messages::ring(app);
    Ok(())
}

/// What the link carries. Drawn from our own key, so that the member can be sent the same one again, and only its hash is kept.
fn token(app: &App, (pool, user): (PoolId, UserId), begun_at: i64) -> [u8; 32] {
    let parts: [&[u8]; 3] = [pool.as_bytes(), user.as_bytes(), &begun_at.to_be_bytes()];
    app.snapshot().ring.keyed("link that stops a recovery", &parts)
}

fn hash(app: &App, pool: PoolId, token: &[u8; 32]) -> [u8; 32] {
    app.snapshot().ring.keyed("recovery that waits", &[pool.as_bytes(), token])
}

/// From when a recovery may go on that the session's member may want to stop.
pub async fn of_session(app: &App, session: &Session) -> Result<Option<i64>, Error> {
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    let row =
        app.store().read("recovery that waits", move |tx| Ok::<_, Error>(recovery::find(tx, pool, user)?)).await?;
    let is_on = |row: &Recovery| row.epoch == session.epoch && row.expires_at > now;
    Ok(row.filter(is_on).map(|row| row.ripe_at))
}

/// The body of stop: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {}

/// The session's member stops it.
pub async fn stop(app: &App, visit: &Visit, session: &Session, _: Stop) -> Result<(), Error> {
    if end(app, visit, session.user_id, None).await? {
        return Ok(());
    }
    let why = (Reason::RecoveryGone, About::member(session.user_id));
    Err(audit::refuse(app, &Scene::from(visit), Phase::Account, None, why).await)
}

/// Whether a link still stops something. Changes nothing: scanners of mail look, too.
pub async fn look(app: &App, visit: &Visit, token: &str) -> Result<bool, Error> {
    Ok(find(app, visit, token).await?.is_some())
}

/// Its button: stops the recovery, whoever presses it. `false` where there is nothing to stop.
pub async fn stop_by_link(app: &App, visit: &Visit, token: &str) -> Result<bool, Error> {
    let Some(row) = find(app, visit, token).await? else { return Ok(false) };
    end(app, visit, row.user_id, Some(row.stop_hash)).await
}

/// Looked up by its keyed hash, so that no comparison of ours can be timed.
async fn find(app: &App, visit: &Visit, token: &str) -> Result<Option<Recovery>, Error> {
    let (pool, now) = (visit.door.pool.id, app.now());
    let bytes = Some(token).filter(|token| token.len() == TOKEN).and_then(|token| URL_SAFE_NO_PAD.decode(token).ok());
    let token = bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or_else(|| binding::sha256(b"no token"));
    let hash = hash(app, pool, &token);
    let read = app.store().read("recovery of link", move |tx| {
        let Some(row) = recovery::find_link(tx, pool, &hash)? else { return Ok(None) };
        let member = user::find(tx, pool, row.user_id)?;
        let is_on = member.is_some_and(|member| member.epoch == row.epoch) && row.expires_at > now;
        Ok::<_, Error>(is_on.then_some(row))
    });
    read.await
}

/// `asked`: the very recovery that a link stands for, not the one after it.
async fn end(app: &App, visit: &Visit, user: UserId, asked: Option<[u8; 32]>) -> Result<bool, Error> {
    let pool = visit.door.pool.id;
    let event = audit::done(app, &Scene::from(visit), Kind::RecoveryStopped, About::member(user)).await?;
    let written = app.store().write("stop recovery", move |tx| {
        let row = recovery::find(tx, pool, user)?;
        let is_it = row.is_some_and(|row| asked.is_none_or(|asked| asked == row.stop_hash));
        let is_ended = is_it && recovery::end(tx, pool, user)?;
        if is_ended {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(is_ended)
    });
    written.await
}
