//! An application asks. Whom it names is not looked for in a way that it could notice: a request for nobody waits like any other, and expires.

use super::letters::Letters;
use super::naming::{Approver, approver, canonical};
use super::stated;
use super::transaction::Transaction;
use super::{LONGEST_S, SHORTEST_S, USUAL_S, may_ask};
use crate::app::App;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::messages;
use crate::random;
use crate::snapshot::FrontDoor;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use store::approval::{self, Approval};
use store::audit_event::{self, AuditEvent};
use store::id::ApprovalId;
use store::{Tx, user};

/// How much of one application may wait under one name at a time, and under all names.
const MOST_OF_NAME: u32 = 20;
const MOST_OF_CLIENT: u32 = 10_000;
const LONGEST_STATE: usize = 512;

/// What an application is told.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    pub id: ApprovalId,
    /// Where the member answers.
    pub approval_uri: String,
    pub expires_in: i64,
}

/// What is wished for, as far as the request alone says it.
struct Wish<'a> {
    text: &'a str,
    details: Option<Value>,
    requested_by: Option<String>,
    life_s: i64,
    redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
    notify: bool,
}

/// An application asks for an approval.
pub async fn ask(app: &App, issuer: &Issuer, client: &Client, parameters: &Parameters) -> Result<Asked, Failed> {
    let (Some(door), true) = (&issuer.door, may_ask(client)) else {
        let text = "only clients that keep a secret and have the scope approvals may ask for approvals";
        return Err(Failed::because(Word::UnauthorizedClient, text));
    };
    let wish = read(client, parameters)?;
    let approver = approver(app, door, client, parameters).await?;
    if parameters.get("sub").is_some() && wish.requested_by.as_ref() == Some(&approver.sub) {
        return Err(bad("who has asked (requested_by) is not who approves (sub)"));
    }
    let now = app.now();
    let (ms, drawn) = app.id_parts()?;
    let id = ApprovalId::from_parts(ms, drawn);
    let row = row(app, (issuer, door, client), (&wish, &approver), (id, now))?;
    let letters = match (wish.notify, approver.user) {
        (false, _) => None,
        (true, Some(user)) => Some(Letters::prepare(app, (door, client), (&row, &approver, user), parameters)?),
        (true, None) => {
            return Err(bad("nobody can be written to by a sub of the client's own: name them by login_hint"));
        }
    };
    let event = event(app, door, (client, &approver))?;
    let is_member = approver.is_member;
    let write = move |tx: &mut Tx<'_>| Ok::<_, Error>(write(tx, (&row, is_member), &event, letters.as_ref())?);
    if let Err(why) = app.store().write("ask for an approval", write).await? {
        return Err(Failed::because(Word::SlowDown, why));
    }
    if wish.notify {
        messages::ring(app);
    }
    Ok(Asked { id, approval_uri: format!("{}/approve/{id}", issuer.url), expires_in: wish.life_s })
}

/// Writes it, or says of what there is too much: by what the application has asked, and by nothing that is known of the member.
fn write(
    tx: &mut Tx<'_>,
    (row, is_member): (&Approval, bool),
    event: &AuditEvent,
    letters: Option<&Letters>,
) -> Result<Result<(), &'static str>, store::Error> {
    let (of, now) = ((row.workspace_id, row.client_id.as_str()), row.created_at);
    if approval::waiting_of_name(tx, of, (&row.asked_of, now), MOST_OF_NAME)? >= i64::from(MOST_OF_NAME) {
        return Ok(Err("too many approvals wait for this person; wait for their answers"));
    }
    if approval::waiting_of_client(tx, of, now, MOST_OF_CLIENT)? >= i64::from(MOST_OF_CLIENT) {
        return Ok(Err("too many approvals of this client wait; wait for their answers"));
    }
    // Between the look and this transaction a member may have been erased, and nothing may be written of them any more.
    let user = row.user_id.filter(|_| is_member).map(|user| user::find(tx, row.pool_id, user)).transpose()?;
    let is_gone = user.is_some_and(|user| user.is_none());
    if let Some(letters) = letters
        && !letters.send(tx, now, is_gone)?
    {
        return Ok(Err(
            "too many people were written to for this client within the hour; ask without notify, or later",
        ));
    }
    if is_gone {
        approval::insert(tx, &row.emptied())?;
        audit_event::insert(tx, &AuditEvent { subject_id: None, ..event.clone() })?;
    } else {
        approval::insert(tx, row)?;
        audit_event::insert(tx, event)?;
    }
    Ok(Ok(()))
}

