//! Events with all that their proof is made of, in the order of their ids. The one place that changes a row of the audit: it is given a salt
//! before it is sealed, and loses what is personal when a member is erased; each leaves the proof as it was.

use crate::{
    audit_event::{AuditEvent, from_cells},
    db::{Row, Tx, params},
    error::Error,
    id::{EventId, TenantId, UserId},
};

/// An event, the text of its browser, and what is left of personal fields that were erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub event: AuditEvent,
    pub user_agent: Option<String>,
    pub erased: Option<Vec<u8>>,
}

/// The events of a tenant after one id and up to another.
pub fn range(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, to): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Recorded>, Error> {
    let sql = "SELECT e.tenant_id, e.id, e.pool_id, e.workspace_id, e.at, e.kind, e.outcome, e.reason, e.actor_id, \
               e.subject_id, e.passkey_id, e.passkey_label, e.address, e.user_agent_id, e.reference, e.detail, e.facts, e.salt, \
               a.text, e.erased FROM audit_events e LEFT JOIN user_agents a ON a.id = e.user_agent_id \
               WHERE e.tenant_id = ?1 AND e.id > ?2 AND e.id <= ?3 ORDER BY e.id LIMIT ?4";
    tx.query(sql, params![tenant, after, to, limit], recorded)
}

macro_rules! read_by {
    ($order:literal) => {
        concat!(
            "SELECT e.tenant_id, e.id, e.pool_id, e.workspace_id, e.at, e.kind, e.outcome, e.reason, e.actor_id, \
             e.subject_id, e.passkey_id, e.passkey_label, e.address, e.user_agent_id, e.reference, e.detail, e.facts, e.salt, \
             a.text, e.erased FROM audit_events e LEFT JOIN user_agents a ON a.id = e.user_agent_id \
             WHERE e.tenant_id = ?1 AND e.id > ?2 AND e.id < ?3 ORDER BY e.id",
            $order,
            " LIMIT ?4"
        )
    };
}

/// The same from the newest back, for whoever reads them: after one id and before another.
pub fn back(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, before): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Recorded>, Error> {
    tx.query(read_by!(" DESC"), params![tenant, after, before, limit], recorded)
}

/// And from the oldest on.
pub fn forth(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, before): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Recorded>, Error> {
    tx.query(read_by!(""), params![tenant, after, before, limit], recorded)
}

/// A stretch of a tenant's events: the last id, and those events in which a person has a part.
#[derive(Debug)]
pub struct Walked {
    pub last: Option<EventId>,
    pub theirs: Vec<EventId>,
}

/// A stretch of the walk over a tenant's events in search of some persons': no index leads there, and this is seldom asked.
pub fn walk(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    (after, limit): (EventId, u32),
    is_sought: impl Fn(UserId) -> bool,
) -> Result<Walked, Error> {
    let sql = "SELECT id, actor_id, subject_id FROM audit_events WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    let rows = tx.query(sql, params![tenant, after, limit], |row| {
        let mut row = row.of("audit_events", 0);
        let id: EventId = row.take("id")?;
        let people: [Option<UserId>; 2] = [row.take("actor_id")?, row.take("subject_id")?];
        Ok((id, people.into_iter().flatten().any(&is_sought)))
    })?;
    let theirs = rows.iter().filter(|(_, is_theirs)| *is_theirs).map(|(id, _)| *id).collect();
    Ok(Walked { last: rows.last().map(|(id, _)| *id), theirs })
}

/// One event.
pub fn find(tx: &mut Tx<'_>, tenant: TenantId, id: EventId) -> Result<Option<Recorded>, Error> {
    let sql = "SELECT e.tenant_id, e.id, e.pool_id, e.workspace_id, e.at, e.kind, e.outcome, e.reason, e.actor_id, \
               e.subject_id, e.passkey_id, e.passkey_label, e.address, e.user_agent_id, e.reference, e.detail, e.facts, e.salt, \
               a.text, e.erased FROM audit_events e LEFT JOIN user_agents a ON a.id = e.user_agent_id \
               WHERE e.tenant_id = ?1 AND e.id = ?2";
    tx.query_opt(sql, params![tenant, id], recorded)
}

/// The next tenant that has an event.
pub fn next_tenant(tx: &mut Tx<'_>, after: TenantId) -> Result<Option<TenantId>, Error> {
    let sql = "SELECT tenant_id FROM audit_events WHERE tenant_id > ?1 ORDER BY tenant_id LIMIT 1";
    tx.query_opt(sql, params![after], |row| row.of("audit_events", 0).take("tenant_id"))
}

/// Gives a salt to an event that has none. `false` where it has one, or has lost it again.
pub fn give_salt(tx: &mut Tx<'_>, tenant: TenantId, id: EventId, salt: [u8; 10]) -> Result<bool, Error> {
    let sql = "UPDATE audit_events SET salt = ?3 WHERE tenant_id = ?1 AND id = ?2 AND salt IS NULL AND erased IS NULL";
    Ok(tx.execute(sql, params![tenant, id, salt])? == 1)
}

/// Writes what is left of an event: the personal fields of the row and what stands for those that are gone. The salt goes.
pub fn erase(tx: &mut Tx<'_>, event: &AuditEvent, erased: &[u8]) -> Result<bool, Error> {
    let sql = "UPDATE audit_events SET salt = NULL, passkey_label = ?3, address = ?4, user_agent_id = ?5, erased = ?6 \
               WHERE tenant_id = ?1 AND id = ?2";
    let e = event;
    let values = params![e.tenant_id, e.id, e.passkey_label, e.address, e.user_agent_id, erased];
    Ok(tx.execute(sql, values)? == 1)
}

/// Takes an event away that is too old to be kept.
pub fn delete(tx: &mut Tx<'_>, tenant: TenantId, id: EventId) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM audit_events WHERE tenant_id = ?1 AND id = ?2", params![tenant, id])? == 1)
}

fn recorded(row: &Row<'_>) -> Result<Recorded, Error> {
    let mut row = row.of("audit_events", 1);
    Ok(Recorded { event: from_cells(&mut row)?, user_agent: row.take("text")?, erased: row.take("erased")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
        user_list::tests::plan,
    };

    // The table has its primary key and nothing else to be read by: in both directions.
    #[tokio::test]
    async fn events_are_read_by_their_key_in_either_direction() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plans", |tx| {
            for sql in [concat!("EXPLAIN QUERY PLAN ", read_by!("")), concat!("EXPLAIN QUERY PLAN ", read_by!(" DESC"))]
            {
                let values = params![TenantId::NIL, EventId::NIL, EventId::NIL, 9_u32];
                let steps = plan(tx, sql, values)?;
                assert!(steps[0].contains("PRIMARY KEY (tenant_id=? AND id>? AND id<?)"), "{sql}: {steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}: {steps:?}");
            }
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
