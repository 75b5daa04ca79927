//! Users whom a program changes or removes: their status and the name that they are shown by. What is not named stays, what nobody knows is left
//! alone. Nothing of it reaches an administrator.

use super::condition::Condition;
use super::creating;
use super::denied::{Denied, Word};
use super::naming::Naming;
use super::passkeys::Pool;
use super::undone::Undone;
use super::users::{self, Facts, UserWithData};
use crate::app::App;
use crate::audit::Kind;
use crate::members;
use crate::snapshot::FrontDoor;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::erasure::{self, Erasure};
use store::id::UserId;
use store::user::{self, UserStatus};
use store::{Tx, audit_event};

/// How a body says what is to change.
#[derive(Debug)]
pub enum Change {
    /// What is null is as good as absent, as clients write it who write every member.
    Put(Map<String, Value>),
    /// RFC 7396: what is null goes.
    Merge(Map<String, Value>),
    /// RFC 6902, over the same members.
    Patch(json_patch::Patch),
}

/// Each of them may double what is there.
const MOST_OPERATIONS: usize = 16;

/// What is to be.
struct Wanted {
    status: Option<UserStatus>,
    naming: Naming,
}

impl Wanted {
    fn of(change: &Change, shown: &UserWithData) -> Result<Self, Word> {
        match change {
            Change::Put(body) => Self::put(body),
            Change::Merge(body) => Self::merged(body),
            Change::Patch(patch) => Self::patched(patch, shown),
        }
    }

    fn patched(patch: &json_patch::Patch, shown: &UserWithData) -> Result<Self, Word> {
        if patch.0.len() > MOST_OPERATIONS {
            return Err(Word::PatchRefused);
        }
        let empty = json!({});
        let mut whole = json!({
            "status": shown.status, "payload": shown.payload, "metadata": empty, "business_metadata": empty,
        });
        json_patch::patch(&mut whole, patch).map_err(|_| Word::PatchRefused)?;
        let part = |name: &str| whole.get(name).cloned().unwrap_or_default();
        // What is gone is as good as null.
        let body = Map::from_iter(["status", "payload"].map(|name| (name.to_owned(), part(name))));
        let wanted = Self::merged(&body)?;
        let naming = if wanted.naming == Naming::Keep { Naming::Reset } else { wanted.naming };
        Ok(Self { naming, ..wanted })
    }

    fn put(body: &Map<String, Value>) -> Result<Self, Word> {
        let given = |name: &str| body.get(name).filter(|value| !value.is_null());
        let naming = match given("payload") {
            None => Naming::Keep,
            Some(Value::Object(payload)) => Naming::of(payload)?,
            Some(_) => return Err(Word::PayloadRefused),
        };
        Ok(Self { status: given("status").map(status).transpose()?, naming })
    }

    fn merged(body: &Map<String, Value>) -> Result<Self, Word> {
        let naming = match body.get("payload") {
            Some(Value::Null) => Naming::Reset,
            _ => Self::put(body)?.naming,
        };
        Ok(Self { status: body.get("status").map(status).transpose()?, naming })
    }
}

fn status(value: &Value) -> Result<UserStatus, Word> {
    creating::status(value.as_str().ok_or(Word::StatusUnknown)?)
}

/// A user whom programs may see, with what they see of them, as somebody has seen it.
pub(super) fn seen(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (user, condition): (UserId, &Condition),
) -> Result<Facts, Undone> {
    users::find(tx, door, user)?.ok_or(Word::UserNotFound)?;
    let facts = Facts::read(tx, door, user)?.ok_or(Word::UserNotFound)?;
    condition.require(|| UserWithData::of(&facts))?;
    Ok(facts)
}

/// What may come of it, ready for the transaction.
struct Events {
    renamed: AuditEvent,
    suspended: AuditEvent,
    restored: AuditEvent,
}

