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
    /// When it expires, in milliseconds.
    pub not_after: Option<i64>,
    /// When one is ordered next.
    pub due_at: i64,
    /// How often it was ordered since one was issued.
    pub failures: i64,
    pub failing_since: Option<i64>,
    pub trouble: Option<String>,
}

/// One that was issued.
#[derive(Clone, Debug)]
pub struct Issued<'a> {
    pub chain: &'a str,
    pub sealed: &'a [u8],
    pub issued_at: i64,
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

/// One is ordered now, whatever has failed before.
pub fn hurry(tx: &mut Tx<'_>, (directory, name): (&str, &str), now: i64) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET due_at = ?3 WHERE directory = ?1 AND name = ?2 AND due_at > ?3";
    Ok(tx.execute(sql, params![directory, name, now])? == 1)
}

/// All of them. They are few.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<AcmeCertificate>, Error> {
    let sql = "SELECT id, directory, name, chain, sealed, issued_at, not_after, due_at, failures, failing_since, trouble \
               FROM acme_certificates ORDER BY directory, name";
    tx.query(sql, &[], from_row)
}

/// Which of them were issued, and when: enough to see what is new.
pub fn editions(tx: &mut Tx<'_>) -> Result<Vec<(AcmeCertificateId, i64)>, Error> {
    tx.query("SELECT id, issued_at FROM acme_certificates WHERE issued_at IS NOT NULL ORDER BY id", &[], |row| {
        let mut row = row.of("acme_certificates", 0);
        Ok((row.take("id")?, row.take("issued_at")?))
    })
}

/// Takes the turn, if it still is as it was `seen`.
pub fn take_turn(tx: &mut Tx<'_>, seen: &AcmeCertificate, due_at: i64) -> Result<bool, Error> {
    let sql =
        "UPDATE acme_certificates SET due_at = ?4, failures = ?3 + 1 WHERE id = ?1 AND due_at = ?2 AND failures = ?3";
    Ok(tx.execute(sql, params![seen.id, seen.due_at, seen.failures, due_at])? == 1)
}

pub fn issued(tx: &mut Tx<'_>, id: AcmeCertificateId, issued: &Issued<'_>) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET chain = ?2, sealed = ?3, issued_at = ?4, not_after = ?5, due_at = ?6, \
               failures = 0, failing_since = NULL, trouble = NULL WHERE id = ?1";
    let Issued { chain, sealed, issued_at, not_after, due_at } = issued;
    Ok(tx.execute(sql, params![id, chain, sealed, issued_at, not_after, due_at])? == 1)
}

/// What was ordered as the `turn`th since one was issued did not come.
pub fn failed(
    tx: &mut Tx<'_>,
    (id, turn): (AcmeCertificateId, i64),
    (now, due_at): (i64, i64),
    trouble: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE acme_certificates SET due_at = ?4, failing_since = COALESCE(failing_since, ?3), trouble = ?5 \
               WHERE id = ?1 AND failures = ?2";
    Ok(tx.execute(sql, params![id, turn, now, due_at, trouble])? == 1)
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
        not_after: row.take("not_after")?,
        due_at: row.take("due_at")?,
        failures: row.take("failures")?,
        failing_since: row.take("failing_since")?,
        trouble: row.take("trouble")?,
    })
}
