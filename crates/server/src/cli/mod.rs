//! The command line: which command was asked for, and its failure as one line. It must never print a backtrace or a secret that
//! was not asked for.

pub mod key;
pub mod message;
pub mod metadata;
pub mod running;
pub mod serve;
pub mod setup;
pub mod signals;
pub mod user;

use clap::{Parser, Subcommand};
use domain::error::one_line;
use std::error::Error;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(
    name = "keystead",
    version,
    about = "Keystead, a self-hosted passkey identity server",
    args_conflicts_with_subcommands = true
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    /// `keystead` alone serves, so it takes what `keystead serve` takes.
    #[command(flatten)]
    serve: serve::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve sign-in, the members' pages and the APIs (the default)
    Serve(Box<serve::Arguments>),
    /// Print a new one-time link that enrols an administrator's passkey
    Setup(setup::Arguments),
    /// Look after the server's keys
    Key(key::Arguments),
    /// What is known about authenticator models
    Metadata(metadata::Arguments),
    /// Send a test message, to see whether codes would arrive
    Message(message::Arguments),
    /// Decide what members' passkey managers may be told
    Signals(signals::Arguments),
    /// Invite members, and help them back in
    User(user::Arguments),
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let done = match line.command {
        None => serve::run(&line.serve).map_err(Into::into),
        Some(Command::Serve(arguments)) => serve::run(&arguments).map_err(Into::into),
        Some(Command::Setup(arguments)) => setup::run(&arguments).map_err(Into::into),
        Some(Command::Key(arguments)) => key::run(&arguments).map_err(Into::into),
        Some(Command::Metadata(arguments)) => metadata::run(&arguments).map_err(Into::into),
        Some(Command::Message(arguments)) => message::run(&arguments).map_err(Into::into),
        Some(Command::Signals(arguments)) => signals::run(&arguments).map_err(Into::into),
        Some(Command::User(arguments)) => user::run(&arguments).map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let error: Box<dyn Error> = error;
            eprintln!("keystead: {}", one_line(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn no_command_means_serve() {
        let bare = CommandLine::parse_from(["keystead", "--demo"]);
        assert!(bare.command.is_none() && bare.serve.demo);
        let named = CommandLine::parse_from(["keystead", "serve", "--demo"]);
        assert!(matches!(named.command, Some(Command::Serve(arguments)) if arguments.demo));
    }
}
