//! Recovery codes: ten codes on paper for the day when the passkeys are gone. A set is shown once and kept as hashes under one salt, so that
//! a typed code costs one hash to look for; each is used once, and drawing anew voids the set before. It must never be shown again, and
//! nothing here says to a stranger whether a member has any.

pub(crate) mod code;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::factors::{self, Holder, refuse, require_offered};
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::notices;
use crate::passkeys::time;
use crate::policy::Sensitive;
use crate::random;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::subject::Subject;
use crate::visit::Visit;
use crate::ways;
use code::Code;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::recovery_code::{self, Salt, Set, Standing, Taken};
use store::{Tx, audit_event};

const CODES: usize = 10;

/// How the member's set stands.
#[derive(Debug, Clone, Serialize)]
pub struct RecoveryCodes {
    /// Whether a set may be drawn here.
    pub offered: bool,
    pub left: i64,
    pub drawn_at: Option<String>,
}

/// A fresh set; shown once.
#[derive(Clone, Serialize)]
pub struct Drawn {
    pub codes: Vec<String>,
    #[serde(flatten)]
    pub standing: RecoveryCodes,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawn").field("standing", &self.standing).finish_non_exhaustive()
    }
}

/// The body of draw: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {}

/// How many codes the session's member has left, and when they were drawn.
pub async fn show(app: &App, door: &FrontDoor, session: &Session) -> Result<RecoveryCodes, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let found =
        app.store().read("recovery codes", move |tx| Ok::<_, Error>(recovery_code::standing(tx, pool, user)?)).await?;
    Ok(standing(door, found))
}

fn standing(door: &FrontDoor, found: Option<Standing>) -> RecoveryCodes {
    RecoveryCodes {
        offered: factors::is_offered(door, Method::RecoveryCode),
        left: found.map_or(0, |found| found.left),
        drawn_at: found.map(|found| time(found.created_at)),
    }
}

/// Draws a set and shows it. Where it voids another one, every other session ends: the old sheet may be in other hands.
pub async fn draw(app: &App, visit: &Visit, session: &Session, _: Draw) -> Result<Drawn, Error> {
    require_offered(app, visit, session, Method::RecoveryCode).await?;
    require_fresh(app, visit, session, Phase::Account, Sensitive::Account).await?;
    let holder = Holder::from(session);
    let salt: Salt = random::bytes(app.random())?;
    let codes = (0..CODES).map(|_| Code::draw(app.random())).collect::<Result<Vec<_>, _>>()?;
    let hashes = code::hashes(app, salt, codes.clone()).await?;
    let left = i64::try_from(hashes.len()).unwrap_or_default();
    let set = Set { pool_id: holder.pool, user_id: holder.user, salt, hashes, created_at: app.now() };
    let drawn = Standing { left, created_at: set.created_at };
    let event = audit::done(app, &Scene::from(visit), Kind::RecoveryCodesDrawn, About::member(session.user_id)).await?;
    let told = factors::told(app, visit, session.user_id, News::RecoveryCodesMade).await?;
    let (door, now) = (Arc::clone(&visit.door), app.now());
    let written = app
        .store()
        .write("draw recovery codes", move |tx| {
            holder.require_standing(tx)?;
            if self::left(tx, holder.pool, holder.user)? == 0 && !ways::have_room(tx, &door, holder.user)? {
                return Err(Aborted::Refused(Reason::FactorLimit));
            }
            if recovery_code::replace(tx, &set)? {
                notices::require_no_hold(tx, (holder.pool, holder.user), now)?;
                holder.end_other_sessions(tx)?;
            }
            messages::insert_all(tx, &told)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => {
            Ok(Drawn { codes: codes.iter().map(Code::shown).collect(), standing: standing(&visit.door, Some(drawn)) })
        }
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Whether a typed code is one of the member's that was not used before: then it is used now. Nobody's code and that of a member without a
/// set is hashed with a salt that nobody has and looked for all the same.
pub(crate) async fn prove(app: &App, visit: &Visit, subject: &Subject, typed: &str) -> Result<bool, Error> {
    let Some(code) = Code::read(typed) else { return Ok(false) };
    let (pool, user) = (visit.door.pool.id, subject.user);
    let found = app
        .store()
        .read("salt of recovery codes", move |tx| Ok::<_, Error>(recovery_code::salt(tx, pool, user)?))
        .await?;
    let salt = found.unwrap_or_else(|| stand_in(app, pool, user));
    let Some(hash) = code::hashes(app, salt, vec![code]).await?.pop() else { return Err(Error::HashStopped) };
    // Without its browser: whether the code is right is not known yet, and a text that any stranger can send is not worth a row. The
    // sign-in that follows has it.
    let scene = Scene::from(&Visit { user_agent: String::new(), ..visit.clone() });
    let event = audit::done(app, &scene, Kind::RecoveryCodeUsed, About::member(user)).await?;
    let taken = Taken { pool_id: pool, user_id: user, salt, hash, at: app.now() };
    app.store()
        .write("take recovery code", move |tx| {
            let is_taken = recovery_code::take(tx, &taken)?;
            if is_taken {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(is_taken)
        })
        .await
}

/// How many codes the member has left.
pub(crate) fn left(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<i64, store::Error> {
    Ok(recovery_code::standing(tx, pool, user)?.map_or(0, |found| found.left))
}

fn stand_in(app: &App, pool: PoolId, user: UserId) -> Salt {
    let drawn = app.snapshot().ring.keyed("recovery code stand-in", &[pool.as_bytes(), user.as_bytes()]);
    let mut salt = Salt::default();
    for (place, byte) in salt.iter_mut().zip(drawn) {
        *place = byte;
    }
    salt
}

#[cfg(test)]
mod tests;
