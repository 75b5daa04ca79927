//! "Tell support": what a member says about a failure, on top of what is known of it. The member sees all of it before it is sent (S2-35).

use super::{MOST_UNDER_A_CODE, code};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::session::Session;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use store::id::ReportId;
use store::problem_report::{self, ProblemReport};
use store::{audit_event, problem_report as rows};

pub const LONGEST_WORDS: usize = 1_000;
const LONGEST_BROWSER: usize = 256;
/// More reports that wait are read by nobody.
const MOST_OPEN: u32 = 2_000;

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    SignIn,
    Setup,
}

impl Doing {
    pub fn as_str(self) -> &'static str {
        self.row().as_str()
    }

    fn row(self) -> rows::Doing {
        match self {
            Self::SignIn => rows::Doing::SignIn,
            Self::Setup => rows::Doing::Setup,
        }
    }
}

/// Whether the password works, as its owner says; never the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordWorks {
    Yes,
    No,
    Untried,
    None,
}

impl PasswordWorks {
    fn row(self) -> rows::PasswordWorks {
        match self {
            Self::Yes => rows::PasswordWorks::Yes,
            Self::No => rows::PasswordWorks::No,
            Self::Untried => rows::PasswordWorks::Untried,
            Self::None => rows::PasswordWorks::Missing,
        }
    }
}

/// S2-35. Device, browser and version are those of the request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub reference: Option<String>,
    pub doing: Doing,
    pub password: PasswordWorks,
    #[serde(default)]
    pub words: String,
}

/// Keeps what a member tells support. A code that was never drawn for this tenant is left out, and nobody learns which are.
pub async fn report(app: &App, (visit, session): (&Visit, Option<&Session>), told: Report) -> Result<(), Error> {
    let words = told.words.trim().replace("\r\n", "\n");
    let is_odd = |letter: char| letter.is_control() && letter != '\n';
    if words.chars().count() > LONGEST_WORDS || words.chars().any(is_odd) {
        return Err(Refused::new(app, Phase::Page, Reason::MalformedBody).into());
    }
    let about = session.map_or_else(About::default, |session| About::member(session.user_id));
    let mut event = audit::event(app, &Scene::from(visit), Kind::ProblemReported, (about, None))?;
    let (ms, random) = app.id_parts()?;
    let (door, tenant) = (&visit.door, visit.door.tenant.id);
    let agent = visit.user_agent.chars().filter(|letter| !letter.is_control());
    let report = ProblemReport {
        id: ReportId::from_parts(ms, random),
        tenant_id: tenant,
        pool_id: door.pool.id,
        workspace_id: door.workspace.id,
        at: app.now(),
        reference: told.reference.as_deref().and_then(code),
        doing: told.doing.row(),
        password: told.password.row(),
        words,
        user_id: session.map(|session| session.user_id),
        browser: agent.take(LONGEST_BROWSER).collect(),
        closed_at: None,
        closed_by: None,
    };
    let write = move |tx: &mut store::Tx<'_>| -> Result<(), Error> {
        let mut report = report.clone();
        if let Some(reference) = &report.reference {
            let events = audit_event::of_reference(tx, reference, MOST_UNDER_A_CODE)?;
            let is_ours = events.iter().any(|event| event.tenant_id == tenant);
            let has_room = events.len() < usize::try_from(MOST_UNDER_A_CODE).unwrap_or_default();
            report.reference = report.reference.filter(|_| is_ours && has_room);
        }
        // Whoever floods the desk is answered like everybody else, and adds nothing to it.
        if problem_report::count_open(tx, tenant, MOST_OPEN)? >= i64::from(MOST_OPEN) {
            return Ok(());
        }
        event.reference.clone_from(&report.reference);
        problem_report::insert(tx, &report)?;
        Ok(audit_event::insert(tx, &event)?)
    };
    app.store().write("report a problem", write).await
}
