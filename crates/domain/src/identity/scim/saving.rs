//! What a directory makes, changes and removes: one user in one transaction, as it has seen them or not at all. Who is switched off is suspended, and
//! every session of theirs ends.

use super::Resource;
use super::patch::{self, Operation};
use super::resource::{Known, Written};
use super::wanted::{Named, Wanted, in_our_case};
use crate::app::App;
use crate::audit::Kind;
use crate::error::Error;
use crate::identifier as names;
use crate::identity::condition::Condition;
use crate::identity::creating::{Draft, NewUser};
use crate::identity::denied::{Denied, Word};
use crate::identity::naming::{MOST, Name, Naming};
use crate::identity::passkeys::Pool;
use crate::identity::undone::Undone;
use crate::members;
use crate::messages;
use crate::news::News;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::erasure::{self, Erasure};
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::outbox::Outgoing;
use store::user::{self, UserStatus};
use store::{Tx, audit_event, directory_user};

/// Makes a user.
pub async fn create(app: &App, pool: &Pool, body: &Map<String, Value>) -> Result<Resource, Denied> {
    let body = &in_our_case(body);
    let wanted = Wanted::of(body, None, Named::WHOLE)?;
    let credentials = match body.get("password") {
        None | Some(Value::Null) => json!([]),
        Some(Value::String(typed)) => json!([{ "type": "password", "password": typed }]),
        Some(_) => return Err(Word::ValueRefused.into()),
    };
    let (named, others): (Vec<_>, Vec<_>) = wanted.identifiers.iter().partition(|name| name.is_user_name);
    let new = NewUser {
        id: String::new(),
        user_handle: crate::identity::record::Bytes::default(),
        status: if wanted.active { "active" } else { "inactive" }.to_owned(),
        identifiers: named.into_iter().map(super::wanted::NewName::identifier).collect(),
        verifiable_addresses: others.into_iter().map(super::wanted::NewName::address).collect(),
        credentials: serde_json::from_value(credentials).map_err(|_| Word::ValueRefused)?,
        payload: match &wanted.display_name {
            Naming::Set(name) => Map::from_iter([("name".to_owned(), name.as_str().into())]),
            Naming::Keep | Naming::Reset => Map::new(),
        },
    };
    let (user_name, mut others) = (wanted.user_name()?, wanted.addresses()?);
    others.remove(&user_name);
    let draft = match Draft::of(app, pool, &new).await {
        Ok(draft) => draft.without_others(others.into_keys().collect()),
        Err(undone) => return Err(undone.told(app, pool, None).await),
    };
    let (door, id) = (Arc::clone(pool.door()), draft.id());
    let written = app.store().write("create user of directory", move |tx| {
        draft.insert(tx, &door)?;
        let known = Known::read(tx, &door, id)?.ok_or(Word::UserNotFound)?;
        keep(tx, &known, wanted.written(&known.identifiers)?)?;
        Ok::<_, Undone>(Known::read(tx, &door, id)?.ok_or(Word::UserNotFound)?)
    });
    match written.await {
        Ok(known) => Ok(Resource::of(app, pool.door(), &known)?),
        Err(undone) => Err(undone.told(app, pool, None).await),
    }
}

/// Puts a whole resource in the place of another.
pub async fn replace(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, body): (Condition, Map<String, Value>),
) -> Result<Resource, Denied> {
    let body = in_our_case(&body);
    if body.get("password").is_some_and(|value| !value.is_null()) {
        return Err(Word::AttributeFixed.into());
    }
    save(app, pool, user, (condition, Change::Whole(body))).await
}

/// Carries operations out.
pub async fn patch(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, operations): (Condition, Vec<Operation>),
) -> Result<Resource, Denied> {
    save(app, pool, user, (condition, Change::Parts(operations))).await
}

enum Change {
    Whole(Map<String, Value>),
    Parts(Vec<Operation>),
}

