//! Invitations: an address that somebody may join with, and the keyed hash of the link that was sent there. That one is accepted once is
//! decided by a single conditional update.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{InvitationId, PoolId, TenantId, UserId, WorkspaceId},
    identifier::{IdentifierKind, end_of},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub pool_id: PoolId,
    pub id: InvitationId,
    pub tenant_id: TenantId,
    pub workspace_id: WorkspaceId,
    pub hash: [u8; 32],
    pub kind: IdentifierKind,
    /// In its folded form.
    pub address: String,
    /// The ids of the roles that come with it, apart by spaces.
    pub roles: String,
    /// None where the operator did it.
    pub invited_by: Option<UserId>,
    pub created_at: i64,
    pub expires_at: i64,
    pub accepted_at: Option<i64>,
    pub revoked_at: Option<i64>,
    /// What a program registered somebody with, sealed. None where somebody was invited.
    pub carried: Option<Vec<u8>>,
}

pub fn insert(tx: &mut Tx<'_>, invitation: &Invitation) -> Result<(), Error> {
    let sql = "INSERT INTO invitations (pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, invited_by, created_at, \
               expires_at, accepted_at, revoked_at, carried) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let i = invitation;
    let values = params![
        i.pool_id,
        i.id,
        i.tenant_id,
        i.workspace_id,
        i.hash,
        i.kind,
        i.address,
        i.roles,
        i.invited_by,
        i.created_at,
        i.expires_at,
        i.accepted_at,
        i.revoked_at,
        i.carried,
    ];
    tx.execute(sql, values).map(drop)
}

/// Also one that was accepted, revoked, or has expired.
pub fn find_link(tx: &mut Tx<'_>, pool: PoolId, hash: &[u8; 32]) -> Result<Option<Invitation>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, invited_by, created_at, \
               expires_at, accepted_at, revoked_at, carried FROM invitations \
               WHERE pool_id = ?1 AND hash = ?2";
    tx.query_opt(sql, params![pool, hash], from_row)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, invited_by, created_at, \
               expires_at, accepted_at, revoked_at, carried FROM invitations \
               WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], from_row)
}

macro_rules! pending {
    () => {
        "SELECT pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, invited_by, created_at, \
         expires_at, accepted_at, revoked_at, carried FROM invitations \
         WHERE pool_id = ?1 AND accepted_at IS NULL AND revoked_at IS NULL AND carried IS NULL ORDER BY id DESC LIMIT ?2"
    };
}

/// Those of a pool that wait for an answer, expired ones among them, newest first. Whom a program has registered nobody has invited.
pub fn pending(tx: &mut Tx<'_>, pool: PoolId, most: u32) -> Result<Vec<Invitation>, Error> {
    tx.query(pending!(), params![pool, most], from_row)
}

/// The roles of the invitations to this address whose link is still good. No address has a hundred of them by chance.
pub fn waiting(tx: &mut Tx<'_>, pool: PoolId, address: &str, now: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT roles FROM invitations WHERE pool_id = ?1 AND address = ?2 AND accepted_at IS NULL \
               AND revoked_at IS NULL AND carried IS NULL AND expires_at > ?3 LIMIT 100";
    tx.query(sql, params![pool, address, now], |row| row.of("invitations", 0).take("roles"))
}

macro_rules! over {
    () => {
        "SELECT pool_id, id FROM invitations WHERE carried IS NOT NULL AND expires_at < ?1 ORDER BY expires_at LIMIT ?2"
    };
}

/// Forgets whom programs have registered and who have not come in in time; how many went.
pub fn sweep(tx: &mut Tx<'_>, before: i64, limit: u32) -> Result<u64, Error> {
    let rows: Vec<(PoolId, InvitationId)> = tx.query(over!(), params![before, limit], |row| {
        let mut row = row.of("invitations", 1);
        Ok((row.take("pool_id")?, row.take("id")?))
    })?;
    let mut swept = 0;
    for (pool, id) in rows {
        swept += tx.execute("DELETE FROM invitations WHERE pool_id = ?1 AND id = ?2", params![pool, id])?;
    }
    Ok(swept)
}

/// In which order a list shows those of a pool: by one index each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    Oldest,
    /// Those to whom it was sent whose address begins so; by the address.
    Beginning(String),
}

/// The last one that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub address: String,
    pub id: InvitationId,
}

/// Rows of a window. It stands in the statements as a number, or PostgreSQL plans for a tenth of the pool.
pub const WINDOW: usize = 250;

