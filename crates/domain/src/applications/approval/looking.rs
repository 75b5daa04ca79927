//! What is known of an approval: to the member whose answer is wanted, to be read and answered, and to the application that asked. To everybody
//! else it is not there.

use super::{APPROVED, DENIED, EXPIRED, Part, client_of, may_ask, part_of, transaction, would_do};
use crate::app::App;
use crate::applications::client::{Client, SubjectType};
use crate::applications::issuer::Issuer;
use crate::applications::refusal::{Failed, Word};
use crate::error::Error;
use crate::oauth::authorize::with_query;
use crate::session::Session;
use crate::visit::Visit;
use serde::Serialize;
use std::sync::Arc;
use store::approval::{self, Approval};
use store::id::{ApprovalId, UserId};
use store::{Tx, passkey, user};

/// As many as one page lists.
const MOST_LISTED: u32 = 50;

/// What a member is asked.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub client: Arc<Client>,
    /// Out of the very bytes that are signed.
    pub text: String,
    /// Who has asked, as the application says, where somebody else must answer.
    pub asker: Option<Asker>,
    pub expires_at: i64,
    /// Whether the member has a passkey that would do.
    pub has_passkey: bool,
}

/// Who has asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    Member(String),
    /// Known to the application by a name of its own.
    Somebody,
}

/// How one has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Approved,
    Denied,
}

/// What the page of an approval shows.
#[derive(Debug, Clone)]
pub enum Opened {
    Ask(Box<Waiting>),
    /// The member has asked themselves: somebody else must answer.
    Own(Box<Waiting>),
    Answered {
        outcome: Outcome,
        client: Arc<Client>,
        /// Where the application wants its user back.
        back: Option<String>,
    },
    /// It is over, or somebody else's, or never was.
    Gone,
}

/// One on its way to an answer.
pub(super) struct Found {
    pub row: Approval,
    pub client: Arc<Client>,
}

/// The row, whoever looks at it.
async fn row(app: &App, visit: &Visit, id: &str) -> Result<Option<Approval>, Error> {
    let Ok(id) = id.parse::<ApprovalId>() else { return Ok(None) };
    let place = (visit.door.workspace.id, id);
    app.store().read("find an approval", move |tx| Ok::<_, Error>(approval::find(tx, place)?)).await
}

/// One that this session's member may answer now.
pub(super) async fn found(app: &App, visit: &Visit, session: &Session, id: &str) -> Result<Option<Found>, Error> {
    let Some(row) = row(app, visit, id).await? else { return Ok(None) };
    let Some(client) = client_of(app, &visit.door, &row) else { return Ok(None) };
    let is_theirs = part_of(app, &client, session, &row) == Part::Approver;
    let is_open = row.outcome.is_none() && row.expires_at > app.now();
    Ok((is_theirs && is_open).then_some(Found { row, client }))
}

/// What its page shows to this session's member.
pub async fn open(app: &App, visit: &Visit, session: &Session, id: &str) -> Result<Opened, Error> {
    let Some(row) = row(app, visit, id).await? else { return Ok(Opened::Gone) };
    let Some(client) = client_of(app, &visit.door, &row) else { return Ok(Opened::Gone) };
    let part = part_of(app, &client, session, &row);
    if part == Part::Nobody {
        return Ok(Opened::Gone);
    }
    match row.outcome.as_deref() {
        None if row.expires_at > app.now() => {
            let waiting = Box::new(waiting(app, visit, session, (&row, client)).await?);
            Ok(if part == Part::Own { Opened::Own(waiting) } else { Opened::Ask(waiting) })
        }
        Some(APPROVED) => Ok(Opened::Answered { outcome: Outcome::Approved, client, back: back(app, visit, &row) }),
        Some(DENIED) => Ok(Opened::Answered { outcome: Outcome::Denied, client, back: back(app, visit, &row) }),
        _ => Ok(Opened::Gone),
    }
}

