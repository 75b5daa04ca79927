//! Console > Health > Doctor: what the installation found when it last looked at itself, and what to do about it (S2-32). For those who look
//! after everything: it names hosts, pools and the mail server of all tenants.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::user_actions::Nothing;
use crate::api::text;
use crate::doctor as round;
use crate::extract::{Administrator, Json};
use crate::front::Server;
use crate::openapi::{administration, examination, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::doctor::{self, Finding, Report, State as Found};
use domain::{Error, Language};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/doctor.html")]
pub(crate) struct DoctorPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub report: Option<Report>,
    pub now: i64,
}

framed!(DoctorPage);

impl DoctorPage {
    /// The worst first, and each kind in the order of the checks.
    fn findings(report: &Report) -> Vec<&Finding> {
        let mut findings: Vec<_> = report.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.state));
        findings
    }

    fn moment(&self, report: &Report) -> Moment {
        Moment::read(Language::English, &report.at, self.now)
    }

    fn is_wrong(finding: &Finding) -> bool {
        finding.state == Found::Wrong
    }

    fn told(report: &Report) -> String {
        let number = |state| report.number(state);
        match (number(Found::Wrong), number(Found::ToLookAt)) {
            (0, 0) => "Nothing is wrong.".to_owned(),
            (0, look) => format!("Nothing is wrong; to be looked at: {look}."),
            (wrong, look) => format!("Wrong: {wrong}; to be looked at: {look}."),
        }
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let report = doctor::show(&server.app, &acting).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Health, parameter(uri.query(), "done")))?;
    Ok(Page::ok(DoctorPage { chrome, frame, report, now: server.app.now() }).into_response())
}

/// Looks at the whole installation
///
/// For administrators of everything. It takes some seconds; the report is kept for the page in the console. Whoever asks again within 20 seconds is
/// refused.
#[utoipa::path(post, operation_id = "examine", path = "/admin/doctor/run", tag = "Administration",
    request_body = administration::Nothing, responses(examination::OfExamination, shapes::Errors), security(("session" = [])))]
pub(crate) async fn run(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let asked = doctor::ask(&server.app, &acting).await?;
    let report = Box::pin(round::examine(&server, None)).await;
    doctor::keep(&server.app, &report, Some(asked)).await?;
    round::note(&report);
    Ok(text(serde_json::to_vec(&report).map_err(Error::Answer)?))
}
