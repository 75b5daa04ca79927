//! Those who manage others: administrators of the console, and holders of roles with elevated permissions. They are looked at before all other
//! members, for a change that shuts them out is mended by nobody. It must never leave one of them out because of where they stand in a list.

use super::{guard, look};
use crate::app::App;
use crate::error::Error;
use crate::saving::{self, Unsaved};
use crate::snapshot::FrontDoor;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::id::{PoolId, RoleId};
use store::user_list::{self, Listed, Order, Place, Way};
use store::{Tx, administrator, identifier, user};

/// Of more than these no list is made beforehand: they are met among the others.
const FEW: usize = 500;

/// Administrators of the console whose account is here and who have no passkey for it, and why no owner would be left, where none would.
pub(super) async fn administrators(
    app: &App,
    pool: PoolId,
    doors: &Arc<Vec<FrontDoor>>,
) -> Result<(Vec<String>, Option<String>), Error> {
    let (doors, now) = (Arc::clone(doors), app.now());
    let Some(home) = saving::home(app, pool) else { return Ok((Vec::new(), None)) };
    let read = move |tx: &mut Tx<'_>| without_passkey(tx, &doors, (&home, now));
    app.store().read("administrators", read).await
}

fn without_passkey(
    tx: &mut Tx<'_>,
    doors: &[FrontDoor],
    (home, now): (&FrontDoor, i64),
) -> Result<(Vec<String>, Option<String>), Error> {
    let Some(door) = doors.iter().find(|door| door.workspace.id == home.workspace.id) else {
        return Ok((Vec::new(), None));
    };
    let mut without = Vec::new();
    for row in administrator::all(tx)?.iter().filter(|row| row.pool_id == door.pool.id) {
        if look(tx, door, (row.user_id, now))?.is_some_and(|seen| seen.passkeys > 0) {
            continue;
        }
        let name = identifier::of_user(tx, row.pool_id, row.user_id)?.into_iter().next().map(|found| found.value);
        let known = user::find(tx, row.pool_id, row.user_id)?.map(|user| user.display_name);
        without.extend(name.or(known));
    }
    let refused = match guard::would_leave_a_way_in(tx, (home, door), now) {
        Ok(()) => None,
        Err(Unsaved::Objection(objection)) => Some(objection.problem),
        Err(Unsaved::Failed(error)) => return Err(error),
        Err(Unsaved::Because(_)) => Some("The settings have changed meanwhile.".to_owned()),
    };
    Ok((without, refused))
}

/// All holders of these roles, the newest first; none where they are not few.
pub(super) fn holders(tx: &mut Tx<'_>, pool: PoolId, roles: &[RoleId]) -> Result<Option<Vec<Listed>>, store::Error> {
    let mut found = BTreeMap::new();
    for role in roles {
        let mut from: Option<Place> = None;
        loop {
            let order = Order::Role(*role);
            let rows = user_list::window(tx, pool, &order, (from.as_ref(), Way::On), user_list::MOST)?;
            let is_last = rows.len() < usize::try_from(user_list::MOST).unwrap_or(usize::MAX);
            from = rows.last().map(|row| row.place.clone());
            found.extend(rows.into_iter().map(|row| (row.place.user, row)));
            if found.len() > FEW {
                return Ok(None);
            }
            if is_last {
                break;
            }
        }
    }
    Ok(Some(found.into_values().rev().collect()))
}
