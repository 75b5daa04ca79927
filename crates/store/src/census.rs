//! How many members a pool has. They are counted by walking them in chunks, now and then: a list never counts (ADR 16), and a count kept at
//! every change would make all of them wait for one row.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
    opening::{Opening, opens},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub at: i64,
    /// Who may sign in and is not there for tests.
    pub members: i64,
    /// Those of them with a passkey that opens a door.
    pub holders: i64,
    /// Those with more than one.
    pub several: i64,
}

/// Members of a chunk.
pub const CHUNK: usize = 250;

/// One member, as far as they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub id: UserId,
    /// Whether they may sign in and are not there for tests.
    pub counts: bool,
    /// Those that open a door.
    pub passkeys: i64,
    /// The stages on the way to a passkey in use that they have reached, in their order.
    pub reached: [bool; 5],
}

// The number stands in the text, or PostgreSQL plans for a tenth of the pool.
macro_rules! behind {
    () => {
        concat!(
            "SELECT u.id, u.status, u.test_account, (SELECT COUNT(*) FROM passkeys p WHERE p.pool_id = ?1 \
             AND p.user_id = u.id AND ",
            opens!("?3", "?4", "?5", "?6", "?7", "?8"),
            ") AS passkeys, a.offered_at, a.started_at, a.created_at, a.used_at, a.again_at FROM (\
             SELECT id, status, test_account FROM users WHERE pool_id = ?1 AND id > ?2 ORDER BY id LIMIT 250) u \
             LEFT JOIN adoptions a ON a.pool_id = ?1 AND a.user_id = u.id ORDER BY u.id"
        )
    };
}

/// The members behind `after`, a chunk of them; fewer than that where it was the last.
pub fn behind(tx: &mut Tx<'_>, pool: PoolId, after: UserId, opening: &Opening) -> Result<Vec<Counted>, Error> {
    let Opening { modes: [mode, other], rp_ids: [rp_id, before], .. } = opening;
    let (distrusted, synced) = (opening.least_distrusted(), opening.least_synced());
    let values = params![pool, after, mode, other, rp_id, before, distrusted, synced];
    tx.query(behind!(), values, |row| {
        let mut row = row.of("users", 0);
        let (id, status, for_tests): (UserId, String, bool) =
            (row.take("id")?, row.take("status")?, row.take("test_account")?);
        let passkeys = row.take("passkeys")?;
        let mut reached = [false; 5];
        for (stage, column) in reached.iter_mut().zip(["offered_at", "started_at", "created_at", "used_at", "again_at"])
        {
            *stage = row.take::<Option<i64>>(column)?.is_some();
        }
        Ok(Counted { id, counts: status == "active" && !for_tests, passkeys, reached })
    })
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId) -> Result<Option<Census>, Error> {
    let sql = "SELECT pool_id, at, members, holders, several FROM censuses WHERE pool_id = ?1";
    tx.query_opt(sql, params![pool], |row| {
        let mut row = row.of("censuses", 0);
        let _: PoolId = row.take("pool_id")?;
        Ok(Census {
            at: row.take("at")?,
            members: row.take("members")?,
            holders: row.take("holders")?,
            several: row.take("several")?,
        })
    })
}

pub fn put(tx: &mut Tx<'_>, pool: PoolId, census: &Census) -> Result<(), Error> {
    let sql = "INSERT INTO censuses (pool_id, at, members, holders, several) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id) DO UPDATE SET at = excluded.at, members = excluded.members, \
               holders = excluded.holders, several = excluded.several";
    let Census { at, members, holders, several } = census;
    tx.execute(sql, params![pool, at, members, holders, several]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
        user_list::tests::plan,
    };

    // A million members: each chunk begins where the last ended, and what a member has is reached by their key.
    #[tokio::test]
    async fn a_chunk_is_reached_by_an_index() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let sql = concat!("EXPLAIN QUERY PLAN ", behind!());
            let steps = plan(tx, sql, params![PoolId::NIL, UserId::NIL, "smart", "classic", "a", "b", 1_i64, 2_i64])?;
            let has = |part: &str| steps.iter().any(|step| step.contains(part));
            assert!(has("users USING PRIMARY KEY (pool_id=? AND id>?)"), "{steps:?}");
            assert!(has("passkeys_of_user (pool_id=? AND user_id=?)"), "{steps:?}");
            assert!(!steps.iter().any(|step| step.starts_with("SCAN") && step != "SCAN u"), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
