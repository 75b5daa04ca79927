//! The outbox from its other end: what is to be sent now, and what has become of it. Messages are tried again at growing distances until
//! they are of no use any more; what is given up is recorded without the address. Sending itself is the server's.

use super::content::Content;
use super::{Address, Kind, Letter, Message, prepare, ring};
use crate::alarms::{self, Signed};
use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::Error;
use crate::language::{Language, times};
use crate::snapshot::FrontDoor;
use std::fmt;
use store::id::{MessageId, TenantId};
use store::outbox::{self, Outgoing};

/// Whoever has taken a message must have settled it by then, or another may take it.
const LEASE_MS: i64 = 180_000;
const KEEP_SETTLED_MS: i64 = 24 * 3_600_000;
/// How long after the first, second … attempt the next one comes; the last holds from then on.
const DISTANCES_MS: [i64; 4] = [30_000, 120_000, 600_000, 3_600_000];
/// A message that lives shortly is tried at least this often.
const TRIES_IN_A_LIFE: i64 = 5;
const MOST_IN_MAILBOX: u32 = 100;

/// A message that is to be sent now, and by us alone until it is settled.
pub struct Due {
    pub id: MessageId,
    pub to: Address,
    /// Who it comes from, for people.
    pub sender: String,
    pub letter: Letter,
    /// Of a call.
    pub signed: Option<Signed>,
    /// When it was written.
    pub written_at: i64,
    kind: Kind,
    tenant: TenantId,
    attempts: i64,
    expires_at: i64,
}

impl Due {
    /// For the tests of whatever sends: a message of no row.
    pub fn sample(to: Address, sender: &str, letter: Letter) -> Self {
        let (id, tenant, sender) = (MessageId::NIL, TenantId::NIL, sender.to_owned());
        let (written_at, expires_at) = (1_762_178_700_000, 1_762_179_300_000);
        Self { id, to, sender, letter, signed: None, written_at, kind: Kind::Test, tenant, attempts: 1, expires_at }
    }
}

/// Without what it says and to whom.
impl fmt::Debug for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Due").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What came of sending it. The texts are for operators and must not name the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// It may be sent later.
    Later(String),
    /// Nobody will ever take it.
    Never(String),
}

/// Takes at most `limit` messages that are to be sent now.
pub async fn next(app: &App, limit: u32) -> Result<Vec<Due>, Error> {
    let now = app.now();
    let is_any = app.store().read("is any message due", move |tx| Ok::<_, Error>(outbox::is_any_due(tx, now)?));
    if !is_any.await? {
        return Ok(Vec::new());
    }
    let taken = app
        .store()
        .write("take messages", move |tx| {
            outbox::drop_blank(tx, now)?;
            Ok::<_, Error>(outbox::due(tx, now, now + LEASE_MS, limit)?)
        })
        .await?;
    let mut due = Vec::with_capacity(taken.len());
    for row in taken {
        let Some(content) = Content::open(&app.snapshot().ring, row.id, &row.sealed) else {
            give_up(app, &row, "unreadable").await?;
            continue;
        };
        if row.expires_at <= now {
            give_up(app, &row, row.trouble.as_deref().unwrap_or("expired")).await?;
            continue;
        }
        due.push(opened(app, &row, content));
    }
    Ok(due)
}

fn opened(app: &App, row: &Outgoing, content: Content) -> Due {
    let sender = sender(app, row.tenant_id);
    let letter = letter(app, row, &content, &sender);
    // Anew at each attempt: whoever is called may refuse what is old.
    let signed = match &content.to {
        Address::Webhook(url) => {
            let pool = content.word("pool").unwrap_or_default();
            Some(alarms::signed(&app.snapshot().ring, (pool, url), (app.now(), &letter.text)))
        }
        Address::Mail(_) | Address::Phone(_) => None,
    };
    Due {
        signed,
        id: row.id,
        sender,
        letter,
        written_at: row.created_at,
        kind: content.kind,
        to: content.to,
        tenant: row.tenant_id,
        attempts: row.attempts,
        expires_at: row.expires_at,
    }
}

fn letter(app: &App, row: &Outgoing, content: &Content, sender: &str) -> Letter {
    let when = times::moment(content.language, row.created_at);
    let accent = accent(app, row.tenant_id, content.word("link"));
    content.letter(&[("tenant", sender), ("when", &when)], app.public_url().host(), accent)
}

