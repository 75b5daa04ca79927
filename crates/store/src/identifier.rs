//! Identifiers: the names by which a user signs in. `folded` is the form that must be unique in the pool; the domain
//! folds it, because the engines fold differently.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{PoolId, UserId},
};

words! {
    IdentifierKind {
        Username = "username",
        Email = "email",
        Phone = "phone",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    pub pool_id: PoolId,
    pub folded: String,
    pub kind: IdentifierKind,
    pub value: String,
    pub user_id: UserId,
    pub verified_at: Option<i64>,
    pub created_at: i64,
}

/// What stands behind all names that begin with this, and before all others: the other end of a look by an index.
pub(crate) fn end_of(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// `false` when the name is taken, by whomever.
pub fn insert(tx: &mut Tx<'_>, identifier: &Identifier) -> Result<bool, Error> {
    let sql = "INSERT INTO identifiers (pool_id, folded, kind, value, user_id, verified_at, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (pool_id, folded) DO NOTHING";
    let Identifier { pool_id, folded, kind, value, user_id, verified_at, created_at } = identifier;
    let values = params![pool_id, folded, kind, value, user_id, verified_at, created_at];
    Ok(tx.execute(sql, values)? == 1)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, folded: &str) -> Result<Option<Identifier>, Error> {
    let sql = "SELECT pool_id, folded, kind, value, user_id, verified_at, created_at FROM identifiers \
               WHERE pool_id = ?1 AND folded = ?2";
    tx.query_opt(sql, params![pool, folded], from_row)
}

/// Oldest first.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Identifier>, Error> {
    let sql = "SELECT pool_id, folded, kind, value, user_id, verified_at, created_at FROM identifiers \
               WHERE pool_id = ?1 AND user_id = ?2 ORDER BY created_at, folded";
    tx.query(sql, params![pool, user], from_row)
}

/// More names than this begin with a text that says nothing.
pub const MOST_BEGINNING: usize = 1_000;

/// Whose names begin with this, in their order; one more than [`MOST_BEGINNING`] at most. The number stands in the text, or PostgreSQL plans
/// for a tenth of the pool.
pub fn beginning(tx: &mut Tx<'_>, pool: PoolId, prefix: &str) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT user_id FROM identifiers WHERE pool_id = ?1 AND folded >= ?2 AND folded < ?3 \
               ORDER BY folded LIMIT 1001";
    let end = end_of(prefix);
    tx.query(sql, params![pool, prefix, end], |row| row.of("identifiers", 0).take("user_id"))
}

/// Marks an address as proved, once. `false` when it is not this user's, or was proved already.
pub fn verify(tx: &mut Tx<'_>, pool: PoolId, user: UserId, (folded, at): (&str, i64)) -> Result<bool, Error> {
    let sql = "UPDATE identifiers SET verified_at = ?4 WHERE pool_id = ?1 AND folded = ?2 AND user_id = ?3 AND verified_at IS NULL";
    Ok(tx.execute(sql, params![pool, folded, user, at])? == 1)
}

/// `false` when the user has no such name.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId, folded: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM identifiers WHERE pool_id = ?1 AND folded = ?2 AND user_id = ?3";
    Ok(tx.execute(sql, params![pool, folded, user])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Identifier, Error> {
    let mut row = row.of("identifiers", 1);
    Ok(Identifier {
        pool_id: row.take("pool_id")?,
        folded: row.take("folded")?,
        kind: row.take("kind")?,
        value: row.take("value")?,
        user_id: row.take("user_id")?,
        verified_at: row.take("verified_at")?,
        created_at: row.take("created_at")?,
    })
}
