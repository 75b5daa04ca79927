//! Accounts at other identity providers that open a member's account here. One such account belongs to one member of the pool: the key
//! decides that, whoever links first.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAccount {
    pub pool_id: PoolId,
    /// The provider as its tokens name it.
    pub issuer: String,
    /// Whom the provider means; never given to anybody else there.
    pub subject: String,
    pub user_id: UserId,
    /// As the provider told it when the account was linked. It only reminds the member which account that is.
    pub email: Option<String>,
    pub linked_at: i64,
}

/// `false` when the account is linked already, to whomever.
pub fn insert(tx: &mut Tx<'_>, account: &LinkedAccount) -> Result<bool, Error> {
    let sql = "INSERT INTO linked_accounts (pool_id, issuer, subject, user_id, email, linked_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (pool_id, issuer, subject) DO NOTHING";
    let LinkedAccount { pool_id, issuer, subject, user_id, email, linked_at } = account;
    Ok(tx.execute(sql, params![pool_id, issuer, subject, user_id, email, linked_at])? == 1)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, issuer: &str, subject: &str) -> Result<Option<LinkedAccount>, Error> {
    let sql = "SELECT pool_id, issuer, subject, user_id, email, linked_at FROM linked_accounts \
               WHERE pool_id = ?1 AND issuer = ?2 AND subject = ?3";
    tx.query_opt(sql, params![pool, issuer, subject], from_row)
}

/// Oldest first.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<LinkedAccount>, Error> {
    let sql = "SELECT pool_id, issuer, subject, user_id, email, linked_at FROM linked_accounts \
               WHERE pool_id = ?1 AND user_id = ?2 ORDER BY linked_at, issuer, subject";
    tx.query(sql, params![pool, user], from_row)
}

/// `false` when the user has no such account.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId, (issuer, subject): (&str, &str)) -> Result<bool, Error> {
    let sql = "DELETE FROM linked_accounts WHERE pool_id = ?1 AND issuer = ?2 AND subject = ?3 AND user_id = ?4";
    Ok(tx.execute(sql, params![pool, issuer, subject, user])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<LinkedAccount, Error> {
    let mut row = row.of("linked_accounts", 1);
    Ok(LinkedAccount {
        pool_id: row.take("pool_id")?,
        issuer: row.take("issuer")?,
        subject: row.take("subject")?,
        user_id: row.take("user_id")?,
        email: row.take("email")?,
        linked_at: row.take("linked_at")?,
    })
}
