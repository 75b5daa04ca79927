//! The names of those who stand in events by their ids. Whoever was erased has none any more.

use super::Place;
use crate::identifier::fold;
use std::collections::HashMap;
use store::id::{PoolId, UserId};
use store::{Tx, identifier, user};

/// Somebody who did something, or to whom it was done.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    /// The pool in which they are, where they still are.
    pub pool: Option<PoolId>,
    pub name: Option<String>,
}

/// Looks each of them up once.
pub(super) struct People {
    pools: Vec<PoolId>,
    known: HashMap<UserId, Person>,
}

impl People {
    /// Members of the place, and administrators, who are members of their own pool.
    pub(super) fn of(place: &Place, home: Option<PoolId>) -> Self {
        let pools = place.doors.iter().map(|door| door.pool.id).chain(home).collect();
        Self { pools, known: HashMap::new() }
    }

    pub(super) fn name(&mut self, tx: &mut Tx<'_>, id: UserId) -> Result<Person, store::Error> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let mut person = Person { id, pool: None, name: None };
        for pool in &self.pools {
            if let Some(row) = user::find(tx, *pool, id)? {
                person = Person { id, pool: Some(*pool), name: Some(row.display_name) };
                break;
            }
        }
        self.known.insert(id, person.clone());
        Ok(person)
    }

    /// Whoever is meant by an id, or by a name or an address that they sign in with. Nobody is somebody, too: then nothing is found.
    pub(super) fn meant(&self, tx: &mut Tx<'_>, text: &str) -> Result<Vec<UserId>, store::Error> {
        if let Ok(id) = text.trim().parse() {
            return Ok(vec![id]);
        }
        let folded = fold(text.trim());
        let mut found = Vec::new();
        for pool in &self.pools {
            found.extend(identifier::find(tx, *pool, &folded)?.map(|row| row.user_id));
        }
        Ok(found)
    }
}
