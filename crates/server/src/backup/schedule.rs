//! Backups by the clock, and how many of them stay. Of several nodes one takes each. What goes is only what this installation has written itself:
//! other files in the directory, those of other installations among them, are nobody's business here.

use super::{Asked, BackupError, DRAFT, take};
use crate::config::backup::Plan;
use domain::backup::{Taker, Wanted};
use domain::error::one_line;
use domain::random::NoRandomness;
use domain::{App, SystemRandom, backup};
use jiff::Timestamp;
use std::convert::Infallible;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

const LOOK: Duration = Duration::from_mins(1);
/// What failed is tried again after so long.
const WAIT_MS: i64 = 15 * 60 * 1000;
const BEGIN: &str = "keystead-";
const END: &str = ".backup";
const DAY_S: i64 = 24 * 60 * 60;

/// The turn is kept well before it ends.
const KEEP: Duration = Duration::from_mins(1);

/// What this process does about backups.
#[derive(Debug)]
pub(crate) struct Schedule {
    app: Arc<App>,
    /// Nothing where none are to be taken.
    plan: Option<Plan>,
    taker: Taker,
}

impl Schedule {
    pub(crate) fn new(app: Arc<App>, plan: Option<Plan>) -> Result<Self, NoRandomness> {
        let taker = Taker::draw(&SystemRandom::default())?;
        Ok(Self { app, plan, taker })
    }

    /// Takes one whenever it is time to.
    pub(crate) async fn keep(self: Arc<Self>) {
        let Some(plan) = &self.plan else { return };
        let mut tick = interval(LOOK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            match backup::take_turn(&self.app, &self.taker, (plan.every_ms(), WAIT_MS)).await {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    tracing::error!(error = one_line(&error), "it is not known whether a backup is due");
                    continue;
                }
            }
            match self.take_one(plan).await {
                Ok(file) => tracing::info!(file = %file.display(), "a backup is taken"),
                Err(error) => tracing::error!(error = one_line(&error), "no backup is taken"),
            }
            self.stop().await;
        }
    }

    /// Once nothing is taken any more: another node need not wait until the turn has run out.
    pub(crate) async fn stop(&self) {
        if self.plan.is_none() {
            return;
        }
        if let Err(error) = backup::give_turn_up(&self.app, &self.taker).await {
            tracing::warn!(error = one_line(&error), "the turn to take backups is not given up");
        }
    }

    async fn take_one(&self, plan: &Plan) -> Result<PathBuf, BackupError> {
        let app = &self.app;
        let mark = backup::mark(app).await.map_err(BackupError::Note)?;
        let file = plan.directory.join(name(&mark, app.now()));
        let asked = Asked { file, recipient: plan.recipient.clone(), with_master_key: false, wanted: Wanted::ByClock };
        let taken = tokio::select! {
            taken = Box::pin(take(app, asked, |_| {})) => taken?,
            never = self.keep_turn() => match never {},
        };
        if let Some(error) = &taken.not_noted {
            tracing::warn!(error, file = %taken.file.display(), "a backup that was taken cannot be noted");
        }
        // Only now is there one more than before.
        if let Err(error) = prune(plan, &mark, app.now()) {
            tracing::warn!(%error, directory = %plan.directory.display(), "old backups are not removed");
        }
        Ok(taken.file)
    }

    async fn keep_turn(&self) -> Infallible {
        loop {
            tokio::time::sleep(KEEP).await;
            if let Err(error) = backup::keep_turn(&self.app, &self.taker).await {
                tracing::warn!(error = one_line(&error), "the turn to take backups is not kept");
            }
        }
    }
}

/// With the mark of the installation: others may write into the same directory.
fn name(mark: &str, now: i64) -> String {
    let at = Timestamp::from_millisecond(now).unwrap_or_default();
    format!("{BEGIN}{mark}-{}{END}", at.strftime("%Y-%m-%dT%H%M%SZ"))
}

/// When a backup of ours was taken, by its name.
fn taken_at(mark: &str, name: &str) -> Option<Timestamp> {
    let at = name.strip_prefix(BEGIN)?.strip_prefix(mark)?.strip_prefix('-')?.strip_suffix(END)?;
    jiff::civil::DateTime::strptime("%Y-%m-%dT%H%M%SZ", at)
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp())
}

