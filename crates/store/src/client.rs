//! Applications that sign their users in here. What a client may do is in its settings, which this crate does not read.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{TenantId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub tenant_id: TenantId,
    /// [`WorkspaceId::NIL`] for a client of the tenant itself.
    pub workspace_id: WorkspaceId,
    /// The `client_id`.
    pub id: String,
    pub name: String,
    pub secret_hash: Option<[u8; 32]>,
    pub settings: String,
    pub enabled: bool,
    pub created_at: i64,
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Client>, Error> {
    let sql = "SELECT tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at FROM clients \
               ORDER BY tenant_id, workspace_id, id";
    tx.query(sql, &[], from_row)
}

pub fn find(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId), id: &str) -> Result<Option<Client>, Error> {
    let sql = "SELECT tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at FROM clients \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    tx.query_opt(sql, params![tenant, workspace, id], from_row)
}

/// How many clients a workspace has whose ids are addresses, but for those that are switched off.
pub fn count_described(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId)) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS number FROM clients \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND enabled = 1 AND id LIKE '%://%'";
    number(tx, sql, (tenant, workspace))
}

/// How many clients a workspace has whose ids are no addresses.
pub fn count_registered(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId)) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS number FROM clients \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id NOT LIKE '%://%'";
    number(tx, sql, (tenant, workspace))
}

fn number(tx: &mut Tx<'_>, sql: &'static str, (tenant, workspace): (TenantId, WorkspaceId)) -> Result<u64, Error> {
    let number = tx.query_opt(sql, params![tenant, workspace], |row| row.of("clients", 0).take::<i64>("number"))?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default())
}

macro_rules! oldest_unused {
    () => {
        "SELECT c.id FROM clients c \
         WHERE c.tenant_id = ?1 AND c.workspace_id = ?2 AND c.enabled = 1 AND c.id LIKE '%://%' AND NOT EXISTS (\
         SELECT 1 FROM grants i JOIN grants g ON g.workspace_id = i.workspace_id AND g.id = i.id \
         WHERE i.workspace_id = c.workspace_id AND i.client_id = c.id AND g.expires_at > ?3 \
         AND g.revoked_at IS NULL) ORDER BY c.created_at, c.id LIMIT 1"
    };
}

/// Of those that [`count_described`] counts the oldest with which nobody has a grant that is neither over nor revoked.
pub fn oldest_unused(
    tx: &mut Tx<'_>,
    (tenant, workspace): (TenantId, WorkspaceId),
    now: i64,
) -> Result<Option<String>, Error> {
    tx.query_opt(oldest_unused!(), params![tenant, workspace, now], |row| row.of("clients", 0).take("id"))
}

/// `false` where the name is taken.
pub fn insert(tx: &mut Tx<'_>, client: &Client) -> Result<bool, Error> {
    let sql = "INSERT INTO clients (tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (tenant_id, workspace_id, id) DO NOTHING";
    let Client { tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at } = client;
    let values = params![tenant_id, workspace_id, id, name, secret_hash, settings, enabled, created_at];
    Ok(tx.execute(sql, values)? == 1)
}

/// Everything but when it was made. `false` where there is none.
pub fn update(tx: &mut Tx<'_>, client: &Client) -> Result<bool, Error> {
    let sql = "UPDATE clients SET name = ?4, secret_hash = ?5, settings = ?6, enabled = ?7 \
               WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    let Client { tenant_id, workspace_id, id, name, secret_hash, settings, enabled, .. } = client;
    let values = params![tenant_id, workspace_id, id, name, secret_hash, settings, enabled];
    Ok(tx.execute(sql, values)? == 1)
}

/// Whether there was one.
pub fn delete(tx: &mut Tx<'_>, (tenant, workspace): (TenantId, WorkspaceId), id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM clients WHERE tenant_id = ?1 AND workspace_id = ?2 AND id = ?3";
    Ok(tx.execute(sql, params![tenant, workspace, id])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Client, Error> {
    let mut row = row.of("clients", 2);
    Ok(Client {
        tenant_id: row.take("tenant_id")?,
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        name: row.take("name")?,
        secret_hash: row.take("secret_hash")?,
        settings: row.take("settings")?,
        enabled: row.take("enabled")?,
        created_at: row.take("created_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
        user_list::tests::plan,
    };

    // The index is what keeps a stranger's document from walking through all grants of a workspace.
    #[tokio::test]
    async fn whether_a_client_is_used_is_found_by_its_own_grants() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let looked = store.read("plan", |tx| {
            let sql = concat!("EXPLAIN QUERY PLAN ", oldest_unused!());
            let steps = plan(tx, sql, params![TenantId::NIL, WorkspaceId::NIL, 0_i64])?;
            let has = |part: &str| steps.iter().any(|step| step.contains(part));
            assert!(has("INDEX grants_of_client (workspace_id=? AND client_id=?)"), "{steps:?}");
            assert!(has("SEARCH g USING PRIMARY KEY (workspace_id=? AND id=?)"), "{steps:?}");
            assert!(has("PRIMARY KEY (tenant_id=? AND workspace_id=?"), "{steps:?}");
            Ok::<_, Error>(())
        });
        looked.await.unwrap();
    }
}
