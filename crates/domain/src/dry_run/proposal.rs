//! A change as a form would save it: put into rows that nobody stores, or carried out by the use case of its form. What the form would refuse is
//! refused here, too.

use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::pool_policy::{self, HolderId, RulesAsk};
use crate::pool_settings::{self, PoolAsk};
use crate::saving::{Job, Unsaved};
use crate::settings_file::{self, PresetAsk, Whole};
use crate::snapshot::{FrontDoor, Rows};
use crate::workspace_settings::{self, WorkspaceAsk};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::Tx;
use store::audit_event::AuditEvent;
use store::id::{GroupId, PoolId, RoleId};

/// What might be changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Proposal {
    /// What the pool asks of everybody.
    Policy(RulesAsk),
    /// Ways in, limits and domains of the pool.
    Settings(PoolAsk),
    /// Mode and methods of a workspace.
    Workspace {
        workspace: String,
        settings: WorkspaceAsk,
    },
    Role {
        role: RoleId,
        rules: RulesAsk,
    },
    Group {
        group: GroupId,
        rules: RulesAsk,
    },
    /// A role that is to be added, with its rules.
    NewRole(RulesAsk),
    NewGroup(RulesAsk),
    /// All of them at once: the pool starts again from a preset.
    Preset(PresetAsk),
}

impl Proposal {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Policy(_) => Kind::PolicyChanged,
            Self::Settings(_) => Kind::PoolChanged,
            Self::Workspace { .. } => Kind::WorkspaceChanged,
            Self::Role { .. } => Kind::RoleChanged,
            Self::Group { .. } => Kind::GroupChanged,
            Self::NewRole(_) => Kind::RoleAdded,
            Self::NewGroup(_) => Kind::GroupAdded,
            Self::Preset(_) => Kind::SettingsApplied,
        }
    }

    /// What was said yes to.
    pub fn confirmed(&mut self) -> &mut Vec<String> {
        match self {
            Self::Policy(rules)
            | Self::Role { rules, .. }
            | Self::Group { rules, .. }
            | Self::NewRole(rules)
            | Self::NewGroup(rules) => &mut rules.confirmed,
            Self::Settings(ask) => &mut ask.confirmed,
            Self::Workspace { settings, .. } => &mut settings.confirmed,
            Self::Preset(ask) => &mut ask.confirmed,
        }
    }

    /// The door at which it is carried out: of a workspace its own.
    pub(crate) fn door(&self, app: &App, pool: &Arc<FrontDoor>) -> Result<Arc<FrontDoor>, Error> {
        let Self::Workspace { workspace, .. } = self else { return Ok(Arc::clone(pool)) };
        let door = app.snapshot().door(&pool.tenant.slug, workspace).filter(|door| door.pool.id == pool.pool.id);
        door.ok_or_else(|| Unsaved::Because(Reason::UnknownAddress).told(app))
    }

    /// With all that carrying it out takes.
    pub(crate) fn job(&self, app: &App, door: Arc<FrontDoor>, event: AuditEvent) -> Result<Job, Error> {
        let job = Job::of(app, door, event)?;
        Ok(match self {
            Self::Preset(_) => Job { whole: Some(Whole::of(app, job.pool())?), ..job },
            _ => job,
        })
    }

    /// By the use case of the form itself; `seen` is none where nobody has looked yet.
    pub(crate) fn carry_out(&self, tx: &mut Tx<'_>, job: &Job, seen: Option<&str>) -> Result<(), Unsaved> {
        match self {
            Self::Policy(ask) => pool_policy::put(tx, job, (seen, ask)).map(drop),
            Self::Settings(ask) => pool_settings::put(tx, job, (seen, ask)).map(drop),
            Self::Workspace { settings, .. } => workspace_settings::put(tx, job, (seen, settings)).map(drop),
            Self::Role { role, rules } => {
                pool_policy::put_holder(tx, job, HolderId::Role(*role), (seen, rules)).map(drop)
            }
            Self::Group { group, rules } => {
                pool_policy::put_holder(tx, job, HolderId::Group(*group), (seen, rules)).map(drop)
            }
            Self::NewRole(ask) => pool_policy::put_new_holder(tx, job, (true, ask)).map(drop),
            Self::NewGroup(ask) => pool_policy::put_new_holder(tx, job, (false, ask)).map(drop),
            Self::Preset(ask) => settings_file::put_preset(tx, job, (seen, ask)).map(drop),
        }
    }

    pub(super) fn put(&self, app: &App, pool: PoolId, rows: &mut Rows) -> Result<(), Unsaved> {
        let missing = || Unsaved::Because(Reason::UnknownAddress);
        match self {
            Self::Policy(ask) => {
                let row = rows.pool(pool).ok_or_else(missing)?;
                rows.suppose_pool(&pool_policy::supposed(row, ask)?);
            }
            Self::Settings(ask) => {
                let row = rows.pool(pool).ok_or_else(missing)?;
                let workspaces: Vec<_> = rows.workspaces_of(pool).cloned().collect();
                rows.suppose_pool(&pool_settings::supposed(app, (row, &workspaces), ask)?);
            }
            Self::Workspace { workspace, settings } => {
                let row = rows.workspaces_of(pool).find(|row| row.slug == *workspace).ok_or_else(missing)?.clone();
                rows.suppose_workspace(&workspace_settings::supposed(row, settings)?);
            }
            Self::Role { role, rules } => {
                let row = rows.role_mut(pool, *role).ok_or_else(missing)?;
                (row.policy, row.elevated) = pool_policy::supposed_role((&row.policy, row.elevated), rules)?;
            }
            Self::Group { group, rules } => {
                let row = rows.group_mut(pool, *group).ok_or_else(missing)?;
                row.policy = pool_policy::supposed_group(&row.policy, rules)?;
            }
            // Nobody has it yet, so nobody is sorted by it.
            Self::NewRole(ask) => {
                let (name, policy) = (ask.name.clone().unwrap_or_default(), pool_policy::supposed_new(ask, true)?);
                rows.suppose_role((pool, name), (policy, ask.elevated.unwrap_or_default()));
            }
            Self::NewGroup(ask) => {
                let (name, policy) = (ask.name.clone().unwrap_or_default(), pool_policy::supposed_new(ask, false)?);
                rows.suppose_group((pool, name), policy);
            }
            Self::Preset(ask) => settings_file::suppose_preset(rows, pool, &ask.preset)?,
        }
        Ok(())
    }
}

/// What the rows would make of it that no door can be built from.
pub(super) fn unbuilt(error: &crate::snapshot::BuildError) -> Unsaved {
    tracing::warn!(%error, "a change that was tried out would not be understood");
    Objection::new("change", "These settings could not be understood.").into()
}
