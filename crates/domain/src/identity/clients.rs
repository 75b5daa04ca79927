//! Programs of a tenant look after its applications: list, register, change, give another secret, remove. What is kept is judged as at the
//! console. No program may come to more than its own token covers by it: neither by an application that it makes, nor by one that it takes over.

use super::denied::{Denied, Word};
use super::entering::Program;
use super::{IDENTITY, MANAGE_CONFIGURATION};
use crate::app::App;
use crate::applications::by::By;
use crate::applications::client::{Client, ClientSettings, GrantType, is_declared};
use crate::applications::clients::{FIELDS, Revision, put, revised, told, version, wanted};
use crate::applications::issuer::Issuer;
use crate::applications::roster::{self, Draft, NotKept};
use crate::audit::Kind;
use crate::error::{Error, Reason};
use crate::oauth::scope::Scopes;
use crate::saving::Unsaved;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;
use store::{Tx, client};

/// As old as the sign-in behind a change may be (S3-25).
const FRESH_S: i64 = 5 * 60;
/// What an application at a workspace may ask its members for, whoever registers it.
const OF_SIGN_IN: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];
const LIMITS: RangeInclusive<usize> = 1..=100;
const USUAL_LIMIT: usize = 50;
/// What only a new one is asked.
const SUBJECT_TYPE: &str = "subject_type";

/// An application, in the words of client metadata (RFC 7591).
#[derive(Debug, Clone, Serialize)]
pub struct ClientRecord {
    pub client_id: String,
    /// In seconds.
    pub client_id_issued_at: i64,
    pub client_name: String,
    pub enabled: bool,
    /// The server's configuration file keeps it: nothing of it is changed here.
    pub declared: bool,
    #[serde(flatten)]
    pub settings: ClientSettings,
    #[serde(skip)]
    pub tag: String,
}

/// One that was registered, or given another secret.
#[derive(Debug, Clone, Serialize)]
pub struct RegisteredClient {
    #[serde(flatten)]
    pub client: ClientRecord,
    /// Shown this once.
    #[serde(flatten)]
    pub secret: Option<Secret>,
}

#[derive(Clone, Serialize)]
pub struct Secret {
    pub client_secret: String,
    /// Never: it is good until another one is drawn (RFC 7591, 3.2.1).
    pub client_secret_expires_at: i64,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct ClientPage {
    pub clients: Vec<ClientRecord>,
    /// Where the next page begins; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What is asked for; what is left out stays, or is what is usual.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClientWish {
    pub client_name: Option<String>,
    pub enabled: Option<bool>,
    #[serde(flatten)]
    pub settings: Map<String, Value>,
}

fn record(row: client::Client) -> Result<ClientRecord, Error> {
    let (state, declared) = (if row.enabled { "" } else { "-off" }, is_declared(&row));
    Ok(ClientRecord {
        tag: format!("\"{}{state}\"", version(&row)),
        settings: serde_json::from_str(&row.settings).map_err(Error::Answer)?,
        client_id_issued_at: row.created_at / 1000,
        client_id: row.id,
        client_name: row.name,
        enabled: row.enabled,
        declared,
    })
}

fn place(app: &App, program: &Program, workspace: &str) -> Result<Issuer, Denied> {
    let snapshot = app.snapshot();
    let tenant = snapshot.doors().iter().find(|door| door.tenant.id == program.tenant);
    let issuer = tenant.and_then(|door| Issuer::within(&snapshot, &door.tenant.slug, workspace));
    issuer.ok_or_else(|| Word::WorkspaceNotFound.into())
}

async fn stored(app: &App, issuer: &Issuer, id: &str) -> Result<client::Client, Denied> {
    let (at, id) = ((issuer.tenant, issuer.workspace()), id.to_owned());
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(client::find(tx, at, &id)?);
    app.store().read("application", read).await?.ok_or_else(|| Word::ClientNotFound.into())
}

/// Those of a workspace, by their ids. They are in memory, as all clients are.
pub async fn list(
    app: &App,
    program: &Program,
    workspace: &str,
    (cursor, limit): (Option<&str>, Option<&str>),
) -> Result<ClientPage, Denied> {
    let issuer = place(app, program, workspace)?;
    let limit = match limit {
        None => USUAL_LIMIT,
        Some(text) => text.parse().ok().filter(|limit| LIMITS.contains(limit)).ok_or(Word::Malformed)?,
    };
    let from = match cursor {
        None => String::new(),
        Some(text) => {
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Word::Malformed)?;
            String::from_utf8(bytes).map_err(|_| Word::Malformed)?
        }
    };
    let snapshot = app.snapshot();
    let behind = snapshot.clients(issuer.tenant, issuer.workspace()).filter(|client| client.id > from);
    let mut ids: Vec<_> = behind.map(|client| client.id.clone()).collect();
    ids.sort_unstable();
    let next_cursor =
        (ids.len() > limit).then(|| ids.get(limit.saturating_sub(1)).map(|id| URL_SAFE_NO_PAD.encode(id)));
    ids.truncate(limit);
    let at = (issuer.tenant, issuer.workspace());
    let read = move |tx: &mut Tx<'_>| {
        let found = ids.iter().map(|id| client::find(tx, at, id));
        Ok::<_, Error>(found.collect::<Result<Vec<_>, _>>()?)
    };
    let rows = app.store().read("applications", read).await?;
    let clients = rows.into_iter().flatten().map(record).collect::<Result<_, _>>()?;
    Ok(ClientPage { clients, next_cursor: next_cursor.flatten() })
}

