//! What members of a pilot group say of passkeys (S2-12). One row a member: whoever answers again has changed their mind.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub at: i64,
    /// A word for each question, in their order, separated by blanks.
    pub answers: String,
    pub remark: String,
}

/// A pilot group is small.
const MOST: u32 = 500;

pub fn put(tx: &mut Tx<'_>, feedback: &Feedback) -> Result<(), Error> {
    let sql = "INSERT INTO feedback (pool_id, user_id, at, answers, remark) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id, user_id) DO UPDATE SET at = ?3, answers = ?4, remark = ?5";
    let Feedback { pool_id, user_id, at, answers, remark } = feedback;
    tx.execute(sql, params![pool_id, user_id, at, answers, remark]).map(drop)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Feedback>, Error> {
    let sql = "SELECT pool_id, user_id, at, answers, remark FROM feedback WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], from_row)
}

pub fn of_pool(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<Feedback>, Error> {
    let sql = "SELECT pool_id, user_id, at, answers, remark FROM feedback WHERE pool_id = ?1 ORDER BY user_id LIMIT ?2";
    tx.query(sql, params![pool, MOST], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Feedback, Error> {
    let mut row = row.of("feedback", 1);
    Ok(Feedback {
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        at: row.take("at")?,
        answers: row.take("answers")?,
        remark: row.take("remark")?,
    })
}
