//! Pools: sets of users with their sign-in rules. `origins` and `settings` are texts that the domain reads and writes.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, TenantId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub tenant_id: TenantId,
    pub id: PoolId,
    pub name: String,
    pub rp_id: String,
    pub origins: String,
    pub settings: String,
}

pub fn insert(tx: &mut Tx<'_>, pool: &Pool) -> Result<(), Error> {
    let sql = "INSERT INTO pools (tenant_id, id, name, rp_id, origins, settings) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Pool { tenant_id, id, name, rp_id, origins, settings } = pool;
    tx.execute(sql, params![tenant_id, id, name, rp_id, origins, settings]).map(drop)
}

/// Name, RP ID, origins and settings of a pool; `false` when there is none.
pub fn update(tx: &mut Tx<'_>, pool: &Pool) -> Result<bool, Error> {
    let sql = "UPDATE pools SET name = ?3, rp_id = ?4, origins = ?5, settings = ?6 WHERE tenant_id = ?1 AND id = ?2";
    let Pool { tenant_id, id, name, rp_id, origins, settings } = pool;
    Ok(tx.execute(sql, params![tenant_id, id, name, rp_id, origins, settings])? == 1)
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Pool>, Error> {
    let sql = "SELECT tenant_id, id, name, rp_id, origins, settings FROM pools ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Pool, Error> {
    let mut row = row.of("pools", 1);
    Ok(Pool {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        name: row.take("name")?,
        rp_id: row.take("rp_id")?,
        origins: row.take("origins")?,
        settings: row.take("settings")?,
    })
}
