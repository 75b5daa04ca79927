//! What a change of many settings at once would do to a pool's members, in sentences for whoever reads a plan: the same walk as that of a review.
//! It must never say of all what it knows of some.

use super::trial::are_harmless;
use super::walk::Walk;
use super::{AtDoor, Walked, doors, lines, privileged};
use crate::app::App;
use crate::error::Error;
use crate::snapshot::Rows;
use store::id::PoolId;

/// Members of a pool that a plan looks at: whoever reads it waits for it.
const MOST: usize = 5_000;

/// Nothing where nobody would be let in otherwise, or nobody is there.
pub(crate) async fn foresee(
    app: &App,
    (pool, name): (PoolId, &str),
    [was, is]: [&Rows; 2],
) -> Result<Vec<String>, Error> {
    if are_harmless(&lines((&was.told(pool), &is.told(pool)))) {
        return Ok(Vec::new());
    }
    let both = [doors(app, pool, was)?, doors(app, pool, is)?];
    let walk = Walk::begin(&both[1], Walked::default()).goes(app, pool, (&both, MOST)).await?;
    if walk.seen() == 0 {
        return Ok(Vec::new());
    }
    let are_all = walk.place().is_none();
    let mut said: Vec<_> = walk.doors.iter().map(|door| sentence(name, door, are_all)).collect();
    // What would leave no owner a way in is refused by the change itself.
    let (without, _) = privileged::administrators(app, pool, &both[1]).await?;
    if !without.is_empty() {
        said.push(format!("{name}: administrators of the console without a passkey here: {}.", without.join(", ")));
    }
    Ok(said)
}

fn sentence(pool: &str, AtDoor { workspace, counts, .. }: &AtDoor, are_all: bool) -> String {
    let whom = match (counts.members, are_all) {
        (1, true) => "of 1 member".to_owned(),
        (number, true) => format!("of {number} members"),
        (number, false) => format!("of the newest {number} members, and there are more,"),
    };
    format!(
        "{pool} at {workspace}: {whom} {} would be held at enrolment, {} blocked ({} of them not today), {} have passkeys of the other mode alone, \
         {} with elevated permissions have no passkey.",
        counts.held, counts.blocked, counts.newly_blocked, counts.only_other_mode, counts.elevated_without_passkey
    )
}
