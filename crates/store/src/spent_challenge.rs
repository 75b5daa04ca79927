//! Challenges that have had their one attempt. The unique key decides every race, on one node or on many. Expiry is in
//! Unix seconds, because that is what a challenge carries.

use crate::{
    db::{Tx, params},
    error::Error,
    id::PoolId,
};

/// `false` when the challenge was spent before.
pub fn spend(tx: &mut Tx<'_>, pool: PoolId, expires_at_s: i64, nonce: &[u8]) -> Result<bool, Error> {
    let sql = "INSERT INTO spent_challenges (pool_id, expires_at, nonce) VALUES (?1, ?2, ?3) \
               ON CONFLICT (pool_id, expires_at, nonce) DO NOTHING";
    Ok(tx.execute(sql, params![pool, expires_at_s, nonce])? == 1)
}

/// Forgets at most `limit` challenges of each pool that expired before this second; how many went. Those of set-up, which
/// has no pool yet, stand under none.
pub fn sweep(tx: &mut Tx<'_>, before_s: i64, limit: u32) -> Result<u64, Error> {
    let mut pools: Vec<PoolId> = tx.query("SELECT id FROM pools", &[], |row| row.of("pools", 0).take("id"))?;
    pools.push(PoolId::NIL);
    let sql = "DELETE FROM spent_challenges WHERE pool_id = ?1 AND (expires_at, nonce) IN (\
               SELECT expires_at, nonce FROM spent_challenges \
               WHERE pool_id = ?1 AND expires_at < ?2 ORDER BY expires_at LIMIT ?3)";
    let mut swept = 0;
    for pool in pools {
        swept += tx.execute(sql, params![pool, before_s, limit])?;
    }
    Ok(swept)
}