macro_rules! listed {
    ($how:literal) => {
        concat!(
            "SELECT pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, invited_by, created_at, \
             expires_at, accepted_at, revoked_at, carried FROM invitations WHERE pool_id = ?1 AND ",
            $how,
            " LIMIT 250"
        )
    };
}

macro_rules! newest {
    () => {
        listed!("id < ?2 ORDER BY id DESC")
    };
}

macro_rules! oldest {
    () => {
        listed!("id > ?2 ORDER BY id")
    };
}

macro_rules! beginning {
    () => {
        listed!("address >= ?2 AND address < ?3 AND (address, id) > (?2, ?4) ORDER BY address, id")
    };
}

/// The [`WINDOW`] behind a place, whatever became of them; fewer where these are the last.
pub fn window(tx: &mut Tx<'_>, pool: PoolId, order: &Order, from: Option<&Place>) -> Result<Vec<Invitation>, Error> {
    let last = InvitationId::from_bytes([0xff; 16]);
    match order {
        Order::Newest => tx.query(newest!(), params![pool, from.map_or(last, |place| place.id)], from_row),
        Order::Oldest => {
            let id = from.map_or(InvitationId::NIL, |place| place.id);
            tx.query(oldest!(), params![pool, id], from_row)
        }
        Order::Beginning(prefix) => {
            // A place of another search is none of this one.
            let from = from.filter(|place| place.address.starts_with(prefix.as_str()));
            let (address, id) = from.map_or((prefix, InvitationId::NIL), |place| (&place.address, place.id));
            tx.query(beginning!(), params![pool, address, end_of(prefix), id], from_row)
        }
    }
}

/// `false` when it was accepted or revoked, or has expired. What it carried is the account's, or nobody's.
pub fn accept(tx: &mut Tx<'_>, pool: PoolId, id: InvitationId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE invitations SET accepted_at = ?3, carried = NULL WHERE pool_id = ?1 AND id = ?2 AND accepted_at IS NULL \
               AND revoked_at IS NULL AND expires_at > ?3";
    Ok(tx.execute(sql, params![pool, id, at])? == 1)
}

/// Puts another link in the place of the one that was sent. `false` when it was accepted or revoked.
pub fn renew(
    tx: &mut Tx<'_>,
    pool: PoolId,
    id: InvitationId,
    (hash, expires_at): (&[u8; 32], i64),
) -> Result<bool, Error> {
    let sql = "UPDATE invitations SET hash = ?3, expires_at = ?4 WHERE pool_id = ?1 AND id = ?2 AND accepted_at IS NULL \
               AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![pool, id, hash, expires_at])? == 1)
}

/// `false` when it was accepted or revoked before.
pub fn revoke(tx: &mut Tx<'_>, pool: PoolId, id: InvitationId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE invitations SET revoked_at = ?3, carried = NULL WHERE pool_id = ?1 AND id = ?2 AND accepted_at IS NULL \
               AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![pool, id, at])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Invitation, Error> {
    let mut row = row.of("invitations", 1);
    Ok(Invitation {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        workspace_id: row.take("workspace_id")?,
        hash: row.take("hash")?,
        kind: row.take("kind")?,
        address: row.take("address")?,
        roles: row.take("roles")?,
        invited_by: row.take("invited_by")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
        accepted_at: row.take("accepted_at")?,
        revoked_at: row.take("revoked_at")?,
        carried: row.take("carried")?,
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

    // A million of them: each order is walked by an index, from where it begins.
    #[tokio::test]
    async fn no_list_of_invitations_walks_the_pool() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plans", |tx| {
            let key = params![PoolId::NIL, InvitationId::NIL];
            for (sql, index, values) in [
                (concat!("EXPLAIN QUERY PLAN ", newest!()), "PRIMARY KEY (pool_id=? AND id<?)", &key[..]),
                (concat!("EXPLAIN QUERY PLAN ", oldest!()), "PRIMARY KEY (pool_id=? AND id>?)", &key[..]),
                (
                    concat!("EXPLAIN QUERY PLAN ", pending!()),
                    "invitations_pending (pool_id=?)",
                    &params![PoolId::NIL, 10_u32][..],
                ),
                (
                    concat!("EXPLAIN QUERY PLAN ", over!()),
                    "invitations_carried (expires_at<?)",
                    &params![0_i64, 10_u32][..],
                ),
                (
                    concat!("EXPLAIN QUERY PLAN ", beginning!()),
                    "invitations_to (pool_id=? AND address>? AND address<?)",
                    &params![PoolId::NIL, "ada", "adb", InvitationId::NIL][..],
                ),
            ] {
                let steps = plan(tx, sql, values)?;
                assert!(steps[0].contains(index), "{sql}: {steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}: {steps:?}");
            }
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
