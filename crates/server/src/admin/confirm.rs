//! "Confirm it's you" at the console (S0-26, S0-28): an administrator whose last proof is too old gives a new one here, and goes on where they
//! were. It must never lead to another site, nor let anybody in: the page that they go on to asks again by itself.

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::extract::AnySession;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::routes::{security_path, way_to};
use crate::web::steps::way_asked;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::administrators::{self, Power};
use domain::step_up;
use domain::way_on::{CONSOLE, LONGEST_AT_CONSOLE, is_console};
use std::sync::Arc;

pub(crate) const PATH: &str = "/admin/confirm";

#[derive(Clone, Debug, Template)]
#[template(path = "admin/confirm.html")]
pub(crate) struct ConfirmPage {
    pub chrome: Chrome,
    pub frame: Frame,
    /// Where one was.
    pub way_on: String,
}

framed!(ConfirmPage);

/// The address of this page for whoever was on the way to that one, with what they were looking for there; a longer one would not be taken.
pub(crate) fn address(uri: &Uri) -> String {
    let whole = uri.path_and_query().map_or(CONSOLE, |whole| whole.as_str());
    let way = if whole.len() <= LONGEST_AT_CONSOLE { whole } else { uri.path() };
    way_to(PATH, way)
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AnySession { visit, session }: AnySession,
) -> Answer {
    let asked = way_asked(&visit.door, &uri).filter(|way| is_console(way) && !way.starts_with(PATH));
    let way_on = asked.unwrap_or_else(|| CONSOLE.to_owned());
    let acting = administrators::recognize(&server.app, (visit, session), Power::See).await?;
    let (visit, session) = (&acting.visit, &acting.session);
    // Who must have a passkey, but has none here yet, makes one first (S0-29).
    if session.shortfall().is_some() && step_up::methods(&server.app, visit, session).await?.methods.is_empty() {
        return Ok(Redirect::to(&security_path(&visit.door)).into_response());
    }
    let (chrome, frame) = frame(&server, &acting, (Place::of(&way_on), None))?;
    Ok(Page::ok(ConfirmPage { chrome, frame, way_on }).into_response())
}
