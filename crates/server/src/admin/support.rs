//! Console > Support desk: what happened behind a reference code, and what members have told. It must never ask for, or show, anything with
//! which somebody could sign in (S2-25).

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
use super::users::{Picked, fixed};
use crate::api::no_content;
use crate::extract::{Administrator, Json, ReportAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use crate::web::{activity, browser};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Language;
use domain::administrators::Power;
use domain::support_desk::{self, Doing, Happened, Member, Place as At, ReportAsk, ReportView};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub(crate) struct HappenedRow {
    pub what: String,
    pub at: Moment,
    pub browser: String,
    pub event: Happened,
}

/// What a member has told.
#[derive(Clone, Debug)]
pub(crate) struct ReportRow {
    pub at: Moment,
    pub browser: String,
    pub report: ReportView,
}

/// A code that was looked up.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub reference: String,
    pub happened: Vec<HappenedRow>,
    pub reports: Vec<ReportRow>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/support.html")]
pub(crate) struct SupportPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub found: Option<Found>,
    pub reports: Vec<ReportRow>,
    pub next: Option<String>,
    pub looked_at: Option<usize>,
    pub may_help: bool,
    query: Query,
}

framed!(SupportPage);

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "the template asks its page")]
impl SupportPage {
    fn doings(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.doing, &[("", "Any"), ("sign_in", "Signing in"), ("setup", "Adding a passkey")])
    }

    fn writers(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.by, &[("", "Anybody"), ("member", "Who was signed in"), ("stranger", "Who was not")])
    }

    /// The member's page.
    fn page_of(&self, member: &Member, at: &At) -> String {
        match at.pool_id {
            Some(pool) => format!("/admin/{}/pools/{pool}/users/{}", at.tenant_slug, member.id),
            None => "/admin/users".to_owned(),
        }
    }

    fn doing(&self, report: &ReportView) -> &'static str {
        if report.doing.as_str() == "setup" { "Adding a passkey" } else { "Signing in" }
    }

    fn password(&self, report: &ReportView) -> &'static str {
        match report.password.as_str() {
            "yes" => "Works",
            "no" => "Does not work",
            "none" => "Has none",
            _ => "Not tried",
        }
    }

    fn seconds(&self, ms: &u32) -> String {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}

/// What is looked for: a code, or of the reports that wait those that fit. What cannot be understood is left out: an address may be old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Query {
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    doing: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl Query {
    fn ask(&self) -> ReportAsk {
        ReportAsk {
            text: self.q.clone(),
            doing: Doing::from_word(&self.doing),
            by_member: match self.by.as_str() {
                "member" => Some(true),
                "stranger" => Some(false),
                _ => None,
            },
            before: self.before.parse().ok(),
        }
    }

    fn is_filtered(&self) -> bool {
        *self != Self { code: self.code.clone(), before: self.before.clone(), ..Self::default() }
    }

    /// The same list from another place on.
    fn before(&self, before: &str) -> String {
        let query = Self { before: before.to_owned(), code: String::new(), ..self.clone() };
        format!("/admin/support?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Support, parameter(uri.query(), "done")))?;
    let query: Query = serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let now = server.app.now();
    let at = |text: &str| Moment::read(Language::English, text, now);
    let in_words = |agent: &str| browser::in_words(&chrome.labels, Some(agent));
    let row = |report: ReportView| ReportRow { at: at(&report.at), browser: in_words(&report.browser), report };
    let happened = |event: Happened| HappenedRow {
        what: activity::in_words(&chrome.labels, &event.kind, true).to_owned(),
        at: at(&event.at),
        browser: event.browser.as_deref().map(in_words).unwrap_or_default(),
        event,
    };
    let found = support_desk::look_up(&server.app, &acting, &query.code).await?.map(|case| Found {
        reference: case.reference,
        happened: case.happened.into_iter().map(happened).collect(),
        reports: case.reports.into_iter().map(row).collect(),
    });
    let list = support_desk::reports(&server.app, &acting, query.ask()).await?;
    let reports = list.rows.into_iter().map(row).collect();
    let may_help = frame.may(Power::Help);
    let (next, looked_at) = (list.next.map(|id| query.before(&id.to_string())), list.looked_at);
    Ok(Page::ok(SupportPage { chrome, frame, found, reports, next, looked_at, may_help, query }).into_response())
}

/// Closes a report
///
/// It leaves the list; whoever has its code still finds it.
#[utoipa::path(post, operation_id = "close_report", path = "/admin/support/reports/{id}/close", tag = "Administration",
    params(administration::ReportPath), request_body = administration::Nothing, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn close(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    ReportAddress(id): ReportAddress,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    support_desk::close(&server.app, &acting, id).await?;
    Ok(no_content())
}
