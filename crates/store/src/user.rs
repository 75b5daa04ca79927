//! Users of a pool. The epoch counts what ends a user's sessions and half-finished journeys: a write that rests on a
//! user's state compares it.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{PoolId, TenantId, UserId},
    session_client, user_word,
};

words! {
    /// Whether a user may sign in.
    UserStatus {
        Active = "active",
        Disabled = "disabled",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub pool_id: PoolId,
    pub id: UserId,
    pub tenant_id: TenantId,
    /// What authenticators know the user by (`user.id` of the ceremonies); says nothing about the person.
    pub handle: Vec<u8>,
    pub display_name: String,
    pub status: UserStatus,
    pub epoch: i64,
    pub created_at: i64,
}

pub fn insert(tx: &mut Tx<'_>, user: &User) -> Result<(), Error> {
    let sql = "INSERT INTO users (pool_id, id, tenant_id, handle, display_name, status, epoch, created_at, sort_name) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let User { pool_id, id, tenant_id, handle, display_name, status, epoch, created_at } = user;
    let sort_name = user_word::sort_name(display_name);
    let values = params![pool_id, id, tenant_id, handle, display_name, status, epoch, created_at, sort_name];
    tx.execute(sql, values)?;
    user_word::insert(tx, (*pool_id, *id), display_name)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: UserId) -> Result<Option<User>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, handle, display_name, status, epoch, created_at FROM users \
               WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], from_row)
}

/// Users behind this one, by their ids.
pub fn page(tx: &mut Tx<'_>, pool: PoolId, after: UserId, most: u32) -> Result<Vec<User>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, handle, display_name, status, epoch, created_at FROM users \
               WHERE pool_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    tx.query(sql, params![pool, after, most], from_row)
}

/// In which pools somebody has this handle; a few of them.
pub fn pools_with_handle(tx: &mut Tx<'_>, handle: &[u8]) -> Result<Vec<PoolId>, Error> {
    let sql = "SELECT pool_id FROM users WHERE handle = ?1 LIMIT 100";
    tx.query(sql, params![handle], |row| row.of("users", 0).take("pool_id"))
}

/// Ends everything that rests on the user's present epoch. Whether there is such a user.
pub fn raise_epoch(tx: &mut Tx<'_>, pool: PoolId, id: UserId) -> Result<bool, Error> {
    session_client::end_of_user(tx, pool, id)?;
    let sql = "UPDATE users SET epoch = epoch + 1 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id])? == 1)
}

/// Gives an account whose factors were removed to whoever has proved its address: another handle for authenticators, another name.
pub fn claim(tx: &mut Tx<'_>, pool: PoolId, id: UserId, (handle, display_name): (&[u8], &str)) -> Result<bool, Error> {
    let Some(before) = find(tx, pool, id)? else { return Ok(false) };
    user_word::delete(tx, (pool, id), &before.display_name)?;
    user_word::insert(tx, (pool, id), display_name)?;
    let sql = "UPDATE users SET handle = ?3, display_name = ?4, sort_name = ?5 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, handle, display_name, user_word::sort_name(display_name)])? == 1)
}

/// Gives a user another name, by whose words they are found from then on. `false` where there is no such user.
pub fn rename(tx: &mut Tx<'_>, pool: PoolId, id: UserId, display_name: &str) -> Result<bool, Error> {
    let Some(before) = find(tx, pool, id)? else { return Ok(false) };
    user_word::delete(tx, (pool, id), &before.display_name)?;
    user_word::insert(tx, (pool, id), display_name)?;
    let sql = "UPDATE users SET display_name = ?3, sort_name = ?4 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, display_name, user_word::sort_name(display_name)])? == 1)
}

/// Changes the status and raises the epoch, so that no session outlives a disabling. Whether there is such a user.
pub fn set_status(tx: &mut Tx<'_>, pool: PoolId, id: UserId, status: UserStatus) -> Result<bool, Error> {
    session_client::end_of_user(tx, pool, id)?;
    let sql = "UPDATE users SET status = ?3, epoch = epoch + 1 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, status])? == 1)
}

/// Whether somebody uses the account to try things out; none where there is no such user.
pub fn is_for_tests(tx: &mut Tx<'_>, pool: PoolId, id: UserId) -> Result<Option<bool>, Error> {
    let sql = "SELECT test_account FROM users WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], |row| row.of("users", 0).take("test_account"))
}

/// `false` where there is no such user, or nothing to change.
pub fn mark_for_tests(tx: &mut Tx<'_>, pool: PoolId, id: UserId, is_so: bool) -> Result<bool, Error> {
    let sql = "UPDATE users SET test_account = ?3 WHERE pool_id = ?1 AND id = ?2 AND test_account <> ?3";
    Ok(tx.execute(sql, params![pool, id, is_so])? == 1)
}

/// Until when sensitive changes wait, where they ever did.
pub fn held_until(tx: &mut Tx<'_>, pool: PoolId, id: UserId) -> Result<Option<i64>, Error> {
    let sql = "SELECT held_until FROM users WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.query_opt(sql, params![pool, id], |row| row.of("users", 0).take("held_until"))?.flatten())
}

/// Lets sensitive changes wait until then.
pub fn hold(tx: &mut Tx<'_>, pool: PoolId, id: UserId, until: i64) -> Result<bool, Error> {
    let sql = "UPDATE users SET held_until = ?3 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, until])? == 1)
}

/// When they were last dismissed as an administrator, if ever.
pub fn dismissed_at(tx: &mut Tx<'_>, pool: PoolId, id: UserId) -> Result<Option<i64>, Error> {
    let sql = "SELECT dismissed_at FROM users WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.query_opt(sql, params![pool, id], |row| row.of("users", 0).take("dismissed_at"))?.flatten())
}

pub fn note_dismissal(tx: &mut Tx<'_>, pool: PoolId, id: UserId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE users SET dismissed_at = ?3 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, at])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<User, Error> {
    let mut row = row.of("users", 1);
    Ok(User {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        handle: row.take("handle")?,
        display_name: row.take("display_name")?,
        status: row.take("status")?,
        epoch: row.take("epoch")?,
        created_at: row.take("created_at")?,
    })
}
