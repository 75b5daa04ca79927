//! Devices without a keyboard (RFC 8628): a device shows a short code, its user types it into a browser that they trust, and allows it there
//! with a fresh passkey. The code is no secret between strangers: whoever talks a member into typing it is let into the member's account, so
//! the page says what would happen, and nothing but a proof that was given after the device asked allows it.

mod answer;
mod guesses;
mod user_code;

pub use answer::{Answered, Readiness, allow, deny, readiness};
pub use guesses::{Entered, enter};
pub use user_code::readable as read_user_code;

use super::client::{Client, GrantType};
use super::issuer::Issuer;
use super::parameters::Parameters;
use super::refusal::{Failed, Word};
use crate::app::App;
use crate::binding::sha256;
use crate::error::Error;
use crate::keys::KeyRing;
use crate::oauth::scope::Scopes;
use crate::random;
use crate::session::Session;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::net::IpAddr;
use std::sync::Arc;
use store::Tx;
use store::device_authorization::{self, DeviceAuthorization};
use store::id::{DeviceAuthorizationId, UserId, WorkspaceId};

/// How long a device waits for its user.
pub const LIFE_S: i64 = 600;
/// How often it may ask; each time it is too quick, so much is added.
pub const INTERVAL_S: i64 = 5;
/// How long a request is kept after its end, for those who come late and are told so.
pub(crate) const KEEP_MS: i64 = 5 * 60 * 1000;
/// A code that is another device's already is drawn again.
const TRIES: usize = 3;
const LONGEST_AGENT: usize = 200;

/// What a device is told (RFC 8628, 3.2).
#[derive(Clone, Serialize)]
pub struct Authorization {
    pub device_code: String,
    pub user_code: String,
    pub verification_uri: String,
    pub verification_uri_complete: String,
    pub expires_in: i64,
    pub interval: i64,
}

/// Without the codes.
impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// What a member is asked.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub client: Arc<Client>,
    pub scopes: Scopes,
    /// From where the device asked, as we saw it.
    pub address: String,
    pub user_agent: String,
    pub since: i64,
    /// As the device shows it, to be compared.
    pub user_code: String,
    pub(crate) row: DeviceAuthorization,
}

/// A device begins to wait.
pub async fn begin(
    app: &App,
    issuer: &Issuer,
    client: &Client,
    (parameters, address, user_agent): (&Parameters, IpAddr, &str),
) -> Result<Authorization, Failed> {
    let (Some(door), true) = (&issuer.door, client.may(GrantType::DeviceCode)) else {
        return Err(Failed::because(Word::UnauthorizedClient, "the client may not use this grant type"));
    };
    let wanted = Scopes::read(parameters.get("scope").unwrap_or("openid"));
    let wanted = wanted.map_err(|error| Failed::because(Word::InvalidScope, error.to_string()))?;
    let scopes = wanted.only(|scope| client.scopes.contains(scope));
    let (ms, drawn) = app.id_parts()?;
    let id = DeviceAuthorizationId::from_parts(ms, drawn);
    let (secret, now): ([u8; 32], i64) = (random::bytes(app.random())?, app.now());
    for _ in 0..TRIES {
        let user_code = user_code::draw(app)?;
        let row = DeviceAuthorization {
            workspace_id: door.workspace.id,
            id,
            client_id: client.id.clone(),
            secret_hash: sha256(&secret),
            user_code_hash: user_code::hash(&app.snapshot().ring, door.workspace.id, &user_code),
            scope: scopes.to_string(),
            address: address.to_string(),
            user_agent: user_agent.chars().filter(|char| !char.is_control()).take(LONGEST_AGENT).collect(),
            grant_id: None,
            denied_at: None,
            interval_s: INTERVAL_S,
            polled_at: 0,
            created_at: now,
            expires_at: now + LIFE_S * 1000,
        };
        let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(device_authorization::insert(tx, &row)?);
        if app.store().write("begin to wait for a device's user", write).await? {
            return Ok(told(issuer, (id, &secret), &user_code::written(&user_code)));
        }
    }
    Err(Failed::because(Word::TemporarilyUnavailable, "no code is free; try again later"))
}