impl Change {
    fn of(&self, known: &Known) -> Result<Wanted, Word> {
        match self {
            Self::Whole(body) => Wanted::of(body, Some(known), Named::WHOLE),
            Self::Parts(operations) => {
                let mut body = known.resource();
                let named = patch::apply(&mut body, operations)?;
                Wanted::of(&body, Some(known), named)
            }
        }
    }
}

/// What may come of it, ready for the transaction.
struct Prepared {
    changed: AuditEvent,
    suspended: AuditEvent,
    restored: AuditEvent,
    address_added: (AuditEvent, Vec<Outgoing>),
    address_removed: (AuditEvent, Vec<Outgoing>),
    now: i64,
}

impl Prepared {
    async fn of(app: &App, pool: &Pool, user: UserId) -> Result<Self, Error> {
        let told = async |news| {
            let what = (messages::Kind::AddressChanged, news);
            messages::notices(app, &pool.visit, (user, &[]), what).await
        };
        Ok(Self {
            changed: pool.event(app, Kind::UserChanged, user).await?,
            suspended: pool.event(app, Kind::UserSuspended, user).await?,
            restored: pool.event(app, Kind::UserRestored, user).await?,
            address_added: (pool.event(app, Kind::AddressAdded, user).await?, told(News::AddressAdded).await?),
            address_removed: (pool.event(app, Kind::AddressRemoved, user).await?, told(News::AddressRemoved).await?),
            now: app.now(),
        })
    }
}

fn seen(known: &Known, condition: &Condition) -> Result<(), Undone> {
    let body = serde_json::to_vec(&known.resource()).map_err(Error::Answer)?;
    if condition.is_met(&body) { Ok(()) } else { Err(Word::Changed.into()) }
}

async fn save(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, change): (Condition, Change),
) -> Result<Resource, Denied> {
    let prepared = Prepared::of(app, pool, user).await?;
    let door = Arc::clone(pool.door());
    let written = app.store().write("change user of directory", move |tx| {
        let known = Known::read(tx, &door, user)?.ok_or(Word::UserNotFound)?;
        seen(&known, &condition)?;
        put(tx, (&known, &change.of(&known)?), &prepared)?;
        Ok::<_, Undone>(Known::read(tx, &door, user)?.ok_or(Word::UserNotFound)?)
    });
    let written = written.await;
    messages::ring(app);
    match written {
        Ok(known) => Ok(Resource::of(app, pool.door(), &known)?),
        Err(undone) => Err(undone.told(app, pool, Some(user)).await),
    }
}

fn put(tx: &mut Tx<'_>, (known, wanted): (&Known, &Wanted), prepared: &Prepared) -> Result<(), Undone> {
    let (pool, id) = (known.user.pool_id, known.user.id);
    let mut has_changed = rename(tx, (known, wanted), prepared)?;
    if let Some(name) = new_name(known, wanted)? {
        user::rename(tx, pool, id, &name)?;
        has_changed = true;
    }
    let written = wanted.written(&identifier::of_user(tx, pool, id)?)?;
    if written != known.as_written() {
        keep(tx, known, written)?;
        has_changed = true;
    }
    if has_changed {
        audit_event::insert(tx, &prepared.changed)?;
    }
    let status = if wanted.active { UserStatus::Active } else { UserStatus::Disabled };
    if status != known.user.status {
        members::set_status(tx, (pool, id), (status, prepared.now))?;
        let event = if wanted.active { &prepared.restored } else { &prepared.suspended };
        audit_event::insert(tx, event)?;
    }
    Ok(())
}

/// Writes down how the directory knows them.
fn keep(tx: &mut Tx<'_>, known: &Known, written: Written) -> Result<(), Undone> {
    let row = written.row((known.user.pool_id, known.user.id))?;
    if directory_user::put(tx, &row)? { Ok(()) } else { Err(Word::IdentifierTaken.into()) }
}

