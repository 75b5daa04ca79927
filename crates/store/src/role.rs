//! Roles of a pool and who has them. What a role means is policy, and not kept here.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, RoleId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub pool_id: PoolId,
    pub id: RoleId,
    pub name: String,
}

pub fn insert(tx: &mut Tx<'_>, role: &Role) -> Result<(), Error> {
    let sql = "INSERT INTO roles (pool_id, id, name) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![role.pool_id, role.id, role.name]).map(drop)
}

/// `false` when the user has it already.
pub fn give(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: RoleId) -> Result<bool, Error> {
    let sql = "INSERT INTO user_roles (pool_id, user_id, role_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Ordered by name.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Role>, Error> {
    let sql = "SELECT n.pool_id, n.id, n.name FROM user_roles u JOIN roles n ON n.pool_id = u.pool_id AND n.id = u.role_id \
               WHERE u.pool_id = ?1 AND u.user_id = ?2 ORDER BY n.name";
    tx.query(sql, params![pool, user], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Role, Error> {
    let mut row = row.of("roles", 1);
    Ok(Role { pool_id: row.take("pool_id")?, id: row.take("id")?, name: row.take("name")? })
}
