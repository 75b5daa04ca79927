//! Administrators: which users may open the console, what for, and over what. `scope` is a text of the domain.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{AdministratorId, PoolId, TenantId, UserId},
};

words! {
    /// What an administrator may do; the domain says what that is.
    AdministratorRole {
        Auditor = "auditor",
        Support = "support",
        Administrator = "administrator",
        Owner = "owner",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    pub tenant_id: TenantId,
    pub id: AdministratorId,
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub scope: String,
    pub created_at: i64,
    pub role: AdministratorRole,
}

/// `false` when the user is one already.
pub fn insert(tx: &mut Tx<'_>, administrator: &Administrator) -> Result<bool, Error> {
    let sql = "INSERT INTO administrators (tenant_id, id, pool_id, user_id, scope, created_at, role) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (pool_id, user_id) DO NOTHING";
    let Administrator { tenant_id, id, pool_id, user_id, scope, created_at, role } = administrator;
    Ok(tx.execute(sql, params![tenant_id, id, pool_id, user_id, scope, created_at, role])? == 1)
}

/// Changes what an administrator may do, and over what. Whether there is such an administrator.
pub fn update(tx: &mut Tx<'_>, administrator: &Administrator) -> Result<bool, Error> {
    let sql = "UPDATE administrators SET scope = ?3, role = ?4 WHERE tenant_id = ?1 AND id = ?2";
    let Administrator { tenant_id, id, scope, role, .. } = administrator;
    Ok(tx.execute(sql, params![tenant_id, id, scope, role])? == 1)
}

/// The user stays a member.
pub fn delete(tx: &mut Tx<'_>, tenant: TenantId, id: AdministratorId) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM administrators WHERE tenant_id = ?1 AND id = ?2", params![tenant, id])? == 1)
}

/// Of all tenants, oldest first within each.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Administrator>, Error> {
    let sql =
        "SELECT tenant_id, id, pool_id, user_id, scope, created_at, role FROM administrators ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Option<Administrator>, Error> {
    let sql = "SELECT tenant_id, id, pool_id, user_id, scope, created_at, role FROM administrators \
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
        role: row.take("role")?,
    })
}
