//! Pools that move their members to another RP ID. A row stands for a move that is under way; what it counts was true at `counted_at`. Members are
//! walked by the index of their passkeys, a chunk at a time: a count kept at every new passkey would make all of them wait for one row.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId},
    user::UserStatus,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub pool_id: PoolId,
    /// The RP ID of which members still have passkeys.
    pub from_rp_id: String,
    pub started_at: i64,
    pub counted: Option<Tally>,
    /// What says under which settings it was counted; blank where nobody knows.
    pub counted_under: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub at: i64,
    /// Active members with a passkey of either RP ID.
    pub members: u64,
    /// Those of them with one of the new RP ID.
    pub moved: u64,
    /// Those who could come in nowhere without the old ones.
    pub stranded: u64,
    /// Those of the stranded who look after others.
    pub elevated: u64,
    /// Those with a passkey of the old RP ID, moved or not.
    pub holding: u64,
}

/// A member with passkeys that are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub user_id: UserId,
    pub has_new: bool,
    pub has_old: bool,
    /// Whether figures count them: active, and no test account.
    pub counts: bool,
}

/// Holders of a chunk.
pub const CHUNK: usize = 250;

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Campaign>, Error> {
    let sql = "SELECT pool_id, from_rp_id, started_at, counted_at, members, moved, stranded, elevated, holding, counted_under \
               FROM campaigns ORDER BY pool_id";
    tx.query(sql, &[], from_row)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId) -> Result<Option<Campaign>, Error> {
    let sql = "SELECT pool_id, from_rp_id, started_at, counted_at, members, moved, stranded, elevated, holding, counted_under \
               FROM campaigns WHERE pool_id = ?1";
    tx.query_opt(sql, params![pool], from_row)
}

/// `false` where one is under way already. What is known of its members is what another move has counted.
pub fn start(
    tx: &mut Tx<'_>,
    pool: PoolId,
    (from_rp_id, at): (&str, i64),
    known: Option<Tally>,
) -> Result<bool, Error> {
    let sql = "INSERT INTO campaigns (pool_id, from_rp_id, started_at, members, moved, stranded, elevated, holding, counted_under) \
               VALUES (?1, ?2, ?3, 0, 0, 0, 0, 0, '') ON CONFLICT (pool_id) DO NOTHING";
    let is_first = tx.execute(sql, params![pool, from_rp_id, at])? == 1;
    if let Some(known) = known.filter(|_| is_first) {
        note_count(tx, (pool, at), (known, ""))?;
    }
    Ok(is_first)
}

/// `false` where the campaign that was counted is over.
pub fn note_count(
    tx: &mut Tx<'_>,
    (pool, started_at): (PoolId, i64),
    (tally, under): (Tally, &str),
) -> Result<bool, Error> {
    let sql = "UPDATE campaigns SET counted_at = ?3, members = ?4, moved = ?5, stranded = ?6, elevated = ?7, holding = ?8, \
               counted_under = ?9 WHERE pool_id = ?1 AND started_at = ?2";
    let Tally { at, members, moved, stranded, elevated, holding } = tally;
    let [members, moved, stranded, elevated, holding] =
        [members, moved, stranded, elevated, holding].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let row = params![pool, started_at, at, members, moved, stranded, elevated, holding, under];
    Ok(tx.execute(sql, row)? == 1)
}

/// Keeps what a pool's RP ID was before its first move; later ones change nothing.
pub fn note_first_rp_id(tx: &mut Tx<'_>, pool: PoolId, rp_id: &str) -> Result<(), Error> {
    let sql = "INSERT INTO first_rp_ids (pool_id, rp_id) VALUES (?1, ?2) ON CONFLICT (pool_id) DO NOTHING";
    tx.execute(sql, params![pool, rp_id]).map(drop)
}

/// Of each pool that has ever moved.
pub fn first_rp_ids(tx: &mut Tx<'_>) -> Result<Vec<(PoolId, String)>, Error> {
    let sql = "SELECT pool_id, rp_id FROM first_rp_ids ORDER BY pool_id";
    tx.query(sql, &[], |row| {
        let mut row = row.of("first_rp_ids", 0);
        Ok((row.take("pool_id")?, row.take("rp_id")?))
    })
}

/// `false` where it is over already.
pub fn end(tx: &mut Tx<'_>, pool: PoolId, started_at: i64) -> Result<bool, Error> {
    let sql = "DELETE FROM campaigns WHERE pool_id = ?1 AND started_at = ?2";
    Ok(tx.execute(sql, params![pool, started_at])? == 1)
}

// The number stands in the text, or PostgreSQL plans for a tenth of the pool.
macro_rules! holders_behind {
    () => {
        "SELECT g.user_id, g.fresh, g.former, u.status, u.test_account FROM (\
         SELECT user_id, COUNT(CASE WHEN rp_id = ?2 THEN 1 END) AS fresh, COUNT(CASE WHEN rp_id = ?3 THEN 1 END) AS former \
         FROM passkeys WHERE pool_id = ?1 AND user_id > ?4 AND quarantined_at IS NULL \
         GROUP BY user_id ORDER BY user_id LIMIT 250) g \
         JOIN users u ON u.pool_id = ?1 AND u.id = g.user_id ORDER BY g.user_id"
    };
}

/// The next holders of passkeys behind `after`, by their ids.
pub fn holders(tx: &mut Tx<'_>, pool: PoolId, (new, old): (&str, &str), after: UserId) -> Result<Vec<Holder>, Error> {
    let sql = holders_behind!();
    tx.query(sql, params![pool, new, old, after], |row| {
        let mut row = row.of("passkeys", 0);
        let (user_id, fresh, former): (UserId, i64, i64) =
            (row.take("user_id")?, row.take("fresh")?, row.take("former")?);
        let (status, for_tests): (UserStatus, bool) = (row.take("status")?, row.take("test_account")?);
        let counts = status == UserStatus::Active && !for_tests;
        Ok(Holder { user_id, has_new: fresh > 0, has_old: former > 0, counts })
    })
}

fn from_row(row: &Row<'_>) -> Result<Campaign, Error> {
    let mut row = row.of("campaigns", 0);
    let number = |value: i64| u64::try_from(value).unwrap_or_default();
    let (pool_id, from_rp_id, started_at) = (row.take("pool_id")?, row.take("from_rp_id")?, row.take("started_at")?);
    let at: Option<i64> = row.take("counted_at")?;
    let (members, moved) = (number(row.take("members")?), number(row.take("moved")?));
    let (stranded, elevated) = (number(row.take("stranded")?), number(row.take("elevated")?));
    let (holding, counted_under) = (number(row.take("holding")?), row.take("counted_under")?);
    let counted = at.map(|at| Tally { at, members, moved, stranded, elevated, holding });
    Ok(Campaign { pool_id, from_rp_id, started_at, counted, counted_under })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::testing::{Engine, location_on};
    use crate::user_list::tests::plan;

    // A million members: each chunk is reached by the index of their passkeys, and no passkey is sorted.
    #[tokio::test]
    async fn a_chunk_is_reached_by_an_index() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let sql = concat!("EXPLAIN QUERY PLAN ", holders_behind!());
            let steps = plan(tx, sql, params![PoolId::NIL, "new.example", "old.example", UserId::NIL])?;
            let is_by_index = |step: &String| step.contains("passkeys_of_user (pool_id=? AND user_id>?)");
            assert!(steps.iter().any(is_by_index), "{steps:?}");
            assert!(!steps.iter().any(|step| step.contains("FOR GROUP BY")), "{steps:?}");
            assert!(!steps.iter().any(|step| step.starts_with("SCAN users")), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
