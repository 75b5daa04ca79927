//! Console > Administrators: who may work here, as what, and over what.

use super::Answer;
use super::frame::{Frame, Place, frame, role_name, scope_name};
use super::listing::{Listing, Pages};
use super::users::Picked;
use super::versions::{tagged, with_version};
use crate::api::no_content;
use crate::extract::{Administrator, AdministratorAddress, IfMatch, Json};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::{self, AdministratorView, Appointment, Position, Power, Scope};
use domain::short_list::{Key, ShortAsk, ShortPage, page as page_of};
use domain::tenants;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// One administrator.
#[derive(Clone, Debug)]
pub(crate) struct AdministratorRow {
    pub id: String,
    pub name: String,
    pub identifier: Option<String>,
    pub role: &'static str,
    /// As it is called.
    pub scope: String,
    /// The role and the scope as they are sent.
    pub held: (&'static str, String),
    pub version: String,
    pub since: Moment,
    pub passkeys: usize,
    pub active: bool,
    pub is_self: bool,
    pub may_change: bool,
}

/// A role that can be given, with what it is for.
pub(crate) struct Choice {
    pub word: &'static str,
    pub name: &'static str,
    pub about: &'static str,
}

const ROLES: [Choice; 4] = [
    Choice { word: "support", name: "Support", about: "Looks at members and helps them to sign in again." },
    Choice { word: "auditor", name: "Auditor", about: "Looks at everything and reads the audit, changes nothing." },
    Choice { word: "administrator", name: "Administrator", about: "Also changes settings, roles and policies." },
    Choice {
        word: "owner",
        name: "Owner",
        about: "Also says who is an administrator. Nobody but they themselves can take it back.",
    },
];

#[derive(Clone, Debug, Template)]
#[template(path = "admin/administrators.html")]
pub(crate) struct AdministratorsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub rows: Vec<AdministratorRow>,
    /// What somebody can be set over: the value and its name.
    pub scopes: Vec<(String, String)>,
    /// What those who are seen are set over.
    pub held_scopes: Vec<(String, String)>,
    sought: Sought,
    pages: Pages,
}

framed!(AdministratorsPage);

impl AdministratorsPage {
    fn may_appoint(&self) -> bool {
        self.frame.may(Power::Appoint)
    }

    fn roles() -> &'static [Choice] {
        &ROLES
    }

    fn kinds(&self) -> Vec<Picked<'static>> {
        let roles: Vec<_> = ROLES.iter().map(|role| (role.word, role.name)).collect();
        self.sought.listing.kinds(&[&[("", "Any")][..], &roles[..]].concat())
    }

    fn overs(&self) -> Vec<Picked<'_>> {
        let picked = |(value, name): &'_ (String, String)| *value == self.sought.over && !name.is_empty();
        let scopes = self.held_scopes.iter().map(|one| Picked { value: &one.0, name: &one.1, selected: picked(one) });
        [Picked { value: "", name: "Anything", selected: self.sought.over.is_empty() }]
            .into_iter()
            .chain(scopes)
            .collect()
    }
}

/// What is looked for: by name, by role, by scope.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Sought {
    #[serde(flatten)]
    listing: Listing,
    #[serde(skip_serializing_if = "String::is_empty")]
    over: String,
}

impl Sought {
    fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    fn is_filtered(&self) -> bool {
        self.listing.is_filtered() || !self.over.is_empty()
    }

    fn page(&self, rows: Vec<AdministratorRow>) -> (Vec<AdministratorRow>, Pages) {
        let Listing { q, kind, sort, at } = &self.listing;
        let fits = |row: &AdministratorRow| {
            (kind.is_empty() || row.held.0 == kind) && (self.over.is_empty() || row.held.1 == self.over)
        };
        let place = Some(at.clone()).filter(|at| !at.is_empty());
        let ask = ShortAsk { search: q.clone(), backwards: sort == "backwards", place };
        let key = |row: &AdministratorRow| Key {
            name: row.name.clone(),
            id: row.id.clone(),
            texts: row.identifier.iter().cloned().collect(),
        };
        let ShortPage { rows, next, previous } = page_of(rows.into_iter().filter(fits).collect(), &ask, key);
        let way = |at: Option<String>| at.map(|at| self.at(at));
        (rows, Pages { next: way(next), previous: way(previous) })
    }

    fn at(&self, at: String) -> String {
        let sought = Self { listing: Listing { at, ..self.listing.clone() }, over: self.over.clone() };
        format!("?{}", serde_urlencoded::to_string(sought).unwrap_or_default())
    }
}

/// What one administrator may do, to be changed.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/administrator.html")]
pub(crate) struct AdministratorPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub row: AdministratorRow,
    pub scopes: Vec<(String, String)>,
}

framed!(AdministratorPage);

