//! Administrators: which users may open the console. `scope` is a text of the domain.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{AdministratorId, PoolId, TenantId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    pub tenant_id: TenantId,
    pub id: AdministratorId,
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub scope: String,
    pub created_at: i64,
}

/// `false` when the user is one already.
pub fn insert(tx: &mut Tx<'_>, administrator: &Administrator) -> Result<bool, Error> {
    let sql = "INSERT INTO administrators (tenant_id, id, pool_id, user_id, scope, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (pool_id, user_id) DO NOTHING";
    let Administrator { tenant_id, id, pool_id, user_id, scope, created_at } = administrator;
    Ok(tx.execute(sql, params![tenant_id, id, pool_id, user_id, scope, created_at])? == 1)
}

/// Of all tenants, oldest first within each.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Administrator>, Error> {
    let sql = "SELECT tenant_id, id, pool_id, user_id, scope, created_at FROM administrators ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Administrator>, Error> {
    let sql = "SELECT tenant_id, id, pool_id, user_id, scope, created_at FROM administrators \
               WHERE pool_id = ?1 AND user_id = ?2";
    tx.query_opt(sql, params![pool, user], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Administrator, Error> {
    let mut row = row.of("administrators", 1);
    Ok(Administrator {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        scope: row.take("scope")?,
        created_at: row.take("created_at")?,
    })
}
