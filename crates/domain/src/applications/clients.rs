//! The applications of a tenant at the console: who looks after them, their list, one of them, and adding one. An application of a workspace is
//! looked after by whoever looks after its pool, the tenant's own programs by whoever looks after the tenant. A secret is answered by what
//! draws it, and by nothing else.

mod changing;

pub(super) use changing::keeps_names;
pub use changing::{ClientAsk, enable, remove, renew_secret, save};
pub(crate) use changing::{FIELDS, Revision, put, revised, wanted};

use super::by::By;
use super::client::{AuthMethod, Client, ClientKind, ClientSettings, GrantType, changed_at, is_declared};
use super::issuer::{Issuer, SYSTEM};
use super::metadata_document;
use super::roster::{self, Added, Draft, NotKept};
use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::error::{Error, Objection, Reason};
use crate::passkeys::time;
use crate::saving::{self, MOST_LOOKED_AT, Unsaved};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::passkey::Counted;
use store::{Tx, client, grant};

/// Where applications are: a workspace, or the tenant itself.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its word in addresses; `system` for the tenant itself.
    pub slug: String,
    pub name: String,
    pub tenant_name: String,
    pub issuer: Issuer,
}

/// One application in the list.
#[derive(Debug, Clone)]
pub struct ClientRow {
    pub id: String,
    pub name: String,
    pub place: String,
    pub place_name: String,
    pub kind: ClientKind,
    pub enabled: bool,
    /// The server's configuration file keeps it.
    pub is_declared: bool,
    /// In milliseconds.
    pub changed_at: i64,
}

/// One application with its settings.
#[derive(Debug, Clone, Serialize)]
pub struct ClientView {
    pub tenant: String,
    /// `system` for a program of the tenant itself.
    pub workspace: String,
    #[serde(skip)]
    pub tenant_name: String,
    #[serde(skip)]
    pub place_name: String,
    pub client_id: String,
    pub name: String,
    pub kind: ClientKind,
    pub enabled: bool,
    /// The server's configuration file keeps it: nothing of it is changed here.
    #[serde(rename = "declared")]
    pub is_declared: bool,
    /// It describes itself by a document.
    #[serde(skip)]
    pub is_described: bool,
    #[serde(flatten)]
    pub settings: ClientSettings,
    pub issuer: String,
    /// RFC 3339.
    pub created_at: String,
    pub changed_at: String,
    /// How many members have signed in with it and could go on.
    #[serde(skip)]
    pub connected: Counted,
    pub version: String,
}

/// An application to be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClientAsk {
    pub name: String,
    /// `system` for a program of the tenant itself.
    pub workspace: String,
    /// `web`, `public` or `program`
    pub kind: String,
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Blank for what is usual.
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub first_party: bool,
}

/// What an application needs to know of us and of itself. The secret is in no other answer.
#[derive(Clone, Serialize)]
pub struct Drawn {
    pub workspace: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub issuer: String,
    pub discovery: String,
    pub token_endpoint: String,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawn").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl Drawn {
    fn of(place: &Place, added: Added) -> Self {
        let Added { id, secret } = added;
        Self {
            workspace: place.slug.clone(),
            client_id: id,
            client_secret: secret,
            discovery: discovery(&place.issuer.url),
            token_endpoint: place.issuer.token_endpoint(),
            issuer: place.issuer.url.clone(),
        }
    }
}

/// Where an issuer describes itself.
pub fn discovery(issuer: &str) -> String {
    format!("{issuer}/.well-known/openid-configuration")
}

/// The places of a tenant where who asks may do this; what is outside their scope is not there.
pub fn places(app: &App, acting: &Acting, power: Power, tenant: &str) -> Result<Vec<Place>, Error> {
    let snapshot = app.snapshot();
    let doors: Vec<_> = snapshot.doors().iter().filter(|door| door.tenant.slug == tenant).collect();
    let covered = doors.iter().filter(|door| acting.grant.scope.covers(Scope::Pool(door.tenant.id, door.pool.id)));
    let named = covered.map(|door| (door.workspace.slug.clone(), door.workspace.name.clone()));
    let own = doors.first().filter(|door| acting.grant.scope.covers(Scope::Tenant(door.tenant.id)));
    let own = own.map(|_| (SYSTEM.to_owned(), "The tenant itself".to_owned()));
    let tenant_name = doors.first().map(|door| door.tenant.name.clone()).unwrap_or_default();
    let place = |(slug, name): (String, String)| {
        let issuer = Issuer::within(&snapshot, tenant, &slug)?;
        Some(Place { slug, name, tenant_name: tenant_name.clone(), issuer })
    };
    let places: Vec<_> = named.chain(own).filter_map(place).collect();
    if places.is_empty() {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    }
    if acting.grant.may(power) { Ok(places) } else { Err(Unsaved::Because(Reason::NotPermitted).told(app)) }
}

fn place(app: &App, acting: &Acting, power: Power, (tenant, slug): (&str, &str)) -> Result<Place, Error> {
    let found = places(app, acting, power, tenant)?.into_iter().find(|place| place.slug == slug);
    found.ok_or_else(|| unknown(app))
}

fn unknown(app: &App) -> Error {
    Unsaved::Because(Reason::UnknownAddress).told(app)
}

