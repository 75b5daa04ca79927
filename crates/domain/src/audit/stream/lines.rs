//! The lines of the stream. Their shape is documented (docs/operator/audit.md) and only ever grows.

use super::super::chain::{self, Head, hash};
use super::super::verify::Broken;
use crate::error::Error;
use crate::figures::Facts;
use crate::passkeys::time;
use serde::Serialize;
use store::audit_event::AuditEvent;
use store::audit_proof::Recorded;
use store::audit_seal::Seal;
use store::id::EventId;

/// One line, and when what it tells happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `event`, `seal` or `gap`
    pub kind: &'static str,
    /// RFC 3339; nothing for what happened at no one time.
    pub at: Option<String>,
    /// JSON, without a line end.
    pub text: String,
}

#[derive(Debug, Serialize)]
struct Event<'a> {
    r#type: &'static str,
    id: String,
    seal: i64,
    digest: String,
    tenant: String,
    /// The rest of the line where the event is gone: nobody but a thief of the database takes one away.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<bool>,
    #[serde(flatten)]
    told: Option<Told<'a>>,
}

#[derive(Debug, Serialize)]
struct Told<'a> {
    at: String,
    kind: &'a str,
    outcome: &'a str,
    reason: Option<&'a str>,
    pool: Option<String>,
    workspace: Option<String>,
    actor: Option<String>,
    subject: Option<String>,
    passkey: Option<String>,
    reference: Option<&'a str>,
    detail: Option<&'a str>,
    /// What the caller called the request (S3c-4).
    correlation: Option<String>,
    /// Whether something personal was erased since.
    erased: bool,
    #[serde(flatten)]
    personal: Option<Personal<'a>>,
}

/// What the digests hold as salted hashes alone.
#[derive(Debug, Serialize)]
struct Personal<'a> {
    passkey_label: Option<&'a str>,
    address: Option<&'a str>,
    user_agent: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct OfSeal {
    r#type: &'static str,
    number: i64,
    sealed_at: String,
    tenant: String,
    events: usize,
    late: bool,
    hash: String,
    previous: String,
    signature: String,
    /// As the log has it, for `keystead audit verify --head`.
    head: String,
}

#[derive(Debug, Serialize)]
struct Gap {
    r#type: &'static str,
    after: i64,
    through: i64,
}

/// The events of a seal, and the seal itself.
pub(super) fn of_seal(
    seal: &Seal,
    events: &[(EventId, Option<Recorded>)],
    with_personal: bool,
) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::with_capacity(events.len() + 1);
    for ((id, row), (_, digest)) in events.iter().zip(chain::entries(seal)) {
        if row.is_none() {
            tracing::error!(target: "audit", %id, seal = seal.number, "{}", gone(seal, *id));
        }
        let event = Event {
            r#type: "event",
            id: id.to_string(),
            seal: seal.number,
            digest: hex(&digest),
            tenant: seal.tenant_id.to_string(),
            gone: row.is_none().then_some(true),
            told: row.as_ref().map(|row| told(row, with_personal)),
        };
        lines.push(line("event", row.as_ref().map(|row| time(row.event.at)), &event)?);
    }
    let sealed = OfSeal {
        r#type: "seal",
        number: seal.number,
        sealed_at: time(seal.sealed_at),
        tenant: seal.tenant_id.to_string(),
        events: events.len(),
        late: seal.is_late,
        hash: hex(&hash(seal)),
        previous: hex(&seal.previous),
        signature: hex(&seal.signature),
        head: Head::of(seal).to_string(),
    };
    lines.push(line("seal", Some(time(seal.sealed_at)), &sealed)?);
    Ok(lines)
}

fn gone(seal: &Seal, event: EventId) -> Broken {
    Broken::Gone { tenant: seal.tenant_id, event, seal: seal.number }
}

fn told(row: &Recorded, with_personal: bool) -> Told<'_> {
    let AuditEvent { at, kind, outcome, reason, reference, detail, .. } = &row.event;
    let e = &row.event;
    Told {
        at: time(*at),
        kind,
        outcome,
        reason: reason.as_deref(),
        pool: e.pool_id.map(|id| id.to_string()),
        workspace: e.workspace_id.map(|id| id.to_string()),
        actor: e.actor_id.map(|id| id.to_string()),
        subject: e.subject_id.map(|id| id.to_string()),
        passkey: e.passkey_id.map(|id| id.to_string()),
        reference: reference.as_deref(),
        detail: detail.as_deref(),
        correlation: Facts::read(e.facts.as_deref()).correlation,
        erased: row.erased.is_some(),
        personal: with_personal.then_some(Personal {
            passkey_label: e.passkey_label.as_deref(),
            address: e.address.as_deref(),
            user_agent: row.user_agent.as_deref(),
        }),
    }
}

/// What was let go before it could be sent.
pub(super) fn gap((after, through): (i64, i64)) -> Line {
    let gap = Gap { r#type: "gap", after, through };
    Line { kind: "gap", at: None, text: serde_json::to_string(&gap).unwrap_or_default() }
}

fn line(kind: &'static str, at: Option<String>, told: &impl Serialize) -> Result<Line, Error> {
    Ok(Line { kind, at, text: serde_json::to_string(told).map_err(Error::Answer)? })
}

fn hex(bytes: &[u8]) -> String {
    chain::Hex(bytes).to_string()
}
