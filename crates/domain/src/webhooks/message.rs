//! What an address is told of an event: ids and words, as its tenant's administrators read them. It must never hold a name, an address of the
//! network, a secret, or what a browser said of itself.

use crate::passkeys::time;
use serde::Serialize;
use store::audit_event::AuditEvent;
use store::id::{EventId, PasskeyId, PoolId, TenantId, UserId, WorkspaceId};

#[derive(Debug, Serialize)]
struct Message<'a> {
    r#type: &'a str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Debug, Serialize)]
struct Data<'a> {
    /// Of the event in the audit.
    id: EventId,
    tenant: TenantId,
    pool: Option<PoolId>,
    workspace: Option<WorkspaceId>,
    /// Of whoever did it.
    actor: Option<UserId>,
    /// And of whom it is about.
    subject: Option<UserId>,
    passkey: Option<PasskeyId>,
    /// `done` or `refused`
    outcome: &'a str,
    /// Why it was refused.
    reason: Option<&'a str>,
    /// The code that the member saw.
    reference: Option<&'a str>,
    /// What was changed, in words; of nothing that was refused, where it is what a browser says.
    detail: Option<&'a str>,
}

/// The same however often it is sent, and to whom.
pub(super) fn id(event: EventId) -> String {
    format!("msg_{event}")
}

pub(super) fn body(kind: &str, event: &AuditEvent) -> Result<String, serde_json::Error> {
    let is_done = event.outcome == "done";
    serde_json::to_string(&Message {
        r#type: kind,
        timestamp: time(event.at),
        data: Data {
            id: event.id,
            tenant: event.tenant_id,
            pool: event.pool_id,
            workspace: event.workspace_id,
            actor: event.actor_id,
            subject: event.subject_id,
            passkey: event.passkey_id,
            outcome: &event.outcome,
            reason: event.reason.as_deref(),
            reference: event.reference.as_deref(),
            detail: event.detail.as_deref().filter(|_| is_done),
        },
    })
}
