//! What members have agreed that an application may learn or do.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub workspace_id: WorkspaceId,
    pub client_id: String,
    pub scope: String,
    pub granted_at: i64,
}

pub fn find(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (workspace, client): (WorkspaceId, &str),
) -> Result<Option<Consent>, Error> {
    let sql = "SELECT pool_id, user_id, workspace_id, client_id, scope, granted_at FROM consents \
               WHERE pool_id = ?1 AND user_id = ?2 AND workspace_id = ?3 AND client_id = ?4";
    tx.query_opt(sql, params![pool, user, workspace, client], from_row)
}

pub fn of_user(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<Vec<Consent>, Error> {
    let sql = "SELECT pool_id, user_id, workspace_id, client_id, scope, granted_at FROM consents \
               WHERE pool_id = ?1 AND user_id = ?2 ORDER BY workspace_id, client_id";
    tx.query(sql, params![pool, user], from_row)
}

/// In the place of what was agreed to before.
pub fn put(tx: &mut Tx<'_>, consent: &Consent) -> Result<(), Error> {
    let sql = "INSERT INTO consents (pool_id, user_id, workspace_id, client_id, scope, granted_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (pool_id, user_id, workspace_id, client_id) \
               DO UPDATE SET scope = excluded.scope, granted_at = excluded.granted_at";
    let Consent { pool_id, user_id, workspace_id, client_id, scope, granted_at } = consent;
    tx.execute(sql, params![pool_id, user_id, workspace_id, client_id, scope, granted_at]).map(drop)
}

/// Whether there was one.
pub fn delete(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (workspace, client): (WorkspaceId, &str),
) -> Result<bool, Error> {
    let sql = "DELETE FROM consents WHERE pool_id = ?1 AND user_id = ?2 AND workspace_id = ?3 AND client_id = ?4";
    Ok(tx.execute(sql, params![pool, user, workspace, client])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Consent, Error> {
    let mut row = row.of("consents", 3);
    Ok(Consent {
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        workspace_id: row.take("workspace_id")?,
        client_id: row.take("client_id")?,
        scope: row.take("scope")?,
        granted_at: row.take("granted_at")?,
    })
}
