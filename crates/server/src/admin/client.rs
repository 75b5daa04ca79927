//! Console > OAuth Clients > one of them: its settings, its secret, whether it is on, and its end. A secret stands in the answer that draws it,
//! and on no page.

use super::Answer;
use super::client_form::{Section, proof_and_tokens, settings};
use super::clients::kind_name;
use super::frame::{Frame, Place, frame};
use super::policy::confirmed;
use super::user_actions::Nothing;
use super::versions::{saved, with_version};
use crate::api::{json, no_content};
use crate::extract::{Administrator, ClientAddress, IfMatch, Json};
use crate::front::Server;
use crate::openapi::{administration, clients as described, readings, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Power;
use domain::applications::Client;
use domain::applications::clients::{self, ClientAsk, ClientView, discovery};
use std::sync::Arc;

fn list(view: &ClientView) -> String {
    format!("/admin/{}/clients", view.tenant)
}

fn base(view: &ClientView) -> String {
    format!("{}/{}/{}", list(view), view.workspace, Client::id_in_path(&view.client_id))
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/client.html")]
pub(crate) struct ClientPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: ClientView,
    pub kind: &'static str,
    pub changed: Moment,
    pub sections: Vec<Section>,
}

framed!(ClientPage);

impl ClientPage {
    fn is_foreign(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn is_locked(&self) -> bool {
        self.is_foreign() || self.view.is_declared || self.view.is_described
    }

    fn list(&self) -> String {
        list(&self.view)
    }

    fn base(&self) -> String {
        base(&self.view)
    }

    fn discovery(&self) -> String {
        discovery(&self.view.issuer)
    }

    fn has_secret(&self) -> bool {
        self.view.settings.token_endpoint_auth_method.has_secret()
    }

    /// How many members are connected with it.
    fn connected(&self) -> String {
        let counted = self.view.connected;
        if counted.is_all { counted.number.to_string() } else { format!("at least {}", counted.number) }
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    address: ClientAddress,
) -> Answer {
    let view = clients::show(&server.app, &acting, address.place()).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Clients, parameter(uri.query(), "done")))?;
    let changed = Moment::read(chrome.language, &view.changed_at, server.app.now());
    let (kind, sections) = (kind_name(view.kind), settings(&view));
    Ok(Page::ok(ClientPage { chrome, frame, view, kind, changed, sections }).into_response())
}

/// How an application proves itself, and its tokens.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/client_tokens.html")]
pub(crate) struct ClientTokensPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: ClientView,
    pub sections: Vec<Section>,
}

framed!(ClientTokensPage);

impl ClientTokensPage {
    fn is_foreign(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn is_locked(&self) -> bool {
        self.is_foreign() || self.view.is_declared || self.view.is_described
    }

    fn list(&self) -> String {
        list(&self.view)
    }

    fn base(&self) -> String {
        base(&self.view)
    }
}

pub(crate) async fn tokens_page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    address: ClientAddress,
) -> Answer {
    let view = clients::show(&server.app, &acting, address.place()).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Clients, parameter(uri.query(), "done")))?;
    let sections = proof_and_tokens(&view);
    Ok(Page::ok(ClientTokensPage { chrome, frame, view, sections }).into_response())
}

/// Settings of an application
#[utoipa::path(get, operation_id = "client_settings", path = "/admin/{tenant}/clients/{workspace}/{id}/settings", tag = "Administration",
    params(described::ClientPath), responses(readings::OfClient, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
) -> Answer {
    let view = clients::show(&server.app, &acting, address.place()).await?;
    with_version(&view, &view.version)
}

/// Changes the settings of an application
///
/// What cannot be kept safely is `setting_refused`, with the field in `details`.
#[utoipa::path(put, operation_id = "change_client", path = "/admin/{tenant}/clients/{workspace}/{id}/settings", tag = "Administration",
    params(described::ClientPath, administration::Seen), request_body = described::ClientSettings,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<ClientAsk>,
) -> Answer {
    saved(&clients::save(&server.app, &acting, address.place(), (seen, ask)).await?)
}

/// Draws another secret for an application
///
/// It is in this answer and in no other; the old one is good for nothing from then on.
#[utoipa::path(post, operation_id = "renew_client_secret", path = "/admin/{tenant}/clients/{workspace}/{id}/secret", tag = "Administration",
    params(described::ClientPath), request_body = administration::Nothing, responses(described::Drawn, shapes::Errors), security(("session" = [])))]
pub(crate) async fn renew_secret(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    json(&clients::renew_secret(&server.app, &acting, address.place()).await?)
}

/// Switches an application on again
#[utoipa::path(post, operation_id = "enable_client", path = "/admin/{tenant}/clients/{workspace}/{id}/enable", tag = "Administration",
    params(described::ClientPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn enable(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    clients::enable(&server.app, &acting, address.place(), true).await?;
    Ok(no_content())
}

/// Switches an application off
///
/// Nobody signs in with it from then on, and its tokens are good for nothing.
#[utoipa::path(post, operation_id = "disable_client", path = "/admin/{tenant}/clients/{workspace}/{id}/disable", tag = "Administration",
    params(described::ClientPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn disable(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    clients::enable(&server.app, &acting, address.place(), false).await?;
    Ok(no_content())
}

/// Removes an application
///
/// Where members are connected with it, that is a `confirmation_needed` first, which says how many.
#[utoipa::path(delete, operation_id = "remove_client", path = "/admin/{tenant}/clients/{workspace}/{id}", tag = "Administration",
    params(described::ClientPath, administration::Seen, administration::Confirmed), responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    address: ClientAddress,
    IfMatch(seen): IfMatch,
    uri: Uri,
) -> Answer {
    clients::remove(&server.app, &acting, address.place(), (seen, confirmed(&uri))).await?;
    Ok(no_content())
}
