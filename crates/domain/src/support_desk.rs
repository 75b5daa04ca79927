//! The support desk: what happened behind a reference code, and what members have told of it. It must never show more of a member than their
//! own page does, and nothing outside the scope of who asks.

mod waiting;

pub use waiting::{CloseAll, Filter, Full, ReportList, close, close_all, reports};

use crate::administrators::{Acting, Scope};
use crate::app::App;
use crate::audit::{self, Kind};
use crate::catalogue::{self, Message};
use crate::error::{Error, Phase, Reason};
use crate::incidents::{self, MOST_UNDER_A_CODE, Seen, code};
use crate::passkeys::time;
use crate::snapshot::{FrontDoor, Snapshot};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, ReportId, TenantId, UserId, WorkspaceId};
pub use store::problem_report::Standing;
use store::problem_report::{self, Doing, PasswordWorks, ProblemReport};
use store::{Tx, user, user_agent};

/// Who an event or a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: UserId,
    pub name: String,
}

/// Where it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub tenant: String,
    pub tenant_slug: String,
    pub workspace: Option<String>,
    pub pool: Option<String>,
    pub pool_id: Option<PoolId>,
    pub rp_id: Option<String>,
    /// From which passkeys are used there now.
    pub origins: Vec<String>,
}

/// One thing that is recorded under a code.
#[derive(Debug, Clone)]
pub struct Happened {
    pub at: String,
    pub kind: String,
    /// What was under way.
    pub phase: Phase,
    /// Whether the browser tells it, and not the server.
    pub by_browser: bool,
    /// What the server says to itself, or the entry that the browser showed.
    pub reason: String,
    /// The same in words, where there are any.
    pub explained: Option<String>,
    /// What the member read: title, cause and remedy.
    pub shown: Option<&'static Message>,
    pub member: Option<Member>,
    pub passkey: Option<String>,
    pub address: Option<String>,
    pub browser: Option<String>,
    pub seen: Seen,
    pub place: Place,
}

/// What a member has told.
#[derive(Debug, Clone)]
pub struct ReportView {
    pub id: ReportId,
    pub at: String,
    pub reference: Option<String>,
    /// The failure that was shown to them.
    pub shown: Option<&'static Message>,
    pub phase: Phase,
    pub doing: Doing,
    pub password: PasswordWorks,
    pub words: String,
    pub browser: String,
    pub standing: Standing,
    pub address: String,
    pub member: Option<Member>,
    pub place: Place,
    pub is_open: bool,
}

/// All that is known under a code.
#[derive(Debug, Clone)]
pub struct Case {
    pub reference: String,
    pub happened: Vec<Happened>,
    pub reports: Vec<ReportView>,
}

/// What is behind a code, as somebody read it out; none where that is no code. What nobody may see is as if it were not there.
pub async fn look_up(app: &App, acting: &Acting, typed: &str) -> Result<Option<Case>, Error> {
    let Some(reference) = code(typed) else { return Ok(None) };
    let (asked, snapshot, grant) = (reference.clone(), app.snapshot(), acting.grant);
    let read = move |tx: &mut Tx<'_>| {
        let mut happened = Vec::new();
        for event in audit_event::of_reference(tx, &asked, MOST_UNDER_A_CODE)? {
            let is_failure = event.outcome == "refused" || event.outcome == "told";
            if is_failure && grant.scope.covers(scope(event.tenant_id, event.pool_id)) {
                happened.push(told(tx, &snapshot, event)?);
            }
        }
        let mut reports = Vec::new();
        for row in problem_report::of_reference(tx, &asked, MOST_UNDER_A_CODE)? {
            if grant.scope.covers(Scope::Pool(row.tenant_id, row.pool_id)) {
                reports.push(view(tx, &snapshot, row)?);
            }
        }
        Ok::<_, Error>((happened, reports))
    };
    let (happened, reports) = app.store().read("reference code", read).await?;
    Ok(Some(Case { reference, happened, reports }))
}

