//! User agents, each kept once: sessions and events name them by number.

use crate::{
    db::{Row, Tx, params},
    error::Error,
};

/// Real ones are shorter; whoever sends more gets a shorter row, not more room.
const LONGEST: usize = 512;

/// The number of this user agent, new or old.
pub fn intern(tx: &mut Tx<'_>, text: &str) -> Result<i64, Error> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    if let Some(id) = find(tx, text)? {
        return Ok(id);
    }
    let sql = "INSERT INTO user_agents (text) VALUES (?1) ON CONFLICT (text) DO UPDATE SET text = excluded.text \
               RETURNING id";
    let id = tx.query_opt(sql, params![text], from_row)?;
    id.ok_or_else(|| Error::CorruptRow { table: "user_agents", column: "id", id: text.to_owned() })
}

fn find(tx: &mut Tx<'_>, text: &str) -> Result<Option<i64>, Error> {
    tx.query_opt("SELECT id FROM user_agents WHERE text = ?1", params![text], from_row)
}

/// How it calls itself.
pub fn text(tx: &mut Tx<'_>, id: i64) -> Result<Option<String>, Error> {
    tx.query_opt("SELECT text FROM user_agents WHERE id = ?1", params![id], |row| row.of("user_agents", 0).take("text"))
}

fn from_row(row: &Row<'_>) -> Result<i64, Error> {
    row.of("user_agents", 0).take("id")
}