/// The colour of the workspace to which the link leads, else the one that all doors of the tenant have.
fn accent(app: &App, tenant: TenantId, link: Option<&str>) -> Option<[u8; 3]> {
    let snapshot = app.snapshot();
    let doors: Vec<_> = snapshot.doors().iter().filter(|door| door.tenant.id == tenant).collect();
    let path = link.map(|link| link.strip_prefix(&app.public_url().origin()).unwrap_or(link));
    let leads_to = |door: &FrontDoor| {
        let rest = path.and_then(|path| path.strip_prefix(door.base().as_str()));
        !door.base().is_empty() && rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let of = |door: &FrontDoor| door.workspace.settings.branding.accent();
    if let Some(door) = doors.iter().find(|door| leads_to(door)) {
        return of(door);
    }
    let first = of(doors.first()?);
    doors.iter().all(|door| of(door) == first).then_some(first).flatten()
}

/// The tenant's name as it is today.
fn sender(app: &App, tenant: TenantId) -> String {
    let snapshot = app.snapshot();
    let name = snapshot.doors().iter().find(|door| door.tenant.id == tenant).map(|door| door.tenant.name.as_str());
    super::content::one_line(name.unwrap_or("Keystead"))
}

/// Says what came of a message that `next` gave.
pub async fn settle(app: &App, due: &Due, outcome: Outcome) -> Result<(), Error> {
    let now = app.now();
    let (id, attempts) = (due.id, due.attempts);
    app.meters().note_message(&due.to, &outcome);
    match outcome {
        Outcome::Sent => {
            let forget_at = now + KEEP_SETTLED_MS;
            app.store().write("message sent", move |tx| Ok::<_, Error>(outbox::sent(tx, id, forget_at)?)).await?;
            tracing::debug!(message_id = %id, kind = due.kind.as_str(), "message sent");
        }
        Outcome::Later(trouble) => {
            let due_at = now + distance_ms(attempts, due.expires_at - due.written_at);
            if due_at >= due.expires_at {
                return record_given_up(app, (due.tenant, id, attempts), &trouble).await;
            }
            tracing::warn!(message_id = %id, kind = due.kind.as_str(), trouble, attempts, "message not sent; it is tried again");
            let again =
                move |tx: &mut store::Tx<'_>| Ok::<_, Error>(outbox::again(tx, (id, attempts), due_at, &trouble)?);
            app.store().write("message later", again).await?;
        }
        Outcome::Never(trouble) => record_given_up(app, (due.tenant, id, attempts), &trouble).await?,
    }
    Ok(())
}

fn distance_ms(attempts: i64, life_ms: i64) -> i64 {
    let place = usize::try_from(attempts - 1).unwrap_or_default();
    let usual = DISTANCES_MS.get(place).or(DISTANCES_MS.last()).copied().unwrap_or_default();
    usual.min(life_ms / TRIES_IN_A_LIFE)
}

async fn give_up(app: &App, row: &Outgoing, trouble: &str) -> Result<(), Error> {
    record_given_up(app, (row.tenant_id, row.id, row.attempts), trouble).await
}

async fn record_given_up(
    app: &App,
    (tenant, id, attempts): (TenantId, MessageId, i64),
    trouble: &str,
) -> Result<(), Error> {
    let mut event = audit::done(app, &Scene::of_tenant(tenant), audit::Kind::MessageGivenUp, About::default()).await?;
    event.outcome = "failed".into();
    event.reason = Some(trouble.to_owned().into());
    tracing::warn!(message_id = %id, trouble, "message given up");
    let forget_at = app.now() + KEEP_SETTLED_MS;
    let trouble = trouble.to_owned();
    app.store()
        .write("message given up", move |tx| {
            if outbox::give_up(tx, (id, attempts), forget_at, &trouble)? {
                store::audit_event::insert(tx, &event)?;
            }
            Ok(())
        })
        .await
}

/// Forgets what need not be kept, at most so many of a kind; how many went.
pub(crate) fn sweep(tx: &mut store::Tx<'_>, now_ms: i64, limit: u32) -> Result<u64, store::Error> {
    outbox::sweep(tx, now_ms, now_ms - KEEP_SETTLED_MS, limit)
}

/// A message in the demo's mailbox.
pub struct Kept {
    pub id: MessageId,
    pub at: i64,
    pub to: Address,
    pub kind: Kind,
    pub letter: Letter,
    pub code: Option<String>,
    pub link: Option<String>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What the demo would have sent, newest first. `None` where messages are really sent: there nobody may read them here.
pub async fn mailbox(app: &App) -> Result<Option<Vec<Kept>>, Error> {
    if !app.is_demo() {
        return Ok(None);
    }
    let rows = app.store().read("mailbox", |tx| Ok::<_, Error>(outbox::waiting(tx, MOST_IN_MAILBOX)?)).await?;
    let ring = &app.snapshot().ring;
    let kept = |row: Outgoing| {
        let content = Content::open(ring, row.id, &row.sealed)?;
        let letter = letter(app, &row, &content, &sender(app, row.tenant_id));
        let word = |name| content.word(name).map(str::to_owned);
        let (code, link) = (word("code"), word("link"));
        Some(Kept { id: row.id, at: row.created_at, kind: content.kind, letter, code, link, to: content.to })
    };
    Ok(Some(rows.into_iter().filter_map(kept).collect()))
}

/// Queues a message for an operator who wants to see it arrive. It comes from no tenant. Gives the code that stands in it.
pub async fn try_out(app: &App, to: Address) -> Result<String, Error> {
    let (tenant, code) = (TenantId::NIL, app.reference().to_string());
    let words = vec![("code", code.clone())];
    let row = prepare(app, tenant, Some(Message { tenant, to, kind: Kind::Test, language: Language::English, words }))?;
    app.store().write("try out messages", move |tx| Ok::<_, Error>(outbox::insert(tx, &row)?)).await?;
    ring(app);
    Ok(code)
}
