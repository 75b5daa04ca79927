//! The authorization endpoint: an application sends a browser here to learn who is there. Looking at it decides nothing by itself; what the member
//! agrees to comes by a form of our own page, with its proof against cross-site requests.

use super::ClientRequest;
use crate::api::to;
use crate::extract::cookies::CookieName;
use crate::extract::path::segment;
use crate::extract::{Posted, SignedIn, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::Page;
use crate::web::application::{ApplicationPage, Part, Stranger, question};
use crate::web::routes::{Answer, LOGIN_HINT, door_chrome, security_path, sign_in_path, sign_up_path, way_to};
use crate::web::steps::with_way;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::applications::authorize::{self, Back, Step};
use domain::applications::{Client, metadata_document};
use domain::oauth::authorize::Answer as Sent;
use domain::{FrontDoor, Session, session};
use serde::Deserialize;
use std::sync::Arc;

const MOST_LOGGED: usize = 200;

/// What the member answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    Allow,
    Deny,
    /// Sign in as somebody else.
    Switch,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    pub(super) answer: Said,
}

/// A browser comes from an application.
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let [client, target] = ["client_id", "redirect_uri"].map(|name| said(&pairs, name));
    let session = signed_in.as_ref().map(|signed_in| &signed_in.session);
    let step = authorize::begin(&server.app, &visit, session, pairs).await?;
    if let Step::Stop(why) = &step {
        let issuer = visit.door.base();
        tracing::info!(issuer, client, redirect_uri = target, %why, "an application's request is stopped at a page of ours");
    }
    show(&server, &visit, session, step, How::Directly)
}

/// Comes from an application by a form
///
/// OpenID Connect Core, 3.1.2.1. Such a form comes without our cookies, so the browser is sent here once more, by itself.
#[utoipa::path(post, operation_id = "authorize_by_form", path = "/{tenant}/{workspace}/oauth2/authorize", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::AuthorizationForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer, (status = 303, description = "To the same request as an address"), (status = 400, description = "No form", body = super::OAuthError)))]
pub(crate) async fn begin_by_form(Visit(visit): Visit, request: ClientRequest) -> Response {
    let query = serde_urlencoded::to_string(request.parameters.pairs()).unwrap_or_default();
    to(&format!("{}/oauth2/authorize?{query}", visit.door.base()))
}

/// The visitor comes back from what was asked of them.
pub(crate) async fn go_on(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let session = signed_in.as_ref().map(|signed_in| &signed_in.session);
    let step = authorize::go_on(&server.app, &visit, session, handle(&uri)).await?;
    // This may be the end of a form that was posted: browsers hold the page's rules against wherever that leads.
    show(&server, &visit, session, step, How::ByPage)
}

/// Answers whether an application may
///
/// By the form of the page that asks; what comes back is the page that leads to the application.
#[utoipa::path(post, operation_id = "decide", path = "/{tenant}/{workspace}/oauth2/authorize/{handle}", tag = "Applications",
    params(shapes::Door, ("handle" = String, Path)), request_body = Decision,
    responses((status = 200, description = "A page that leads back"), (status = 303, description = "To the sign-in, as somebody else"),
        (status = 400, description = "The request is over", body = crate::problem::ErrorBody), shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn decide(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    uri: Uri,
    Posted { body, .. }: Posted<Decision>,
) -> Answer {
    if body.answer == Said::Switch {
        session::sign_out(&server.app, &visit, &session).await?;
        let mut response = to(&way_to(&sign_in_path(&visit.door), uri.path()));
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
        return Ok(response);
    }
    let answer = (handle(&uri), body.answer == Said::Allow);
    let step = authorize::answered(&server.app, &visit, &session, answer).await?;
    show(&server, &visit, Some(&session), step, How::Agreed)
}

/// For the log, which no stranger may fill.
fn said(pairs: &[(String, String)], name: &str) -> String {
    let value = pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value);
    value.chars().filter(|letter| !letter.is_control()).take(MOST_LOGGED).collect()
}

