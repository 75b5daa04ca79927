//! The code itself: a grant, written in one transaction with the member's agreement and the event that records it.

use super::{Asked, is_in_hardware};
use crate::app::App;
use crate::applications::client::GrantType;
use crate::applications::token::{Requested, write_code};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::Error;
use crate::oauth::authorize::{ClaimWish, scope_of};
use crate::oauth::claims::Said;
use crate::oauth::scope::Scopes;
use crate::random;
use crate::session::Session;
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::consent::{self, Consent};
use store::grant::{self, Grant};
use store::id::{GrantId, TokenId, WorkspaceId};
use store::session_client::{self, SessionClient};
use store::user::UserStatus;
use store::{Tx, audit_event, session};

/// ASVS 10.4.3: whoever finds one later finds nothing behind it.
const LIFE_MS: i64 = 60_000;

/// How a session came to be, as tokens say it.
pub(super) fn said(session: &Session, in_hardware: bool) -> Said {
    Said::of_session(&session.amr, &session.acr, in_hardware)
}

/// A code for this session, and what the member agreed to; `None` where the session is over by now.
pub(super) async fn issue(
    app: &App,
    visit: &Visit,
    session: &Session,
    (asked, agreed): (&Asked, bool),
) -> Result<Option<String>, Error> {
    let (ms, random) = app.id_parts()?;
    let (id, secret, now) = (GrantId::from_parts(ms, random), random::bytes::<32>(app.random())?, app.now());
    let grant = drawn(session, visit, (asked, id), (&sha256(&secret), now));
    let (entry, requested) = (entry(app, visit, session, asked)?, requested(asked));
    let consent = agreed.then(|| Consent {
        pool_id: session.pool_id,
        user_id: session.user_id,
        workspace_id: visit.door.workspace.id,
        client_id: asked.client.id.clone(),
        scope: asked.covered.to_string(),
        granted_at: now,
    });
    let event = audit::done(app, &Scene::from(visit), Kind::ApplicationEntered, About::member(session.user_id)).await?;
    let event = audit_event::AuditEvent { detail: Some(Cow::Owned(asked.client.id.clone())), ..event };
    let (pool, of, session, since) = (session.pool_id, session.epoch, session.id, asked.client.created_at);
    let write = move |tx: &mut Tx<'_>| {
        let facts = session::find(tx, pool, session)?;
        let lives = facts.is_some_and(|facts| {
            let is_over = facts.session.expires_at <= now || facts.idle_ended_at.is_some();
            !is_over && facts.user_status == UserStatus::Active && facts.user_epoch == of
        });
        if !lives {
            return Ok(false);
        }
        let said = Said::of_session(&words(&grant.amr), &grant.acr, is_in_hardware(tx, (pool, session))?);
        let known_as = entry.as_ref().map(|entry| session_client::enter(tx, entry)).transpose()?;
        let request =
            serde_json::to_string(&Requested { sid: known_as, ..requested.clone() }).map_err(Error::Answer)?;
        grant::insert(tx, &Grant { amr: said.amr.join(" "), acr: said.acr, request, ..grant.clone() })?;
        if let Some(consent) = &consent {
            let consent = beside_earlier(tx, consent, since)?;
            consent::put(tx, &consent)?;
        }
        audit_event::insert(tx, &event)?;
        Ok::<_, Error>(true)
    };
    let is_written = app.store().write("issue code", write).await?;
    Ok(is_written.then(|| write_code(id, &secret)))
}

/// What was agreed to before stays agreed to: who is asked for less has not taken anything back. Not so what another client of this id was allowed,
/// before `since`.
pub(crate) fn beside_earlier(tx: &mut Tx<'_>, consent: &Consent, since: i64) -> Result<Consent, store::Error> {
    let place = (consent.workspace_id, consent.client_id.as_str());
    let earlier = consent::find(tx, (consent.pool_id, consent.user_id), place)?;
    let earlier = earlier.filter(|row| row.granted_at >= since).map(|row| row.scope);
    let both = format!("{} {}", consent.scope, earlier.unwrap_or_default());
    let scope = Scopes::read(&both).map_or_else(|_| consent.scope.clone(), |scopes| scopes.to_string());
    Ok(Consent { scope, ..consent.clone() })
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn requested(asked: &Asked) -> Requested {
    let request = &asked.request;
    Requested {
        redirect_uri: request.redirect_uri.clone(),
        nonce: request.nonce.clone(),
        code_challenge: request.code_challenge.clone(),
        id_token_claims: names(&request.claims.id_token),
        userinfo_claims: names(&request.claims.userinfo),
        sid: None,
    }
}

/// What of a list of wishes we can say.
fn names(wishes: &BTreeMap<String, ClaimWish>) -> Vec<String> {
    wishes.keys().filter(|claim| scope_of(claim).is_some()).cloned().collect()
}

/// That the client is told of this session; none where it does not ask who is there.
fn entry(app: &App, visit: &Visit, session: &Session, asked: &Asked) -> Result<Option<SessionClient>, Error> {
    if !asked.scopes.contains("openid") {
        return Ok(None);
    }
    let (ms, random) = app.id_parts()?;
    Ok(Some(SessionClient {
        pool_id: session.pool_id,
        session_id: session.id,
        workspace_id: visit.door.workspace.id,
        client_id: asked.client.id.clone(),
        tenant_id: visit.door.tenant.id,
        user_id: session.user_id,
        sid: URL_SAFE_NO_PAD.encode(random::bytes::<16>(app.random())?),
        message_id: TokenId::from_parts(ms, random),
        attempts: 0,
    }))
}

fn drawn(
    session: &Session,
    visit: &Visit,
    (asked, id): (&Asked, GrantId),
    (code_hash, now): (&[u8; 32], i64),
) -> Grant {
    let outlives = asked.scopes.contains("offline_access") && asked.client.may(GrantType::RefreshToken);
    Grant {
        workspace_id: visit.door.workspace.id,
        id,
        tenant_id: visit.door.tenant.id,
        pool_id: session.pool_id,
        client_id: asked.client.id.clone(),
        user_id: session.user_id,
        session_id: (!outlives).then_some(session.id),
        epoch: session.epoch,
        scope: asked.scopes.to_string(),
        amr: session.amr.join(" "),
        acr: session.acr.clone(),
        authenticated_at: session.authenticated_at,
        request: String::new(),
        code_hash: Some(*code_hash),
        code_expires_at: Some(now + LIFE_MS),
        code_spent_at: None,
        key_thumbprint: asked.request.dpop_jkt.clone(),
        generation: 0,
        rotated_at: now,
        created_at: now,
        expires_at: now + LIFE_MS,
        revoked_at: None,
    }
}

/// The member takes back what an application may: its agreement, and all that came of it.
pub async fn withdraw(app: &App, visit: &Visit, session: &Session, client: &str) -> Result<bool, Error> {
    let event = audit::done(app, &Scene::from(visit), Kind::ApplicationLeft, About::member(session.user_id)).await?;
    let event = audit_event::AuditEvent { detail: Some(Cow::Owned(client.to_owned())), ..event };
    let (who, now, client) = ((session.pool_id, session.user_id), app.now(), Arc::<str>::from(client));
    let workspace: WorkspaceId = visit.door.workspace.id;
    let write = move |tx: &mut Tx<'_>| {
        let agreed = consent::delete(tx, who, (workspace, &client))?;
        let ended = grant::revoke_of_client(tx, who, (workspace, &client), now)?;
        if agreed || ended > 0 {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(agreed || ended > 0)
    };
    app.store().write("withdraw from application", write).await
}
