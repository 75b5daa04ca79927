//! When a session ends because nobody is at work in it. Pure: the clock comes from the caller. What is written down lags behind what was
//! done, by a twentieth of the limit at most, and that much is added at the end: nobody is ever signed out early.

use crate::policy::Policy;

/// Work is written down when what is written is older than this part of the limit.
const PART: i64 = 20;

/// The end that is in sight for a session in which nobody works any more (S0-30).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    pub ends_at: i64,
    /// When the member is asked "Still working?" (S0-31).
    pub warn_at: i64,
}

impl Idle {
    /// Nothing where policy sets no limit.
    pub(crate) fn of(policy: &Policy, active_at: i64) -> Option<Self> {
        let limit = policy.idle_ms?;
        let ends_at = active_at + limit + limit / PART;
        Some(Self { ends_at, warn_at: (ends_at - policy.warning_ms).max(active_at) })
    }

    pub(crate) fn is_over(self, now: i64) -> bool {
        self.ends_at <= now
    }
}

/// Whether work at this moment is worth a write. Without a limit the list of sessions still says when each was used, roughly.
pub(super) fn is_due(policy: &Policy, active_at: i64, now: i64) -> bool {
    now - active_at > policy.idle_ms.unwrap_or(policy.session_ms) / PART
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{PolicyRules, resolve};
    use crate::settings::{Mode, PoolSettings};

    const MINUTE: i64 = 60_000;

    fn policy(idle_minutes: Option<u32>, warning_seconds: Option<u32>) -> Policy {
        let rules = PolicyRules { idle_minutes, warning_seconds, ..PolicyRules::default() };
        resolve(Mode::Smart, &PoolSettings { policy: rules, ..PoolSettings::default() }, &[], &[])
    }

    // S0-30
    #[test]
    fn fifteen_minutes_end_after_fifteen_minutes_and_three_quarters() {
        let idle = Idle::of(&policy(Some(15), None), 1_000).unwrap();
        let over = |after: i64| idle.is_over(1_000 + after);
        assert!(!over(15 * MINUTE - 1_000) && !over(15 * MINUTE) && !over(15 * MINUTE + 44_999));
        assert!(over(15 * MINUTE + 45_000));
        assert_eq!(Idle::of(&policy(None, None), 0), None);
    }

    // S0-31: two minutes before, settable up to ten.
    #[test]
    fn the_warning_comes_before_the_end() {
        let warn_at = |seconds| Idle::of(&policy(Some(60), seconds), 0).unwrap().warn_at;
        assert_eq!(warn_at(None), 63 * MINUTE - 120_000);
        assert_eq!(warn_at(Some(300)), 58 * MINUTE);
        assert_eq!(warn_at(Some(86_400)), 53 * MINUTE);
    }

    #[test]
    fn work_is_written_twenty_times_within_the_limit() {
        let limited = policy(Some(15), None);
        assert!(!is_due(&limited, 0, 45_000));
        assert!(is_due(&limited, 0, 45_001));
        let unlimited = policy(None, None);
        assert!(!is_due(&unlimited, 0, 72 * MINUTE));
        assert!(is_due(&unlimited, 0, 72 * MINUTE + 1));
    }
}
