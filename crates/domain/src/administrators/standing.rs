//! Who may act. Asked in the transaction that acts: somebody may have become an administrator meanwhile, or be none any more.

use super::Acting;
use super::rights::Grant;
use crate::error::Reason;
use crate::factors::Holder;
use crate::sign_up::Aborted;
use store::{Tx, administrator};

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
}
