//! "Trouble signing in?": the page on which a recovery begins, and the links that it sends by mail. It must never say whether a name exists.

use super::refusal::Refusal;
use super::routes::{Answer, door_chrome};
use super::steps::{look_at_link, use_link};
use crate::extract::{Previous, Visit};
use crate::front::Server;
use crate::page::{Chrome, Framed, Page};
use crate::problem;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::FrontDoor;
use domain::journey::Purpose;
use domain::settings::IdentifierKind;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/recovery.html")]
pub struct RecoveryPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    /// Whether an address is what members are known by.
    pub by_email: bool,
    pub problem: Option<Refusal>,
}

impl Framed for RecoveryPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let door = &visit.door;
    let page = RecoveryPage {
        chrome: door_chrome(&server, door)?,
        base: door.base(),
        by_email: door.pool.settings.identifier_kinds.contains(&IdentifierKind::Email),
        problem: Refusal::of(uri.query(), problem::methods(Some(door))),
    };
    Ok(Page::ok(page).into_response())
}

/// A link of a recovery: looking at it changes nothing.
pub(crate) async fn link(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    look_at_link(&server, &visit, &uri, Purpose::Recovery).await
}

/// Its button.
pub(crate) async fn take_link(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    uri: Uri,
) -> Answer {
    use_link(&server, &visit, &uri, (Purpose::Recovery, previous)).await
}

pub(crate) fn recovery_path(door: &FrontDoor) -> String {
    format!("{}/recovery", door.base())
}
