//! Which applications a session has signed its member in to, and which of them are still to be told that it is over. Whoever ends sessions does
//! so by this crate, which marks their rows in the same transaction: no end can be forgotten. What marks must never write anything else.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, SessionId, TenantId, TokenId, UserId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClient {
    pub pool_id: PoolId,
    pub session_id: SessionId,
    pub workspace_id: WorkspaceId,
    pub client_id: String,
    pub tenant_id: TenantId,
    pub user_id: UserId,
    /// How the application knows the session.
    pub sid: String,
    /// Of the message that says that it is over, however often it is sent.
    pub message_id: TokenId,
    /// How often somebody took it to be sent; also names the one who took it last.
    pub attempts: i64,
}

/// Notes that the application was told who is there; the name by which it knows the session, which is that of the first time.
pub fn enter(tx: &mut Tx<'_>, row: &SessionClient) -> Result<String, Error> {
    let sql = "INSERT INTO session_clients (pool_id, session_id, workspace_id, client_id, tenant_id, user_id, sid, \
               message_id, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0) \
               ON CONFLICT (pool_id, session_id, workspace_id, client_id) DO NOTHING";
    let r = row;
    let values =
        params![r.pool_id, r.session_id, r.workspace_id, r.client_id, r.tenant_id, r.user_id, r.sid, r.message_id];
    if tx.execute(sql, values)? == 1 {
        return Ok(row.sid.clone());
    }
    let known = sid(tx, (r.pool_id, r.session_id), (r.workspace_id, &r.client_id))?;
    Ok(known.unwrap_or_else(|| row.sid.clone()))
}

/// How an application knows a session; none where it was never told of it.
pub fn sid(
    tx: &mut Tx<'_>,
    (pool, session): (PoolId, SessionId),
    (workspace, client): (WorkspaceId, &str),
) -> Result<Option<String>, Error> {
    let sql = "SELECT sid FROM session_clients \
               WHERE pool_id = ?1 AND session_id = ?2 AND workspace_id = ?3 AND client_id = ?4";
    tx.query_opt(sql, params![pool, session, workspace, client], |row| row.of("session_clients", 0).take("sid"))
}

/// A session takes the place of another of the same member, as a step-up does: applications know it by the same name, and what they were
/// granted goes on.
pub fn succeed(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (old, new): (SessionId, SessionId),
) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET session_id = ?3 WHERE pool_id = ?1 AND session_id = ?2";
    tx.execute(sql, params![pool, old, new])?;
    let sql = "UPDATE grants SET session_id = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND session_id = ?3";
    tx.execute(sql, params![pool, user, old, new]).map(drop)
}

/// The session is over: all its applications are to be told.
pub(crate) fn end(tx: &mut Tx<'_>, pool: PoolId, session: SessionId) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = 0 WHERE pool_id = ?1 AND session_id = ?2 AND due_at IS NULL";
    tx.execute(sql, params![pool, session]).map(drop)
}

/// All sessions of a user are.
pub(crate) fn end_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = 0 WHERE pool_id = ?1 AND user_id = ?2 AND due_at IS NULL";
    tx.execute(sql, params![pool, user]).map(drop)
}

/// This one is carried over, in the transaction that has just ended all of them.
pub(crate) fn go_on(tx: &mut Tx<'_>, pool: PoolId, session: SessionId) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = NULL WHERE pool_id = ?1 AND session_id = ?2 AND due_at = 0";
    tx.execute(sql, params![pool, session]).map(drop)
}

/// The same of all that have the user's present epoch.
pub(crate) fn all_go_on(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = NULL WHERE pool_id = ?1 AND user_id = ?2 AND due_at = 0 \
               AND session_id IN (SELECT s.id FROM sessions s JOIN users u ON u.pool_id = s.pool_id AND u.id = s.user_id \
               WHERE s.pool_id = ?1 AND u.id = ?2 AND s.epoch = u.epoch)";
    tx.execute(sql, params![pool, user]).map(drop)
}

/// Those of the sessions that [`crate::session::sweep`] is about to delete.
pub(crate) fn end_expired(tx: &mut Tx<'_>, pool: PoolId, before_ms: i64, limit: u32) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = 0 WHERE pool_id = ?1 AND due_at IS NULL AND session_id IN (\
               SELECT id FROM sessions WHERE pool_id = ?1 AND expires_at < ?2 AND id IN (\
               SELECT id FROM sessions WHERE pool_id = ?1 ORDER BY id LIMIT ?3))";
    tx.execute(sql, params![pool, before_ms, limit]).map(drop)
}

