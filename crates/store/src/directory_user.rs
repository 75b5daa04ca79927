//! How a directory outside knows a user: by an id of its own, which is nobody else's in the pool, by a user name, and which of the user's identifiers
//! it has given as addresses. It signs nobody in, and what it says of an identifier that is gone says nothing.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryUser {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub external_id: Option<String>,
    /// The identifier that the directory calls the user name, folded.
    pub user_name: String,
    /// JSON: which identifiers it has given as addresses, folded, with the type of each.
    pub addresses: String,
}

/// Writes it in the place of what was known. `false` when somebody else has the id.
pub fn put(tx: &mut Tx<'_>, row: &DirectoryUser) -> Result<bool, Error> {
    let DirectoryUser { pool_id, user_id, external_id, user_name, addresses } = row;
    tx.execute("DELETE FROM directory_users WHERE pool_id = ?1 AND user_id = ?2", params![pool_id, user_id])?;
    let sql = "INSERT INTO directory_users (pool_id, user_id, external_id, user_name, addresses) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id, external_id) DO NOTHING";
    Ok(tx.execute(sql, params![pool_id, user_id, external_id, user_name, addresses])? == 1)
}

/// Who has this id.
pub fn find(tx: &mut Tx<'_>, pool: PoolId, external_id: &str) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user_id FROM directory_users WHERE pool_id = ?1 AND external_id = ?2";
    tx.query_opt(sql, params![pool, external_id], |row| row.of("directory_users", 0).take("user_id"))
}

pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<DirectoryUser>, Error> {
    let sql = "SELECT pool_id, user_id, external_id, user_name, addresses FROM directory_users \
               WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], from_row)
}

fn from_row(row: &Row<'_>) -> Result<DirectoryUser, Error> {
    let mut row = row.of("directory_users", 1);
    Ok(DirectoryUser {
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        external_id: row.take("external_id")?,
        user_name: row.take("user_name")?,
        addresses: row.take("addresses")?,
    })
}

/// Greater than any count that is told.
pub const COUNTED: usize = 10_000;

macro_rules! behind {
    ($most:literal) => {
        concat!("SELECT id FROM users WHERE pool_id = ?1 AND id > ?2 ORDER BY id LIMIT ", $most)
    };
}

/// The ids of a pool from its beginning, one more than [`COUNTED`] at most.
pub fn first_users(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<UserId>, Error> {
    tx.query(behind!("10001"), params![pool, UserId::NIL], |row| row.of("users", 0).take("id"))
}

/// Rows of a window.
pub const WINDOW: usize = 200;

/// The [`WINDOW`] ids behind this one.
pub fn users_behind(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<UserId>, Error> {
    tx.query(behind!("200"), params![pool, user], |row| row.of("users", 0).take("id"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
        user_list::tests::plan,
    };

    // A million of them: a page is walked by the key, from where it begins.
    #[tokio::test]
    async fn no_list_of_ids_walks_the_pool() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plans", |tx| {
            for sql in
                [concat!("EXPLAIN QUERY PLAN ", behind!("10001")), concat!("EXPLAIN QUERY PLAN ", behind!("200"))]
            {
                let steps = plan(tx, sql, &params![PoolId::NIL, UserId::NIL][..])?;
                assert!(steps[0].contains("PRIMARY KEY (pool_id=? AND id>?)"), "{steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
            }
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
