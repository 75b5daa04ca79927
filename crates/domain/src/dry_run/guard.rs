//! The last administrator is locked out by nobody: before a change of the administrators' pool is kept, the decision of sign-in is asked whether an
//! owner of everything still comes in. It must be asked in the transaction that changes, when the rows are what they are to be.

use super::{look, proposal};
use crate::administrators::{Grant, Role, Scope};
use crate::app::App;
use crate::channels::Channels;
use crate::error::Objection;
use crate::public_url::PublicUrl;
use crate::saving::{self, Unsaved};
use crate::snapshot::{FrontDoor, Rows};
use std::sync::Arc;
use store::id::PoolId;
use store::{Tx, administrator};

const OWNS_ALL: Grant = Grant { role: Role::Owner, scope: Scope::Installation };

/// What the question needs besides the rows.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// Where administrators sign in, if it is the pool that changes.
    home: Option<Arc<FrontDoor>>,
    server: PublicUrl,
    channels: Channels,
    now: i64,
}

impl Guard {
    pub(crate) fn of(app: &App, pool: PoolId) -> Self {
        Self {
            home: saving::home(app, pool),
            server: app.public_url().clone(),
            channels: app.channels(),
            now: app.now(),
        }
    }

    /// For whoever changes more than one pool.
    pub(crate) fn of_home(app: &App) -> Self {
        let home = app.snapshot().home().cloned();
        Self { home, server: app.public_url().clone(), channels: app.channels(), now: app.now() }
    }

    pub(crate) fn leaves_a_way_in(&self, tx: &mut Tx<'_>, field: &'static str) -> Result<(), Unsaved> {
        let Some(home) = &self.home else { return Ok(()) };
        let rows = Rows::load(tx)?;
        let doors = rows.doors_of(home.pool.id, (&self.server, self.channels));
        let doors = doors.map_err(|error| proposal::unbuilt(&error))?;
        let Some(door) = doors.iter().find(|door| door.workspace.id == home.workspace.id) else { return Ok(()) };
        would_leave_a_way_in(tx, (home, door), self.now).map_err(|unsaved| match unsaved {
            Unsaved::Objection(objection) => Objection { field, ..objection }.into(),
            other => other,
        })
    }
}

/// Whoever could not come in before is not locked out by this change.
pub(super) fn would_leave_a_way_in(
    tx: &mut Tx<'_>,
    (home, door): (&FrontDoor, &FrontDoor),
    now: i64,
) -> Result<(), Unsaved> {
    if owner_comes_in(tx, door, now)? || !owner_comes_in(tx, home, now)? {
        return Ok(());
    }
    let problem = "Administrators sign in here, and no owner of everything could come in any more.";
    Err(Objection::new("change", problem).into())
}

fn owner_comes_in(tx: &mut Tx<'_>, door: &FrontDoor, now: i64) -> Result<bool, Unsaved> {
    let all = administrator::all(tx)?;
    for row in all.iter().filter(|row| row.pool_id == door.pool.id && Grant::of(row) == Some(OWNS_ALL)) {
        let seen = look(tx, door, (row.user_id, now))?;
        if seen.is_some_and(|seen| seen.outcome.opens() && seen.passkeys > 0) {
            return Ok(true);
        }
    }
    Ok(false)
}
