//! Which passkeys open a door of a pool today, in the words of SQL: so that a list or a count of a million members says the same as sign-in. What
//! the doors are is said by the domain; nothing is decided here.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
    workspace::Mode,
};

/// What a passkey must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Of the doors; the same twice where there is one.
    pub modes: [Mode; 2],
    /// The one in force and the one that members move away from; the same twice where nobody moves.
    pub rp_ids: [String; 2],
    /// What metadata speaks against opens nothing.
    pub trusted_only: bool,
    /// Nor does what leaves its device.
    pub bound_only: bool,
}

impl Opening {
    /// For a comparison with `<`: the columns are 0 or 1.
    pub(crate) fn least_distrusted(&self) -> i64 {
        if self.trusted_only { 1 } else { 2 }
    }

    pub(crate) fn least_synced(&self) -> i64 {
        if self.bound_only { 1 } else { 2 }
    }
}

/// The condition on a passkey `p`; its six parameters are two modes, two RP IDs, and below which numbers `distrusted` and `backup_eligible` lie.
macro_rules! opens {
    ($mode:literal, $other_mode:literal, $rp_id:literal, $other_rp_id:literal, $distrusted:literal, $synced:literal) => {
        concat!(
            "p.mode IN (",
            $mode,
            ", ",
            $other_mode,
            ") AND p.rp_id IN (",
            $rp_id,
            ", ",
            $other_rp_id,
            ") AND p.quarantined_at IS NULL AND (p.user_verified = 1 OR p.discoverable = 1) AND p.distrusted < ",
            $distrusted,
            " AND p.backup_eligible < ",
            $synced
        )
    };
}
pub(crate) use opens;

/// How many passkeys of one member open a door.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId, opening: &Opening) -> Result<i64, Error> {
    let sql = concat!(
        "SELECT COUNT(*) AS number FROM passkeys p WHERE p.pool_id = ?1 AND p.user_id = ?2 AND ",
        opens!("?3", "?4", "?5", "?6", "?7", "?8")
    );
    let Opening { modes: [mode, other], rp_ids: [rp_id, before], .. } = opening;
    let (distrusted, synced) = (opening.least_distrusted(), opening.least_synced());
    let values = params![pool, user, mode, other, rp_id, before, distrusted, synced];
    Ok(tx.query_opt(sql, values, |row| row.of("passkeys", 0).take("number"))?.unwrap_or_default())
}
