//! A member's own password: whether there is one, setting, changing and removing it. Each change needs a fresh proof, which stands in for the
//! old password, and ends every other session. The last way in is never taken away.

use super::spelled::{Set, Spelled, Typed};
use super::{hashing, rules};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::factors;
use crate::failures;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::notices;
use crate::passkeys::time;
use crate::policy::Sensitive;
use crate::policy::{self, Policy};
use crate::random;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use crate::ways::{self, Ways};
use serde::Serialize;
use std::sync::Arc;
use store::id::UserId;
use store::identifier::{self, Identifier};
use store::password::{self, Password};
use store::user::{self, UserStatus};
use store::{Tx, audit_event};

/// A member's password as pages and APIs show it, with the rules for the next one.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    pub is_set: bool,
    pub changed_at: Option<String>,
    /// Whether the member could sign in without it.
    pub may_remove: bool,
    pub least_characters: usize,
    pub most_characters: usize,
}

async fn refuse(app: &App, visit: &Visit, session: &Session, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Password, None, (reason, About::member(session.user_id))).await
}

/// The member's policy, where it lets passwords be used at all.
fn policy_of(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<Result<Arc<Policy>, Reason>, store::Error> {
    let policy = policy::of_member(tx, door, user)?;
    Ok(if rules::are_used(&policy) { Ok(policy) } else { Err(Reason::MethodNotUsedHere) })
}

/// Whether there is a password, since when, and what the next one must be like.
pub async fn show(app: &App, visit: &Visit, session: &Session) -> Result<View, Error> {
    let (door, asking) = (Arc::clone(&visit.door), session.clone());
    let read = app.store().read("show password", move |tx| {
        let policy = match policy_of(tx, &door, asking.user_id)? {
            Ok(policy) => policy,
            Err(reason) => return Ok(Err(reason)),
        };
        let row = password::find(tx, asking.pool_id, asking.user_id)?;
        let ways = Ways::of(tx, &door, (&policy, asking.user_id))?;
        let (least_characters, most_characters) = rules::lengths(&policy, &door);
        Ok::<_, Error>(Ok(View {
            is_set: row.is_some(),
            changed_at: row.as_ref().map(|row| time(row.changed_at)),
            may_remove: row.is_some() && ways.may_become(&ways.clone().without(Method::Password), &policy),
            least_characters,
            most_characters,
        }))
    });
    match read.await? {
        Ok(view) => Ok(view),
        // Looking changes nothing: that is for the log alone.
        Err(reason) => Err(Refused::new(app, Phase::Password, reason).into()),
    }
}

/// Sets the first password, or another one in place of the old.
pub async fn set(app: &App, visit: &Visit, session: &Session, ask: Set) -> Result<View, Error> {
    require_fresh(app, visit, session, Phase::Password, Sensitive::Account).await?;
    let hash = match hashed(app, visit, session, &ask).await? {
        Ok(hash) => hash,
        Err(reason) => return Err(refuse(app, visit, session, reason).await),
    };
    match write(app, visit, session, hash).await? {
        Ok(()) => show(app, visit, session).await,
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Holds the new password against the rules, the cheap ones first, and hashes it.
async fn hashed(app: &App, visit: &Visit, session: &Session, ask: &Set) -> Result<Result<String, Reason>, Error> {
    let whose = (session.user_id, session.display_name.as_str());
    hash_of(app, visit, whose, &ask.password).await
}

/// The hash of a password that stands at the end of a recovery, where it is good enough.
pub(crate) async fn hash_new(
    app: &App,
    visit: &Visit,
    user: UserId,
    typed: &Typed,
) -> Result<Result<String, Reason>, Error> {
    let pool = visit.door.pool.id;
    let found = app.store().read("member", move |tx| Ok::<_, Error>(user::find(tx, pool, user)?)).await?;
    let Some(member) = found else { return Ok(Err(Reason::AccountUnavailable)) };
    hash_of(app, visit, (user, member.display_name.as_str()), typed).await
}

async fn hash_of(
    app: &App,
    visit: &Visit,
    (user, display_name): (UserId, &str),
    typed: &Typed,
) -> Result<Result<String, Reason>, Error> {
    let (policy, identifiers) = match facts(app, visit, user).await? {
        Ok(facts) => facts,
        Err(reason) => return Ok(Err(reason)),
    };
    let spelled = match Spelled::read(typed.as_str()) {
        Ok(spelled) => spelled,
        Err(reason) => return Ok(Err(reason)),
    };
    if spelled.length < rules::least(&policy, &visit.door.pool.settings.methods.password) {
        return Ok(Err(Reason::PasswordTooShort));
    }
    let names = rules::names(&visit.door, display_name, &identifiers);
    let salt = random::bytes(app.random())?;
    let work = move || match rules::check(&spelled, &names) {
        Ok(()) => Ok(Ok(hashing::hash(&spelled, salt)?)),
        Err(reason) => Ok(Err(reason)),
    };
    app.hashing.run(app, work).await?
}

type Facts = (Arc<Policy>, Vec<Identifier>);

async fn facts(app: &App, visit: &Visit, user: UserId) -> Result<Result<Facts, Reason>, Error> {
    let (door, pool) = (Arc::clone(&visit.door), visit.door.pool.id);
    app.store()
        .read("rules for password", move |tx| match policy_of(tx, &door, user)? {
            Ok(policy) => Ok(Ok((policy, identifier::of_user(tx, pool, user)?))),
            Err(reason) => Ok(Err(reason)),
        })
        .await
}

async fn write(app: &App, visit: &Visit, session: &Session, hash: String) -> Result<Result<(), Reason>, Error> {
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasswordSet, About::member(session.user_id)).await?;
    let told = factors::told(app, visit, session.user_id, News::PasswordSet).await?;
    let (door, now, asking) = (Arc::clone(&visit.door), app.now(), session.clone());
    let snapshot = app.snapshot();
    let row = Password { pool_id: session.pool_id, user_id: session.user_id, hash, changed_at: now };
    let written = app
        .store()
        .write("set password", move |tx| {
            require_life(tx, &asking, now)?;
            policy_of(tx, &door, asking.user_id)?.map_err(Aborted::Refused)?;
            let has_room = ways::have_room(tx, &door, asking.user_id)?;
            let is_first = password::insert(tx, &row)?;
            if is_first && !has_room {
                return Err(Aborted::Refused(Reason::FactorLimit));
            }
            if !is_first {
                notices::require_no_hold(tx, (asking.pool_id, asking.user_id), now)?;
                password::replace(tx, &row)?;
                end_others(tx, &asking)?;
            }
            failures::forget(tx, &snapshot.ring, (asking.pool_id, asking.user_id), &[Method::Password])?;
            messages::insert_all(tx, &told)?;
            let kind = if is_first { Kind::PasswordSet } else { Kind::PasswordChanged };
            event.kind = kind.as_str().into();
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    Aborted::settle(written)
}

/// Removes the password, where the member can sign in without it.
pub async fn remove(app: &App, visit: &Visit, session: &Session) -> Result<View, Error> {
    require_fresh(app, visit, session, Phase::Password, Sensitive::Account).await?;
    let event = audit::done(app, &Scene::from(visit), Kind::PasswordRemoved, About::member(session.user_id)).await?;
    let told = factors::told(app, visit, session.user_id, News::PasswordRemoved).await?;
    let (door, now, asking) = (Arc::clone(&visit.door), app.now(), session.clone());
    let written = app
        .store()
        .write("remove password", move |tx| {
            require_life(tx, &asking, now)?;
            notices::require_no_hold(tx, (asking.pool_id, asking.user_id), now)?;
            let policy = policy_of(tx, &door, asking.user_id)?.map_err(Aborted::Refused)?;
            let ways = Ways::of(tx, &door, (&policy, asking.user_id))?;
            if !password::delete(tx, asking.pool_id, asking.user_id)? {
                return Err(Aborted::Refused(Reason::PasswordNotSet));
            }
            if !ways.may_become(&ways.clone().without(Method::Password), &policy) {
                return Err(Aborted::Refused(Reason::LastWayIn));
            }
            end_others(tx, &asking)?;
            messages::insert_all(tx, &told)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => show(app, visit, session).await,
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// The session must still live. Its epoch is compared with the member's and not with the one that was read when the request came: a change
/// by this very session has carried it over.
fn require_life(tx: &mut Tx<'_>, session: &Session, now: i64) -> Result<(), Aborted> {
    let lives = store::session::find(tx, session.pool_id, session.id)?.is_some_and(|facts| {
        facts.user_status == UserStatus::Active
            && facts.user_epoch == facts.session.epoch
            && facts.session.expires_at > now
    });
    if lives { Ok(()) } else { Err(Aborted::Refused(Reason::NotSignedIn)) }
}

/// Whoever knows the old password may be signed in with it, or on the way: all that ends, but for the session that asked.
fn end_others(tx: &mut Tx<'_>, session: &Session) -> Result<(), store::Error> {
    user::raise_epoch(tx, session.pool_id, session.user_id)?;
    store::session::keep(tx, session.pool_id, session.id)
}
