//! Authenticator apps, one a user. The secret is sealed by whoever hands it in; whether one of its codes was used before is
//! decided here, by the one statement that takes its step.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

/// A user's row: the app that works, the one that was shown and not confirmed yet, or both.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    pub confirmed: Option<Confirmed>,
    pub pending: Option<Pending>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Confirmed {
    pub sealed: Vec<u8>,
    pub at: i64,
    /// The last step that was taken: this one and all before it are spent.
    pub last_step: i64,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    pub sealed: Vec<u8>,
    pub at: i64,
}

/// A step that one code stands for, and the secret by which it was found.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub sealed: &'a [u8],
    pub step: i64,
}

macro_rules! says_nothing_of_secrets {
    ($($name:ty),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
says_nothing_of_secrets!(Totp, Confirmed, Pending, Step<'_>);

pub fn find(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Totp>, Error> {
    let sql = "SELECT user_id, sealed, confirmed_at, last_step, pending, pending_at FROM totps \
               WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], |row| {
        let mut row = row.of("totps", 0);
        row.take::<UserId>("user_id")?;
        let (sealed, at): (Option<Vec<u8>>, Option<i64>) = (row.take("sealed")?, row.take("confirmed_at")?);
        let last_step = row.take("last_step")?;
        let (pending, begun): (Option<Vec<u8>>, Option<i64>) = (row.take("pending")?, row.take("pending_at")?);
        Ok(Totp {
            confirmed: sealed.zip(at).map(|(sealed, at)| Confirmed { sealed, at, last_step }),
            pending: pending.zip(begun).map(|(sealed, at)| Pending { sealed, at }),
        })
    })
}

/// Keeps a secret that is about to be shown, in place of one that was shown before and never confirmed.
pub fn begin(tx: &mut Tx<'_>, pool: PoolId, user: UserId, pending: &Pending) -> Result<(), Error> {
    let sql = "INSERT INTO totps (pool_id, user_id, last_step, pending, pending_at) VALUES (?1, ?2, 0, ?3, ?4) \
               ON CONFLICT (pool_id, user_id) DO UPDATE SET pending = excluded.pending, \
               pending_at = excluded.pending_at";
    tx.execute(sql, params![pool, user, pending.sealed, pending.at]).map(drop)
}

/// Puts the pending secret in the place of the one that worked, with the step of the code that proved it spent. `false` when
/// it is not pending any more: confirmed by somebody else, or shown anew.
pub fn confirm(tx: &mut Tx<'_>, proved: Step<'_>, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE totps SET sealed = pending, confirmed_at = ?5, last_step = ?4, pending = NULL, pending_at = NULL \
               WHERE pool_id = ?1 AND user_id = ?2 AND pending = ?3";
    let Step { pool_id, user_id, sealed, step } = proved;
    Ok(tx.execute(sql, params![pool_id, user_id, sealed, step, at])? == 1)
}

/// `false` when this step or a later one was taken before, when the secret is another by now, or when the user may not sign in.
pub fn take_step(tx: &mut Tx<'_>, taking: Step<'_>) -> Result<bool, Error> {
    let sql = "UPDATE totps SET last_step = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND sealed = ?3 AND last_step < ?4 \
               AND EXISTS (SELECT 1 FROM users u WHERE u.pool_id = ?1 AND u.id = ?2 AND u.status = 'active')";
    let Step { pool_id, user_id, sealed, step } = taking;
    Ok(tx.execute(sql, params![pool_id, user_id, sealed, step])? == 1)
}

/// Forgets the app, and one that was begun. Whether there was one that worked.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, Error> {
    let sql = "DELETE FROM totps WHERE pool_id = ?1 AND user_id = ?2 AND sealed IS NOT NULL";
    Ok(tx.execute(sql, params![pool, user])? == 1)
}