pub(super) fn bad(text: &'static str) -> Failed {
    Failed::because(Word::InvalidRequest, text)
}

fn read<'a>(client: &Client, parameters: &'a Parameters) -> Result<Wish<'a>, Failed> {
    let text = stated::text(parameters.require("text")?).map_err(bad)?;
    let details = parameters.get("details").map(stated::details).transpose().map_err(bad)?;
    let life_s = match parameters.get("expires_in").map(str::parse) {
        None => USUAL_S,
        Some(Ok(seconds)) if (SHORTEST_S..=LONGEST_S).contains(&seconds) => seconds,
        Some(_) => return Err(bad("expires_in is 60 to 86400 seconds")),
    };
    let redirect_uri = parameters.get("redirect_uri");
    let is_own = |uri: &str| client.settings.redirect_uris.iter().any(|registered| registered == uri);
    if redirect_uri.is_some_and(|uri| !is_own(uri)) {
        return Err(bad("redirect_uri is not registered for the client, letter by letter"));
    }
    let state = parameters.get("state");
    if state.is_some_and(|state| state.len() > LONGEST_STATE) {
        return Err(bad("state is longer than 512 bytes"));
    }
    let requested_by = match parameters.get("requested_by") {
        None => None,
        Some(name) => Some(canonical(client, name).ok_or_else(|| bad("requested_by is none of this client's subs"))?),
    };
    let notify = match parameters.get("notify") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(bad("notify is true or false")),
    };
    Ok(Wish { text, details, requested_by, life_s, redirect_uri, state, notify })
}

fn row(
    app: &App,
    (issuer, door, client): (&Issuer, &FrontDoor, &Client),
    (wish, approver): (&Wish<'_>, &Approver),
    (id, now): (ApprovalId, i64),
) -> Result<Approval, Failed> {
    let expires_at = now + wish.life_s * 1000;
    let transaction = Transaction {
        id,
        issuer: &issuer.url,
        client_id: &client.id,
        sub: &approver.sub,
        requested_by: wish.requested_by.as_deref(),
        text: wish.text,
        details: wish.details.as_ref(),
        salt: random::bytes(app.random())?,
        created_at: now / 1000,
        expires_at: expires_at / 1000,
    };
    Ok(Approval {
        workspace_id: door.workspace.id,
        id,
        pool_id: door.pool.id,
        client_id: client.id.clone(),
        sub: approver.sub.clone(),
        user_id: approver.user,
        asked_of: approver.asked_of,
        requested_by: wish.requested_by.clone(),
        content: transaction.written()?,
        redirect_uri: wish.redirect_uri.map(str::to_owned),
        client_state: wish.state.map(str::to_owned),
        session_id: None,
        outcome: None,
        decided_at: None,
        receipt: None,
        created_at: now,
        expires_at,
        due_at: expires_at,
    })
}

fn event(app: &App, door: &FrontDoor, (client, approver): (&Client, &Approver)) -> Result<AuditEvent, Error> {
    let subject = approver.user.filter(|_| approver.is_member);
    let about = About { subject, ..About::default() };
    let event = audit::drawn(app, &Scene::of_pool(door.tenant.id, door.pool.id), Kind::ApprovalRequested, about)?;
    let detail = Some(Cow::Owned(client.id.clone()));
    Ok(AuditEvent { workspace_id: Some(door.workspace.id), detail, ..event })
}

#[cfg(test)]
mod tests;
