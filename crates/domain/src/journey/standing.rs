//! What is known of a member who has proved something: which factors they have, and what they put off.

use crate::method::Method;
use crate::policy::Policy;
use std::collections::BTreeSet;

/// Facts about one member, as the decision needs them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    pub active: bool,
    /// Passkeys of the active mode that can stand alone, are not in quarantine, and are as policy wants them.
    pub passkeys: usize,
    /// Passkeys that serve beside another factor only.
    pub passkeys_beside: usize,
    /// Passkeys that could stand alone, but are not as policy wants them: whoever enrols in their stead shows one first.
    pub passkeys_unwanted: usize,
    pub passkeys_of_other_mode: usize,
    /// Of all these in use, those of the RP ID that members move away from. They open as long as the campaign runs, and take no room.
    pub passkeys_before: usize,
    /// Of all these in use, those that have to be made anew. They take no room of whoever is held for that.
    pub passkeys_outdated: usize,
    /// All passkeys of the active mode that are not put aside and as policy wants them: what the limit counts of whoever is held, who could
    /// remove nothing to make room. Those of the other mode take none, or a switch of mode would lock out whoever is at the limit (S3-12).
    pub room_taken: usize,
    /// The others of the active mode. They take room on the member's own page, where they can be removed.
    pub of_no_use: usize,
    /// Whether one of the passkeys is known to be on this device.
    pub passkey_here: bool,
    /// The other ways in that this member has.
    pub has: BTreeSet<Method>,
    pub grace_used: u32,
    /// When the suggestion of a first passkey was put off.
    pub later: Option<Later>,
    /// When the suggestion of one for this device was put off.
    pub later_here: Option<Later>,
    pub device_trusted: bool,
    /// How far a recovery has waited.
    pub waited: Waited,
}

impl Standing {
    /// Of somebody who has just used a passkey of theirs, and of whom nothing else matters.
    pub fn with_passkey(active: bool) -> Self {
        Self { active, passkeys: 1, ..Self::default() }
    }

    pub fn can_prove(&self, method: Method) -> bool {
        match method {
            Method::Passkey => self.passkeys + self.passkeys_beside + self.passkeys_unwanted > 0,
            other => self.has.contains(&other),
        }
    }

    /// Whether all passkeys in use are of the RP ID that members move away from.
    pub fn has_to_move(&self) -> bool {
        let in_use = self.passkeys + self.passkeys_beside + self.passkeys_unwanted;
        self.passkeys_before > 0 && self.passkeys_before >= in_use
    }

    /// Whether the limit leaves room for another passkey to whoever is held for want of it.
    pub fn has_room(&self, policy: &Policy) -> bool {
        self.taken() < policy.most_passkeys
    }

    /// Whether it leaves room on the member's own page.
    pub fn has_room_on_page(&self, policy: &Policy) -> bool {
        self.taken() + self.of_no_use < policy.most_passkeys
    }

    fn taken(&self) -> usize {
        self.room_taken
            .max((self.passkeys + self.passkeys_beside).saturating_sub(self.passkeys_before + self.passkeys_outdated))
    }
}

/// How far a recovery has waited that must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Waited {
    #[default]
    NotYet,
    /// It waits, and may go on from then.
    Until(i64),
    /// It has made what it ends in, so it is over.
    Over,
}

/// "I'll do it later".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later {
    pub since: i64,
    /// Successful sign-ins since then.
    pub sign_ins: u32,
}

impl Later {
    /// Whether the member is still left in peace: until the tenth sign-in or the seventh day, whichever comes first (S1-15).
    pub(super) fn holds(later: Option<Self>, policy: &Policy, now: i64) -> bool {
        later.is_some_and(|later| {
            later.sign_ins.saturating_add(1) < policy.later_sign_ins
                && now.saturating_sub(later.since) < policy.later_ms
        })
    }
}
