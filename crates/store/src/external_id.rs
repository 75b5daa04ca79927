//! By what a directory outside knows a user: one name each, and nobody else's in the pool. It signs nobody in.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

/// Gives a user this name, in the place of the one before; none takes it away. `false` when somebody else has it.
pub fn put(tx: &mut Tx<'_>, pool: PoolId, user: UserId, name: Option<&str>) -> Result<bool, Error> {
    tx.execute("DELETE FROM external_ids WHERE pool_id = ?1 AND user_id = ?2", params![pool, user])?;
    let Some(name) = name else { return Ok(true) };
    let sql = "INSERT INTO external_ids (pool_id, user_id, external_id) VALUES (?1, ?2, ?3) \
               ON CONFLICT (pool_id, external_id) DO NOTHING";
    Ok(tx.execute(sql, params![pool, user, name])? == 1)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, name: &str) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user_id FROM external_ids WHERE pool_id = ?1 AND external_id = ?2";
    tx.query_opt(sql, params![pool, name], |row| row.of("external_ids", 0).take("user_id"))
}

pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<String>, Error> {
    let sql = "SELECT external_id FROM external_ids WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], |row| row.of("external_ids", 0).take("external_id"))
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
