//! A tenant's rows, read and written. What is stored and stands in no file stays: secrets, and names of other releases.

use super::state::{PoolState, RoleState, TenantState, WorkspaceState};
use crate::error::{Error, Objection};
use crate::origins::listed;
use crate::policy::PolicyRules;
use crate::saving::{self, Change, Unsaved};
use crate::settings::{self, PoolSettings, WorkspaceSettings};
use serde::Serialize;
use std::collections::BTreeMap;
use store::id::PoolId;
use store::{Tx, group, pool, role, tenant, workspace};

/// Whose own names have no fixed form: they are put as a whole.
const LABELS: [&str; 2] = ["pages", "labels"];

#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub tenant: tenant::Tenant,
    pub pools: Vec<pool::Pool>,
    pub workspaces: Vec<workspace::Workspace>,
    pub roles: Vec<role::Role>,
    pub groups: Vec<group::Group>,
}

impl Rows {
    pub(super) fn load(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Self>, Error> {
        let Some(tenant) = tenant::all(tx)?.into_iter().find(|row| row.slug == slug) else { return Ok(None) };
        let pools: Vec<_> = pool::all(tx)?.into_iter().filter(|row| row.tenant_id == tenant.id).collect();
        let is_here = |id: PoolId| pools.iter().any(|pool| pool.id == id);
        Ok(Some(Self {
            workspaces: workspace::all(tx)?.into_iter().filter(|row| row.tenant_id == tenant.id).collect(),
            roles: role::all(tx)?.into_iter().filter(|row| is_here(row.pool_id)).collect(),
            groups: group::all(tx)?.into_iter().filter(|row| is_here(row.pool_id)).collect(),
            pools,
            tenant,
        }))
    }

    pub(super) fn pool(&self, name: &str) -> Option<&pool::Pool> {
        self.pools.iter().find(|row| row.name == name)
    }

    pub(super) fn role(&self, pool: PoolId, name: &str) -> Option<&role::Role> {
        self.roles.iter().find(|row| row.pool_id == pool && row.name == name)
    }

    pub(super) fn group(&self, pool: PoolId, name: &str) -> Option<&group::Group> {
        self.groups.iter().find(|row| row.pool_id == pool && row.name == name)
    }

    pub(super) fn workspace(&self, slug: &str) -> Option<&workspace::Workspace> {
        self.workspaces.iter().find(|row| row.slug == slug)
    }

    /// As it is in force.
    pub(super) fn state(&self) -> Result<TenantState, Unsaved> {
        let mut pools = BTreeMap::new();
        for row in &self.pools {
            if pools.insert(row.name.clone(), self.pool_state(row)?).is_some() {
                let problem = format!(
                    "Two pools of {} are called {}: a file could not tell them apart.",
                    self.tenant.slug, row.name
                );
                return Err(Objection::new("pools", problem).into());
            }
        }
        let mut workspaces = BTreeMap::new();
        for row in &self.workspaces {
            let pool = self.pools.iter().find(|pool| pool.id == row.pool_id);
            let state = WorkspaceState {
                name: row.name.clone(),
                pool: pool.map(|pool| pool.name.clone()).unwrap_or_default(),
                mode: row.mode,
                settings: saving::stored(row)?,
            };
            workspaces.insert(row.slug.clone(), state);
        }
        Ok(TenantState { name: self.tenant.name.clone(), preset: self.tenant.preset.clone(), workspaces, pools })
    }

    fn pool_state(&self, row: &pool::Pool) -> Result<PoolState, Error> {
        let read = |text: &str| settings::read_rules(text).map(|(rules, _)| rules).map_err(Error::Answer);
        let mut roles = BTreeMap::new();
        for role in self.roles.iter().filter(|role| role.pool_id == row.id) {
            roles.insert(role.name.clone(), RoleState { elevated: role.elevated, rules: read(&role.policy)? });
        }
        let mut groups = BTreeMap::new();
        for group in self.groups.iter().filter(|group| group.pool_id == row.id) {
            groups.insert(group.name.clone(), read(&group.policy)?);
        }
        let (settings, _) = settings::read(&row.settings).map_err(Error::Answer)?;
        let origins = listed(&row.origins).map(str::to_owned).collect();
        Ok(PoolState { rp_id: row.rp_id.clone(), origins, settings, roles, groups }.without_secrets())
    }
}

/// The row of a pool as it is to be.
pub(super) fn pool_row(row: &pool::Pool, state: &PoolState) -> Result<pool::Pool, Error> {
    let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let mut new = state.settings.clone();
    for provider in &mut new.methods.providers {
        // A secret is for one client of one provider: another issuer must not be sent it.
        let same = old.methods.providers.iter().find(|known| {
            (&known.slug, &known.issuer, &known.client_id) == (&provider.slug, &provider.issuer, &provider.client_id)
        });
        provider.client_secret = same.and_then(|known| known.client_secret.clone());
    }
    new.alarms.webhook.clone_from(&old.alarms.webhook);
    let mut changes = saving::changes(&old, &new)?;
    changes.retain(|change| !change.is_below(&LABELS));
    if old.pages.labels != new.pages.labels {
        let labels = serde_json::to_value(&new.pages.labels).map_err(Error::Answer)?;
        changes.push(Change::whole(&LABELS, labels));
    }
    let settings = if changes.is_empty() { row.settings.clone() } else { saving::patched(&row.settings, &changes) };
    let origins = if listed(&row.origins).eq(&state.origins) { row.origins.clone() } else { state.origins.join("\n") };
    Ok(pool::Pool { settings, origins, rp_id: state.rp_id.clone(), ..row.clone() })
}

pub(super) fn workspace_row(row: &workspace::Workspace, state: &WorkspaceState) -> Result<workspace::Workspace, Error> {
    let old: WorkspaceSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let settings = patched(&row.settings, (&old, &state.settings))?;
    Ok(workspace::Workspace { name: state.name.clone(), mode: state.mode, settings, ..row.clone() })
}

/// The rules of a role or a group as they are to be stored.
pub(super) fn policy(stored: &str, rules: &PolicyRules) -> Result<String, Error> {
    let text = if stored.is_empty() { "{}" } else { stored };
    let old: PolicyRules = serde_json::from_str(text).map_err(Error::Answer)?;
    patched(text, (&old, rules))
}

fn patched<T: Serialize>(stored: &str, (old, new): (&T, &T)) -> Result<String, Error> {
    let changes = saving::changes(old, new)?;
    Ok(if changes.is_empty() { stored.to_owned() } else { saving::patched(stored, &changes) })
}
