//! What members have granted to applications. A row is first a code and then a family of refresh tokens; each step is one conditional update,
//! so of two who come at once one succeeds. A revoked row stays until it would have ended: whoever shows one of its tokens again is answered.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{GrantId, PoolId, SessionId, TenantId, UserId, WorkspaceId},
    passkey::Counted,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub workspace_id: WorkspaceId,
    pub id: GrantId,
    pub tenant_id: TenantId,
    pub pool_id: PoolId,
    pub client_id: String,
    pub user_id: UserId,
    /// The session that it hangs on; none where it outlives sessions.
    pub session_id: Option<SessionId>,
    pub epoch: i64,
    pub scope: String,
    pub amr: String,
    pub acr: String,
    pub authenticated_at: i64,
    pub request: String,
    pub code_hash: Option<[u8; 32]>,
    pub code_expires_at: Option<i64>,
    pub code_spent_at: Option<i64>,
    pub key_thumbprint: Option<String>,
    pub generation: i64,
    pub rotated_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}

macro_rules! columns {
    () => {
        "workspace_id, id, tenant_id, pool_id, client_id, user_id, session_id, epoch, scope, amr, acr, authenticated_at, \
         request, code_hash, code_expires_at, code_spent_at, key_thumbprint, generation, rotated_at, created_at, \
         expires_at, revoked_at"
    };
}

pub fn insert(tx: &mut Tx<'_>, grant: &Grant) -> Result<(), Error> {
    let sql = concat!(
        "INSERT INTO grants (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"
    );
    let g = grant;
    let values = params![
        g.workspace_id,
        g.id,
        g.tenant_id,
        g.pool_id,
        g.client_id,
        g.user_id,
        g.session_id,
        g.epoch,
        g.scope,
        g.amr,
        g.acr,
        g.authenticated_at,
        g.request,
        g.code_hash,
        g.code_expires_at,
        g.code_spent_at,
        g.key_thumbprint,
        g.generation,
        g.rotated_at,
        g.created_at,
        g.expires_at,
        g.revoked_at,
    ];
    tx.execute(sql, values).map(drop)
}

/// Also one that is over or revoked: the caller has the clock, and says why.
pub fn find(tx: &mut Tx<'_>, workspace: WorkspaceId, id: GrantId) -> Result<Option<Grant>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM grants WHERE workspace_id = ?1 AND id = ?2");
    tx.query_opt(sql, params![workspace, id], from_row)
}

/// `false` where the code was spent before, or the grant revoked. From then on it lives as long as its tokens may.
pub fn spend_code(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, GrantId),
    now: i64,
    (expires_at, key_thumbprint): (i64, Option<&str>),
) -> Result<bool, Error> {
    let sql = "UPDATE grants SET code_spent_at = ?3, rotated_at = ?3, expires_at = ?4, key_thumbprint = ?5 \
               WHERE workspace_id = ?1 AND id = ?2 AND code_spent_at IS NULL AND code_hash IS NOT NULL \
               AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, now, expires_at, key_thumbprint])? == 1)
}

/// The next refresh token takes the place of this one. `false` where somebody else was first.
pub fn rotate(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, GrantId),
    generation: i64,
    (now, expires_at): (i64, i64),
) -> Result<bool, Error> {
    let sql = "UPDATE grants SET generation = generation + 1, rotated_at = ?4, expires_at = ?5 \
               WHERE workspace_id = ?1 AND id = ?2 AND generation = ?3 AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, generation, now, expires_at])? == 1)
}

/// `false` where it was revoked before.
pub fn revoke(tx: &mut Tx<'_>, (workspace, id): (WorkspaceId, GrantId), now: i64) -> Result<bool, Error> {
    let sql = "UPDATE grants SET revoked_at = ?3 WHERE workspace_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, now])? == 1)
}

/// Carries a grant over a change that ends all others: the application that asked for the change goes on.
pub fn keep(tx: &mut Tx<'_>, (workspace, id): (WorkspaceId, GrantId), epoch: i64) -> Result<bool, Error> {
    let sql = "UPDATE grants SET epoch = ?3 WHERE workspace_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    Ok(tx.execute(sql, params![workspace, id, epoch])? == 1)
}

/// Those of a user that are neither over nor revoked, oldest first.
pub fn of_user(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64, limit: u32) -> Result<Vec<Grant>, Error> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM grants WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?3 AND revoked_at IS NULL ORDER BY id LIMIT ?4"
    );
    tx.query(sql, params![pool, user, now, limit], from_row)
}

