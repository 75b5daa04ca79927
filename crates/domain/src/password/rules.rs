//! Which passwords may be chosen: long enough for what they guard, and not what attackers try first. It must never ask for kinds of
//! characters (NIST SP 800-63B-4).

use super::guessable::{Guessable, judge};
use super::spelled::Spelled;
use crate::error::Reason;
use crate::method::{Method, Strength};
use crate::policy::Policy;
use crate::settings::PasswordSettings;
use crate::snapshot::FrontDoor;
use std::ops::RangeInclusive;
use store::identifier::Identifier;

/// Characters that a password may have, whatever the settings say.
pub const LENGTHS: RangeInclusive<usize> = 8..=128;
/// What settings may ask for at most: NIST wants 64 characters to be enough everywhere.
const MOST_ASKED: usize = 64;

/// Whether policy lets members sign in with a password at all, alone or beside something else.
pub(super) fn are_used(policy: &Policy) -> bool {
    policy.first.contains(&Method::Password) || policy.second.contains(&Method::Password)
}

/// How many characters are asked of a member with this policy. Where a second factor is always asked, a shorter one will do.
pub(super) fn least(policy: &Policy, settings: &PasswordSettings) -> usize {
    let asked =
        if policy.fallback >= Strength::Multi { settings.least_with_second_factor } else { settings.least_alone };
    asked.clamp(*LENGTHS.start(), MOST_ASKED)
}

/// The fewest and the most characters, as a page says them.
pub(crate) fn lengths(policy: &Policy, door: &FrontDoor) -> (usize, usize) {
    (least(policy, &door.pool.settings.methods.password), *LENGTHS.end())
}

/// Names that say nothing about whoever uses them as a password here, because everybody knows them.
pub(super) fn names(door: &FrontDoor, display_name: &str, identifiers: &[Identifier]) -> Vec<String> {
    let own = identifiers.iter().flat_map(|identifier| [identifier.value.as_str(), identifier.folded.as_str()]);
    let own = std::iter::once(display_name).chain(own).map(str::to_owned);
    place(door).into_iter().chain(own).collect()
}

/// Those of the place.
pub(super) fn place(door: &FrontDoor) -> Vec<String> {
    let place =
        ["keystead", &door.tenant.name, &door.tenant.slug, &door.workspace.name, &door.workspace.slug, &door.rp_id];
    place.into_iter().map(str::to_owned).collect()
}

/// Whether a password is too easy to guess. Takes milliseconds, so it stands where the hashing stands.
pub(super) fn check(spelled: &Spelled, names: &[String]) -> Result<(), Reason> {
    match judge(spelled.as_str(), names) {
        None => Ok(()),
        Some(Guessable::Common) => Err(Reason::PasswordCommon),
        Some(Guessable::OfNames) => Err(Reason::PasswordOfNames),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::resolve;
    use crate::settings::{Mode, PoolSettings};

    fn least_for(fallback: Option<Strength>, settings: &PasswordSettings) -> usize {
        let mut pool = PoolSettings::default();
        pool.policy.fallback = fallback;
        least(&resolve(Mode::Smart, &pool, &Method::ALL, &[]), settings)
    }

    // D2: 15 where it may stand alone, 8 beside a second factor (S1-35 asks for one; S2 does not).
    #[test]
    fn a_password_that_may_stand_alone_is_longer() {
        let settings = PasswordSettings::default();
        assert_eq!(least_for(None, &settings), 15);
        assert_eq!(least_for(Some(Strength::Single), &settings), 15);
        for fallback in [Strength::Multi, Strength::PhishingResistant, Strength::DeviceBound] {
            assert_eq!(least_for(Some(fallback), &settings), 8);
        }
    }

    #[test]
    fn no_settings_make_passwords_short_or_impossible() {
        let settings = PasswordSettings { least_alone: 1000, least_with_second_factor: 0 };
        assert_eq!(least_for(None, &settings), 64);
        assert_eq!(least_for(Some(Strength::Multi), &settings), 8);
    }

    #[test]
    fn used_where_either_list_has_it() {
        let used = |first: &[Method], second: &[Method]| {
            let mut pool = PoolSettings::default();
            pool.methods.first = first.to_vec();
            pool.methods.second = second.to_vec();
            are_used(&resolve(Mode::Smart, &pool, &Method::ALL, &[]))
        };
        assert!(!used(&[Method::Passkey], &[Method::Totp]));
        assert!(used(&[Method::Passkey, Method::Password], &[]));
        assert!(used(&[Method::MagicLink], &[Method::Password]));
    }
}
