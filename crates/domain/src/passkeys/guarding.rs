//! Which passkeys a member must keep: asked for the list, where the button is off and says why, and again in the transaction that would remove
//! one. It must never guard what opens nothing.

use super::opens;
use crate::error::Reason;
use crate::policy::Policy;
use crate::settings::LastPasskeyGuard;
use crate::snapshot::FrontDoor;
use crate::ways::Ways;
use store::id::UserId;
use store::passkey::Passkey;
use store::{Tx, user};

/// Which passkeys a member must keep, and why (the row "Last passkey", S0-22, S3-23).
pub(super) struct Guarding<'a> {
    door: &'a FrontDoor,
    least: usize,
    /// Whether the last one stays in any case.
    keeps_last: bool,
    /// Whether a recovery that nobody could be told of lets all of them stay for now.
    pub(super) is_held: bool,
}

impl<'a> Guarding<'a> {
    pub(super) fn of(
        tx: &mut Tx<'_>,
        door: &'a FrontDoor,
        (policy, now): (&Policy, i64),
        user: UserId,
    ) -> Result<Self, store::Error> {
        let keeps_last = match policy.last_passkey_guard {
            LastPasskeyGuard::Never => false,
            LastPasskeyGuard::Always => true,
            LastPasskeyGuard::OnlyUsableMethod => {
                let without = Ways { passkeys: 0, ..Ways::of(tx, door, (policy, user))? };
                policy.requires_passkey(now) || !without.are_enough(policy)
            }
        };
        let is_held = user::held_until(tx, door.pool.id, user)?.is_some_and(|until| until > now);
        Ok(Self { door, least: policy.least_passkeys, keeps_last, is_held })
    }

    /// Why this one may not be removed. What opens nothing here neither is guarded nor counts as what is left.
    pub(super) fn keeps(&self, has: &[Passkey], removing: &Passkey) -> Option<Reason> {
        if self.is_held {
            return Some(Reason::AccountHeld);
        }
        let left = has.iter().filter(|other| other.id != removing.id && opens(self.door, other)).count();
        let is_only = self.door.pool.settings.last_passkey_guard == LastPasskeyGuard::Always && has.len() == 1;
        if !opens(self.door, removing) {
            return is_only.then_some(Reason::LastPasskey);
        }
        match left {
            0 if self.keeps_last || self.least > 0 => Some(Reason::LastPasskey),
            1.. if left < self.least => Some(Reason::FewestPasskeys),
            _ => None,
        }
    }
}
