//! Sessions: a time-ordered id that finds the row and a secret of 256 bits that proves the holder. Only the secret's hash is stored.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::Error;
use crate::journey::Assurance;
use crate::random;
use crate::snapshot::FrontDoor;
use crate::visit::{SignedIn, Visit};
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::{PasskeyId, PoolId, SessionId, UserId};
use store::user::UserStatus;
use store::{administrator, audit_event, identifier, session};

/// A proof older than this opens no change of passkeys (S3-25).
pub const FRESH_MS: i64 = 5 * 60 * 1000;

/// Who is signed in, and how that came to be.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub display_name: String,
    pub identifier: Option<String>,
    pub authenticated_at: i64,
    pub expires_at: i64,
    pub amr: Vec<String>,
    pub acr: String,
    pub is_administrator: bool,
    pub(crate) epoch: i64,
}

impl Session {
    /// Whether the last proof is recent enough for sensitive changes. Exactly five minutes still is.
    pub fn is_fresh(&self, now: i64) -> bool {
        now - self.authenticated_at <= FRESH_MS
    }
}

/// The session behind a token, if it lives: not expired, of this workspace, and of a member who is active and whose epoch is unchanged.
pub async fn find(app: &App, door: &FrontDoor, token: &str) -> Result<Option<Session>, Error> {
    let Some((id, secret)) = read_token(token) else { return Ok(None) };
    let (pool, workspace, now) = (door.pool.id, door.workspace.id, app.now());
    let secret_hash = sha256(&secret);
    app.store()
        .read("find session", move |tx| {
            let Some(facts) = session::find(tx, pool, id)? else { return Ok(None) };
            let row = facts.session;
            let is_holder = constant_time::verify_slices_are_equal(&row.secret_hash, &secret_hash).is_ok();
            let lives =
                row.expires_at > now && facts.user_status == UserStatus::Active && facts.user_epoch == row.epoch;
            if !is_holder || !lives || row.workspace_id != workspace {
                return Ok(None);
            }
            let identifier = identifier::of_user(tx, pool, row.user_id)?.into_iter().next();
            Ok::<_, Error>(Some(Session {
                id: row.id,
                pool_id: pool,
                user_id: row.user_id,
                display_name: facts.display_name,
                identifier: identifier.map(|identifier| identifier.value),
                authenticated_at: row.authenticated_at,
                expires_at: row.expires_at,
                amr: row.amr.split(' ').map(str::to_owned).collect(),
                acr: row.acr,
                is_administrator: administrator::of_user(tx, pool, row.user_id)?.is_some(),
                epoch: row.epoch,
            }))
        })
        .await
}

/// Ends a session.
pub async fn sign_out(app: &App, visit: &Visit, session: &Session) -> Result<(), Error> {
    let event = audit::done(app, &Scene::from(visit), Kind::SignOut, About::member(session.user_id)).await?;
    let (pool, id) = (session.pool_id, session.id);
    app.store()
        .write("sign out", move |tx| {
            // Two sign-outs at once: one has the effect, so one has the event.
            if session::delete(tx, pool, id)? {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(())
        })
        .await
}

/// A session about to be opened: the row, and the token for its holder.
pub(crate) struct Opening {
    pub row: session::Session,
    pub signed_in: SignedIn,
}

impl Opening {
    /// The same, ending at this moment if it would live longer.
    pub(crate) fn no_longer_than(mut self, expires_at: i64) -> Self {
        self.row.expires_at = self.row.expires_at.min(expires_at);
        self.signed_in.expires_at = self.row.expires_at;
        self
    }
}

/// Who opens a session, and with what.
pub(crate) struct Opener {
    pub user_id: UserId,
    pub epoch: i64,
    pub passkey_id: PasskeyId,
}

/// Prepares a session. It exists once its row is written.
pub(crate) fn prepare(app: &App, visit: &Visit, opener: &Opener, assurance: Assurance) -> Result<Opening, Error> {
    let (ms, random) = app.id_parts()?;
    let id = SessionId::from_parts(ms, random);
    let secret: [u8; 32] = random::bytes(app.random())?;
    let now = app.now();
    let expires_at = now + visit.door.pool.settings.session_seconds * 1000;
    let row = session::Session {
        pool_id: visit.door.pool.id,
        id,
        tenant_id: visit.door.tenant.id,
        workspace_id: visit.door.workspace.id,
        user_id: opener.user_id,
        secret_hash: sha256(&secret),
        epoch: opener.epoch,
        amr: assurance.amr.join(" "),
        acr: assurance.acr.to_owned(),
        authenticated_at: now,
        created_at: now,
        expires_at,
        passkey_id: Some(opener.passkey_id),
        address: visit.address.to_string(),
        user_agent_id: None,
    };
    let signed_in = SignedIn {
        user_id: opener.user_id,
        session_token: write_token(id, &secret),
        expires_at,
        amr: assurance.amr,
        acr: assurance.acr,
        signals: None,
    };
    Ok(Opening { row, signed_in })
}

fn write_token(id: SessionId, secret: &[u8; 32]) -> String {
    let mut bytes = [0; 48];
    bytes[..16].copy_from_slice(id.as_bytes());
    bytes[16..].copy_from_slice(secret);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_token(token: &str) -> Option<(SessionId, [u8; 32])> {
    let mut bytes = [0; 48];
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    let (id, secret) = bytes.get(..length)?.split_at_checked(16)?;
    Some((SessionId::from_bytes(id.try_into().ok()?), secret.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let (id, secret) = (SessionId::from_bytes([7; 16]), [9; 32]);
        assert_eq!(read_token(&write_token(id, &secret)), Some((id, secret)));
        for junk in ["", "x", "ä", &"A".repeat(63), &"A".repeat(65), &"A".repeat(4000)] {
            assert_eq!(read_token(junk), None, "{junk}");
        }
    }
}
