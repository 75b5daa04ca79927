//! An application asks. Whom it names is not looked for in a way that it could notice: a request for nobody waits like any other, and expires.

use super::stated;
use super::transaction::Transaction;
use super::{LONGEST_S, SHORTEST_S, USUAL_S, may_ask};
use crate::app::App;
use crate::applications::client::{Client, SubjectType};
use crate::applications::issuer::Issuer;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::applications::subject;
use crate::audit::{self, About, Kind, Scene};
use crate::decoy::Nobody;
use crate::error::Error;
use crate::identifier::fold;
use crate::language::{Wishes, negotiate, times};
use crate::messages::{self, Address, Message};
use crate::one_time_code::mailboxes;
use crate::random;
use crate::snapshot::FrontDoor;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;
use store::approval::{self, Approval};
use store::audit_event::{self, AuditEvent};
use store::failure::{self, Failure, Key};
use store::id::{ApprovalId, UserId};
use store::identifier::{self, IdentifierKind};
use store::outbox::Outgoing;
use store::{Tx, outbox, user};

/// How much of one application may wait for one member at a time.
const MOST_WAITING: usize = 20;
/// Of all applications together: where so many wait, one that comes late is refused too.
const LOOKED_AT: u32 = 200;
/// How many of a member's mailboxes are written to, and how often an hour: further questions stand on their page all the same.
const MOST_MAILBOXES: usize = 3;
const MOST_MAILS: i64 = 10;
const HOUR_MS: i64 = 60 * 60 * 1000;
/// As the counter is called in the store.
const COUNTER: &str = "approval_mail";
const LONGEST_NAME: usize = 255;
const LONGEST_HINT: usize = 254;
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
    requested_by: Option<&'a str>,
    life_s: i64,
    redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
    notify: bool,
}

/// Whose answer is wanted.
struct Approver {
    sub: String,
    /// The member, or a pseudo member for a name that nobody has; none where only they themselves can tell.
    user: Option<UserId>,
    is_member: bool,
    mailboxes: Vec<String>,
}

/// An application asks for an approval.
pub async fn ask(app: &App, issuer: &Issuer, client: &Client, parameters: &Parameters) -> Result<Asked, Failed> {
    let (Some(door), true) = (&issuer.door, may_ask(client)) else {
        let text = "only clients that keep a secret and have the scope approvals may ask for approvals";
        return Err(Failed::because(Word::UnauthorizedClient, text));
    };
    let wish = read(client, parameters)?;
    let approver = approver(app, door, client, parameters).await?;
    if wish.requested_by == parameters.get("sub") && wish.requested_by.is_some() {
        return Err(bad("who has asked (requested_by) is not who approves (sub)"));
    }
    if wish.notify && approver.user.is_none() {
        return Err(bad("nobody can be written to by a sub of the client's own: name them by login_hint"));
    }
    let now = app.now();
    let (ms, drawn) = app.id_parts()?;
    let id = ApprovalId::from_parts(ms, drawn);
    let row = row(app, (issuer, door, client), (&wish, &approver), (id, now))?;
    let letters = if wish.notify { letters(app, door, client, (&row, &approver, parameters))? } else { Vec::new() };
    let counter = approver.user.map(|user| counter(app, door, user));
    let event = event(app, door, (client, &approver))?;
    let write = move |tx: &mut Tx<'_>| {
        if let Some(user) = row.user_id {
            let place = (row.workspace_id, now);
            let waiting = approval::waiting(tx, (row.pool_id, user), place, LOOKED_AT)?;
            let of_client = waiting.iter().filter(|other| other.client_id == row.client_id).count();
            if of_client >= MOST_WAITING || u32::try_from(waiting.len()).is_ok_and(|count| count >= LOOKED_AT) {
                return Ok(false);
            }
        }
        approval::insert(tx, &row)?;
        audit_event::insert(tx, &event)?;
        if let Some(key) = counter.filter(|_| !letters.is_empty())
            && may_write(tx, &key, now)?
        {
            letters.iter().try_for_each(|letter| outbox::insert(tx, letter))?;
        }
        Ok::<_, Error>(true)
    };
    if !app.store().write("ask for an approval", write).await? {
        return Err(Failed::because(Word::SlowDown, "too many approvals wait for this person; wait for their answers"));
    }
    if wish.notify {
        messages::ring(app);
    }
    Ok(Asked { id, approval_uri: format!("{}/approve/{id}", issuer.url), expires_in: wish.life_s })
}

fn bad(text: &'static str) -> Failed {
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
    let requested_by = parameters.get("requested_by");
    if requested_by.is_some_and(|name| !is_name(name)) {
        return Err(bad("requested_by is a sub that the client knows"));
    }
    let notify = match parameters.get("notify") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(bad("notify is true or false")),
    };
    Ok(Wish { text, details, requested_by, life_s, redirect_uri, state, notify })
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_graphic())
}

