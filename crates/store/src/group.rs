//! Groups of a pool and who is in them. What a group means is policy: a text that the domain reads.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{GroupId, PoolId, UserId},
};

/// With what a name begins that nobody can type, of what was removed and is still in the rows of its members.
const RETIRED: char = '\u{7f}';

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub pool_id: PoolId,
    pub id: GroupId,
    pub name: String,
    /// What holds for its members besides the pool's rules, as JSON.
    pub policy: String,
}

pub fn insert(tx: &mut Tx<'_>, group: &Group) -> Result<(), Error> {
    let sql = "INSERT INTO groups (pool_id, id, name, policy) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![group.pool_id, group.id, group.name, group.policy]).map(drop)
}

/// Changes what a group means. Whether there is such a group.
pub fn update(tx: &mut Tx<'_>, group: &Group) -> Result<bool, Error> {
    let sql = "UPDATE groups SET name = ?3, policy = ?4 WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![group.pool_id, group.id, group.name, group.policy])? == 1)
}

/// Takes from a group all that it means, and its name: nobody finds it any more. What is left are the rows of its members, for [`release`].
/// Whether there was such a group.
pub fn retire(tx: &mut Tx<'_>, pool: PoolId, id: GroupId) -> Result<bool, Error> {
    let sql = "UPDATE groups SET name = ?3, policy = '' WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![pool, id, format!("{RETIRED}{id}")])? == 1)
}

/// Takes it from `most` of its members, and removes it once nobody has it. Whether it is gone.
pub fn release(tx: &mut Tx<'_>, pool: PoolId, id: GroupId, most: u32) -> Result<bool, Error> {
    let sql = "DELETE FROM user_groups WHERE pool_id = ?1 AND group_id = ?2 AND user_id IN (\
               SELECT user_id FROM user_groups WHERE pool_id = ?1 AND group_id = ?2 ORDER BY user_id LIMIT ?3)";
    if tx.execute(sql, params![pool, id, most])? == u64::from(most) {
        return Ok(false);
    }
    tx.execute("DELETE FROM groups WHERE pool_id = ?1 AND id = ?2", params![pool, id]).map(|_| true)
}

/// Those of which something is still to be released, of every pool.
pub fn retired(tx: &mut Tx<'_>) -> Result<Vec<(PoolId, GroupId)>, Error> {
    Ok(every(tx)?.into_iter().filter(is_retired).map(|group| (group.pool_id, group.id)).collect())
}

fn is_retired(group: &Group) -> bool {
    group.name.starts_with(RETIRED)
}

/// Of every pool.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Group>, Error> {
    every(tx).map(in_force)
}

fn every(tx: &mut Tx<'_>) -> Result<Vec<Group>, Error> {
    tx.query("SELECT pool_id, id, name, policy FROM groups ORDER BY pool_id, id", &[], from_row)
}

fn in_force(mut groups: Vec<Group>) -> Vec<Group> {
    groups.retain(|group| !is_retired(group));
    groups
}

/// By name.
pub fn of_pool(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<Group>, Error> {
    let sql = "SELECT pool_id, id, name, policy FROM groups WHERE pool_id = ?1 ORDER BY name, id";
    tx.query(sql, params![pool], from_row).map(in_force)
}

/// `false` when the user has it already.
pub fn give(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: GroupId) -> Result<bool, Error> {
    let sql = "INSERT INTO user_groups (pool_id, user_id, group_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Takes a user out of a group; `false` when the user was not in it.
pub fn take(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: GroupId) -> Result<bool, Error> {
    let sql = "DELETE FROM user_groups WHERE pool_id = ?1 AND user_id = ?2 AND group_id = ?3";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Which groups a user is in, by number only: the rest is in memory.
pub fn ids_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<GroupId>, Error> {
    let sql = "SELECT group_id FROM user_groups WHERE pool_id = ?1 AND user_id = ?2 ORDER BY group_id";
    tx.query(sql, params![pool, user], |row| row.of("user_groups", 2).take("group_id"))
}

/// Those who are in a group, of the members behind one id and up to another.
pub fn holders_between(
    tx: &mut Tx<'_>,
    pool: PoolId,
    id: GroupId,
    (after, to): (UserId, UserId),
) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT user_id FROM user_groups WHERE pool_id = ?1 AND group_id = ?2 AND user_id > ?3 AND user_id <= ?4";
    tx.query(sql, params![pool, id, after, to], |row| row.of("user_groups", 0).take("user_id"))
}

/// Ordered by name.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Group>, Error> {
    let sql = "SELECT n.pool_id, n.id, n.name, n.policy FROM user_groups u JOIN groups n ON n.pool_id = u.pool_id AND n.id = u.group_id \
               WHERE u.pool_id = ?1 AND u.user_id = ?2 ORDER BY n.name";
    tx.query(sql, params![pool, user], from_row).map(in_force)
}

fn from_row(row: &Row<'_>) -> Result<Group, Error> {
    let mut row = row.of("groups", 1);
    Ok(Group {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        name: row.take("name")?,
        policy: row.take("policy")?,
    })
}
