//! What applications ask members to approve. An answer is one conditional update, so of two the first one counts; what was asked is never
//! written again.

use crate::{
    db::{Row, Tx, Value, params},
    error::Error,
    id::{ApprovalId, PoolId, SessionId, UserId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub workspace_id: WorkspaceId,
    pub id: ApprovalId,
    pub pool_id: PoolId,
    pub client_id: String,
    pub sub: String,
    pub user_id: Option<UserId>,
    /// By which name the client has asked, as a keyed hash.
    pub asked_of: [u8; 32],
    pub requested_by: Option<String>,
    pub content: String,
    pub redirect_uri: Option<String>,
    pub client_state: Option<String>,
    pub session_id: Option<SessionId>,
    pub outcome: Option<String>,
    pub decided_at: Option<i64>,
    pub receipt: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub due_at: i64,
}

impl Approval {
    /// One whose member is erased, as `erasure` leaves it: to be counted, and to expire.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let empty = String::new();
        let (user_id, requested_by, client_state, session_id) = (None, None, None, None);
        Self { user_id, requested_by, client_state, session_id, sub: empty.clone(), content: empty, ..self.clone() }
    }
}

/// Where one is.
pub type Place = (WorkspaceId, ApprovalId);

/// How one ends.
#[derive(Clone, Debug)]
pub struct End {
    pub outcome: &'static str,
    /// Who has answered.
    pub user_id: UserId,
    pub receipt: Option<String>,
    pub at: i64,
    pub forget_at: i64,
}

macro_rules! columns {
    () => {
        "workspace_id, id, pool_id, client_id, sub, user_id, asked_of, requested_by, content, redirect_uri, client_state, session_id, \
         outcome, decided_at, receipt, created_at, expires_at, due_at"
    };
}

macro_rules! of_member {
    () => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM approvals WHERE pool_id = ?1 AND user_id = ?2 AND workspace_id = ?3 AND expires_at > ?4 AND outcome IS NULL \
             ORDER BY expires_at, id LIMIT ?5"
        )
    };
}

macro_rules! of_name {
    () => {
        "SELECT COUNT(*) AS count FROM (SELECT id FROM approvals WHERE workspace_id = ?1 AND client_id = ?2 AND asked_of = ?3 \
         AND expires_at > ?4 AND outcome IS NULL LIMIT ?5) AS waiting"
    };
}

macro_rules! of_client {
    () => {
        "SELECT COUNT(*) AS count FROM (SELECT id FROM approvals WHERE workspace_id = ?1 AND client_id = ?2 \
         AND expires_at > ?3 AND outcome IS NULL LIMIT ?4) AS waiting"
    };
}

