//! Temporary access passes (S4c-1): an administrator who has looked at a member gives out a code with which they make a new passkey. Its
//! rights shrink: two days as good as two factors, then good for a recovery only, gone after twelve. It must never be shown again, and
//! never be given out twice in a row. What carries one otherwise than by word of mouth is in `enrolment_link` and `users::on_behalf`.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::enrolment_link;
use crate::error::{Error, Phase, Reason};
use crate::members::{self, By};
use crate::messages;
use crate::notices::Telling;
use crate::policy::{self, Sensitive};
use crate::random;
use crate::recovery_codes::code::{self, Code};
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::step_up;
use crate::subject::Subject;
use crate::users;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use serde::Serialize;
use std::sync::Arc;
use store::access_pass::{self, AccessPass, Carrier, Salt};
use store::id::{AccessPassId, PoolId, UserId};
use store::notice::NoticeKind;
use store::outbox::{self, Outgoing};
use store::user::{self, UserStatus};
use store::{Tx, administrator, audit_event, passkey};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// As long it is worth two factors.
pub const FULL_MS: i64 = 2 * DAY_MS;
/// After that so much longer it opens a recovery, and nothing else.
pub const ENROLMENT_MS: i64 = 10 * DAY_MS;
/// How long what a pass has opened may go unseen: as long as a pass can live.
pub(crate) const WATCH_MS: i64 = FULL_MS + ENROLMENT_MS;

/// A pass, shown once.
#[derive(Clone, Serialize)]
pub struct Issued {
    pub code: String,
    pub full_until: i64,
    pub expires_at: i64,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// What a shown pass is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proved {
    /// As much as two factors.
    Full,
    /// One factor, and only towards a new passkey.
    Enrolment,
    Wrong,
}

/// Issues a pass for a member of the door's pool, who is told. That the session's member may do so is the caller's to decide; that their
/// proof is fresh is asked here.
pub async fn issue(app: &App, visit: &Visit, session: &Session, user: UserId) -> Result<Issued, Error> {
    step_up::require(app, visit, session, Sensitive::Administration).await?;
    issue_by(app, &visit.door, By::Member(visit, session), user).await
}

/// The same at the server's own terminal, for the member who has this name.
pub async fn issue_by_operator(app: &App, door: &Arc<FrontDoor>, name: &str) -> Result<Issued, Error> {
    let user = members::by_name(app, door, name).await?;
    issue_by(app, door, By::Operator, user).await
}

/// On whose word a pass is given out. That of one is enough for an operator alone, who has the server in their hands.
#[derive(Debug, Clone, Copy)]
enum Word {
    Enough,
    OfOne,
    /// Another has asked for it; this is who confirms.
    Two(UserId),
}

impl Word {
    fn of(by: By<'_>) -> Self {
        match by {
            By::Operator => Self::Enough,
            By::Member(..) | By::Administrator(_) => Self::OfOne,
            By::Second(acting) => Self::Two(acting.session.user_id),
        }
    }

    /// Whether it is enough for this member; that of two is used up.
    fn require(self, tx: &mut Tx<'_>, (door, user): (&FrontDoor, UserId), now: i64) -> Result<(), Aborted> {
        match self {
            Self::Two(second) => users::take(tx, (door.pool.id, user), (second, now)),
            Self::OfOne if takes_two(tx, (door, user), now)? => {
                Err(Aborted::Refused(Reason::AccessPassForAdministrator))
            }
            Self::Enough | Self::OfOne => Ok(()),
        }
    }
}

/// The same by anybody. One who is at the console must stand above the member.
pub(crate) async fn issue_by(app: &App, door: &Arc<FrontDoor>, by: By<'_>, user: UserId) -> Result<Issued, Error> {
    let (pass, code) = draw(app, (door.pool.id, user), by.actor().unwrap_or(UserId::NIL)).await?;
    let issued = Issued { code: code.shown(), full_until: pass.full_until, expires_at: pass.expires_at };
    let told = (NoticeKind::AccessPassIssued, Kind::AccessPassIssued);
    give(app, (door, by), (pass, None), told).await?;
    Ok(issued)
}

