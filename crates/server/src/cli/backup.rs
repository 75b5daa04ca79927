//! `keystead backup`: everything in one sealed file. Beside a running server the server writes it; where none runs, this does, and holds the
//! data directory's lock meanwhile. `check` opens one and counts, `key` makes the keys for a server that writes what it cannot read.

use super::at_rest::Opened;
use super::pace::Pace;
use super::passphrase::{self, PassphraseError};
use super::running::{By, Running, RunningError};
use super::told::{Told, counted};
use crate::backup::{self, BackupError, Taken};
use crate::config::{ConfigError, ConfigFile};
use crate::control::{Answer, Ask, BackupWish};
use clap::{Args, Subcommand};
use domain::backup::{Checked, NotBackupKey, ReadError, Recipient, SealError, check, generate_key};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const BUFFER: usize = 1024 * 1024;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    take: Take,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a backup, read all of it and hold it against itself; nothing is written
    Check(Check),
    /// Make a key for backups: the private half goes into a new file, the public half is printed
    Key(Key),
}

#[derive(Debug, Args)]
struct Take {
    /// The file to write; it must not be there yet
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Seal it to this public key [default: `recipient` of the configuration file, else a passphrase]
    #[arg(long, value_name = "KEY", conflicts_with = "passphrase_file")]
    to: Option<String>,
    /// Seal it to the passphrase in the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Put the master key into it, too: then the file and what opens it are all that is needed
    #[arg(long)]
    with_master_key: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Check {
    /// The backup
    file: PathBuf,
    /// The file of the private key that opens it
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    key: Option<PathBuf>,
    /// The passphrase that opens it is in the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Key {
    /// The new file of the private key: keep it anywhere but on the server
    file: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupCommandError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    #[error(transparent)]
    Recipient(#[from] NotBackupKey),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Key(#[from] SealError),
    #[error("cannot open {}", .0.display())]
    Open(PathBuf, #[source] io::Error),
    #[error("cannot make {}; is it there already?", .0.display())]
    Make(PathBuf, #[source] io::Error),
    #[error("the server has written {}, but the file is not seen here: its service has a /tmp of its own and may write to few places; name one that both see, such as a file in /var/backups/keystead", .0.display())]
    NotSeen(PathBuf),
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), BackupCommandError> {
    match &arguments.command {
        Some(Command::Check(check)) => check.run(told),
        Some(Command::Key(key)) => key.run(told),
        None => {
            let taken = arguments.take.run()?;
            if let Some(why) = &taken.not_noted {
                told.warn(&format!("the backup is whole, but the database could not be told of it: {why}"));
            }
            told.tell(&taken, || sentences(&taken));
            Ok(())
        }
    }
}

fn sentences(taken: &Taken) -> String {
    let Taken { file, made_at, rows, members, bytes, sealed_to, has_master_key, .. } = taken;
    let key = if *has_master_key {
        "The master key is in it."
    } else {
        "The master key is not in it: keep that elsewhere, nothing is restored without it."
    };
    format!(
        "{}: {}, {}, {bytes} bytes, as of {made_at}.\nSealed to {sealed_to}, read back and compared. {key}\n",
        file.display(),
        counted(*members, "member", "members"),
        counted(*rows, "row", "rows"),
    )
}

impl Take {
    fn run(&self) -> Result<Taken, BackupCommandError> {
        let recipient = self.recipient()?;
        let named = self.file.clone().unwrap_or_default();
        let file = std::path::absolute(&named).map_err(|error| BackupCommandError::Open(named, error))?;
        let wish = BackupWish::new(file, &recipient, self.with_master_key);
        let by_server = || self.running.ask_server(&Ask::Backup { wish: wish.clone() });
        match Running::wherever(by_server, || Opened::at(&self.running, false))? {
            By::Served(Answer::BackedUp(taken)) => seen(*taken),
            By::Served(_) => Err(RunningError::OtherAnswer.into()),
            By::AtRest(opened) => at_rest(&opened, &wish),
        }
    }

    /// What is said beats the configuration file, and that beats a question.
    fn recipient(&self) -> Result<Recipient, BackupCommandError> {
        if let Some(key) = &self.to {
            return Ok(key.parse()?);
        }
        if !passphrase::is_given(self.passphrase_file.as_deref())
            && let (_, Some(config), _) = self.running.named()
            && let Some(key) = ConfigFile::read(&config)?.backup.recipient
        {
            return Ok(key.0);
        }
        Ok(Recipient::Passphrase(passphrase::passphrase(self.passphrase_file.as_deref(), true)?))
    }
}

/// As the server would do it, and with how far it is.
fn at_rest(opened: &Opened, wish: &BackupWish) -> Result<Taken, BackupCommandError> {
    let asked = wish.asked().ok_or(NotBackupKey)?;
    let mut pace = Pace::new();
    Ok(opened.block_on(backup::take(&opened.server().app, asked, move |at| pace.tell(at)))?)
}

/// A server that a service manager has started may see other directories under the same names, which are gone with it.
fn seen(taken: Taken) -> Result<Taken, BackupCommandError> {
    let is_here = taken.file.metadata().is_ok_and(|found| found.is_file() && found.len() == taken.bytes);
    if is_here { Ok(taken) } else { Err(BackupCommandError::NotSeen(taken.file)) }
}

#[derive(Serialize)]
struct Found {
    made_at: String,
    version: String,
    schema: i64,
    members: u64,
    rows: u64,
    digest: String,
    has_master_key: bool,
}

impl Check {
    fn run(&self, told: Told) -> Result<(), BackupCommandError> {
        let identity = passphrase::identity(self.key.as_deref(), self.passphrase_file.as_deref())?;
        let file = File::open(&self.file).map_err(|error| BackupCommandError::Open(self.file.clone(), error))?;
        let mut pace = Pace::new();
        let checked = check(BufReader::with_capacity(BUFFER, file), &identity, &mut |at| pace.tell(at))?;
        let Checked { contents, rows, members, has_master_key, digest } = checked;
        let (schema, version) = (contents.schema, contents.version.clone());
        let made_at = domain::passkeys::time(contents.made_at);
        let found = Found { made_at, version, schema, members, rows, digest, has_master_key };
        told.tell(&found, || {
            let Found { made_at, version, members, rows, .. } = &found;
            let key = if has_master_key { "The master key is in it." } else { "The master key is not in it." };
            let (members, rows) = (counted(*members, "member", "members"), counted(*rows, "row", "rows"));
            format!("The backup is whole: {members}, {rows}, made by keystead {version} at {made_at}. {key}\n")
        });
        Ok(())
    }
}

#[derive(Serialize)]
struct Pair<'a> {
    public_key: String,
    private_key_file: &'a Path,
}

impl Key {
    fn run(&self, told: Told) -> Result<(), BackupCommandError> {
        let (recipient, private) = generate_key()?;
        let failed = |error| BackupCommandError::Make(self.file.clone(), error);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.file).map_err(failed)?;
        file.write_all(format!("{}\n", *private.text()).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        let pair = Pair { public_key: recipient.to_string(), private_key_file: &self.file };
        // A shell that takes what is printed takes the key alone.
        told.tell(&pair, || format!("{}\n", pair.public_key));
        told.warn(&format!(
            "{} opens every backup that is sealed to this key: keep it anywhere but on the server",
            self.file.display()
        ));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 2: what the server has written into a /tmp of its own is no backup for whoever asked.
    #[test]
    fn a_file_that_only_the_server_sees_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("monday.backup");
        let taken = |bytes: u64| Taken {
            file: file.clone(),
            made_at: String::new(),
            rows: 1,
            members: 1,
            bytes,
            digest: String::new(),
            sealed_to: String::new(),
            has_master_key: false,
            not_noted: None,
        };
        assert!(matches!(seen(taken(3)), Err(BackupCommandError::NotSeen(_))));
        std::fs::write(&file, "abc").unwrap();
        assert_eq!(seen(taken(3)).unwrap(), taken(3));
        let line = seen(taken(4)).unwrap_err().to_string();
        assert!(line.contains("/var/backups/keystead") && !line.contains('\n'), "{line}");
    }
}
