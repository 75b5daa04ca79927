//! A backup's rows on their way into a database. The place says from the first row to the last that it is half restored, so that nobody
//! serves it, and so that whoever begins again may clear it away. It must never touch a place that holds anything else.

use std::collections::BTreeMap;

use super::{Field, RESTORING, Row, TABLES, quoted};
use crate::{
    Error, Location, OpenError, announcement,
    db::{self, Parameter, Tx, Value, params},
    dialect::Dialect,
    installation, scheduled_change,
};

/// Rows of one statement.
const AT_ONCE: usize = 40;
/// Written by migrations, and not what was kept.
const SETTINGS_VERSION: &str = "settings_version";
const MIGRATIONS: &str = "schema_migrations";

/// What is where a backup is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Empty,
    /// An earlier attempt was not finished.
    HalfRestored,
    /// This table has rows, or is none of ours.
    Holds(String),
}

/// Looks, and changes nothing. It blocks.
pub fn place(location: &Location) -> Result<Place, OpenError> {
    if let Location::Embedded { file } = location
        && std::fs::metadata(file).map_or(true, |found| found.len() == 0)
    {
        return Ok(Place::Empty);
    }
    let mut found = Place::Empty;
    db::over_one_state(location, &mut |tx| {
        found = look(tx)?;
        Ok(())
    })?;
    Ok(found)
}

fn look(tx: &mut Tx<'_>) -> Result<Place, Error> {
    let there = tables(tx)?;
    let is_ours = |name: &str| name == MIGRATIONS || TABLES.iter().any(|table| table.name == name);
    if let Some(other) = there.iter().find(|name| !is_ours(name)) {
        return Ok(Place::Holds(other.clone()));
    }
    if there.iter().any(|name| name == "installation") && installation::get(tx, RESTORING)?.is_some() {
        return Ok(Place::HalfRestored);
    }
    for table in TABLES.iter().filter(|table| there.iter().any(|name| name == table.name)) {
        let but =
            if table.name == "installation" { format!(" WHERE name <> '{SETTINGS_VERSION}'") } else { String::new() };
        let mut has_rows = false;
        let sql = format!("SELECT CAST(1 AS BIGINT) AS one FROM {}{but} LIMIT 1", quoted(table.name));
        tx.stream(&sql, &mut |_| {
            has_rows = true;
            Ok(())
        })?;
        if has_rows {
            return Ok(Place::Holds(table.name.to_owned()));
        }
    }
    Ok(Place::Empty)
}

/// Takes away what an earlier attempt has left, and nothing else. It blocks.
pub fn clear(location: &Location) -> Result<(), OpenError> {
    if place(location)? != Place::HalfRestored {
        return Ok(());
    }
    db::as_it_is(location, &mut |tx| {
        let there = tables(tx)?;
        for table in TABLES.iter().rev().filter(|table| there.iter().any(|name| name == table.name)) {
            tx.batch(&format!("DROP TABLE {}", quoted(table.name)))?;
        }
        tx.batch(&format!("DROP TABLE {MIGRATIONS}"))
    })
}

fn tables(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY name"
        }
    };
    tx.query(sql, &[], |row| row.of("tables", 0).take("name"))
}

/// Each table with its columns, as the schema has them.
pub(crate) fn columns(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "SELECT t.name AS owner, c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS owner, CAST(column_name AS TEXT) AS name \
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (owner, name) in tx.query(sql, &[], |row| {
        let mut row = row.of("columns", 0);
        Ok((row.take::<String>("owner")?, row.take::<String>("name")?))
    })? {
        found.entry(owner).or_default().push(name);
    }
    Ok(found)
}

/// How rows of one table are put in.
#[derive(Clone, Debug)]
pub struct Insert {
    columns: usize,
    one: String,
    many: String,
}

impl Insert {
    fn of(table: &str, columns: &[String]) -> Insert {
        let names: Vec<_> = columns.iter().map(|name| quoted(name)).collect();
        let head = format!("INSERT INTO {} ({}) VALUES ", quoted(table), names.join(", "));
        let statement = |rows: usize| {
            let row = |row: usize| {
                let places: Vec<_> =
                    (1..=columns.len()).map(|column| format!("?{}", row * columns.len() + column)).collect();
                format!("({})", places.join(", "))
            };
            format!("{head}{}", (0..rows).map(row).collect::<Vec<_>>().join(", "))
        };
        Insert { columns: columns.len(), one: statement(1), many: statement(AT_ONCE) }
    }
}

/// How the rows of each table are put in; `None` for one that this schema does not have, not with these columns, or not to be put back.
pub type Inserts = Vec<Option<Insert>>;

