//! Identifiers and addresses that a program adds to users, marks as verified or takes away. What somebody else has is refused; the last that a
//! user is known by stays. Of an address that comes or goes all their other addresses hear.

use super::changing::seen;
use super::condition::Condition;
use super::denied::{Denied, Word};
use super::naming::{self, MOST, Name, NewAddress, NewIdentifier};
use super::passkeys::Pool;
use super::record::nullable;
use super::undone::Undone;
use super::users::{Facts, address_of, identifier_of};
use crate::app::App;
use crate::audit::Kind;
use crate::error::Error;
use crate::identifier::fold;
use crate::messages;
use crate::news::News;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::outbox::Outgoing;
use store::{Tx, audit_event, user};

/// The body of update.
#[derive(Debug, Clone, Deserialize)]
pub struct AddressUpdate {
    pub address: String,
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    #[serde(default, deserialize_with = "nullable")]
    pub verified: bool,
}

/// As which of the two something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    Identifier,
    Address,
}

/// What is written besides: of a username nobody need hear.
struct Besides {
    event: AuditEvent,
    told: Vec<Outgoing>,
}

impl Besides {
    async fn of(app: &App, pool: &Pool, user: UserId, what: (&str, bool, bool)) -> Result<Self, Error> {
        let (folded, is_address, comes) = what;
        let (kind, news) = match (is_address, comes) {
            (false, _) => (Kind::UserChanged, None),
            (true, true) => (Kind::AddressAdded, Some(News::AddressAdded)),
            (true, false) => (Kind::AddressRemoved, Some(News::AddressRemoved)),
        };
        // The one that goes is told, too: it may be the only one that its true holder still reads.
        let except: &[String] = if comes { &[folded.to_owned()] } else { &[] };
        let told = match news {
            Some(news) => {
                messages::notices(app, &pool.visit, (user, except), (messages::Kind::AddressChanged, news)).await?
            }
            None => Vec::new(),
        };
        Ok(Self { event: pool.event(app, kind, user).await?, told })
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        messages::insert_all(tx, &self.told)?;
        audit_event::insert(tx, &self.event)
    }
}

/// What a user is known by, one more.
pub async fn add_identifier(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, new): (Condition, &NewIdentifier),
) -> Result<Value, Denied> {
    let name = new.read()?;
    add(app, pool, user, (condition, name, As::Identifier)).await
}

/// One more address. It is an identifier, too.
pub async fn add_address(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, new): (Condition, &NewAddress),
) -> Result<Value, Denied> {
    let name = new.read()?;
    add(app, pool, user, (condition, name, As::Address)).await
}

async fn add(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, name, shown): (Condition, Name, As),
) -> Result<Value, Denied> {
    let (folded, is_address) = (name.folded(), name.kind != IdentifierKind::Username);
    let besides = Besides::of(app, pool, user, (&folded, is_address, true)).await?;
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let written = app.store().write("add identifier of user", move |tx| {
        let facts = seen(tx, &door, (user, &condition))?;
        let row = name.row((door.pool.id, user), now);
        if let Some(has) = facts.identifiers.iter().find(|has| has.folded == row.folded) {
            // The same again is no error; what it says beyond that holds.
            if name.is_verified && has.verified_at.is_none() {
                besides.insert(tx)?;
            }
            let row = verified(tx, has, (name.is_verified, now))?;
            return Ok(view(&facts, &row, shown));
        }
        if facts.identifiers.len() >= MOST {
            return Err(Word::IdentifierLimit.into());
        }
        if !identifier::insert(tx, &row)? {
            return Err(Word::IdentifierTaken.into());
        }
        besides.insert(tx)?;
        Ok::<_, Undone>(view(&facts, &row, shown))
    });
    settle(app, pool, user, written.await).await
}

/// The row with the address marked as proved, where it is said to be and was not.
fn verified(tx: &mut Tx<'_>, row: &Identifier, (is_so, now): (bool, i64)) -> Result<Identifier, store::Error> {
    let mut row = row.clone();
    if is_so && row.verified_at.is_none() {
        identifier::verify(tx, row.pool_id, row.user_id, (&row.folded, now))?;
        row.verified_at = Some(now);
    }
    Ok(row)
}

fn view(facts: &Facts, row: &Identifier, shown: As) -> Value {
    match shown {
        As::Address => address_of(&facts.user, row).unwrap_or_default(),
        As::Identifier => identifier_of(&facts.user, row),
    }
}

/// Marks an address as verified.
pub async fn update_address(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, update): (Condition, &AddressUpdate),
) -> Result<Value, Denied> {
    naming::require_in_use(&update.status)?;
    let (folded, is_verified) = (fold(&update.address), update.verified);
    let event = pool.event(app, Kind::UserChanged, user).await?;
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let written = app.store().write("change address of user", move |tx| {
        let facts = seen(tx, &door, (user, &condition))?;
        let row = own(&facts, &folded, As::Address)?;
        match (row.verified_at.is_some(), is_verified) {
            (true, false) => return Err(Word::AddressStaysVerified.into()),
            (false, true) => audit_event::insert(tx, &event)?,
            _ => {}
        }
        let row = verified(tx, row, (is_verified, now))?;
        Ok::<_, Undone>(view(&facts, &row, As::Address))
    });
    settle(app, pool, user, written.await).await
}

fn own<'a>(facts: &'a Facts, folded: &str, meant: As) -> Result<&'a Identifier, Word> {
    let is_meant = |row: &&Identifier| meant == As::Identifier || row.kind != IdentifierKind::Username;
    let found = facts.identifiers.iter().find(|row| row.folded == folded).filter(is_meant);
    found.ok_or(Word::IdentifierNotFound)
}

/// Takes one away. Whoever could sign in by it may be signed in, so every session ends.
pub async fn remove(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, typed, meant): (Condition, &str, As),
) -> Result<(), Denied> {
    let folded = fold(typed);
    let of_address = Besides::of(app, pool, user, (&folded, true, false)).await?;
    let of_name = Besides::of(app, pool, user, (&folded, false, false)).await?;
    let door = Arc::clone(pool.door());
    let written = app.store().write("remove identifier of user", move |tx| {
        let facts = seen(tx, &door, (user, &condition))?;
        let row = own(&facts, &folded, meant)?;
        if facts.identifiers.len() == 1 {
            return Err(Word::LastIdentifier.into());
        }
        identifier::delete(tx, door.pool.id, user, &row.folded)?;
        user::raise_epoch(tx, door.pool.id, user)?;
        let besides = if row.kind == IdentifierKind::Username { &of_name } else { &of_address };
        Ok::<_, Undone>(besides.insert(tx)?)
    });
    settle(app, pool, user, written.await).await
}

async fn settle<T>(app: &App, pool: &Pool, user: UserId, written: Result<T, Undone>) -> Result<T, Denied> {
    messages::ring(app);
    match written {
        Ok(value) => Ok(value),
        Err(undone) => Err(undone.told(app, pool, Some(user)).await),
    }
}
