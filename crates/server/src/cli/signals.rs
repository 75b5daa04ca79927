//! `keystead signals restored` and `confirm`: what browsers may tell passkey managers after a backup was put back. Until the operator confirms,
//! and for a month at most, none is told that a passkey is unknown here or which ones a member has: it would delete passkeys that only the
//! backup has forgotten.
//!
//! The first also works while no server runs, and should be said then: a server that has started on the old backup has told its first visitors
//! before anybody could stop it. It must never write beside a server that it cannot reach, so it holds the data directory's lock meanwhile.

use super::running::{Place, Running, RunningError};
use crate::config::ConfigError;
use crate::control::{Answer, Ask, AskError};
use crate::data_dir::{DataDir, DataDirError};
use crate::start::{database_file, location};
use clap::{Args, Subcommand};
use domain::{Location, Store, StoreOpenError, SystemClock, SystemRandom};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// After a backup was put back: have browsers remove no passkey that the data does not hold, for 30 days or until confirmed.
    /// Best said before the server starts
    Restored(Restored),
    /// After `restored`: let browsers remove passkeys that the data does not hold, as usual
    Confirm(Running),
}

#[derive(Debug, Args)]
struct Restored {
    #[command(flatten)]
    running: Running,
    /// PostgreSQL, where no server runs here and the configuration file does not name it
    #[arg(long, value_name = "URL", env = "KEYSTEAD_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum SignalsError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error("there is no database in {}: name its directory with --data", .0.display())]
    NoDatabase(PathBuf),
    #[error("the restore could not be noted")]
    Note(#[source] domain::Error),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), SignalsError> {
    let answer = match &arguments.command {
        Command::Restored(restored) => restored.note()?,
        Command::Confirm(running) => running.ask(&Ask::ConfirmRestore)?,
    };
    let text = match answer {
        Answer::RestoreNoted => {
            "Noted: for 30 days, or until `keystead signals confirm`, no browser removes passkeys that are not held here."
        }
        Answer::RestoreConfirmed { was_due: true } => {
            "Confirmed: members' browsers are told again which passkeys are no longer held here, and may remove them."
        }
        Answer::RestoreConfirmed { was_due: false } => "There is nothing to confirm: no restore waits for it.",
        _ => return Err(RunningError::OtherAnswer.into()),
    };
    println!("{text}");
    Ok(())
}

impl Restored {
    fn note(&self) -> Result<Answer, SignalsError> {
        match self.running.ask(&Ask::NoteRestore) {
            Err(RunningError::Ask(AskError::NotRunning(_))) => {}
            asked => return Ok(asked?),
        }
        let Place { data, database, .. } = self.running.place()?;
        let database = self.database.clone().or(database);
        // A mistyped directory must not be made into a new, empty one.
        if database.is_none() && !database_file(&data).exists() {
            return Err(SignalsError::NoDatabase(data));
        }
        let data = DataDir::open(&data)?;
        note_at_rest(&location(database.as_deref(), data.path()))
    }
}

fn note_at_rest(location: &Location) -> Result<Answer, SignalsError> {
    let store = Store::open(location)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(SignalsError::Runtime)?;
    runtime.block_on(async {
        let noted = domain::signals::note_restore_at_rest(&store, &SystemClock, &SystemRandom::default()).await;
        store.close().await;
        noted.map_err(SignalsError::Note)
    })?;
    Ok(Answer::RestoreNoted)
}