pub fn insert(tx: &mut Tx<'_>, row: &Approval) -> Result<(), Error> {
    let sql = concat!(
        "INSERT INTO approvals (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    );
    let r = row;
    let values = params![
        r.workspace_id,
        r.id,
        r.pool_id,
        r.client_id,
        r.sub,
        r.user_id,
        r.asked_of,
        r.requested_by,
        r.content,
        r.redirect_uri,
        r.client_state,
        r.session_id,
        r.outcome,
        r.decided_at,
        r.receipt,
        r.created_at,
        r.expires_at,
        r.due_at,
    ];
    tx.execute(sql, values).map(drop)
}

/// Whatever became of it.
pub fn find(tx: &mut Tx<'_>, (workspace, id): Place) -> Result<Option<Approval>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM approvals WHERE workspace_id = ?1 AND id = ?2");
    tx.query_opt(sql, params![workspace, id], from_row)
}

/// At most so many that wait for this member at a place, first what is over first: in the order of the index, or the key would be walked.
pub fn waiting(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (workspace, now): (WorkspaceId, i64),
    limit: u32,
) -> Result<Vec<Approval>, Error> {
    tx.query(of_member!(), params![pool, user, workspace, now, limit], from_row)
}

/// How many of a client wait under one name, counted to `limit`.
pub fn waiting_of_name(
    tx: &mut Tx<'_>,
    (workspace, client): (WorkspaceId, &str),
    (name, now): (&[u8; 32], i64),
    limit: u32,
) -> Result<i64, Error> {
    counted(tx, of_name!(), params![workspace, client, *name, now, limit])
}

/// How many of a client wait under any name, counted to `limit`.
pub fn waiting_of_client(
    tx: &mut Tx<'_>,
    (workspace, client): (WorkspaceId, &str),
    now: i64,
    limit: u32,
) -> Result<i64, Error> {
    counted(tx, of_client!(), params![workspace, client, now, limit])
}

fn counted(tx: &mut Tx<'_>, sql: &'static str, values: &[Value<'_>]) -> Result<i64, Error> {
    Ok(tx.query_opt(sql, values, |row| row.of("approvals", 0).take("count"))?.unwrap_or(0))
}

/// A passkey is asked for in this session. `false` where it was answered before, or is over.
pub fn begin(tx: &mut Tx<'_>, (workspace, id): Place, (session, now): (SessionId, i64)) -> Result<bool, Error> {
    let sql = "UPDATE approvals SET session_id = ?3 \
               WHERE workspace_id = ?1 AND id = ?2 AND outcome IS NULL AND expires_at > ?4";
    Ok(tx.execute(sql, params![workspace, id, session, now])? == 1)
}

/// The member has answered. `false` where it was answered before, or is over.
pub fn end(tx: &mut Tx<'_>, (workspace, id): Place, end: &End) -> Result<bool, Error> {
    let sql = "UPDATE approvals SET outcome = ?3, user_id = ?4, receipt = ?5, decided_at = ?6, due_at = ?7 \
               WHERE workspace_id = ?1 AND id = ?2 AND outcome IS NULL AND expires_at > ?6";
    let End { outcome, user_id, receipt, at, forget_at } = end;
    Ok(tx.execute(sql, params![workspace, id, *outcome, user_id, receipt, at, forget_at])? == 1)
}

/// Those with which something is to be done now, the longest due first.
pub fn due(tx: &mut Tx<'_>, now: i64, limit: u32) -> Result<Vec<Approval>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM approvals WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2");
    tx.query(sql, params![now, limit], from_row)
}

/// Nobody has answered. `false` where somebody had, or another node was first.
pub fn expire(tx: &mut Tx<'_>, (workspace, id): Place, (now, forget_at): (i64, i64)) -> Result<bool, Error> {
    let sql = "UPDATE approvals SET outcome = 'expired', due_at = ?4 \
               WHERE workspace_id = ?1 AND id = ?2 AND outcome IS NULL AND expires_at <= ?3";
    Ok(tx.execute(sql, params![workspace, id, now, forget_at])? == 1)
}

/// Forgets one whose time has come.
pub fn forget(tx: &mut Tx<'_>, (workspace, id): Place, now: i64) -> Result<bool, Error> {
    let sql = "DELETE FROM approvals WHERE workspace_id = ?1 AND id = ?2 AND outcome IS NOT NULL AND due_at <= ?3";
    Ok(tx.execute(sql, params![workspace, id, now])? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Approval, Error> {
    let mut row = row.of("approvals", 1);
    Ok(Approval {
        workspace_id: row.take("workspace_id")?,
        id: row.take("id")?,
        pool_id: row.take("pool_id")?,
        client_id: row.take("client_id")?,
        sub: row.take("sub")?,
        user_id: row.take("user_id")?,
        asked_of: row.take("asked_of")?,
        requested_by: row.take("requested_by")?,
        content: row.take("content")?,
        redirect_uri: row.take("redirect_uri")?,
        client_state: row.take("client_state")?,
        session_id: row.take("session_id")?,
        outcome: row.take("outcome")?,
        decided_at: row.take("decided_at")?,
        receipt: row.take("receipt")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
        due_at: row.take("due_at")?,
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

    // What has ended stays for a month, and nobody who asks or reads a list walks over it.
    #[tokio::test]
    async fn what_has_ended_is_in_nobodys_way() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plans", |tx| {
            let (place, now, limit) = (WorkspaceId::NIL, 9_i64, 9_u32);
            for (sql, index, values) in [
                (
                    concat!("EXPLAIN QUERY PLAN ", of_member!()),
                    "approvals_of_user (pool_id=? AND user_id=? AND workspace_id=? AND expires_at>?)",
                    &params![PoolId::NIL, UserId::NIL, place, now, limit][..],
                ),
                (
                    concat!("EXPLAIN QUERY PLAN ", of_name!()),
                    "approvals_of_name (workspace_id=? AND client_id=? AND asked_of=? AND expires_at>?)",
                    &params![place, "bank", [7_u8; 32], now, limit][..],
                ),
                (
                    concat!("EXPLAIN QUERY PLAN ", of_client!()),
                    "approvals_of_client (workspace_id=? AND client_id=? AND expires_at>?)",
                    &params![place, "bank", now, limit][..],
                ),
            ] {
                let steps = plan(tx, sql, values)?;
                assert!(steps.iter().any(|step| step.contains(index)), "{sql}: {steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}: {steps:?}");
            }
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
