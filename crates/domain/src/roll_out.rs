//! The way to passkeys in three steps (S2-11 to S2-13): administrators first, then a small group, then everybody. What is done of each is counted from
//! what is there, as far as a bounded look goes; nothing is ticked by hand.

use crate::administrators::{Acting, Power, Writer};
use crate::announcements::{self, Reached};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::feedback::{Given, QUESTIONS, Said};
use crate::passkeys::opens;
use crate::saving::{self, Unsaved};
use crate::settings::{self, ANNOUNCEMENT, HELP, LONGEST_TEXT, PoolSettings, RollOutSettings};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::user::UserStatus;
use store::user_list::{self, Listed, Order, Place, Way};
use store::{Tx, administrator, audit_event, feedback, group, installation, passkey, pool, role, user};

/// Members that a figure looks at, and those that one transaction does.
const MOST: usize = 1_000;
const WINDOW: u32 = 100;
/// Names that stand on the page.
const NAMES: usize = 20;

/// How many of some have a passkey that signs them in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub with: u64,
    pub all: u64,
    /// Whether these are all there are.
    pub is_all: bool,
    /// Some of those who have none.
    pub without: Vec<String>,
}

impl Progress {
    pub fn is_done(&self) -> bool {
        self.is_all && self.with == self.all && self.all > 0
    }
}

/// How often each answer was given to a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub yes: u64,
    pub partly: u64,
    pub no: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct RollOutView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    /// The addresses at which the pilot group answers.
    pub forms: Vec<String>,
    pub groups: Vec<String>,
    pub pilot: String,
    pub announcement: String,
    pub help: String,
    pub administrators: Progress,
    pub pilots: Progress,
    pub everybody: Progress,
    pub answers: Vec<Tally>,
    pub given: u64,
    pub remarks: Vec<String>,
    /// Who would get the announcement now.
    pub reached: Reached,
    pub version: String,
}

/// What is to be saved; what is left out stays, and blank is the document's text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RollOutAsk {
    pub pilot: Option<String>,
    pub announcement: Option<String>,
    pub help: Option<String>,
}

fn version(row: &pool::Pool) -> String {
    let text: serde_json::Value = serde_json::from_str(&row.settings).unwrap_or_default();
    saving::version(&["roll_out", &text.get("roll_out").map(ToString::to_string).unwrap_or_default()])
}

/// How far the pool has come, for whoever may see it.
pub async fn show(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<RollOutView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let id = door.pool.id;
    let read = move |tx: &mut Tx<'_>| {
        let row = pool::all(tx)?.into_iter().find(|row| row.id == id);
        Ok::<_, Error>((row, group::of_pool(tx, id)?, role::of_pool(tx, id)?, feedback::of_pool(tx, id)?))
    };
    let (row, groups, roles, rows) = app.store().read("roll-out", read).await?;
    let Some(row) = row else { return Err(Unsaved::Because(Reason::UnknownAddress).told(app)) };
    let (settings, _) = settings::read(&row.settings).map_err(Error::Answer)?;
    let RollOutSettings { pilot, announcement, help } = settings.roll_out;
    let pilot_group = groups.iter().find(|group| group.name == pilot);
    let pilots = match pilot_group {
        Some(group) => counted(app, &door, Order::Group(group.id)).await?,
        None => Progress::default(),
    };
    let given: Vec<_> = rows.iter().map(Given::of).collect();
    let snapshot = app.snapshot();
    let doors = snapshot.doors().iter().filter(|other| other.pool.id == id);
    let or = |own: String, usual: &str| if own.is_empty() { usual.to_owned() } else { own };
    Ok(RollOutView {
        tenant: door.tenant.slug.clone(),
        pool: id,
        name: row.name.clone(),
        forms: doors
            .map(|door| format!("{}{}/account/security/feedback", app.public_url().origin(), door.base()))
            .collect(),
        groups: groups.into_iter().map(|group| group.name).collect(),
        pilot,
        announcement: or(announcement, ANNOUNCEMENT),
        help: or(help, HELP),
        administrators: administrators(app, &door, &roles).await?,
        pilots,
        everybody: counted(app, &door, Order::Newest).await?,
        answers: (0..QUESTIONS).map(|question| tally(&given, question)).collect(),
        given: u64::try_from(given.len()).unwrap_or(u64::MAX),
        remarks: given.into_iter().map(|given| given.remark).filter(|remark| !remark.is_empty()).collect(),
        reached: announcements::reached(app, &door).await?,
        version: version(&row),
    })
}

fn tally(given: &[Given], question: usize) -> Tally {
    let mut tally = Tally::default();
    for said in given.iter().filter_map(|given| given.answers.get(question)) {
        match said {
            Said::Yes => tally.yes += 1,
            Said::Partly => tally.partly += 1,
            Said::No => tally.no += 1,
        }
    }
    tally
}

