//! When a pool's alarms are raised, and who is told (S2-34).

use super::stored::within;
use crate::origins::Warning;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

pub const MEMBERS: RangeInclusive<u64> = 1..=10_000;
pub const PERCENT: RangeInclusive<u64> = 1..=100;
pub const MINUTES: RangeInclusive<u64> = 5..=60;
/// Addresses that are written to.
pub const MOST_MAILS: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlarmSettings {
    /// So many members must be concerned, or so many errors have happened.
    pub members: u64,
    /// And this share of those who tried.
    pub percent: u64,
    /// Within this time.
    pub minutes: u64,
    /// Addresses that hear of it.
    pub mail: Vec<String>,
    /// An address that is called; empty for none.
    pub webhook: String,
}

impl Default for AlarmSettings {
    fn default() -> Self {
        Self { members: 5, percent: 20, minutes: 15, mail: Vec::new(), webhook: String::new() }
    }
}

impl AlarmSettings {
    /// An alarm that nothing raises, or that everything does, is none.
    pub(super) fn bound(&mut self) -> Vec<Warning> {
        let found = [
            within("alarms.members", &mut self.members, &MEMBERS),
            within("alarms.percent", &mut self.percent, &PERCENT),
            within("alarms.minutes", &mut self.minutes, &MINUTES),
        ];
        let many = self.mail.len() > MOST_MAILS;
        self.mail.truncate(MOST_MAILS);
        let many = many.then_some(Warning::TooMany { setting: "alarms.mail", most: MOST_MAILS });
        found.into_iter().flatten().chain(many).collect()
    }
}