/// Notes that a backup is being put in, and says how the rows of each of these tables are. Where the place is not empty any more, since somebody came
/// after it was looked at, nothing is noted, and what is there is said.
pub fn begin(tx: &mut Tx<'_>, tables: &[(String, Vec<String>)]) -> Result<Result<Inserts, Place>, Error> {
    let found = look(tx)?;
    if found != Place::Empty {
        return Ok(Err(found));
    }
    let there = columns(tx)?;
    // Of two that begin at the same moment one finds the other's note.
    let sql = "INSERT INTO installation (name, value) VALUES (?1, '1') ON CONFLICT (name) DO NOTHING";
    if tx.execute(sql, params![RESTORING])? == 0 {
        return Ok(Err(Place::HalfRestored));
    }
    tx.execute("DELETE FROM installation WHERE name = ?1", params![SETTINGS_VERSION])?;
    let insert = |(name, columns): &(String, Vec<String>)| {
        let is_written = super::written().any(|table| table.name == *name);
        let has = there.get(name).filter(|_| is_written)?;
        let fits = !columns.is_empty() && columns.iter().all(|column| has.contains(column));
        fits.then(|| Insert::of(name, columns))
    };
    Ok(Ok(tables.iter().map(insert).collect()))
}

/// Puts rows in, each of as many fields as its table has columns.
pub fn insert(tx: &mut Tx<'_>, how: &Insert, rows: &[Row]) -> Result<(), Error> {
    let mut chunks = rows.chunks_exact(AT_ONCE);
    for chunk in chunks.by_ref() {
        let values: Vec<Value<'_>> = chunk.iter().flatten().map(Field::value).collect();
        if values.len() != how.columns * AT_ONCE {
            return Err(misfit());
        }
        tx.execute_made(&how.many, &values)?;
    }
    for row in chunks.remainder() {
        let values: Vec<Value<'_>> = row.iter().map(Field::value).collect();
        if values.len() != how.columns {
            return Err(misfit());
        }
        tx.execute_made(&how.one, &values)?;
    }
    Ok(())
}

fn misfit() -> Error {
    Error::CorruptRow { table: "backup", column: "all", id: "unknown".to_owned() }
}

/// What must not come back as it was. What opened something when the backup was made may have been used up or taken back since.
pub fn settle(tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
    // A browser that was trusted may have lost that trust.
    tx.execute("UPDATE devices SET trusted_until = NULL WHERE trusted_until IS NOT NULL", &[])?;
    // Codes and links in somebody's hand.
    tx.execute("UPDATE access_passes SET ended_at = ?1 WHERE ended_at IS NULL", params![now])?;
    let sql = "UPDATE invitations SET revoked_at = ?1 WHERE accepted_at IS NULL AND revoked_at IS NULL";
    tx.execute(sql, params![now])?;
    tx.execute("DELETE FROM approvals WHERE outcome IS NULL", &[])?;
    cancel(tx, now)?;
    tx.execute("DELETE FROM installation WHERE name = ?1", params![installation::BACKUP_MARK])?;
    // Nobody is at it any more.
    tx.execute("UPDATE webhooks SET lease_until = 0", &[])?;
    // Challenges that were given before are good for nothing, nor is what visitors carry.
    tx.execute("DELETE FROM keys WHERE purpose IN ('challenge', 'journey')", &[])?;
    if tx.dialect() == Dialect::Postgres {
        let sql = "SELECT setval(pg_get_serial_sequence('user_agents', 'id'), MAX(id)) AS last FROM user_agents \
                   HAVING MAX(id) IS NOT NULL";
        tx.query(sql, &[], |_| Ok(()))?;
    }
    installation::bump(tx)
}

/// What waited for its date then may have been carried out, or taken back, since; it would be carried out at once.
fn cancel(tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
    let sql = "UPDATE scheduled_changes SET state = ?1, settled_at = ?2 WHERE state = ?3";
    let (cancelled, pending) = (scheduled_change::State::Cancelled, scheduled_change::State::Pending);
    tx.execute(sql, params![cancelled, now, pending])?;
    let sql = "UPDATE announcements SET state = ?1, settled_at = ?2 WHERE state = ?3";
    let (cancelled, pending) = (announcement::State::Cancelled, announcement::State::Pending);
    tx.execute(sql, params![cancelled, now, pending]).map(drop)
}

/// The place is whole: from now on it may be served.
pub fn finish(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.execute("DELETE FROM installation WHERE name = ?1", params![RESTORING]).map(drop)
}