async fn approver(
    app: &App,
    door: &Arc<FrontDoor>,
    client: &Client,
    parameters: &Parameters,
) -> Result<Approver, Failed> {
    let pool = door.pool.id;
    let (sub, named) = match (parameters.get("sub"), parameters.get("login_hint")) {
        (Some(sub), None) if is_name(sub) => (Some(sub.to_owned()), None),
        (None, Some(hint)) if hint.len() <= LONGEST_HINT => (None, Some(fold(hint))),
        _ => return Err(bad("either sub or login_hint says who is to approve")),
    };
    // What a pairwise name stands for only its holder can tell.
    let is_public = client.settings.subject_type == SubjectType::Public;
    let known = sub.as_deref().filter(|_| is_public).and_then(|sub| sub.parse().ok());
    let pseudo = named.as_ref().map(|folded| {
        let snapshot = app.snapshot();
        Nobody::of(&snapshot.ring, pool, folded).user(&snapshot.ring, pool)
    });
    let look = move |tx: &mut Tx<'_>| {
        let found = match &named {
            Some(folded) => identifier::find(tx, pool, folded)?,
            None => None,
        };
        // An address that nobody has proved may be anybody's.
        let found = found.filter(|row| row.kind == IdentifierKind::Username || row.verified_at.is_some());
        let user = found.map(|row| row.user_id).or(known);
        let is_member = user.map(|user| user::find(tx, pool, user)).transpose()?.flatten().is_some();
        let mailboxes = user.map(|user| mailboxes(tx, pool, user)).transpose()?.unwrap_or_default();
        Ok::<_, Error>((user, is_member, mailboxes))
    };
    let (user, is_member, mailboxes) = app.store().read("find who is to approve", look).await?;
    let user = user.or(pseudo);
    let name = |user| subject::of(&app.snapshot().ring, client, user);
    let sub = sub.or_else(|| user.map(name)).unwrap_or_default();
    Ok(Approver { sub, user, is_member, mailboxes })
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
        requested_by: wish.requested_by,
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
        requested_by: wish.requested_by.map(str::to_owned),
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

/// One for each mailbox; where there is none, one that is never sent, so that nothing shows whether there is a member. The text stays here: mail
/// is read by others.
fn letters(
    app: &App,
    door: &FrontDoor,
    client: &Client,
    (row, approver, parameters): (&Approval, &Approver, &Parameters),
) -> Result<Vec<Outgoing>, Failed> {
    let language = negotiate(Wishes { ui_locales: parameters.get("ui_locales"), ..Wishes::default() });
    let words = vec![
        ("name", client.name.clone()),
        ("link", format!("{}/approve/{}", door.base(), row.id)),
        ("until", times::moment(language, row.expires_at)),
    ];
    let tenant = door.tenant.id;
    let message = |to: String| {
        let (to, words) = (Address::Mail(to), words.clone());
        Message { tenant, to, kind: messages::Kind::ApprovalAsked, language, words }
    };
    let is_open = app.channels().mail;
    let mut letters = Vec::new();
    for to in approver.mailboxes.iter().filter(|_| is_open).take(MOST_MAILBOXES) {
        letters.push(messages::prepare(app, tenant, Some(message(to.clone())))?);
    }
    if letters.is_empty() {
        letters.push(messages::prepare_blank(app, message(String::new()))?);
    }
    for letter in &mut letters {
        letter.expires_at = letter.expires_at.min(row.expires_at);
    }
    Ok(letters)
}

/// Letters of this kind to one member at one place, whichever application asks.
fn counter(app: &App, door: &FrontDoor, user: UserId) -> Key {
    let subject = app.snapshot().ring.keyed(COUNTER, &[door.workspace.id.as_bytes(), user.as_bytes()]);
    Key { pool_id: door.pool.id, subject, method: COUNTER, device: None }
}

fn may_write(tx: &mut Tx<'_>, key: &Key, now: i64) -> Result<bool, store::Error> {
    let begun = Failure { count: 0, blocked_until: 0, forget_at: now + HOUR_MS };
    let counted = failure::find(tx, key)?.filter(|counted| counted.forget_at > now).unwrap_or(begun);
    let is_within = counted.count < MOST_MAILS;
    if is_within {
        failure::put(tx, key, &Failure { count: counted.count + 1, ..counted })?;
    }
    Ok(is_within)
}

fn event(app: &App, door: &FrontDoor, (client, approver): (&Client, &Approver)) -> Result<AuditEvent, Error> {
    let subject = approver.user.filter(|_| approver.is_member);
    let about = About { subject, ..About::default() };
    let event = audit::drawn(app, &Scene::of_pool(door.tenant.id, door.pool.id), Kind::ApprovalRequested, about)?;
    let detail = Some(Cow::Owned(client.id.clone()));
    Ok(AuditEvent { workspace_id: Some(door.workspace.id), detail, ..event })
}
