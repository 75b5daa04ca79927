//! The doors as they would be if some rows were others: for whoever asks what a change would do. It must never become what requests are answered
//! from.

use super::{BuildError, FrontDoor, Rows};
use crate::channels::Channels;
use crate::public_url::PublicUrl;
use serde_json::{Map, Value, json};
use store::id::PoolId;
use store::{group, pool, role, workspace};

impl Rows {
    pub(crate) fn pool(&self, id: PoolId) -> Option<&pool::Pool> {
        self.pools.iter().find(|row| row.id == id)
    }

    pub(crate) fn workspaces_of(&self, pool: PoolId) -> impl Iterator<Item = &workspace::Workspace> {
        self.workspaces.iter().filter(move |row| row.pool_id == pool)
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
            "settings": row.map(|row| read(&row.settings)),
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
