//! The installation's keys, sealed: this crate never sees one open. A key signs only from a time on by which every node
//! has read it, and verifies until the last thing it signed has expired.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::KeyId,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub purpose: String,
    pub id: KeyId,
    pub sealed: Vec<u8>,
    /// Under the master key that follows, while it is changed.
    pub sealed_too: Option<Vec<u8>>,
    pub created_at: i64,
    pub signs_from: i64,
    pub verifies_until: Option<i64>,
}

pub fn insert(tx: &mut Tx<'_>, key: &Key) -> Result<(), Error> {
    let sql = "INSERT INTO keys (purpose, id, sealed, sealed_too, created_at, signs_from, verifies_until) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Key { purpose, id, sealed, sealed_too, created_at, signs_from, verifies_until } = key;
    tx.execute(sql, params![purpose, id, sealed, sealed_too, created_at, signs_from, verifies_until]).map(drop)
}

/// By purpose, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Key>, Error> {
    let sql =
        "SELECT purpose, id, sealed, sealed_too, created_at, signs_from, verifies_until FROM keys ORDER BY purpose, id";
    tx.query(sql, &[], from_row)
}

/// What a key is for and when it signs, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub purpose: String,
    pub signs_from: i64,
}

/// Of all keys.
pub fn lives(tx: &mut Tx<'_>) -> Result<Vec<Life>, Error> {
    tx.query("SELECT purpose, signs_from FROM keys ORDER BY purpose, id", &[], |row| {
        let mut row = row.of("keys", 0);
        Ok(Life { purpose: row.take("purpose")?, signs_from: row.take("signs_from")? })
    })
}

/// Whether there was such a key.
pub fn delete(tx: &mut Tx<'_>, purpose: &str, id: KeyId) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM keys WHERE purpose = ?1 AND id = ?2", params![purpose, id])? == 1)
}

/// Both seals of a key. Whether there is such a key.
pub fn set_seals(
    tx: &mut Tx<'_>,
    (purpose, id): (&str, KeyId),
    (sealed, sealed_too): (&[u8], Option<&[u8]>),
) -> Result<bool, Error> {
    let sql = "UPDATE keys SET sealed = ?3, sealed_too = ?4 WHERE purpose = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![purpose, id, sealed, sealed_too])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Key, Error> {
    let mut row = row.of("keys", 1);
    Ok(Key {
        purpose: row.take("purpose")?,
        id: row.take("id")?,
        sealed: row.take("sealed")?,
        sealed_too: row.take("sealed_too")?,
        created_at: row.take("created_at")?,
        signs_from: row.take("signs_from")?,
        verifies_until: row.take("verifies_until")?,
    })
}
