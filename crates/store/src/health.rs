//! What the database says of itself: its version, the schema it has been brought to, and whether it takes what is written. Nothing here
//! leaves anything behind.

use crate::{
    db::{Tx, newest_schema},
    error::Error,
    installation,
};

/// The engine and the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub engine: &'static str,
    pub version: String,
    /// The last migration that was applied, by whichever release.
    pub schema: i64,
    /// The last one that this release knows.
    pub known: i64,
    /// Unix seconds, by the database's clock.
    pub now: i64,
}

const PROBE: &str = "write_probe";

pub fn about(tx: &mut Tx<'_>) -> Result<About, Error> {
    let missing = |table| Error::CorruptRow { table, column: "version", id: String::new() };
    let dialect = tx.dialect();
    let version = tx.query_opt(dialect.select_version(), &[], |row| row.of("server", 0).take::<String>("version"))?;
    let sql = "SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1";
    let schema = tx.query_opt(sql, &[], |row| row.of("schema_migrations", 0).take::<i64>("version"))?;
    Ok(About {
        engine: dialect.name(),
        version: version.ok_or_else(|| missing("server"))?,
        schema: schema.ok_or_else(|| missing("schema_migrations"))?,
        known: newest_schema(),
        now: crate::clock::now(tx)?,
    })
}

/// Writes and reads back. Whoever ends the transaction with an error leaves nothing of it.
pub fn write_probe(tx: &mut Tx<'_>, value: &str) -> Result<bool, Error> {
    installation::set(tx, PROBE, value)?;
    Ok(installation::get(tx, PROBE)?.as_deref() == Some(value))
}