pub async fn show(app: &App, program: &Program, (workspace, id): (&str, &str)) -> Result<ClientRecord, Denied> {
    let issuer = place(app, program, workspace)?;
    Ok(record(stored(app, &issuer, id).await?)?)
}

pub async fn register(
    app: &App,
    program: &Program,
    workspace: &str,
    wish: ClientWish,
) -> Result<RegisteredClient, Denied> {
    let issuer = place(app, program, workspace)?;
    require_proof(app, program)?;
    let usual = usual(&issuer);
    let fields: Vec<_> = FIELDS.into_iter().chain([SUBJECT_TYPE]).collect();
    let settings = wanted(&usual, &others(&usual, wish.settings)?, &fields).map_err(|unsaved| unsaved.told(app))?;
    require_cover(program, &issuer, &settings)?;
    let draft = Draft { id: None, name: wish.client_name.unwrap_or_default().trim().to_owned(), settings };
    let added = roster::add_by(app, (&issuer, By::Program(program)), draft).await.map_err(|why| told(app, why))?;
    let client = record(stored(app, &issuer, &added.id).await?)?;
    Ok(RegisteredClient { client, secret: drawn(added.secret) })
}

/// With what a new one begins.
fn usual(issuer: &Issuer) -> ClientSettings {
    let usual = ClientSettings::default();
    if issuer.door.is_some() {
        return usual;
    }
    ClientSettings { grant_types: vec![GrantType::ClientCredentials], scope: String::new(), ..usual }
}

fn drawn(secret: Option<String>) -> Option<Secret> {
    secret.map(|client_secret| Secret { client_secret, client_secret_expires_at: 0 })
}

/// What a wish asks for beyond what is so already: whoever sends back what was shown asks for nothing.
fn others(settings: &ClientSettings, wish: Map<String, Value>) -> Result<Map<String, Value>, Error> {
    let shown = serde_json::to_value(settings).map_err(Error::Answer)?;
    Ok(wish.into_iter().filter(|(name, value)| shown.get(name) != Some(value)).collect())
}

