//! "Tell support": what a member says about a failure, on top of what is known of it. The member sees all of it before it is sent (S2-35).

use super::{MOST_UNDER_A_CODE, code};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::catalogue;
use crate::error::{Error, Phase, Reason, Refused};
use crate::session::Session;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv6Addr};
use store::id::ReportId;
use store::problem_report::{self, ProblemReport, Standing};
use store::{Tx, audit_event, problem_report as rows};

pub const LONGEST_WORDS: usize = 1_000;
const LONGEST_BROWSER: usize = 256;

/// How many reports of a standing may wait at a tenant, and how many of these from one member or one address. Each standing has a room of its
/// own: whoever floods the desk as a stranger takes nothing from those who name a recorded failure, and neither from members.
pub(crate) const fn room(standing: Standing) -> (u32, u32) {
    match standing {
        Standing::Member => (10_000, 20),
        Standing::Traced => (2_000, 40),
        Standing::Stranger => (500, 40),
    }
}

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
    /// The entry of the catalogue that was shown: the exact error.
    pub code: Option<String>,
    pub doing: Doing,
    pub password: PasswordWorks,
    #[serde(default)]
    pub words: String,
}

/// Keeps what a member tells support. A code that was never drawn for this tenant is left out, and nobody learns which are. Where there is no
/// room for it, whoever tells it hears that.
pub async fn report(app: &App, (visit, session): (&Visit, Option<&Session>), told: Report) -> Result<(), Error> {
    let about = session.map_or_else(About::default, |session| About::member(session.user_id));
    let Some(report) = row(app, (visit, session), told)? else {
        return Err(Refused::new(app, Phase::Page, Reason::MalformedBody).into());
    };
    let mut event = audit::event(app, &Scene::from(visit), Kind::ProblemReported, (about.clone(), None))?;
    let write = move |tx: &mut Tx<'_>| -> Result<bool, Error> {
        let mut report = report.clone();
        place(tx, &mut report)?;
        if !has_room(tx, &report)? {
            return Ok(false);
        }
        event.reference.clone_from(&report.reference);
        problem_report::insert(tx, &report)?;
        audit_event::insert(tx, &event)?;
        Ok(true)
    };
    if app.store().write("report a problem", write).await? {
        return Ok(());
    }
    Err(audit::refuse(app, &Scene::from(visit), Phase::Page, None, (Reason::DeskFull, about)).await)
}

/// None where it cannot be one.
fn row(app: &App, (visit, session): (&Visit, Option<&Session>), told: Report) -> Result<Option<ProblemReport>, Error> {
    let words = told.words.trim().replace("\r\n", "\n");
    let is_odd = |letter: char| letter.is_control() && letter != '\n';
    let is_known = told.code.as_deref().is_none_or(|code| catalogue::find(code).is_some());
    if !is_known || words.chars().count() > LONGEST_WORDS || words.chars().any(is_odd) {
        return Ok(None);
    }
    let (ms, random) = app.id_parts()?;
    let door = &visit.door;
    let agent = visit.user_agent.chars().filter(|letter| !letter.is_control());
    Ok(Some(ProblemReport {
        id: ReportId::from_parts(ms, random),
        tenant_id: door.tenant.id,
        pool_id: door.pool.id,
        workspace_id: door.workspace.id,
        at: app.now(),
        reference: told.reference.as_deref().and_then(code),
        code: told.code,
        doing: told.doing.row(),
        password: told.password.row(),
        words,
        user_id: session.map(|session| session.user_id),
        browser: agent.take(LONGEST_BROWSER).collect(),
        standing: if session.is_some() { Standing::Member } else { Standing::Stranger },
        address: network(visit.address),
        closed_at: None,
        closed_by: None,
    }))
}

/// Keeps the reference where it is one of this tenant, and says what it is worth.
fn place(tx: &mut Tx<'_>, report: &mut ProblemReport) -> Result<(), Error> {
    let Some(reference) = &report.reference else { return Ok(()) };
    let events = audit_event::of_reference(tx, reference, MOST_UNDER_A_CODE)?;
    let is_ours = events.iter().any(|event| event.tenant_id == report.tenant_id);
    let has_room = events.len() < usize::try_from(MOST_UNDER_A_CODE).unwrap_or_default();
    report.reference = report.reference.take().filter(|_| is_ours && has_room);
    if report.reference.is_some() && report.standing == Standing::Stranger {
        report.standing = Standing::Traced;
    }
    Ok(())
}

fn has_room(tx: &mut Tx<'_>, report: &ProblemReport) -> Result<bool, Error> {
    let (all, own) = room(report.standing);
    let of_all = problem_report::count_open(tx, (report.tenant_id, report.standing), all)?;
    let of_own = match report.user_id {
        Some(user) => problem_report::count_by(tx, (report.pool_id, user), own)?,
        None => problem_report::count_from(tx, (report.tenant_id, report.standing), &report.address, own)?,
    };
    Ok(of_all < i64::from(all) && of_own < i64::from(own))
}

/// Whoever has an IPv6 address has as many as they like of its network.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_network_is_that_network() {
        for (address, kept) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap()), kept);
        }
    }
}
