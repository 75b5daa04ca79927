//! Requests for a code on their way: pushed by a client, or waiting while somebody signs in. They are found by an id and proved by a secret, of
//! which only the hash is kept.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{AuthorizationRequestId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    pub workspace_id: WorkspaceId,
    pub id: AuthorizationRequestId,
    pub client_id: String,
    pub secret_hash: [u8; 32],
    /// A client pushed it, and nobody has come with it yet.
    pub pushed: bool,
    pub parameters: String,
    pub created_at: i64,
    pub expires_at: i64,
}

pub fn insert(tx: &mut Tx<'_>, request: &AuthorizationRequest) -> Result<(), Error> {
    let sql = "INSERT INTO authorization_requests (workspace_id, id, client_id, secret_hash, pushed, parameters, created_at, \
               expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let r = request;
    let values =
        params![r.workspace_id, r.id, r.client_id, r.secret_hash, r.pushed, r.parameters, r.created_at, r.expires_at,];
    tx.execute(sql, values).map(drop)
}

/// Also one that is too old: the caller has the clock.
pub fn find(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: AuthorizationRequestId,
) -> Result<Option<AuthorizationRequest>, Error> {
    let sql = "SELECT workspace_id, id, client_id, secret_hash, pushed, parameters, created_at, expires_at \
               FROM authorization_requests WHERE workspace_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![workspace, id], from_row)
}

/// `false` where somebody else has taken it.
pub fn delete(tx: &mut Tx<'_>, workspace: WorkspaceId, id: AuthorizationRequestId) -> Result<bool, Error> {
    let sql = "DELETE FROM authorization_requests WHERE workspace_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![workspace, id])? == 1)
}

/// Forgets at most `limit` of each workspace that are older than this id says, whatever became of them.
pub fn sweep(tx: &mut Tx<'_>, before: AuthorizationRequestId, limit: u32) -> Result<u64, Error> {
    let workspaces: Vec<WorkspaceId> =
        tx.query("SELECT id FROM workspaces", &[], |row| row.of("workspaces", 0).take("id"))?;
    let sql = "DELETE FROM authorization_requests WHERE workspace_id = ?1 AND id IN (\
               SELECT id FROM authorization_requests WHERE workspace_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3)";
    let mut swept = 0;
    for workspace in workspaces {
        swept += tx.execute(sql, params![workspace, before, limit])?;
    }
    Ok(swept)
}

fn from_row(row: &Row<'_>) -> Result<AuthorizationRequest, Error> {
    let mut row = row.of("authorization_requests", 1);
    Ok(AuthorizationRequest {
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        client_id: row.take("client_id")?,
        secret_hash: row.take("secret_hash")?,
        pushed: row.take("pushed")?,
        parameters: row.take("parameters")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
    })
}
