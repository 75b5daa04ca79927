//! A pool that starts again from a preset: what would become of its settings, and the change itself. What belongs to the place stays: domains,
//! providers and their secrets, apps, the pool's own help and texts of the roll-out, and whom its alarms are told. Groups, and roles that the
//! preset does not bring, stay as they are.

use super::apply::{self, Applied, SettingsError};
use super::changing::Job;
use super::fits::Ground;
use super::rows::Rows;
use super::state::{PoolState, RoleState, TenantState};
use super::supposed;
use super::{FORMAT, PoolPart, SettingsFile, TenantPart, WorkspacePart};
use crate::administrators::{Acting, Power, Scope, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Phase, Reason, Refused};
use crate::presets::{self, Preset};
use crate::random::IdBytes;
use crate::saving::{self, Unsaved};
use crate::settings::{MethodSettings, PoolSettings};
use crate::snapshot;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::id::PoolId;

/// Rows and events that come of a preset besides those of workspaces: its roles, each once made and once told.
const MOST_IDS: usize = 64;

/// Which preset, and what was said about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetAsk {
    pub preset: String,
    #[serde(default)]
    pub confirmed: Vec<String>,
}

/// What a change of all settings of a pool takes beside what any change takes.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    ground: Ground,
    ids: Vec<(u64, IdBytes)>,
    now: i64,
}

impl Whole {
    pub(crate) fn of(app: &App, pool: PoolId) -> Result<Self, Error> {
        let doors = app.snapshot().doors().iter().filter(|door| door.pool.id == pool).count();
        let ids = (0..MOST_IDS + 2 * doors).map(|_| app.id_parts()).collect::<Result<_, _>>()?;
        Ok(Self { ground: apply::ground(app), ids, now: app.now() })
    }
}

/// A preset as it is chosen.
#[derive(Debug, Clone)]
pub struct PresetChoice {
    pub name: &'static str,
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
}

pub fn choices() -> Vec<PresetChoice> {
    let choice = |preset: Preset| PresetChoice { name: preset.name, title: preset.title, about: preset.about };
    presets::all().into_iter().map(choice).collect()
}

/// The file that makes a tenant with one workspace as a preset has it.
pub fn preset_file(name: &str, (tenant, workspace): (&str, &str)) -> Result<String, SettingsError> {
    let preset = presets::find(name).ok_or_else(|| SettingsError::Refused(format!("there is no preset {name}")))?;
    let pool = "Members";
    let part = WorkspacePart {
        name: preset.title.clone(),
        pool: pool.to_owned(),
        mode: preset.mode.as_str().to_owned(),
        ..WorkspacePart::default()
    };
    let state: PoolPart = whole(preset.clone()).part().map_err(Error::Answer)?;
    let tenants = TenantPart {
        name: preset.title,
        preset: preset.name.to_owned(),
        workspaces: [(workspace.to_owned(), part)].into(),
        pools: [(pool.to_owned(), state)].into(),
    };
    Ok(SettingsFile { format: FORMAT, tenants: [(tenant.to_owned(), tenants)].into() }.write()?)
}

fn whole(preset: Preset) -> PoolState {
    let role = |role: presets::PresetRole| (role.name, RoleState { elevated: role.elevated, rules: role.rules });
    let roles = preset.roles.into_iter().map(role).collect();
    PoolState { settings: preset.pool, roles, ..PoolState::default() }
}

/// The pool as it is to be.
fn begun(pool: &PoolState, preset: Preset) -> PoolState {
    let PoolState { settings: was, .. } = pool.clone();
    let PoolState { settings: new, roles, .. } = whole(preset);
    let settings = PoolSettings {
        public_registration: was.public_registration,
        app_id: was.app_id,
        embedding_origins: was.embedding_origins,
        related_origins: was.related_origins,
        native_apps: was.native_apps,
        help: was.help,
        roll_out: was.roll_out,
        alarms: was.alarms,
        methods: MethodSettings { providers: was.methods.providers, ..new.methods },
        ..new
    };
    let mut all = pool.roles.clone();
    all.extend(roles);
    PoolState { settings, roles: all, ..pool.clone() }
}

/// What would change if the pool started from this preset. That is found by trying it, so only for whoever may do it: nobody else makes the server
/// write, be it in vain.
pub async fn would_start_from(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    name: &str,
) -> Result<Option<Applied>, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    if !acting.may(Power::Configure, Scope::Pool(door.tenant.id, door.pool.id)) {
        return Ok(None);
    }
    let job = job(app, acting, place, name).await?;
    apply::attempt(app, job, false).await.map(Some).map_err(|error| told(app, error))
}

