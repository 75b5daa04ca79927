//! Where codes may go. A member's are the addresses that somebody has proved to read; a code is never sent to any other on their behalf.

use super::{Ask, Purpose, is_about_an_address};
use crate::identifier as names;
use crate::keys::KeyRing;
use store::Tx;
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, UserStatus};

/// By which ways a member can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reach {
    pub mail: bool,
    pub phone: bool,
}

/// Whether the member has a verified address of each kind.
pub(crate) fn has_channel(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Reach, store::Error> {
    let rows = identifier::of_user(tx, pool, user)?;
    let has = |kind| rows.iter().any(|row| verified(row, kind).is_some());
    Ok(Reach { mail: has(IdentifierKind::Email), phone: has(IdentifierKind::Phone) })
}

/// The mail addresses that a member has proved to read, the oldest first, as they are written to.
pub(crate) fn mailboxes(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<String>, store::Error> {
    let rows = identifier::of_user(tx, pool, user)?;
    Ok(rows.iter().filter_map(|row| verified(row, IdentifierKind::Email)).map(str::to_owned).collect())
}

/// For whom a code is, as far as addresses matter.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub purpose: Purpose,
    pub user: UserId,
    pub folded: String,
    pub kind: IdentifierKind,
}

impl Person {
    pub(super) fn new(ask: &Ask<'_>, kind: IdentifierKind) -> Self {
        Self { purpose: ask.purpose, user: ask.subject.user, folded: ask.subject.folded.clone(), kind }
    }

    /// Of a row whose link was opened; what was typed in the first browser is not known here.
    pub(super) fn of_link(purpose: Purpose, user: UserId) -> Self {
        Self { purpose, user, folded: String::new(), kind: IdentifierKind::Email }
    }
}

/// A place that a code can go to, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    /// By this its sends are counted.
    pub recipient: [u8; 32],
    /// Nobody is written to without one.
    pub address: Option<String>,
}

/// All of a person's, the best first: an address that was typed, else the one they have had for longest. There is always one.
pub(super) fn destinations(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    pool: PoolId,
    person: &Person,
) -> Result<Vec<Destination>, store::Error> {
    let rows = identifier::of_user(tx, pool, person.user)?;
    let mut addresses: Vec<String> = if is_about_an_address(person.purpose) {
        vec![person.folded.clone()]
    } else {
        rows.iter().filter_map(|row| verified(row, person.kind)).map(str::to_owned).collect()
    };
    addresses.sort_by_key(|address| *address != person.folded);
    let mut found: Vec<Destination> = addresses
        .into_iter()
        .map(|address| Destination {
            recipient: recipient(ring, pool, person.kind, address.as_bytes()),
            address: Some(address),
        })
        .collect();
    if found.is_empty() {
        // Counted under the address that was typed, so that whoever takes it later has not been written to more often than others.
        let is_address = is_address(&person.folded, person.kind);
        let name = if is_address { person.folded.as_bytes() } else { person.user.as_bytes().as_slice() };
        found.push(Destination { recipient: recipient(ring, pool, person.kind, name), address: None });
    }
    Ok(found)
}

/// Whether a code may still go to this address, or prove anything by it. A pseudo member is asked for like a real one.
pub(super) fn is_of(
    tx: &mut Tx<'_>,
    pool: PoolId,
    (purpose, user): (Purpose, UserId),
    address: &str,
) -> Result<bool, store::Error> {
    let row = identifier::find(tx, pool, address)?;
    let is_theirs = row.is_some_and(|row| row.user_id == user && row.verified_at.is_some());
    Ok(is_theirs || is_about_an_address(purpose))
}

/// Whether this member may be written to: a suspended one is not.
pub(super) fn is_written_to(
    tx: &mut Tx<'_>,
    pool: PoolId,
    (purpose, user): (Purpose, UserId),
) -> Result<bool, store::Error> {
    let row = user::find(tx, pool, user)?;
    Ok(row.is_some_and(|row| row.status == UserStatus::Active) || is_about_an_address(purpose))
}

/// Whether a folded name is an address of this kind, as we would write to it.
pub(super) fn is_address(folded: &str, kind: IdentifierKind) -> bool {
    let checked = match kind {
        IdentifierKind::Email => names::email(folded),
        IdentifierKind::Phone => names::phone(folded),
        IdentifierKind::Username => return false,
    };
    checked.is_ok_and(|checked| checked == folded)
}

/// The folded form is written to, because it is the one that nobody else can have.
fn verified(row: &Identifier, kind: IdentifierKind) -> Option<&str> {
    let is_good = row.kind == kind && row.verified_at.is_some() && is_address(&row.folded, kind);
    is_good.then_some(row.folded.as_str())
}

pub(super) fn recipient(ring: &KeyRing, pool: PoolId, kind: IdentifierKind, name: &[u8]) -> [u8; 32] {
    ring.keyed("one-time code recipient", &[pool.as_bytes(), kind.as_str().as_bytes(), name])
}
