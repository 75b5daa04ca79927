//! Backups that the server takes by the clock: where to, how often, how many stay, and for whose eyes. The server has no key that opens them.

use domain::backup::Recipient;
use serde::Deserialize;
use std::path::PathBuf;

const HOUR_MS: i64 = 60 * 60 * 1000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupSection {
    pub directory: Option<PathBuf>,
    pub recipient: Option<RecipientKey>,
    pub every_hours: Option<Hours>,
    pub keep: Option<Keep>,
    pub keep_days: Option<KeepDays>,
}

/// What the server does.
#[derive(Debug, Clone)]
pub struct Plan {
    pub directory: PathBuf,
    pub recipient: Recipient,
    every: Hours,
    /// So many stay.
    pub keep: usize,
    /// What is older goes, but never the last one.
    pub keep_days: Option<u32>,
}

#[derive(Debug, thiserror::Error)]
#[error("[backup] needs both a directory and a recipient, which `keystead backup key` makes")]
pub struct HalfBackup;

impl BackupSection {
    pub(crate) fn plan(self) -> Result<Option<Plan>, HalfBackup> {
        let Self { directory, recipient, every_hours, keep, keep_days } = self;
        let (directory, recipient) = match (directory, recipient) {
            (Some(directory), Some(recipient)) => (directory, recipient.0),
            // A key alone is for whoever takes backups by hand.
            (None, _) if every_hours.is_none() && keep.is_none() && keep_days.is_none() => return Ok(None),
            _ => return Err(HalfBackup),
        };
        let keep = keep.map_or(7, |keep| usize::try_from(keep.0).unwrap_or(usize::MAX));
        let every = every_hours.unwrap_or(Hours(24));
        Ok(Some(Plan { directory, recipient, every, keep, keep_days: keep_days.map(|days| days.0) }))
    }
}

impl Plan {
    pub fn every_ms(&self) -> i64 {
        i64::from(self.every.0) * HOUR_MS
    }
}

/// A public key for backups.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct RecipientKey(pub Recipient);

impl TryFrom<String> for RecipientKey {
    type Error = domain::backup::NotBackupKey;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

macro_rules! numbers {
    ($($name:ident $from:literal $to:literal $what:literal),+) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(try_from = "u32")]
        pub struct $name(u32);

        impl TryFrom<u32> for $name {
            type Error = &'static str;

            fn try_from(number: u32) -> Result<Self, &'static str> {
                if ($from..=$to).contains(&number) { Ok(Self(number)) } else { Err($what) }
            }
        }
    )+};
}

numbers! {
    Hours 1 8_760 "a backup is taken every 1 to 8760 hours",
    Keep 1 10_000 "1 to 10000 backups are kept",
    KeepDays 1 36_500 "backups are kept for 1 to 36500 days"
}
