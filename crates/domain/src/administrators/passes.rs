//! Access passes of whoever is made an administrator, or more than they were. A pass is the word of those who stood above a lesser account;
//! neither it, nor a session that began with it, must open the console.

use store::id::{PoolId, UserId};
use store::{Tx, access_pass, user};

/// Whoever holds a pass, or came in with one, begins anew. A pass that is over has left its sessions behind, so they end in any case.
pub(super) fn end(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<(), store::Error> {
    access_pass::end(tx, pool, user, now)?;
    user::raise_epoch(tx, pool, user).map(drop)
}
