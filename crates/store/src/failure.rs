//! Guesses that were wrong, or are still looked at, counted by name, method and kind of device. The name is a keyed hash: the
//! row of a name that nobody has is like any other.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{DeviceId, PoolId},
};

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub pool_id: PoolId,
    pub subject: [u8; 32],
    pub method: &'static str,
    /// None for all devices that never signed in.
    pub device: Option<DeviceId>,
}

impl Key {
    /// No id is empty, so the devices that have none have the empty one.
    fn device(&self) -> &[u8] {
        self.device.as_ref().map_or(&[], |id| id.as_bytes())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    pub count: i64,
    pub blocked_until: i64,
    pub forget_at: i64,
}

pub fn find(tx: &mut Tx<'_>, key: &Key) -> Result<Option<Failure>, Error> {
    let sql = "SELECT count, blocked_until, forget_at, subject FROM failures \
               WHERE pool_id = ?1 AND subject = ?2 AND method = ?3 AND device = ?4";
    tx.query_opt(sql, params![key.pool_id, key.subject, key.method, key.device()], |row| {
        let mut row = row.of("failures", 3);
        Ok(Failure {
            count: row.take("count")?,
            blocked_until: row.take("blocked_until")?,
            forget_at: row.take("forget_at")?,
        })
    })
}

/// How many stand at this moment against all devices of this name and method that signed in before, taken together.
pub fn count_on_known_devices(tx: &mut Tx<'_>, key: &Key, now_ms: i64) -> Result<i64, Error> {
    let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) AS count FROM failures \
               WHERE pool_id = ?1 AND subject = ?2 AND method = ?3 AND device > ?4 AND forget_at > ?5";
    let nobodys: &[u8] = &[];
    let count = tx.query_opt(sql, params![key.pool_id, key.subject, key.method, nobodys, now_ms], |row| {
        row.of("failures", 0).take("count")
    })?;
    Ok(count.unwrap_or(0))
}

pub fn put(tx: &mut Tx<'_>, key: &Key, failure: &Failure) -> Result<(), Error> {
    let sql = "INSERT INTO failures (pool_id, subject, method, device, count, blocked_until, forget_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (pool_id, subject, method, device) DO UPDATE \
               SET count = excluded.count, blocked_until = excluded.blocked_until, forget_at = excluded.forget_at";
    let Failure { count, blocked_until, forget_at } = failure;
    let device = key.device();
    let values = params![key.pool_id, key.subject, key.method, device, count, blocked_until, forget_at];
    tx.execute(sql, values).map(drop)
}

/// Forgets what stands against this device.
pub fn delete(tx: &mut Tx<'_>, key: &Key) -> Result<(), Error> {
    let sql = "DELETE FROM failures WHERE pool_id = ?1 AND subject = ?2 AND method = ?3 AND device = ?4";
    tx.execute(sql, params![key.pool_id, key.subject, key.method, key.device()]).map(drop)
}

/// Forgets what stands against every device of this name, known or not; how many rows that were.
pub fn delete_all(tx: &mut Tx<'_>, pool: PoolId, subject: &[u8; 32], method: &str) -> Result<u64, Error> {
    let sql = "DELETE FROM failures WHERE pool_id = ?1 AND subject = ?2 AND method = ?3";
    tx.execute(sql, params![pool, subject, method])
}

/// Forgets at most `limit` rows that are due before this time; how many went.
pub fn sweep(tx: &mut Tx<'_>, before_ms: i64, limit: u32) -> Result<u64, Error> {
    let sql = "DELETE FROM failures WHERE (pool_id, subject, method, device) IN (\
               SELECT pool_id, subject, method, device FROM failures \
               WHERE forget_at < ?1 ORDER BY forget_at LIMIT ?2)";
    tx.execute(sql, params![before_ms, limit])
}
