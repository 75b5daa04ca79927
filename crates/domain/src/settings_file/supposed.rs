//! A tenant's settings put into rows that nobody stores, for whoever asks what they would do. It must never do otherwise than the change itself
//! (`changing.rs`), except that what is not there yet has no members, and is left out.

use super::rows::{self, Rows};
use super::state::{PoolState, TenantState};
use crate::saving::Unsaved;
use crate::snapshot;
use store::id::PoolId;
use store::tenant::Tenant;

impl Rows {
    /// The rows of a tenant, among those of all.
    pub(super) fn among(all: &snapshot::Rows, tenant: Tenant) -> Self {
        let (pools, roles, groups) = all.of_tenant(&tenant);
        let workspaces = pools.iter().flat_map(|pool| all.workspaces_of(pool.id)).cloned().collect();
        Self { tenant, pools, workspaces, roles, groups }
    }
}

pub(super) fn suppose(all: &mut snapshot::Rows, rows: &Rows, wanted: &TenantState) -> Result<(), Unsaved> {
    for (name, state) in &wanted.pools {
        let Some(row) = rows.pool(name) else { continue };
        all.suppose_pool(&rows::pool_row(row, state)?);
        holders(all, (rows, row.id), state)?;
    }
    for (slug, state) in &wanted.workspaces {
        if let Some(row) = rows.workspace(slug) {
            all.suppose_workspace(&rows::workspace_row(row, state)?);
        }
    }
    Ok(())
}

/// Roles and groups: those of the state and no others.
fn holders(all: &mut snapshot::Rows, (rows, pool): (&Rows, PoolId), state: &PoolState) -> Result<(), Unsaved> {
    for (name, role) in &state.roles {
        let known = rows.role(pool, name).and_then(|row| all.role_mut(pool, row.id));
        match known {
            Some(row) => (row.policy, row.elevated) = (rows::policy(&row.policy, &role.rules)?, role.elevated),
            None => all.suppose_role((pool, name.clone()), (rows::policy("", &role.rules)?, role.elevated)),
        }
    }
    for (name, rules) in &state.groups {
        let known = rows.group(pool, name).and_then(|row| all.group_mut(pool, row.id));
        match known {
            Some(row) => row.policy = rows::policy(&row.policy, rules)?,
            None => all.suppose_group((pool, name.clone()), rows::policy("", rules)?),
        }
    }
    for row in rows.roles.iter().filter(|row| row.pool_id == pool && !state.roles.contains_key(&row.name)) {
        all.suppose_no_role(pool, row.id);
    }
    for row in rows.groups.iter().filter(|row| row.pool_id == pool && !state.groups.contains_key(&row.name)) {
        all.suppose_no_group(pool, row.id);
    }
    Ok(())
}