/// Gives a pass out, with the letter that carries it where it is not shown. What the member is told of it, and what is recorded, goes with it.
pub(crate) async fn give(
    app: &App,
    (door, by): (&Arc<FrontDoor>, By<'_>),
    (pass, letter): (AccessPass, Option<Outgoing>),
    (notice, kind): (NoticeKind, Kind),
) -> Result<(), Error> {
    let (pool, user, writer, word) = (pass.pool_id, pass.user_id, by.writer(), Word::of(by));
    let told = Telling::of(app, door, (user, notice), by.language()).await?;
    let mut event = audit::done(app, &by.scene(), kind, about(by, user)).await?;
    // It is the member's tenant that must find it, wherever it was done.
    (event.tenant_id, event.pool_id) = (door.tenant.id, Some(pool));
    let of = Arc::clone(door);
    let written = app
        .store()
        .write("give access pass", move |tx| {
            if !user::find(tx, pool, user)?.is_some_and(|found| found.status == UserStatus::Active) {
                return Err(Aborted::Refused(Reason::MemberUnknown));
            }
            if let Some(writer) = writer {
                writer.require_above(tx, pool, user)?;
            }
            word.require(tx, (&of, user), pass.created_at)?;
            require_other_way(tx, &pass)?;
            access_pass::insert(tx, &pass)?;
            if let Some(letter) = &letter {
                enrolment_link::require_address(tx, &pass)?;
                outbox::insert(tx, letter)?;
            }
            told.insert(tx)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => {
            messages::ring(app);
            Ok(())
        }
        Err(reason) => Err(refuse(app, (door, by), user, reason).await),
    }
}

pub(crate) async fn draw(
    app: &App,
    (pool, user): (PoolId, UserId),
    issued_by: UserId,
) -> Result<(AccessPass, Code), Error> {
    let (ms, random) = app.id_parts()?;
    let salt: Salt = random::bytes(app.random())?;
    let code = Code::draw(app.random())?;
    let hash = code::hashes(app, salt, vec![code.clone()]).await?.pop().ok_or(Error::HashStopped)?;
    let now = app.now();
    let pass = AccessPass {
        pool_id: pool,
        id: AccessPassId::from_parts(ms, random),
        user_id: user,
        hash,
        salt,
        issued_by,
        carrier: Carrier::Code,
        sent_to: None,
        created_at: now,
        full_until: now + FULL_MS,
        expires_at: now + FULL_MS + ENROLMENT_MS,
        last_used_at: None,
        ended_at: None,
        other_way_at: None,
    };
    Ok((pass, code))
}

/// What is left of a passkey that an administrator made for a member at the desk: whoever is to become an administrator meanwhile waits as if
/// they had been given a pass. It opens nothing.
pub(crate) fn trace(app: &App, (pool, user): (PoolId, UserId), made_by: UserId) -> Result<AccessPass, Error> {
    let ((ms, random), now) = (app.id_parts()?, app.now());
    Ok(AccessPass {
        pool_id: pool,
        id: AccessPassId::from_parts(ms, random),
        user_id: user,
        hash: random::bytes(app.random())?,
        salt: random::bytes(app.random())?,
        issued_by: made_by,
        carrier: Carrier::Desk,
        sent_to: None,
        created_at: now,
        full_until: now,
        expires_at: now,
        last_used_at: None,
        ended_at: None,
        other_way_at: None,
    })
}

/// A pass for an administrator opens the console: one person alone must not make it. Nor by dismissing them first, to appoint them again. For
/// others it takes two where policy says so.
pub(crate) fn takes_two(tx: &mut Tx<'_>, (door, user): (&FrontDoor, UserId), now: i64) -> Result<bool, store::Error> {
    let pool = door.pool.id;
    let was_one = user::dismissed_at(tx, pool, user)?.is_some_and(|at| at > now - WATCH_MS);
    let is_one = was_one || administrator::of_user(tx, pool, user)?.is_some();
    Ok(is_one || policy::of_member(tx, door, user)?.two_persons_for_access_pass)
}

/// Between two passes the member must have signed in by other means. A link that has made no passkey has given nothing, nor has a pass that was
/// ended before anybody used it: what carried them may be lost.
fn require_other_way(tx: &mut Tx<'_>, pass: &AccessPass) -> Result<(), Aborted> {
    let (pool, user) = (pass.pool_id, pass.user_id);
    let Some(before) = access_pass::latest(tx, pool, user)? else { return Ok(()) };
    let is_void = match before.carrier {
        Carrier::Link => before.last_used_at.is_none() || before.ended_at.is_none(),
        Carrier::Code => before.last_used_at.is_none() && before.ended_at.is_some(),
        Carrier::Desk => false,
    };
    let has_other_way =
        is_void || before.other_way_at.is_some() || passkey::was_used_since(tx, pool, user, before.created_at)?;
    if !has_other_way {
        return Err(Aborted::Refused(Reason::AccessPassAgain));
    }
    // At most one lives, and what a link has opened ends with it.
    access_pass::end(tx, pool, user, pass.created_at)?;
    if is_void && before.last_used_at.is_some() {
        user::raise_epoch(tx, pool, user)?;
    }
    Ok(())
}

fn about(by: By<'_>, user: UserId) -> About {
    About { actor: by.actor(), subject: Some(user), ..About::default() }
}

pub(crate) async fn refuse(app: &App, (door, by): (&FrontDoor, By<'_>), user: UserId, reason: Reason) -> Error {
    let (scene, phase) = match by {
        By::Operator => (Scene::of_tenant(door.tenant.id), Phase::Account),
        By::Member(visit, _) => (Scene::from(visit), Phase::Account),
        By::Administrator(acting) | By::Second(acting) => (Scene::at(&acting.visit, door), Phase::Administration),
    };
    audit::refuse(app, &scene, phase, None, (reason, about(by, user))).await
}

/// Ends the pass of a member. Whether there was one that lived.
pub async fn end(app: &App, by: By<'_>, door: &FrontDoor, user: UserId) -> Result<bool, Error> {
    let mut event = audit::done(app, &by.scene(), Kind::AccessPassEnded, about(by, user)).await?;
    (event.tenant_id, event.pool_id) = (door.tenant.id, Some(door.pool.id));
    let (pool, now) = (door.pool.id, app.now());
    app.store()
        .write("end access pass", move |tx| {
            let lived = access_pass::lives(tx, pool, user, now)?;
            access_pass::end(tx, pool, user, now)?;
            if lived {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(lived)
        })
        .await
}

/// What a typed pass is worth now. Nobody's, and that of a member without one, is hashed all the same.
pub(crate) async fn prove(app: &App, visit: &Visit, subject: &Subject, typed: &str) -> Result<Proved, Error> {
    let Some(code) = Code::read(typed) else { return Ok(Proved::Wrong) };
    let (pool, user, now) = (visit.door.pool.id, subject.user, app.now());
    let latest =
        app.store().read("access pass", move |tx| Ok::<_, Error>(access_pass::latest(tx, pool, user)?)).await?;
    let found = latest.filter(|pass| pass.carrier == Carrier::Code);
    let salt = found.as_ref().map_or_else(|| stand_in(app, pool, user), |pass| pass.salt);
    let hash = code::hashes(app, salt, vec![code]).await?.pop().ok_or(Error::HashStopped)?;
    let kept = found.as_ref().map_or([0; 32], |pass| pass.hash);
    let is_right = constant_time::verify_slices_are_equal(&kept, &hash).is_ok() && found.is_some();
    let id = found.as_ref().filter(|_| is_right).map_or(AccessPassId::NIL, |pass| pass.id);
    // The one update decides whether it lives, and is made for whoever has none, too.
    let lives = app
        .store()
        .write("use access pass", move |tx| Ok::<_, Error>(access_pass::record_use(tx, pool, id, now)?))
        .await?;
    Ok(match found {
        Some(pass) if lives && pass.full_until > now => Proved::Full,
        Some(_) if lives => Proved::Enrolment,
        _ => Proved::Wrong,
    })
}

fn stand_in(app: &App, pool: PoolId, user: UserId) -> Salt {
    let drawn = app.snapshot().ring.keyed("access pass stand-in", &[pool.as_bytes(), user.as_bytes()]);
    let mut salt = Salt::default();
    for (place, byte) in salt.iter_mut().zip(drawn) {
        *place = byte;
    }
    salt
}
