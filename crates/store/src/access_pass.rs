//! Temporary access passes: a way in that an administrator gives to a member who lost theirs. A member has at most one that
//! lives; which rights it has at what age, and what a carrier is good for, is not known here.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{AccessPassId, PoolId, UserId},
};

pub type Salt = [u8; 16];
pub type Hash = [u8; 32];

words! {
    /// How it reaches its member.
    Carrier {
        /// Told by who gave it out, and typed.
        Code = "code",
        /// In a link that is mailed.
        Link = "link",
        /// Not at all: an administrator made a passkey for the member at once. What is left is the trace of it.
        Desk = "desk",
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct AccessPass {
    pub pool_id: PoolId,
    pub id: AccessPassId,
    pub user_id: UserId,
    pub hash: Hash,
    pub salt: Salt,
    /// `UserId::NIL` where it was the operator at the terminal.
    pub issued_by: UserId,
    pub carrier: Carrier,
    /// Of a link: the address that it went to.
    pub sent_to: Option<String>,
    pub created_at: i64,
    /// From then on it opens nothing but the making of a passkey.
    pub full_until: i64,
    pub expires_at: i64,
    pub last_used_at: Option<i64>,
    pub ended_at: Option<i64>,
    /// When its member first signed in by other means.
    pub other_way_at: Option<i64>,
}

/// Without the hash: of a short secret it says too much.
impl std::fmt::Debug for AccessPass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessPass").field("id", &self.id).field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

pub fn insert(tx: &mut Tx<'_>, pass: &AccessPass) -> Result<(), Error> {
    let sql = "INSERT INTO access_passes (pool_id, id, user_id, hash, salt, issued_by, created_at, full_until, expires_at, \
               carrier, sent_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let p = pass;
    let values = params![
        p.pool_id,
        p.id,
        p.user_id,
        p.hash,
        p.salt,
        p.issued_by,
        p.created_at,
        p.full_until,
        p.expires_at,
        p.carrier,
        p.sent_to,
    ];
    tx.execute(sql, values).map(drop)
}

/// The one that was given to the member last, whether it lives or not.
pub fn latest(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<AccessPass>, Error> {
    let sql = "SELECT pool_id, id, user_id, hash, salt, issued_by, created_at, full_until, expires_at, last_used_at, \
               ended_at, other_way_at, carrier, sent_to FROM access_passes WHERE pool_id = ?1 AND user_id = ?2 \
               AND carrier <> 'desk' ORDER BY id DESC LIMIT 1";
    tx.query_opt(sql, params![pool, user], from_row)
}

/// The link of this id, whether it lives or not.
pub fn find_link(tx: &mut Tx<'_>, pool: PoolId, id: AccessPassId) -> Result<Option<AccessPass>, Error> {
    let sql = "SELECT pool_id, id, user_id, hash, salt, issued_by, created_at, full_until, expires_at, last_used_at, \
               ended_at, other_way_at, carrier, sent_to FROM access_passes WHERE pool_id = ?1 AND id = ?2 \
               AND carrier = 'link'";
    tx.query_opt(sql, params![pool, id], from_row)
}

/// Whether the user has one that opens something now.
pub fn lives(tx: &mut Tx<'_>, pool: PoolId, user: UserId, now: i64) -> Result<bool, Error> {
    Ok(latest(tx, pool, user)?.is_some_and(|pass| pass.lives(now)))
}

/// Whether the user has one that can be typed now.
pub fn can_be_typed(tx: &mut Tx<'_>, pool: PoolId, user: UserId, now: i64) -> Result<bool, Error> {
    Ok(latest(tx, pool, user)?.is_some_and(|pass| pass.carrier == Carrier::Code && pass.lives(now)))
}

impl AccessPass {
    pub fn lives(&self, now: i64) -> bool {
        self.ended_at.is_none() && self.expires_at > now
    }
}

/// Whether anybody but this one has given the user a pass after that time, or one of those was used then. It may be over long since.
pub fn was_given_since(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    since: i64,
    but_by: UserId,
) -> Result<bool, Error> {
    let sql = "SELECT id FROM access_passes WHERE pool_id = ?1 AND user_id = ?2 AND issued_by <> ?4 \
               AND (created_at > ?3 OR last_used_at > ?3) LIMIT 1";
    let found = tx.query_opt(sql, params![pool, user, since, but_by], |row| {
        row.of("access_passes", 1).take::<AccessPassId>("id")
    })?;
    Ok(found.is_some())
}

/// Notes a use. `false` when the pass is over, or its user may not sign in.
pub fn record_use(tx: &mut Tx<'_>, pool: PoolId, id: AccessPassId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE access_passes SET last_used_at = ?3 WHERE pool_id = ?1 AND id = ?2 AND ended_at IS NULL \
               AND expires_at > ?3 AND EXISTS (SELECT 1 FROM users u WHERE u.pool_id = ?1 \
               AND u.id = access_passes.user_id AND u.status = 'active')";
    Ok(tx.execute(sql, params![pool, id, at])? == 1)
}

/// Ends whatever pass the user has; how many that were.
pub fn end(tx: &mut Tx<'_>, pool: PoolId, user: UserId, at: i64) -> Result<u64, Error> {
    let sql = "UPDATE access_passes SET ended_at = ?3 WHERE pool_id = ?1 AND user_id = ?2 AND ended_at IS NULL";
    tx.execute(sql, params![pool, user, at])
}

/// Notes that the user has signed in by other means since their passes were issued.
pub fn note_other_way(tx: &mut Tx<'_>, pool: PoolId, user: UserId, at: i64) -> Result<u64, Error> {
    let sql = "UPDATE access_passes SET other_way_at = ?3 WHERE pool_id = ?1 AND user_id = ?2 AND other_way_at IS NULL";
    tx.execute(sql, params![pool, user, at])
}

fn from_row(row: &Row<'_>) -> Result<AccessPass, Error> {
    let mut row = row.of("access_passes", 1);
    Ok(AccessPass {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        user_id: row.take("user_id")?,
        hash: row.take("hash")?,
        salt: row.take("salt")?,
        issued_by: row.take("issued_by")?,
        created_at: row.take("created_at")?,
        full_until: row.take("full_until")?,
        expires_at: row.take("expires_at")?,
        last_used_at: row.take("last_used_at")?,
        ended_at: row.take("ended_at")?,
        other_way_at: row.take("other_way_at")?,
        carrier: row.take("carrier")?,
        sent_to: row.take("sent_to")?,
    })
}
