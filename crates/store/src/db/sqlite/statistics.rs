//! What SQLite's planner is told of the tables. It would otherwise believe that a pool has ten rows of each kind and walk the whole of it for
//! one member. Nothing is measured: a pool may grow to a million while a server runs, and a plan must not change under way.

use crate::db::{Tx, params};
use crate::error::Error;

/// Rows of each table, and of each pool in it.
const ROWS: u32 = 1_000_000;
/// Rows that more than a pool or a tenant picks, where it is not one.
const FEW: u32 = 10;

struct Index {
    owner: String,
    name: String,
    first: String,
    columns: i64,
    is_unique: bool,
}

/// Writes it down, and makes this connection read it; others do when they connect.
pub(super) fn tell(tx: &mut Tx<'_>) -> Result<(), Error> {
    // Makes the table, if need be.
    tx.batch("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1")?;
    for index in indices(tx)? {
        let sql = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)";
        tx.execute(sql, params![index.owner, index.name, index.statistics()])?;
    }
    tx.batch("ANALYZE sqlite_schema")
}

/// The primary key of a table that is stored by it goes by the table's own name.
fn indices(tx: &mut Tx<'_>) -> Result<Vec<Index>, Error> {
    let sql = "SELECT t.name AS owner, \
               CASE WHEN i.origin = 'pk' AND t.sql LIKE '%WITHOUT ROWID%' THEN t.name ELSE i.name END AS name, \
               MAX(CASE WHEN c.seqno = 0 THEN c.name END) AS first_column, COUNT(*) AS columns, i.\"unique\" AS is_unique \
               FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' GROUP BY t.name, i.name ORDER BY t.name, i.name";
    tx.query(sql, &[], |row| {
        let mut row = row.of("sqlite_schema", 0);
        Ok(Index {
            owner: row.take("owner")?,
            name: row.take("name")?,
            first: row.take("first_column")?,
            columns: row.take("columns")?,
            is_unique: row.take("is_unique")?,
        })
    })
}

impl Index {
    /// How many rows there are, and how many the first column picks, the first two, and so on.
    fn statistics(&self) -> String {
        let is_wide = matches!(self.first.as_str(), "pool_id" | "tenant_id");
        let picked = (1..=self.columns).map(|column| match column {
            _ if column == self.columns && self.is_unique => 1,
            1 if is_wide => ROWS,
            _ => FEW,
        });
        // Nor is it to try each tenant in turn: there may be thousands.
        picked.fold(ROWS.to_string(), |text, rows| format!("{text} {rows}")) + " noskipscan"
    }
}
