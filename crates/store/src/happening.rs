//! Events as figures and alarms read them: by the primary key alone, in order, a chunk at a time, without names, addresses and browsers' texts.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{EventId, PasskeyId, PoolId, TenantId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    pub id: EventId,
    pub pool_id: Option<PoolId>,
    pub at: i64,
    pub kind: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub subject_id: Option<UserId>,
    pub passkey_id: Option<PasskeyId>,
    pub detail: Option<String>,
    pub facts: Option<String>,
}

/// The events of a tenant behind `after` and before `until`, oldest first.
pub fn after(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, until): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Happening>, Error> {
    let sql = "SELECT id, pool_id, at, kind, outcome, reason, subject_id, passkey_id, detail, facts FROM audit_events \
               WHERE tenant_id = ?1 AND id > ?2 AND id < ?3 ORDER BY id LIMIT ?4";
    tx.query(sql, params![tenant, after, until, limit], from_row)
}

/// The events of a tenant behind `after` and before `until`, newest first.
pub fn newest(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, until): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Happening>, Error> {
    let sql = "SELECT id, pool_id, at, kind, outcome, reason, subject_id, passkey_id, detail, facts FROM audit_events \
               WHERE tenant_id = ?1 AND id > ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
    tx.query(sql, params![tenant, after, until, limit], from_row)
}

fn from_row(row: &Row<'_>) -> Result<Happening, Error> {
    let mut row = row.of("audit_events", 0);
    Ok(Happening {
        id: row.take("id")?,
        pool_id: row.take("pool_id")?,
        at: row.take("at")?,
        kind: row.take("kind")?,
        outcome: row.take("outcome")?,
        reason: row.take("reason")?,
        subject_id: row.take("subject_id")?,
        passkey_id: row.take("passkey_id")?,
        detail: row.take("detail")?,
        facts: row.take("facts")?,
    })
}
