//! The tabs "Events", "Alerts" and "Recovery": what was recorded at a place, newest or oldest first, from a place in the order on. There is one index, by
//! time: what is looked for is filtered while walking, over so many rows a page, and then the page says how far it looked (S0c-2, S0c-4).

use super::people::{People, Person};
use super::risk::Risk;
use super::{Place, place};
use crate::administrators::Acting;
use crate::app::App;
use crate::audit::{Category, Kind, id_at};
use crate::error::Error;
use crate::incidents::Seen;
use crate::passkeys::time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Tx;
use store::audit_proof::{self, Recorded};
use store::id::{EventId, UserId};

const PAGE: usize = 50;
/// Rows that one transaction looks at, and one page.
const WINDOW: u32 = 500;
const MOST: usize = 5_000;
const LAST: EventId = EventId::from_bytes([0xff; 16]);
const LONGEST_SEARCH: usize = 200;

/// Which of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Events,
    /// Whatever deserves a look.
    Alerts,
    /// Recoveries, and passkeys and accounts that went or came back (S0c-4).
    Recovery,
}

/// What is looked for. Everything that is named must hold.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub tab: Tab,
    pub tenant: Option<String>,
    pub text: String,
    /// By an id or a name to sign in with.
    pub actor: String,
    pub subject: String,
    /// Days, in UTC, both of them included; whatever is none holds for all.
    pub from: String,
    pub to: String,
    pub category: Option<Category>,
    pub risk: Option<Risk>,
    /// From the beginning on, where nothing else is asked for.
    pub oldest_first: bool,
    /// The last event that the page before looked at.
    pub place: Option<EventId>,
}

#[derive(Debug, Clone)]
pub struct EventRow {
    pub id: EventId,
    pub at: String,
    pub title: String,
    pub is_refused: bool,
    /// The precise cause of a refusal.
    pub reason: Option<String>,
    pub category: Category,
    pub risk: Risk,
    pub actor: Option<Person>,
    pub subject: Option<Person>,
    pub passkey: Option<String>,
    pub address: Option<String>,
    pub browser: Option<String>,
    pub reference: Option<String>,
    pub detail: Option<String>,
}

#[derive(Debug, Clone)]
pub struct EventList {
    /// Where was looked.
    pub tenant: String,
    pub rows: Vec<EventRow>,
    pub next: Option<EventId>,
    /// How many were looked at, where that was enough before the page was full.
    pub looked_at: Option<usize>,
}

/// One page.
pub async fn events(app: &App, acting: &Acting, ask: Ask) -> Result<EventList, Error> {
    let place = place(app, acting, ask.tenant.as_deref())?;
    let home = app.snapshot().home().map(|home| home.pool.id);
    let (tenant, asked, at) = (place.tenant, ask.clone(), place.clone());
    let meant = move |tx: &mut Tx<'_>| {
        let people = People::of(&at, home);
        let of = |tx: &mut Tx<'_>, text: &str| match text.trim() {
            "" => Ok(None),
            text => people.meant(tx, text).map(Some),
        };
        Ok::<_, Error>((of(tx, &asked.actor)?, of(tx, &asked.subject)?))
    };
    let (actors, subjects) = app.store().read("whom events are about", meant).await?;
    let sought = Sought { actors, subjects, text: folded(&ask.text), place, ask };
    let (mut after, mut before) = sought.bounds();
    let is_forth = sought.ask.oldest_first;
    let (mut kept, mut looked_at, mut is_over) = (Vec::new(), 0, false);
    while kept.len() < PAGE && looked_at < MOST && !is_over {
        let between = (after, before);
        let window = move |tx: &mut Tx<'_>| {
            if is_forth {
                audit_proof::forth(tx, tenant, between, WINDOW)
            } else {
                audit_proof::back(tx, tenant, between, WINDOW)
            }
        };
        let rows = app.store().read("look through events", window).await?;
        is_over = rows.len() < usize::try_from(WINDOW).unwrap_or_default();
        for row in rows {
            if kept.len() == PAGE {
                is_over = false;
                break;
            }
            *(if is_forth { &mut after } else { &mut before }) = row.event.id;
            looked_at += 1;
            if sought.keeps(&row) {
                kept.push(row);
            }
        }
    }
    let is_full = kept.len() == PAGE;
    let slug = sought.place.slug.clone();
    let rows = app.store().read("who stands in events", move |tx| named(tx, &sought.place, home, kept.clone())).await?;
    Ok(EventList {
        tenant: slug,
        rows,
        next: (!is_over).then_some(if is_forth { after } else { before }),
        looked_at: (!is_full && !is_over).then_some(looked_at),
    })
}

