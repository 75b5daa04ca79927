//! Access passes of whoever is made an administrator, or more than they were, or is given a role that manages others. A pass is the word of those who stood above a lesser account;
//! neither it, nor a session or a passkey that somebody made with it, must open the console.

use crate::access_pass::WATCH_MS;
use crate::error::Reason;
use crate::sign_up::Aborted;
use store::id::{PoolId, UserId};
use store::{Tx, access_pass, user};

/// Whoever holds a pass, or came in with one, begins anew. A pass that is over has left its sessions behind, so they end in any case. A
/// passkey that was made with it stays: whoever had a pass lately is refused before.
pub(crate) fn end(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<(), Aborted> {
    require_none_lately(tx, (pool, user), now)?;
    access_pass::end(tx, pool, user, now)?;
    user::raise_epoch(tx, pool, user)?;
    Ok(())
}

/// A passkey that was made with a pass may be that of who gave the pass out. The member was told, and has as long as a pass can live to say
/// so. A pass of the operator counts for nothing here: they have the server in their hands.
fn require_none_lately(tx: &mut Tx<'_>, whose: (PoolId, UserId), now: i64) -> Result<(), Aborted> {
    let is_late = access_pass::was_given_since(tx, whose, now - WATCH_MS, UserId::NIL)?;
    if is_late { Err(Aborted::Refused(Reason::AccessPassLately)) } else { Ok(()) }
}
