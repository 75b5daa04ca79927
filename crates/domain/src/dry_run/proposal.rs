//! A change as a form would save it, put into rows that nobody stores. What the form would refuse is refused here, too.

use crate::app::App;
use crate::error::{Objection, Reason};
use crate::pool_policy::{self, RulesAsk};
use crate::pool_settings::{self, PoolAsk};
use crate::saving::Unsaved;
use crate::snapshot::Rows;
use crate::workspace_settings::{self, WorkspaceAsk};
use serde::Deserialize;
use store::id::{GroupId, PoolId, RoleId};

/// What might be changed.
#[derive(Debug, Clone, Deserialize)]
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
}

impl Proposal {
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
        }
        Ok(())
    }
}

/// What the rows would make of it that no door can be built from.
pub(super) fn unbuilt(error: &crate::snapshot::BuildError) -> Unsaved {
    tracing::warn!(%error, "a change that was tried out would not be understood");
    Objection::new("change", "These settings could not be understood.").into()
}
