//! Access passes for administrators that one has asked for and another has not yet confirmed. A member has at most one.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessPassRequest {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub asked_by: UserId,
    pub asked_at: i64,
    pub expires_at: i64,
}

/// In the place of the one before, if any.
pub fn put(tx: &mut Tx<'_>, request: &AccessPassRequest) -> Result<(), Error> {
    let sql = "INSERT INTO access_pass_requests (pool_id, user_id, asked_by, asked_at, expires_at) \
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (pool_id, user_id) DO UPDATE \
               SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, expires_at = excluded.expires_at";
    let AccessPassRequest { pool_id, user_id, asked_by, asked_at, expires_at } = request;
    tx.execute(sql, params![pool_id, user_id, asked_by, asked_at, expires_at]).map(drop)
}

/// One that can still be confirmed.
pub fn find(tx: &mut Tx<'_>, pool: PoolId, user: UserId, now: i64) -> Result<Option<AccessPassRequest>, Error> {
    let sql = "SELECT pool_id, user_id, asked_by, asked_at, expires_at FROM access_pass_requests \
               WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?3";
    tx.query_opt(sql, params![pool, user, now], |row| {
        let mut row = row.of("access_pass_requests", 1);
        Ok(AccessPassRequest {
            pool_id: row.take("pool_id")?,
            user_id: row.take("user_id")?,
            asked_by: row.take("asked_by")?,
            asked_at: row.take("asked_at")?,
            expires_at: row.take("expires_at")?,
        })
    })
}

/// Whether there was one.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    let sql = "DELETE FROM access_pass_requests WHERE pool_id = ?1 AND user_id = ?2";
    Ok(tx.execute(sql, params![pool, user])? == 1)
}
