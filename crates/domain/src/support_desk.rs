//! The support desk: what happened behind a reference code, and what members have told of it. It must never show more of a member than their
//! own page does, and nothing outside the scope of who asks.

use crate::administrators::{Acting, Power, Scope, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::catalogue::{self, Message};
use crate::error::{Error, Phase, Reason, Refused};
use crate::incidents::{MOST_UNDER_A_CODE, Seen, code};
use crate::passkeys::time;
use crate::sign_up::Aborted;
use crate::snapshot::{FrontDoor, Snapshot};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, ReportId, TenantId, UserId, WorkspaceId};
use store::problem_report::{self, PasswordWorks, ProblemReport};
use store::{Tx, user, user_agent};

pub use store::problem_report::Doing;

/// Reports of a page, those that one transaction looks at, and those that a page does.
const PAGE: usize = 25;
const WINDOW: u32 = 100;
const MOST: usize = 2_000;
const LONGEST_SEARCH: usize = 200;

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
}

/// One thing that is recorded under a code.
#[derive(Debug, Clone)]
pub struct Happened {
    pub at: String,
    pub kind: String,
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
    pub doing: Doing,
    pub password: PasswordWorks,
    pub words: String,
    pub browser: String,
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

/// Which reports are looked for. Everything that is named must hold.
#[derive(Debug, Clone, Default)]
pub struct ReportAsk {
    /// A part of the member's words, or of what their browser calls itself.
    pub text: String,
    pub doing: Option<Doing>,
    /// Whether whoever wrote was signed in.
    pub by_member: Option<bool>,
    /// The last report that the page before looked at.
    pub before: Option<ReportId>,
}

impl ReportAsk {
    fn fits(&self, row: &ProblemReport) -> bool {
        let text: String = self.text.chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect();
        let text = text.trim().to_lowercase();
        self.doing.is_none_or(|doing| row.doing == doing)
            && self.by_member.is_none_or(|is_member| row.user_id.is_some() == is_member)
            && (text.is_empty()
                || [&row.words, &row.browser].into_iter().any(|told| told.to_lowercase().contains(&text)))
    }
}

/// Reports that wait, the newest first.
#[derive(Debug, Clone)]
pub struct ReportList {
    pub rows: Vec<ReportView>,
    pub next: Option<ReportId>,
    /// How many were looked at, where that was enough before the page was full.
    pub looked_at: Option<usize>,
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

/// The reports that wait and fit, a page of them. No index knows what they say: it is filtered while walking.
pub async fn reports(app: &App, acting: &Acting, ask: ReportAsk) -> Result<ReportList, Error> {
    let (snapshot, grant) = (app.snapshot(), acting.grant);
    let read = move |tx: &mut Tx<'_>| {
        let mut list = ReportList { rows: Vec::new(), next: None, looked_at: None };
        let (mut before, mut looked_at) = (ask.before, 0);
        loop {
            let found = waiting(tx, grant.scope, before)?;
            let is_last = found.len() < usize::try_from(WINDOW).unwrap_or_default();
            for row in found {
                if list.rows.len() == PAGE {
                    return Ok(ReportList { next: before, ..list });
                }
                (before, looked_at) = (Some(row.id), looked_at + 1);
                if ask.fits(&row) {
                    list.rows.push(view(tx, &snapshot, row)?);
                }
            }
            if is_last {
                return Ok::<_, Error>(list);
            }
            if looked_at >= MOST {
                return Ok(ReportList { next: before, looked_at: Some(looked_at), ..list });
            }
        }
    };
    app.store().read("problem reports", read).await
}

fn waiting(tx: &mut Tx<'_>, scope: Scope, before: Option<ReportId>) -> Result<Vec<ProblemReport>, store::Error> {
    match scope {
        Scope::Installation => problem_report::open_before(tx, before, WINDOW),
        Scope::Tenant(tenant) => problem_report::open_of_tenant(tx, (tenant, None), before, WINDOW),
        Scope::Pool(tenant, pool) => problem_report::open_of_tenant(tx, (tenant, Some(pool)), before, WINDOW),
    }
}

/// A report is dealt with: nobody need look at it again.
pub async fn close(app: &App, acting: &Acting, id: ReportId) -> Result<(), Error> {
    let found = app.store().read("problem report", move |tx| Ok::<_, Error>(problem_report::find(tx, id)?)).await?;
    let Some(row) = found else { return Err(Refused::new(app, Phase::Administration, Reason::UnknownAddress).into()) };
    acting.require(app, (Power::Help, Scope::Pool(row.tenant_id, row.pool_id)))?;
    let by = acting.session.user_id;
    let about = About { actor: Some(by), subject: row.user_id, ..About::default() };
    let scene = Scene::over(&acting.visit, (row.tenant_id, row.pool_id, row.workspace_id));
    let mut event = audit::done(app, &scene, Kind::ReportClosed, about).await?;
    event.reference = row.reference;
    let (writer, now) = (Writer::of(acting), app.now());
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        if problem_report::close(tx, id, (by, now))? {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Aborted>(())
    };
    let written = app.store().write("close report", write).await;
    Aborted::settle(written)?.map_err(|reason| Refused::new(app, Phase::Administration, reason).into())
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
    let seen: Option<Seen> = event.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok());
    let phase = audit::phase_of(&event.kind);
    let reason = event.reason.map(String::from).unwrap_or_default();
    // What the browser tells bears the name of what it showed; what the server tells itself is never shown.
    let (explained, shown) = match (&seen, Reason::explain(&reason, phase)) {
        (None, Some((explained, shown))) => (explained, Some(shown)),
        _ => (None, catalogue::find(&reason)),
    };
    let member = match (event.pool_id, event.subject_id) {
        (Some(pool), Some(id)) => member(tx, (pool, id))?,
        _ => None,
    };
    let agent = match event.user_agent_id {
        Some(id) => user_agent::text(tx, id)?,
        None => None,
    };
    let by_browser = seen.is_some();
    let seen = seen.unwrap_or_default();
    Ok(Happened {
        at: time(event.at),
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
        doing: row.doing,
        password: row.password,
        words: row.words,
        browser: row.browser,
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
    }
}