/// How many members have something with a client that is neither over nor revoked, among its latest `most` grants.
pub fn connected(
    tx: &mut Tx<'_>,
    (workspace, client): (WorkspaceId, &str),
    now: i64,
    most: u32,
) -> Result<Counted, Error> {
    // By the index alone as far as it goes, and then each row by its key.
    let sql = "SELECT COUNT(DISTINCT CASE WHEN expires_at > ?3 AND revoked_at IS NULL \
               AND (code_spent_at IS NOT NULL OR code_hash IS NULL) THEN user_id END) AS number, COUNT(*) AS looked \
               FROM (SELECT id AS own FROM grants WHERE workspace_id = ?1 AND client_id = ?2 \
               ORDER BY id DESC LIMIT ?4) AS latest JOIN grants ON workspace_id = ?1 AND id = own";
    let found = tx.query_opt(sql, params![workspace, client, now, most], |row| {
        let mut row = row.of("grants", 1);
        Ok((row.take::<i64>("number")?, row.take::<i64>("looked")?))
    })?;
    let (number, looked) = found.unwrap_or_default();
    Ok(Counted { number: u64::try_from(number).unwrap_or_default(), is_all: looked < i64::from(most) })
}

/// How a client uses what a user has granted it, scope by scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub client_id: String,
    pub scope: String,
    pub since: i64,
    pub last_used_at: i64,
    /// Whether any of it holds still: of the user's epoch, and with its session where it hangs on one.
    pub lives: bool,
}

/// What clients of a workspace use of a user's, of all that is neither over nor revoked.
pub fn uses(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (workspace, now): (WorkspaceId, i64),
) -> Result<Vec<Use>, Error> {
    let sql = "SELECT g.client_id, g.scope, MIN(g.created_at) AS since, MAX(g.rotated_at) AS last_used_at, \
               MAX(CASE WHEN g.epoch = u.epoch AND (g.session_id IS NULL OR EXISTS (\
               SELECT 1 FROM sessions s WHERE s.pool_id = g.pool_id AND s.id = g.session_id AND s.expires_at > ?4 \
               AND s.idle_ended_at IS NULL)) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS lives \
               FROM grants g JOIN users u ON u.pool_id = g.pool_id AND u.id = g.user_id \
               WHERE g.pool_id = ?1 AND g.user_id = ?2 AND g.workspace_id = ?3 AND g.expires_at > ?4 \
               AND g.revoked_at IS NULL AND g.code_spent_at IS NOT NULL \
               GROUP BY g.client_id, g.scope ORDER BY g.client_id, g.scope";
    tx.query(sql, params![pool, user, workspace, now], |row| {
        let mut row = row.of("grants", 0);
        Ok(Use {
            client_id: row.take("client_id")?,
            scope: row.take("scope")?,
            since: row.take("since")?,
            last_used_at: row.take("last_used_at")?,
            lives: row.take::<i64>("lives")? == 1,
        })
    })
}

/// Ends all that a user has granted to a client; how many there were.
pub fn revoke_of_client(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (workspace, client): (WorkspaceId, &str),
    now: i64,
) -> Result<u64, Error> {
    let sql = "UPDATE grants SET revoked_at = ?5 WHERE pool_id = ?1 AND user_id = ?2 AND workspace_id = ?3 \
               AND client_id = ?4 AND revoked_at IS NULL";
    tx.execute(sql, params![pool, user, workspace, client, now])
}

/// Forgets at most `limit` of each workspace that ended before this moment; how many went.
pub fn sweep(tx: &mut Tx<'_>, before: i64, limit: u32) -> Result<u64, Error> {
    let workspaces: Vec<WorkspaceId> =
        tx.query("SELECT id FROM workspaces", &[], |row| row.of("workspaces", 0).take("id"))?;
    let sql = "DELETE FROM grants WHERE workspace_id = ?1 AND id IN (\
               SELECT id FROM grants WHERE workspace_id = ?1 AND expires_at < ?2 ORDER BY id LIMIT ?3)";
    let mut swept = 0;
    for workspace in workspaces {
        swept += tx.execute(sql, params![workspace, before, limit])?;
    }
    Ok(swept)
}

fn from_row(row: &Row<'_>) -> Result<Grant, Error> {
    let mut row = row.of("grants", 1);
    Ok(Grant {
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        pool_id: row.take("pool_id")?,
        client_id: row.take("client_id")?,
        user_id: row.take("user_id")?,
        session_id: row.take("session_id")?,
        epoch: row.take("epoch")?,
        scope: row.take("scope")?,
        amr: row.take("amr")?,
        acr: row.take("acr")?,
        authenticated_at: row.take("authenticated_at")?,
        request: row.take("request")?,
        code_hash: row.take("code_hash")?,
        code_expires_at: row.take("code_expires_at")?,
        code_spent_at: row.take("code_spent_at")?,
        key_thumbprint: row.take("key_thumbprint")?,
        generation: row.take("generation")?,
        rotated_at: row.take("rotated_at")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
        revoked_at: row.take("revoked_at")?,
    })
}
