//! What happened on a member's own account: the newest events about them, as they read them. It must never show a row about somebody else, a
//! refusal that names nobody, or why something was refused: whoever is at the member's keyboard need not be the member.

use crate::app::App;
use crate::error::Error;
use crate::passkeys::time;
use crate::session::Session;
use crate::visit::Visit;
use serde::Serialize;
use store::audit_event::{self, Looked};
use store::id::{EventId, TenantId, UserId};

/// As many as somebody reads.
const MOST: u32 = 50;
/// How many rows of the tenant are looked through at most.
const MOST_LOOKED_AT: u32 = 200_000;
const LONGEST_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What happened, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct Activity {
    pub events: Vec<EventView>,
}

/// One event.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    pub id: EventId,
    /// What it was, such as `sign_in`; of a refusal, what was tried.
    pub kind: String,
    pub refused: bool,
    pub at: String,
    /// Where it came from; none where the server did it by itself.
    pub address: Option<String>,
    /// As the browser or program called itself.
    pub device: Option<String>,
    /// The passkey's name, as it was then.
    pub passkey: Option<String>,
    /// The code that was shown with a refusal.
    pub reference: Option<String>,
}

/// The newest events about the session's member, at most 90 days back.
pub async fn list(app: &App, visit: &Visit, session: &Session) -> Result<Activity, Error> {
    let (tenant, user) = (visit.door.tenant.id, session.user_id);
    let since = EventId::from_parts(u64::try_from(app.now() - LONGEST_MS).unwrap_or_default(), [0; 10]);
    let most = (MOST_LOOKED_AT, MOST);
    let read = app
        .store()
        .read("activity", move |tx| Ok::<_, Error>(audit_event::of_subject(tx, (tenant, user), since, most)?));
    // What a browser adds to a refusal of ours says nothing new to its member.
    let events = read.await?.into_iter().filter(|row| row.outcome != "told");
    Ok(Activity { events: events.map(view).collect() })
}

/// Refusals that whoever helps somebody reads.
const MOST_REFUSED: u32 = 10;
/// Those of an administrator who tried something at the member are no failures of theirs.
const NOT_THEIRS: &str = "administration";

/// What was refused to a member lately, for somebody who helps them: with the code that they may read out, without the cause.
pub(crate) async fn refused_of(app: &App, (tenant, user): (TenantId, UserId)) -> Result<Vec<EventView>, Error> {
    let since = EventId::from_parts(u64::try_from(app.now() - LONGEST_MS).unwrap_or_default(), [0; 10]);
    let read = app.store().read("failures of member", move |tx| {
        Ok::<_, Error>(audit_event::refused_of_subject(tx, (tenant, user), since, (NOT_THEIRS, MOST_REFUSED))?)
    });
    Ok(read.await?.into_iter().map(view).collect())
}

fn view(row: Looked) -> EventView {
    EventView {
        id: row.id,
        kind: row.kind,
        refused: row.outcome == "refused",
        at: time(row.at),
        address: row.address,
        device: row.user_agent,
        passkey: row.passkey_label,
        reference: row.reference,
    }
}
