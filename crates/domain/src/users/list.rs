//! The list of a pool's members: search, filter, order and pages, by index alone. A page never looks at more than [`MOST`] members; where few
//! of them fit, it says how many it looked at and where to go on. It must never count a pool.

use super::scope;
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{Openings, time};
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::{GroupId, PoolId, RoleId, UserId};
use store::user::UserStatus;
use store::user_list::{self, Listed, Order, Place, Way};
use store::user_word::{folded, is_pending, words};
use store::{Tx, group, role};

/// Rows of a page.
const PAGE: usize = 50;
/// Rows that one transaction looks at, where not each will be shown: others wait for it.
const WINDOW: u32 = user_list::MOST;
/// Rows that one page looks at.
const MOST: usize = 2_000;
/// The same where roles or groups of each must be asked for.
const MOST_ASKED: usize = 500;
const MOST_TERMS: usize = 5;
const LONGEST_SEARCH: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Active,
    Suspended,
    /// Marked as a test account, whatever else.
    Test,
}

/// What is looked for. Everything that is named must hold.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub search: String,
    pub status: Option<Status>,
    /// With or without one that opens a door.
    pub passkeys: Option<bool>,
    pub role: Option<RoleId>,
    pub group: Option<GroupId>,
    /// Where nothing else orders them: what is searched for comes in its own order, a role's, a group's or the suspended by age.
    pub by_name: bool,
    /// Where a page begins, as the page before said it.
    pub place: Option<String>,
}

/// A role or group that can be filtered by.
#[derive(Debug, Clone)]
pub struct Choice {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct UserRow {
    pub id: UserId,
    pub name: String,
    pub identifier: Option<String>,
    pub active: bool,
    pub for_tests: bool,
    /// Those that open a door of the pool today.
    pub passkeys: i64,
    pub created_at: String,
    /// The last use of a passkey, or the last day on which one of their browsers was seen.
    pub seen_at: Option<String>,
}

#[derive(Debug, Clone)]
pub struct UserList {
    pub rows: Vec<UserRow>,
    pub next: Option<String>,
    pub previous: Option<String>,
    /// How many were looked at, where that was enough before the page was full.
    pub looked_at: Option<usize>,
    /// Whether members from before are still being made findable by name.
    pub is_preparing: bool,
    pub roles: Vec<Choice>,
    pub groups: Vec<Choice>,
}

/// One page of the list.
pub async fn list(app: &App, acting: &Acting, door: &FrontDoor, ask: Ask) -> Result<UserList, Error> {
    acting.require(app, (Power::See, scope(door)))?;
    let pool = door.pool.id;
    let sought = Sought::of(&ask, Openings::of(&app.snapshot(), pool));
    let (from, way) =
        ask.place.as_deref().and_then(read_place).map_or((None, Way::On), |(from, way)| (Some(from), way));
    let mut walked = walk(app, pool, &sought, (from, way)).await?;
    if way == Way::Back && walked.kept.is_empty() && walked.last.is_none() {
        // Whoever stood there is gone: the way back ends at the beginning.
        walked = walk(app, pool, &sought, (None, Way::On)).await?;
    }
    let read =
        move |tx: &mut Tx<'_>| Ok::<_, Error>((is_pending(tx)?, role::of_pool(tx, pool)?, group::of_pool(tx, pool)?));
    let (is_preparing, roles, groups) = app.store().read("roles and groups", read).await?;
    let choice = |id: String, name: String| Choice { id, name };
    let roles = roles.into_iter().map(|row| choice(row.id.to_string(), row.name));
    let groups = groups.into_iter().map(|row| choice(row.id.to_string(), row.name));
    Ok(UserList { is_preparing, roles: roles.collect(), groups: groups.collect(), ..walked.page() })
}

/// An order, and what must hold besides.
#[derive(Debug, Clone)]
struct Sought {
    order: Order,
    terms: Vec<String>,
    status: Option<Status>,
    passkeys: Option<bool>,
    role: Option<RoleId>,
    group: Option<GroupId>,
    /// Which passkeys count.
    openings: Openings,
}

impl Sought {
    /// What finds the fewest leads.
    fn of(ask: &Ask, openings: Openings) -> Self {
        let terms = terms(&ask.search);
        let order = match (terms.first(), ask.role, ask.group, ask.status) {
            (Some(first), ..) => Order::Beginning(first.clone()),
            (_, Some(role), ..) => Order::Role(role),
            (_, _, Some(group), _) => Order::Group(group),
            (.., Some(Status::Suspended)) => Order::Disabled,
            (.., Some(Status::Test)) => Order::ForTests,
            _ if ask.by_name => Order::Named,
            _ => Order::Newest,
        };
        Self { order, terms, status: ask.status, passkeys: ask.passkeys, role: ask.role, group: ask.group, openings }
    }

