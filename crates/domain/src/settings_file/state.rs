//! What a tenant's settings are, read from its rows or from a file, and how they are written down. Both come to the same value, so that a
//! file that was written is the file that is read.

use super::{GroupPart, PoolPart, RolePart, TenantPart, WorkspacePart};
use crate::policy::PolicyRules;
use crate::presets::words;
use crate::settings::{Mode, PoolSettings, WorkspaceSettings};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TenantState {
    pub name: String,
    pub preset: String,
    pub workspaces: BTreeMap<String, WorkspaceState>,
    pub pools: BTreeMap<String, PoolState>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WorkspaceState {
    pub name: String,
    pub pool: String,
    pub mode: Mode,
    pub settings: WorkspaceSettings,
}

/// Secrets are left out: they are neither written nor read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PoolState {
    pub rp_id: String,
    pub origins: Vec<String>,
    pub settings: PoolSettings,
    pub roles: BTreeMap<String, RoleState>,
    pub groups: BTreeMap<String, PolicyRules>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RoleState {
    pub elevated: bool,
    pub rules: PolicyRules,
}

impl TenantState {
    pub(super) fn part(&self) -> Result<TenantPart, serde_json::Error> {
        let workspaces = self.workspaces.iter().map(|(slug, workspace)| Ok((slug.clone(), workspace.part()?)));
        let pools = self.pools.iter().map(|(name, pool)| Ok((name.clone(), pool.part()?)));
        Ok(TenantPart {
            name: self.name.clone(),
            preset: self.preset.clone(),
            workspaces: workspaces.collect::<Result<_, serde_json::Error>>()?,
            pools: pools.collect::<Result<_, serde_json::Error>>()?,
        })
    }

    /// What the file names, in place of what there is; the rest stays.
    pub(super) fn under(&self, wanted: &Self) -> Self {
        let mut target = self.clone();
        target.name.clone_from(&wanted.name);
        target.preset.clone_from(&wanted.preset);
        target.workspaces.extend(wanted.workspaces.clone());
        target.pools.extend(wanted.pools.clone());
        target
    }
}

impl WorkspaceState {
    fn part(&self) -> Result<WorkspacePart, serde_json::Error> {
        Ok(WorkspacePart {
            name: self.name.clone(),
            pool: self.pool.clone(),
            mode: self.mode.as_str().to_owned(),
            settings: beyond(&self.settings, &WorkspaceSettings::default())?,
        })
    }
}

impl PoolState {
    /// Without secrets, which no file has.
    #[must_use]
    pub(crate) fn without_secrets(mut self) -> Self {
        for provider in &mut self.settings.methods.providers {
            provider.client_secret = None;
        }
        // Such an address is often all that keeps others from calling it.
        self.settings.alarms.webhook.clear();
        self
    }

    pub(super) fn part(&self) -> Result<PoolPart, serde_json::Error> {
        let mut settings = self.settings.clone();
        let policy = beyond(&std::mem::take(&mut settings.policy), &PolicyRules::default())?;
        let words = words::whose(&settings.pages);
        if words.is_some() {
            settings.pages.labels.clear();
        }
        let rules = |rules: &PolicyRules| beyond(rules, &PolicyRules::default());
        let role = |(name, role): (&String, &RoleState)| {
            Ok((name.clone(), RolePart { elevated: role.elevated, policy: rules(&role.rules)? }))
        };
        let group = |(name, own): (&String, &PolicyRules)| Ok((name.clone(), GroupPart { policy: rules(own)? }));
        Ok(PoolPart {
            rp_id: self.rp_id.clone(),
            origins: self.origins.clone(),
            words: words.map(str::to_owned),
            settings: beyond(&settings, &PoolSettings::default())?,
            policy,
            roles: self.roles.iter().map(role).collect::<Result<_, serde_json::Error>>()?,
            groups: self.groups.iter().map(group).collect::<Result<_, serde_json::Error>>()?,
        })
    }
}

/// What differs from the default.
fn beyond<T: Serialize>(own: &T, usual: &T) -> Result<Map<String, Value>, serde_json::Error> {
    let (own, usual) = (serde_json::to_value(own)?, serde_json::to_value(usual)?);
    Ok(match differing(&own, &usual) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    })
}

fn differing(own: &Value, usual: &Value) -> Option<Value> {
    match (own, usual) {
        (Value::Object(own), Value::Object(usual)) => {
            let differs = own.iter().filter_map(|(name, value)| {
                Some((name.clone(), differing(value, usual.get(name).unwrap_or(&Value::Null))?))
            });
            let members: Map<_, _> = differs.collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        _ if own == usual => None,
        _ => said(own),
    }
}

/// TOML has no word for nothing: what is not there is left out.
fn said(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(all) => Some(all.iter().filter_map(said).collect()),
        Value::Object(members) => {
            let there = members.iter().filter_map(|(name, value)| Some((name.clone(), said(value)?)));
            Some(Value::Object(there.collect()))
        }
        other => Some(other.clone()),
    }
}