/// Active members of a list; suspended ones and test accounts are left out, as in all figures.
async fn counted(app: &App, door: &Arc<FrontDoor>, order: Order) -> Result<Progress, Error> {
    let mut progress = Progress::default();
    let (mut from, mut seen): (Option<Place>, usize) = (None, 0);
    while seen < MOST {
        let (door, order, start) = (Arc::clone(door), order.clone(), from.clone());
        let read = move |tx: &mut Tx<'_>| {
            let rows = user_list::window(tx, door.pool.id, &order, (start.as_ref(), Way::On), WINDOW)?;
            rows.into_iter()
                .map(|row| Ok((has_passkey(tx, &door, row.place.user)?, row)))
                .collect::<Result<Vec<_>, Error>>()
        };
        let rows = app.store().read("roll-out figures", read).await?;
        let is_last = rows.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX);
        seen += rows.len();
        from = rows.last().map(|(_, row)| row.place.clone()).or(from);
        for (has, row) in rows {
            progress.take(has, &row);
        }
        if is_last {
            progress.is_all = true;
            break;
        }
    }
    Ok(progress)
}

impl Progress {
    fn take(&mut self, has: bool, row: &Listed) {
        if row.status != UserStatus::Active || row.for_tests {
            return;
        }
        self.note(has, row.identifier.clone().unwrap_or_else(|| row.display_name.clone()));
    }

    fn note(&mut self, has: bool, name: String) {
        self.all += 1;
        self.with += u64::from(has);
        if !has && self.without.len() < NAMES {
            self.without.push(name);
        }
    }
}

fn has_passkey(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<bool, store::Error> {
    Ok(passkey::of_user(tx, door.pool.id, user)?.iter().any(|row| opens(door, row)))
}

/// Holders of roles with elevated permissions, and those with a right in the console whose account is here; each once.
async fn administrators(app: &App, door: &Arc<FrontDoor>, roles: &[role::Role]) -> Result<Progress, Error> {
    let mut progress = Progress { is_all: true, ..Progress::default() };
    let elevated: Vec<_> = roles.iter().filter(|role| role.elevated).map(|role| role.id).collect();
    let asked = Arc::clone(door);
    let read = move |tx: &mut Tx<'_>| {
        let (mut seen, mut is_all) = (BTreeSet::new(), true);
        for role in &elevated {
            let rows = user_list::window(tx, asked.pool.id, &Order::Role(*role), (None, Way::On), WINDOW)?;
            is_all &= rows.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX);
            seen.extend(rows.into_iter().map(|row| row.place.user));
        }
        let of_console = administrator::all(tx)?;
        seen.extend(of_console.iter().filter(|row| row.pool_id == asked.pool.id).map(|row| row.user_id));
        let mut found = Vec::new();
        for id in seen {
            let Some(member) = user::find(tx, asked.pool.id, id)?.filter(|user| user.status == UserStatus::Active)
            else {
                continue;
            };
            found.push((has_passkey(tx, &asked, id)?, member.display_name));
        }
        Ok::<_, Error>((found, is_all))
    };
    let (found, is_all) = app.store().read("administrators with passkeys", read).await?;
    progress.is_all = is_all;
    for (has, name) in found {
        progress.note(has, name);
    }
    Ok(progress)
}

/// Saves the pilot group and the texts, where nobody has saved others since `seen`.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, RollOutAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::PoolChanged, &door).await?;
    let (writer, id) = (Writer::of(acting), door.pool.id);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let row = pool::all(tx)?.into_iter().find(|row| row.id == id);
        let row = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
        if version(&row) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
        let groups = group::of_pool(tx, id)?;
        let new = PoolSettings { roll_out: wanted(&old.roll_out, &ask, &groups)?, ..old.clone() };
        let changed = saving::changes(&old, &new)?;
        if changed.is_empty() {
            return Ok(version(&row));
        }
        let row = pool::Pool { settings: saving::patched(&row.settings, &changed), ..row };
        pool::update(tx, &row)?;
        installation::bump(tx)?;
        let detail = Some(saving::told(&changed).into());
        audit_event::insert(tx, &audit_event::AuditEvent { detail, ..event.clone() })?;
        Ok(version(&row))
    };
    saving::settle(app, app.store().write("save roll-out", write).await).await
}

fn wanted(old: &RollOutSettings, ask: &RollOutAsk, groups: &[group::Group]) -> Result<RollOutSettings, Objection> {
    let mut new = old.clone();
    if let Some(name) = &ask.pilot {
        if !name.is_empty() && groups.iter().all(|group| group.name != *name) {
            return Err(Objection::new("pilot", "There is no group of this name."));
        }
        new.pilot.clone_from(name);
    }
    let texts = [
        ("announcement", &ask.announcement, &mut new.announcement, ANNOUNCEMENT),
        ("help", &ask.help, &mut new.help, HELP),
    ];
    for (field, asked, own, usual) in texts {
        let Some(text) = asked else { continue };
        let text = text.trim().replace("\r\n", "\n");
        if text.chars().count() > LONGEST_TEXT {
            return Err(Objection::new(field, format!("A text has at most {LONGEST_TEXT} characters.")));
        }
        // What is the document's stays the document's, also where a later release mends it.
        *own = if text == usual { String::new() } else { text };
    }
    Ok(new)
}
