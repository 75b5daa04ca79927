//! Recoveries that wait, one a user. Whether one may go on is for the domain to say; that two requests begin one and not two is decided by
//! the statement that writes it.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    pub pool_id: PoolId,
    pub user_id: UserId,
    /// The epoch that it rests on.
    pub epoch: i64,
    /// The keyed hash of the link that stops it.
    pub stop_hash: [u8; 32],
    pub begun_at: i64,
    /// When the member last heard of it.
    pub told_at: i64,
    /// From then on it may go on, until it expires.
    pub ripe_at: i64,
    pub expires_at: i64,
}

/// `false` when one waits already that rests on the same epoch and has not expired: it stays as it is.
pub fn begin(tx: &mut Tx<'_>, row: &Recovery) -> Result<bool, Error> {
    let sql = "INSERT INTO recoveries (pool_id, user_id, epoch, stop_hash, begun_at, told_at, ripe_at, expires_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (pool_id, user_id) DO UPDATE SET \
               epoch = excluded.epoch, stop_hash = excluded.stop_hash, begun_at = excluded.begun_at, \
               told_at = excluded.told_at, ripe_at = excluded.ripe_at, expires_at = excluded.expires_at \
               WHERE recoveries.epoch <> excluded.epoch OR recoveries.expires_at <= excluded.begun_at";
    let Recovery { pool_id, user_id, epoch, stop_hash, begun_at, told_at, ripe_at, expires_at } = row;
    Ok(tx.execute(sql, params![pool_id, user_id, epoch, stop_hash, begun_at, told_at, ripe_at, expires_at])? == 1)
}

/// Notes that the member hears of it again. `false` where that was written already, or it is no longer this one.
pub fn tell_again(tx: &mut Tx<'_>, row: &Recovery, (now, link): (i64, &[u8; 32])) -> Result<bool, Error> {
    let sql = "UPDATE recoveries SET told_at = ?1, stop_hash = ?2 \
               WHERE pool_id = ?3 AND user_id = ?4 AND stop_hash = ?5 AND told_at = ?6";
    Ok(tx.execute(sql, params![now, link, row.pool_id, row.user_id, row.stop_hash, row.told_at])? == 1)
}

/// Also one that has expired, or that rests on another epoch.
pub fn find(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Recovery>, Error> {
    let sql = "SELECT pool_id, user_id, epoch, stop_hash, begun_at, told_at, ripe_at, expires_at FROM recoveries \
               WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], from_row)
}

/// The same, by the link that stops it.
pub fn find_link(tx: &mut Tx<'_>, pool: PoolId, stop_hash: &[u8; 32]) -> Result<Option<Recovery>, Error> {
    let sql = "SELECT pool_id, user_id, epoch, stop_hash, begun_at, told_at, ripe_at, expires_at FROM recoveries \
               WHERE pool_id = ?1 AND stop_hash = ?2";
    tx.query_opt(sql, params![pool, stop_hash], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Recovery, Error> {
    let mut row = row.of("recoveries", 1);
    Ok(Recovery {
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        epoch: row.take("epoch")?,
        stop_hash: row.take("stop_hash")?,
        begun_at: row.take("begun_at")?,
        told_at: row.take("told_at")?,
        ripe_at: row.take("ripe_at")?,
        expires_at: row.take("expires_at")?,
    })
}

/// Forgets it: stopped, or come to its end. Whether there was one.
pub fn end(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    let sql = "DELETE FROM recoveries WHERE pool_id = ?1 AND user_id = ?2";
    Ok(tx.execute(sql, params![pool, user])? == 1)
}
