//! Programs of a tenant look after its applications: list, register, change, give another secret, remove. What is kept is judged as at the
//! console. No program may come to more than it has by it, and none touches the way in of administrators.

mod cover;

pub(crate) use cover::Cover;

use super::MANAGE_CONFIGURATION;
use super::denied::{Denied, Word};
use super::entering::Program;
use crate::app::App;
use crate::applications::by::By;
use crate::applications::client::{Client, ClientSettings, GrantType, is_declared};
use crate::applications::clients::{FIELDS, Revision, put, revised, told, version, wanted};
use crate::applications::issuer::Issuer;
use crate::applications::roster::{self, Draft, NotKept};
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::saving::{self, Change, Unsaved};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;
use store::{Tx, client};

/// As old as the sign-in behind a change may be (S3-25).
const FRESH_S: i64 = 5 * 60;
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
    require_place(app, &issuer)?;
    let usual = usual(&issuer);
    let fields: Vec<_> = FIELDS.into_iter().chain([SUBJECT_TYPE]).collect();
    let settings = wanted(&usual, &others(&usual, wish.settings)?, &fields).map_err(|unsaved| unsaved.told(app))?;
    let cover = covered(program, Cover::of(&issuer, &settings))?;
    let name = wish.client_name.unwrap_or_default().trim().to_owned();
    let draft = Draft { id: None, name, enabled: wish.enabled.unwrap_or(true), settings };
    let added = roster::add_by(app, (&issuer, By::Program(program, &cover)), draft).await;
    let added = added.map_err(|why| refused(app, why))?;
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

/// Changes what is asked for, all of it or nothing, where it is still what `seen` names.
pub async fn change(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
    (seen, mut wish): (impl Fn(&str) -> bool, ClientWish),
) -> Result<ClientRecord, Denied> {
    let Reached { issuer, row, cover } = within_reach(app, program, (workspace, id)).await?;
    let shown = record(row.clone())?;
    if !seen(&shown.tag) {
        return Err(Word::Changed.into());
    }
    // What no wish can change may be sent back as it was shown.
    let all = serde_json::to_value(&shown).map_err(Error::Answer)?;
    wish.settings.retain(|name, value| all.get(name.as_str()) != Some(value));
    if wish.settings.contains_key(SUBJECT_TYPE) {
        let why = "By which names an application knows members stays as it was made.";
        return Err(Unsaved::from(Objection::new(SUBJECT_TYPE, why)).told(app).into());
    }
    let new = wanted(&shown.settings, &wish.settings, &FIELDS).map_err(|unsaved| unsaved.told(app))?;
    let cover = covered(program, cover.and(Cover::of(&issuer, &new)))?;
    let name = wish.client_name.map_or_else(|| row.name.clone(), |name| name.trim().to_owned());
    let (looked_at, enabled) = (Seen::of(&row), wish.enabled.unwrap_or(row.enabled));
    let revision = revised(app, &issuer, row, (name, &new)).map_err(in_our_words)?;
    let kind = match (&revision, enabled == looked_at.enabled) {
        (None, true) => return Ok(shown),
        (Some(_), _) => Kind::ClientChanged,
        (None, false) if enabled => Kind::ClientEnabled,
        (None, false) => Kind::ClientDisabled,
    };
    let how = at_once(looked_at, revision, enabled);
    let changed = roster::change(app, (&issuer, By::Program(program, &cover)), (id, kind), how).await;
    changed.map_err(|why| refused(app, why))?;
    Ok(record(stored(app, &issuer, id).await?)?)
}

/// What somebody has looked at: what [`version`] knows, and whether it is switched on.
struct Seen {
    version: String,
    enabled: bool,
}

impl Seen {
    fn of(row: &client::Client) -> Self {
        Self { version: version(row), enabled: row.enabled }
    }

    fn require(&self, row: &client::Client) -> Result<(), Unsaved> {
        let is_so = version(row) == self.version && row.enabled == self.enabled;
        if is_so { Ok(()) } else { Err(Unsaved::Because(Reason::ChangedSince)) }
    }
}

