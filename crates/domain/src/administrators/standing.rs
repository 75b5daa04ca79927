//! Who may act, and on whose account. Asked in the transaction that acts: somebody may have become an administrator meanwhile, or be none
//! any more.

use super::Acting;
use super::rights::{Grant, Power, Scope};
use crate::error::Reason;
use crate::factors::Holder;
use crate::sign_up::Aborted;
use store::id::{PoolId, UserId};
use store::user::{self, UserStatus};
use store::{Tx, administrator, role};

/// Who writes, as the transaction needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer {
    pub holder: Holder,
    pub grant: Grant,
}

impl Writer {
    pub(crate) fn of(acting: &Acting) -> Self {
        Self { holder: Holder::from(&acting.session), grant: acting.grant }
    }

    /// Reads again what the right to write rested on: it may have ended since the request came in.
    pub(crate) fn require_standing(self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        self.holder.require_standing(tx)?;
        let row = administrator::of_user(tx, self.holder.pool, self.holder.user)?;
        let is_same = row.as_ref().and_then(Grant::of) == Some(self.grant);
        if is_same { Ok(()) } else { Err(Aborted::Refused(Reason::NotPermitted)) }
    }

    /// The same, and that they stand above the member.
    pub(crate) fn require_above(self, tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<(), Aborted> {
        self.require_standing(tx)?;
        if self.grant.may_act_on(tx, pool, user)? { Ok(()) } else { Err(Aborted::Refused(Reason::NotPermitted)) }
    }
}

/// Whether somebody who asked for something before may still do it: as an administrator of today, whatever became of the session then.
pub(crate) fn may_still(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (power, place): (Power, Scope),
) -> Result<bool, store::Error> {
    let is_active = user::find(tx, pool, user)?.is_some_and(|user| user.status == UserStatus::Active);
    let held = administrator::of_user(tx, pool, user)?.as_ref().and_then(Grant::of);
    Ok(is_active && held.is_some_and(|grant| grant.scope.covers(place) && grant.may(power)))
}

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
}
