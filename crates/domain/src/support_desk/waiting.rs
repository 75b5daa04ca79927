//! The reports that wait: listed by who told them and from where, and closed one by one or all that match at once. It must never close what lies
//! outside the scope of who asks, nor more than they were told.

use super::{ReportView, view};
use crate::administrators::{Acting, Power, Scope, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Objection, Phase, Reason, Refused};
use crate::incidents::room;
use crate::saving::{Consequences, so_many};
use crate::sign_up::Aborted;
use serde::Deserialize;
use store::id::{PoolId, ReportId, TenantId, WorkspaceId};
use store::passkey::Counted;
use store::problem_report::{self, ProblemReport, Standing, Within};
use store::{Tx, audit_event};

/// Reports of a page.
const PAGE: u32 = 25;
/// So many are closed in one transaction.
const AT_ONCE: u32 = 200;
const FIELD: &str = "address";

pub use store::problem_report::Filter;

/// Reports that wait, the newest first.
#[derive(Debug, Clone)]
pub struct ReportList {
    pub rows: Vec<ReportView>,
    pub next: Option<ReportId>,
    /// Where no more are taken.
    pub full: Vec<Full>,
}

/// A tenant at which no more reports of this standing are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    pub tenant: String,
    pub standing: Standing,
    pub waiting: i64,
}

/// What is to be closed: all of a kind that had come by then.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseAll {
    /// `member`, `traced`, `stranger`, or blank.
    #[serde(default)]
    pub standing: String,
    #[serde(default)]
    pub address: String,
    /// In milliseconds since 1970: what came afterwards nobody has looked at.
    pub until: i64,
    #[serde(default)]
    pub confirmed: Vec<String>,
}

fn within(scope: Scope) -> Within {
    match scope {
        Scope::Installation => Within::All,
        Scope::Tenant(tenant) => Within::Tenant(tenant),
        Scope::Pool(tenant, pool) => Within::Pool(tenant, pool),
    }
}

/// The reports that wait, from this one on.
pub async fn reports(
    app: &App,
    acting: &Acting,
    filter: Filter,
    before: Option<ReportId>,
) -> Result<ReportList, Error> {
    let (snapshot, scope) = (app.snapshot(), acting.grant.scope);
    let read = move |tx: &mut Tx<'_>| {
        let found = problem_report::open(tx, within(scope), &filter, before, PAGE + 1)?;
        let page = usize::try_from(PAGE).unwrap_or_default();
        let more = found.len() > page;
        let mut rows = Vec::new();
        for row in found.into_iter().take(page) {
            rows.push(view(tx, &snapshot, row)?);
        }
        let next = rows.last().map(|row: &ReportView| row.id).filter(|_| more);
        let mut full = Vec::new();
        for (tenant, standing, waiting) in tally(tx, scope)? {
            if waiting >= i64::from(room(standing).0) {
                let door = snapshot.doors().iter().find(|door| door.tenant.id == tenant);
                let tenant = door.map(|door| door.tenant.name.clone()).unwrap_or_default();
                full.push(Full { tenant, standing, waiting });
            }
        }
        Ok::<_, Error>(ReportList { rows, next, full })
    };
    app.store().read("problem reports", read).await
}

/// How many wait. Whoever looks after one pool is told of its tenant's room, because their members need it, too.
fn tally(tx: &mut Tx<'_>, scope: Scope) -> Result<Vec<(TenantId, Standing, i64)>, Error> {
    let (Scope::Tenant(tenant) | Scope::Pool(tenant, _)) = scope else { return Ok(problem_report::tally(tx)?) };
    let mut counted = Vec::new();
    for standing in [Standing::Member, Standing::Traced, Standing::Stranger] {
        counted.push((tenant, standing, problem_report::count_open(tx, (tenant, standing), room(standing).0)?));
    }
    Ok(counted)
}