/// The newest always stays.
fn prune(plan: &Plan, mark: &str, now: i64) -> std::io::Result<()> {
    let now = now / 1000;
    let entries: Vec<DirEntry> = std::fs::read_dir(&plan.directory)?.collect::<Result<_, _>>()?;
    let mut ours: Vec<(i64, PathBuf)> =
        entries.iter().filter_map(|entry| Some((seconds(mark, entry)?, entry.path()))).collect();
    ours.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    for (place, (at, file)) in ours.iter().enumerate().skip(1) {
        let is_old = plan.keep_days.is_some_and(|days| now - at > i64::from(days) * DAY_S);
        if place >= plan.keep || is_old {
            std::fs::remove_file(file)?;
        }
    }
    entries.iter().map(DirEntry::path).filter(|path| is_left_behind(path, now)).try_for_each(std::fs::remove_file)
}

fn seconds(mark: &str, entry: &DirEntry) -> Option<i64> {
    taken_at(mark, entry.file_name().to_str()?).map(Timestamp::as_second)
}

/// A draft of a process that was killed: none is written for a day.
fn is_left_behind(path: &Path, now: i64) -> bool {
    let is_draft = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(DRAFT));
    let changed = || path.metadata().ok()?.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok();
    is_draft && changed().is_some_and(|at| i64::try_from(at.as_secs()).is_ok_and(|at| now - at > DAY_S))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigFile;

    const MARK: &str = "0a1b2c3d";

    fn plan(folder: &Path, more: &str) -> Plan {
        let (recipient, _) = domain::backup::generate_key().unwrap();
        let text = format!("directory = {folder:?}\nrecipient = \"{recipient}\"\n{more}");
        let section: crate::config::backup::BackupSection = toml::from_str(&text).unwrap();
        section.plan().unwrap().unwrap()
    }

    // Issue 9, 2: retention, by number and by age.
    #[test]
    fn old_ones_go_and_nothing_else_does() {
        const DAY_MS: i64 = DAY_S * 1000;
        let folder = tempfile::tempdir().unwrap();
        let others = [
            "notes.txt",
            "keystead-.backup",
            "keystead-2026.backup",
            "keystead-2026-03-01T081500Z.backup",
            "keystead-0a1b2c3d-2026-03-01T081500Z.backup.gz",
            // Of another installation, which writes into the same directory.
            "keystead-4e5f6a7b-2026-03-01T081500Z.backup",
        ];
        let all = || -> Vec<String> {
            let mut names: Vec<_> = std::fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| !others.contains(&name.as_str()))
                .collect();
            names.sort();
            names
        };
        let file = |name: &str| std::fs::write(folder.path().join(name), "x").unwrap();
        others.into_iter().for_each(file);
        let now = 1_800_000_000_000;
        let days: Vec<_> = (0..10).map(|day| name(MARK, now - day * DAY_MS)).collect();
        for name in &days {
            file(name);
        }
        assert_eq!(taken_at(MARK, &days[1]).unwrap().as_millisecond(), now - DAY_MS);
        let prune_as = |more: &str, now| prune(&plan(folder.path(), more), MARK, now);
        let newest = |number: usize| -> Vec<String> {
            let mut names = days[..number].to_vec();
            names.sort();
            names
        };
        prune_as("keep_days = 7", now).unwrap();
        assert_eq!(all(), newest(7), "seven stay unless something else is said");
        prune_as("keep = 5", now).unwrap();
        assert_eq!(all(), newest(5));
        prune_as("keep = 5\nkeep_days = 2", now).unwrap();
        assert_eq!(all(), newest(3));
        prune_as("keep = 1\nkeep_days = 1", now + 400 * DAY_MS).unwrap();
        assert_eq!(all(), newest(1), "the last one stays, however old");
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
    }

    // Issue 9, 2: half of it is no plan.
    #[test]
    fn a_directory_without_a_key_is_refused() {
        assert!(ConfigFile::default().backup.plan().unwrap().is_none());
        for text in ["directory = \"/x\"", "keep = 3", "every_hours = 1"] {
            let section: crate::config::backup::BackupSection = toml::from_str(text).unwrap();
            assert!(section.plan().is_err(), "{text}");
        }
        for text in ["keep = 0", "every_hours = 0", "recipient = \"age1x\"", "keep_days = 99999"] {
            assert!(toml::from_str::<crate::config::backup::BackupSection>(text).is_err(), "{text}");
        }
    }
}
