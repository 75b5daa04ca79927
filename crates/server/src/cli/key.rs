//! `keystead key rotate`: has the running server draw new challenge keys. The old ones verify until their last challenge has expired.

use super::running::{Running, RunningError};
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw new keys for challenges; nobody who is signing in notices
    Rotate(Running),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), RunningError> {
    let Command::Rotate(running) = &arguments.command;
    match running.ask(&Ask::RotateKeys)? {
        Answer::KeysRotated => {
            println!("New challenge keys are drawn. They come into use in a few seconds.");
            Ok(())
        }
        _ => Err(RunningError::OtherAnswer),
    }
}