async fn waiting(
    app: &App,
    visit: &Visit,
    session: &Session,
    (row, client): (&Approval, Arc<Client>),
) -> Result<Waiting, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    // Only a name that all applications know says who it is.
    let is_public = client.settings.subject_type == SubjectType::Public;
    let asker: Option<UserId> = row.requested_by.as_ref().filter(|_| is_public).and_then(|name| name.parse().ok());
    let look = move |tx: &mut Tx<'_>| {
        let asker = asker.map(|asker| user::find(tx, pool, asker)).transpose()?.flatten();
        Ok::<_, Error>((asker, passkey::of_user(tx, pool, user)?))
    };
    let (asker, passkeys) = app.store().read("look at an approval", look).await?;
    let named = asker.map(|member| member.display_name).filter(|name| !name.is_empty());
    Ok(Waiting {
        client,
        text: transaction::read(&row.content)?.text,
        asker: row.requested_by.as_ref().map(|_| named.map_or(Asker::Somebody, Asker::Member)),
        expires_at: row.expires_at,
        has_passkey: passkeys.iter().any(|passkey| would_do(&visit.door, session, passkey)),
    })
}

/// The address says which one is answered, and not how: the application asks us, as it could not believe the browser.
fn back(app: &App, visit: &Visit, row: &Approval) -> Option<String> {
    let uri = row.redirect_uri.as_deref()?;
    let (id, issuer) = (row.id.to_string(), Issuer::of_door(app, &visit.door).url);
    let state = row.client_state.as_deref().map(|state| ("state", state));
    Some(with_query(uri, [("approval_id", id.as_str())].into_iter().chain(state).chain([("iss", issuer.as_str())])))
}

/// One in the member's list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: ApprovalId,
    /// The application's.
    pub name: String,
    pub text: String,
    pub expires_at: i64,
}

/// What waits for this session's member here, first what is over first.
pub async fn list(app: &App, visit: &Visit, session: &Session) -> Result<Vec<Listed>, Error> {
    let (who, place) = ((session.pool_id, session.user_id), (visit.door.workspace.id, app.now()));
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(approval::waiting(tx, who, place, MOST_LISTED)?);
    let rows = app.store().read("list approvals", look).await?;
    let mut listed = Vec::new();
    for row in rows {
        let Some(client) = client_of(app, &visit.door, &row) else { continue };
        if part_of(app, &client, session, &row) == Part::Approver {
            let text = transaction::read(&row.content)?.text;
            listed.push(Listed { id: row.id, name: client.name.clone(), text, expires_at: row.expires_at });
        }
    }
    Ok(listed)
}

/// What an application learns of an approval of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    pub id: ApprovalId,
    /// `pending`, `approved`, `denied` or `expired`.
    pub status: &'static str,
    /// While it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// Once it is answered, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// How it stands. Another application's is unknown.
pub async fn look(app: &App, issuer: &Issuer, client: &Client, id: &str) -> Result<Seen, Failed> {
    if !may_ask(client) {
        return Err(Failed::because(
            Word::UnauthorizedClient,
            "only clients that may ask for approvals may look at them",
        ));
    }
    let unknown = || Failed::because(Word::UnknownApproval, "there is no such approval of this client, or no longer");
    let id: ApprovalId = id.parse().map_err(|_| unknown())?;
    let place = (issuer.workspace(), id);
    let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(approval::find(tx, place)?);
    let row = app.store().read("look at an approval", find).await?;
    let is_own = |row: &Approval| row.client_id == client.id && row.created_at >= client.created_at;
    let row = row.filter(is_own).ok_or_else(unknown)?;
    let left = (row.expires_at - app.now() + 999) / 1000;
    let status = match row.outcome.as_deref() {
        Some(APPROVED) => APPROVED,
        Some(DENIED) => DENIED,
        None if left > 0 => "pending",
        _ => EXPIRED,
    };
    let expires_in = (status == "pending").then_some(left);
    Ok(Seen { id, status, expires_in, decided_at: row.decided_at.map(|at| at / 1000), receipt: row.receipt })
}
