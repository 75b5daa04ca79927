//! Console > Administrators: who may work here, as what, and over what.

use super::Answer;
use super::frame::{Frame, Place, frame, role_name, scope_name};
use crate::api::{json, no_content};
use crate::extract::{Administrator, AdministratorAddress, Json};
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
use domain::tenants;
use serde_json::json;
use std::sync::Arc;

/// One administrator.
#[derive(Clone, Debug)]
pub(crate) struct AdministratorRow {
    pub id: String,
    pub name: String,
    pub identifier: Option<String>,
    pub role: &'static str,
    pub scope: String,
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
}

framed!(AdministratorsPage);

impl AdministratorsPage {
    fn may_appoint(&self) -> bool {
        self.frame.may(Power::Appoint)
    }

    fn roles() -> &'static [Choice] {
        &ROLES
    }
}

/// What one administrator may do, to be changed.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/administrator.html")]
pub(crate) struct AdministratorPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub row: AdministratorRow,
    /// The role and the scope that they have, as they are sent.
    pub held: (&'static str, String),
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
    let rows =
        administrators::list(&server.app, &acting).await?.iter().map(|view| row(&server, &chrome, view)).collect();
    let scopes = scopes(&server, &acting)?;
    Ok(Page::ok(AdministratorsPage { chrome, frame, rows, scopes }).into_response())
}

pub(crate) async fn one(
    State(server): State<Arc<Server>>,
    AdministratorAddress(id): AdministratorAddress,
    Administrator(acting): Administrator,
) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Administrators, None))?;
    let view = administrators::find(&server.app, &acting, id).await?;
    let (row, held) = (row(&server, &chrome, &view), (view.role, view.scope));
    let scopes = scopes(&server, &acting)?;
    Ok(Page::ok(AdministratorPage { chrome, frame, row, held, scopes }).into_response())
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
#[utoipa::path(post, operation_id = "appoint_administrator", path = "/admin/administrators", tag = "Administration",
    request_body = administration::Appointment, responses(administration::Appointed, shapes::Errors), security(("session" = [])))]
pub(crate) async fn appoint(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    Json(ask): Json<Appointment>,
) -> Answer {
    let id = administrators::appoint(&server.app, &acting, ask).await?;
    json(&json!({ "id": id }))
}

/// Changes an administrator's role or scope
///
/// Only of those who stand lower; the last owner of the installation stays one: `last_owner`. Whoever is given more than they had is signed out
/// everywhere, and refused like whoever is appointed: `access_pass_lately`.
#[utoipa::path(put, operation_id = "change_administrator", path = "/admin/administrators/{id}", tag = "Administration",
    params(administration::AdministratorId), request_body = administration::Position, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn change(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    AdministratorAddress(id): AdministratorAddress,
    Json(ask): Json<Position>,
) -> Answer {
    administrators::change(&server.app, &acting, id, ask).await?;
    Ok(no_content())
}

/// Dismisses an administrator
///
/// They stay a member. Owners may dismiss themselves, but not the last one of the installation.
#[utoipa::path(delete, operation_id = "dismiss_administrator", path = "/admin/administrators/{id}", tag = "Administration",
    params(administration::AdministratorId), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn dismiss(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    AdministratorAddress(id): AdministratorAddress,
) -> Answer {
    administrators::dismiss(&server.app, &acting, id).await?;
    Ok(no_content())
}
