//! Console > OAuth Clients: the applications of a tenant, and adding one. What is looked for stands in the address, so that a list can be passed on.

use super::Answer;
use super::client_form::{Field, of_new};
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages};
use super::users::{Picked, fixed};
use crate::api::json;
use crate::extract::{Administrator, Json, TenantAddress};
use crate::front::Server;
use crate::openapi::{clients as described, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::administrators::Power;
use domain::applications::clients::{self, ClientRow, NewClientAsk};
use domain::applications::{Client, ClientKind};
use domain::short_list::{Key, ShortAsk, ShortPage, page as page_of};
use domain::tenants;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A tenant with how many applications it has.
#[derive(Clone, Debug)]
pub(crate) struct TenantRow {
    pub slug: String,
    pub name: String,
    pub count: usize,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/client_tenants.html")]
pub(crate) struct TenantsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub rows: Vec<TenantRow>,
    listing: Listing,
    pages: Pages,
}

framed!(TenantsPage);

/// Whose? Straight on where there is one.
pub(crate) async fn tenants(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
) -> Answer {
    let (all, listing) = (tenants::list(&server.app, &acting)?, Listing::of(&uri));
    if let ([only], true) = (all.as_slice(), listing.is_plain()) {
        return Ok(Redirect::to(&format!("/admin/{}/clients", only.slug)).into_response());
    }
    let (tenants, pages) = listing.of_tenants(all);
    let row = |tenant: tenants::TenantView| {
        let count = clients::count(&server.app, &acting, &tenant.slug)?;
        Ok::<_, domain::Error>(TenantRow { slug: tenant.slug, name: tenant.name, count })
    };
    let rows = tenants.into_iter().map(row).collect::<Result<_, _>>()?;
    let (chrome, frame) = frame(&server, &acting, (Place::Clients, None))?;
    Ok(Page::ok(TenantsPage { chrome, frame, rows, listing, pages }).into_response())
}

/// One application in the list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub client: ClientRow,
    /// Its id as it stands in an address.
    pub id: String,
    pub kind: &'static str,
    pub changed: Moment,
}

/// What is looked for, as the form sends it. What cannot be understood is left out: an address may be old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Sought {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    workspace: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
}

impl Sought {
    fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    fn is_filtered(&self) -> bool {
        !self.q.trim().is_empty() || [&self.workspace, &self.kind, &self.state].iter().any(|one| !one.is_empty())
    }

    fn fits(&self, row: &ClientRow) -> bool {
        let is_state = match self.state.as_str() {
            "on" => row.enabled,
            "off" => !row.enabled,
            _ => true,
        };
        let is_kind = ClientKind::find(&self.kind).is_none_or(|kind| row.kind == kind);
        is_state && is_kind && (self.workspace.is_empty() || row.place == self.workspace)
    }

    fn page(&self, rows: Vec<ClientRow>) -> (Vec<ClientRow>, Pages) {
        let by_change = self.sort == "changed";
        let ask = ShortAsk {
            search: self.q.clone(),
            backwards: by_change || self.sort == "backwards",
            place: Some(self.at.clone()).filter(|at| !at.is_empty()),
        };
        let key = |row: &ClientRow| {
            // As many digits each, so that their order is that of the moments.
            let name = if by_change { format!("{:020}", row.changed_at) } else { row.name.clone() };
            Key { name, id: format!("{}/{}", row.place, row.id), texts: vec![row.name.clone(), row.id.clone()] }
        };
        let ShortPage { rows, next, previous } =
            page_of(rows.into_iter().filter(|row| self.fits(row)).collect(), &ask, key);
        let way = |at: Option<String>| at.map(|at| self.at(at));
        (rows, Pages { next: way(next), previous: way(previous) })
    }