/// What was changed and whether it is switched on, in one.
fn at_once(
    seen: Seen,
    revision: Option<Revision>,
    enabled: bool,
) -> impl Fn(&mut client::Client) -> Result<Option<String>, Unsaved> + Send + 'static {
    let switched = Change::of("enabled", seen.enabled, enabled);
    let put = revision.map(|Revision { row, detail }| put(seen.version.clone(), row, detail));
    move |row| {
        seen.require(row)?;
        row.enabled = enabled;
        let Some(put) = &put else { return Ok(None) };
        let said = [put(row)?, switched.clone().map(|switched| saving::told(&[switched]))];
        Ok(Some(said.into_iter().flatten().collect::<Vec<_>>().join("; ")))
    }
}

/// A new secret. The old one is good for nothing from then on.
pub async fn renew_secret(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
) -> Result<RegisteredClient, Denied> {
    let Reached { issuer, row, cover } = within_reach(app, program, (workspace, id)).await?;
    let client = record(row)?;
    if !client.settings.token_endpoint_auth_method.has_secret() {
        return Err(Word::ClientSecretless.into());
    }
    let drawn_anew = roster::renew_by(app, (&issuer, By::Program(program, &cover)), id).await;
    Ok(RegisteredClient { client, secret: drawn(drawn_anew.map_err(|why| refused(app, why))?.secret) })
}

/// Removes an application with its tokens and what members have granted it. `seen` as of [`change`].
pub async fn remove(
    app: &App,
    program: &Program,
    (workspace, id): (&str, &str),
    seen: impl Fn(&str) -> bool,
) -> Result<(), Denied> {
    let Reached { issuer, row, cover } = within_reach(app, program, (workspace, id)).await?;
    let looked_at = Seen::of(&row);
    if !seen(&record(row)?.tag) {
        return Err(Word::Changed.into());
    }
    let may_go = move |_: &mut Tx<'_>, row: &client::Client| looked_at.require(row);
    let removed = roster::remove_by(app, (&issuer, By::Program(program, &cover)), id, may_go).await;
    removed.map_err(|why| refused(app, why))
}

/// Why it is not kept, in the words of this API.
fn refused(app: &App, why: NotKept) -> Denied {
    if matches!(why, NotKept::Full) { Word::ClientLimit.into() } else { in_our_words(told(app, why)).into() }
}

/// The console's form calls the name of an application by another word.
fn in_our_words(mut error: Error) -> Error {
    if let Error::Refused(refused) = &mut error
        && let Some(objection) = refused.objection.as_mut().filter(|objection| objection.field == "name")
    {
        objection.field = "client_name";
    }
    error
}

/// What a program may change.
struct Reached {
    issuer: Issuer,
    row: client::Client,
    /// What it has to have itself for that.
    cover: Cover,
}

/// An application that this program may change, shown that it is the program and not somebody who found its token.
async fn within_reach(app: &App, program: &Program, (workspace, id): (&str, &str)) -> Result<Reached, Denied> {
    let issuer = place(app, program, workspace)?;
    let row = stored(app, &issuer, id).await?;
    require_proof(app, program)?;
    require_place(app, &issuer)?;
    if is_declared(&row) {
        return Err(told(app, NotKept::Declared(row.id)).into());
    }
    let known = Client::read(row.clone()).map_err(Error::Answer)?;
    let cover = covered(program, Cover::of(&issuer, &known.settings))?;
    Ok(Reached { issuer, row, cover })
}

/// What a fresh sign-in is for an administrator: the key of the token was shown with this very request, and the token is young.
fn require_proof(app: &App, program: &Program) -> Result<(), Denied> {
    if !program.scopes.contains(MANAGE_CONFIGURATION) {
        return Err(Denied::Lacking(MANAGE_CONFIGURATION.to_owned()));
    }
    let is_young = app.now() / 1000 - program.issued_at <= FRESH_S;
    if program.is_proved && is_young { Ok(()) } else { Err(Word::ProofRequired.into()) }
}

/// An application at the administrators' own workspace is met by whoever goes to the console.
fn require_place(app: &App, issuer: &Issuer) -> Result<(), Denied> {
    let is_home = issuer.door.as_ref().is_some_and(|door| saving::home(app, door.pool.id).is_some());
    if is_home { Err(Word::PoolOfAdministrators.into()) } else { Ok(()) }
}

/// Refused here by what its token covers; by what it may itself, where something is written.
fn covered(program: &Program, cover: Cover) -> Result<Cover, Denied> {
    let is_held = cover.is_held(&program.scopes, &program.client.settings.audiences);
    if is_held { Ok(cover) } else { Err(Word::ScopeNotHeld.into()) }
}
