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

/// Forgets at most `limit` challenges that expired before this second; how many went. The pools come first in the join,
/// so that each is entered at its oldest expiry.
pub fn sweep(tx: &mut Tx<'_>, before_s: i64, limit: u32) -> Result<u64, Error> {
    let sql = "DELETE FROM spent_challenges WHERE (pool_id, expires_at, nonce) IN (\
               SELECT s.pool_id, s.expires_at, s.nonce FROM pools p CROSS JOIN spent_challenges s \
               WHERE s.pool_id = p.id AND s.expires_at < ?1 LIMIT ?2)";
    tx.execute(sql, params![before_s, limit])
}
