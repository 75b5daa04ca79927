//! What members put off, and how often they were let in although policy already asks for a passkey. A row per member and kind;
//! no row: nothing was put off.

use crate::{
    db::{Tx, params, words},
    error::Error,
    id::{PoolId, UserId},
};

words! {
    PromptKind {
        /// The suggestion to make a first passkey.
        First = "first",
        /// The suggestion to make one on this device, too.
        Here = "here",
        /// Sign-ins of grace.
        Grace = "grace",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub kind: PromptKind,
    pub since: i64,
    /// Successful sign-ins since then.
    pub sign_ins: i64,
}

/// Begins anew to count.
pub fn put_off(tx: &mut Tx<'_>, pool: PoolId, user: UserId, (kind, at): (PromptKind, i64)) -> Result<(), Error> {
    let sql = "INSERT INTO prompts (pool_id, user_id, kind, since, sign_ins) VALUES (?1, ?2, ?3, ?4, 0) \
               ON CONFLICT (pool_id, user_id, kind) DO UPDATE SET since = excluded.since, sign_ins = 0";
    tx.execute(sql, params![pool, user, kind, at]).map(drop)
}

/// Counts a sign-in against everything that was put off.
pub fn count_sign_in(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<(), Error> {
    let sql = "UPDATE prompts SET sign_ins = sign_ins + 1 WHERE pool_id = ?1 AND user_id = ?2 AND kind <> ?3";
    tx.execute(sql, params![pool, user, PromptKind::Grace]).map(drop)
}

/// Counts a sign-in of grace.
pub fn count_grace(tx: &mut Tx<'_>, pool: PoolId, user: UserId, at: i64) -> Result<(), Error> {
    let sql = "INSERT INTO prompts (pool_id, user_id, kind, since, sign_ins) VALUES (?1, ?2, ?3, ?4, 1) \
               ON CONFLICT (pool_id, user_id, kind) DO UPDATE SET sign_ins = prompts.sign_ins + 1";
    tx.execute(sql, params![pool, user, PromptKind::Grace, at]).map(drop)
}

pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Prompt>, Error> {
    let sql = "SELECT kind, since, sign_ins FROM prompts WHERE pool_id = ?1 AND user_id = ?2 ORDER BY kind";
    tx.query(sql, params![pool, user], |row| {
        let mut row = row.of("prompts", 2);
        Ok(Prompt { kind: row.take("kind")?, since: row.take("since")?, sign_ins: row.take("sign_ins")? })
    })
}
