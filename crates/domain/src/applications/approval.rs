//! Approval of one stated text: an application says what it is about, one member reads it and signs it with a passkey, and the application gets
//! a receipt that anybody can check without us. What is signed is the hash of what was stored when the application asked, and what the member
//! reads comes out of the same bytes: no step may write the text anew. Nobody approves but whom the application has named, and where somebody
//! else must approve, never who asked.

mod answer;
mod asking;
mod begin;
mod ending;
mod letters;
mod looking;
mod naming;
mod receipt;
mod stated;
mod transaction;

pub use answer::{Answered, deny, finish};
pub use asking::{Asked, ask};
pub use begin::begin;
pub(crate) use ending::end_due;
pub use looking::{Asker, Listed, Opened, Outcome, Seen, Waiting, list, look, open};

use super::client::{AuthMethod, Client};
use super::subject;
use crate::app::App;
use crate::journey::offered_in_step_up;
use crate::method::Method;
use crate::passkeys::{is_wanted, opens};
use crate::session::Session;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::approval::Approval;
use store::passkey::Passkey;

/// The scope by which an administrator lets an application ask. It is asked for in no request: a member is asked each time.
pub const SCOPE: &str = "approvals";

/// How long an application may let somebody think, in seconds.
pub const SHORTEST_S: i64 = 60;
pub const USUAL_S: i64 = 600;
pub const LONGEST_S: i64 = 24 * 60 * 60;
/// How long an answer and its receipt, or that there was none, can be read.
pub const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

const APPROVED: &str = "approved";
const DENIED: &str = "denied";
const EXPIRED: &str = "expired";

/// Whether a client may ask at all: one that can keep a secret, and was given the scope.
fn may_ask(client: &Client) -> bool {
    client.enabled
        && client.settings.token_endpoint_auth_method != AuthMethod::None
        && client.scopes.iter().any(|scope| scope == SCOPE)
}

/// The application behind a row, while it may ask; none under the id of one that was removed.
fn client_of(app: &App, door: &FrontDoor, row: &Approval) -> Option<Arc<Client>> {
    let client = app.snapshot().client(door.tenant.id, row.workspace_id, &row.client_id)?;
    (may_ask(&client) && row.created_at >= client.created_at).then_some(client)
}

/// What a session's member is to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Whose answer is wanted.
    Approver,
    /// The same, but they have asked themselves, and somebody else was to answer.
    Own,
    Nobody,
}

fn part_of(app: &App, client: &Client, session: &Session, row: &Approval) -> Part {
    let name = subject::of(&app.snapshot().ring, client, session.user_id);
    if row.pool_id != session.pool_id || row.sub != name {
        Part::Nobody
    } else if row.requested_by.as_ref() == Some(&name) {
        Part::Own
    } else {
        Part::Approver
    }
}

/// Whether a passkey of the session's member would be taken, as far as that can be known before it is shown.
fn would_do(door: &FrontDoor, session: &Session, passkey: &Passkey) -> bool {
    let policy = &session.policy;
    offered_in_step_up(policy, Method::Passkey) && opens(door, passkey) && is_wanted(policy, passkey)
}
