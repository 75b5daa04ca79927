//! `keystead setup --again`: asks the running server for a new one-time link and shows it.

use super::running::{Running, RunningError};
use crate::control::{Answer, Ask};
use clap::Args;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print a new link; the one before stops working
    #[arg(long, required = true)]
    again: bool,
    #[command(flatten)]
    running: Running,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), RunningError> {
    let Answer::SetupLink { link, stranded } = arguments.running.ask(&Ask::SetupAgain)? else {
        return Err(RunningError::OtherAnswer);
    };
    println!("Set it up here (once, within an hour): {link}");
    if !stranded.is_empty() {
        println!(
            "The public address has changed. These administrators' passkeys belong to the old one and no longer work:"
        );
        for name in stranded {
            println!("  {name}");
        }
    }
    Ok(())
}
