//! The command line: which command was asked for, and its failure as one line. It must never print a backtrace or a secret that
//! was not asked for.

pub mod at_rest;
pub mod audit;
pub mod backup;
pub mod certificate;
pub mod client;
pub mod config;
pub mod doctor;
pub mod export;
pub mod generate;
pub mod import;
mod installation;
mod invitees;
pub mod key;
pub mod manual;
pub mod message;
pub mod metadata;
pub mod openapi;
mod pace;
mod passphrase;
pub mod restore;
pub mod running;
pub mod serve;
pub mod setup;
pub mod signals;
mod text_file;
mod told;
pub mod user;
pub mod webhook;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
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
    /// Look after the certificates that the server orders by itself
    Certificate(certificate::Arguments),
    /// Look after the applications that sign their users in here
    Client(client::Arguments),
    /// Look after the addresses that are told what happens
    Webhook(webhook::Arguments),
    /// Verify that nobody has changed what was recorded
    Audit(audit::Arguments),
    /// Write everything into one sealed file, while the server runs
    Backup(backup::Arguments),
    /// Put a backup into an empty place, on either engine
    Restore(restore::Arguments),
    /// Look at the whole installation, also from outside, and say what to mend
    Doctor(doctor::Arguments),
    /// Write members into a file, with everything that they sign in by
    Export(export::Arguments),
    /// Fill a pool with made-up members and what they did
    Generate(generate::Arguments),
    /// Bring members from another system, with their passwords, authenticator apps and passkeys
    Import(import::Arguments),
    /// Print the description of the API
    Openapi(openapi::Arguments),
    /// Print the manual page
    Man,
    /// Print a script that completes commands and options in a shell
    Completions(manual::Completions),
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
        let with_key = ["serve", "restore"].map(|name| found.subcommand_matches(name));
        if with_key.into_iter().flatten().chain([&found]).any(is_key_typed) {
            let told = "everybody on a machine may read its command lines: give the master key in KEYSTEAD_MASTER_KEY";
            return Err(command.error(ErrorKind::ArgumentConflict, told));
        }
        let read = Self::from_arg_matches(&found)?;
        // What comes of serving is its log, which has a form of its own.
        if read.json && matches!(read.command, None | Some(Command::Serve(_))) {
            let told = "serving ends with nothing to tell: for its log as JSON, say --log-format json";
            return Err(command.error(ErrorKind::ArgumentConflict, told));
        }
        Ok(read)
    }
}

fn is_key_typed(found: &ArgMatches) -> bool {
    found.value_source("master_key") == Some(ValueSource::CommandLine)
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let line = match CommandLine::read(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => return not_read(&error, std::env::args_os().any(|word| word == "--json")),
    };
    let told = Told::new(line.json);
    match carry_out(line, told) {
        Ok(code) => code,
        Err(error) => {
            told.fail(&one_line(error.as_ref()));
            match error.downcast_ref() {
                Some(RunningError::AuditBroken(_)) => TAMPERED.into(),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// A wrong command line, or one that asks for help. A program that said so gets the first of it as it gets every failure.
fn not_read(error: &clap::Error, is_json: bool) -> ExitCode {
    if is_json && error.use_stderr() {
        let text = error.render().to_string();
        let why: Vec<_> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        Told::new(true).fail(why.join(" ").trim_start_matches("error: "));
    } else {
        // Nobody to whom it could be said otherwise.
        error.print().ok();
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn carry_out(line: CommandLine, told: Told) -> Result<ExitCode, Box<dyn Error>> {
    match line.command {
        None => serve::run(&line.serve)?,
        Some(Command::Serve(arguments)) => serve::run(&arguments)?,
        Some(Command::Setup(arguments)) => setup::run(&arguments, told)?,
        Some(Command::Config(arguments)) => return Ok(config::run(&arguments, told)?),
        Some(Command::Key(arguments)) => key::run(&arguments, told)?,
        Some(Command::Metadata(arguments)) => metadata::run(&arguments, told)?,
        Some(Command::Message(arguments)) => message::run(&arguments, told)?,
        Some(Command::Signals(arguments)) => signals::run(&arguments, told)?,
        Some(Command::User(arguments)) => return Ok(user::run(&arguments, told)?),
        Some(Command::Certificate(arguments)) => certificate::run(&arguments, told)?,
        Some(Command::Client(arguments)) => client::run(&arguments, told)?,
        Some(Command::Webhook(arguments)) => webhook::run(&arguments, told)?,
        Some(Command::Audit(arguments)) => audit::run(&arguments, told)?,
        Some(Command::Doctor(arguments)) => return Ok(doctor::run(&arguments, told)?),
        Some(Command::Generate(arguments)) => generate::run(&arguments, told)?,
        Some(Command::Backup(arguments)) => backup::run(&arguments, told)?,
        Some(Command::Restore(arguments)) => restore::run(&arguments, told)?,
        Some(Command::Export(arguments)) => export::run(&arguments, told)?,
        Some(Command::Import(arguments)) => return Ok(import::run(&arguments, told)?),
        Some(Command::Openapi(arguments)) => openapi::run(&arguments, told),
        Some(Command::Man) => manual::man(told)?,
        Some(Command::Completions(asked)) => manual::completions(&asked, told),
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
