//! Authenticator apps: a secret that the member's app and we share, and codes by time that prove it. The secret is sealed, shown once, and
//! works from the first code that is typed back; each code is taken once. It must never be shown again, and nothing here says to a stranger
//! whether a member has one.

mod app_link;
mod code;
mod given;
mod new_app;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::factors::{self, Holder, refuse, require_offered};
use crate::keys::{Kept, Seal};
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::notices;
use crate::passkeys::time;
use crate::policy::Sensitive;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::subject::Subject;
use crate::visit::Visit;
use crate::ways::{self, Ways};
use code::{Code, SECRET_BYTES};
pub(crate) use given::{Given, given};
pub(crate) use new_app::{Drawn, TypedBack};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::totp::Step;
use store::{Tx, audit_event, totp};
use zeroize::Zeroizing;

const SEAL: Seal = Seal::Kept(Kept::App);
/// A secret that was shown waits this long for its first code.
const PENDING_MS: i64 = 15 * 60 * 1000;

/// How the member's authenticator app stands.
#[derive(Debug, Clone, Serialize)]
pub struct AuthenticatorApp {
    /// Whether one may be set up here.
    pub offered: bool,
    pub confirmed: bool,
    pub since: Option<String>,
}

/// A secret on its way into an app; shown once.
#[derive(Clone, Serialize)]
pub struct NewSecret {
    /// In base32, for those who type it.
    pub secret: String,
    /// `otpauth://…`, for an app on the same device.
    pub url: String,
    /// The same as a QR code, an SVG document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_svg: Option<String>,
}

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewSecret(…)")
    }
}

/// The body of begin: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {}

/// The body of confirm.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    pub code: String,
}

impl std::fmt::Debug for Confirm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Confirm(…)")
    }
}

/// Whether the session's member has an authenticator app, and since when.
pub async fn show(app: &App, door: &FrontDoor, session: &Session) -> Result<AuthenticatorApp, Error> {
    let since = find(app, session.pool_id, session.user_id).await?.confirmed.map(|confirmed| confirmed.at);
    Ok(standing(door, since))
}

fn standing(door: &FrontDoor, since: Option<i64>) -> AuthenticatorApp {
    let offered = factors::is_offered(door, Method::Totp);
    AuthenticatorApp { offered, confirmed: since.is_some(), since: since.map(time) }
}

async fn find(app: &App, pool: PoolId, user: UserId) -> Result<totp::Totp, Error> {
    let found = app.store().read("authenticator app", move |tx| Ok::<_, Error>(totp::find(tx, pool, user)?)).await?;
    Ok(found.unwrap_or(totp::Totp { confirmed: None, pending: None }))
}

/// Draws a secret and shows it. An app that works already goes on working until a code of the new one is typed back.
pub async fn begin(app: &App, visit: &Visit, session: &Session, _: Begin) -> Result<NewSecret, Error> {
    require_offered(app, visit, session, Method::Totp).await?;
    require_fresh(app, visit, session, Phase::Account, Sensitive::Account).await?;
    let holder = Holder::from(session);
    let drawn = Drawn::now(app, (holder.pool, holder.user))?;
    let pending = drawn.pending.clone();
    let written = app
        .store()
        .write("begin authenticator app", move |tx| {
            holder.require_standing(tx)?;
            Ok(totp::begin(tx, holder.pool, holder.user, &pending)?)
        })
        .await;
    if let Err(reason) = Aborted::settle(written)? {
        return Err(refuse(app, visit, session, reason).await);
    }
    Ok(drawn.shown(visit, session.identifier.as_deref().unwrap_or(&session.display_name)))
}

/// Takes an app into use whose secret came from elsewhere, by a code of it.
pub(crate) async fn take_given(
    app: &App,
    visit: &Visit,
    session: &Session,
    (secret, code): (&[u8], &str),
) -> Result<AuthenticatorApp, Error> {
    require_offered(app, visit, session, Method::Totp).await?;
    require_fresh(app, visit, session, Phase::Account, Sensitive::Account).await?;
    let holder = Holder::from(session);
    let sealed = app.seal(SEAL, &context(holder.pool, holder.user), secret)?;
    let pending = totp::Pending { sealed, at: app.now() };
    let written = app
        .store()
        .write("begin given authenticator app", move |tx| {
            holder.require_standing(tx)?;
            Ok(totp::begin(tx, holder.pool, holder.user, &pending)?)
        })
        .await;
    if let Err(reason) = Aborted::settle(written)? {
        return Err(refuse(app, visit, session, reason).await);
    }
    confirm(app, visit, session, Confirm { code: code.to_owned() }).await
}

/// A secret that came from elsewhere, until a code of it is typed back. Whoever asks has made sure that the member wants it.
pub(crate) fn pending_given(app: &App, (pool, user): (PoolId, UserId), secret: &[u8]) -> Result<totp::Pending, Error> {
    let sealed = app.seal(SEAL, &context(pool, user), secret)?;
    Ok(totp::Pending { sealed, at: app.now() })
}

