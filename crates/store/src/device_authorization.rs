//! Devices that ask for access and wait for a member's answer. Each step is one conditional update, so of two answers the first one counts.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{DeviceAuthorizationId, GrantId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAuthorization {
    pub workspace_id: WorkspaceId,
    pub id: DeviceAuthorizationId,
    pub client_id: String,
    pub secret_hash: [u8; 32],
    pub user_code_hash: [u8; 32],
    pub scope: String,
    pub address: String,
    pub user_agent: String,
    pub grant_id: Option<GrantId>,
    pub denied_at: Option<i64>,
    pub interval_s: i64,
    pub polled_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
}

macro_rules! columns {
    () => {
        "workspace_id, id, client_id, secret_hash, user_code_hash, scope, address, user_agent, grant_id, denied_at, interval_s, \
         polled_at, created_at, expires_at"
    };
}

/// `false` where the user code is another's.
pub fn insert(tx: &mut Tx<'_>, row: &DeviceAuthorization) -> Result<bool, Error> {
    let sql = concat!(
        "INSERT INTO device_authorizations (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING"
    );
    let r = row;
    let values = params![
        r.workspace_id,
        r.id,
        r.client_id,
        r.secret_hash,
        r.user_code_hash,
        r.scope,
        r.address,
        r.user_agent,
        r.grant_id,
        r.denied_at,
        r.interval_s,
        r.polled_at,
        r.created_at,
        r.expires_at,
    ];
    Ok(tx.execute(sql, values)? == 1)
}

/// Also one that is over or answered: the caller has the clock, and says why.
pub fn find(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: DeviceAuthorizationId,
) -> Result<Option<DeviceAuthorization>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM device_authorizations WHERE workspace_id = ?1 AND id = ?2");
    tx.query_opt(sql, params![workspace, id], from_row)
}

/// The one of a user code, whatever became of it.
pub fn of_code(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user_code_hash: &[u8; 32],
) -> Result<Option<DeviceAuthorization>, Error> {
    let sql =
        concat!("SELECT ", columns!(), " FROM device_authorizations WHERE workspace_id = ?1 AND user_code_hash = ?2");
    tx.query_opt(sql, params![workspace, user_code_hash], from_row)
}

/// A member has allowed it. `false` where it was answered before.
pub fn allow(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DeviceAuthorizationId),
    grant: GrantId,
) -> Result<bool, Error> {
    let sql = "UPDATE device_authorizations SET grant_id = ?3 \
               WHERE workspace_id = ?1 AND id = ?2 AND grant_id IS NULL AND denied_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, grant])? == 1)
}

/// A member has refused it. `false` where it was answered before.
pub fn deny(tx: &mut Tx<'_>, (workspace, id): (WorkspaceId, DeviceAuthorizationId), now: i64) -> Result<bool, Error> {
    let sql = "UPDATE device_authorizations SET denied_at = ?3 \
               WHERE workspace_id = ?1 AND id = ?2 AND grant_id IS NULL AND denied_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, now])? == 1)
}

/// The device has asked, and may do so again after this time.
pub fn polled(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DeviceAuthorizationId),
    (now, interval_s): (i64, i64),
) -> Result<(), Error> {
    let sql = "UPDATE device_authorizations SET polled_at = ?3, interval_s = ?4 WHERE workspace_id = ?1 AND id = ?2";
    tx.execute(sql, params![workspace, id, now, interval_s]).map(drop)
}

/// Forgets at most `limit` of each workspace that are older than this id says, whatever became of them.
pub fn sweep(tx: &mut Tx<'_>, before: DeviceAuthorizationId, limit: u32) -> Result<u64, Error> {
    let workspaces: Vec<WorkspaceId> =
        tx.query("SELECT id FROM workspaces", &[], |row| row.of("workspaces", 0).take("id"))?;
    let sql = "DELETE FROM device_authorizations WHERE workspace_id = ?1 AND id IN (\
               SELECT id FROM device_authorizations WHERE workspace_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3)";
    let mut swept = 0;
    for workspace in workspaces {
        swept += tx.execute(sql, params![workspace, before, limit])?;
    }
    Ok(swept)
}

fn from_row(row: &Row<'_>) -> Result<DeviceAuthorization, Error> {
    let mut row = row.of("device_authorizations", 1);
    Ok(DeviceAuthorization {
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        client_id: row.take("client_id")?,
        secret_hash: row.take("secret_hash")?,
        user_code_hash: row.take("user_code_hash")?,
        scope: row.take("scope")?,
        address: row.take("address")?,
        user_agent: row.take("user_agent")?,
        grant_id: row.take("grant_id")?,
        denied_at: row.take("denied_at")?,
        interval_s: row.take("interval_s")?,
        polled_at: row.take("polled_at")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
    })
}
