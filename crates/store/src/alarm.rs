//! What is wrong with a pool. One row for each kind, so that an alarm is raised once however many nodes watch; when it is over it stays as
//! what was last. Its history is in the audit.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, TenantId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub pool_id: PoolId,
    pub kind: String,
    pub tenant_id: TenantId,
    pub raised_at: i64,
    pub cleared_at: Option<i64>,
    pub detail: String,
}

/// Raises it. `false` where it was raised already.
pub fn raise(tx: &mut Tx<'_>, alarm: &Alarm) -> Result<bool, Error> {
    let sql = "INSERT INTO alarms (pool_id, kind, tenant_id, raised_at, cleared_at, detail) \
               VALUES (?1, ?2, ?3, ?4, CAST(NULL AS BIGINT), ?5) ON CONFLICT (pool_id, kind) DO UPDATE \
               SET raised_at = excluded.raised_at, cleared_at = NULL, detail = excluded.detail \
               WHERE alarms.cleared_at IS NOT NULL";
    let Alarm { pool_id, kind, tenant_id, raised_at, detail, .. } = alarm;
    Ok(tx.execute(sql, params![pool_id, kind, tenant_id, raised_at, detail])? == 1)
}

/// It is over. `false` where it was not raised.
pub fn clear(tx: &mut Tx<'_>, pool: PoolId, kind: &str, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE alarms SET cleared_at = ?3 WHERE pool_id = ?1 AND kind = ?2 AND cleared_at IS NULL";
    Ok(tx.execute(sql, params![pool, kind, at])? == 1)
}

/// What is wrong with a pool now, and what was.
pub fn of_pool(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<Alarm>, Error> {
    let sql = "SELECT pool_id, kind, tenant_id, raised_at, cleared_at, detail FROM alarms \
               WHERE pool_id = ?1 ORDER BY kind";
    tx.query(sql, params![pool], from_row)
}

/// Those of all pools; a handful each.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Alarm>, Error> {
    let sql = "SELECT pool_id, kind, tenant_id, raised_at, cleared_at, detail FROM alarms ORDER BY pool_id, kind";
    tx.query(sql, &[], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Alarm, Error> {
    let mut row = row.of("alarms", 1);
    Ok(Alarm {
        pool_id: row.take("pool_id")?,
        kind: row.take("kind")?,
        tenant_id: row.take("tenant_id")?,
        raised_at: row.take("raised_at")?,
        cleared_at: row.take("cleared_at")?,
        detail: row.take("detail")?,
    })
}
