//! Changes of settings that have a date. What was settled keeps its row: it says what became of it. A row leaves `pending` once, by one conditional
//! update, so that of two nodes one carries it out.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{ChangeId, PoolId, TenantId, UserId},
};

words! {
    State {
        Pending = "pending",
        Applied = "applied",
        Refused = "refused",
        Cancelled = "cancelled",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledChange {
    pub pool_id: PoolId,
    pub id: ChangeId,
    pub tenant_id: TenantId,
    /// What the form would have sent, and of which settings.
    pub change: String,
    /// The version of the settings that it was made to.
    pub seen: String,
    /// What would be another setting, a line for each, as it was then.
    pub lines: String,
    pub due_at: i64,
    /// Who wants it: the pool of their account, and they.
    pub by: (PoolId, UserId),
    pub created_at: i64,
    pub state: State,
    pub settled_at: Option<i64>,
    /// Why it was refused.
    pub reason: Option<String>,
}

pub fn insert(tx: &mut Tx<'_>, row: &ScheduledChange) -> Result<(), Error> {
    let sql = "INSERT INTO scheduled_changes (pool_id, id, tenant_id, change, seen, lines, due_at, by_pool_id, by_user_id, \
               created_at, state, settled_at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let r = row;
    let values = params![
        r.pool_id,
        r.id,
        r.tenant_id,
        r.change,
        r.seen,
        r.lines,
        r.due_at,
        r.by.0,
        r.by.1,
        r.created_at,
        r.state,
        r.settled_at,
        r.reason,
    ];
    tx.execute(sql, values).map(drop)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: ChangeId) -> Result<Option<ScheduledChange>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, change, seen, lines, due_at, by_pool_id, by_user_id, created_at, state, \
               settled_at, reason FROM scheduled_changes WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], from_row)
}

/// Those of a pool, the last that was asked for first, from before this one on.
pub fn of_pool(
    tx: &mut Tx<'_>,
    pool: PoolId,
    before: Option<ChangeId>,
    limit: u32,
) -> Result<Vec<ScheduledChange>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, change, seen, lines, due_at, by_pool_id, by_user_id, created_at, state, \
               settled_at, reason FROM scheduled_changes WHERE pool_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
    tx.query(sql, params![pool, before.unwrap_or(ChangeId::from_bytes([0xff; 16])), limit], from_row)
}

/// Of all pools, the longest due first.
pub fn due(tx: &mut Tx<'_>, now_ms: i64, limit: u32) -> Result<Vec<ScheduledChange>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, change, seen, lines, due_at, by_pool_id, by_user_id, created_at, state, \
               settled_at, reason FROM scheduled_changes WHERE state = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3";
    tx.query(sql, params![State::Pending, now_ms, limit], from_row)
}

/// Whether a change of the pool waits for its date.
pub fn is_any_pending(tx: &mut Tx<'_>, pool: PoolId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM scheduled_changes WHERE pool_id = ?1 AND state = ?2 LIMIT 1";
    Ok(tx.query_opt(sql, params![pool, State::Pending], |_| Ok(()))?.is_some())
}

/// It waits no more. `false` where that was settled before.
pub fn settle(
    tx: &mut Tx<'_>,
    (pool, id): (PoolId, ChangeId),
    (state, at): (State, i64),
    reason: Option<&str>,
) -> Result<bool, Error> {
    let sql = "UPDATE scheduled_changes SET state = ?3, settled_at = ?4, reason = ?5 \
               WHERE pool_id = ?1 AND id = ?2 AND state = ?6";
    Ok(tx.execute(sql, params![pool, id, state, at, reason, State::Pending])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<ScheduledChange, Error> {
    let mut row = row.of("scheduled_changes", 2);
    Ok(ScheduledChange {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        change: row.take("change")?,
        seen: row.take("seen")?,
        lines: row.take("lines")?,
        due_at: row.take("due_at")?,
        by: (row.take("by_pool_id")?, row.take("by_user_id")?),
        created_at: row.take("created_at")?,
        state: row.take("state")?,
        settled_at: row.take("settled_at")?,
        reason: row.take("reason")?,
    })
}
