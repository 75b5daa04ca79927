//! Certificates that the installation orders by itself, one for each name of a directory. One node at a time has the turn of a name: whoever takes it
//! puts the next one off in the same statement. The key is sealed; this crate opens none.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::AcmeCertificateId,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeCertificate {
    pub id: AcmeCertificateId,
    /// The address of the directory.
    pub directory: String,
    pub name: String,
    /// In PEM, our own first; `None` before the first was issued.
    pub chain: Option<String>,
    pub sealed: Option<Vec<u8>>,
    pub issued_at: Option<i64>,
    /// From when and until when it is good, in milliseconds.
    pub not_before: Option<i64>,
    pub not_after: Option<i64>,
    /// When one is ordered next.
    pub due_at: i64,
    /// How often it was ordered since one was issued.
    pub failures: i64,
    /// While somebody orders: by when that is over. It stays where whoever ordered never said how it ended.
    pub turn_until: Option<i64>,
    pub failing_since: Option<i64>,
    pub trouble: Option<String>,
}

/// One that was issued.
#[derive(Clone, Debug)]
pub struct Issued<'a> {
    pub chain: &'a str,
    pub sealed: &'a [u8],
    pub issued_at: i64,
    pub not_before: i64,
    pub not_after: i64,
    pub due_at: i64,
}

/// A name that is to have one, due at once. `false` where it is known.
pub fn insert(
    tx: &mut Tx<'_>,
    id: AcmeCertificateId,
    (directory, name): (&str, &str),
    now: i64,
) -> Result<bool, Error> {
    let sql = "INSERT INTO acme_certificates (id, directory, name, due_at, failures) VALUES (?1, ?2, ?3, ?4, 0) \
               ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![id, directory, name, now])? == 1)
}

/// One is ordered now, whatever has failed before, unless somebody is at it: `latest` is by when a turn that began now would be over.
pub fn hurry(tx: &mut Tx<'_>, (directory, name): (&str, &str), (now, latest): (i64, i64)) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET due_at = ?3 WHERE directory = ?1 AND name = ?2 AND due_at > ?3 \
               AND (turn_until IS NULL OR turn_until <= ?3 OR turn_until > ?4)";
    Ok(tx.execute(sql, params![directory, name, now, latest])? == 1)
}

/// All of them. They are few.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<AcmeCertificate>, Error> {
    let sql = "SELECT id, directory, name, chain, sealed, issued_at, not_before, not_after, due_at, failures, \
               turn_until, failing_since, trouble FROM acme_certificates ORDER BY directory, name";
    tx.query(sql, &[], from_row)
}

/// Which of them were issued, and when: enough to see what is new.
pub fn editions(tx: &mut Tx<'_>) -> Result<Vec<(AcmeCertificateId, i64)>, Error> {
    tx.query("SELECT id, issued_at FROM acme_certificates WHERE issued_at IS NOT NULL ORDER BY id", &[], |row| {
        let mut row = row.of("acme_certificates", 0);
        Ok((row.take("id")?, row.take("issued_at")?))
    })
}

/// Takes the turn, if it still is as it was `seen`, until it is over.
pub fn take_turn(tx: &mut Tx<'_>, seen: &AcmeCertificate, (until, due_at): (i64, i64)) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET due_at = ?4, turn_until = ?5, failures = ?3 + 1 \
               WHERE id = ?1 AND due_at = ?2 AND failures = ?3";
    Ok(tx.execute(sql, params![seen.id, seen.due_at, seen.failures, due_at, until])? == 1)
}

/// The turn before this one was never ended by whoever had it.
pub fn unfinished(tx: &mut Tx<'_>, id: AcmeCertificateId, now: i64, trouble: &str) -> Result<(), Error> {
    let sql = "UPDATE acme_certificates SET failing_since = COALESCE(failing_since, ?2), trouble = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, now, trouble]).map(drop)
}

pub fn issued(tx: &mut Tx<'_>, id: AcmeCertificateId, issued: &Issued<'_>) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET chain = ?2, sealed = ?3, issued_at = ?4, not_before = ?5, not_after = ?6, \
               due_at = ?7, failures = 0, turn_until = NULL, failing_since = NULL, trouble = NULL WHERE id = ?1";
    let Issued { chain, sealed, issued_at, not_before, not_after, due_at } = issued;
    Ok(tx.execute(sql, params![id, chain, sealed, issued_at, not_before, not_after, due_at])? == 1)
}

/// What was ordered as the `turn`th since one was issued did not come.
pub fn failed(
    tx: &mut Tx<'_>,
    (id, turn): (AcmeCertificateId, i64),
    (now, due_at): (i64, i64),
    trouble: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET due_at = ?4, turn_until = NULL, \
               failing_since = COALESCE(failing_since, ?3), trouble = ?5 WHERE id = ?1 AND failures = ?2";
    Ok(tx.execute(sql, params![id, turn, now, due_at, trouble])? == 1)
}

/// Removes one with its key, if nobody has ordered it since it was `seen`.
pub fn delete(tx: &mut Tx<'_>, seen: &AcmeCertificate) -> Result<bool, Error> {
    let sql = "DELETE FROM acme_certificates WHERE id = ?1 AND due_at = ?2 AND failures = ?3";
    Ok(tx.execute(sql, params![seen.id, seen.due_at, seen.failures])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<AcmeCertificate, Error> {
    let mut row = row.of("acme_certificates", 0);
    Ok(AcmeCertificate {
        id: row.take("id")?,
        directory: row.take("directory")?,
        name: row.take("name")?,
        chain: row.take("chain")?,
        sealed: row.take("sealed")?,
        issued_at: row.take("issued_at")?,
        not_before: row.take("not_before")?,
        not_after: row.take("not_after")?,
        due_at: row.take("due_at")?,
        failures: row.take("failures")?,
        turn_until: row.take("turn_until")?,
        failing_since: row.take("failing_since")?,
        trouble: row.take("trouble")?,
    })
}
