//! Recovery codes. All codes of one set are hashed with the set's one salt, so that looking for a typed one costs a single
//! hash; which of two requests with the same code wins is decided by the one statement that takes it.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

pub type Salt = [u8; 16];
pub type Hash = [u8; 32];

/// A fresh set. It voids every code drawn before.
#[derive(Clone)]
pub struct Set {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub salt: Salt,
    pub hashes: Vec<Hash>,
    pub created_at: i64,
}

/// A typed code, hashed with the salt that its set had when it was looked up.
#[derive(Clone, Copy)]
pub struct Taken {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub salt: Salt,
    pub hash: Hash,
    pub at: i64,
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Set").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Taken").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// How a user's set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub left: i64,
    pub created_at: i64,
}

/// Whether there was a set before, which is void now.
pub fn replace(tx: &mut Tx<'_>, set: &Set) -> Result<bool, Error> {
    let gone = tx
        .execute("DELETE FROM recovery_codes WHERE pool_id = ?1 AND user_id = ?2", params![set.pool_id, set.user_id])?;
    let sql = "INSERT INTO recovery_codes (pool_id, user_id, hash, salt, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    for hash in &set.hashes {
        tx.execute(sql, params![set.pool_id, set.user_id, hash, set.salt, set.created_at])?;
    }
    Ok(gone > 0)
}

/// The salt of the user's set, also where all its codes are used.
pub fn salt(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Salt>, Error> {
    let sql = "SELECT user_id, salt FROM recovery_codes WHERE pool_id = ?1 AND user_id = ?2 LIMIT 1";
    tx.query_opt(sql, params![pool, user], |row| {
        let mut row = row.of("recovery_codes", 0);
        row.take::<UserId>("user_id")?;
        row.take("salt")
    })
}

/// `None` for a user who never drew any.
pub fn standing(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Standing>, Error> {
    let sql = "SELECT MAX(created_at) AS created_at, COUNT(*) - COUNT(used_at) AS remaining FROM recovery_codes \
               WHERE pool_id = ?1 AND user_id = ?2";
    let found = tx.query_opt(sql, params![pool, user], |row| {
        let mut row = row.of("recovery_codes", 0);
        let created_at: Option<i64> = row.take("created_at")?;
        let left = row.take("remaining")?;
        Ok(created_at.map(|created_at| Standing { left, created_at }))
    })?;
    Ok(found.flatten())
}

/// Takes a code. `false` when it is none of the set, was used before, the set was drawn anew meanwhile, or the user may not
/// sign in.
pub fn take(tx: &mut Tx<'_>, taken: &Taken) -> Result<bool, Error> {
    let sql = "UPDATE recovery_codes SET used_at = ?5 WHERE pool_id = ?1 AND user_id = ?2 AND hash = ?3 AND salt = ?4 \
               AND used_at IS NULL \
               AND EXISTS (SELECT 1 FROM users u WHERE u.pool_id = ?1 AND u.id = ?2 AND u.status = 'active')";
    let Taken { pool_id, user_id, salt, hash, at } = taken;
    Ok(tx.execute(sql, params![pool_id, user_id, hash, salt, at])? == 1)
}

/// All of a user's; how many went.
pub fn delete_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<u64, Error> {
    tx.execute("DELETE FROM recovery_codes WHERE pool_id = ?1 AND user_id = ?2", params![pool, user])
}
