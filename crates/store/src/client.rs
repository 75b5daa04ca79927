//! Applications that sign their users in here. What a client may do is in its settings, which this crate does not read.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{TenantId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub tenant_id: TenantId,
    /// [`WorkspaceId::NIL`] for a client of the tenant itself.
    pub workspace_id: WorkspaceId,
    /// The `client_id`.
    pub id: String,
    pub name: String,
    pub secret_hash: Option<[u8; 32]>,
    pub settings: String,
    pub enabled: bool,
    pub created_at: i64,
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Client>, Error> {
    let sql = "SELECT tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at FROM clients \
               ORDER BY tenant_id, workspace_id, id";
    tx.query(sql, &[], from_row)
}

pub fn find(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId), id: &str) -> Result<Option<Client>, Error> {
    let sql = "SELECT tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at FROM clients \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    tx.query_opt(sql, params![tenant, workspace, id], from_row)
}

/// The ids of a workspace's clients that are addresses, each with when it was made.
pub fn with_addresses(
    tx: &mut Tx<'_>,
    (tenant, workspace): (TenantId, WorkspaceId),
) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT id, created_at FROM clients \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id LIKE '%://%'";
    tx.query(sql, params![tenant, workspace], |row| {
        let mut row = row.of("clients", 0);
        Ok((row.take("id")?, row.take("created_at")?))
    })
}

/// `false` where the name is taken.
pub fn insert(tx: &mut Tx<'_>, client: &Client) -> Result<bool, Error> {
    let sql = "INSERT INTO clients (tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (tenant_id, workspace_id, id) DO NOTHING";
    let Client { tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at } = client;
    let values = params![tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at];
    Ok(tx.execute(sql, values)? == 1)
}

/// Everything but when it was made. `false` where there is none.
pub fn update(tx: &mut Tx<'_>, client: &Client) -> Result<bool, Error> {
    let sql = "UPDATE clients SET name = ?4, secret_hash = ?5, settings = ?6, enabled = ?7 \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    let Client { tenant_id, workspace_id, id, name, secret_hash, settings, enabled, .. } = client;
    let values = params![tenant_id, workspace_id, id, name, secret_hash, settings, enabled];
    Ok(tx.execute(sql, values)? == 1)
}

/// Whether there was one.
pub fn delete(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId), id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM clients WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    Ok(tx.execute(sql, params![tenant, workspace, id])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Client, Error> {
    let mut row = row.of("clients", 2);
    Ok(Client {
        tenant_id: row.take("tenant_id")?,
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        name: row.take("name")?,
        secret_hash: row.take("secret_hash")?,
        settings: row.take("settings")?,
        enabled: row.take("enabled")?,
        created_at: row.take("created_at")?,
    })
}