/// Starts from it, where nobody has changed any of the tenant's settings since `seen`. Answers the version that is in force now.
pub async fn start_from(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, PresetAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    if presets::find(&ask.preset).is_none() {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    }
    let event = saving::event(app, acting, Kind::SettingsApplied, &door).await?;
    let whole = Some(Whole::of(app, door.pool.id)?);
    let (writer, job) = (Writer::of(acting), saving::Job { whole, ..saving::Job::of(app, door, event)? });
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put(tx, &job, (Some(&seen), &ask))
    };
    saving::settle(app, app.store().write("start from a preset", write).await).await
}

/// The same, within a transaction; `seen` is none where nobody has looked yet.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    job: &saving::Job,
    (seen, ask): (Option<&str>, &PresetAsk),
) -> Result<String, Unsaved> {
    let missing = || Unsaved::Because(Reason::UnknownAddress);
    let slug = &job.door.tenant.slug;
    let (rows, whole) = Rows::load(tx, slug)?.zip(job.whole.clone()).ok_or_else(missing)?;
    let Whole { ground, ids, now } = whole;
    let work = Job {
        wanted: wanted(&rows, job.pool(), &ask.preset)?,
        slug: slug.clone(),
        confirmed: ask.confirmed.clone(),
        seen: seen.map(str::to_owned),
        event: job.event.clone(),
        writer: None,
        ground,
        ids,
        now,
    };
    let applied = work.carry_out(tx)?;
    if let Some(problem) = applied.refused {
        return Err(Objection::new("preset", problem).into());
    }
    if !applied.accept.is_empty() {
        return Err(Objection { confirm: applied.accept, ..Objection::new("preset", applied.said.join(" ")) }.into());
    }
    let rows = Rows::load(tx, slug)?.ok_or_else(missing)?;
    Ok(apply::version(slug, &rows.state()?)?)
}

/// As if the pool had started from it, in rows that nobody stores.
pub(crate) fn suppose(all: &mut snapshot::Rows, pool: PoolId, preset: &str) -> Result<(), Unsaved> {
    let tenant = all.tenant_of(pool).cloned().ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    let rows = Rows::among(all, tenant);
    supposed::suppose(all, &rows, &wanted(&rows, pool, preset)?)
}

/// The pool and its workspaces as they are to be.
fn wanted(rows: &Rows, pool: PoolId, name: &str) -> Result<TenantState, Unsaved> {
    let missing = || Unsaved::Because(Reason::UnknownAddress);
    let (preset, state) = (presets::find(name).ok_or_else(missing)?, rows.state()?);
    let row = rows.pools.iter().find(|row| row.id == pool).ok_or_else(missing)?;
    let known = state.pools.get(&row.name).ok_or_else(missing)?;
    let mut workspaces = state.workspaces;
    workspaces.retain(|_, workspace| workspace.pool == row.name);
    for workspace in workspaces.values_mut() {
        workspace.mode = preset.mode;
    }
    let pools = [(row.name.clone(), begun(known, preset))].into();
    Ok(TenantState { name: state.name, preset: state.preset, workspaces, pools })
}

fn told(app: &App, error: SettingsError) -> Error {
    match error {
        SettingsError::Failed(error) => error,
        SettingsError::ChangedSince(_) => Refused::new(app, Phase::Administration, Reason::ChangedSince).into(),
        other => Unsaved::Objection(Objection::new("preset", other.to_string())).told(app),
    }
}

async fn job(app: &App, acting: &Acting, place: (&str, PoolId), name: &str) -> Result<Job, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let (slug, id, name) = (door.tenant.slug.clone(), door.pool.id, name.to_owned());
    let read = {
        let slug = slug.clone();
        move |tx: &mut Tx<'_>| match Rows::load(tx, &slug)? {
            Some(rows) => wanted(&rows, id, &name),
            None => Err(Unsaved::Because(Reason::UnknownAddress)),
        }
    };
    let wanted = app.store().read("settings", read).await.map_err(|unsaved| unsaved.told(app))?;
    let event = saving::event(app, acting, Kind::SettingsApplied, &door).await?;
    let Whole { ground, ids, now } = Whole::of(app, id)?;
    Ok(Job { slug, wanted, ground, ids, now, event, confirmed: Vec::new(), seen: None, writer: None })
}