impl AdministratorPage {
    fn roles() -> &'static [Choice] {
        &ROLES
    }
}

fn row(server: &Server, chrome: &Chrome, view: &AdministratorView) -> AdministratorRow {
    AdministratorRow {
        id: view.id.to_string(),
        name: view.display_name.clone(),
        identifier: view.identifier.clone(),
        role: role_name(view.role),
        scope: scope_name(server, &view.scope),
        held: (view.role, view.scope.clone()),
        version: view.version.clone(),
        since: Moment::read(chrome.language, &view.since, server.app.now()),
        passkeys: view.passkeys,
        active: view.active,
        is_self: view.is_self,
        may_change: view.may_change,
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let place = (Place::Administrators, parameter(uri.query(), "done"));
    let (chrome, frame) = frame(&server, &acting, place)?;
    let all: Vec<_> =
        administrators::list(&server.app, &acting).await?.iter().map(|view| row(&server, &chrome, view)).collect();
    let mut held_scopes: Vec<_> = all.iter().map(|row| (row.held.1.clone(), row.scope.clone())).collect();
    held_scopes.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    held_scopes.dedup();
    let sought = Sought::of(&uri);
    let (rows, pages) = sought.page(all);
    let scopes = scopes(&server, &acting)?;
    Ok(Page::ok(AdministratorsPage { chrome, frame, rows, scopes, held_scopes, sought, pages }).into_response())
}

pub(crate) async fn one(
    State(server): State<Arc<Server>>,
    AdministratorAddress(id): AdministratorAddress,
    Administrator(acting): Administrator,
) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Administrators, None))?;
    let view = administrators::find(&server.app, &acting, id).await?;
    let row = row(&server, &chrome, &view);
    let scopes = scopes(&server, &acting)?;
    Ok(Page::ok(AdministratorPage { chrome, frame, row, scopes }).into_response())
}

/// Everything within the scope of who appoints, widest first.
fn scopes(server: &Server, acting: &administrators::Acting) -> Result<Vec<(String, String)>, crate::problem::Problem> {
    let mut scopes = vec![Scope::Installation];
    for tenant in tenants::list(&server.app, acting)? {
        scopes.push(Scope::Tenant(tenant.id));
        scopes.extend(tenant.pools.iter().map(|pool| Scope::Pool(tenant.id, pool.id)));
    }
    let within = scopes.into_iter().filter(|scope| acting.may(Power::Appoint, *scope)).map(|scope| scope.to_string());
    Ok(within.map(|scope| (scope.clone(), scope_name(server, &scope))).collect())
}

/// Appoints an administrator
///
/// A member of the pool in which administrators sign in gets a role (`support`, `auditor`, `administrator`, `owner`) over a scope:
/// `installation`, `tenant/{id}` or `pool/{tenant}/{id}`. Nobody gives more than they have. The member
/// is signed out everywhere. Within twelve days after an administrator gave them an access pass, or after its last use: `access_pass_lately`.
/// `ETag` is the version of what they are now.
#[utoipa::path(post, operation_id = "appoint_administrator", path = "/admin/administrators", tag = "Administration",
    request_body = administration::Appointment, responses(administration::Appointed, shapes::Errors), security(("session" = [])))]
pub(crate) async fn appoint(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    Json(ask): Json<Appointment>,
) -> Answer {
    let (id, version) = administrators::appoint(&server.app, &acting, ask).await?;
    with_version(&json!({ "id": id }), &version)
}

/// Changes an administrator's role or scope
///
/// Only of those who stand lower; the last owner of the installation stays one: `last_owner`. Whoever is given more than they had is signed out
/// everywhere, and refused like whoever is appointed: `access_pass_lately`. `If-Match` names the version of what they were, as the page has it in
/// `data-version`; `ETag` is the new one.
#[utoipa::path(put, operation_id = "change_administrator", path = "/admin/administrators/{id}", tag = "Administration",
    params(administration::AdministratorId, administration::Seen), request_body = administration::Position, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn change(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    AdministratorAddress(id): AdministratorAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<Position>,
) -> Answer {
    let version = administrators::change(&server.app, &acting, id, (seen, ask)).await?;
    Ok(tagged(no_content(), &version))
}

/// Dismisses an administrator
///
/// They stay a member. Owners may dismiss themselves, but not the last one of the installation. `If-Match` names the version of what they were.
#[utoipa::path(delete, operation_id = "dismiss_administrator", path = "/admin/administrators/{id}", tag = "Administration",
    params(administration::AdministratorId, administration::Seen), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn dismiss(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    AdministratorAddress(id): AdministratorAddress,
    IfMatch(seen): IfMatch,
) -> Answer {
    administrators::dismiss(&server.app, &acting, id, seen).await?;
    Ok(no_content())
}
