//! Workspaces: the front doors of a tenant, each to one of its pools.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{PoolId, TenantId, WorkspaceId},
};

words! {
    /// How a workspace asks for passkeys.
    Mode {
        /// Discoverable passkeys: the browser knows who is there.
        Smart = "smart",
        /// The person says who they are, then the passkey proves it.
        Classic = "classic",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub tenant_id: TenantId,
    pub id: WorkspaceId,
    pub slug: String,
    pub name: String,
    pub pool_id: PoolId,
    pub mode: Mode,
    pub settings: String,
    pub created_at: i64,
}

pub fn insert(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<(), Error> {
    let sql = "INSERT INTO workspaces (tenant_id, id, slug, name, pool_id, mode, settings, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Workspace { tenant_id, id, slug, name, pool_id, mode, settings, created_at } = workspace;
    let values = params![tenant_id, id, slug, name, pool_id, mode, settings, created_at];
    tx.execute(sql, values).map(drop)
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Workspace>, Error> {
    let sql = "SELECT tenant_id, id, slug, name, pool_id, mode, settings, created_at FROM workspaces \
               ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

/// Name, mode and settings of a workspace; `false` when there is none.
pub fn update(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<bool, Error> {
    let sql = "UPDATE workspaces SET name = ?3, mode = ?4, settings = ?5 WHERE tenant_id = ?1 AND id = ?2";
    let Workspace { tenant_id, id, name, mode, settings, .. } = workspace;
    Ok(tx.execute(sql, params![tenant_id, id, name, mode, settings])? == 1)
}

/// Whether there is such a workspace.
pub fn set_mode(tx: &mut Tx<'_>, tenant: TenantId, id: WorkspaceId, mode: Mode) -> Result<bool, Error> {
    let sql = "UPDATE workspaces SET mode = ?3 WHERE tenant_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![tenant, id, mode])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Workspace, Error> {
    let mut row = row.of("workspaces", 1);
    Ok(Workspace {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        slug: row.take("slug")?,
        name: row.take("name")?,
        pool_id: row.take("pool_id")?,
        mode: row.take("mode")?,
        settings: row.take("settings")?,
        created_at: row.take("created_at")?,
    })
}
