//! What a member can sign in with, whether that is enough, and how many factors they may have: asked by every change that takes a factor away or
//! adds one. It must never count what policy would not let in.

use crate::method::{Method, Strength};
use crate::passkeys::{Room, is_wanted, opens};
use crate::policy::{self, Policy};
use crate::sign_in::facts;
use crate::snapshot::FrontDoor;
use std::collections::BTreeSet;
use store::Tx;
use store::id::{PoolId, UserId};
use store::passkey::{self, Passkey};

/// The ways that a member has at a door, passkeys apart: those are looked at one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ways {
    /// Passkeys that open this door and are as policy wants them.
    pub passkeys: usize,
    pub others: BTreeSet<Method>,
}

impl Ways {
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        door: &FrontDoor,
        (policy, user): (&Policy, UserId),
    ) -> Result<Self, store::Error> {
        let rows = passkey::of_user(tx, door.pool.id, user)?;
        let mut others = facts::ways(tx, door, (user, 0))?;
        // A pass ends by itself: nothing may rest on it, however long it has.
        others.remove(&Method::AccessPass);
        Ok(Self { passkeys: rows.iter().filter(|row| is_way_in(door, policy, row)).count(), others })
    }

    pub(crate) fn without(mut self, method: Method) -> Self {
        self.others.remove(&method);
        self
    }

    /// Whether these are enough for a whole sign-in: a passkey always is, anything else must reach what policy asks of it.
    pub(crate) fn are_enough(&self, policy: &Policy) -> bool {
        let firsts = || policy.first.iter().filter(|first| self.others.contains(first));
        let has_second = |first: &Method| {
            let adds = |second: &&Method| second.kind() != first.kind();
            policy.second.iter().filter(adds).any(|second| self.others.contains(second))
        };
        if self.passkeys > 0 && policy.first.contains(&Method::Passkey) {
            return true;
        }
        // A passkey that stands second is enough beside any first factor.
        if self.passkeys > 0 && policy.takes_passkeys() && firsts().next().is_some() {
            return true;
        }
        match policy.fallback {
            Strength::Single => firsts().next().is_some(),
            Strength::Multi => firsts().any(has_second),
            Strength::PhishingResistant | Strength::DeviceBound => false,
        }
    }

    /// Whether the member who has these may do without what `left` no longer has. Whoever had no way in before loses none.
    pub(crate) fn may_become(&self, left: &Self, policy: &Policy) -> bool {
        left.are_enough(policy) || !self.are_enough(policy)
    }
}

/// Whether this passkey alone signs its member in.
pub(crate) fn is_way_in(door: &FrontDoor, policy: &Policy, passkey: &Passkey) -> bool {
    opens(door, passkey) && is_wanted(policy, passkey)
}

/// Whether "Max Credentials" leaves room for one more factor (S3-21). All count: passkeys of both modes, a password, an authenticator app, a
/// sheet of codes, and each linked account.
pub(crate) fn have_room(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<bool, store::Error> {
    have_room_for(tx, door, user, Room::OnPage)
}

/// The same, for whoever is held: of passkeys those alone count that the limit of passkeys counts, too. The member cannot remove the others,
/// and would be held for good (S3-12).
pub(crate) fn have_room_for(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId, room: Room) -> Result<bool, store::Error> {
    let passkeys = passkey::of_user(tx, door.pool.id, user)?;
    let passkeys = match room {
        // Nor do those from before, while members move: whoever has no room left could not move at all.
        Room::OnPage => passkeys.iter().filter(|row| !door.is_from_before(row)).count(),
        Room::Held(_) => room.taken(door, &*policy::of_member(tx, door, user)?, &passkeys),
    };
    Ok(passkeys + others(tx, door.pool.id, user)? < door.pool.settings.max_factors)
}

fn others(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<usize, store::Error> {
    let single = [
        crate::password::exists(tx, pool, user)?,
        crate::totp::is_confirmed(tx, pool, user)?,
        crate::recovery_codes::left(tx, pool, user)? > 0,
    ];
    let single = single.into_iter().filter(|is_there| *is_there).count();
    Ok(single + store::linked_account::of_user(tx, pool, user)?.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::resolve;
    use crate::settings::{Mode, PoolSettings};
    use Method::{EmailCode, MagicLink, Passkey, Password, RecoveryCode, SingleSignOn, SmsCode, Totp};

    fn policy(first: &[Method], second: &[Method], fallback: Strength) -> Policy {
        let mut pool = PoolSettings::default();
        pool.methods.first = first.to_vec();
        pool.methods.second = second.to_vec();
        pool.policy.fallback = Some(fallback);
        resolve(Mode::Smart, &pool, &Method::ALL, &[])
    }

    fn ways(passkeys: usize, others: &[Method]) -> Ways {
        Ways { passkeys, others: others.iter().copied().collect() }
    }

    #[test]
    fn never_the_last() {
        let both = policy(&[Passkey, Password, MagicLink], &[Totp], Strength::Single);
        assert!(!ways(0, &[]).are_enough(&both));
        assert!(ways(1, &[]).are_enough(&both) && ways(0, &[MagicLink]).are_enough(&both));
        // What the lists do not name is no way in.
        assert!(!ways(0, &[SmsCode]).are_enough(&both) && !ways(0, &[Totp, RecoveryCode]).are_enough(&both));
        let second = policy(&[Password], &[Passkey], Strength::Single);
        assert!(!ways(1, &[]).are_enough(&second) && ways(1, &[Password]).are_enough(&second));
    }

    // S1-35: where two factors are asked, one that is left is none.
    #[test]
    fn what_is_left_must_reach_the_fallback() {
        let two = policy(&[Passkey, Password, MagicLink, SingleSignOn], &[Totp, EmailCode], Strength::Multi);
        assert!(!ways(0, &[MagicLink]).are_enough(&two));
        assert!(!ways(0, &[MagicLink, EmailCode]).are_enough(&two), "two proofs of one kind are one factor");
        assert!(ways(0, &[MagicLink, Totp]).are_enough(&two) && ways(0, &[SingleSignOn, Totp]).are_enough(&two));
        assert!(ways(1, &[]).are_enough(&two));
        let strict = policy(&[Passkey, Password, MagicLink], &[Totp], Strength::PhishingResistant);
        assert!(!ways(0, &[MagicLink, Totp]).are_enough(&strict) && ways(1, &[]).are_enough(&strict));
    }

    #[test]
    fn who_has_no_way_in_loses_none() {
        let two = policy(&[Passkey, Password], &[Totp], Strength::Multi);
        let both = ways(0, &[Password, Totp]);
        assert!(!both.may_become(&both.clone().without(Totp), &two));
        assert!(ways(0, &[Password]).may_become(&ways(0, &[]), &two));
        assert!(ways(1, &[Password, Totp]).may_become(&ways(1, &[Password]), &two));
    }
}
