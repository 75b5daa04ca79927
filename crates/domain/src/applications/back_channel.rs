//! Applications are told when a session that signed their member in is over (OpenID Connect Back-Channel Logout 1.0). What is to be told was
//! noted by whatever ended the session; here it is sent, a few times where it must be, always as the same message. It must never tell an
//! application of a session that it has not seen.

use super::issuer::Issuer;
use super::signing;
use super::subject;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, one_line};
use crate::outgoing::HttpRequest;
use openidconnect::http::header::CONTENT_TYPE;
use openidconnect::http::{Request, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::session_client::{self, SessionClient};
use store::{Tx, id::TokenId};
use tokio::task::JoinSet;

const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A message is read at once (2.4); each attempt signs it anew.
const LIFE_S: i64 = 120;
/// At a time, and all at once.
const BATCH: u32 = 20;
/// Longer than any call takes.
const LEASE_MS: i64 = 60_000;
/// After each attempt that failed. After the last one the application is left alone: its own session ends some day.
const WAITS_MS: [i64; 5] = [5_000, 30_000, 120_000, 600_000, 1_800_000];

#[derive(Serialize)]
struct Message<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    iat: i64,
    exp: i64,
    /// The same at each attempt.
    jti: TokenId,
    sid: &'a str,
    events: Value,
}

/// What became of one.
enum Told {
    Yes,
    /// The application wants to hear of nothing, or is gone.
    NotAsked,
    No(String),
}

/// Tells what is to be told now. `true` where more may wait.
pub async fn tell(app: &Arc<App>) -> Result<bool, Error> {
    let now = app.now();
    let is_any = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::is_any_due(tx, now)?);
    if !app.store().read("look for ended sessions", is_any).await? {
        return Ok(false);
    }
    let take = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::due(tx, (now, now + LEASE_MS), BATCH)?);
    let rows = app.store().write("take ended sessions", take).await?;
    let is_full = rows.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
    let mut calls = JoinSet::new();
    for row in rows {
        let app = Arc::clone(app);
        calls.spawn(async move {
            let told = call(&app, &row).await?;
            settle(&app, row, told).await
        });
    }
    let mut first = Ok(());
    while let Some(done) = calls.join_next().await {
        // One that panicked is due again when its lease is over.
        first = first.and(done.unwrap_or(Ok(())));
    }
    first.map(|()| is_full)
}

async fn call(app: &App, row: &SessionClient) -> Result<Told, Error> {
    let snapshot = app.snapshot();
    let door = snapshot.doors().iter().find(|door| door.workspace.id == row.workspace_id);
    let client = snapshot.client(row.tenant_id, row.workspace_id, &row.client_id).filter(|client| client.enabled);
    let Some((door, client)) = door.zip(client) else { return Ok(Told::NotAsked) };
    let Some(uri) = &client.settings.backchannel_logout_uri else { return Ok(Told::NotAsked) };
    let issuer = Issuer::of_door(app, door);
    let now = app.now();
    let message = Message {
        iss: &issuer.url,
        sub: subject::of(&snapshot.ring, &client, row.user_id),
        aud: &client.id,
        iat: now / 1000,
        exp: now / 1000 + LIFE_S,
        jti: row.message_id,
        sid: &row.sid,
        events: json!({ EVENT: {} }),
    };
    let signers = signing::of_tenant(app, issuer.tenant).await?;
    let key = signers.signing(client.algorithm(), now).ok_or(Error::Signing(None))?;
    let token = key.sign(TYPE, &message).map_err(|error| Error::Signing(Some(error)))?;
    let Some(request) = request(uri, &token) else { return Ok(Told::No("its address cannot be called".to_owned())) };
    Ok(match app.call(request).await {
        Ok(answer) if matches!(answer.status(), StatusCode::OK | StatusCode::NO_CONTENT) => Told::Yes,
        Ok(answer) => Told::No(format!("it answered with status {}", answer.status().as_u16())),
        Err(error) => Told::No(one_line(&error)),
    })
}

/// A token has no character that a form would have to escape.
fn request(uri: &str, token: &str) -> Option<HttpRequest> {
    let request = Request::post(uri).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(format!("logout_token={token}").into_bytes()).ok()
}

async fn settle(app: &App, row: SessionClient, told: Told) -> Result<(), Error> {
    let trouble = match told {
        Told::Yes | Told::NotAsked => None,
        Told::No(trouble) => Some(trouble),
    };
    let wait = usize::try_from(row.attempts - 1).ok().and_then(|place| WAITS_MS.get(place));
    if let Some(trouble) = &trouble {
        let client = &row.client_id;
        tracing::warn!(%client, attempts = row.attempts, trouble, "an application is not told that a session is over");
    }
    let event = match (&trouble, wait) {
        (Some(_), Some(wait)) => {
            let due_at = app.now() + wait;
            let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::put_off(tx, &row, due_at)?);
            return app.store().write("put off ended session", write).await.map(drop);
        }
        (Some(_), None) => Some(given_up(app, &row)?),
        (None, _) => None,
    };
    let write = move |tx: &mut Tx<'_>| {
        if session_client::settle(tx, &row)?
            && let Some(event) = &event
        {
            audit_event::insert(tx, event)?;
        }
        Ok::<_, Error>(())
    };
    app.store().write("settle ended session", write).await
}

fn given_up(app: &App, row: &SessionClient) -> Result<AuditEvent, Error> {
    let scene = Scene::of_pool(row.tenant_id, row.pool_id);
    let event = audit::drawn(app, &scene, Kind::LogoutNotTold, About::member(row.user_id))?;
    let detail = Some(Cow::Owned(row.client_id.clone()));
    Ok(AuditEvent { workspace_id: Some(row.workspace_id), detail, ..event })
}
