//! Who is meant by the name that somebody typed: a member, or nobody. Both are carried on alike, so that no step shows which it is.

use crate::app::App;
use crate::decoy::Nobody;
use crate::error::Error;
use crate::identifier::fold;
use crate::keys::KeyRing;
use crate::visit::Visit;
use store::id::{PoolId, UserId};
use store::identifier;

/// Whom a journey is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The name in the form that is unique in the pool.
    pub folded: String,
    /// The keyed hash under which failures and codes of this name are counted, whoever has it.
    pub key: [u8; 32],
    /// The member, or the pseudo member behind a name that nobody has.
    pub user: UserId,
    pub is_member: bool,
}

impl Subject {
    /// One indexed read, for known and unknown names alike.
    pub(crate) async fn look_up(app: &App, visit: &Visit, typed: &str) -> Result<Self, Error> {
        let (pool, folded) = (visit.door.pool.id, fold(typed));
        let ring = &app.snapshot().ring;
        let key = key(app, visit, &folded);
        let pseudo = Nobody::of(ring, pool, &folded).user(ring, pool);
        let asked = folded.clone();
        let found =
            app.store().read("look up name", move |tx| Ok::<_, Error>(identifier::find(tx, pool, &asked)?)).await?;
        Ok(Self { folded, key, user: found.as_ref().map_or(pseudo, |row| row.user_id), is_member: found.is_some() })
    }

    /// Of a member who was found by something else than a name.
    pub(crate) fn of_member(app: &App, visit: &Visit, user: UserId) -> Self {
        let key = key_of_member(&app.snapshot().ring, visit.door.pool.id, user);
        Self { folded: String::new(), key, user, is_member: true }
    }
}

/// Under which guesses are counted at somebody who is known by another proof.
pub(crate) fn key_of_member(ring: &KeyRing, pool: PoolId, user: UserId) -> [u8; 32] {
    ring.keyed("member", &[pool.as_bytes(), user.as_bytes()])
}

/// Under which guesses at somebody are counted besides, whatever name was typed.
pub(crate) fn key_of_all_names(ring: &KeyRing, pool: PoolId, user: UserId) -> [u8; 32] {
    ring.keyed("all names of a member", &[pool.as_bytes(), user.as_bytes()])
}

/// The same, for whoever holds no ring.
pub fn member_key(app: &App, visit: &Visit, user: UserId) -> [u8; 32] {
    key_of_all_names(&app.snapshot().ring, visit.door.pool.id, user)
}

/// The keyed hash of a folded name.
pub fn key(app: &App, visit: &Visit, folded: &str) -> [u8; 32] {
    key_in(&app.snapshot().ring, visit.door.pool.id, folded)
}

pub(crate) fn key_in(ring: &KeyRing, pool: PoolId, folded: &str) -> [u8; 32] {
    ring.keyed("subject", &[pool.as_bytes(), folded.as_bytes()])
}
