//! Applications that the server's configuration file declares. They are put in force when a server starts, all or none, and so that a start
//! with the same file changes nothing. Nobody but the file changes them from then on, and its secrets must never be printed.

use super::by::By;
use super::client::{CHANGED_AT, Client, ClientSettings, DECLARED, is_declared};
use super::clients::keeps_names;
use super::issuer::Issuer;
use super::roster::{self, NotKept, check, check_proxy, is_id};
use crate::app::App;
use crate::audit::Kind;
use crate::binding::sha256;
use crate::error::Error;
use crate::saving::{self, Change, Unsaved};
use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{TenantId, WorkspaceId};
use store::{Tx, client, installation};

/// A secret of somebody else's choice must be as hard to guess as one of ours, because a plain hash of it is kept.
const SECRET_LENGTHS: RangeInclusive<usize> = 32..=512;

const BY_FILE: &str = "by the configuration file";
const PROXY_ORIGINS: &str = "proxy_origins";

/// One entry of the file.
#[derive(Clone)]
pub struct Declared {
    /// `acme/staff`, or `acme/system` for a program of the tenant itself.
    pub place: String,
    pub id: String,
    pub name: String,
    pub enabled: bool,
    pub secret: Option<String>,
    pub settings: ClientSettings,
}

impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared").field("place", &self.place).field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why an entry cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum NotDeclared {
    #[error("workspace: there is no {0}")]
    Place(String),
    #[error("client_id: {0} is declared twice there")]
    Twice(String),
    #[error("proxy_origins: {0} is declared twice there")]
    OriginTwice(String),
    #[error("client_secret_file: it proves itself by a secret (token_endpoint_auth_method), and none is named")]
    NoSecret,
    #[error("client_secret_file: it does not prove itself by a secret (token_endpoint_auth_method), and one is named")]
    NeedlessSecret,
    #[error("client_secret_file: a secret has 32 to 512 characters, such as `openssl rand -hex 32` makes")]
    Secret,
    #[error(
        "redirect_uris: it knows members by names that hang on the host of these, so they stay on it (subject_type)"
    )]
    Names,
    #[error(transparent)]
    Kept(#[from] NotKept),
}

/// Which entry it is, by its place in the file, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct Misfit {
    pub index: usize,
    pub why: NotDeclared,
}

/// Why none of them is put in force.
#[derive(Debug, thiserror::Error)]
pub enum DeclareError {
    #[error(transparent)]
    Misfit(#[from] Misfit),
    #[error("the applications of the configuration file cannot be put in force")]
    Failed(#[from] Error),
}

/// How an entry stands to what is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    InForce,
    Other,
    Missing,
}

/// An entry that can be put in force.
struct Ready {
    row: client::Client,
    settings: ClientSettings,
    event: AuditEvent,
}

/// Looks at all entries without changing anything.
pub fn look(app: &App, declared: &[Declared]) -> Result<(), Misfit> {
    let (mut ids, mut origins) = (HashSet::new(), HashSet::new());
    for (index, entry) in declared.iter().enumerate() {
        let misfit = |why| Misfit { index, why };
        fits(app, entry, declared).map_err(misfit)?;
        if !ids.insert((&entry.place, &entry.id)) {
            return Err(misfit(NotDeclared::Twice(entry.id.clone())));
        }
        if let Some(twice) = entry.settings.proxy_origins.iter().find(|one| !origins.insert((&entry.place, *one))) {
            return Err(misfit(NotDeclared::OriginTwice(twice.clone())));
        }
    }
    Ok(())
}

fn issuer(app: &App, entry: &Declared) -> Result<Issuer, NotDeclared> {
    let parts = entry.place.split_once('/');
    let issuer = parts.and_then(|(tenant, workspace)| Issuer::at(app, tenant, workspace));
    issuer.ok_or_else(|| NotDeclared::Place(entry.place.clone()))
}

fn fits(app: &App, entry: &Declared, all: &[Declared]) -> Result<(), NotDeclared> {
    let issuer = issuer(app, entry)?;
    if !is_id(&entry.id) {
        return Err(NotKept::Id.into());
    }
    check(app, &issuer, &entry.name, &entry.settings)?;
    // What the file declares, or has declared so far, is as the file has it: an origin moves from one entry to another.
    let is_named = |client: &Client| all.iter().any(|one| one.place == entry.place && one.id == client.id);
    let is_other = |client: &Client| !client.is_declared && !is_named(client);
    check_proxy(app, (&issuer, is_other), &entry.settings)?;
    match (&entry.secret, entry.settings.token_endpoint_auth_method.has_secret()) {
        (None, true) => return Err(NotDeclared::NoSecret),
        (Some(_), false) => return Err(NotDeclared::NeedlessSecret),
        (Some(secret), true) if !SECRET_LENGTHS.contains(&secret.len()) => return Err(NotDeclared::Secret),
        _ => {}
    }
    let known = app.snapshot().client(issuer.tenant, issuer.workspace(), &entry.id);
    match known {
        Some(known) if !keeps_names(&known.settings, &entry.settings) => Err(NotDeclared::Names),
        _ => Ok(()),
    }
}

/// Whether an entry is in force as the file has it.
pub fn standing(app: &App, entry: &Declared) -> Standing {
    let known = issuer(app, entry).ok();
    let known = known.and_then(|issuer| app.snapshot().client(issuer.tenant, issuer.workspace(), &entry.id));
    let Some(known) = known else { return Standing::Missing };
    let is_secret = match &entry.secret {
        Some(secret) => known.is_secret(secret),
        None => !known.has_secret(),
    };
    let is_same = known.is_declared && known.name == entry.name && known.enabled == entry.enabled;
    if is_same && is_secret && known.settings == entry.settings { Standing::InForce } else { Standing::Other }
}

/// Puts all entries in force. What was declared before and is no longer is switched off, and is the console's from then on: who has signed in
/// with it, and what they agreed to, must not be lost to a slip of the pen.
pub async fn apply(app: &App, declared: &[Declared]) -> Result<(), DeclareError> {
    look(app, declared)?;
    let mut ready = Vec::new();
    for (index, entry) in declared.iter().enumerate() {
        let issuer = issuer(app, entry).map_err(|why| Misfit { index, why })?;
        ready.push(prepared(app, &issuer, entry).await?);
    }
    let named: HashSet<_> = ready.iter().map(|one| key(&one.row)).collect();
    let mut left = Vec::new();
    for client in left_out(app, &named) {
        left.push((client.id.clone(), (client.tenant, client.workspace), left_event(app, &client).await?));
    }
    if ready.is_empty() && left.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let written = app.store().write("declare applications", move |tx: &mut Tx<'_>| {
        let mut is_changed = false;
        for one in &ready {
            is_changed |= put(tx, one, now)?;
        }
        for (id, place, event) in &left {
            is_changed |= let_go(tx, (*place, id.as_str()), event, now)?;
        }
        if is_changed {
            installation::bump(tx)?;
        }
        Ok::<_, Unsaved>(())
    });
    Ok(saving::settle(app, written.await).await?)
}

