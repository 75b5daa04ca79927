//! The doors as they would be if some rows were others: for whoever asks what a change would do. It must never become what requests are answered
//! from.

use super::{BuildError, FrontDoor, Rows};
use crate::channels::Channels;
use crate::presets::words;
use crate::public_url::PublicUrl;
use crate::settings::PoolSettings;
use serde_json::{Map, Value, json};
use store::id::PoolId;
use store::{group, pool, role, tenant, workspace};

impl Rows {
    pub(crate) fn pool(&self, id: PoolId) -> Option<&pool::Pool> {
        self.pools.iter().find(|row| row.id == id)
    }

    pub(crate) fn workspaces_of(&self, pool: PoolId) -> impl Iterator<Item = &workspace::Workspace> {
        self.workspaces.iter().filter(move |row| row.pool_id == pool)
    }

    pub(crate) fn tenant(&self, slug: &str) -> Option<&tenant::Tenant> {
        self.tenants.iter().find(|row| row.slug == slug)
    }

    /// The tenant's pools, with their roles and groups.
    pub(crate) fn of_tenant(&self, row: &tenant::Tenant) -> (Vec<pool::Pool>, Vec<role::Role>, Vec<group::Group>) {
        let pools: Vec<_> = self.pools.iter().filter(|pool| pool.tenant_id == row.id).cloned().collect();
        let is_here = |id: PoolId| pools.iter().any(|pool| pool.id == id);
        let roles = self.roles.iter().filter(|role| is_here(role.pool_id)).cloned().collect();
        let groups = self.groups.iter().filter(|group| is_here(group.pool_id)).cloned().collect();
        (pools, roles, groups)
    }

    pub(crate) fn tenant_of(&self, pool: PoolId) -> Option<&tenant::Tenant> {
        let tenant = self.pool(pool)?.tenant_id;
        self.tenants.iter().find(|row| row.id == tenant)
    }

    pub(crate) fn suppose_pool(&mut self, row: &pool::Pool) {
        self.pools.iter_mut().filter(|known| known.id == row.id).for_each(|known| known.clone_from(row));
    }

    /// As if the move to another RP ID were finished.
    pub(crate) fn suppose_moved(&mut self, pool: PoolId) {
        self.campaigns.retain(|row| row.pool_id != pool);
    }

    pub(crate) fn suppose_workspace(&mut self, row: &workspace::Workspace) {
        self.workspaces.iter_mut().filter(|known| known.id == row.id).for_each(|known| known.clone_from(row));
    }

    pub(crate) fn role_mut(&mut self, pool: PoolId, id: store::id::RoleId) -> Option<&mut role::Role> {
        self.roles.iter_mut().find(|row| row.pool_id == pool && row.id == id)
    }

    pub(crate) fn group_mut(&mut self, pool: PoolId, id: store::id::GroupId) -> Option<&mut group::Group> {
        self.groups.iter_mut().find(|row| row.pool_id == pool && row.id == id)
    }

    /// One that is not there yet.
    pub(crate) fn suppose_role(&mut self, (pool_id, name): (PoolId, String), (policy, elevated): (String, bool)) {
        self.roles.push(role::Role { pool_id, id: store::id::RoleId::NIL, name, policy, elevated });
    }

    pub(crate) fn suppose_group(&mut self, (pool_id, name): (PoolId, String), policy: String) {
        self.groups.push(group::Group { pool_id, id: store::id::GroupId::NIL, name, policy });
    }

    /// As if they were removed.
    pub(crate) fn suppose_no_role(&mut self, pool: PoolId, id: store::id::RoleId) {
        self.roles.retain(|row| row.pool_id != pool || row.id != id);
    }

    pub(crate) fn suppose_no_group(&mut self, pool: PoolId, id: store::id::GroupId) {
        self.groups.retain(|row| row.pool_id != pool || row.id != id);
    }

    /// What is stored about a pool, to be laid beside what would be.
    pub(crate) fn told(&self, pool: PoolId) -> Value {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let row = self.pool(pool);
        let workspaces = self.workspaces_of(pool).map(|row| {
            (row.slug.clone(), json!({ "mode": row.mode.as_str(), "methods": read(&row.settings).get("methods") }))
        });
        let roles = self.roles.iter().filter(|row| row.pool_id == pool);
        let roles =
            roles.map(|row| (row.name.clone(), json!({ "elevated": row.elevated, "policy": read(&row.policy) })));
        let groups = self.groups.iter().filter(|row| row.pool_id == pool);
        json!({
            "rp_id": row.map(|row| row.rp_id.clone()),
            "origins": row.map(|row| row.origins.clone()),
            "settings": row.map(|row| with_words(read(&row.settings))),
            "workspaces": workspaces.collect::<Map<_, _>>(),
            "roles": roles.collect::<Map<_, _>>(),
            "groups": groups.map(|row| (row.name.clone(), read(&row.policy))).collect::<Map<_, _>>(),
        })
    }

    /// What differs once anything is changed by which a pool's members are let in.
    pub(crate) fn digest(&self, pool: PoolId) -> String {
        let mut lines = Vec::new();
        for row in self.pools.iter().filter(|row| row.id == pool) {
            lines.push(json!([row.rp_id, row.origins, row.settings]).to_string());
        }
        for row in self.workspaces_of(pool) {
            lines.push(json!(["workspace", row.id.to_string(), row.mode.as_str(), row.settings]).to_string());
        }
        for row in self.roles.iter().filter(|row| row.pool_id == pool) {
            lines.push(json!(["role", row.id.to_string(), row.elevated, row.policy]).to_string());
        }
        for row in self.groups.iter().filter(|row| row.pool_id == pool) {
            lines.push(json!(["group", row.id.to_string(), row.policy]).to_string());
        }
        lines.sort_unstable();
        crate::saving::version(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Those that lead to a pool.
    pub(crate) fn doors_of(
        &self,
        pool: PoolId,
        (public_url, channels): (&PublicUrl, Channels),
    ) -> Result<Vec<FrontDoor>, BuildError> {
        let doors = self.workspaces.iter().filter(|row| row.pool_id == pool);
        doors.map(|row| self.door(row, public_url, channels).map(|(door, _)| door)).collect()
    }
}

/// The words of a product in seven languages are many lines: its name says as much.
fn with_words(mut settings: Value) -> Value {
    let known = serde_json::from_value::<PoolSettings>(settings.clone()).ok();
    let Some(product) = known.and_then(|known| words::whose(&known.pages)) else { return settings };
    if let Some(pages) = settings.get_mut("pages").and_then(Value::as_object_mut) {
        pages.remove("labels");
        pages.insert("words".to_owned(), product.into());
    }
    settings
}
