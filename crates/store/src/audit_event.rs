//! The audit: one row for each thing that happened, written in the transaction of its effect. Rows are only ever added.

use std::borrow::Cow;

use crate::{
    db::{Cells, Row, Tx, params},
    error::Error,
    id::{EventId, PasskeyId, PoolId, TenantId, UserId, WorkspaceId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    pub tenant_id: TenantId,
    pub id: EventId,
    pub pool_id: Option<PoolId>,
    pub workspace_id: Option<WorkspaceId>,
    pub at: i64,
    pub kind: Cow<'static, str>,
    pub outcome: Cow<'static, str>,
    /// The precise cause of a refusal; never shown to the person.
    pub reason: Option<Cow<'static, str>>,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// To whom it was done.
    pub subject_id: Option<UserId>,
    pub passkey_id: Option<PasskeyId>,
    /// Name, kind and provider as they were then: the passkey itself may be deleted.
    pub passkey_label: Option<String>,
    pub address: Option<String>,
    pub user_agent_id: Option<i64>,
    /// The code that the person saw.
    pub reference: Option<String>,
    /// What else is worth knowing: the methods of a sign-in.
    pub detail: Option<Cow<'static, str>>,
    /// What figures are made of; see the migration.
    pub facts: Option<Cow<'static, str>>,
    /// Under which the proof of the event holds what is personal. Without one until it is sealed, or once something was erased.
    pub salt: Option<[u8; 10]>,
}

pub fn insert(tx: &mut Tx<'_>, event: &AuditEvent) -> Result<(), Error> {
    let sql = "INSERT INTO audit_events (tenant_id, id, pool_id, workspace_id, at, kind, outcome, reason, actor_id, \
               subject_id, passkey_id, passkey_label, address, user_agent_id, reference, detail, facts, salt) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    let e = event;
    let values = params![
        e.tenant_id,
        e.id,
        e.pool_id,
        e.workspace_id,
        e.at,
        e.kind,
        e.outcome,
        e.reason,
        e.actor_id,
        e.subject_id,
        e.passkey_id,
        e.passkey_label,
        e.address,
        e.user_agent_id,
        e.reference,
        e.detail,
        e.facts,
        e.salt,
    ];
    tx.execute(sql, values)?;
    tx.note_event((event.kind.clone(), event.outcome.clone()));
    Ok(())
}

/// The newest events of a tenant, newest first.
pub fn latest(tx: &mut Tx<'_>, tenant: TenantId, limit: u32) -> Result<Vec<AuditEvent>, Error> {
    let sql = "SELECT tenant_id, id, pool_id, workspace_id, at, kind, outcome, reason, actor_id, subject_id, \
               passkey_id, passkey_label, address, user_agent_id, reference, detail, facts, salt FROM audit_events \
               WHERE tenant_id = ?1 ORDER BY id DESC LIMIT ?2";
    tx.query(sql, params![tenant, limit], |row| from_cells(&mut row.of("audit_events", 1)))
}

/// The cells of an event, in the order of its struct.
pub(crate) fn from_cells(row: &mut Cells<'_>) -> Result<AuditEvent, Error> {
    Ok(AuditEvent {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        pool_id: row.take("pool_id")?,
        workspace_id: row.take("workspace_id")?,
        at: row.take("at")?,
        kind: row.take("kind")?,
        outcome: row.take("outcome")?,
        reason: row.take("reason")?,
        actor_id: row.take("actor_id")?,
        subject_id: row.take("subject_id")?,
        passkey_id: row.take("passkey_id")?,
        passkey_label: row.take("passkey_label")?,
        address: row.take("address")?,
        user_agent_id: row.take("user_agent_id")?,
        reference: row.take("reference")?,
        detail: row.take("detail")?,
        facts: row.take("facts")?,
        salt: row.take("salt")?,
    })
}

macro_rules! of_reference {
    () => {
        "SELECT tenant_id, id, pool_id, workspace_id, at, kind, outcome, reason, actor_id, subject_id, \
         passkey_id, passkey_label, address, user_agent_id, reference, detail, facts, salt FROM audit_events \
         WHERE reference = ?1 ORDER BY id LIMIT ?2"
    };
}

/// What is recorded under a reference code, the oldest first. Codes are drawn by chance: another tenant may have the same one.
pub fn of_reference(tx: &mut Tx<'_>, reference: &str, limit: u32) -> Result<Vec<AuditEvent>, Error> {
    tx.query(of_reference!(), params![reference, limit], |row| from_cells(&mut row.of("audit_events", 1)))
}

/// An event as its subject may see it: without the cause of a refusal, and without who did it, where from and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub id: EventId,
    pub at: i64,
    pub kind: String,
    pub outcome: String,
    pub passkey_label: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub reference: Option<String>,
}

