//! `keystead doctor`: the running server looks at itself and says what it found; where none runs, what can be looked at without one. A script can
//! trust the exit status: 0 where nothing is wrong, 3 where something is, 4 with `--strict` where something could not be checked or is to be
//! looked at, 1 where nobody could look. It never brings a database up to a newer schema.

use super::at_rest::AtRestError;
use super::running::{Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use crate::doctor::VERSION;
use clap::Args;
use domain::SystemClock;
use domain::clock::Clock;
use domain::doctor::{Check, Finding, Report, State};
use domain::error::one_line;
use std::process::ExitCode;

const WRONG: u8 = 3;
const NOT_ALL_GOOD: u8 = 4;

#[derive(Debug, Args)]
pub struct Arguments {
    /// End with 4 where anything could not be checked, or is to be looked at
    #[arg(long)]
    strict: bool,
    /// Send a message to this address, besides
    #[arg(long, value_name = "ADDRESS")]
    mail_to: Option<String>,
    #[command(flatten)]
    running: Running,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, RunningError> {
    let ask = Ask::Examine { mail_to: arguments.mail_to.clone() };
    let report = match arguments.running.ask(&ask) {
        Ok(Answer::Examined(report)) => report,
        Err(RunningError::AtRest(AtRestError::OtherSchema { found, known })) => of_other_schema(found, known),
        Err(RunningError::AtRest(error)) if error.is_of_database() => of_unopened(&error),
        Ok(_) => return Err(RunningError::OtherAnswer),
        Err(error) => return Err(error),
    };
    told.tell(&report, || text(&report));
    Ok(status(&report, arguments.strict))
}

fn status(report: &Report, strict: bool) -> ExitCode {
    let other = report.number(State::ToLookAt) + report.number(State::NotChecked);
    match report.number(State::Wrong) {
        0 if strict && other > 0 => NOT_ALL_GOOD.into(),
        0 => ExitCode::SUCCESS,
        _ => WRONG.into(),
    }
}

/// To open such a database would change it, which is the next start's to do.
fn of_other_schema(found: Option<i64>, known: i64) -> Report {
    let (state, found, remedy) = match found {
        Some(found) if found > known => {
            let text = format!("Schema {found}; this release knows schema {known}.");
            (State::Wrong, text, "Start the newest release that was used.")
        }
        found => {
            let text = format!("Schema {}; this release brings {known}.", found.unwrap_or_default());
            (
                State::ToLookAt,
                text,
                "The next start changes the database. Back it up together with the master key, first.",
            )
        }
    };
    of_database_alone((state, found, remedy), "The database is of another release, and was not opened.")
}

/// It is damaged, somebody else's, out of reach, or on a disk without room.
fn of_unopened(error: &AtRestError) -> Report {
    let remedy = "See that the database runs and that its disk has room; one that is damaged is put back from a backup: docs/operator/backup.md.";
    let found = format!("{}.", one_line(error));
    of_database_alone((State::Wrong, found, remedy), "The database could not be opened.")
}

fn of_database_alone((state, found, remedy): (State, String, &'static str), others: &'static str) -> Report {
    let mut findings = vec![Finding::of((Check::Database, state), "Version and schema", (found, remedy))];
    let all = Check::ALL.iter().filter(|check| **check != Check::Database);
    findings.extend(all.map(|check| Finding::of((*check, State::NotChecked), check.title(), (others, ""))));
    Report { at: domain::passkeys::time(SystemClock.now_ms()), version: VERSION.to_owned(), findings }
}

fn text(report: &Report) -> String {
    let line = |finding: &Finding| {
        let Finding { check, looked_at, state, found, remedy } = finding;
        let remedy = if remedy.is_empty() { String::new() } else { format!("\n    To do: {remedy}") };
        // What was not looked at bears the name of the check.
        let looked_at = if looked_at == check.title() { String::new() } else { format!("    {looked_at}\n") };
        format!("{}: {}\n{looked_at}    {found}{remedy}\n", state.title(), check.title())
    };
    let number = |state| report.number(state);
    let lines: String = report.findings.iter().map(line).collect();
    let (wrong, look, unknown) = (number(State::Wrong), number(State::ToLookAt), number(State::NotChecked));
    let good = number(State::Good);
    format!("{lines}{wrong} wrong, {look} to look at, {unknown} could not be checked, {good} good.\n")
}