fn handle(uri: &Uri) -> &str {
    segment(uri.path(), 4).unwrap_or_default()
}

/// How a browser may be sent to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Directly,
    /// By a page of ours, which is its own beginning.
    ByPage,
    /// The same, once the member has said something to it.
    Agreed,
}

/// What a member has to know of an application that nobody has registered.
pub(super) fn stranger(client: &Client, target: &str) -> Option<Stranger> {
    let host = client.is_stranger().then(|| metadata_document::host(&client.id)).flatten()?;
    Some(Stranger { host, target: target.to_owned() })
}

fn show(server: &Server, visit: &domain::Visit, session: Option<&Session>, step: Step, how: How) -> Answer {
    let door = &visit.door;
    let member = session.map(|session| session.identifier.clone().unwrap_or_else(|| session.display_name.clone()));
    let page = |part: Part, name: Option<String>, action: String| -> Result<ApplicationPage, crate::problem::Problem> {
        let chrome = door_chrome(server, visit)?;
        Ok(ApplicationPage { chrome, name, member: member.clone(), action, part, stranger: None })
    };
    match step {
        Step::Stop(why) => {
            let page = page(Part::Gone { why: why.to_string() }, None, String::new())?;
            Ok(Page::with_status(StatusCode::BAD_REQUEST, page).into_response())
        }
        Step::Back(back) => back_to(*back, how, |part, name| page(part, name, String::new())),
        Step::SignIn { handle, .. } if session.is_some() => {
            Ok(Page::ok(page(Part::Other, None, path(door, &handle))?).into_response())
        }
        Step::SignIn { handle, sign_up: true, .. } => Ok(to(&way_to(&sign_up_path(door), &path(door, &handle)))),
        Step::SignIn { handle, hint, .. } => {
            let hint: Vec<_> = hint.as_deref().map(|hint| (LOGIN_HINT, hint)).into_iter().collect();
            Ok(to(&with_way(&sign_in_path(door), &hint, Some(&path(door, &handle)))))
        }
        Step::StepUp { handle } => {
            let way = way_to(&security_path(door), &path(door, &handle));
            Ok(to(&format!("{way}&confirm=1")))
        }
        Step::Ask(asked) => {
            let action = path(door, &asked.handle);
            let stranger = stranger(&asked.client, &asked.redirect_uri);
            let page = page(question(&asked.scopes), Some(asked.client.name.clone()), action)?;
            Ok(Page::ok(ApplicationPage { stranger, ..page }).into_response())
        }
    }
}

fn path(door: &FrontDoor, handle: &str) -> String {
    format!("{}/oauth2/authorize/{handle}", door.base())
}

fn back_to(
    back: Back,
    how: How,
    page: impl Fn(Part, Option<String>) -> Result<ApplicationPage, crate::problem::Problem>,
) -> Answer {
    let name = Some(back.client.name.clone());
    // Else anybody could publish a document and send our visitors on from here to wherever they like.
    let target = match &back.answer {
        Sent::Redirect(target) | Sent::Form { action: target, .. } => target,
    };
    let stranger = stranger(&back.client, target).filter(|_| how != How::Agreed);
    match back.answer {
        Sent::Redirect(href) if how == How::Directly && stranger.is_none() => Ok(Redirect::to(&href).into_response()),
        Sent::Redirect(href) => {
            let page = page(Part::Link { href }, name)?;
            Ok(Page::ok(ApplicationPage { stranger, ..page }).into_response())
        }
        Sent::Form { action, fields } => {
            let target = domain::oauth::redirect_uri::origin(&action).map(str::to_owned);
            let mut page = page(Part::Form { action, fields }, name)?;
            page.chrome.posts_to = target;
            page.stranger = stranger;
            Ok(Page::ok(page).into_response())
        }
    }
}
