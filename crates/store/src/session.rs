//! Sessions. A session is good only while its user is active and has the epoch it was opened with; its secret is kept as
//! a hash.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PasskeyId, PoolId, SessionId, TenantId, UserId, WorkspaceId},
    session_client,
    user::UserStatus,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub pool_id: PoolId,
    pub id: SessionId,
    pub tenant_id: TenantId,
    pub workspace_id: WorkspaceId,
    pub user_id: UserId,
    pub secret_hash: [u8; 32],
    pub epoch: i64,
    pub amr: String,
    pub acr: String,
    /// The methods that opened it, by their names, with spaces between; empty in rows from before they were kept.
    pub methods: String,
    /// What they were worth together; empty likewise.
    pub strength: String,
    pub authenticated_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub passkey_id: Option<PasskeyId>,
    pub address: String,
    pub user_agent_id: Option<i64>,
}

/// A session and what it depends on, in one read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    pub session: Session,
    /// When it was last written down that somebody was at work.
    pub active_at: i64,
    /// It was found to be idle for too long, and has ended for good.
    pub idle_ended_at: Option<i64>,
    pub user_status: UserStatus,
    pub user_epoch: i64,
    pub display_name: String,
}

pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<(), Error> {
    let sql = "INSERT INTO sessions (pool_id, id, tenant_id, workspace_id, user_id, secret_hash, epoch, amr, acr, \
               methods, strength, authenticated_at, created_at, expires_at, passkey_id, address, user_agent_id) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    let s = session;
    let values = params![
        s.pool_id,
        s.id,
        s.tenant_id,
        s.workspace_id,
        s.user_id,
        s.secret_hash,
        s.epoch,
        s.amr,
        s.acr,
        s.methods,
        s.strength,
        s.authenticated_at,
        s.created_at,
        s.expires_at,
        s.passkey_id,
        s.address,
        s.user_agent_id,
    ];
    tx.execute(sql, values).map(drop)
}

/// Also one that has expired: the caller has the clock.
pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: SessionId) -> Result<Option<SessionFacts>, Error> {
    let sql = "SELECT s.pool_id, s.id, s.tenant_id, s.workspace_id, s.user_id, s.secret_hash, s.epoch, s.amr, s.acr, \
               s.methods, s.strength, s.authenticated_at, s.created_at, s.expires_at, s.passkey_id, s.address, \
               s.user_agent_id, s.active_at, s.idle_ended_at, u.status, u.epoch AS user_epoch, u.display_name \
               FROM sessions s JOIN users u ON u.pool_id = s.pool_id AND u.id = s.user_id \
               WHERE s.pool_id = ?1 AND s.id = ?2";
    tx.query_opt(sql, params![pool, id], |row| {
        let mut row = row.of("sessions", 1);
        let session = Session {
            pool_id: row.take("pool_id")?,
            id: row.take("id")?,
            tenant_id: row.take("tenant_id")?,
            workspace_id: row.take("workspace_id")?,
            user_id: row.take("user_id")?,
            secret_hash: row.take("secret_hash")?,
            epoch: row.take("epoch")?,
            amr: row.take("amr")?,
            acr: row.take("acr")?,
            methods: row.take("methods")?,
            strength: row.take("strength")?,
            authenticated_at: row.take("authenticated_at")?,
            created_at: row.take("created_at")?,
            expires_at: row.take("expires_at")?,
            passkey_id: row.take("passkey_id")?,
            address: row.take("address")?,
            user_agent_id: row.take("user_agent_id")?,
        };
        let active_at: i64 = row.take("active_at")?;
        Ok(SessionFacts {
            active_at: active_at.max(session.created_at),
            idle_ended_at: row.take("idle_ended_at")?,
            user_status: row.take("status")?,
            user_epoch: row.take("user_epoch")?,
            display_name: row.take("display_name")?,
            session,
        })
    })
}

/// One of a user's sessions, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: SessionId,
    pub workspace_id: WorkspaceId,
    pub amr: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub active_at: i64,
    pub address: String,
    pub user_agent: Option<String>,
}

/// The newest sessions of a user with this epoch that were opened after `since` and not found idle, newest first; also those that have
/// expired. It looks through all sessions of the pool since then, 200,000 in 30 ms, because an index by user would cost each sign-in a
/// page of its own, and lists are seldom asked for.
pub fn of_user(
    tx: &mut Tx<'_>,
    (pool, user, epoch): (PoolId, UserId, i64),
    since: SessionId,
    limit: u32,
) -> Result<Vec<Listed>, Error> {
    let sql = "SELECT s.id, s.workspace_id, s.amr, s.created_at, s.expires_at, s.active_at, s.address, a.text \
               FROM sessions s LEFT JOIN user_agents a ON a.id = s.user_agent_id \
               WHERE s.pool_id = ?1 AND s.user_id = ?2 AND s.epoch = ?3 AND s.id > ?4 AND s.idle_ended_at IS NULL \
               ORDER BY s.id DESC LIMIT ?5";
    tx.query(sql, params![pool, user, epoch, since, limit], |row| {
        let mut row = row.of("sessions", 0);
        let listed = Listed {
            id: row.take("id")?,
            workspace_id: row.take("workspace_id")?,
            amr: row.take("amr")?,
            created_at: row.take("created_at")?,
            expires_at: row.take("expires_at")?,
            active_at: row.take("active_at")?,
            address: row.take("address")?,
            user_agent: row.take("text")?,
        };
        Ok(Listed { active_at: listed.active_at.max(listed.created_at), ..listed })
    })
}