    /// Whether every row that is met is shown.
    fn is_plain(&self) -> bool {
        let Self { terms, status, passkeys, role, group, .. } = self;
        terms.is_empty() && status.is_none() && passkeys.is_none() && role.is_none() && group.is_none()
    }

    fn keeps(&self, tx: &mut Tx<'_>, pool: PoolId, row: &Listed) -> Result<bool, store::Error> {
        let has_status = match self.status {
            None => true,
            Some(Status::Active) => row.status == UserStatus::Active,
            Some(Status::Suspended) => row.status == UserStatus::Disabled,
            Some(Status::Test) => row.for_tests,
        };
        if !has_status || self.passkeys.is_some_and(|wanted| wanted != row.passkeys.is_some_and(|number| number > 0)) {
            return Ok(false);
        }
        let user = row.place.user;
        if !self.is_named(row) {
            return Ok(false);
        }
        if let Some(role) = self.role
            && !matches!(self.order, Order::Role(_))
            && !role::ids_of_user(tx, pool, user)?.contains(&role)
        {
            return Ok(false);
        }
        match self.group {
            Some(group) if !matches!(self.order, Order::Group(_)) => {
                Ok(group::ids_of_user(tx, pool, user)?.contains(&group))
            }
            _ => Ok(true),
        }
    }

    /// How many rows a page looks at: fewer where each is asked after by itself.
    fn most(&self) -> usize {
        let asks_role = self.role.is_some() && !matches!(self.order, Order::Role(_));
        let asks_group = self.group.is_some() && !matches!(self.order, Order::Group(_));
        if asks_role || asks_group || self.openings.differ() { MOST_ASKED } else { MOST }
    }

    /// Whether every term begins a name of theirs, and this is the first place in the list at which they are met.
    fn is_named(&self, row: &Listed) -> bool {
        let Some(first) = self.terms.first() else { return true };
        let mut names = words(&row.display_name);
        names.extend(row.folded.iter().cloned());
        let is_first = names.iter().find(|name| name.starts_with(first)) == Some(&row.place.text);
        is_first && self.terms.iter().all(|term| names.iter().any(|name| name.starts_with(term)))
    }
}

/// The longest first: it finds the fewest. A number is one term, however people space it.
fn terms(search: &str) -> Vec<String> {
    let search: String = search.chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect();
    let search = folded(&search);
    if let Some(number) = search.strip_prefix('+') {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        return vec![format!("+{digits}")];
    }
    let mut terms: Vec<String> = search.split_whitespace().take(MOST_TERMS).map(str::to_owned).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.chars().count()));
    terms
}

/// How far a page came, in the direction of its walk.
struct Walked {
    kept: Vec<Listed>,
    from: Option<Place>,
    way: Way,
    /// The last row that was looked at, where there may be more behind it.
    last: Option<Place>,
    looked_at: usize,
}