/// All applications of a tenant that who asks may see. They are in memory, as all clients are.
pub fn list(app: &App, acting: &Acting, tenant: &str) -> Result<Vec<ClientRow>, Error> {
    let (snapshot, mut rows) = (app.snapshot(), Vec::new());
    for place in places(app, acting, Power::See, tenant)? {
        let row = |client: &std::sync::Arc<Client>| ClientRow {
            id: client.id.clone(),
            name: client.name.clone(),
            place: place.slug.clone(),
            place_name: place.name.clone(),
            kind: client.settings.kind(),
            enabled: client.enabled,
            is_declared: client.is_declared,
            changed_at: client.changed_at,
        };
        rows.extend(snapshot.clients(place.issuer.tenant, place.issuer.workspace()).map(row));
    }
    Ok(rows)
}

/// How many that would be.
pub fn count(app: &App, acting: &Acting, tenant: &str) -> Result<usize, Error> {
    let snapshot = app.snapshot();
    let places = places(app, acting, Power::See, tenant)?;
    let of_place = |place: &Place| snapshot.clients(place.issuer.tenant, place.issuer.workspace()).count();
    Ok(places.iter().map(of_place).sum())
}

/// One application, for whoever may see it.
pub async fn show(
    app: &App,
    acting: &Acting,
    (tenant, workspace, id): (&str, &str, &str),
) -> Result<ClientView, Error> {
    let place = place(app, acting, Power::See, (tenant, workspace))?;
    let (at, name, now) = ((place.issuer.tenant, place.issuer.workspace()), id.to_owned(), app.now());
    let read = move |tx: &mut Tx<'_>| {
        let Some(row) = client::find(tx, at, &name)? else { return Ok(None) };
        let connected = grant::connected(tx, (at.1, &name), now, MOST_LOOKED_AT)?;
        Ok::<_, Error>(Some((row, connected)))
    };
    let (row, connected) = app.store().read("application", read).await?.ok_or_else(|| unknown(app))?;
    let settings: ClientSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    Ok(ClientView {
        tenant: tenant.to_owned(),
        workspace: place.slug,
        tenant_name: place.tenant_name,
        place_name: place.name,
        kind: settings.kind(),
        settings,
        issuer: place.issuer.url,
        created_at: time(row.created_at),
        changed_at: time(changed_at(&row)),
        is_declared: is_declared(&row),
        is_described: metadata_document::is_address(&row.id),
        connected,
        version: version(&row),
        enabled: row.enabled,
        client_id: row.id,
        name: row.name,
    })
}

/// Of what the form saves: neither of its secret, nor of whether it is switched on.
pub(crate) fn version(row: &client::Client) -> String {
    let mut settings: Value = serde_json::from_str(&row.settings).unwrap_or_default();
    if let Some(members) = settings.as_object_mut() {
        members.remove(super::client::CHANGED_AT);
    }
    saving::version(&["client", &row.name, &settings.to_string()])
}

/// Adds an application.
pub async fn add(app: &App, acting: &Acting, tenant: &str, ask: NewClientAsk) -> Result<Drawn, Error> {
    let places = places(app, acting, Power::Configure, tenant)?;
    let found = places.into_iter().find(|place| place.slug == ask.workspace);
    let Some(place) = found else { return Err(objection(app, "workspace", "Choose one of these.")) };
    let Some(kind) = ClientKind::find(&ask.kind) else {
        return Err(objection(app, "kind", "Choose one of these."));
    };
    let Some(settings) = begun(kind, &place, &ask) else {
        return Err(objection(app, "kind", "Nobody signs in at the tenant itself: choose a program, or a workspace."));
    };
    let draft = Draft { id: None, name: ask.name.trim().to_owned(), enabled: true, settings };
    let added = roster::add_by(app, (&place.issuer, By::Administrator(acting)), draft).await;
    Ok(Drawn::of(&place, added.map_err(|why| told(app, why))?))
}

/// With what an application of a kind begins; nothing for one that signs members in where there are none.
fn begun(kind: ClientKind, place: &Place, ask: &NewClientAsk) -> Option<ClientSettings> {
    if kind != ClientKind::Program && place.issuer.door.is_none() {
        return None;
    }
    let usual = ClientSettings::default();
    let (grant_types, usual_scope) = match kind {
        ClientKind::Program => (vec![GrantType::ClientCredentials], String::new()),
        _ => (usual.grant_types.clone(), usual.scope.clone()),
    };
    let asked = ask.scope.trim();
    Some(ClientSettings {
        redirect_uris: trimmed(&ask.redirect_uris),
        grant_types,
        token_endpoint_auth_method: match kind {
            ClientKind::Public => AuthMethod::None,
            _ => usual.token_endpoint_auth_method,
        },
        scope: if asked.is_empty() { usual_scope } else { asked.to_owned() },
        first_party: ask.first_party,
        ..usual
    })
}

fn trimmed(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn objection(app: &App, field: &'static str, problem: &str) -> Error {
    Unsaved::Objection(Objection::new(field, problem)).told(app)
}

/// Why an application is not kept, beside the field that it is about.
pub(crate) fn told(app: &App, why: NotKept) -> Error {
    let Some(field) = why.field() else {
        return match why {
            NotKept::Broken(error) => error,
            _ => unknown(app),
        };
    };
    let text = why.to_string();
    let mut letters = text.chars();
    // What begins with an address or a setting is left as it is.
    let is_sentence = !matches!(
        why,
        NotKept::RedirectUri { .. }
            | NotKept::Bounds(_)
            | NotKept::ProxyGrants
            | NotKept::ProxyPushed
            | NotKept::Declared(_)
            | NotKept::Described(_)
            | NotKept::KeysUri
            | NotKept::NotKeys(_)
            | NotKept::NoGrantType
    );
    let first = letters.next().map(|first| if is_sentence { first.to_ascii_uppercase() } else { first });
    objection(app, field, &format!("{}{}.", first.map(String::from).unwrap_or_default(), letters.as_str()))
}
