//! Counts per pool and day, and up to which event they are counted. Whoever adds counts moves the position in the same transaction, so that
//! an event is counted once or not yet. Nothing that names a person may ever be a value here.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{EventId, PoolId, TenantId},
};

/// One number: what was counted, of which kind, how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollup {
    pub day: i64,
    pub name: String,
    pub value: String,
    pub number: i64,
}

/// Up to which event a tenant's figures are counted; none where nothing is.
pub fn position(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Option<EventId>, Error> {
    let sql = "SELECT event_id, tenant_id FROM rollup_positions WHERE tenant_id = ?1";
    tx.query_opt(sql, params![tenant], |row| row.of("rollup_positions", 1).take("event_id"))
}

pub fn move_to(tx: &mut Tx<'_>, tenant: TenantId, event: EventId) -> Result<(), Error> {
    let sql = "INSERT INTO rollup_positions (tenant_id, event_id) VALUES (?1, ?2) \
               ON CONFLICT (tenant_id) DO UPDATE SET event_id = excluded.event_id";
    tx.execute(sql, params![tenant, event]).map(drop)
}

pub fn add(tx: &mut Tx<'_>, pool: PoolId, rollup: &Rollup) -> Result<(), Error> {
    let sql = "INSERT INTO rollups (pool_id, day, name, value, number) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (pool_id, day, name, value) DO UPDATE SET number = rollups.number + excluded.number";
    let Rollup { day, name, value, number } = rollup;
    tx.execute(sql, params![pool, day, name, value, number]).map(drop)
}

/// Puts these in the place of whatever stood under their name on a day: for what is counted anew, and not added to.
pub fn replace(tx: &mut Tx<'_>, pool: PoolId, (day, name): (i64, &str), rows: &[(&str, i64)]) -> Result<(), Error> {
    tx.execute("DELETE FROM rollups WHERE pool_id = ?1 AND day = ?2 AND name = ?3", params![pool, day, name])?;
    let row =
        |(value, number): &(&str, i64)| Rollup { day, name: name.into(), value: (*value).into(), number: *number };
    rows.iter().map(row).try_for_each(|rollup| add(tx, pool, &rollup))
}

/// What the days from the first to the last of them make together.
pub fn sums(tx: &mut Tx<'_>, pool: PoolId, (first, last): (i64, i64)) -> Result<Vec<Rollup>, Error> {
    let sql = "SELECT MAX(day) AS day, name, value, CAST(SUM(number) AS BIGINT) AS number FROM rollups \
               WHERE pool_id = ?1 AND day >= ?2 AND day <= ?3 GROUP BY name, value ORDER BY name, value";
    tx.query(sql, params![pool, first, last], from_row)
}

/// The days of one kind of number, in order.
pub fn days(tx: &mut Tx<'_>, pool: PoolId, name: &str, (first, last): (i64, i64)) -> Result<Vec<Rollup>, Error> {
    let sql = "SELECT day, name, value, number FROM rollups \
               WHERE pool_id = ?1 AND day >= ?2 AND day <= ?3 AND name = ?4 ORDER BY day, value";
    tx.query(sql, params![pool, first, last, name], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Rollup, Error> {
    let mut row = row.of("rollups", 0);
    Ok(Rollup {
        day: row.take("day")?,
        name: row.take("name")?,
        value: row.take("value")?,
        number: row.take("number")?,
    })
}
