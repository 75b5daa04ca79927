//! The list of a pool's invitations: search by the beginning of an address, filter, order and pages, by index alone. What no index finds is filtered
//! while walking, over so many rows a page. It must never count them.

use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::error::Error;
use crate::identifier::fold;
use crate::passkeys::time;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::InvitationId;
use store::invitation::{self, Invitation, Order, Place, WINDOW};

/// Rows of a page, and rows that one looks at.
const PAGE: usize = 50;
const MOST: usize = 2_000;
const LONGEST_SEARCH: usize = 200;

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits, and its link is good.
    Pending,
    /// It waits, and its link is over.
    Expired,
    Accepted,
    Revoked,
}

impl State {
    fn of(row: &Invitation, now: i64) -> Self {
        match (row.accepted_at, row.revoked_at) {
            (Some(_), _) => Self::Accepted,
            (None, Some(_)) => Self::Revoked,
            _ if row.expires_at <= now => Self::Expired,
            _ => Self::Pending,
        }
    }

    /// Whether nobody has answered it yet.
    pub fn waits(self) -> bool {
        matches!(self, Self::Pending | Self::Expired)
    }
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that wait, also where their link is over.
    #[default]
    Waiting,
    One(State),
    All,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The beginning of an address; those are listed by it.
    pub search: String,
    pub which: Which,
    pub oldest_first: bool,
    /// Where a page begins, as the page before said it.
    pub place: Option<String>,
}

#[derive(Debug, Clone)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub address: String,
    pub created_at: String,
    pub expires_at: String,
    /// When it was accepted or taken back.
    pub settled_at: Option<String>,
    pub state: State,
}

#[derive(Debug, Clone)]
pub struct InvitationList {
    pub rows: Vec<InvitationRow>,
    pub next: Option<String>,
    /// How many were looked at, where that was enough before the page was full.
    pub looked_at: Option<usize>,
}

/// One page.
pub async fn list(app: &App, acting: &Acting, door: &FrontDoor, ask: Ask) -> Result<InvitationList, Error> {
    acting.require(app, (Power::See, Scope::Pool(door.tenant.id, door.pool.id)))?;
    let (pool, now, order) = (door.pool.id, app.now(), order(&ask));
    let mut from = ask.place.as_deref().and_then(read_place);
    let (mut rows, mut looked_at, mut is_over) = (Vec::new(), 0, false);
    while rows.len() < PAGE && looked_at < MOST && !is_over {
        let (order, start) = (order.clone(), from.clone());
        let read = app
            .store()
            .read("list invitations", move |tx| Ok::<_, Error>(invitation::window(tx, pool, &order, start.as_ref())?));
        let window = read.await?;
        is_over = window.len() < WINDOW;
        for row in window {
            if rows.len() == PAGE {
                is_over = false;
                break;
            }
            looked_at += 1;
            from = Some(Place { address: row.address.clone(), id: row.id });
            let state = State::of(&row, now);
            if fits(ask.which, state) {
                rows.push(view(row, state));
            }
        }
    }
    let is_full = rows.len() == PAGE;
    Ok(InvitationList {
        rows,
        next: from.filter(|_| !is_over).map(|place| write_place(&place)),
        looked_at: (!is_full && !is_over).then_some(looked_at),
    })
}

fn order(ask: &Ask) -> Order {
    let search: String = ask.search.chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect();
    let search = search.trim();
    match (search.strip_prefix('+'), ask.oldest_first) {
        _ if search.is_empty() => {
            if ask.oldest_first {
                Order::Oldest
            } else {
                Order::Newest
            }
        }
        // A number, however people space it.
        (Some(number), _) => {
            Order::Beginning(format!("+{}", number.replace(|letter: char| !letter.is_ascii_digit(), "")))
        }
        (None, _) => Order::Beginning(fold(search)),
    }
}

fn fits(which: Which, state: State) -> bool {
    match which {
        Which::Waiting => state.waits(),
        Which::One(asked) => state == asked,
        Which::All => true,
    }
}

fn view(row: Invitation, state: State) -> InvitationRow {
    InvitationRow {
        id: row.id,
        address: row.address,
        created_at: time(row.created_at),
        expires_at: time(row.expires_at),
        settled_at: row.accepted_at.or(row.revoked_at).map(time),
        state,
    }
}

/// A place in an address: text that means something to nobody else.
fn write_place(place: &Place) -> String {
    URL_SAFE_NO_PAD.encode([place.id.as_bytes().as_slice(), place.address.as_bytes()].concat())
}

/// Nothing where it is none of ours: then the list begins at its beginning.
fn read_place(text: &str) -> Option<Place> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (id, address) = bytes.split_at_checked(16)?;
    let address = String::from_utf8(address.to_vec()).ok().filter(|text| !text.contains('\0'))?;
    Some(Place { address, id: InvitationId::from_bytes(id.try_into().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_nothing_else_does() {
        let place = Place { address: "zoé@example.com".into(), id: InvitationId::from_bytes([7; 16]) };
        assert_eq!(read_place(&write_place(&place)), Some(place.clone()));
        for junk in ["", "x", "!", "AAAA", &write_place(&Place { address: "\0".into(), ..place })] {
            assert_eq!(read_place(junk), None, "{junk}");
        }
    }

    #[test]
    fn what_is_typed_becomes_the_beginning_of_an_address() {
        let of = |search: &str| order(&Ask { search: search.into(), ..Ask::default() });
        assert_eq!(of(" Ada@Example"), Order::Beginning("ada@example".into()));
        assert_eq!(of("+49 (151) 23"), Order::Beginning("+4915123".into()));
        assert_eq!(
            (of(" \u{0} "), order(&Ask { oldest_first: true, ..Ask::default() })),
            (Order::Newest, Order::Oldest)
        );
    }
}