/// Takes the app into use, by a code of it, in place of the one before. The proof must still be fresh. Every other session ends: it was
/// opened without this factor, or with the one that is void now.
pub async fn confirm(app: &App, visit: &Visit, session: &Session, ask: Confirm) -> Result<AuthenticatorApp, Error> {
    require_offered(app, visit, session, Method::Totp).await?;
    require_fresh(app, visit, session, Phase::Account, Sensitive::Account).await?;
    let (holder, now) = (Holder::from(session), app.now());
    let taken = match TypedBack::recognise(app, visit, holder.user, &ask.code).await? {
        Ok(taken) => taken,
        Err(reason) => return Err(refuse(app, visit, session, reason).await),
    };
    let door = Arc::clone(&visit.door);
    let written = app
        .store()
        .write("confirm authenticator app", move |tx| {
            holder.require_standing(tx)?;
            if is_confirmed(tx, holder.pool, holder.user)? {
                notices::require_no_hold(tx, (holder.pool, holder.user), now)?;
            } else if !ways::have_room(tx, &door, holder.user)? {
                return Err(Aborted::Refused(Reason::FactorLimit));
            }
            taken.write(tx)?;
            Ok(holder.end_other_sessions(tx)?)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(standing(&visit.door, Some(now))),
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Removes the app, also where the place has no such method any more, and ends every other session. No code of it is asked for: whoever
/// removes it may have lost it.
pub async fn remove(app: &App, visit: &Visit, session: &Session) -> Result<AuthenticatorApp, Error> {
    require_fresh(app, visit, session, Phase::Account, Sensitive::Account).await?;
    let holder = Holder::from(session);
    let (door, policy) = (Arc::clone(&visit.door), Arc::clone(&session.policy));
    let event = audit::done(app, &Scene::from(visit), Kind::TotpRemoved, About::member(session.user_id)).await?;
    let told = factors::told(app, visit, session.user_id, News::AppRemoved).await?;
    let now = app.now();
    let written = app
        .store()
        .write("remove authenticator app", move |tx| {
            holder.require_standing(tx)?;
            notices::require_no_hold(tx, (holder.pool, holder.user), now)?;
            let ways = Ways::of(tx, &door, (&policy, holder.user))?;
            if !ways.may_become(&ways.clone().without(Method::Totp), &policy) {
                return Err(Aborted::Refused(Reason::LastWayIn));
            }
            if !totp::delete(tx, holder.pool, holder.user)? {
                return Err(Aborted::Refused(Reason::TotpUnknown));
            }
            holder.end_other_sessions(tx)?;
            messages::insert_all(tx, &told)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(standing(&visit.door, None)),
        Err(reason) => Err(refuse(app, visit, session, reason).await),
    }
}

/// Whether a typed code is the member's, and was not used before: then it is used now. Nobody's and a missing app's code is tried on a
/// secret that nobody has, so that it costs the same.
pub(crate) async fn prove(app: &App, visit: &Visit, subject: &Subject, typed: &str) -> Result<bool, Error> {
    let Some(code) = Code::read(typed) else { return Ok(false) };
    let whose = (visit.door.pool.id, subject.user);
    let mut confirmed = find(app, whose.0, whose.1).await?.confirmed;
    loop {
        if take(app, whose, confirmed.clone(), &code).await? {
            return Ok(true);
        }
        // What was sealed anew in between is still the same app.
        let again = find(app, whose.0, whose.1).await?.confirmed;
        let is_resealed = match (&confirmed, &again) {
            (Some(before), Some(now)) => before.sealed != now.sealed,
            _ => false,
        };
        if !is_resealed {
            return Ok(false);
        }
        confirmed = again;
    }
}

async fn take(
    app: &App,
    (pool, user): (PoolId, UserId),
    confirmed: Option<totp::Confirmed>,
    code: &Code,
) -> Result<bool, Error> {
    let secret = match &confirmed {
        Some(confirmed) => open(app, (pool, user), &confirmed.sealed)?,
        None => stand_in(app, (pool, user)),
    };
    let steps = code.steps(&secret, app.now());
    let Some(confirmed) = confirmed else { return Ok(false) };
    let Some(step) = steps.into_iter().find(|step| *step > confirmed.last_step) else { return Ok(false) };
    app.store()
        .write("take step", move |tx| {
            let taking = Step { pool_id: pool, user_id: user, sealed: &confirmed.sealed, step };
            Ok::<_, Error>(totp::take_step(tx, taking)?)
        })
        .await
}

/// Whether the member has an authenticator app that works.
pub(crate) fn is_confirmed(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, store::Error> {
    Ok(totp::find(tx, pool, user)?.is_some_and(|found| found.confirmed.is_some()))
}

/// A seal opens only in the row of its own member.
fn context(pool: PoolId, user: UserId) -> [u8; 32] {
    let mut context = [0; 32];
    context[..16].copy_from_slice(pool.as_bytes());
    context[16..].copy_from_slice(user.as_bytes());
    context
}

/// The secret of a member's app, for the operator who brings members elsewhere.
pub(crate) fn opened(app: &App, whose: (PoolId, UserId), sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    open(app, whose, sealed)
}

fn open(app: &App, (pool, user): (PoolId, UserId), sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let opened = app.snapshot().ring.open_sealed(SEAL, &context(pool, user), sealed);
    opened.ok_or_else(|| store::Error::CorruptRow { table: "totps", column: "sealed", id: user.to_string() }.into())
}

fn stand_in(app: &App, (pool, user): (PoolId, UserId)) -> Zeroizing<Vec<u8>> {
    let drawn = app.snapshot().ring.keyed("totp stand-in", &[&context(pool, user)]);
    Zeroizing::new(drawn.into_iter().take(SECRET_BYTES).collect())
}

#[cfg(test)]
mod tests;
