//! Applications are told when a session that signed their member in is over (OpenID Connect Back-Channel Logout 1.0). What is to be told was
//! noted by whatever ended the session; here it is sent, a few times where it must be, always as the same message. It must never tell an
//! application of a session that it has not seen, and none may keep the others waiting.

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
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::id::{TenantId, TokenId, WorkspaceId};
use store::session_client::{self, SessionClient};
use tokio::task::{Id, JoinSet};

const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A message is read at once (2.4); each attempt signs it anew.
const LIFE_S: i64 = 120;
/// Calls of one application at the same time.
const LANES: usize = 2;
/// Of each application at a time, dealt to its lanes.
const OF_EACH: u32 = 20;
/// Applications that are called at the same time, and those of one tenant: no tenant has all the room.
const APPLICATIONS: usize = 40;
const OF_TENANT: usize = 10;
/// How many are looked at to find those for which there is room: more than [`APPLICATIONS`], whoever they are.
const LOOK: u32 = 400;
/// Longer than all calls of a lane take.
const LEASE_MS: i64 = 180_000;
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
    /// It answered that it did not take this one.
    No(String),
    /// Nobody answered: it would listen to no other now, either.
    Away(String),
}

type Receiver = (TenantId, WorkspaceId, String);

fn receiver(row: &SessionClient) -> Receiver {
    (row.tenant_id, row.workspace_id, row.client_id.clone())
}

/// What this node is saying at this moment. Whatever it drops is due again when its lease is over.
#[derive(Debug, Default)]
pub struct Telling {
    lanes: JoinSet<Result<(), Error>>,
    busy: HashMap<Id, Receiver>,
}

impl Telling {
    /// Begins with what is due and has room, and waits for none of it.
    pub async fn begin(&mut self, app: &Arc<App>) -> Result<(), Error> {
        let now = app.now();
        let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::due(tx, now, (OF_EACH, LOOK))?);
        let rows = self.with_room(app.store().read("look for ended sessions", look).await?);
        if rows.is_empty() {
            return Ok(());
        }
        let take = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::take(tx, &rows, now + LEASE_MS)?);
        let mut dealt: BTreeMap<Receiver, [Vec<SessionClient>; LANES]> = BTreeMap::new();
        for row in app.store().write("take ended sessions", take).await? {
            let lanes = dealt.entry(receiver(&row)).or_default();
            if let Some(lane) = lanes.iter_mut().min_by_key(|lane| lane.len()) {
                lane.push(row);
            }
        }
        for (receiver, lanes) in dealt {
            for rows in lanes.into_iter().filter(|rows| !rows.is_empty()) {
                let lane = self.lanes.spawn(tell(Arc::clone(app), rows));
                self.busy.insert(lane.id(), receiver.clone());
            }
        }
        Ok(())
    }

    /// Until one of its lanes is through; none where nothing is being said. May be left and asked again.
    pub async fn next(&mut self) -> Option<Result<(), Error>> {
        let (lane, done) = match self.lanes.join_next_with_id().await? {
            Ok((lane, done)) => (lane, done),
            // One that panicked is due again when its lease is over.
            Err(error) => (error.id(), Ok(())),
        };
        self.busy.remove(&lane);
        Some(done)
    }

    /// Without those whose application is being called, and no more applications than there is room for.
    fn with_room(&self, due: Vec<SessionClient>) -> Vec<SessionClient> {
        let busy: HashSet<Receiver> = self.busy.values().cloned().collect();
        let mut fresh = HashSet::new();
        let mut has_room = |row: &SessionClient| {
            let whose = receiver(row);
            if busy.contains(&whose) || fresh.contains(&whose) {
                return fresh.contains(&whose);
            }
            let of_tenant = busy.iter().chain(&fresh).filter(|other| other.0 == row.tenant_id).count();
            let has_room = busy.len() + fresh.len() < APPLICATIONS && of_tenant < OF_TENANT;
            has_room && fresh.insert(whose)
        };
        due.into_iter().filter(|row| has_room(row)).collect()
    }
}

/// One after the other, until nobody answers: the rest waits together.
async fn tell(app: Arc<App>, rows: Vec<SessionClient>) -> Result<(), Error> {
    let (mut first, mut rows) = (Ok(()), rows.into_iter());
    while let Some(row) = rows.next() {
        let done = match call(&app, &row).await {
            Ok(Told::Yes | Told::NotAsked) => settle(&app, row).await,
            Ok(Told::No(trouble)) => fail(&app, vec![row], (trouble, false)).await,
            Ok(Told::Away(trouble)) => {
                let all = std::iter::once(row).chain(rows.by_ref()).collect();
                fail(&app, all, (trouble, true)).await
            }
            Err(error) => Err(error),
        };
        first = first.and(done);
    }
    first
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
        Err(error) => Told::Away(one_line(&error)),
    })
}

/// A token has no character that a form would have to escape.
fn request(uri: &str, token: &str) -> Option<HttpRequest> {
    let request = Request::post(uri).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(format!("logout_token={token}").into_bytes()).ok()
}

async fn settle(app: &App, row: SessionClient) -> Result<(), Error> {
    let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(session_client::settle(tx, &row)?);
    app.store().write("settle ended session", write).await.map(drop)
}

/// These are tried again later, each as often as it has left. Where nobody answered, all others of the application wait with them.
async fn fail(app: &App, rows: Vec<SessionClient>, (trouble, is_away): (String, bool)) -> Result<(), Error> {
    let now = app.now();
    let mut left = Vec::with_capacity(rows.len());
    for row in rows {
        let wait = usize::try_from(row.attempts - 1).ok().and_then(|place| WAITS_MS.get(place)).copied();
        let event = if wait.is_none() { Some(given_up(app, &row)?) } else { None };
        left.push((row, now + wait.unwrap_or_default(), event));
    }
    if let Some((SessionClient { client_id: client, attempts, .. }, ..)) = left.first() {
        tracing::warn!(%client, attempts, rows = left.len(), trouble, "an application is not told that a session is over");
    }
    let write = move |tx: &mut Tx<'_>| {
        for (row, due_at, event) in &left {
            match event {
                None => drop(session_client::put_off(tx, row, *due_at)?),
                Some(event) if session_client::settle(tx, row)? => audit_event::insert(tx, event)?,
                Some(_) => {}
            }
        }
        if let Some((row, due_at, _)) = left.first().filter(|_| is_away) {
            let last = i64::try_from(WAITS_MS.len()).unwrap_or(i64::MAX);
            session_client::put_off_rest(tx, row, (now, (*due_at).max(now + WAITS_MS[0])), last)?;
        }
        Ok::<_, Error>(())
    };
    app.store().write("put off ended sessions", write).await
}

fn given_up(app: &App, row: &SessionClient) -> Result<AuditEvent, Error> {
    let scene = Scene::of_pool(row.tenant_id, row.pool_id);
    let event = audit::drawn(app, &scene, Kind::LogoutNotTold, About::member(row.user_id))?;
    let detail = Some(Cow::Owned(row.client_id.clone()));
    Ok(AuditEvent { workspace_id: Some(row.workspace_id), detail, ..event })
}
