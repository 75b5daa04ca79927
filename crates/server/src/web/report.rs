//! "Tell support": what is known of a failure and what its member adds (S2-35), all of it shown before it is sent. It must never ask for a
//! password, a PIN or a code (S2-25).

use super::browser;
use super::refusal::{Refusal, is_reference, parameter};
use super::routes::{Answer, door_chrome};
use crate::extract::{Posted, Previous, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::{Chrome, Page, framed};
use crate::problem;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::Reason;
use domain::error::Error;
use domain::incidents::{self, Doing, LONGEST_WORDS, Report};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/report.html")]
pub struct ReportPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`
    pub base: String,
    /// What the browser calls itself: in words, and whole.
    pub browser: String,
    pub agent: String,
    /// The error, where the page before named one: its title, and by what it is known.
    pub error: Option<ShownError>,
    pub reference: Option<String>,
    /// Whether a passkey was being made.
    pub is_setup: bool,
    pub is_sent: bool,
    /// Why what was sent was not kept: in the catalogue's words.
    pub refused: Option<Refusal>,
}

#[derive(Clone, Debug)]
pub struct ShownError {
    pub title: String,
    pub code: &'static str,
}

framed!(ReportPage);

impl ReportPage {
    #[expect(clippy::unused_self, reason = "the template asks its page")]
    fn longest(&self) -> usize {
        LONGEST_WORDS
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, Visit(visit): Visit, uri: Uri) -> Answer {
    let door = &visit.door;
    let chrome = door_chrome(&server, &visit)?;
    let problem = Refusal::of(uri.query(), visit.language, problem::methods(Some(door)));
    let reference = parameter(uri.query(), "reference").filter(|text| is_reference(text)).map(str::to_owned);
    let done = parameter(uri.query(), "done");
    // What the page before does not say follows from what failed.
    let is_setup = match parameter(uri.query(), "doing") {
        Some(doing) => doing == Doing::Setup.as_str(),
        None => problem.as_ref().is_some_and(Refusal::is_of_setup),
    };
    let (refused, shown) = if done == Some("refused") { (problem, None) } else { (None, problem) };
    let page = ReportPage {
        base: door.base(),
        browser: browser::in_words(&chrome.labels, Some(&visit.user_agent)),
        agent: visit.user_agent.clone(),
        error: shown.map(|problem| ShownError { code: problem.code(), title: problem.title.into_owned() }),
        reference,
        is_setup,
        is_sent: done == Some("sent"),
        refused,
        chrome,
    };
    Ok(Page::ok(page).into_response())
}

/// Tells support of a problem
///
/// What a member says about a failure. Device and browser are those of the request. Nobody may send a password or a code.
#[utoipa::path(post, operation_id = "report_problem", path = "/{tenant}/{workspace}/report", tag = "Support",
    params(shapes::Door), request_body = shapes::ProblemReport, responses(shapes::Done, shapes::Errors))]
pub(crate) async fn send(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    Posted { body, by_form }: Posted<Report>,
) -> Answer {
    let reference = body.reference.clone().filter(|text| is_reference(text));
    let kept = Box::pin(incidents::report(&server.app, (&visit, previous.as_ref()), body)).await;
    if !by_form {
        return kept.map(|()| crate::api::no_content()).map_err(Into::into);
    }
    let end = match kept {
        Ok(()) => reference.map_or_else(|| "done=sent".to_owned(), |code| format!("done=sent&reference={code}")),
        // The words stand where the form stood, and below them the code by which support finds it.
        Err(Error::Refused(refused)) if refused.reason == Reason::DeskFull => {
            let reference = reference.unwrap_or_else(|| refused.reference.to_string());
            format!("done=refused&problem={}&reference={reference}", refused.message.code)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}/report?{end}", visit.door.base())).into_response())
}

/// The way to this page from a failure of this code.
pub(crate) fn way(base: &str, code: &str, reference: &str) -> String {
    format!("{base}/report?problem={code}&reference={reference}")
}
