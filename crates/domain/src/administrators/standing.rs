//! Who may act on whose account. Asked in the transaction that acts: somebody may have become an administrator meanwhile.

use super::rights::{Grant, Power};
use crate::error::Reason;
use crate::sign_up::Aborted;
use store::id::{PoolId, UserId};
use store::{Tx, administrator, role};

impl Grant {
    /// Whether this one may act on the account of a member. Nobody does on an administrator who stands as high or higher; a member who manages
    /// others in their pool stands as high as support.
    pub(crate) fn may_act_on(self, tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, store::Error> {
        if let Some(row) = administrator::of_user(tx, pool, user)? {
            // Of one whose scope cannot be read nobody knows how high they stand.
            return Ok(Self::of(&row).is_some_and(|held| self.outranks(held)));
        }
        let manages = role::of_user(tx, pool, user)?.iter().any(|role| role.elevated);
        Ok(!manages || self.may(Power::Configure))
    }

    /// Refuses to act on such an account.
    pub(crate) fn require_above(self, tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<(), Aborted> {
        if self.may_act_on(tx, pool, user)? { Ok(()) } else { Err(Aborted::Refused(Reason::NotPermitted)) }
    }
}
