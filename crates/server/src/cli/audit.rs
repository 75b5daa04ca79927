//! `keystead audit`: has the running server hold what it has recorded against the seals. A script can trust the exit status: 0 where all is
//! well, 3 where something was tampered with, anything else where nobody knows.

use super::running::{Running, RunningError};
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::audit::Report;
use domain::audit::stream::Standing;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hold the audit against its seals, and name the first record that does not fit
    Verify(Verify),
    /// Say how far what is recorded was sent to the receiver that the configuration names
    Stream(Stream),
}

#[derive(Debug, Args)]
struct Stream {
    /// Print the secret by which calls to it are signed
    #[arg(long)]
    secret: bool,
    #[command(flatten)]
    running: Running,
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
    match &arguments.command {
        Command::Verify(asked) => verify(asked),
        Command::Stream(asked) => stream(asked),
    }
}

fn stream(asked: &Stream) -> Result<(), RunningError> {
    let Answer::AuditStream { to, standing, secret } = (match asked.running.ask(&Ask::AuditStream)? {
        Answer::Refused { why } => return Err(RunningError::Refused(why)),
        answer => answer,
    }) else {
        return Err(RunningError::OtherAnswer);
    };
    if asked.secret {
        let none = || RunningError::Refused("nothing is signed on the way to that receiver".to_owned());
        println!("{}", secret.ok_or_else(none)?);
        return Ok(());
    }
    let Standing { sent, sealed, sent_at, failing_since, trouble, .. } = *standing;
    println!("To: {to}");
    println!(
        "Sent through seal {sent} of {sealed}{}",
        sent_at.map_or_else(String::new, |at| format!(", last at {at}"))
    );
    if let Some(since) = failing_since {
        println!("It takes nothing since {since}: {trouble}");
    }
    Ok(())
}

fn verify(Verify { head, running }: &Verify) -> Result<(), RunningError> {
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
