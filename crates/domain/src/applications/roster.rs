//! Which applications there are: added, changed, given a new secret, removed. What could not be kept safely is refused here, whoever asks. A secret
//! is drawn by us, shown once, and kept as a hash alone.

mod check;

pub(crate) use check::{check, check_proxy};

use super::by::{By, Hand};
use super::client::{CHANGED_AT, Client, ClientSettings, is_declared};
use super::issuer::Issuer;
use crate::app::App;
use crate::audit::Kind;
use crate::binding::sha256;
use crate::error::Error;
use crate::oauth::jwk::NotJwks;
use crate::oauth::redirect_uri::NotRedirectUri;
use crate::random;
use crate::saving::{self, Change, Unsaved};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use check::MOST_URIS;
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::{Tx, client, installation};
use uuid::Uuid;

const LONGEST_NAME: usize = 100;
const IDS: RangeInclusive<usize> = 2..=128;
/// Of a workspace: all are held in memory, and a program that goes round in a circle must not fill it.
const MOST_BY_PROGRAMS: u64 = 1_000;

/// An application to be.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Drawn where none is given.
    pub id: Option<String>,
    pub name: String,
    pub enabled: bool,
    pub settings: ClientSettings,
}

/// One that was added, or given another secret.
#[derive(Clone)]
pub struct Added {
    pub id: String,
    /// Shown once.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Added {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Added").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why an application is not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("an application's name has 1 to {LONGEST_NAME} characters")]
    Name,
    #[error("an application's id has 2 to 128 letters, digits, dots, hyphens and underscores, and is no UUID")]
    Id,
    #[error("{0} is another application already")]
    Taken(String),
    #[error("there is no application {0} here")]
    Unknown(String),
    #[error("{0} is kept by the configuration file of the server: it is changed there and nowhere else")]
    Declared(String),
    #[error("{uri}: {why}")]
    RedirectUri { uri: String, why: NotRedirectUri },
    #[error("{0} has no redirect URI: nobody could come back to it")]
    NoRedirectUri(String),
    #[error(
        "an application that knows members by names of its own (pairwise) has redirect URIs of one host; sector_identifier_uri is not taken"
    )]
    Sector,
    #[error("backchannel_logout_uri is an https:// address")]
    LogoutUri,
    #[error("{0} is no origin that an application behind a proxy may have, or another application has it")]
    ProxyOrigin(String),
    #[error("grant_types: an application behind a proxy has authorization_code alone")]
    ProxyGrants,
    #[error("require_pushed_authorization_requests: nothing is pushed for an application behind a proxy")]
    ProxyPushed,
    #[error("an application has at most {MOST_URIS} addresses of a kind")]
    TooMany,
    #[error("the scope is not written as it has to be, or is too long")]
    Scope,
    #[error("id_token_signed_response_alg is RS256, ES256 or EdDSA")]
    Algorithm,
    #[error("private_key_jwt needs the application's public keys (jwks or jwks_uri)")]
    Keys,
    #[error("jwks: {0}")]
    NotKeys(#[from] NotJwks),
    #[error("grant_types names one at least")]
    NoGrantType,
    #[error("there are {MOST_BY_PROGRAMS} applications here, and programs add no more")]
    Full,
    #[error("jwks_uri is an https:// address, and stands in the place of jwks")]
    KeysUri,
    #[error("{0} describes itself by a document: what it may is written there")]
    Described(String),
    #[error("{0} is out of bounds")]
    Bounds(&'static str),
    #[error("an application that can keep no secret has no tokens of its own (client_credentials)")]
    PublicAlone,
    #[error("the tenant's own programs sign nobody in: they use client_credentials alone")]
    NobodySignsIn,
    #[error("an application that can keep no secret binds its codes to the browser that asked (require_pkce)")]
    PublicPkce,
    #[error(transparent)]
    Broken(#[from] Error),
}

impl NotKept {
    /// Beside which field of a form it is said; nowhere where it is about none.
    pub(crate) fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "name",
            Self::Id | Self::Taken(_) | Self::Declared(_) | Self::Described(_) | Self::Full => "client_id",
            Self::RedirectUri { .. } | Self::NoRedirectUri(_) | Self::TooMany | Self::Sector | Self::ProxyOrigin(_) => {
                "redirect_uris"
            }
            Self::LogoutUri => "backchannel_logout_uri",
            Self::Scope => "scope",
            Self::Algorithm => "id_token_signed_response_alg",
            Self::Keys | Self::NotKeys(_) => "jwks",
            Self::KeysUri => "jwks_uri",
            Self::Bounds(setting) => setting,
            Self::NoGrantType | Self::PublicAlone | Self::NobodySignsIn | Self::ProxyGrants => "grant_types",
            Self::ProxyPushed => "require_pushed_authorization_requests",
            Self::PublicPkce => "token_endpoint_auth_method",
            Self::Unknown(_) | Self::Broken(_) => return None,
        })
    }
}

