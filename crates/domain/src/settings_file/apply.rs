//! Settings written into a file, laid beside one, and made to be as one says: for whoever has the server in their hands. One transaction for each
//! tenant; where something is left to be said about any of them, none is changed.

use super::changing::Job;
use super::diff::Line;
use super::fits::Ground;
use super::rows::Rows;
use super::state::TenantState;
use super::supposed;
use super::{FORMAT, FileError, SettingsFile};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::dry_run::{self, Guard};
use crate::error::{Error, one_line};
use crate::random::IdBytes;
use crate::saving::{self, Unsaved};
use crate::snapshot;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::id::TenantId;
use store::{Tx, tenant};

/// Ids that one tenant may need beyond those of its entries: for events about what goes.
const SPARE_IDS: usize = 600;

/// What a file would make of a tenant, or has made of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    pub tenant: String,
    /// Of the settings that it was laid beside.
    pub version: String,
    pub lines: Vec<Line>,
    /// What members would lose, in sentences.
    pub said: Vec<String>,
    /// The words that accept it, those that were said left out of account.
    pub accept: Vec<String>,
    /// What speaks against it, whoever says yes.
    pub refused: Option<String>,
    /// What would become of the members whom it concerns, in sentences; where it is only planned.
    #[serde(default)]
    pub foreseen: Vec<String>,
}

impl Applied {
    /// Whether nothing is left to be said.
    pub fn is_settled(&self) -> bool {
        self.refused.is_none() && self.accept.is_empty()
    }
}

/// Why nothing came of a file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Failed(#[from] Error),
    #[error("the settings of {0} have changed since they were looked at: plan again")]
    ChangedSince(String),
    #[error("there is no tenant {0}")]
    NoTenant(String),
    #[error("the settings cannot be written as TOML")]
    Written(#[from] toml::ser::Error),
    #[error("{0}")]
    Refused(String),
    /// Each tenant is a transaction of its own.
    #[error("applied to {}, and to no other tenant: {why}", .applied.join(", "))]
    Partly { applied: Vec<String>, why: String },
}

impl From<store::Error> for SettingsError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The settings of one tenant, or of all, as a file.
pub async fn export(app: &App, slug: Option<String>) -> Result<String, SettingsError> {
    let wanted = slug.clone();
    let read = move |tx: &mut Tx<'_>| {
        let mut all = BTreeMap::new();
        for row in tenant::all(tx)?.into_iter().filter(|row| wanted.as_ref().is_none_or(|slug| *slug == row.slug)) {
            let Some(rows) = Rows::load(tx, &row.slug)? else { continue };
            all.insert(row.slug, rows.state().map_err(unsaved)?);
        }
        Ok::<_, SettingsError>(all)
    };
    let states: BTreeMap<String, TenantState> = app.store().read("export settings", read).await?;
    if let Some(slug) = slug.filter(|slug| !states.contains_key(slug)) {
        return Err(SettingsError::NoTenant(slug));
    }
    let parts = states.into_iter().map(|(slug, state)| Ok((slug, state.part().map_err(Error::Answer)?)));
    let tenants = parts.collect::<Result<_, SettingsError>>()?;
    Ok(SettingsFile { format: FORMAT, tenants }.write()?)
}

/// What the file would change, and what speaks against it. Nothing is changed.
pub async fn plan(app: &App, text: &str) -> Result<Vec<Applied>, SettingsError> {
    let mut plans = Vec::new();
    for job in jobs(app, text, (&[], &BTreeMap::new()))? {
        let wanted = job.wanted.clone();
        let mut applied = attempt(app, job, false).await?;
        if !applied.lines.is_empty() && applied.refused.is_none() {
            applied.foreseen = foreseen(app, &applied.tenant, &wanted).await?;
        }
        plans.push(applied);
    }
    Ok(plans)
}

/// What members of pools that are there would meet.
async fn foreseen(app: &App, slug: &str, wanted: &TenantState) -> Result<Vec<String>, SettingsError> {
    let load = |tx: &mut Tx<'_>| Ok::<_, Error>((snapshot::Rows::load(tx)?, snapshot::Rows::load(tx)?));
    let (was, mut is) = app.store().read("settings", load).await?;
    let Some(tenant) = was.tenant(slug).cloned() else { return Ok(Vec::new()) };
    let rows = Rows::among(&was, tenant);
    supposed::suppose(&mut is, &rows, wanted).map_err(unsaved)?;
    let mut said = Vec::new();
    for row in &rows.pools {
        said.extend(dry_run::foresee(app, (row.id, &row.name), [&was, &is]).await?);
    }
    Ok(said)
}

