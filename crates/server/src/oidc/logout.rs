//! Where applications send their members to be signed out. What decides is in the domain; here a browser is asked, told, or sent back. A session
//! ends by an address alone only where the domain says that the application proved to know it.

use super::ClientRequest;
use super::authorize::stranger;
use crate::api::to;
use crate::extract::cookies::CookieName;
use crate::extract::{AnySession, Posted, SignedIn, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::Page;
use crate::web::application::{ApplicationPage, Part};
use crate::web::routes::{Answer, door_chrome, sign_in_path, signed_out_path};
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use domain::applications::Client as Application;
use domain::applications::logout::{self, Over, Step};
use domain::{Client, FrontDoor, Language, Session};
use serde::Deserialize;
use std::sync::Arc;

/// What a request says, and the page that asks says again.
const SAID: [&str; 5] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];

/// Yes, to this request.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogoutConfirmed {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    ui_locales: Option<String>,
}

impl LogoutConfirmed {
    fn pairs(self) -> Vec<(String, String)> {
        let said = [self.id_token_hint, self.client_id, self.post_logout_redirect_uri, self.state, self.ui_locales];
        let pairs = SAID.into_iter().zip(said);
        pairs.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// A browser comes from an application.
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let visit = reading(visit, &pairs);
    let session = signed_in.map(|signed_in| signed_in.session);
    match logout::begin(&server.app, &visit, session.as_ref(), pairs.clone()).await? {
        Step::Ask { client } => ask(&server, &visit, (client.as_deref(), session.as_ref().map(name_of)), &pairs),
        Step::Over(over) => {
            let mut response = match (over.back, over.ended) {
                (Some(back), _) => Redirect::to(&back).into_response(),
                (None, true) => to(&signed_out_path(&visit.door)),
                (None, false) => to(&sign_in_path(&visit.door)),
            };
            if over.ended {
                forget(&server, &visit.door, &mut response);
            }
            Ok(response)
        }
    }
}

/// The page that asks, with what the request said.
fn ask(
    server: &Server,
    visit: &domain::Visit,
    (client, member): (Option<&Application>, Option<String>),
    pairs: &[(String, String)],
) -> Answer {
    let said = SAID.into_iter().filter_map(|name| {
        let (_, value) = pairs.iter().find(|(known, _)| known == name)?;
        Some((name, value.clone()))
    });
    let page = ApplicationPage {
        chrome: door_chrome(server, visit)?,
        name: client.map(|client| client.name.clone()),
        member,
        action: format!("{}/oidc/logout/confirm", visit.door.base()),
        part: Part::SignOut { fields: said.collect() },
        stranger: client.and_then(|client| stranger(client, "")),
    };
    Ok(Page::ok(page).into_response())
}

/// Comes from an application by a form, to be signed out
///
/// OpenID Connect RP-Initiated Logout 1.0. Such a form comes without our cookies, so the browser is sent here once more, by itself.
#[utoipa::path(post, operation_id = "logout_by_form", path = "/{tenant}/{workspace}/oidc/logout", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::LogoutForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer, (status = 303, description = "To the same request as an address"), (status = 400, description = "No form", body = super::OAuthError)))]
pub(crate) async fn begin_by_form(Visit(visit): Visit, request: ClientRequest) -> Response {
    let query = serde_urlencoded::to_string(request.parameters.pairs()).unwrap_or_default();
    to(&format!("{}/oidc/logout?{query}", visit.door.base()))
}

/// Confirms that an application may sign its member out
///
/// By the form of the page that asks, with what the request said. What comes back is the page that leads to the application, or the sign-in.
#[utoipa::path(post, operation_id = "confirm_logout", path = "/{tenant}/{workspace}/oidc/logout/confirm", tag = "Applications",
    params(shapes::Door), request_body = LogoutConfirmed,
    responses((status = 200, description = "A page that leads back"), (status = 303, description = "To the sign-in, which says that it is done"),
        shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn confirm(
    State(server): State<Arc<Server>>,
    AnySession { visit, session }: AnySession,
    Posted { body, .. }: Posted<LogoutConfirmed>,
) -> Answer {
    let pairs = body.pairs();
    let visit = reading(visit, &pairs);
    let Over { client, back, .. } = logout::confirmed(&server.app, &visit, &session, pairs).await?;
    let mut response = match back {
        None => to(&signed_out_path(&visit.door)),
        // The end of a form that was posted: browsers hold the page's rules against wherever that leads.
        Some(href) => {
            let page = ApplicationPage {
                chrome: door_chrome(&server, &visit)?,
                stranger: client.as_ref().and_then(|client| stranger(client, &href)),
                name: client.map(|client| client.name.clone()),
                member: None,
                action: String::new(),
                part: Part::Link { href },
            };
            Page::ok(page).into_response()
        }
    };
    if let Client::Browser { .. } = visit.client {
        forget(&server, &visit.door, &mut response);
    }
    Ok(response)
}

fn name_of(session: &Session) -> String {
    session.identifier.clone().unwrap_or_else(|| session.display_name.clone())
}

fn forget(server: &Server, door: &FrontDoor, response: &mut Response) {
    CookieName::session(server.https, door).clear(response.headers_mut());
}

/// In the first of the application's languages that we have.
fn reading(visit: domain::Visit, pairs: &[(String, String)]) -> domain::Visit {
    let wished = pairs.iter().find(|(name, _)| name == "ui_locales").map(|(_, tags)| tags.as_str());
    let language = wished.unwrap_or_default().split(' ').find_map(Language::of_tag);
    domain::Visit { language: language.unwrap_or(visit.language), ..visit }
}