async fn walk(app: &App, pool: PoolId, sought: &Sought, (from, way): (Option<Place>, Way)) -> Result<Walked, Error> {
    let mut walked = Walked { kept: Vec::new(), from: from.clone(), way, last: None, looked_at: 0 };
    let limit = if sought.is_plain() { u32::try_from(PAGE + 1).unwrap_or(WINDOW) } else { WINDOW };
    let sought_most = sought.most();
    let mut at = from;
    loop {
        let (sought, start, room) = (sought.clone(), at.clone(), PAGE - walked.kept.len());
        let read = move |tx: &mut Tx<'_>| {
            let opening = sought.openings.opening();
            let mut rows = user_list::window_of(tx, pool, &sought.order, (start.as_ref(), way), (limit, opening))?;
            sought.openings.settle_listed(tx, &mut rows)?;
            if way == Way::Back {
                rows.reverse();
            }
            let met = rows.len();
            let (mut kept, mut looked_at, mut last) = (Vec::new(), 0, None);
            for row in rows {
                if kept.len() == room {
                    break;
                }
                looked_at += 1;
                last = Some(row.place.clone());
                if sought.keeps(tx, pool, &row)? {
                    kept.push(row);
                }
            }
            Ok::<_, Error>((kept, (looked_at, met), last))
        };
        let (kept, (looked_at, met), last) = app.store().read("list members", read).await?;
        walked.kept.extend(kept);
        walked.looked_at += looked_at;
        let is_end = looked_at == met && met < usize::try_from(limit).unwrap_or(usize::MAX);
        if is_end {
            return Ok(walked);
        }
        at.clone_from(&last);
        if walked.kept.len() == PAGE || walked.looked_at >= sought_most {
            return Ok(Walked { last, ..walked });
        }
    }
}

impl Walked {
    fn page(mut self) -> UserList {
        let looked_at = (self.last.is_some() && self.kept.len() < PAGE).then_some(self.looked_at);
        if self.way == Way::Back {
            self.kept.reverse();
        }
        let first = self.kept.first().map(|row| row.place.clone());
        let end = self.kept.last().map(|row| row.place.clone());
        let (previous, next) = match self.way {
            Way::On => (self.from.is_some().then_some(first).flatten(), self.last),
            Way::Back => (self.last, end.or(self.from)),
        };
        UserList {
            next: next.map(|place| write_place(&place, Way::On)),
            previous: previous.map(|place| write_place(&place, Way::Back)),
            looked_at,
            rows: self.kept.into_iter().map(row).collect(),
            is_preparing: false,
            roles: Vec::new(),
            groups: Vec::new(),
        }
    }
}

fn row(listed: Listed) -> UserRow {
    UserRow {
        id: listed.place.user,
        name: listed.display_name,
        identifier: listed.identifier,
        active: listed.status == UserStatus::Active,
        for_tests: listed.for_tests,
        passkeys: listed.passkeys.unwrap_or_default(),
        created_at: time(listed.created_at),
        seen_at: listed.used_at.max(listed.seen_at).map(time),
    }
}

/// A place in an address: text that means something to nobody else.
fn write_place(place: &Place, way: Way) -> String {
    let way = if way == Way::On { b'>' } else { b'<' };
    URL_SAFE_NO_PAD.encode([&[way], place.user.as_bytes().as_slice(), place.text.as_bytes()].concat())
}

/// Nothing where it is none of ours: then the list begins at its beginning.
fn read_place(text: &str) -> Option<(Place, Way)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (way, rest) = bytes.split_first()?;
    let way = match way {
        b'>' => Way::On,
        b'<' => Way::Back,
        _ => return None,
    };
    let (user, text) = rest.split_at_checked(16)?;
    let text = String::from_utf8(text.to_vec()).ok().filter(|text| !text.contains('\0'))?;
    Some((Place { text, user: UserId::from_bytes(user.try_into().ok()?) }, way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_terms() {
        assert_eq!(terms("  Ada  LOVELACE "), ["lovelace", "ada"]);
        assert_eq!(terms("+49 (151) 23-45"), ["+491512345"]);
        assert_eq!(terms("ada@Example.com"), ["ada@example.com"]);
        assert_eq!(terms("a b c d e f g").len(), MOST_TERMS);
        assert!(terms(" \u{0} ").is_empty());
    }

    #[test]
    fn a_place_reads_back_and_nothing_else_does() {
        let place = Place { text: "zoé".into(), user: UserId::from_bytes([7; 16]) };
        for way in [Way::On, Way::Back] {
            assert_eq!(read_place(&write_place(&place, way)), Some((place.clone(), way)));
        }
        for junk in ["", "x", "!", "AAAA", &"A".repeat(40)] {
            assert_eq!(read_place(junk), None, "{junk}");
        }
        assert_eq!(read_place(&write_place(&Place { text: "\0".into(), ..place }, Way::On)), None);
    }
}
