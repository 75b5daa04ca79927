//! Announcements to the members of a pool (S2-13, S2-33): the text of the roll-out guide by mail, now or on a date, to all of them or to those who
//! have no passkey. It must never go to an address that nobody has proved to be theirs, nor twice to anybody.

mod sending;

pub use sending::send_due;

use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection};
use crate::language::Language;
use crate::messages::{self, Address};
use crate::passkeys::{opens, time};
use crate::saving::{self, Unsaved};
use crate::scheduled::moment;
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::announcement::{self, Announcement, Audience, State};
use store::id::{AnnouncementId, ChangeId, PoolId, UserId};
use store::user::UserStatus;
use store::user_list::{self, Listed, Order, Place, Way};
use store::{Tx, audit_event, census, passkey};

/// Members that a preview looks at, and those that one transaction does.
const MOST_LOOKED_AT: usize = 500;
const WINDOW: u32 = 100;
/// Of a pool, at once.
const MOST_PENDING: usize = 20;

/// An announcement by itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnnounceAsk {
    /// `all` or `without_passkey`
    pub audience: String,
    /// A tag, such as `en`.
    pub language: String,
    /// A moment as in RFC 3339; without a zone it is UTC, and blank is now.
    pub at: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnnouncementView {
    pub id: AnnouncementId,
    /// The change that it tells of, where there is one.
    pub change: Option<ChangeId>,
    /// `all` or `without_passkey`
    pub audience: &'static str,
    pub text: String,
    /// RFC 3339, as the others.
    pub at: String,
    pub by: String,
    /// `pending`, `sent`, `cancelled`
    pub state: &'static str,
    pub settled: Option<String>,
    pub sent: i64,
    /// About how many it goes to.
    pub total: i64,
}

/// How many members would get one: active ones who are no test accounts, with a mail address that was proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Reached {
    pub all: u64,
    pub without_passkey: u64,
    /// Whether these are all; a large pool is not looked through for a page.
    pub is_all: bool,
    /// Whether this installation sends mail.
    pub sends: bool,
}

/// Who is to be told what, and when.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    audience: Audience,
    language: Language,
    due_at: i64,
    change: Option<(ChangeId, i64)>,
}

impl Draft {
    pub(crate) fn read(
        (audience, language): (&str, &str),
        due_at: i64,
        change: Option<(ChangeId, i64)>,
    ) -> Result<Self, Objection> {
        let audience = match audience {
            "all" => Audience::All,
            "without_passkey" => Audience::WithoutPasskey,
            _ => return Err(Objection::new("audience", "Choose one of those that are offered.")),
        };
        let none = || Objection::new("language", "Choose one of those that are offered.");
        let language = if language.is_empty() { Some(Language::English) } else { Language::of_tag(language) };
        Ok(Self { audience, language: language.ok_or_else(none)?, due_at, change })
    }
}

pub(crate) fn view(by: String, row: Announcement) -> AnnouncementView {
    AnnouncementView {
        id: row.id,
        change: row.change_id,
        audience: row.audience.as_str(),
        text: row.text,
        at: time(row.due_at),
        by,
        state: row.state.as_str(),
        settled: row.settled_at.map(time),
        sent: row.sent,
        total: row.total,
    }
}

/// What a pool says in a language: its own text as it stands, the document's in the words of the language; and a help text of its own below.
pub fn text(door: &FrontDoor, language: Language) -> String {
    let own = &door.pool.settings.roll_out;
    let sample = || crate::language::sentences::say(language, "announcement_sample", &[]);
    let first = if own.announcement.is_empty() { sample() } else { own.announcement.clone() };
    if own.help.is_empty() { first } else { format!("{first}\n{}", own.help) }
}

/// One that is ready to be kept, in the transaction of whatever it tells of.
pub(crate) async fn drafted(
    app: &App,
    acting: &Acting,
    door: &Arc<FrontDoor>,
    draft: Draft,
) -> Result<Announcement, Error> {
    if !app.channels().mail {
        let objection = Objection::new("audience", "This installation sends no mail.");
        return Err(Unsaved::from(objection).told(app));
    }
    let (ms, random) = app.id_parts()?;
    let Draft { audience, language, due_at, change } = draft;
    Ok(Announcement {
        pool_id: door.pool.id,
        id: AnnouncementId::from_parts(ms, random),
        tenant_id: door.tenant.id,
        change_id: change.map(|(id, _)| id),
        workspace_id: door.workspace.id,
        audience,
        language: language.tag().to_owned(),
        text: text(door, language),
        starts_at: change.map(|(_, at)| at),
        due_at,
        by: (acting.session.pool_id, acting.session.user_id),
        created_at: app.now(),
        state: State::Pending,
        settled_at: None,
        total: about(app, door, audience).await?,
        place: None,
        looked_at: 0,
        sent: 0,
    })
}

