//! Passwords, one a user at most. Only their hashes are here, as PHC strings that name their own parameters.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub hash: String,
    pub changed_at: i64,
}

// A hash can be tried against guesses: no log gets it.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password")
            .field("pool_id", &self.pool_id)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Password>, Error> {
    let sql = "SELECT pool_id, user_id, hash, changed_at FROM passwords WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], |row| {
        let mut row = row.of("passwords", 1);
        Ok(Password {
            pool_id: row.take("pool_id")?,
            user_id: row.take("user_id")?,
            hash: row.take("hash")?,
            changed_at: row.take("changed_at")?,
        })
    })
}

pub fn exists(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    let sql = "SELECT user_id FROM passwords WHERE pool_id = ?1 AND user_id = ?2";
    let holder = tx.query_opt(sql, params![pool, user], |row| row.of("passwords", 0).take::<UserId>("user_id"))?;
    Ok(holder.is_some())
}

/// `false` when the user has one already.
pub fn insert(tx: &mut Tx<'_>, password: &Password) -> Result<bool, Error> {
    let sql = "INSERT INTO passwords (pool_id, user_id, hash, changed_at) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (pool_id, user_id) DO NOTHING";
    let Password { pool_id, user_id, hash, changed_at } = password;
    Ok(tx.execute(sql, params![pool_id, user_id, hash, changed_at])? == 1)
}

/// The same for a hash that comes with its member; `made_with` says what computing it costs.
pub fn insert_made_elsewhere(tx: &mut Tx<'_>, password: &Password, made_with: &str) -> Result<bool, Error> {
    let sql = "INSERT INTO passwords (pool_id, user_id, hash, changed_at, made_with) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id, user_id) DO NOTHING";
    let Password { pool_id, user_id, hash, changed_at } = password;
    Ok(tx.execute(sql, params![pool_id, user_id, hash, changed_at, made_with])? == 1)
}

/// With what the hashes of a pool were made that came with their members, `most` kinds at most. A look at the index for each kind, however many
/// hashes there are of it.
pub fn made_elsewhere(tx: &mut Tx<'_>, pool: PoolId, most: usize) -> Result<Vec<String>, Error> {
    let sql = "SELECT made_with FROM passwords WHERE pool_id = ?1 AND made_with IS NOT NULL AND made_with > ?2 \
               ORDER BY made_with LIMIT 1";
    let mut kinds: Vec<String> = Vec::new();
    while kinds.len() < most {
        let after = kinds.last().cloned().unwrap_or_default();
        match tx.query_opt(sql, params![pool, after], |row| row.of("passwords", 0).take("made_with"))? {
            Some(kind) => kinds.push(kind),
            None => break,
        }
    }
    Ok(kinds)
}

/// Another password in place of the user's; `false` when there is none.
pub fn replace(tx: &mut Tx<'_>, password: &Password) -> Result<bool, Error> {
    let sql = "UPDATE passwords SET hash = ?3, changed_at = ?4, made_with = NULL WHERE pool_id = ?1 AND user_id = ?2";
    let Password { pool_id, user_id, hash, changed_at } = password;
    Ok(tx.execute(sql, params![pool_id, user_id, hash, changed_at])? == 1)
}

/// The same password hashed anew.
#[derive(Clone, Copy)]
pub struct Rehash<'a> {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub seen: &'a str,
    pub hash: &'a str,
}

impl std::fmt::Debug for Rehash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rehash").field("pool_id", &self.pool_id).field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// `false` when the password is no longer the one that was seen: whoever changed it meanwhile must not be overruled.
pub fn rehash(tx: &mut Tx<'_>, rehash: &Rehash<'_>) -> Result<bool, Error> {
    let sql = "UPDATE passwords SET hash = ?4, made_with = NULL WHERE pool_id = ?1 AND user_id = ?2 AND hash = ?3";
    let Rehash { pool_id, user_id, seen, hash } = rehash;
    Ok(tx.execute(sql, params![pool_id, user_id, seen, hash])? == 1)
}

/// `false` when the user has none.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    let sql = "DELETE FROM passwords WHERE pool_id = ?1 AND user_id = ?2";
    Ok(tx.execute(sql, params![pool, user])? == 1)
}
