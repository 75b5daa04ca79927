//! When each member first reached the stages on the way to a passkey in use: one row a member, written when a stage is new.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

/// The stages, in their order. Whoever has reached one has reached all before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adoption {
    pub offered_at: Option<i64>,
    pub started_at: Option<i64>,
    pub created_at: Option<i64>,
    pub used_at: Option<i64>,
    pub again_at: Option<i64>,
}

/// What figures must know of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Left out of figures.
    pub for_tests: bool,
    pub adoption: Adoption,
}

pub fn of_member(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Member>, Error> {
    let sql = "SELECT u.test_account, a.offered_at, a.started_at, a.created_at, a.used_at, a.again_at FROM users u \
               LEFT JOIN adoptions a ON a.pool_id = u.pool_id AND a.user_id = u.id WHERE u.pool_id = ?1 AND u.id = ?2";
    tx.query_opt(sql, params![pool, user], |row| {
        let mut row = row.of("adoptions", 0);
        Ok(Member {
            for_tests: row.take("test_account")?,
            adoption: Adoption {
                offered_at: row.take("offered_at")?,
                started_at: row.take("started_at")?,
                created_at: row.take("created_at")?,
                used_at: row.take("used_at")?,
                again_at: row.take("again_at")?,
            },
        })
    })
}

pub fn put(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), adoption: &Adoption) -> Result<(), Error> {
    let sql = "INSERT INTO adoptions (pool_id, user_id, offered_at, started_at, created_at, used_at, again_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (pool_id, user_id) DO UPDATE \
               SET offered_at = excluded.offered_at, started_at = excluded.started_at, \
               created_at = excluded.created_at, used_at = excluded.used_at, again_at = excluded.again_at";
    let Adoption { offered_at, started_at, created_at, used_at, again_at } = adoption;
    tx.execute(sql, params![pool, user, offered_at, started_at, created_at, used_at, again_at]).map(drop)
}
