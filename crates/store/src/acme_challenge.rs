//! What a directory of certificates asks us to show while it looks whether a name is ours.

use crate::{
    db::{Tx, params},
    error::Error,
    id::AcmeCertificateId,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeChallenge {
    pub token: String,
    /// Whose order shows it, and the how manieth.
    pub turn: (AcmeCertificateId, i64),
    pub name: String,
    pub answer: String,
    pub expires_at: i64,
}

/// The newest of a token counts.
pub fn put(tx: &mut Tx<'_>, challenge: &AcmeChallenge) -> Result<(), Error> {
    let sql = "INSERT INTO acme_challenges (token, certificate_id, turn, name, answer, expires_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (token) DO UPDATE SET \
               certificate_id = excluded.certificate_id, turn = excluded.turn, name = excluded.name, \
               answer = excluded.answer, expires_at = excluded.expires_at";
    let AcmeChallenge { token, turn: (certificate, turn), name, answer, expires_at } = challenge;
    tx.execute(sql, params![token, certificate, turn, name, answer, expires_at]).map(drop)
}

/// Those that are to be shown. They are few, and mostly none; the newest of a name comes last.
pub fn alive(tx: &mut Tx<'_>, now: i64) -> Result<Vec<AcmeChallenge>, Error> {
    let sql = "SELECT token, certificate_id, turn, name, answer, expires_at FROM acme_challenges \
               WHERE expires_at > ?1 ORDER BY expires_at";
    tx.query(sql, params![now], |row| {
        let mut row = row.of("acme_challenges", 0);
        Ok(AcmeChallenge {
            token: row.take("token")?,
            turn: (row.take("certificate_id")?, row.take("turn")?),
            name: row.take("name")?,
            answer: row.take("answer")?,
            expires_at: row.take("expires_at")?,
        })
    })
}

/// Those of one order, and what has expired. What another order of the same name shows stays.
pub fn delete(tx: &mut Tx<'_>, (certificate, turn): (AcmeCertificateId, i64), now: i64) -> Result<(), Error> {
    let sql = "DELETE FROM acme_challenges WHERE (certificate_id = ?1 AND turn = ?2) OR expires_at <= ?3";
    tx.execute(sql, params![certificate, turn, now]).map(drop)
}