/// Makes the settings be as the file says. `accept`: `TENANT:WORD` for what members lose; `seen`: the versions that were planned with. The second
/// answer is whether that was done.
pub async fn settle(
    app: &App,
    text: &str,
    (accept, seen): (&[String], &BTreeMap<String, String>),
) -> Result<(Vec<Applied>, bool), SettingsError> {
    let jobs = jobs(app, text, (accept, seen))?;
    let mut plans = Vec::new();
    for job in jobs.clone() {
        plans.push(attempt(app, job, false).await?);
    }
    if !plans.iter().all(Applied::is_settled) {
        return Ok((plans, false));
    }
    let (mut done, mut failed) = (Vec::new(), None);
    for (job, plan) in jobs.into_iter().zip(plans) {
        // What somebody has changed since the plan was made has not been looked at.
        let job = Job { seen: Some(plan.version), ..job };
        match attempt(app, job, true).await {
            Ok(applied) if applied.is_settled() => done.push(applied),
            Ok(applied) => failed = Some(SettingsError::ChangedSince(applied.tenant)),
            Err(error) => failed = Some(error),
        }
        if failed.is_some() {
            break;
        }
    }
    // Also what is only half done is in force.
    if !done.is_empty() {
        app.refresh().await?;
        crate::pool_policy::release_retired(app).await?;
    }
    match failed {
        None => Ok((done, true)),
        Some(error) if done.is_empty() => Err(error),
        Some(error) => {
            let applied = done.into_iter().map(|applied| applied.tenant).collect();
            Err(SettingsError::Partly { applied, why: one_line(&error) })
        }
    }
}

fn jobs(
    app: &App,
    text: &str,
    (accept, seen): (&[String], &BTreeMap<String, String>),
) -> Result<Vec<Job>, SettingsError> {
    let states = SettingsFile::parse(text)?.states()?;
    if let Some(stranger) = seen.keys().find(|slug| !states.contains_key(*slug)) {
        return Err(SettingsError::Refused(format!("--seen names {stranger}, and the file has no such tenant")));
    }
    states
        .into_iter()
        .map(|(slug, wanted)| {
            let prefix = format!("{slug}:");
            let confirmed = accept.iter().filter_map(|word| word.strip_prefix(&prefix)).map(str::to_owned).collect();
            let scene = Scene::console();
            let event = audit::drawn(app, &scene, Kind::SettingsApplied, About::default())?;
            Ok(Job {
                ids: ids(app, &wanted)?,
                seen: seen.get(&slug).cloned(),
                ground: ground(app),
                now: app.now(),
                writer: None,
                slug,
                wanted,
                confirmed,
                event,
            })
        })
        .collect()
}

pub(super) fn ground(app: &App) -> Ground {
    Ground {
        server: app.public_url().clone(),
        channels: app.channels(),
        doors: app.snapshot().doors().to_vec(),
        guard: Guard::of_home(app),
    }
}

/// As many as rows and events can come of it.
pub(super) fn ids(app: &App, wanted: &TenantState) -> Result<Vec<(u64, IdBytes)>, Error> {
    let holders: usize = wanted.pools.values().map(|pool| pool.roles.len() + pool.groups.len() + 3).sum();
    let most = SPARE_IDS + 2 * (holders + wanted.workspaces.len() * 2);
    let mut ids = Vec::with_capacity(most);
    for _ in 0..most {
        ids.push(app.id_parts()?);
    }
    Ok(ids)
}

enum Outcome {
    /// What is undone, and what it would have been.
    Undone(Box<Applied>),
    Failed(Unsaved),
}

impl From<store::Error> for Outcome {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Tries it. It is kept where that is meant and nothing is left to be said.
pub(super) async fn attempt(app: &App, job: Job, is_meant: bool) -> Result<Applied, SettingsError> {
    let slug = job.slug.clone();
    let write = move |tx: &mut Tx<'_>| {
        let mut job = job.clone();
        // Of a tenant that is there its events are found there.
        let known = tenant::all(tx)?.into_iter().find(|row| row.slug == job.slug);
        job.event.tenant_id = known.map_or(TenantId::NIL, |row| row.id);
        let applied = job.carry_out(tx).map_err(Outcome::Failed)?;
        if is_meant && applied.is_settled() { Ok(applied) } else { Err(Outcome::Undone(Box::new(applied))) }
    };
    match app.store().write("apply settings", write).await {
        Ok(applied) => Ok(applied),
        Err(Outcome::Undone(applied)) => Ok(*applied),
        Err(Outcome::Failed(unsaved)) => Err(match unsaved {
            Unsaved::Because(crate::error::Reason::ChangedSince) => SettingsError::ChangedSince(slug),
            other => unsaved_of(app, other),
        }),
    }
}

fn unsaved(unsaved: Unsaved) -> SettingsError {
    match unsaved {
        Unsaved::Failed(error) => error.into(),
        Unsaved::Objection(objection) => SettingsError::Refused(objection.problem),
        Unsaved::Because(_) => SettingsError::Refused("the settings changed meanwhile".to_owned()),
    }
}

fn unsaved_of(app: &App, found: Unsaved) -> SettingsError {
    match found {
        Unsaved::Because(_) => SettingsError::Failed(found.told(app)),
        other => unsaved(other),
    }
}

/// The version of what is there, by which a change of it says what it has seen.
pub(super) fn version(slug: &str, state: &TenantState) -> Result<String, Error> {
    let text = state.part().and_then(serde_json::to_value).map_err(Error::Answer)?;
    Ok(saving::version(&[slug, &text.to_string()]))
}