/// Changes a user, and answers what they are then.
pub async fn update(
    app: &App,
    pool: &Pool,
    user: UserId,
    (condition, change): (Condition, Change),
) -> Result<UserWithData, Denied> {
    let events = Events {
        renamed: pool.event(app, Kind::UserChanged, user).await?,
        suspended: pool.event(app, Kind::UserSuspended, user).await?,
        restored: pool.event(app, Kind::UserRestored, user).await?,
    };
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let written = app.store().write("change user", move |tx| {
        let facts = seen(tx, &door, (user, &condition))?;
        let shown = UserWithData::of(&facts);
        let wanted = Wanted::of(&change, &shown)?;
        let has_changed = put(tx, (&facts, &wanted), (&events, now))?;
        if !has_changed {
            return Ok(shown);
        }
        let facts = Facts::read(tx, &door, user)?.ok_or(Word::UserNotFound)?;
        Ok::<_, Undone>(UserWithData::of(&facts))
    });
    match written.await {
        Ok(view) => Ok(view),
        Err(undone) => Err(undone.told(app, pool, Some(user)).await),
    }
}

fn put(
    tx: &mut Tx<'_>,
    (facts, wanted): (&Facts, &Wanted),
    (events, now): (&Events, i64),
) -> Result<bool, store::Error> {
    let of = (facts.user.pool_id, facts.user.id);
    let mut has_changed = false;
    if let Some(name) = new_name(facts, &wanted.naming) {
        user::rename(tx, of.0, of.1, &name)?;
        audit_event::insert(tx, &events.renamed)?;
        has_changed = true;
    }
    if let Some(status) = wanted.status.filter(|status| *status != facts.user.status) {
        members::set_status(tx, of, (status, now))?;
        let event = if status == UserStatus::Active { &events.restored } else { &events.suspended };
        audit_event::insert(tx, event)?;
        has_changed = true;
    }
    Ok(has_changed)
}

/// The name that a user is to have, where it is another.
pub(super) fn new_name(facts: &Facts, naming: &Naming) -> Option<String> {
    let name = match naming {
        Naming::Keep => None,
        Naming::Set(name) => Some(name.clone()),
        Naming::Reset => facts.identifiers.first().map(|row| row.value.clone()),
    };
    name.filter(|name| *name != facts.user.display_name)
}

/// Removes a user for good.
pub async fn delete(app: &App, pool: &Pool, user: UserId, condition: Condition) -> Result<(), Denied> {
    let event = pool.event(app, Kind::UserErased, user).await?;
    let (door, now) = (Arc::clone(pool.door()), app.now());
    let written = app.store().write("remove user", move |tx| {
        seen(tx, &door, (user, &condition))?;
        let pool_id = door.pool.id;
        if !erasure::remove(tx, Erasure { pool_id, user_id: user, asked_at: now, due_at: now })? {
            return Err(Word::UserNotFound.into());
        }
        Ok::<_, Undone>(audit_event::insert(tx, &event)?)
    });
    match written.await {
        Ok(()) => Ok(()),
        Err(undone) => Err(undone.told(app, pool, Some(user)).await),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Naming::{Keep, Reset, Set};

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn null_is_absent_in_a_change_and_removes_in_a_merge_patch() {
        let put = |body: Value| Wanted::put(&object(body)).map(|wanted| (wanted.status, wanted.naming));
        let merged = |body: Value| Wanted::merged(&object(body)).map(|wanted| (wanted.status, wanted.naming));
        let absent = json!({ "status": null, "payload": null, "preferences": null, "more": 1 });
        assert_eq!(put(absent.clone()), Ok((None, Keep)));
        assert_eq!(merged(absent), Err(Word::StatusUnknown));
        assert_eq!(merged(json!({ "payload": null })), Ok((None, Reset)));
        assert_eq!(merged(json!({ "payload": {} })), Ok((None, Keep)));
        assert_eq!(merged(json!({ "payload": { "name": null } })), Ok((None, Reset)));
        let named = json!({ "status": "inactive", "payload": { "name": "Ada" } });
        assert_eq!(put(named.clone()), Ok((Some(UserStatus::Disabled), Set("Ada".into()))));
        assert_eq!(merged(named), put(json!({ "status": "inactive", "payload": { "name": "Ada" } })));
        assert_eq!(put(json!({ "payload": [] })), Err(Word::PayloadRefused));
        assert_eq!(put(json!({ "status": 1 })), Err(Word::StatusUnknown));
    }
}
