//! A member's answer to a waiting device. Allowing is a grant like that of a code: its secret is the device's own. It rests on a passkey that was
//! shown after the device asked and not long ago, and says no more of the sign-in than that was.

use super::{LIFE_S, Waiting};
use crate::app::App;
use crate::applications::authorize::{beside_earlier, is_in_hardware};
use crate::applications::client::GrantType;
use crate::applications::token::Requested;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::oauth::claims::Said;
use crate::session::{Evidence, Session};
use crate::visit::Visit;
use std::borrow::Cow;
use store::audit_event::{self, AuditEvent};
use store::consent::{self, Consent};
use store::grant::{self, Grant};
use store::id::GrantId;
use store::user::UserStatus;
use store::{Tx, device_authorization, session};

/// However lax a pool is.
const FRESH_MS: i64 = 5 * 60 * 1000;

/// Whether a session may answer for its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// The member must prove again first.
    Stale,
    /// They have just proved who they are, but without a passkey.
    NoPasskey,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Done,
    /// Somebody else has answered, or the session or the request is over.
    Gone,
    NotReady(Readiness),
}

/// A proof counts that was given since the device asked: what was proved before, for something else, allows nothing here.
pub fn readiness(app: &App, session: &Session, waiting: &Waiting) -> Readiness {
    let (at, now) = (session.proved.at, app.now());
    let is_fresh = at >= waiting.since && now - at <= session.policy.step_up_ms.min(FRESH_MS);
    if !is_fresh || session.shortfall().is_some() {
        Readiness::Stale
    } else if session.proved.evidence() == Evidence::Passkey {
        Readiness::Ready
    } else {
        Readiness::NoPasskey
    }
}

/// The member lets the device in.
pub async fn allow(app: &App, visit: &Visit, session: &Session, waiting: &Waiting) -> Result<Answered, Error> {
    match readiness(app, session, waiting) {
        Readiness::Ready => {}
        not_ready => return Ok(Answered::NotReady(not_ready)),
    }
    let (ms, random) = app.id_parts()?;
    let now = app.now();
    let grant = drawn(session, waiting, (GrantId::from_parts(ms, random), now), visit)?;
    let consent = Consent {
        pool_id: session.pool_id,
        user_id: session.user_id,
        workspace_id: waiting.row.workspace_id,
        client_id: waiting.client.id.clone(),
        scope: waiting.scopes.to_string(),
        granted_at: now,
    };
    let event = event(app, visit, session, (Kind::DeviceAllowed, waiting)).await?;
    let place = (waiting.row.workspace_id, waiting.row.id);
    let (pool, epoch, id) = (session.pool_id, session.epoch, session.id);
    let since = waiting.client.created_at;
    let write = move |tx: &mut Tx<'_>| {
        let lives = session::find(tx, pool, id)?.is_some_and(|facts| {
            let is_over = facts.session.expires_at <= now || facts.idle_ended_at.is_some();
            !is_over && facts.user_status == UserStatus::Active && facts.user_epoch == epoch
        });
        if !lives || !device_authorization::allow(tx, place, grant.id)? {
            return Ok(false);
        }
        let words: Vec<String> = grant.amr.split(' ').map(str::to_owned).collect();
        let said = Said::of_session(&words, &grant.acr, is_in_hardware(tx, (pool, id))?);
        grant::insert(tx, &Grant { amr: said.amr.join(" "), acr: said.acr, ..grant.clone() })?;
        let consent = beside_earlier(tx, &consent, since)?;
        consent::put(tx, &consent)?;
        audit_event::insert(tx, &event)?;
        Ok::<_, Error>(true)
    };
    let is_done = app.store().write("allow a device", write).await?;
    Ok(if is_done { Answered::Done } else { Answered::Gone })
}

/// The member refuses it. Whoever wants nothing to happen need not prove again.
pub async fn deny(app: &App, visit: &Visit, session: &Session, waiting: &Waiting) -> Result<Answered, Error> {
    let event = event(app, visit, session, (Kind::DeviceRefused, waiting)).await?;
    let (place, now) = ((waiting.row.workspace_id, waiting.row.id), app.now());
    let write = move |tx: &mut Tx<'_>| {
        let is_first = device_authorization::deny(tx, place, now)?;
        if is_first {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(is_first)
    };
    let is_done = app.store().write("refuse a device", write).await?;
    Ok(if is_done { Answered::Done } else { Answered::Gone })
}

async fn event(
    app: &App,
    visit: &Visit,
    session: &Session,
    (kind, waiting): (Kind, &Waiting),
) -> Result<AuditEvent, Error> {
    let event = audit::done(app, &Scene::from(visit), kind, About::member(session.user_id)).await?;
    Ok(AuditEvent { detail: Some(Cow::Owned(waiting.client.id.clone())), ..event })
}

fn drawn(session: &Session, waiting: &Waiting, (id, now): (GrantId, i64), visit: &Visit) -> Result<Grant, Error> {
    let row = &waiting.row;
    let outlives = waiting.scopes.contains("offline_access") && waiting.client.may(GrantType::RefreshToken);
    // The device asks once more before its time is over, and a last time at its end.
    let ends_at = row.expires_at.min(now + LIFE_S * 1000);
    Ok(Grant {
        workspace_id: row.workspace_id,
        id,
        tenant_id: visit.door.tenant.id,
        pool_id: session.pool_id,
        client_id: waiting.client.id.clone(),
        user_id: session.user_id,
        session_id: (!outlives).then_some(session.id),
        epoch: session.epoch,
        scope: waiting.scopes.to_string(),
        amr: session.amr.join(" "),
        acr: session.acr.clone(),
        authenticated_at: session.authenticated_at,
        request: serde_json::to_string(&Requested::default()).map_err(Error::Answer)?,
        code_hash: Some(row.secret_hash),
        code_expires_at: Some(ends_at),
        code_spent_at: None,
        key_thumbprint: None,
        generation: 0,
        rotated_at: now,
        created_at: now,
        expires_at: ends_at,
        revoked_at: None,
    })
}
