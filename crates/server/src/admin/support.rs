//! Console > Support desk: what happened behind a reference code, and what members have told. It must never ask for, or show, anything with
//! which somebody could sign in (S2-25).

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
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
use domain::administrators::Power;
use domain::id::ReportId;
use domain::support_desk::{self, CloseAll, Filter, Full, Happened, Member, Place as At, ReportView, Standing};
use domain::{Language, Phase};
use serde::Deserialize;
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
    /// As it was typed.
    pub code: String,
    pub found: Option<Found>,
    pub reports: Vec<ReportRow>,
    pub next: Option<String>,
    pub full: Vec<Full>,
    /// What the list is narrowed down to.
    pub filter: Filter,
    /// Of what was listed then, all may be closed at once.
    pub until: i64,
    pub may_help: bool,
}

framed!(SupportPage);

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "the template asks its page")]
impl SupportPage {
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

    fn phase(&self, phase: &Phase) -> &'static str {
        match phase {
            Phase::SignIn => "Signing in",
            Phase::SignUp => "Signing up",
            Phase::StepUp => "Confirming it is them",
            Phase::Enrol => "Adding a passkey",
            Phase::Setup => "Setting up the first administrator",
            Phase::Session => "In a session",
            Phase::Password => "Changing the password",
            Phase::Page => "Opening a page or sending a form",
            Phase::Account => "Changing the account",
            Phase::Administration => "In the console",
            Phase::Application => "An application, by itself",
        }
    }

    /// In one word for a list, and as the address of the list says it.
    fn standing(&self, standing: &Standing) -> &'static str {
        match standing {
            Standing::Member => "Signed in",
            Standing::Traced => "With a known reference",
            Standing::Stranger => "Neither",
        }
    }

    fn standings(&self) -> [Standing; 3] {
        [Standing::Member, Standing::Traced, Standing::Stranger]
    }

    fn is_chosen(&self, standing: &Standing) -> bool {
        self.filter.standing == Some(*standing)
    }

    fn of_address(&self, report: &ReportView) -> String {
        listed(&[("address", &report.address)])
    }

    fn is_narrowed(&self) -> bool {
        self.filter != Filter::default()
    }

    fn seconds(&self, ms: &u32) -> String {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}

/// `?code=…`, or `?standing=…&address=…&before=…`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Query {
    code: String,
    standing: String,
    address: String,
}

/// The next page of the same list.
fn next_page(filter: &Filter, before: ReportId) -> String {
    let standing = filter.standing.map_or("", Standing::as_str);
    listed(&[("standing", standing), ("address", &filter.address), ("before", &before.to_string())])
}

fn listed(query: &[(&str, &str)]) -> String {
    let said: Vec<_> = query.iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/admin/support?{}", serde_urlencoded::to_string(said).unwrap_or_default())
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Support, parameter(uri.query(), "done")))?;
    let Query { code, standing, address } =
        serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let before = parameter(uri.query(), "before").and_then(|text| text.parse().ok());
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
    let found = support_desk::look_up(&server.app, &acting, &code).await?.map(|case| Found {
        reference: case.reference,
        happened: case.happened.into_iter().map(happened).collect(),
        reports: case.reports.into_iter().map(row).collect(),
    });
    let filter = Filter { standing: Standing::from_word(&standing), address: address.trim().to_owned() };
    let list = support_desk::reports(&server.app, &acting, filter.clone(), before).await?;
    let reports = list.rows.into_iter().map(row).collect();
    let may_help = frame.may(Power::Help);
    let next = list.next.map(|id| next_page(&filter, id));
    let (full, until) = (list.full, now);
    Ok(Page::ok(SupportPage { chrome, frame, code, found, reports, next, full, filter, until, may_help })
        .into_response())
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

/// Closes all reports of a kind
///
/// The first answer is a `confirmation_needed` that says how many they are. They leave the list; whoever has their codes still finds them.
#[utoipa::path(post, operation_id = "close_reports", path = "/admin/support/reports/close", tag = "Administration",
    request_body = administration::CloseReports, responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn close_all(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    Json(ask): Json<CloseAll>,
) -> Answer {
    support_desk::close_all(&server.app, &acting, ask).await?;
    Ok(no_content())
}
