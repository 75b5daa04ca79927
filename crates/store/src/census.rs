//! How many members a pool has. They are counted by walking them in chunks, now and then: a list never counts (ADR 16), and a count kept at
//! every change would make all of them wait for one row.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub at: i64,
    /// Who may sign in and is not there for tests.
    pub members: i64,
    /// Those of them with a passkey that works.
    pub holders: i64,
    /// Those with more than one.
    pub several: i64,
}

/// Members of a chunk.
pub const CHUNK: usize = 250;

/// Counts the chunk behind `after`. Where the next one begins, unless this was the last.
pub fn count(tx: &mut Tx<'_>, pool: PoolId, after: UserId, census: &mut Census) -> Result<Option<UserId>, Error> {
    // The number stands in the text, or PostgreSQL plans for a tenth of the pool.
    let sql = "SELECT u.id, u.status, u.test_account, (SELECT COUNT(*) FROM passkeys p WHERE p.pool_id = ?1 \
               AND p.user_id = u.id AND p.quarantined_at IS NULL AND p.distrusted = 0) AS passkeys FROM users u \
               WHERE u.pool_id = ?1 AND u.id > ?2 ORDER BY u.id LIMIT 250";
    let rows = tx.query(sql, params![pool, after], |row| {
        let mut row = row.of("users", 0);
        let (id, status): (UserId, String) = (row.take("id")?, row.take("status")?);
        let (for_tests, passkeys): (bool, i64) = (row.take("test_account")?, row.take("passkeys")?);
        Ok((id, status == "active" && !for_tests, passkeys))
    })?;
    for (_, _, passkeys) in rows.iter().filter(|(_, counts, _)| *counts) {
        census.members += 1;
        census.holders += i64::from(*passkeys > 0);
        census.several += i64::from(*passkeys > 1);
    }
    Ok(rows.last().filter(|_| rows.len() == CHUNK).map(|(id, ..)| *id))
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId) -> Result<Option<Census>, Error> {
    let sql = "SELECT pool_id, at, members, holders, several FROM censuses WHERE pool_id = ?1";
    tx.query_opt(sql, params![pool], |row| {
        let mut row = row.of("censuses", 0);
        let _: PoolId = row.take("pool_id")?;
        Ok(Census {
            at: row.take("at")?,
            members: row.take("members")?,
            holders: row.take("holders")?,
            several: row.take("several")?,
        })
    })
}

pub fn put(tx: &mut Tx<'_>, pool: PoolId, census: &Census) -> Result<(), Error> {
    let sql = "INSERT INTO censuses (pool_id, at, members, holders, several) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id) DO UPDATE SET at = excluded.at, members = excluded.members, \
               holders = excluded.holders, several = excluded.several";
    let Census { at, members, holders, several } = census;
    tx.execute(sql, params![pool, at, members, holders, several]).map(drop)
}
