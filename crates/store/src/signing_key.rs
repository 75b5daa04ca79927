//! The keys that sign what a tenant's applications are told, sealed: this crate never sees one open. A key signs only from a time on by which
//! everybody who checks may have read it.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{KeyId, TenantId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub tenant_id: TenantId,
    pub id: KeyId,
    /// As JOSE names it.
    pub algorithm: String,
    pub sealed: Vec<u8>,
    pub created_at: i64,
    pub signs_from: i64,
}

/// Oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<SigningKey>, Error> {
    let sql =
        "SELECT tenant_id, id, algorithm, sealed, created_at, signs_from FROM signing_keys ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

/// When a key came and signs, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub tenant_id: TenantId,
    pub id: KeyId,
    pub algorithm: String,
    pub created_at: i64,
    pub signs_from: i64,
}

/// Of all keys, the oldest first.
pub fn lives(tx: &mut Tx<'_>) -> Result<Vec<Life>, Error> {
    let sql = "SELECT tenant_id, id, algorithm, created_at, signs_from FROM signing_keys ORDER BY tenant_id, id";
    tx.query(sql, &[], |row| {
        let mut row = row.of("signing_keys", 1);
        Ok(Life {
            tenant_id: row.take("tenant_id")?,
            id: row.take("id")?,
            algorithm: row.take("algorithm")?,
            created_at: row.take("created_at")?,
            signs_from: row.take("signs_from")?,
        })
    })
}

pub fn of_tenant(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Vec<SigningKey>, Error> {
    let sql = "SELECT tenant_id, id, algorithm, sealed, created_at, signs_from FROM signing_keys \
               WHERE tenant_id = ?1 ORDER BY id";
    tx.query(sql, params![tenant], from_row)
}

pub fn insert(tx: &mut Tx<'_>, key: &SigningKey) -> Result<(), Error> {
    let sql = "INSERT INTO signing_keys (tenant_id, id, algorithm, sealed, created_at, signs_from) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let SigningKey { tenant_id, id, algorithm, sealed, created_at, signs_from } = key;
    tx.execute(sql, params![tenant_id, id, algorithm, sealed, created_at, signs_from]).map(drop)
}

/// Whether there was such a key.
pub fn delete(tx: &mut Tx<'_>, tenant: TenantId, id: KeyId) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM signing_keys WHERE tenant_id = ?1 AND id = ?2", params![tenant, id])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<SigningKey, Error> {
    let mut row = row.of("signing_keys", 1);
    Ok(SigningKey {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        algorithm: row.take("algorithm")?,
        sealed: row.take("sealed")?,
        created_at: row.take("created_at")?,
        signs_from: row.take("signs_from")?,
    })
}