/// Changes what is asked for, where it is still what `seen` names.
pub async fn change(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
    (seen, mut wish): (impl Fn(&str) -> bool, ClientWish),
) -> Result<ClientRecord, Denied> {
    let (issuer, row) = within_reach(app, program, (workspace, id)).await?;
    let shown = record(row.clone())?;
    if !seen(&shown.tag) {
        return Err(Word::Changed.into());
    }
    // What no wish can change may be sent back as it was shown.
    let all = serde_json::to_value(&shown).map_err(Error::Answer)?;
    wish.settings.retain(|name, value| all.get(name.as_str()) != Some(value));
    let new = wanted(&shown.settings, &wish.settings, &FIELDS).map_err(|unsaved| unsaved.told(app))?;
    require_cover(program, &issuer, &new)?;
    let name = wish.client_name.map_or_else(|| row.name.clone(), |name| name.trim().to_owned());
    let (seen, whose) = (version(&row), (&issuer, By::Program(program)));
    if let Some(Revision { row, detail }) = revised(app, &issuer, row, (name, &new))? {
        let put = put(seen, row, detail);
        roster::change(app, whose, (id, Kind::ClientChanged), put).await.map_err(|why| told(app, why))?;
    }
    if let Some(enabled) = wish.enabled.filter(|enabled| *enabled != shown.enabled) {
        roster::enable_by(app, whose, id, enabled).await.map_err(|why| told(app, why))?;
    }
    Ok(record(stored(app, &issuer, id).await?)?)
}

/// A new secret. The old one is good for nothing from then on.
pub async fn renew_secret(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
) -> Result<RegisteredClient, Denied> {
    let (issuer, row) = within_reach(app, program, (workspace, id)).await?;
    let client = record(row)?;
    if !client.settings.token_endpoint_auth_method.has_secret() {
        return Err(Word::ClientSecretless.into());
    }
    let drawn_anew = roster::renew_by(app, (&issuer, By::Program(program)), id).await.map_err(|why| told(app, why))?;
    Ok(RegisteredClient { client, secret: drawn(drawn_anew.secret) })
}

/// Removes an application with its tokens and what members have granted it. `seen` as of [`change`].
pub async fn remove(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
    seen: impl Fn(&str) -> bool,
) -> Result<(), Denied> {
    let (issuer, row) = within_reach(app, program, (workspace, id)).await?;
    let looked_at = version(&row);
    if !seen(&record(row)?.tag) {
        return Err(Word::Changed.into());
    }
    let may_go = move |_: &mut Tx<'_>, row: &client::Client| {
        if version(row) == looked_at { Ok(()) } else { Err(Unsaved::Because(Reason::ChangedSince)) }
    };
    let removed = roster::remove_by(app, (&issuer, By::Program(program)), id, may_go).await;
    Ok(removed.map_err(|why| told(app, why))?)
}

/// An application that this program may change, shown that it is the program and not somebody who found its token.
async fn within_reach(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
) -> Result<(Issuer, client::Client), Denied> {
    let issuer = place(app, program, workspace)?;
    let row = stored(app, &issuer, id).await?;
    require_proof(app, program)?;
    if is_declared(&row) {
        return Err(told(app, NotKept::Declared(row.id)).into());
    }
    let known = Client::read(row.clone()).map_err(Error::Answer)?;
    require_cover(program, &issuer, &known.settings)?;
    Ok((issuer, row))
}

/// What a fresh sign-in is for an administrator: the key of the token was shown with this very request, and the token is young.
fn require_proof(app: &App, program: &Program) -> Result<(), Denied> {
    if !program.scopes.contains(MANAGE_CONFIGURATION) {
        return Err(Word::InsufficientScope.into());
    }
    let is_young = app.now() / 1000 - program.issued_at <= FRESH_S;
    if program.is_proved && is_young { Ok(()) } else { Err(Word::ProofRequired.into()) }
}

/// At the tenant itself nothing beyond what the program's own token covers. At a workspace what applications do in the place of members is for
/// programs that may look after these members.
fn require_cover(program: &Program, issuer: &Issuer, settings: &ClientSettings) -> Result<(), Denied> {
    // Whatever else is wrong with it is said where it is judged.
    let scopes = Scopes::read(&settings.scope).unwrap_or_default();
    let is_covered = |word: &str| match issuer.door {
        None => program.scopes.contains(word),
        Some(_) => OF_SIGN_IN.contains(&word) || program.scopes.contains(IDENTITY),
    };
    if scopes.iter().all(is_covered) { Ok(()) } else { Err(Word::ScopeNotHeld.into()) }
}
