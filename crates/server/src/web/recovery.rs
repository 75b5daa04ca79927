//! "Trouble signing in?": the page on which a recovery begins, and the links that it sends by mail. It must never say whether a name exists.

use super::refusal::Refusal;
use super::routes::{Answer, door_chrome};
use super::steps::{look_at_link, use_link, way_asked, with_way};
use crate::extract::path::segment;
use crate::extract::{Previous, Visit};
use crate::front::Server;
use crate::page::{Chrome, Framed, Page};
use crate::problem;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use domain::FrontDoor;
use domain::journey::Purpose;
use domain::recovery::waiting;
use domain::settings::IdentifierKind;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/recovery.html")]
pub struct RecoveryPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    /// What members are known by.
    pub kinds: Vec<IdentifierKind>,
    pub problem: Option<Refusal>,
    /// The organisation's own words for whoever cannot go on.
    pub help: String,
    /// Whether links by mail have given way to single sign-on.
    pub links_gave_way: bool,
    /// Where the visitor wants to go on once they are signed in.
    pub go_on: Option<String>,
}

impl RecoveryPage {
    fn start(&self) -> String {
        with_way(&format!("{}/recovery/start", self.base), &[], self.go_on.as_deref())
    }
}

impl Framed for RecoveryPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let door = &visit.door;
    let page = RecoveryPage {
        chrome: door_chrome(&server, &visit)?,
        base: door.base(),
        kinds: door.pool.settings.identifier_kinds.clone(),
        problem: Refusal::of(uri.query(), visit.language, problem::methods(Some(door))),
        go_on: way_asked(door, &uri),
        links_gave_way: door.links_gave_way(),
        help: door.pool.settings.help.clone(),
    };
    Ok(Page::ok(page).into_response())
}

/// A link of a recovery: looking at it changes nothing.
pub(crate) async fn link(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    look_at_link(&server, &visit, (&uri, &headers), Purpose::Recovery).await
}

/// Its button.
pub(crate) async fn take_link(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    use_link(&server, &visit, (&uri, &headers), (Purpose::Recovery, previous)).await
}

/// The page of the link that stops a recovery which waits.
#[derive(Clone, Debug, Template)]
#[template(path = "web/recovery_stop.html")]
pub struct StopPage {
    pub chrome: Chrome,
    pub base: String,
    /// Where its button leads.
    pub action: String,
    pub part: StopPart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopPart {
    Ask,
    Stopped,
    Gone,
}

impl Framed for StopPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Looking at it changes nothing: scanners of mail open links, too.
pub(crate) async fn stop(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let is_on = waiting::look(&server.app, &visit, token(&uri)).await?;
    stop_page(&server, &visit, &uri, if is_on { StopPart::Ask } else { StopPart::Gone })
}

/// Its button.
pub(crate) async fn take_stop(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let is_stopped = waiting::stop_by_link(&server.app, &visit, token(&uri)).await?;
    stop_page(&server, &visit, &uri, if is_stopped { StopPart::Stopped } else { StopPart::Gone })
}

fn token(uri: &Uri) -> &str {
    segment(uri.path(), 4).unwrap_or_default()
}

fn stop_page(server: &Server, visit: &domain::Visit, uri: &Uri, part: StopPart) -> Answer {
    let status = if part == StopPart::Gone { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let chrome = door_chrome(server, visit)?;
    let page = StopPage { chrome, base: visit.door.base(), action: uri.path().to_owned(), part };
    Ok(Page::with_status(status, page).into_response())
}

pub(crate) fn recovery_path(door: &FrontDoor) -> String {
    format!("{}/recovery", door.base())
}