/// How many of at most `limit` sessions behind this one have neither expired nor been found idle, and the last that was looked at where there may be
/// more. Those that an epoch has ended count until they are swept: to leave them out would cost a look at each user.
pub fn alive(
    tx: &mut Tx<'_>,
    (pool, after): (PoolId, SessionId),
    now_ms: i64,
    limit: u32,
) -> Result<(u32, Option<(PoolId, SessionId)>), Error> {
    let sql = "SELECT pool_id, id, expires_at, idle_ended_at FROM sessions WHERE (pool_id, id) > (?1, ?2) \
               ORDER BY pool_id, id LIMIT ?3";
    let (mut alive, mut looked_at, mut last) = (0, 0, None);
    tx.query(sql, params![pool, after, limit], |row| {
        let mut row = row.of("sessions", 1);
        last = Some((row.take("pool_id")?, row.take("id")?));
        let (expires_at, idle_ended_at): (i64, Option<i64>) = (row.take("expires_at")?, row.take("idle_ended_at")?);
        looked_at += 1;
        alive += u32::from(expires_at > now_ms && idle_ended_at.is_none());
        Ok(())
    })?;
    Ok((alive, last.filter(|_| looked_at == limit)))
}

/// Writes down that somebody is at work. Nothing revives a session that has ended, and nobody turns time back.
pub fn touch(tx: &mut Tx<'_>, pool: PoolId, id: SessionId, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE sessions SET active_at = ?3 \
               WHERE pool_id = ?1 AND id = ?2 AND active_at < ?3 AND idle_ended_at IS NULL";
    Ok(tx.execute(sql, params![pool, id, at])? == 1)
}

/// Ends a session that was last seen at work at `active_at`. `false` when somebody has been at work since, or it has ended already.
pub fn end_idle(tx: &mut Tx<'_>, pool: PoolId, id: SessionId, active_at: i64, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE sessions SET idle_ended_at = ?4 \
               WHERE pool_id = ?1 AND id = ?2 AND active_at <= ?3 AND idle_ended_at IS NULL";
    let has_ended = tx.execute(sql, params![pool, id, active_at, at])? == 1;
    if has_ended {
        session_client::end(tx, pool, id)?;
    }
    Ok(has_ended)
}

/// Gives a session that waits for its token this one, once: the code's hash is gone with it.
pub fn exchange(
    tx: &mut Tx<'_>,
    pool: PoolId,
    id: SessionId,
    (code, token): (&[u8; 32], &[u8; 32]),
    expires_at: i64,
) -> Result<bool, Error> {
    let sql =
        "UPDATE sessions SET secret_hash = ?4, expires_at = ?5 WHERE pool_id = ?1 AND id = ?2 AND secret_hash = ?3";
    Ok(tx.execute(sql, params![pool, id, code, token, expires_at])? == 1)
}

/// Carries a session over to the user's present epoch, which has just ended all others.
pub fn keep(tx: &mut Tx<'_>, pool: PoolId, id: SessionId) -> Result<(), Error> {
    let sql = "UPDATE sessions SET epoch = (SELECT u.epoch FROM users u WHERE u.pool_id = ?1 AND u.id = user_id) \
               WHERE pool_id = ?1 AND id = ?2";
    tx.execute(sql, params![pool, id])?;
    session_client::go_on(tx, pool, id)
}

/// Carries all the user's sessions of one epoch over to the present one.
pub fn keep_all(tx: &mut Tx<'_>, pool: PoolId, user: UserId, epoch: i64) -> Result<u64, Error> {
    let sql = "UPDATE sessions SET epoch = (SELECT u.epoch FROM users u WHERE u.pool_id = ?1 AND u.id = ?2) \
               WHERE pool_id = ?1 AND user_id = ?2 AND epoch = ?3";
    let kept = tx.execute(sql, params![pool, user, epoch])?;
    session_client::all_go_on(tx, pool, user)?;
    Ok(kept)
}

/// Whether there was such a session.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, id: SessionId) -> Result<bool, Error> {
    let sql = "DELETE FROM sessions WHERE pool_id = ?1 AND id = ?2";
    let was_there = tx.execute(sql, params![pool, id])? == 1;
    if was_there {
        session_client::end(tx, pool, id)?;
    }
    Ok(was_there)
}

/// The same for a session of this user only.
pub fn delete_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: SessionId) -> Result<bool, Error> {
    let sql = "DELETE FROM sessions WHERE pool_id = ?1 AND id = ?2 AND user_id = ?3";
    let was_there = tx.execute(sql, params![pool, id, user])? == 1;
    if was_there {
        session_client::end(tx, pool, id)?;
    }
    Ok(was_there)
}

/// Deletes what expired before this time, looking at the oldest `limit` sessions of each pool; how many went. No index
/// on the expiry pays for this at each sign-in: sessions are ordered by birth, so a short-lived one that is younger
/// than a full window of long-lived ones waits for those, unseen, at most as long as the longest of them lives.
pub fn sweep(tx: &mut Tx<'_>, before_ms: i64, limit: u32) -> Result<u64, Error> {
    let pools: Vec<PoolId> = tx.query("SELECT id FROM pools", &[], |row| row.of("pools", 0).take("id"))?;
    let sql = "DELETE FROM sessions WHERE pool_id = ?1 AND expires_at < ?2 AND id IN (\
               SELECT id FROM sessions WHERE pool_id = ?1 ORDER BY id LIMIT ?3)";
    let mut swept = 0;
    for pool in pools {
        session_client::end_expired(tx, pool, before_ms, limit)?;
        swept += tx.execute(sql, params![pool, before_ms, limit])?;
    }
    Ok(swept)
}
