//! Tenants: the customers of an installation. Nothing crosses between them.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::TenantId,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub preset: String,
    pub created_at: i64,
}

pub fn insert(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<(), Error> {
    let sql = "INSERT INTO tenants (id, slug, name, preset, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let Tenant { id, slug, name, preset, created_at } = tenant;
    tx.execute(sql, params![id, slug, name, preset, created_at]).map(drop)
}

/// Name and preset of a tenant; `false` when there is none.
pub fn update(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<bool, Error> {
    let Tenant { id, name, preset, .. } = tenant;
    Ok(tx.execute("UPDATE tenants SET name = ?2, preset = ?3 WHERE id = ?1", params![id, name, preset])? == 1)
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Tenant>, Error> {
    tx.query("SELECT id, slug, name, preset, created_at FROM tenants ORDER BY id", &[], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Tenant, Error> {
    let mut row = row.of("tenants", 0);
    Ok(Tenant {
        id: row.take("id")?,
        slug: row.take("slug")?,
        name: row.take("name")?,
        preset: row.take("preset")?,
        created_at: row.take("created_at")?,
    })
}
