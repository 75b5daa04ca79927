//! The command line: which command was asked for, and its failure as one line. It must never print a backtrace or a secret that
//! was not asked for.

pub mod audit;
pub mod client;
pub mod config;
pub mod doctor;
pub mod generate;
pub mod key;
pub mod message;
pub mod metadata;
pub mod openapi;
mod pace;
pub mod running;
pub mod serve;
pub mod setup;
pub mod signals;
mod told;
pub mod user;
pub mod webhook;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use domain::error::one_line;
use running::RunningError;
use std::error::Error;
use std::ffi::OsString;
use std::process::ExitCode;
use told::Told;

/// What `keystead audit verify` ends with where something was tampered with; 1 is any failure, 2 a wrong command line.
const TAMPERED: u8 = 3;

#[derive(Debug, Parser)]
#[command(name = "keystead", version, about = "Keystead, a self-hosted passkey identity server")]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    /// Tell what came of it as one document of JSON, for programs
    #[arg(long, global = true)]
    json: bool,
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
    /// Settings as a file: export, plan, apply, and the presets
    Config(config::Arguments),
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
    /// Look after the applications that sign their users in here
    Client(client::Arguments),
    /// Look after the addresses that are told what happens
    Webhook(webhook::Arguments),
    /// Verify that nobody has changed what was recorded
    Audit(audit::Arguments),
    /// Look at the whole installation, also from outside, and say what to mend
    Doctor(doctor::Arguments),
    /// Fill a pool with made-up members and what they did
    Generate(generate::Arguments),
    /// Print the description of the API
    Openapi(openapi::Arguments),
}

impl CommandLine {
    /// Before a command stand only the options that all commands have: what else is meant for serving would be lost without a word.
    fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let found = command.try_get_matches_from_mut(words)?;
        if let Some(name) = found.subcommand_name() {
            let is_typed = |arg: &&Arg| found.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
            let lost = command.get_arguments().filter(|arg| !arg.is_global_set()).find(is_typed);
            let told = lost.map(|arg| format!("the option '{arg}' cannot stand before the command '{name}'"));
            if let Some(told) = told {
                return Err(command.error(ErrorKind::ArgumentConflict, told));
            }
        }
        Self::from_arg_matches(&found)
    }
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let line = CommandLine::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let told = Told::new(line.json);
    let done = match line.command {
        None => serve::run(&line.serve).map_err(Into::into),
        Some(Command::Serve(arguments)) => serve::run(&arguments).map_err(Into::into),
        Some(Command::Setup(arguments)) => setup::run(&arguments).map_err(Into::into),
        Some(Command::Config(arguments)) => match config::run(&arguments) {
            Ok(code) => return code,
            Err(error) => Err(error.into()),
        },
        Some(Command::Key(arguments)) => key::run(&arguments).map_err(Into::into),
        Some(Command::Metadata(arguments)) => metadata::run(&arguments).map_err(Into::into),
        Some(Command::Message(arguments)) => message::run(&arguments).map_err(Into::into),
        Some(Command::Signals(arguments)) => signals::run(&arguments).map_err(Into::into),
        Some(Command::User(arguments)) => user::run(&arguments).map_err(Into::into),
        Some(Command::Client(arguments)) => client::run(&arguments, told).map_err(Into::into),
        Some(Command::Webhook(arguments)) => webhook::run(&arguments, told).map_err(Into::into),
        Some(Command::Audit(arguments)) => audit::run(&arguments).map_err(Into::into),
        Some(Command::Doctor(arguments)) => match doctor::run(&arguments, told) {
            Ok(code) => return code,
            Err(error) => Err(error.into()),
        },
        Some(Command::Generate(arguments)) => generate::run(&arguments).map_err(Into::into),
        Some(Command::Openapi(arguments)) => openapi::run(&arguments).map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let error: Box<dyn Error> = error;
            eprintln!("keystead: {}", one_line(error.as_ref()));
            match error.downcast_ref() {
                Some(RunningError::AuditBroken(_)) => TAMPERED.into(),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(words: &str) -> Result<CommandLine, clap::Error> {
        CommandLine::read(words.split(' ').map(Into::into))
    }

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn no_command_means_serve() {
        let bare = read("keystead --demo").unwrap();
        assert!(bare.command.is_none() && bare.serve.demo);
        let named = read("keystead serve --demo").unwrap();
        assert!(matches!(named.command, Some(Command::Serve(arguments)) if arguments.demo));
    }

    #[test]
    fn the_options_of_all_commands_stand_before_or_behind_them() {
        let commands = [
            "serve",
            "setup --again",
            "key rotate",
            "metadata refresh",
            "signals restored",
            "user suspend a/b ada",
            "audit verify",
            "audit stream",
            "doctor",
        ];
        for command in commands {
            for (option, field) in [("--data", "data"), ("--config", "config")] {
                let places = [format!("{option} /there {command}"), format!("{command} {option} /there")];
                for line in places {
                    let read = read(&format!("keystead {line}")).unwrap_or_else(|error| panic!("{line}: {error}"));
                    let command = format!("{:?}", read.command);
                    let expected = format!("{field}: {:?}", Some(Path::new("/there")));
                    assert!(command.contains(&expected), "{line}: {command}");
                }
            }
        }
        // The nearer one holds.
        let near = format!("{:?}", read("keystead --data /far user --data /near suspend a/b ada").unwrap().command);
        assert!(near.contains("/near") && !near.contains("/far"), "{near}");
    }

    // Issue 9, 9: whoever is in trouble types commands that exist.
    #[test]
    fn the_commands_for_incidents_are_there() {
        let book = include_str!("../../../../docs/operator/incidents.md");
        let of_table = book.split('`').filter(|words| words.starts_with("keystead "));
        let lines: Vec<_> = book.lines().filter(|line| line.starts_with("keystead ")).chain(of_table).collect();
        assert!(lines.len() >= 10, "{lines:?}");
        for line in lines {
            let id = "01900000-0000-7000-8000-000000000000";
            read(&line.replace("ID", id)).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }

    #[test]
    fn an_option_of_serving_is_not_lost_before_another_command() {
        for line in ["keystead --demo user suspend a/b ada", "keystead --listen 127.0.0.1:1 key rotate"] {
            assert_eq!(read(line).unwrap_err().kind(), ErrorKind::ArgumentConflict, "{line}");
        }
    }
}