fn key(row: &client::Client) -> (TenantId, WorkspaceId, String) {
    (row.tenant_id, row.workspace_id, row.id.clone())
}

async fn prepared(app: &App, issuer: &Issuer, entry: &Declared) -> Result<Ready, Error> {
    let event = By::Operator.event(app, issuer, Kind::ClientAdded).await?;
    let Declared { id, name, enabled, secret, settings, .. } = entry.clone();
    let row = client::Client {
        tenant_id: issuer.tenant,
        workspace_id: issuer.workspace(),
        id,
        name,
        secret_hash: secret.map(|secret| sha256(secret.as_bytes())),
        settings: serde_json::to_string(&settings).map_err(Error::Answer)?,
        enabled,
        created_at: app.now(),
    };
    Ok(Ready { row, settings, event })
}

/// Those that the file no longer names.
fn left_out(app: &App, named: &HashSet<(TenantId, WorkspaceId, String)>) -> Vec<Arc<Client>> {
    let snapshot = app.snapshot();
    let clients = snapshot.every_client().filter(|client| client.is_declared);
    clients.filter(|client| !named.contains(&(client.tenant, client.workspace, client.id.clone()))).cloned().collect()
}

async fn left_event(app: &App, client: &Client) -> Result<AuditEvent, Error> {
    let door = app.snapshot().doors().iter().find(|door| door.workspace.id == client.workspace).cloned();
    let issuer = Issuer { tenant: client.tenant, door, url: String::new() };
    By::Operator.event(app, &issuer, Kind::ClientDisabled).await
}

/// Whether anything had to be changed.
fn put(tx: &mut Tx<'_>, ready: &Ready, now: i64) -> Result<bool, Unsaved> {
    let marks = [Change::whole(&[DECLARED], true), Change::whole(&[CHANGED_AT], now)];
    let Ready { row, settings, event } = ready;
    let place = (row.tenant_id, row.workspace_id);
    let Some(old) = client::find(tx, place, &row.id)? else {
        let row = client::Client { settings: saving::patched(&row.settings, &marks), ..row.clone() };
        client::insert(tx, &row)?;
        audit_event::insert(tx, &roster::told(event, &row.id, Some(BY_FILE.to_owned())))?;
        return Ok(true);
    };
    let before: ClientSettings = serde_json::from_str(&old.settings).map_err(Error::Answer)?;
    let mut said: Vec<_> = Change::of("name", old.name.as_str(), row.name.as_str()).into_iter().collect();
    said.extend(Change::of("enabled", old.enabled, row.enabled));
    said.extend(saving::changes(&before, settings)?);
    let is_other_secret = old.secret_hash != row.secret_hash;
    if said.is_empty() && before == *settings && !is_other_secret && is_declared(&old) {
        return Ok(false);
    }
    let secret = is_other_secret.then(|| "secret: changed".to_owned());
    let parts = [Some(saving::told(&said)).filter(|text| !text.is_empty()), secret, Some(BY_FILE.to_owned())];
    let detail: Vec<_> = parts.into_iter().flatten().collect();
    // The file is the whole of what it declares.
    let settings = saving::patched(&row.settings, &marks);
    // What keeps what was granted is when it was made.
    client::update(tx, &client::Client { settings, created_at: old.created_at, ..row.clone() })?;
    let event = AuditEvent { kind: Kind::ClientChanged.as_str().into(), ..event.clone() };
    audit_event::insert(tx, &roster::told(&event, &row.id, Some(detail.join("; "))))?;
    Ok(true)
}

fn let_go(
    tx: &mut Tx<'_>,
    (place, id): ((TenantId, WorkspaceId), &str),
    event: &AuditEvent,
    now: i64,
) -> Result<bool, Unsaved> {
    let Some(row) = client::find(tx, place, id)?.filter(is_declared) else { return Ok(false) };
    // The console shows none, so none stays with what is the console's from now on.
    let origins = Change::whole(&[PROXY_ORIGINS], Vec::<String>::new());
    let marks = [Change::whole(&[DECLARED], false), Change::whole(&[CHANGED_AT], now), origins];
    let settings = saving::patched(&row.settings, &marks);
    client::update(tx, &client::Client { settings, enabled: false, ..row })?;
    audit_event::insert(tx, &roster::told(event, id, Some("no longer in the configuration file".to_owned())))?;
    Ok(true)
}
