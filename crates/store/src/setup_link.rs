//! One-time links of the set-up, kept as hashes. A link is taken once, before it expires.

use crate::{
    db::{Tx, params},
    error::Error,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupLink {
    pub hash: [u8; 32],
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

pub fn insert(tx: &mut Tx<'_>, link: &SetupLink) -> Result<(), Error> {
    let sql = "INSERT INTO setup_links (hash, expires_at, used_at) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![link.hash, link.expires_at, link.used_at]).map(drop)
}

/// Also one that was used or has expired.
pub fn find(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<SetupLink>, Error> {
    let sql = "SELECT hash, expires_at, used_at FROM setup_links WHERE hash = ?1";
    tx.query_opt(sql, params![hash], |row| {
        let mut row = row.of("setup_links", 0);
        Ok(SetupLink { hash: row.take("hash")?, expires_at: row.take("expires_at")?, used_at: row.take("used_at")? })
    })
}

/// `false` when the link is unknown, was used or has expired.
pub fn take(tx: &mut Tx<'_>, hash: &[u8; 32], now_ms: i64) -> Result<bool, Error> {
    let sql = "UPDATE setup_links SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2";
    Ok(tx.execute(sql, params![hash, now_ms])? == 1)
}

/// Forgets every link: a new one makes all earlier ones void. How many went.
pub fn delete_all(tx: &mut Tx<'_>) -> Result<u64, Error> {
    tx.execute("DELETE FROM setup_links", &[])
}
