//! Announcements to the members of a pool, sent a batch at a time. How far one has come is written with the messages of the batch, and only by
//! whoever has seen where it stood: so nobody gets it twice, however many nodes send and whenever one is stopped.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{AnnouncementId, ChangeId, PoolId, TenantId, UserId, WorkspaceId},
};

words! {
    State {
        Pending = "pending",
        Sent = "sent",
        Cancelled = "cancelled",
    }
}

words! {
    Audience {
        All = "all",
        WithoutPasskey = "without_passkey",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub pool_id: PoolId,
    pub id: AnnouncementId,
    pub tenant_id: TenantId,
    /// The change that it tells of, where there is one.
    pub change_id: Option<ChangeId>,
    /// To whose pages it leads.
    pub workspace_id: WorkspaceId,
    pub audience: Audience,
    pub language: String,
    pub text: String,
    /// When what it tells of comes into force.
    pub starts_at: Option<i64>,
    pub due_at: i64,
    /// Who wants it: the pool of their account, and they.
    pub by: (PoolId, UserId),
    pub created_at: i64,
    pub state: State,
    pub settled_at: Option<i64>,
    /// How many it would go to, as far as that was counted when it was written.
    pub total: i64,
    /// The last member who was looked at.
    pub place: Option<UserId>,
    pub looked_at: i64,
    pub sent: i64,
}

pub fn insert(tx: &mut Tx<'_>, row: &Announcement) -> Result<(), Error> {
    let sql = "INSERT INTO announcements (pool_id, id, tenant_id, change_id, workspace_id, audience, language, text, starts_at, \
               due_at, by_pool_id, by_user_id, created_at, state, settled_at, total, place, looked_at, sent) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    let r = row;
    let values = params![
        r.pool_id,
        r.id,
        r.tenant_id,
        r.change_id,
        r.workspace_id,
        r.audience,
        r.language,
        r.text,
        r.starts_at,
        r.due_at,
        r.by.0,
        r.by.1,
        r.created_at,
        r.state,
        r.settled_at,
        r.total,
        r.place,
        r.looked_at,
        r.sent,
    ];
    tx.execute(sql, values).map(drop)
}

/// Those of a pool, the last that was written first, from before this one on.
pub fn of_pool(
    tx: &mut Tx<'_>,
    pool: PoolId,
    before: Option<AnnouncementId>,
    limit: u32,
) -> Result<Vec<Announcement>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, change_id, workspace_id, audience, language, text, starts_at, due_at, by_pool_id, \
               by_user_id, created_at, state, settled_at, total, place, looked_at, sent FROM announcements \
               WHERE pool_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
    tx.query(sql, params![pool, before.unwrap_or(AnnouncementId::from_bytes([0xff; 16])), limit], from_row)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: AnnouncementId) -> Result<Option<Announcement>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, change_id, workspace_id, audience, language, text, starts_at, due_at, by_pool_id, \
               by_user_id, created_at, state, settled_at, total, place, looked_at, sent FROM announcements \
               WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], from_row)
}

/// Pool by pool, those behind `after` first, so that a large one keeps no other waiting; of a pool the longest due first.
pub fn due(tx: &mut Tx<'_>, now_ms: i64, after: PoolId, limit: u32) -> Result<Vec<Announcement>, Error> {
    let behind = "SELECT pool_id, id, tenant_id, change_id, workspace_id, audience, language, text, starts_at, due_at, by_pool_id, \
                  by_user_id, created_at, state, settled_at, total, place, looked_at, sent FROM announcements \
                  WHERE state = ?1 AND due_at <= ?2 AND pool_id > ?3 ORDER BY pool_id, due_at, id LIMIT ?4";
    let before = "SELECT pool_id, id, tenant_id, change_id, workspace_id, audience, language, text, starts_at, due_at, by_pool_id, \
                  by_user_id, created_at, state, settled_at, total, place, looked_at, sent FROM announcements \
                  WHERE state = ?1 AND due_at <= ?2 AND pool_id <= ?3 ORDER BY pool_id, due_at, id LIMIT ?4";
    let mut found = tx.query(behind, params![State::Pending, now_ms, after, limit], from_row)?;
    let rest = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    if rest > 0 {
        found.extend(tx.query(before, params![State::Pending, now_ms, after, rest], from_row)?);
    }
    Ok(found)
}

/// What a batch has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub place: Option<UserId>,
    pub looked_at: i64,
    pub sent: i64,
    /// When the last member was looked at.
    pub over_at: Option<i64>,
}

/// Goes on from where `row` stands. `false` where somebody else has gone on, or has cancelled it: then nothing of the batch may be kept.
pub fn advance(tx: &mut Tx<'_>, row: &Announcement, step: Step) -> Result<bool, Error> {
    let sql = "UPDATE announcements SET place = ?3, looked_at = ?4, sent = ?5, state = ?6, settled_at = ?7 \
               WHERE pool_id = ?1 AND id = ?2 AND state = ?8 AND looked_at = ?9";
    let state = if step.over_at.is_some() { State::Sent } else { State::Pending };
    let Step { place, looked_at, sent, over_at } = step;
    let values = params![row.pool_id, row.id, place, looked_at, sent, state, over_at, State::Pending, row.looked_at];
    Ok(tx.execute(sql, values)? == 1)
}

/// Whoever has not been sent it yet is not. `false` where it was over before, or is not there.
pub fn cancel(tx: &mut Tx<'_>, (pool, id): (PoolId, AnnouncementId), at: i64) -> Result<bool, Error> {
    let sql = "UPDATE announcements SET state = ?3, settled_at = ?4 WHERE pool_id = ?1 AND id = ?2 AND state = ?5";
    Ok(tx.execute(sql, params![pool, id, State::Cancelled, at, State::Pending])? == 1)
}

/// The same of what tells of a change that does not come.
pub fn cancel_of(tx: &mut Tx<'_>, (pool, change): (PoolId, ChangeId), at: i64) -> Result<u64, Error> {
    let sql =
        "UPDATE announcements SET state = ?3, settled_at = ?4 WHERE pool_id = ?1 AND change_id = ?2 AND state = ?5";
    tx.execute(sql, params![pool, change, State::Cancelled, at, State::Pending])
}

fn from_row(row: &Row<'_>) -> Result<Announcement, Error> {
    let mut row = row.of("announcements", 2);
    Ok(Announcement {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        change_id: row.take("change_id")?,
        workspace_id: row.take("workspace_id")?,
        audience: row.take("audience")?,
        language: row.take("language")?,
        text: row.take("text")?,
        starts_at: row.take("starts_at")?,
        due_at: row.take("due_at")?,
        by: (row.take("by_pool_id")?, row.take("by_user_id")?),
        created_at: row.take("created_at")?,
        state: row.take("state")?,
        settled_at: row.take("settled_at")?,
        total: row.take("total")?,
        place: row.take("place")?,
        looked_at: row.take("looked_at")?,
        sent: row.take("sent")?,
    })
}
