//! Passkeys that are put aside (S0-18, S0-23, S2-30): after a recovery, or because a member has lost the device. They open nothing and are
//! asked for nowhere, until the member confirms them. An email sign-in opens the putting aside of lost ones and nothing else.

use super::{PasskeyList, listed, may_change, refuse};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::factors;
use crate::messages::{self, Address};
use crate::method::{Method, Strength};
use crate::news::News;
use crate::notices;
use crate::policy::Sensitive;
use crate::recovery::{self, Occasion, Others};
use crate::session::{Evidence, Session};
use crate::sign_up::Aborted;
use crate::signals::Whole;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use serde::Deserialize;
use store::id::PasskeyId;
use store::notice::NoticeKind;
use store::passkey;
use store::user;
use store::{Tx, audit_event};

/// The body of replace: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {}

/// Takes a passkey back into use, and answers the list.
pub async fn confirm(app: &App, visit: &Visit, session: &Session, id: PasskeyId) -> Result<PasskeyList, Error> {
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    let about = About::member(session.user_id).passkey(id, "");
    let mut event = audit::done(app, &Scene::from(visit), Kind::PasskeyConfirmed, about).await?;
    let told = factors::told(app, visit, session.user_id, News::PasskeyConfirmed).await?;
    let (pool, user, epoch, session_id) = (session.pool_id, session.user_id, session.epoch, session.id);
    let written = app
        .store()
        .write("confirm passkey", move |tx| {
            let is_there = store::session::find(tx, pool, session_id)?.is_some();
            if !is_there || !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            if !passkey::confirm(tx, pool, user, id)? {
                return Err(Aborted::Refused(Reason::PasskeyUnknown));
            }
            event.passkey_label = passkey::find(tx, pool, id)?.map(|row| row.name);
            messages::insert_all(tx, &told)?;
            Ok(audit_event::insert(tx, &event)?)
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => listed(app, &visit.door, session, Whole::No).await,
        Err(reason) => Err(refuse(app, visit, session.user_id, None, reason).await),
    }
}

/// Puts all passkeys aside but the one that opened this session, and ends all other sessions. The new one is added next, the old ones are
/// removed later.
pub async fn replace(app: &App, visit: &Visit, session: &Session, _: Replace) -> Result<PasskeyList, Error> {
    if !may_replace_by_mail(session, app.now()) {
        require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    }
    let by = if is_by_mail(session) { sole_mail(app, session).await? } else { None };
    let occasion = Occasion {
        user: session.user_id,
        epoch: session.epoch,
        others: Others::EndAllBut(session.id),
        by: by.as_slice(),
        notice: NoticeKind::PasskeysReplaced,
    };
    let ending = recovery::prepare(app, visit, occasion).await?;
    let (pool, user, epoch, session_id, renewed) =
        (session.pool_id, session.user_id, session.epoch, session.id, ending.epoch());
    let now = app.now();
    let written = app
        .store()
        .write("put passkeys aside", move |tx| {
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            notices::require_no_hold(tx, (pool, user), now)?;
            let kept = passkey_of_session(tx, session_id, pool)?;
            // Where there is nothing to put aside, nothing was lost, and nobody is told so or held.
            let has = passkey::of_user(tx, pool, user)?;
            let is_due = has.iter().any(|row| row.quarantined_at.is_none() && Some(row.id) != kept);
            if is_due {
                ending.write(tx, kept)?;
            }
            Ok(is_due)
        })
        .await;
    match Aborted::settle(written)? {
        Ok(is_done) => {
            messages::ring(app);
            let session = Session { epoch: if is_done { renewed } else { epoch }, ..session.clone() };
            listed(app, &visit.door, &session, Whole::No).await
        }
        Err(reason) => Err(refuse(app, visit, session.user_id, None, reason).await),
    }
}

/// The passkey that opened the session is at hand, so it is not lost.
fn passkey_of_session(
    tx: &mut Tx<'_>,
    session: store::id::SessionId,
    pool: store::id::PoolId,
) -> Result<Option<PasskeyId>, Aborted> {
    match store::session::find(tx, pool, session)? {
        Some(facts) => Ok(facts.session.passkey_id),
        None => Err(Aborted::Refused(Reason::AccountUnavailable)),
    }
}

/// The mailbox that opened the session, where the member has but one: it must not be the only one that hears of it.
async fn sole_mail(app: &App, session: &Session) -> Result<Option<String>, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let reach = app.store().read("reach", move |tx| Ok::<_, Error>(messages::reach(tx, pool, user)?)).await?;
    let mut mails = reach.into_iter().filter_map(|address| match address {
        Address::Mail(mail) => Some(mail),
        Address::Phone(_) | Address::Webhook(_) => None,
    });
    let first = mails.next();
    Ok(first.filter(|_| mails.next().is_none()))
}

fn is_by_mail(session: &Session) -> bool {
    session.proved.methods.iter().any(|method| matches!(method, Method::EmailCode | Method::MagicLink))
}

/// "Lost passkey": an email sign-in that is recent enough, and where the role requires a passkey a recovery code or an access pass
/// besides. Where a recovery by messages waits, so it does too: nobody gets around the wait by putting the passkeys aside instead.
fn may_replace_by_mail(session: &Session, now: i64) -> bool {
    let (policy, proved) = (session.policy.as_ref(), &session.proved);
    let is_recent = now - proved.at <= policy.step_up_ms;
    let needs_more = policy.requires_passkey(now)
        || policy.passkey_after_magic_link
        || policy.device_bound_only
        || policy.recovery_wait_ms.is_some()
        || policy.fallback > Strength::Single;
    let has_more = || proved.methods.iter().any(|method| matches!(method, Method::RecoveryCode | Method::AccessPass));
    let is_code = proved.evidence() == Evidence::Code;
    is_code && is_by_mail(session) && is_recent && (!needs_more || has_more())
}
