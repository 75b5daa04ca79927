//! From a code to a session. A page of another origin signs a member in without ever holding a token: its finish opens a session that no
//! token fits yet and that ends within a minute. The site's own server exchanges the code for the token, with the secret whose hash its page
//! showed at begin and finish (ADR 14). Whoever has only the code, or only the secret, has nothing.

use super::{end_of, read_token, write_token};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::{Error, Phase, Reason};
use crate::policy;
use crate::random;
use crate::snapshot::FrontDoor;
use crate::visit::{Client, Visit};
use aws_lc_rs::constant_time;
use serde::Deserialize;
use std::sync::Arc;
use store::id::{SessionId, UserId};
use store::{Tx, audit_event, session};

/// A site's server exchanges at once; whoever finds a code later finds nothing behind it.
pub(super) const CODE_LIFE_MS: i64 = 60_000;

/// As short as 256 bits in base64url are. A hash stands in the page, so a secret that could be guessed would be worth nothing.
const SHORTEST_SECRET: usize = 43;
const LONGEST_SECRET: usize = 512;

/// What a site's server sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub code: String,
    pub secret: String,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").finish_non_exhaustive()
    }
}

/// What the store keeps of a code: one hash over its random half and the site's hash, so that only both together find the session. A
/// token's secret has another length, so no code is ever a token.
pub(super) fn code_hash(secret: &[u8; 32], site: &[u8; 32]) -> [u8; 32] {
    let mut both = [0; 64];
    both[..32].copy_from_slice(secret);
    both[32..].copy_from_slice(site);
    sha256(&both)
}

/// Exchanges a code, once. Unknown, used, too old, of another place or without its secret: all look alike.
///
/// A wrong secret leaves the code as it is. Neither can be guessed, and to spend the code would let whoever has only seen it spoil a sign-in.
pub async fn exchange(app: &App, visit: &Visit, ask: &Ask) -> Result<Exchanged, Error> {
    if visit.client != Client::App {
        return Err(refuse(app, visit, Reason::CrossSite).await);
    }
    if !(SHORTEST_SECRET..=LONGEST_SECRET).contains(&ask.secret.len()) {
        return Err(refuse(app, visit, Reason::CodeUnknown).await);
    }
    let Some((id, random)) = read_token(&ask.code) else {
        return Err(refuse(app, visit, Reason::CodeUnknown).await);
    };
    let hash = code_hash(&random, &sha256(ask.secret.as_bytes()));
    let token: [u8; 32] = random::bytes(app.random())?;
    let (door, now, token_hash) = (Arc::clone(&visit.door), app.now(), sha256(&token));
    let look = {
        let door = Arc::clone(&door);
        move |tx: &mut Tx<'_>| look_up(tx, &door, (id, &hash), now)
    };
    let Some((row, _)) = app.store().read("find code", look).await? else {
        return Err(refuse(app, visit, Reason::CodeUnknown).await);
    };
    let event = audit::done(app, &Scene::from(visit), Kind::CodeExchanged, About::member(row.user_id)).await?;
    // Two at once: one row changes, so one has the token.
    let take = move |tx: &mut Tx<'_>| {
        let Some((row, expires_at)) = look_up(tx, &door, (id, &hash), now)? else { return Ok(None) };
        if !session::exchange(tx, door.pool.id, id, (&hash, &token_hash), expires_at)? {
            return Ok(None);
        }
        audit_event::insert(tx, &event)?;
        Ok::<_, Error>(Some((row, expires_at)))
    };
    match app.store().write("exchange code", take).await? {
        Some((row, expires_at)) => Ok(Exchanged {
            user_id: row.user_id,
            session_token: write_token(id, &token),
            expires_at,
            amr: row.amr.split(' ').map(str::to_owned).collect(),
            acr: row.acr,
        }),
        None => Err(refuse(app, visit, Reason::CodeUnknown).await),
    }
}

/// A session has been handed to a site's server.
pub struct Exchanged {
    pub user_id: UserId,
    pub session_token: String,
    pub expires_at: i64,
    pub amr: Vec<String>,
    pub acr: String,
}

impl std::fmt::Debug for Exchanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchanged").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// The session behind a code, and when it ends once it is exchanged.
fn look_up(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (id, hash): (SessionId, &[u8; 32]),
    now: i64,
) -> Result<Option<(session::Session, i64)>, Error> {
    let Some(facts) = session::find(tx, door.pool.id, id)? else { return Ok(None) };
    if constant_time::verify_slices_are_equal(&facts.session.secret_hash, hash).is_err() {
        return Ok(None);
    }
    let policy = policy::of_member(tx, door, facts.session.user_id)?;
    if end_of(&facts, door.workspace.id, &policy, now).is_some() {
        return Ok(None);
    }
    let expires_at = facts.session.created_at.saturating_add(policy.session_ms);
    Ok(Some((facts.session, expires_at)))
}

async fn refuse(app: &App, visit: &Visit, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Session, None, (reason, About::default())).await
}