/// The newest events about a user after `since`, newest first. It looks through at most `most.0` of the tenant's newest rows and answers
/// `most.1`: an index by subject would cost each sign-in a page of its own, and members seldom ask.
pub fn of_subject(
    tx: &mut Tx<'_>,
    (tenant, subject): (TenantId, UserId),
    since: EventId,
    most: (u32, u32),
) -> Result<Vec<Looked>, Error> {
    let sql = "SELECT e.id, e.at, e.kind, e.outcome, e.passkey_label, \
               CASE WHEN e.actor_id <> e.subject_id THEN NULL ELSE e.address END AS address, a.text, e.reference FROM (\
               SELECT id, at, kind, outcome, actor_id, subject_id, passkey_label, address, user_agent_id, reference \
               FROM audit_events WHERE tenant_id = ?1 AND id > ?3 ORDER BY id DESC LIMIT ?4) e \
               LEFT JOIN user_agents a ON a.id = e.user_agent_id AND (e.actor_id IS NULL OR e.actor_id = e.subject_id) \
               WHERE e.subject_id = ?2 ORDER BY e.id DESC LIMIT ?5";
    tx.query(sql, params![tenant, subject, since, most.0, most.1], looked)
}

macro_rules! refused_of_subject {
    () => {
        "SELECT e.id, e.at, e.kind, e.outcome, e.passkey_label, e.address, a.text, e.reference FROM audit_events e \
         LEFT JOIN user_agents a ON a.id = e.user_agent_id WHERE e.tenant_id = ?1 AND e.subject_id = ?2 \
         AND e.outcome = 'refused' AND e.id > ?3 AND e.kind <> ?4 ORDER BY e.id DESC LIMIT ?5"
    };
}

/// The newest refusals that a member met since then, but for one kind of them; however much else was recorded.
pub fn refused_of_subject(
    tx: &mut Tx<'_>,
    (tenant, subject): (TenantId, UserId),
    since: EventId,
    (but, most): (&str, u32),
) -> Result<Vec<Looked>, Error> {
    tx.query(refused_of_subject!(), params![tenant, subject, since, but, most], looked)
}

fn looked(row: &Row<'_>) -> Result<Looked, Error> {
    let mut row = row.of("audit_events", 0);
    Ok(Looked {
        id: row.take("id")?,
        at: row.take("at")?,
        kind: row.take("kind")?,
        outcome: row.take("outcome")?,
        passkey_label: row.take("passkey_label")?,
        address: row.take("address")?,
        user_agent: row.take("text")?,
        reference: row.take("reference")?,
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

    #[tokio::test]
    async fn a_reference_code_is_found_without_a_walk() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let steps = plan(tx, concat!("EXPLAIN QUERY PLAN ", of_reference!()), params!["7K2Q-9MXB", 9_u32])?;
            assert!(steps[0].contains("events_by_reference (reference=?)"), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }

    #[tokio::test]
    async fn refusals_of_a_member_are_found_without_a_walk() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let sql = concat!("EXPLAIN QUERY PLAN ", refused_of_subject!());
            let steps = plan(tx, sql, params![TenantId::NIL, UserId::NIL, EventId::NIL, "", 9_u32])?;
            assert!(steps[0].contains("refusals_of_subject (tenant_id=? AND subject_id=? AND id>?)"), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