/// A report is dealt with: nobody need look at it again.
pub async fn close(app: &App, acting: &Acting, id: ReportId) -> Result<(), Error> {
    let found = app.store().read("problem report", move |tx| Ok::<_, Error>(problem_report::find(tx, id)?)).await?;
    let Some(row) = found else { return Err(Refused::new(app, Phase::Administration, Reason::UnknownAddress).into()) };
    acting.require(app, (Power::Help, Scope::Pool(row.tenant_id, row.pool_id)))?;
    let by = acting.session.user_id;
    let about = About { actor: Some(by), subject: row.user_id, ..About::default() };
    let scene = Scene::over(&acting.visit, place_of(&row));
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

/// All that match are dealt with, once somebody has said that they mean so many.
pub async fn close_all(app: &App, acting: &Acting, ask: CloseAll) -> Result<(), Error> {
    let scope = acting.grant.scope;
    acting.require(app, (Power::Help, scope))?;
    let refused = |reason| Refused::new(app, Phase::Administration, reason);
    let standing = match ask.standing.as_str() {
        "" => None,
        word => Some(Standing::from_word(word).ok_or_else(|| refused(Reason::MalformedBody))?),
    };
    let filter = Filter { standing, address: ask.address.trim().to_owned() };
    let until = ask.until.clamp(0, app.now()).saturating_add(1);
    let before = ReportId::from_parts(u64::try_from(until).unwrap_or_default(), [0; 10]);
    let asked = filter.clone();
    let count = move |tx: &mut Tx<'_>| Ok::<_, Error>(problem_report::count(tx, within(scope), &asked, Some(before))?);
    let number = u64::try_from(app.store().read("count reports", count).await?).unwrap_or_default();
    consequence(number, &ask.confirmed).map_err(|objection| refused(objection.reason()).about(objection))?;
    // Each round closes what is of one place, so that what is written down stands where it belongs.
    loop {
        let asked = filter.clone();
        let list = move |tx: &mut Tx<'_>| {
            Ok::<_, Error>(problem_report::open(tx, within(scope), &asked, Some(before), AT_ONCE)?)
        };
        let found = app.store().read("reports to close", list).await?;
        let Some(place) = found.first().map(place_of) else { return Ok(()) };
        let ids = found.iter().filter(|row| place_of(row) == place).map(|row| row.id).collect();
        close_some(app, acting, (place, ids), &filter).await?;
    }
}

fn consequence(number: u64, confirmed: &[String]) -> Result<(), Objection> {
    let mut consequences = Consequences::default();
    let counted = Counted { number, is_all: true };
    let many = so_many(counted, ("report", "reports"));
    let text = format!(
        "This closes {many} that nobody may have read. They leave the list; whoever has their code still finds them."
    );
    consequences.concerns(FIELD, ("close", counted), text, confirmed);
    consequences.accepted()
}

type Spot = (TenantId, PoolId, WorkspaceId);

fn place_of(row: &ProblemReport) -> Spot {
    (row.tenant_id, row.pool_id, row.workspace_id)
}

async fn close_some(
    app: &App,
    acting: &Acting,
    (place, ids): (Spot, Vec<ReportId>),
    filter: &Filter,
) -> Result<(), Error> {
    let by = acting.session.user_id;
    let about = About { actor: Some(by), ..About::default() };
    let mut event = audit::done(app, &Scene::over(&acting.visit, place), Kind::ReportsClosed, about).await?;
    let (writer, now) = (Writer::of(acting), app.now());
    let of = filter.standing.map_or("anybody", Standing::as_str);
    let from = if filter.address.is_empty() { "anywhere".to_owned() } else { filter.address.clone() };
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let mut closed = 0_u32;
        for id in &ids {
            closed += u32::from(problem_report::close(tx, *id, (by, now))?);
        }
        if closed > 0 {
            event.detail = Some(format!("{closed} reports; of {of}, from {from}").into());
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Aborted>(())
    };
    let written = app.store().write("close reports", write).await;
    Aborted::settle(written)?.map_err(|reason| Refused::new(app, Phase::Administration, reason).into())
}
