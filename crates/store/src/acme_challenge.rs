//! What a directory of certificates asks us to show while it looks whether a name is ours.

use crate::{
    db::{Tx, params},
    error::Error,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeChallenge {
    pub token: String,
    pub name: String,
    pub answer: String,
    pub expires_at: i64,
}

/// The newest of a token counts.
pub fn put(tx: &mut Tx<'_>, challenge: &AcmeChallenge) -> Result<(), Error> {
    let sql = "INSERT INTO acme_challenges (token, name, answer, expires_at) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (token) DO UPDATE SET name = excluded.name, answer = excluded.answer, \
               expires_at = excluded.expires_at";
    let AcmeChallenge { token, name, answer, expires_at } = challenge;
    tx.execute(sql, params![token, name, answer, expires_at]).map(drop)
}

/// Those that are to be shown. They are few, and mostly none; the newest of a name comes last.
pub fn alive(tx: &mut Tx<'_>, now: i64) -> Result<Vec<AcmeChallenge>, Error> {
    let sql = "SELECT token, name, answer, expires_at FROM acme_challenges WHERE expires_at > ?1 ORDER BY expires_at";
    tx.query(sql, params![now], |row| {
        let mut row = row.of("acme_challenges", 0);
        Ok(AcmeChallenge {
            token: row.take("token")?,
            name: row.take("name")?,
            answer: row.take("answer")?,
            expires_at: row.take("expires_at")?,
        })
    })
}

/// Those of a name, and what has expired.
pub fn delete(tx: &mut Tx<'_>, name: &str, now: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM acme_challenges WHERE name = ?1 OR expires_at <= ?2", params![name, now]).map(drop)
}
