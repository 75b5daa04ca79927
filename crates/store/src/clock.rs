//! The database's clock: the one clock that all nodes share.

use crate::{db::Tx, error::Error};

/// Unix seconds.
pub fn now(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = tx.dialect().select_now();
    let now = tx.query_opt(sql, &[], |row| row.of("clock", 0).take("now"))?;
    now.ok_or_else(|| Error::CorruptRow { table: "clock", column: "now", id: String::new() })
}
