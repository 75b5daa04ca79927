//! Requests that wait: while somebody signs in, or until the browser of a client comes with what the client has pushed (RFC 9126). A pushed one
//! is taken once; one that waits may be come back to, because a person may go back, and its code is good once anyway.

use super::Asked;
use crate::app::App;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::binding::sha256;
use crate::error::Error;
use crate::oauth::authorize as rules;
use crate::random;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::Tx;
use store::authorization_request::{self, AuthorizationRequest};
use store::id::{AuthorizationRequestId, WorkspaceId};

/// As long as a journey may take, and the page before it.
pub const LIFE_MS: i64 = 30 * 60 * 1000;
/// A pushed request is used at once.
const PUSHED_S: i64 = 60;
const URN: &str = "urn:ietf:params:oauth:request_uri:";
/// How the browser comes with a pushed request.
const REQUEST_URI: &str = "request_uri";

/// A request that waited.
pub(super) struct Kept {
    pub pairs: Vec<(String, String)>,
    pub since: i64,
}

pub(super) enum Pushed {
    /// The request names none.
    None,
    Taken {
        pairs: Vec<(String, String)>,
        since: i64,
    },
    Unknown,
}

/// What a client pushes, in place of a request (RFC 9126, 2.1): judged at once, so that the client hears what is wrong and not its user.
pub async fn push(
    app: &App,
    issuer: &Issuer,
    client: &Client,
    parameters: &Parameters,
) -> Result<(String, i64), Failed> {
    let Some(door) = &issuer.door else {
        return Err(Failed::because(Word::UnauthorizedClient, "nobody signs in here"));
    };
    if parameters.get(REQUEST_URI).is_some() {
        return Err(Failed::because(Word::InvalidRequest, "a pushed request names no request_uri"));
    }
    let ours = ["client_secret", "client_assertion", "client_assertion_type"];
    let mut pairs: Vec<_> =
        parameters.pairs().iter().filter(|(name, _)| !ours.contains(&name.as_str())).cloned().collect();
    if parameters.get("client_id").is_none() {
        pairs.push(("client_id".to_owned(), client.id.clone()));
    }
    let read = rules::Parameters::read(pairs.iter().map(|(name, value)| (name, value.as_str())))
        .map_err(|stop| Failed::because(Word::InvalidRequest, stop.to_string()))?;
    let own = rules::ClientRules {
        redirect_uris: &client.settings.redirect_uris,
        pkce_required: client.settings.require_pkce,
    };
    match rules::read(&read, &own) {
        Ok(_) => {}
        Err(rules::Refused::Stop(stop)) => return Err(Failed::because(Word::InvalidRequest, stop.to_string())),
        Err(rules::Refused::Redirect(wrong)) => {
            return Err(Failed::because(Word::InvalidRequest, wrong.wrong.to_string()));
        }
    }
    let row = (door.workspace.id, client.id.as_str(), true);
    let handle = write(app, row, (pairs, app.now() + PUSHED_S * 1000)).await?;
    Ok((format!("{URN}{handle}"), PUSHED_S))
}

/// The pushed request that these pairs name, taken.
pub(super) async fn pushed(app: &App, visit: &Visit, pairs: &[(String, String)]) -> Result<Pushed, Error> {
    let uri = pairs.iter().find(|(name, value)| name == REQUEST_URI && value.starts_with(URN));
    let Some((_, uri)) = uri else { return Ok(Pushed::None) };
    let client = pairs.iter().find(|(name, _)| name == "client_id").map(|(_, value)| value.clone());
    let Some((id, secret)) = uri.strip_prefix(URN).and_then(read_handle) else { return Ok(Pushed::Unknown) };
    let (workspace, now) = (visit.door.workspace.id, app.now());
    let take = move |tx: &mut Tx<'_>| {
        let row = authorization_request::find(tx, workspace, id)?;
        let row = row.filter(|row| row.pushed && row.expires_at > now && fits(row, &secret));
        // Of another client: left for its own, and told to nobody.
        let Some(row) = row.filter(|row| Some(&row.client_id) == client.as_ref()) else { return Ok(None) };
        let is_taken = authorization_request::delete(tx, workspace, id)?;
        Ok::<_, Error>(is_taken.then_some(row))
    };
    let Some(row) = app.store().write("take pushed request", take).await? else { return Ok(Pushed::Unknown) };
    let pairs = serde_json::from_str(&row.parameters);
    Ok(pairs.map_or(Pushed::Unknown, |pairs| Pushed::Taken { pairs, since: row.created_at }))
}

/// Keeps a request until its visitor comes back; the handle under which they do.
pub(super) async fn keep(
    app: &App,
    visit: &Visit,
    asked: &Asked,
    pairs: Vec<(String, String)>,
) -> Result<String, Error> {
    let row = (visit.door.workspace.id, asked.client.id.as_str(), false);
    write(app, row, (pairs, app.now() + LIFE_MS)).await
}

async fn write(
    app: &App,
    (workspace_id, client, pushed): (WorkspaceId, &str, bool),
    (pairs, expires_at): (Vec<(String, String)>, i64),
) -> Result<String, Error> {
    let (ms, random) = app.id_parts()?;
    let id = AuthorizationRequestId::from_parts(ms, random);
    let secret: [u8; 32] = random::bytes(app.random())?;
    let row = AuthorizationRequest {
        workspace_id,
        id,
        client_id: client.to_owned(),
        secret_hash: sha256(&secret),
        pushed,
        parameters: serde_json::to_string(&pairs).map_err(Error::Answer)?,
        created_at: app.now(),
        expires_at,
    };
    let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(authorization_request::insert(tx, &row)?);
    app.store().write("keep authorization request", write).await?;
    Ok(URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), &secret].concat()))
}

/// A request that waited here, while it may.
pub(super) async fn find(app: &App, visit: &Visit, handle: &str) -> Result<Option<Kept>, Error> {
    let Some((id, secret)) = read_handle(handle) else { return Ok(None) };
    let (workspace, now) = (visit.door.workspace.id, app.now());
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(authorization_request::find(tx, workspace, id)?);
    let row = app.store().read("find authorization request", look).await?;
    let row = row.filter(|row| !row.pushed && row.expires_at > now && fits(row, &secret));
    Ok(row.and_then(|row| Some(Kept { pairs: serde_json::from_str(&row.parameters).ok()?, since: row.created_at })))
}

fn fits(row: &AuthorizationRequest, secret: &[u8; 32]) -> bool {
    constant_time::verify_slices_are_equal(&row.secret_hash, &sha256(secret)).is_ok()
}

fn read_handle(handle: &str) -> Option<(AuthorizationRequestId, [u8; 32])> {
    let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(handle).ok()?.try_into().ok()?;
    let (id, secret) = bytes.split_first_chunk::<16>()?;
    Some((AuthorizationRequestId::from_bytes(*id), secret.try_into().ok()?))
}
