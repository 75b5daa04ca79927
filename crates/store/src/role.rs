//! Roles of a pool and who has them. What a role means is policy: a text that the domain reads.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, RoleId, UserId},
};

/// With what a name begins that nobody can type, of what was removed and is still in the rows of its holders.
const RETIRED: char = '\u{7f}';

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub pool_id: PoolId,
    pub id: RoleId,
    pub name: String,
    /// What holds for its holders besides the pool's rules, as JSON.
    pub policy: String,
    /// Whether its holders manage others.
    pub elevated: bool,
}

pub fn insert(tx: &mut Tx<'_>, role: &Role) -> Result<(), Error> {
    let sql = "INSERT INTO roles (pool_id, id, name, policy, elevated) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, params![role.pool_id, role.id, role.name, role.policy, role.elevated]).map(drop)
}

/// Changes what a role means. Whether there is such a role.
pub fn update(tx: &mut Tx<'_>, role: &Role) -> Result<bool, Error> {
    let sql = "UPDATE roles SET name = ?3, policy = ?4, elevated = ?5 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![role.pool_id, role.id, role.name, role.policy, role.elevated])? == 1)
}

/// Takes from a role all that it means, and its name: nobody finds it any more. What is left are the rows of its holders, for [`release`].
/// Whether there was such a role.
pub fn retire(tx: &mut Tx<'_>, pool: PoolId, id: RoleId) -> Result<bool, Error> {
    let sql = "UPDATE roles SET name = ?3, policy = '', elevated = 0 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, format!("{RETIRED}{id}")])? == 1)
}

/// Takes it from `most` of its holders, and removes it once nobody has it. Whether it is gone.
pub fn release(tx: &mut Tx<'_>, pool: PoolId, id: RoleId, most: u32) -> Result<bool, Error> {
    let sql = "DELETE FROM user_roles WHERE pool_id = ?1 AND role_id = ?2 AND user_id IN (\
               SELECT user_id FROM user_roles WHERE pool_id = ?1 AND role_id = ?2 ORDER BY user_id LIMIT ?3)";
    if tx.execute(sql, params![pool, id, most])? == u64::from(most) {
        return Ok(false);
    }
    tx.execute("DELETE FROM roles WHERE pool_id = ?1 AND id = ?2", params![pool, id]).map(|_| true)
}

/// Those of which something is still to be released, of every pool.
pub fn retired(tx: &mut Tx<'_>) -> Result<Vec<(PoolId, RoleId)>, Error> {
    Ok(every(tx)?.into_iter().filter(is_retired).map(|role| (role.pool_id, role.id)).collect())
}

fn is_retired(role: &Role) -> bool {
    role.name.starts_with(RETIRED)
}

/// Of every pool.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Role>, Error> {
    every(tx).map(in_force)
}

fn every(tx: &mut Tx<'_>) -> Result<Vec<Role>, Error> {
    tx.query("SELECT pool_id, id, name, policy, elevated FROM roles ORDER BY pool_id, id", &[], from_row)
}

fn in_force(mut roles: Vec<Role>) -> Vec<Role> {
    roles.retain(|role| !is_retired(role));
    roles
}

/// By name.
pub fn of_pool(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<Role>, Error> {
    let sql = "SELECT pool_id, id, name, policy, elevated FROM roles WHERE pool_id = ?1 ORDER BY name, id";
    tx.query(sql, params![pool], from_row).map(in_force)
}

/// `false` when the user has it already.
pub fn give(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: RoleId) -> Result<bool, Error> {
    let sql = "INSERT INTO user_roles (pool_id, user_id, role_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Takes a role away; `false` when the user did not have it.
pub fn take(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: RoleId) -> Result<bool, Error> {
    let sql = "DELETE FROM user_roles WHERE pool_id = ?1 AND user_id = ?2 AND role_id = ?3";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Which roles a user has, by number only: the rest is in memory.
pub fn ids_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<RoleId>, Error> {
    let sql = "SELECT role_id FROM user_roles WHERE pool_id = ?1 AND user_id = ?2 ORDER BY role_id";
    tx.query(sql, params![pool, user], |row| row.of("user_roles", 2).take("role_id"))
}

/// Some of those who have a role, by its index.
pub fn holders(tx: &mut Tx<'_>, pool: PoolId, id: RoleId, most: u32) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT user_id FROM user_roles WHERE pool_id = ?1 AND role_id = ?2 ORDER BY user_id LIMIT ?3";
    tx.query(sql, params![pool, id, most], |row| row.of("user_roles", 1).take("user_id"))
}

/// Those who have a role, of the members behind one id and up to another.
pub fn holders_between(
    tx: &mut Tx<'_>,
    pool: PoolId,
    id: RoleId,
    (after, to): (UserId, UserId),
) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT user_id FROM user_roles WHERE pool_id = ?1 AND role_id = ?2 AND user_id > ?3 AND user_id <= ?4";
    tx.query(sql, params![pool, id, after, to], |row| row.of("user_roles", 0).take("user_id"))
}

/// Ordered by name.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Role>, Error> {
    let sql = "SELECT n.pool_id, n.id, n.name, n.policy, n.elevated FROM user_roles u JOIN roles n ON n.pool_id = u.pool_id AND n.id = u.role_id \
               WHERE u.pool_id = ?1 AND u.user_id = ?2 ORDER BY n.name";
    tx.query(sql, params![pool, user], from_row).map(in_force)
}

fn from_row(row: &Row<'_>) -> Result<Role, Error> {
    let mut row = row.of("roles", 1);
    Ok(Role {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        name: row.take("name")?,
        policy: row.take("policy")?,
        elevated: row.take("elevated")?,
    })
}