/// The name that they are to be shown by, where it is another.
fn new_name(known: &Known, wanted: &Wanted) -> Result<Option<String>, Word> {
    let first = || wanted.identifiers.first().map(|name| name.value.clone());
    let name = match &wanted.display_name {
        Naming::Keep => return Ok(None),
        Naming::Reset => None,
        Naming::Set(name) => names::display_name(Some(name)).map_err(|_| Word::ValueRefused)?.map(str::to_owned),
    };
    let name = name.or_else(first);
    Ok(name.filter(|name| *name != known.user.display_name))
}

/// What they are known by becomes what is wanted; usernames that a directory does not see stay, and an address that somebody else has stays theirs.
/// Whether one that is no address has changed.
fn rename(tx: &mut Tx<'_>, (known, wanted): (&Known, &Wanted), prepared: &Prepared) -> Result<bool, Undone> {
    let (names, user_name) = (wanted.names()?, wanted.user_name()?);
    let (pool, id, now) = (known.user.pool_id, known.user.id, prepared.now);
    let shown = known.user_name().map(|row| row.folded.clone());
    let is_seen = |row: &&Identifier| row.kind != IdentifierKind::Username || shown.as_ref() == Some(&row.folded);
    let is_wanted = |row: &&Identifier| names.iter().any(|name| name.folded() == row.folded);
    let removed: Vec<&Identifier> = known.identifiers.iter().filter(is_seen).filter(|row| !is_wanted(row)).collect();
    let has = |name: &&Name| known.identifiers.iter().find(|row| row.folded == name.folded());
    let mut added: Vec<&Name> = names.iter().filter(|name| has(name).is_none()).collect();
    if known.identifiers.len() + added.len() > MOST + removed.len() {
        return Err(Word::IdentifierLimit.into());
    }
    for row in &removed {
        identifier::delete(tx, pool, id, &row.folded)?;
    }
    let mut taken = BTreeSet::new();
    for name in &added {
        if !identifier::insert(tx, &name.row((pool, id), now))? {
            taken.insert(name.folded());
        }
    }
    if taken.contains(&user_name) {
        return Err(Word::IdentifierTaken.into());
    }
    added.retain(|name| !taken.contains(&name.folded()));
    let mut is_proved = false;
    for name in names.iter().filter(|name| name.is_verified) {
        is_proved |= identifier::verify(tx, pool, id, (&name.folded(), now))?;
    }
    if !removed.is_empty() {
        // Whoever could sign in by it may be signed in.
        user::raise_epoch(tx, pool, id)?;
    }
    let is_address = |kind: IdentifierKind| kind != IdentifierKind::Username;
    if added.iter().any(|name| is_address(name.kind)) {
        write(tx, &prepared.address_added)?;
    }
    if removed.iter().any(|row| is_address(row.kind)) {
        write(tx, &prepared.address_removed)?;
    }
    let of_name = added.iter().any(|name| !is_address(name.kind)) || removed.iter().any(|row| !is_address(row.kind));
    Ok(of_name || is_proved)
}

fn write(tx: &mut Tx<'_>, (event, told): &(AuditEvent, Vec<Outgoing>)) -> Result<(), store::Error> {
    messages::insert_all(tx, told)?;
    audit_event::insert(tx, event)
}

/// Removes a user for good.
pub async fn delete(app: &App, pool: &Pool, user: UserId, condition: Condition) -> Result<(), Denied> {
    let event = pool.event(app, Kind::UserErased, user).await?;
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let written = app.store().write("remove user of directory", move |tx| {
        let known = Known::read(tx, &door, user)?.ok_or(Word::UserNotFound)?;
        seen(&known, &condition)?;
        let gone = Erasure { pool_id: door.pool.id, user_id: user, asked_at: now, due_at: now };
        if !erasure::remove(tx, gone)? {
            return Err(Word::UserNotFound.into());
        }
        Ok::<_, Undone>(audit_event::insert(tx, &event)?)
    });
    match written.await {
        Ok(()) => Ok(()),
        Err(undone) => Err(undone.told(app, pool, Some(user)).await),
    }
}