/// Of a large pool as many as were counted within the hour.
async fn about(app: &App, door: &Arc<FrontDoor>, audience: Audience) -> Result<i64, Error> {
    let (reached, pool) = (reached(app, door).await?, door.pool.id);
    let counted = match audience {
        Audience::All => reached.all,
        Audience::WithoutPasskey => reached.without_passkey,
    };
    let counted = i64::try_from(counted).unwrap_or(i64::MAX);
    let census = app.store().read("census", move |tx| Ok::<_, Error>(census::find(tx, pool)?)).await?;
    let Some(census) = census.filter(|_| !reached.is_all) else { return Ok(counted) };
    Ok(counted.max(match audience {
        Audience::All => census.members,
        Audience::WithoutPasskey => census.members - census.holders,
    }))
}

/// Writes one that tells of no change.
pub async fn announce(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    ask: AnnounceAsk,
) -> Result<AnnouncementId, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let told = |objection: Objection| Unsaved::from(objection).told(app);
    let now = app.now();
    let due_at = match ask.at.trim() {
        "" => now,
        text => moment("at", text).and_then(|at| crate::scheduled::ahead("at", at, now)).map_err(told)?,
    };
    let draft = Draft::read((&ask.audience, &ask.language), due_at, None).map_err(told)?;
    let row = drafted(app, acting, &door, draft).await?;
    let mut event = saving::event(app, acting, Kind::AnnouncementWritten, &door).await?;
    event.detail = Some(format!("{}: about {}, {}", row.audience.as_str(), row.total, time(due_at)).into());
    let (writer, id) = (Writer::of(acting), row.id);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let rows = announcement::of_pool(tx, row.pool_id, None, 500)?;
        if rows.iter().filter(|row| row.state == State::Pending).count() >= MOST_PENDING {
            let problem = format!("A pool has at most {MOST_PENDING} announcements that wait or are being sent.");
            return Err(Objection::new("audience", problem).into());
        }
        announcement::insert(tx, &row)?;
        audit_event::insert(tx, &event)?;
        Ok(())
    };
    app.store().write("announce", write).await.map_err(|unsaved: Unsaved| unsaved.told(app))?;
    Ok(id)
}

/// How many would get one now, for whoever may send it.
pub async fn preview(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<Reached, Error> {
    reached(app, &saving::pool(app, acting, Power::See, place)?).await
}

/// How many would get one, as far as a page may look.
pub async fn reached(app: &App, door: &Arc<FrontDoor>) -> Result<Reached, Error> {
    let mut reached = Reached { sends: app.channels().mail, ..Reached::default() };
    let (mut from, mut seen): (Option<UserId>, usize) = (None, 0);
    while seen < MOST_LOOKED_AT {
        let (door, start) = (Arc::clone(door), from);
        let read = move |tx: &mut Tx<'_>| {
            let mut found = Vec::new();
            for row in window(tx, door.pool.id, start)? {
                let user = row.place.user;
                let is_reached = address(tx, &door, &row)?.is_some();
                found.push((user, is_reached, is_reached && !has_passkey(tx, &door, user)?));
            }
            Ok::<_, Error>(found)
        };
        let rows = app.store().read("who would be told", read).await?;
        seen += rows.len();
        from = rows.last().map(|(user, ..)| *user).or(from);
        for (_, is_reached, is_without) in &rows {
            reached.all += u64::from(*is_reached);
            reached.without_passkey += u64::from(*is_without);
        }
        if rows.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX) {
            reached.is_all = true;
            break;
        }
    }
    Ok(reached)
}

fn window(tx: &mut Tx<'_>, pool: PoolId, from: Option<UserId>) -> Result<Vec<Listed>, store::Error> {
    let place = from.map(|user| Place { text: String::new(), user });
    user_list::window(tx, pool, &Order::Newest, (place.as_ref(), Way::On), WINDOW)
}

fn has_passkey(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<bool, store::Error> {
    Ok(passkey::of_user(tx, door.pool.id, user)?.iter().any(|row| opens(door, row)))
}

/// The oldest mail address that the member has proved; none of whoever is suspended or there for tests.
fn address(tx: &mut Tx<'_>, door: &FrontDoor, row: &Listed) -> Result<Option<Address>, store::Error> {
    if row.status != UserStatus::Active || row.for_tests {
        return Ok(None);
    }
    let all = messages::reach(tx, door.pool.id, row.place.user)?;
    Ok(all.into_iter().find(|address| matches!(address, Address::Mail(_))))
}
