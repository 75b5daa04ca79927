//! Members who were brought from other systems: by which a second run knows them, and one that was interrupted goes on. It must never hold an id
//! of another system in the clear.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

/// A keyed hash of where a member was, and of the id that they had there.
pub type Origin = [u8; 32];

/// What is known of one who is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Here(UserId),
    /// They were here, and were removed.
    Removed,
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, origin: &Origin) -> Result<Option<Known>, Error> {
    let sql = "SELECT user_id FROM imports WHERE pool_id = ?1 AND origin = ?2";
    let found = tx.query_opt(sql, params![pool, origin.as_slice()], |row| {
        row.of("imports", 0).take::<Option<UserId>>("user_id")
    })?;
    Ok(found.map(|user| user.map_or(Known::Removed, Known::Here)))
}

/// `false` where somebody was brought from there before.
pub fn insert(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), (origin, at): (&Origin, i64)) -> Result<bool, Error> {
    let sql =
        "INSERT INTO imports (pool_id, origin, user_id, imported_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![pool, origin.as_slice(), user, at])? == 1)
}