    fn at(&self, at: String) -> String {
        format!("?{}", serde_urlencoded::to_string(Self { at, ..self.clone() }).unwrap_or_default())
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/clients.html")]
pub(crate) struct ClientsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant_name: String,
    pub base: String,
    pub rows: Vec<Row>,
    /// The word and the name of each place.
    pub places: Vec<(String, String)>,
    sought: Sought,
    pages: Pages,
}

framed!(ClientsPage);

impl ClientsPage {
    fn may_add(&self) -> bool {
        self.frame.may(Power::Configure)
    }

    fn workspaces(&self) -> Vec<Picked<'_>> {
        let any = Picked { value: "", name: "Any", selected: self.sought.workspace.is_empty() };
        let mut all = vec![any];
        for one in &self.places {
            all.push(Picked { selected: one.0 == self.sought.workspace, value: &one.0, name: &one.1 });
        }
        all
    }

    fn kinds(&self) -> Vec<Picked<'static>> {
        let all = ClientKind::ALL.map(|kind| (kind.as_str(), kind_name(kind)));
        fixed(&self.sought.kind, &[&[("", "Any")][..], &all[..]].concat())
    }

    fn states(&self) -> Vec<Picked<'static>> {
        fixed(&self.sought.state, &[("", "Any"), ("on", "In use"), ("off", "Switched off")])
    }

    fn orders(&self) -> Vec<Picked<'static>> {
        fixed(&self.sought.sort, &[("", "A to Z"), ("backwards", "Z to A"), ("changed", "Changed last")])
    }
}

/// A kind as the screen says it.
pub(super) fn kind_name(kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Web => "Web application",
        ClientKind::Public => "Browser or phone",
        ClientKind::Program => "Program",
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
) -> Answer {
    let places = clients::places(&server.app, &acting, Power::See, &tenant)?;
    let all = clients::list(&server.app, &acting, &tenant)?;
    let (chrome, frame) = frame(&server, &acting, (Place::Clients, parameter(uri.query(), "done")))?;
    let (sought, now) = (Sought::of(&uri), server.app.now());
    let (found, pages) = sought.page(all);
    let row = |client: ClientRow| Row {
        kind: kind_name(client.kind),
        id: Client::id_in_path(&client.id),
        changed: Moment::new(chrome.language, client.changed_at, now),
        client,
    };
    let tenant_name = places.first().map(|place| place.tenant_name.clone()).unwrap_or_default();
    Ok(Page::ok(ClientsPage {
        rows: found.into_iter().map(row).collect(),
        base: format!("/admin/{tenant}/clients"),
        places: places.into_iter().map(|place| (place.slug, place.name)).collect(),
        tenant_name,
        sought,
        pages,
        chrome,
        frame,
    })
    .into_response())
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/client_new.html")]
pub(crate) struct NewClientPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant_name: String,
    pub base: String,
    pub places: Vec<(String, String)>,
    pub fields: Vec<Field>,
}

framed!(NewClientPage);

pub(crate) async fn new(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
) -> Answer {
    let places = clients::places(&server.app, &acting, Power::Configure, &tenant)?;
    let (chrome, frame) = frame(&server, &acting, (Place::Clients, None))?;
    let tenant_name = places.first().map(|place| place.tenant_name.clone()).unwrap_or_default();
    let base = format!("/admin/{tenant}/clients");
    let places = places.into_iter().map(|place| (place.slug, place.name)).collect();
    Ok(Page::ok(NewClientPage { chrome, frame, tenant_name, base, places, fields: of_new() }).into_response())
}

/// Adds an application
///
/// Its secret is in this answer and in no other; only its hash is kept. What cannot be kept safely is `setting_refused`, with the field in
/// `details`.
#[utoipa::path(post, operation_id = "add_client", path = "/admin/{tenant}/clients", tag = "Administration",
    params(described::Tenant), request_body = described::NewClient, responses(described::Drawn, shapes::Errors), security(("session" = [])))]
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    TenantAddress(tenant): TenantAddress,
    Json(ask): Json<NewClientAsk>,
) -> Answer {
    json(&clients::add(&server.app, &acting, &tenant, ask).await?)
}