struct Sought {
    ask: Ask,
    place: Place,
    actors: Option<Vec<UserId>>,
    subjects: Option<Vec<UserId>>,
    text: String,
}

impl Sought {
    /// Ids are ordered by time, so days are two of them.
    fn bounds(&self) -> (EventId, EventId) {
        let start = |day: Date| Some(id_at(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()));
        let after = self.ask.from.parse().ok().and_then(start).unwrap_or(EventId::NIL);
        let before = self.ask.to.parse::<Date>().ok().and_then(|day| start(day.tomorrow().ok()?)).unwrap_or(LAST);
        let Some(place) = self.ask.place else { return (after, before) };
        if self.ask.oldest_first { (place.max(after), before) } else { (after, place.min(before)) }
    }

    fn keeps(&self, row: &Recorded) -> bool {
        let e = &row.event;
        let kind = Kind::find(&e.kind);
        let risk = Risk::of(kind, e.outcome == "refused", e.reason.as_deref());
        let is_of = |asked: &Option<Vec<UserId>>, id: Option<UserId>| {
            asked.as_ref().is_none_or(|asked| id.is_some_and(|id| asked.contains(&id)))
        };
        let fits = match self.ask.tab {
            Tab::Events => true,
            Tab::Alerts => risk > Risk::Low,
            Tab::Recovery => kind.is_some_and(is_of_recovery),
        };
        fits && self.place.pool.is_none_or(|pool| e.pool_id == Some(pool))
            && self.ask.risk.is_none_or(|asked| asked == risk)
            && self.ask.category.is_none_or(|asked| kind.is_some_and(|kind| kind.category() == asked))
            && is_of(&self.actors, e.actor_id)
            && is_of(&self.subjects, e.subject_id)
            && (self.text.is_empty() || says(row, kind, &self.text))
    }
}

/// S0c-4: passkey recovery, removal and restore.
fn is_of_recovery(kind: Kind) -> bool {
    let goes_or_comes_back = [
        Kind::PasskeyRemoved,
        Kind::PasskeySetAside,
        Kind::PasskeyConfirmed,
        Kind::FactorsCleared,
        Kind::RecoveryCodesDrawn,
        Kind::UserRestored,
        Kind::UserErased,
    ];
    matches!(kind.category(), Category::Recovery | Category::DataRecovery) || goes_or_comes_back.contains(&kind)
}

fn says(row: &Recorded, kind: Option<Kind>, text: &str) -> bool {
    let e = &row.event;
    let said = [
        Some(&*e.kind),
        kind.map(Kind::title),
        Some(&*e.outcome),
        e.reason.as_deref(),
        e.passkey_label.as_deref(),
        e.address.as_deref(),
        e.reference.as_deref(),
        e.detail.as_deref(),
        row.user_agent.as_deref(),
    ];
    said.into_iter().flatten().any(|said| folded(said).contains(text))
}

fn folded(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect::<String>().trim().to_lowercase()
}

fn named(
    tx: &mut Tx<'_>,
    place: &Place,
    home: Option<store::id::PoolId>,
    rows: Vec<Recorded>,
) -> Result<Vec<EventRow>, Error> {
    let mut people = People::of(place, home);
    let mut named = Vec::with_capacity(rows.len());
    for row in rows {
        let actor = row.event.actor_id.map(|id| people.name(tx, id)).transpose()?;
        let subject = row.event.subject_id.map(|id| people.name(tx, id)).transpose()?;
        named.push(view(row, actor, subject));
    }
    Ok(named)
}

fn view(row: Recorded, actor: Option<Person>, subject: Option<Person>) -> EventRow {
    let e = row.event;
    let (kind, is_refused) = (Kind::find(&e.kind), e.outcome == "refused");
    // What is known of a failure stands whole at the support desk.
    let detail = match Seen::read(e.detail.as_deref()) {
        Some(seen) => seen.line(),
        None => e.detail.map(Into::into),
    };
    EventRow {
        id: e.id,
        at: time(e.at),
        title: kind.map_or_else(|| e.kind.to_string(), |kind| kind.title().to_owned()),
        is_refused,
        category: kind.map_or(Category::Admin, Kind::category),
        risk: Risk::of(kind, is_refused, e.reason.as_deref()),
        reason: e.reason.map(Into::into),
        actor,
        subject,
        passkey: e.passkey_label,
        address: e.address,
        browser: row.user_agent,
        reference: e.reference,
        detail,
    }
}
