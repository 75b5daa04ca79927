//! What a member must be told at the next sign-in, because no channel was left to tell it by.

use crate::{
    db::{Tx, params, words},
    error::Error,
    id::{NoticeId, PoolId, UserId},
};

words! {
    NoticeKind {
        /// The account was recovered.
        Recovered = "recovered",
        /// All passkeys were put aside for a new one.
        PasskeysReplaced = "passkeys_replaced",
        /// An administrator gave out a temporary access pass.
        AccessPassIssued = "access_pass_issued",
        /// An administrator sent a link with which a passkey is made.
        EnrolmentLinkSent = "enrolment_link_sent",
        /// An administrator made a passkey for the member.
        PasskeyAddedForYou = "passkey_added_for_you",
        /// An administrator removed a passkey, put one aside, or took one back into use.
        PasskeyRemoved = "passkey_removed",
        PasskeySetAside = "passkey_set_aside",
        PasskeyConfirmed = "passkey_confirmed",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub pool_id: PoolId,
    pub id: NoticeId,
    pub user_id: UserId,
    pub kind: NoticeKind,
    pub at: i64,
}

/// Nobody reads more at once.
const MOST: u32 = 20;

pub fn insert(tx: &mut Tx<'_>, notice: &Notice) -> Result<(), Error> {
    let sql = "INSERT INTO notices (pool_id, id, user_id, kind, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let Notice { pool_id, id, user_id, kind, at } = notice;
    tx.execute(sql, params![pool_id, id, user_id, kind, at]).map(drop)
}

/// Those that the user has not seen yet, the oldest first.
pub fn unseen(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Notice>, Error> {
    let sql = "SELECT pool_id, id, user_id, kind, at FROM notices \
               WHERE pool_id = ?1 AND user_id = ?2 AND seen_at IS NULL ORDER BY id LIMIT ?3";
    tx.query(sql, params![pool, user, MOST], |row| {
        let mut row = row.of("notices", 1);
        Ok(Notice {
            pool_id: row.take("pool_id")?,
            id: row.take("id")?,
            user_id: row.take("user_id")?,
            kind: row.take("kind")?,
            at: row.take("at")?,
        })
    })
}

/// `false` when the user has no such notice that is unseen.
pub fn see(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: NoticeId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE notices SET seen_at = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3 AND seen_at IS NULL";
    Ok(tx.execute(sql, params![pool, user, id, at])? == 1)
}