/// At most `limit` of those that are due, and at most `of_each` of one application: the first of each application, then the second of each. So
/// one for which thousands wait hides nobody. A read, so that nodes with nothing to say disturb nobody.
pub fn due(tx: &mut Tx<'_>, now: i64, (of_each, limit): (u32, u32)) -> Result<Vec<SessionClient>, Error> {
    let sql = "SELECT pool_id, session_id, workspace_id, client_id, tenant_id, user_id, sid, message_id, attempts \
               FROM (SELECT session_clients.*, ROW_NUMBER() OVER (\
               PARTITION BY tenant_id, workspace_id, client_id ORDER BY due_at, session_id) AS place \
               FROM session_clients WHERE due_at IS NOT NULL AND due_at <= ?1) AS waiting \
               WHERE place <= ?2 ORDER BY place, due_at LIMIT ?3";
    tx.query(sql, params![now, of_each, limit], from_row)
}

/// Takes these. Nobody else is given them until `lease_until`; left out are those that somebody else has taken since.
pub fn take(tx: &mut Tx<'_>, rows: &[SessionClient], lease_until: i64) -> Result<Vec<SessionClient>, Error> {
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        if again(tx, row, lease_until)? {
            taken.push(SessionClient { attempts: row.attempts + 1, ..row.clone() });
        }
    }
    Ok(taken)
}

/// It is due again later, counted as one attempt more. `false` where somebody else has taken or settled it since.
fn again(tx: &mut Tx<'_>, row: &SessionClient, due_at: i64) -> Result<bool, Error> {
    let sql = "UPDATE session_clients SET due_at = ?5, attempts = attempts + 1 \
               WHERE pool_id = ?1 AND session_id = ?2 AND workspace_id = ?3 AND client_id = ?4 AND attempts = ?6";
    let r = row;
    let values = params![r.pool_id, r.session_id, r.workspace_id, r.client_id, due_at, r.attempts];
    Ok(tx.execute(sql, values)? == 1)
}

/// Whoever took it could not say it, and it is due again at this moment. `false` where somebody else has taken it since.
pub fn put_off(tx: &mut Tx<'_>, row: &SessionClient, due_at: i64) -> Result<bool, Error> {
    let sql = "UPDATE session_clients SET due_at = ?5 \
               WHERE pool_id = ?1 AND session_id = ?2 AND workspace_id = ?3 AND client_id = ?4 AND attempts = ?6";
    let r = row;
    let values = params![r.pool_id, r.session_id, r.workspace_id, r.client_id, due_at, r.attempts];
    Ok(tx.execute(sql, values)? == 1)
}

/// The application of this row did not listen: what is due for it and taken by nobody waits until `due_at`, too, counted as one attempt more.
/// Those that have had their `last` attempt stay as they are.
pub fn put_off_rest(tx: &mut Tx<'_>, row: &SessionClient, (now, due_at): (i64, i64), last: i64) -> Result<(), Error> {
    let sql = "UPDATE session_clients SET due_at = ?5, attempts = attempts + 1 WHERE due_at IS NOT NULL AND due_at <= ?4 \
               AND tenant_id = ?1 AND workspace_id = ?2 AND client_id = ?3 AND attempts < ?6";
    tx.execute(sql, params![row.tenant_id, row.workspace_id, row.client_id, now, due_at, last]).map(drop)
}

/// It was said, or will never be. `false` where somebody else has settled it.
pub fn settle(tx: &mut Tx<'_>, row: &SessionClient) -> Result<bool, Error> {
    let sql = "DELETE FROM session_clients \
               WHERE pool_id = ?1 AND session_id = ?2 AND workspace_id = ?3 AND client_id = ?4";
    Ok(tx.execute(sql, params![row.pool_id, row.session_id, row.workspace_id, row.client_id])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<SessionClient, Error> {
    let mut row = row.of("session_clients", 1);
    Ok(SessionClient {
        pool_id: row.take("pool_id")?,
        session_id: row.take("session_id")?,
        workspace_id: row.take("workspace_id")?,
        client_id: row.take("client_id")?,
        tenant_id: row.take("tenant_id")?,
        user_id: row.take("user_id")?,
        sid: row.take("sid")?,
        message_id: row.take("message_id")?,
        attempts: row.take("attempts")?,
    })
}
