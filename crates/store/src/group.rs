//! Groups of a pool and who is in them. What a group means is policy, and not kept here.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{GroupId, PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub pool_id: PoolId,
    pub id: GroupId,
    pub name: String,
}

pub fn insert(tx: &mut Tx<'_>, group: &Group) -> Result<(), Error> {
    let sql = "INSERT INTO groups (pool_id, id, name) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![group.pool_id, group.id, group.name]).map(drop)
}

/// `false` when the user has it already.
pub fn give(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: GroupId) -> Result<bool, Error> {
    let sql = "INSERT INTO user_groups (pool_id, user_id, group_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Ordered by name.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Group>, Error> {
    let sql = "SELECT n.pool_id, n.id, n.name FROM user_groups u JOIN groups n ON n.pool_id = u.pool_id AND n.id = u.group_id \
               WHERE u.pool_id = ?1 AND u.user_id = ?2 ORDER BY n.name";
    tx.query(sql, params![pool, user], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Group, Error> {
    let mut row = row.of("groups", 1);
    Ok(Group { pool_id: row.take("pool_id")?, id: row.take("id")?, name: row.take("name")? })
}
