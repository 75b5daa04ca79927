//! A pool that starts again from a preset: what would become of its settings, and the change itself. What belongs to the place stays: domains,
//! providers and their secrets, apps, the pool's own help and texts of the roll-out, and whom its alarms are told. Groups, and roles that the
//! preset does not bring, stay as they are.

use super::apply::{self, Applied, SettingsError};
use super::changing::Job;
use super::rows::Rows;
use super::state::{PoolState, RoleState, TenantState};
use super::{FORMAT, PoolPart, SettingsFile, TenantPart, WorkspacePart};
use crate::administrators::{Acting, Power, Scope, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Phase, Reason, Refused};
use crate::presets::{self, Preset};
use crate::saving::{self, Unsaved};
use crate::settings::{MethodSettings, PoolSettings};
use store::Tx;
use store::id::PoolId;

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
    let job = job(app, acting, place, (name, None, Vec::new())).await?;
    let job = Job { writer: None, ..job };
    apply::attempt(app, job, false).await.map(Some).map_err(|error| told(app, error))
}

/// Starts from it, where nobody has changed any of the tenant's settings since `seen`. Answers the version that is in force now.
pub async fn start_from(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, name, confirmed): (String, &str, Vec<String>),
) -> Result<String, Error> {
    let job = job(app, acting, place, (name, Some(seen), confirmed)).await?;
    let slug = job.slug.clone();
    let applied = apply::attempt(app, job, true).await.map_err(|error| told(app, error))?;
    if let Some(problem) = applied.refused {
        return Err(Unsaved::Objection(Objection::new("preset", problem)).told(app));
    }
    if !applied.accept.is_empty() {
        let objection = Objection { confirm: applied.accept, ..Objection::new("preset", applied.said.join(" ")) };
        return Err(Unsaved::Objection(objection).told(app));
    }
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(Rows::load(tx, &slug)?.map(|rows| (slug.clone(), rows)));
    let now = app.store().read("settings", read).await?;
    let version = match now.map(|(slug, rows)| rows.state().map(|state| (slug, state))) {
        Some(Ok((slug, state))) => apply::version(&slug, &state)?,
        _ => String::new(),
    };
    saving::settle(app, Ok(version)).await
}

fn told(app: &App, error: SettingsError) -> Error {
    match error {
        SettingsError::Failed(error) => error,
        SettingsError::ChangedSince(_) => Refused::new(app, Phase::Administration, Reason::ChangedSince).into(),
        other => Unsaved::Objection(Objection::new("preset", other.to_string())).told(app),
    }
}

async fn job(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (name, seen, confirmed): (&str, Option<String>, Vec<String>),
) -> Result<Job, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let preset = presets::find(name).ok_or_else(|| Unsaved::Because(Reason::UnknownAddress).told(app))?;
    let (slug, id) = (door.tenant.slug.clone(), door.pool.id);
    let wanted_slug = slug.clone();
    let read = move |tx: &mut Tx<'_>| {
        let Some(rows) = Rows::load(tx, &wanted_slug)? else { return Ok(None) };
        Ok::<_, Error>(Some((rows.state(), rows)))
    };
    let found = app.store().read("settings", read).await?;
    let Some((state, rows)) = found else { return Err(Unsaved::Because(Reason::UnknownAddress).told(app)) };
    let state = state.map_err(|unsaved| unsaved.told(app))?;
    let row = rows.pools.iter().find(|row| row.id == id);
    let known = row.and_then(|row| state.pools.get_key_value(&row.name));
    let Some((pool_name, pool)) = known else { return Err(Unsaved::Because(Reason::UnknownAddress).told(app)) };
    let mode = preset.mode;
    let mut workspaces = state.workspaces.clone();
    workspaces.retain(|_, workspace| workspace.pool == *pool_name);
    for workspace in workspaces.values_mut() {
        workspace.mode = mode;
    }
    let wanted = TenantState {
        name: state.name.clone(),
        preset: state.preset.clone(),
        workspaces,
        pools: [(pool_name.clone(), begun(pool, preset))].into(),
    };
    let event = saving::event(app, acting, Kind::SettingsApplied, &door).await?;
    Ok(Job {
        ids: apply::ids(app, &wanted)?,
        ground: apply::ground(app),
        now: app.now(),
        writer: Some(Writer::of(acting)),
        slug,
        wanted,
        confirmed,
        seen,
        event,
    })
}
