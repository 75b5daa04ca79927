//! `keystead restore`: puts a backup into an empty place, on either engine. The server must not run meanwhile: this holds the data directory's
//! lock. The whole file is read, and held against the master key, before anything is written.

use super::pace::Pace;
use super::passphrase::{self, PassphraseError};
use super::running::{Changing, Place};
use super::told::{Told, counted, without_controls};
use crate::config::ConfigError;
use crate::data_dir::{DataDir, DataDirError};
use crate::master_key::{self, MasterKeyError, MasterKeyText};
use crate::start::location;
use clap::Args;
use domain::backup::{
    Identity, Inspected, RestoreError, Restored, Revocation, Revoked, RevokedError, Source, TakenAway, inspect,
    is_free, restore,
};
use domain::{Location, MasterKey, Store, StoreOpenError, SystemClock, SystemRandom};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

const BUFFER: usize = 1024 * 1024;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The backup
    file: PathBuf,
    /// The file of the private key that opens it
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    key: Option<PathBuf>,
    /// The passphrase that opens it is in the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file of the audit's stream, to list what was taken away since the backup and has come back with it
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// The master key of the installation [default: `master_key_file` of the configuration file, else master.key in the data directory]
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_MASTER_KEY_FILE")]
    master_key_file: Option<PathBuf>,
    /// The master key itself. From the environment alone: everybody on a machine may read its command lines
    #[arg(long, hide = true, value_name = "KEY", env = "KEYSTEAD_MASTER_KEY", hide_env_values = true)]
    master_key: Option<MasterKeyText>,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreCommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[error(transparent)]
    Open(#[from] StoreOpenError),
    #[error(transparent)]
    Revoked(#[from] RevokedError),
    #[error("cannot open {}", .0.display())]
    File(PathBuf, #[source] io::Error),
    #[error("the backup does not carry the master key, and there is none in {}: put the installation's there first", .0.display())]
    NoMasterKey(PathBuf),
    #[error("cannot start the runtime")]
    Runtime(#[source] io::Error),
}

/// What came of it.
#[derive(Serialize)]
struct Outcome {
    members: u64,
    rows: u64,
    /// Of the backup, RFC 3339.
    made_at: String,
    is_dry_run: bool,
    /// An earlier attempt was cleared away.
    was_half_restored: bool,
    /// There was none here, so the backup's own was put here, or would be.
    master_key_from_backup: bool,
    /// Nothing where no audit was given: then nobody knows.
    revoked_since: Option<Vec<Revocation>>,
    /// The audit tells of more than are listed.
    more_revoked: Option<bool>,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RestoreCommandError> {
    let identity = passphrase::identity(arguments.key.as_deref(), arguments.passphrase_file.as_deref())?;
    let open = || -> io::Result<Box<dyn Read>> {
        Ok(Box::new(BufReader::with_capacity(BUFFER, File::open(&arguments.file)?)))
    };
    open().map_err(|error| RestoreCommandError::File(arguments.file.clone(), error))?;
    let audit = arguments.audit.as_ref().map(|path| {
        File::open(path).map(BufReader::new).map_err(|error| RestoreCommandError::File(path.clone(), error))
    });
    let audit = audit.transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let outcome = runtime
        .map_err(RestoreCommandError::Runtime)?
        .block_on(Box::pin(arguments.carry_out((&open, &identity), audit)))?;
    // A rehearsal says itself that it was one: what is told after a restore is of what was done.
    let rehearsed = arguments.at.is_dry_run() && told.is_json();
    told.rehearsed(rehearsed).tell(&outcome, || sentences(&outcome));
    Ok(())
}

type Opening<'o> = &'o dyn Fn() -> io::Result<Box<dyn Read>>;

impl Arguments {
    async fn carry_out(
        &self,
        (open, identity): (Opening<'_>, &Identity),
        audit: Option<BufReader<File>>,
    ) -> Result<Outcome, RestoreCommandError> {
        let named = self.at.running().place()?;
        let key_source = self.key_source(&named)?;
        let Place { data, database, .. } = named;
        let (source, mut pace) = (Source { open, identity }, Pace::new());
        let inspected = inspect(&source, &mut |at| pace.tell(at))?;
        // A wrong file is refused while there is nothing yet to be sorry for.
        let made_at = inspected.checked.contents.made_at;
        let taken_away = audit.map(|audit| TakenAway::read(audit, made_at)).transpose()?;
        // Only now is anything made: a file that does not open leaves no directory behind.
        let leftover = Leftover::before(&data);
        let held = (!self.at.is_dry_run() || data.exists()).then(|| DataDir::open(&data)).transpose()?;
        let _leftover = leftover;
        let target = location(database.as_deref(), held.as_ref().map_or(&*data, DataDir::path));
        let was_half_restored = is_free(&target).await?;
        let (master, master_key_from_backup) = self.master_key(&inspected, &key_source)?;
        let outcome = Outcome { master_key_from_backup, ..Outcome::of(&inspected, was_half_restored) };
        if self.at.is_dry_run() {
            return Ok(outcome);
        }
        let surroundings = (&SystemClock, &SystemRandom::default());
        let restored =
            restore((&source, &inspected), &target, &master, (surroundings.0, surroundings.1), &mut |at| pace.tell(at))
                .await?;
        let Restored { is_again, .. } = restored;
        let outcome = Outcome { is_dry_run: false, was_half_restored: is_again, ..outcome };
        let Some(taken_away) = taken_away else { return Ok(outcome) };
        let Revoked { list, has_more } = revoked(&target, taken_away).await?;
        Ok(Outcome { revoked_since: Some(list), more_revoked: Some(has_more), ..outcome })
    }

    /// Where a server of this configuration would look for it.
    fn key_source(&self, place: &Place) -> Result<master_key::Source, ConfigError> {
        let file = self.master_key_file.as_ref().or(place.master_key_file.as_ref());
        Ok(match (file, &self.master_key, &place.master_key_command) {
            (None, None, None) => master_key::Source::File(place.data.join("master.key")),
            (Some(path), None, None) => master_key::Source::File(path.clone()),
            (None, Some(text), None) => master_key::Source::Environment(text.clone()),
            (None, None, Some(words)) => master_key::Source::Command(words.clone()),
            _ => return Err(ConfigError::MasterKeyTwice),
        })
    }

    /// The one that is there, or the one that the backup carries, which is put into the file; and whether it is the latter.
    fn master_key(
        &self,
        inspected: &Inspected,
        source: &master_key::Source,
    ) -> Result<(MasterKey, bool), RestoreCommandError> {
        if let Some(key) = source.read()? {
            inspected.opens_with(&key)?;
            return Ok((key, false));
        }
        // Only a file can be missing.
        let master_key::Source::File(file) = source else { return Err(MasterKeyError::NoSource.into()) };
        let missing = || RestoreCommandError::NoMasterKey(file.clone());
        let key = inspected.checked.contents.master_key().ok_or_else(missing)?;
        inspected.opens_with(&key)?;
        if !self.at.is_dry_run() {
            master_key::put(file, &key)?;
        }
        Ok((key, true))
    }
}

/// What is made only to hold the place. It goes with the command where nothing came into it, while the lock is still held.
struct Leftover {
    folder: PathBuf,
    is_folder_new: bool,
    is_lock_new: bool,
}

impl Leftover {
    fn before(folder: &Path) -> Self {
        let is_lock_new = !folder.join("lock").exists();
        Self { folder: folder.to_owned(), is_folder_new: !folder.exists(), is_lock_new }
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        if self.is_lock_new && std::fs::read_dir(&self.folder).is_ok_and(|found| found.count() == 1) {
            std::fs::remove_file(self.folder.join("lock")).ok();
            if self.is_folder_new {
                std::fs::remove_dir(&self.folder).ok();
            }
        }
    }
}

async fn revoked(place: &Location, taken_away: TakenAway) -> Result<Revoked, RestoreCommandError> {
    let place = place.clone();
    let store = tokio::task::spawn_blocking(move || Store::open(&place)).await.map_err(RestoreError::Interrupted)??;
    let found = taken_away.unknown_to(&store).await;
    store.close().await;
    Ok(found?)
}

impl Outcome {
    fn of(inspected: &Inspected, was_half_restored: bool) -> Self {
        let checked = &inspected.checked;
        Self {
            members: checked.members,
            rows: checked.rows,
            made_at: domain::passkeys::time(checked.contents.made_at),
            is_dry_run: true,
            was_half_restored,
            master_key_from_backup: false,
            revoked_since: None,
            more_revoked: None,
        }
    }
}

fn sentences(outcome: &Outcome) -> String {
    let Outcome { members, rows, made_at, is_dry_run, was_half_restored, revoked_since, .. } = outcome;
    let (members, rows) = (counted(*members, "member", "members"), counted(*rows, "row", "rows"));
    let what = format!("{members}, {rows}, as of {made_at}");
    let mut lines = Vec::new();
    if *was_half_restored {
        lines.push("An earlier attempt was not finished here; it is cleared away.".to_owned());
    }
    if *is_dry_run {
        lines.push(format!("The backup would be restored: {what}."));
        lines.extend(outcome.master_key_from_backup.then(|| format!("The master key would come {FROM_BACKUP}")));
        lines.push("Nothing is written (--dry-run).".to_owned());
    } else {
        lines.push(format!("Restored: {what}."));
        lines.extend(outcome.master_key_from_backup.then(|| format!("The master key came {FROM_BACKUP}")));
        lines.push(ENDED.to_owned());
        match revoked_since {
            None => lines.push(format!("Nobody can say here what was taken away after {made_at}: {NOBODY_KNOWS}")),
            Some(list) if list.is_empty() && outcome.more_revoked != Some(true) => {
                lines.push("The audit's stream tells of nothing that was taken away since.".to_owned());
            }
            Some(list) => {
                lines.push("Taken away since, and back with the backup; take them away again:".to_owned());
                lines.extend(list.iter().map(listed));
                lines.extend((outcome.more_revoked == Some(true)).then(|| MORE.to_owned()));
            }
        }
    }
    lines.join("\n") + "\n"
}

const FROM_BACKUP: &str = "from the backup: no key of this place has shown that the file is of this installation.";
const MORE: &str = "There are more than are listed here: look at the file of the audit yourself.";
const ENDED: &str = "All sessions, grants of applications, codes, links and invitations of before have ended; challenges have new keys.\n\
                     Changes of settings and announcements that waited for their date are cancelled: schedule them again.\n\
                     For 30 days, or until `keystead signals confirm`, no browser removes passkeys that are not held here.";
const NOBODY_KNOWS: &str = "passkeys that were deleted and members who were suspended since are back. \
     Restore with --audit FILE, a file of the audit's stream, to have them listed.";

fn listed(revocation: &Revocation) -> String {
    let Revocation { at, what, subject, passkey, detail, .. } = revocation;
    let named = |name: &str, id: &Option<String>| id.as_ref().map(|id| format!(", {name} {id}")).unwrap_or_default();
    let (subject, passkey, detail) = (named("member", subject), named("passkey", passkey), named("about", detail));
    without_controls(&format!("  {at}  {what}{subject}{passkey}{detail}"))
}