fn told(issuer: &Issuer, (id, secret): (DeviceAuthorizationId, &[u8; 32]), user_code: &str) -> Authorization {
    let verification_uri = format!("{}/device", issuer.url);
    Authorization {
        device_code: URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), secret].concat()),
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        user_code: user_code.to_owned(),
        verification_uri,
        expires_in: LIFE_S,
        interval: INTERVAL_S,
    }
}

/// The two halves of a device code.
pub(super) fn read_device_code(code: &str) -> Option<(DeviceAuthorizationId, [u8; 32])> {
    let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
    let (id, secret) = bytes.split_first_chunk::<16>()?;
    Some((DeviceAuthorizationId::from_bytes(*id), secret.try_into().ok()?))
}

/// What a member typed, and whose it is.
struct Typed<'a> {
    workspace: WorkspaceId,
    id: DeviceAuthorizationId,
    user: UserId,
    code: &'a [u8; user_code::LENGTH],
}

impl Typed<'_> {
    /// Under what the member who has typed the code finds the request again. It is made by our keys: nothing is kept for it. It is theirs
    /// alone: a link to it spares nobody else the typing, which is what tells them that there is a device.
    fn handle(&self, ring: &KeyRing) -> String {
        URL_SAFE_NO_PAD.encode([self.id.as_bytes().as_slice(), self.code, &self.hash(ring)].concat())
    }

    fn hash(&self, ring: &KeyRing) -> [u8; 32] {
        ring.keyed("device request", &[self.workspace.as_bytes(), self.id.as_bytes(), self.user.as_bytes(), self.code])
    }
}

/// The three parts of a handle.
fn read_handle(shown: &str) -> Option<(DeviceAuthorizationId, [u8; user_code::LENGTH], [u8; 32])> {
    let bytes: [u8; 48 + user_code::LENGTH] = URL_SAFE_NO_PAD.decode(shown).ok()?.try_into().ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (code, hash) = rest.split_first_chunk()?;
    Some((DeviceAuthorizationId::from_bytes(*id), *code, hash.try_into().ok()?))
}

/// The request behind a handle of this member, while it waits for its answer.
pub async fn waiting(app: &App, visit: &Visit, session: &Session, shown: &str) -> Result<Option<Waiting>, Error> {
    let workspace = visit.door.workspace.id;
    let Some((id, code, hash)) = read_handle(shown) else { return Ok(None) };
    let typed = Typed { workspace, id, user: session.user_id, code: &code };
    if constant_time::verify_slices_are_equal(&typed.hash(&app.snapshot().ring), &hash).is_err() {
        return Ok(None);
    }
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(device_authorization::find(tx, workspace, id)?);
    let row = app.store().read("find a waiting device", look).await?;
    Ok(row.and_then(|row| wait_of(app, &visit.door, row, &String::from_utf8_lossy(&code))))
}

/// None where it is over or answered, or its client no longer may, or is another one under the same id.
fn wait_of(app: &App, door: &FrontDoor, row: DeviceAuthorization, user_code: &str) -> Option<Waiting> {
    let is_open = row.expires_at > app.now() && row.grant_id.is_none() && row.denied_at.is_none();
    let client = app.snapshot().client(door.tenant.id, row.workspace_id, &row.client_id).filter(|_| is_open)?;
    let may = client.enabled && client.may(GrantType::DeviceCode) && row.created_at >= client.created_at;
    may.then(|| Waiting {
        client,
        scopes: Scopes::read(&row.scope).unwrap_or_default(),
        address: row.address.clone(),
        user_agent: row.user_agent.clone(),
        since: row.created_at,
        user_code: user_code::written(user_code),
        row,
    })
}
