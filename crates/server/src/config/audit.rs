//! How long what was recorded is kept. Without a word it is kept for ever.

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSection {
    pub keep_days: Option<Days>,
}

/// Members read ninety days of their own activity, and whoever looks into an incident needs some weeks at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Days(pub u32);

impl Days {
    pub(crate) fn ms(self) -> i64 {
        i64::from(self.0) * 24 * 3_600_000
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the audit is kept for 90 to 36500 days, or for ever where nothing is said")]
pub struct NotDays;

impl TryFrom<u32> for Days {
    type Error = NotDays;

    fn try_from(number: u32) -> Result<Self, NotDays> {
        if (90..=36_500).contains(&number) { Ok(Self(number)) } else { Err(NotDays) }
    }
}