/// Adds an application at an issuer.
pub async fn add(app: &App, issuer: &Issuer, draft: Draft) -> Result<Added, NotKept> {
    add_by(app, (issuer, By::Operator), draft).await
}

pub(crate) async fn add_by(app: &App, (issuer, by): (&Issuer, By<'_>), draft: Draft) -> Result<Added, NotKept> {
    let Draft { id, name, enabled, settings } = draft;
    check(app, issuer, &name, &settings)?;
    check_proxy(app, (issuer, |_| true), &settings)?;
    let id = match id {
        Some(id) if is_id(&id) => id,
        Some(_) => return Err(NotKept::Id),
        None => format!("app-{}", drawn::<9>(app)?),
    };
    let secret = if settings.token_endpoint_auth_method.has_secret() { Some(drawn::<32>(app)?) } else { None };
    let row = client::Client {
        tenant_id: issuer.tenant,
        workspace_id: issuer.workspace(),
        id: id.clone(),
        name,
        secret_hash: secret.as_ref().map(|secret| sha256(secret.as_bytes())),
        settings: serde_json::to_string(&settings).map_err(Error::Answer)?,
        enabled,
        created_at: app.now(),
    };
    let said = [(!enabled).then(|| "switched off".to_owned()), by.named()].into_iter().flatten().collect::<Vec<_>>();
    let detail = (!said.is_empty()).then(|| said.join("; "));
    let event = told(&by.event(app, issuer, Kind::ClientAdded).await?, &id, detail);
    let writer = by.writer();
    let written = app.store().write("add application", move |tx: &mut Tx<'_>| put(tx, &writer, &row, &event));
    match saving::settle(app, written.await).await? {
        Placed::New => Ok(Added { id, secret }),
        Placed::Taken => Err(NotKept::Taken(id)),
        Placed::Full => Err(NotKept::Full),
    }
}

enum Placed {
    New,
    Taken,
    Full,
}

fn put(tx: &mut Tx<'_>, writer: &Hand, row: &client::Client, event: &AuditEvent) -> Result<Placed, Unsaved> {
    writer.require_standing(tx)?;
    let is_program = matches!(writer, Hand::Program { .. });
    if is_program && client::count_registered(tx, (row.tenant_id, row.workspace_id))? >= MOST_BY_PROGRAMS {
        return Ok(Placed::Full);
    }
    if !client::insert(tx, row)? {
        return Ok(Placed::Taken);
    }
    audit_event::insert(tx, event)?;
    installation::bump(tx)?;
    Ok(Placed::New)
}

/// A new secret in the place of the old one, which is good for nothing from now on.
pub async fn renew_secret(app: &App, issuer: &Issuer, id: &str) -> Result<Added, NotKept> {
    renew_by(app, (issuer, By::Operator), id).await
}

pub(crate) async fn renew_by(app: &App, whose: (&Issuer, By<'_>), id: &str) -> Result<Added, NotKept> {
    let known = app.snapshot().client(whose.0.tenant, whose.0.workspace(), id);
    let known = known.filter(|client| client.settings.token_endpoint_auth_method.has_secret());
    let Some(known) = known else { return Err(NotKept::Unknown(id.to_owned())) };
    let secret = drawn::<32>(app)?;
    let hash = sha256(secret.as_bytes());
    let put = move |row: &mut client::Client| {
        row.secret_hash = Some(hash);
        Ok(None)
    };
    change(app, whose, (id, Kind::ClientSecretRenewed), put).await?;
    Ok(Added { id: known.id.clone(), secret: Some(secret) })
}

/// Switches an application off, with all its tokens, or on again.
pub async fn enable(app: &App, issuer: &Issuer, id: &str, enabled: bool) -> Result<(), NotKept> {
    enable_by(app, (issuer, By::Operator), id, enabled).await
}

pub(crate) async fn enable_by(app: &App, whose: (&Issuer, By<'_>), id: &str, enabled: bool) -> Result<(), NotKept> {
    let kind = if enabled { Kind::ClientEnabled } else { Kind::ClientDisabled };
    let put = move |row: &mut client::Client| {
        row.enabled = enabled;
        Ok(None)
    };
    change(app, whose, (id, kind), put).await
}

/// Removes an application. Its tokens are good for nothing then.
pub async fn remove(app: &App, issuer: &Issuer, id: &str) -> Result<(), NotKept> {
    remove_by(app, (issuer, By::Operator), id, |_, _| Ok(())).await
}

/// `may_go` is asked in the transaction.
pub(crate) async fn remove_by(
    app: &App,
    (issuer, by): (&Issuer, By<'_>),
    id: &str,
    may_go: impl Fn(&mut Tx<'_>, &client::Client) -> Result<(), Unsaved> + Send + 'static,
) -> Result<(), NotKept> {
    not_declared(app, issuer, id)?;
    let event = told(&by.event(app, issuer, Kind::ClientRemoved).await?, id, by.named());
    let (place, name, writer) = ((issuer.tenant, issuer.workspace()), id.to_owned(), by.writer());
    let written = app.store().write("remove application", move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let Some(row) = client::find(tx, place, &name)?.filter(|row| !is_declared(row)) else { return Ok(false) };
        may_go(tx, &row)?;
        client::delete(tx, place, &name)?;
        audit_event::insert(tx, &event)?;
        installation::bump(tx)?;
        Ok::<_, Unsaved>(true)
    });
    if saving::settle(app, written.await).await? { Ok(()) } else { Err(NotKept::Unknown(id.to_owned())) }
}

/// The applications of an issuer, by name.
pub fn list(app: &App, issuer: &Issuer) -> Vec<Arc<Client>> {
    let snapshot = app.snapshot();
    let mut clients: Vec<_> = snapshot.clients(issuer.tenant, issuer.workspace()).cloned().collect();
    clients.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    clients
}

/// Changes an application as `how` does it, which answers what the audit says of it besides its id.
pub(crate) async fn change(
    app: &App,
    (issuer, by): (&Issuer, By<'_>),
    (id, kind): (&str, Kind),
    how: impl Fn(&mut client::Client) -> Result<Option<String>, Unsaved> + Send + 'static,
) -> Result<(), NotKept> {
    not_declared(app, issuer, id)?;
    let (event, named) = (by.event(app, issuer, kind).await?, by.named());
    let (place, name, writer) = ((issuer.tenant, issuer.workspace()), id.to_owned(), by.writer());
    let now = Change::whole(&[CHANGED_AT], app.now());
    let written = app.store().write("change application", move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let Some(mut row) = client::find(tx, place, &name)?.filter(|row| !is_declared(row)) else { return Ok(false) };
        let said = [how(&mut row)?, named.clone()];
        let said: Vec<_> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        let detail = (!said.is_empty()).then(|| said.join("; "));
        row.settings = saving::patched(&row.settings, std::slice::from_ref(&now));
        client::update(tx, &row)?;
        audit_event::insert(tx, &told(&event, &name, detail))?;
        installation::bump(tx)?;
        Ok::<_, Unsaved>(true)
    });
    if saving::settle(app, written.await).await? { Ok(()) } else { Err(NotKept::Unknown(id.to_owned())) }
}

/// The transaction looks once more: there it is as if it were not, because nobody but the start of a server declares one meanwhile.
fn not_declared(app: &App, issuer: &Issuer, id: &str) -> Result<(), NotKept> {
    match app.snapshot().client(issuer.tenant, issuer.workspace(), id) {
        Some(client) if client.is_declared => Err(NotKept::Declared(client.id.clone())),
        _ => Ok(()),
    }
}

/// An event about this application.
pub(super) fn told(event: &AuditEvent, id: &str, detail: Option<String>) -> AuditEvent {
    let detail = detail.map_or_else(|| id.to_owned(), |detail| format!("{id}; {detail}"));
    AuditEvent { detail: Some(Cow::Owned(detail)), ..event.clone() }
}

fn drawn<const N: usize>(app: &App) -> Result<String, Error> {
    Ok(URL_SAFE_NO_PAD.encode(random::bytes::<N>(app.random())?))
}

/// A member's `sub` is a UUID: no client may look like one (RFC 9700, 4.15).
pub(super) fn is_id(id: &str) -> bool {
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    IDS.contains(&id.len()) && is_plain && Uuid::try_parse(id).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_client_looks_like_a_member() {
        for id in ["app", "my.app_1-x", "app-AbC123_-9xYz"] {
            assert!(is_id(id), "{id}");
        }
        let member = "018bcfe5-6801-7000-8000-000000000000";
        for id in ["", "a", "a b", "ä", "a/b", member, &member.replace('-', ""), &"a".repeat(129)] {
            assert!(!is_id(id), "{id}");
        }
    }
}
