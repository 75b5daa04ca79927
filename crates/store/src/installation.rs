//! Settings of the whole installation, and the version that tells every node to read its snapshot again. Whoever changes
//! what nodes keep in memory (tenants, pools, workspaces, keys, policy) bumps the version in the same transaction.

use crate::{
    db::{Tx, params},
    error::Error,
};

const TABLE: &str = "installation";
/// By which an installation knows its own backups. What comes of one has a mark of its own.
pub const BACKUP_MARK: &str = "backup_mark";

pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT value FROM installation WHERE name = ?1";
    tx.query_opt(sql, params![name], |row| row.of(TABLE, 0).take("value"))
}

pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Error> {
    let sql = "INSERT INTO installation (name, value) VALUES (?1, ?2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(sql, params![name, value]).map(drop)
}

/// The version of the settings; it only grows.
pub fn version(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let corrupt = || Error::CorruptRow { table: TABLE, column: "value", id: "settings_version".to_owned() };
    get(tx, "settings_version")?.and_then(|text| text.parse().ok()).ok_or_else(corrupt)
}

pub fn bump(tx: &mut Tx<'_>) -> Result<(), Error> {
    let sql = "UPDATE installation SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'settings_version'";
    tx.execute(sql, &[]).map(drop)
}
