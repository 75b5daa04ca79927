//! `keystead audit`: has the running server hold what it has recorded against the seals. A script can trust the exit status: 0 where all is
//! well, 3 where something was tampered with, anything else where nobody knows.

use super::running::{Running, RunningError};
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::audit::Report;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hold the audit against its seals, and name the first record that does not fit
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    /// A seal from the log, kept elsewhere: without it nobody notices that the end of the audit was cut off together with its seals
    #[arg(long, value_name = "SEAL")]
    head: Option<String>,
    #[command(flatten)]
    running: Running,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), RunningError> {
    let Command::Verify(Verify { head, running }) = &arguments.command;
    match running.ask(&Ask::VerifyAudit { head: head.clone() })? {
        Answer::AuditSound(report) => {
            print(&report);
            Ok(())
        }
        Answer::AuditBroken { what } => Err(RunningError::AuditBroken(what)),
        Answer::Refused { why } => Err(RunningError::Refused(why)),
        _ => Err(RunningError::OtherAnswer),
    }
}

fn print(report: &Report) {
    let Report { seals, events, waiting, late, head, begins_after } = report;
    println!("The audit is whole: {events} events under {seals} seals; {waiting} wait for theirs.");
    if *late > 0 {
        println!("{late} were sealed at the second look, because they were recorded long after their time.");
    }
    if let Some(seal) = begins_after {
        println!("What came before was let go after seal {seal}");
    }
    match head {
        Some(head) => println!("Last seal: {head}"),
        None => println!("There is no seal yet."),
    }
}
