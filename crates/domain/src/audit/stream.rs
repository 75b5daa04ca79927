//! What was recorded, for a receiver elsewhere: the events of each seal and then the seal, in the order of the chain, each a line of JSON. One
//! sender at a time over all nodes; how far it has come stands in the database, and moves once the receiver has taken a batch: so nothing is
//! left out, and what was sent twice has the same id both times. It must never tell what is personal unless the operator has said so.

mod lines;

pub use lines::Line;

use super::chain::Head;
use crate::alarms::{Signed, signed};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::time;
use serde::{Deserialize, Serialize};
use store::audit_proof::{self, Recorded};
use store::audit_seal::{self, Seal};
use store::id::EventId;
use store::{Tx, installation};

const PROGRESS: &str = "audit_stream";
const TURN: &str = "audit_stream_turn";
/// Clocks of nodes may differ by half a minute; a batch takes less than the rest.
const TURN_MS: i64 = 90_000;
/// Seals of one batch, as long as it has room.
const SEALS: u32 = 20;
/// Events of one batch: with the next seal's it may become twice as many.
const EVENTS: usize = 500;
const FIRST_WAIT_MS: i64 = 5_000;
const LONGEST_WAIT_MS: i64 = 10 * 60_000;
/// A receiver that is away for longer is an alarm.
const AWAY_MS: i64 = 15 * 60_000;
/// Where nobody has tried for longer, nobody is to: the stream was taken out of the configuration.
const FORGOTTEN_MS: i64 = 3 * LONGEST_WAIT_MS;

/// How far the stream has come, for all nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The last seal that the receiver has taken.
    pub seal: i64,
    /// When that was, in milliseconds.
    pub sent_at: i64,
    /// How often it has failed since.
    pub tries: u32,
    pub failing_since: Option<i64>,
    /// Not before then.
    pub next_at: i64,
    pub trouble: String,
}

/// How far the stream has come, as an operator reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub sent: i64,
    pub sealed: i64,
    pub sent_at: Option<String>,
    pub failing_since: Option<String>,
    /// Whether that is long enough for an alarm.
    pub is_away: bool,
    pub trouble: String,
}

/// What is to be sent now.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The seal that it ends with.
    pub seal: i64,
    pub lines: Vec<Line>,
    /// What was found before: only where it still is so does the stream move on.
    before: Progress,
    holder: String,
}

impl Batch {
    /// The same for the same batch, however often it is sent.
    pub fn id(&self) -> String {
        format!("seal-{}-{}", self.before.seal + 1, self.seal)
    }

    /// All lines, each with its end.
    pub fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |text, line| text + &line.text + "\n")
    }
}

/// The next batch for this sender; nothing where nothing waits, where the receiver is left alone for a while, or where another node is at it.
pub async fn next(app: &App, holder: &str, with_personal: bool) -> Result<Option<Batch>, Error> {
    let (now, me) = (app.now(), holder.to_owned());
    let taken = app.store().write("stream's turn", move |tx| take_turn(tx, &me, now)).await?;
    let Some(before) = taken.filter(|before| before.next_at <= now || before.next_at > now + LONGEST_WAIT_MS) else {
        return Ok(None);
    };
    let seal = before.seal;
    let (from, found) = app.store().read("seals to stream", move |tx| due(tx, seal)).await?;
    let Some((last, _)) = found.last() else { return Ok(None) };
    let number = last.number;
    let gap = from.filter(|from| *from > seal).map(|from| lines::gap((seal, from)));
    let each = found.iter().map(|(seal, events)| lines::of_seal(seal, events, with_personal));
    let mut all: Vec<Line> = gap.into_iter().collect();
    for lines in each {
        all.extend(lines?);
    }
    Ok(Some(Batch { seal: number, lines: all, before, holder: holder.to_owned() }))
}

fn take_turn(tx: &mut Tx<'_>, me: &str, now: i64) -> Result<Option<Progress>, Error> {
    let held = installation::get(tx, TURN)?;
    let held = held.as_deref().and_then(|text| text.split_once(' '));
    let is_free = held.is_none_or(|(holder, until)| {
        let until = until.parse().unwrap_or(i64::MIN);
        holder == me || until <= now || until > now + TURN_MS
    });
    if !is_free {
        return Ok(None);
    }
    installation::set(tx, TURN, &format!("{me} {}", now + TURN_MS))?;
    Ok(Some(progress(tx)?))
}

