//! `keystead signals restored` and `confirm`: what browsers may tell passkey managers after a backup was put back. Until the operator confirms,
//! and for a month at most, none is told that a passkey is unknown here or which ones a member has: it would delete passkeys that only the
//! backup has forgotten.
//!
//! The first should be said while no server runs: a server that has started on the old backup has told its first visitors before anybody could stop
//! it. So it is the one command that takes a backup of an older release, which it brings up, and that needs no master key. It must never write
//! beside a server that it cannot reach, so it holds the data directory's lock meanwhile.

use super::running::{Changing, Place, RunningError};
use super::told::Told;
use crate::config::ConfigError;
use crate::control::{self, Answer, Ask};
use crate::data_dir::{DataDir, DataDirError};
use crate::start::{database_file, location};
use clap::{Args, Subcommand};
use domain::{Location, Store, StoreOpenError, SystemClock, SystemRandom};
use serde_json::json;
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
    Restored(Changing),
    /// After `restored`: let browsers remove passkeys that the data does not hold, as usual
    Confirm(Changing),
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

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), SignalsError> {
    let (at, answer) = match &arguments.command {
        Command::Restored(at) => (at, note(at)?),
        Command::Confirm(at) => (at, at.ask(Ask::ConfirmRestore)?),
    };
    let (outcome, text) = match answer {
        Answer::RestoreNoted => (
            json!({ "noted": true }),
            "Noted: for 30 days, or until `keystead signals confirm`, no browser removes passkeys that are not held here.\n",
        ),
        Answer::RestoreConfirmed { was_due: true } => (
            json!({ "confirmed": true }),
            "Confirmed: members' browsers are told again which passkeys are no longer held here, and may remove them.\n",
        ),
        Answer::RestoreConfirmed { was_due: false } => {
            (json!({ "confirmed": false }), "There is nothing to confirm: no restore and no import waits for it.\n")
        }
        _ => return Err(RunningError::OtherAnswer.into()),
    };
    told.rehearsed(at.is_dry_run()).tell(&outcome, || text.to_owned());
    Ok(())
}

fn note(at: &Changing) -> Result<Answer, SignalsError> {
    let Place { data, database, .. } = at.running().place()?;
    if control::is_served(&data) {
        return Ok(at.ask(Ask::NoteRestore)?);
    }
    // A mistyped directory must not be made into a new, empty one.
    if database.is_none() && !database_file(&data).exists() {
        return Err(SignalsError::NoDatabase(data));
    }
    let data = DataDir::open(&data)?;
    if at.is_dry_run() {
        return Ok(Answer::RestoreNoted);
    }
    note_at_rest(&location(database.as_deref(), data.path()))
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