fn scope(tenant: TenantId, pool: Option<PoolId>) -> Scope {
    match pool {
        _ if tenant == TenantId::NIL => Scope::Installation,
        Some(pool) => Scope::Pool(tenant, pool),
        None => Scope::Tenant(tenant),
    }
}

fn told(tx: &mut Tx<'_>, snapshot: &Snapshot, event: AuditEvent) -> Result<Happened, Error> {
    let place = place(snapshot, event.tenant_id, (event.pool_id, event.workspace_id));
    let by_browser = [Kind::BrowserSignIn, Kind::BrowserSetup].iter().any(|kind| kind.as_str() == event.kind);
    let is_setup = event.kind == Kind::BrowserSetup.as_str();
    let phase =
        if by_browser { incidents::phase(is_setup, event.actor_id.is_some()) } else { audit::phase_of(&event.kind) };
    let reason = event.reason.map(String::from).unwrap_or_default();
    // What the browser tells bears the name of what it showed; what the server tells itself is never shown.
    let (explained, shown) = match Reason::explain(&reason, phase).filter(|_| !by_browser) {
        Some((explained, shown)) => (explained, Some(shown)),
        None => (None, catalogue::find(&reason)),
    };
    let member = match (event.pool_id, event.subject_id) {
        (Some(pool), Some(id)) => member(tx, (pool, id))?,
        _ => None,
    };
    let agent = match event.user_agent_id {
        Some(id) => user_agent::text(tx, id)?,
        None => None,
    };
    let seen = Seen::read(event.detail.as_deref()).unwrap_or_default();
    Ok(Happened {
        at: time(event.at),
        phase,
        kind: event.kind.into(),
        by_browser,
        reason,
        explained,
        shown,
        member,
        passkey: event.passkey_label,
        address: event.address,
        browser: agent.or_else(|| seen.agent.clone()),
        seen,
        place,
    })
}

fn view(tx: &mut Tx<'_>, snapshot: &Snapshot, row: ProblemReport) -> Result<ReportView, Error> {
    let member = match row.user_id {
        Some(id) => member(tx, (row.pool_id, id))?,
        None => None,
    };
    Ok(ReportView {
        id: row.id,
        at: time(row.at),
        reference: row.reference,
        shown: row.code.as_deref().and_then(catalogue::find),
        phase: incidents::phase(row.doing == Doing::Setup, row.user_id.is_some()),
        doing: row.doing,
        password: row.password,
        words: row.words,
        browser: row.browser,
        standing: row.standing,
        address: row.address,
        member,
        place: place(snapshot, row.tenant_id, (Some(row.pool_id), Some(row.workspace_id))),
        is_open: row.closed_at.is_none(),
    })
}

fn member(tx: &mut Tx<'_>, (pool, id): (PoolId, UserId)) -> Result<Option<Member>, Error> {
    Ok(user::find(tx, pool, id)?.map(|found| Member { id, name: found.display_name }))
}

fn place(snapshot: &Snapshot, tenant: TenantId, (pool, workspace): (Option<PoolId>, Option<WorkspaceId>)) -> Place {
    let mut doors = snapshot.doors().iter().filter(|door| door.tenant.id == tenant);
    let fits = |door: &&Arc<FrontDoor>| {
        pool.is_none_or(|pool| door.pool.id == pool) && workspace.is_none_or(|id| door.workspace.id == id)
    };
    let door = doors.find(fits);
    let of = |name: fn(&FrontDoor) -> &str| door.map(|door| name(door).to_owned());
    Place {
        tenant: of(|door| &door.tenant.name).unwrap_or_default(),
        tenant_slug: of(|door| &door.tenant.slug).unwrap_or_default(),
        workspace: workspace.and_then(|_| of(|door| &door.workspace.name)),
        pool: pool.and_then(|_| of(|door| &door.pool.name)),
        pool_id: pool.filter(|_| door.is_some()),
        rp_id: pool.and_then(|_| of(|door| &door.rp_id)),
        origins: pool.and(door).map(|door| door.origins.expected.clone()).unwrap_or_default(),
    }
}