fn progress(tx: &mut Tx<'_>) -> Result<Progress, store::Error> {
    let kept = installation::get(tx, PROGRESS)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

type Due = Vec<(Seal, Vec<(EventId, Option<Recorded>)>)>;

/// The seals after this one that make a batch, with their events, and the seal before which nothing is kept any more.
fn due(tx: &mut Tx<'_>, after: i64) -> Result<(Option<i64>, Due), store::Error> {
    let began = audit_seal::checkpoint(tx)?.and_then(|kept| kept.split('-').next()?.parse().ok());
    let (mut found, mut number) = (Due::new(), 0);
    for seal in audit_seal::after(tx, after, SEALS)? {
        if number >= EVENTS {
            break;
        }
        let events = events(tx, &seal)?;
        number += events.len();
        found.push((seal, events));
    }
    Ok((began, found))
}

/// What the seal lists, as it stands now. Those of a first look follow each other, others may be anywhere.
fn events(tx: &mut Tx<'_>, seal: &Seal) -> Result<Vec<(EventId, Option<Recorded>)>, store::Error> {
    let ids: Vec<EventId> = super::chain::entries(seal).map(|(id, _)| id).collect();
    if seal.is_late || ids.len() < 2 {
        return ids.into_iter().map(|id| Ok((id, audit_proof::find(tx, seal.tenant_id, id)?))).collect();
    }
    let first = audit_proof::find(tx, seal.tenant_id, seal.first_id)?;
    let most = super::seals::PER_SEAL * 2;
    let mut rest = audit_proof::range(tx, seal.tenant_id, (seal.first_id, seal.last_id), most)?.into_iter().peekable();
    let mut found = vec![(seal.first_id, first)];
    for id in ids.into_iter().skip(1) {
        while rest.next_if(|row| row.event.id < id).is_some() {}
        found.push((id, rest.next_if(|row| row.event.id == id)));
    }
    Ok(found)
}

/// The receiver has taken it. `false` where another node was quicker.
pub async fn sent(app: &App, batch: Batch) -> Result<bool, Error> {
    let after = Progress { seal: batch.seal, sent_at: app.now(), ..Progress::default() };
    settle(app, batch, after).await
}

/// It has not: it is tried again, later and later.
pub async fn failed(app: &App, batch: Batch, trouble: &str) -> Result<bool, Error> {
    let now = app.now();
    let Progress { tries, failing_since, .. } = batch.before;
    let wait = FIRST_WAIT_MS.saturating_mul(1 << tries.min(10)).min(LONGEST_WAIT_MS);
    let after = Progress {
        tries: tries.saturating_add(1),
        failing_since: Some(failing_since.unwrap_or(now)),
        next_at: now + wait,
        trouble: trouble.chars().filter(|letter| !letter.is_control()).take(200).collect(),
        ..batch.before.clone()
    };
    settle(app, batch, after).await
}

async fn settle(app: &App, batch: Batch, after: Progress) -> Result<bool, Error> {
    let text = serde_json::to_string(&after).map_err(Error::Answer)?;
    let Batch { before, holder, .. } = batch;
    let write = move |tx: &mut Tx<'_>| {
        let is_ours = installation::get(tx, TURN)?.is_some_and(|held| held.split(' ').next() == Some(holder.as_str()));
        if !is_ours || progress(tx)? != before {
            return Ok::<_, Error>(false);
        }
        installation::set(tx, PROGRESS, &text)?;
        Ok(true)
    };
    app.store().write("stream went on", write).await
}

/// By which the receiver knows whose call it is, and when it was made.
pub fn signature(app: &App, url: &str, text: &str) -> Signed {
    signed(&app.snapshot().ring, ("audit", url), (app.now(), text))
}

/// How far it has come, and how far it could have.
pub async fn standing(app: &App) -> Result<Standing, Error> {
    let read = |tx: &mut Tx<'_>| Ok::<_, Error>((progress(tx)?, audit_seal::last(tx)?.map(|seal| Head::of(&seal))));
    let (progress, head) = app.store().read("stream", read).await?;
    Ok(Standing {
        sent: progress.seal,
        sealed: head.map_or(0, |head| head.number),
        sent_at: (progress.sent_at > 0).then(|| time(progress.sent_at)),
        failing_since: progress.failing_since.map(time),
        is_away: progress.failing_since.is_some_and(|since| app.now() - since >= AWAY_MS),
        trouble: progress.trouble,
    })
}

/// How many seals the receiver has not taken, and for how many seconds it has taken nothing.
pub(crate) async fn lag(app: &App) -> Result<(i64, i64), Error> {
    let read = |tx: &mut Tx<'_>| Ok::<_, Error>((progress(tx)?, audit_seal::last(tx)?.map_or(0, |seal| seal.number)));
    let (progress, sealed) = app.store().read("stream", read).await?;
    let failing_s = progress.failing_since.map_or(0, |since| (app.now() - since) / 1000);
    Ok(((sealed - progress.seal).max(0), failing_s.max(0)))
}

/// What the alarm says while the receiver stays away.
pub(crate) async fn alarm(app: &App) -> Result<Option<String>, Error> {
    let now = app.now();
    let progress = app.store().read("stream", progress).await?;
    let since = progress.failing_since.filter(|since| now - since >= AWAY_MS);
    let is_tried = now - progress.next_at < FORGOTTEN_MS;
    // Whoever reads alarms of a pool need not be told where the receiver is, and why it takes nothing.
    Ok(since.filter(|_| is_tried).map(|since| format!("Since {}: see `keystead audit stream`.", time(since))))
}
