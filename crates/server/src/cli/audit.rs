//! `keystead audit`: holds what was recorded against the seals. A script can trust the exit status: 0 where all is
//! well, 3 where something was tampered with, anything else where nobody knows.

use super::running::{Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::audit::Report;
use domain::audit::stream::Standing;
use serde_json::json;

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

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    match &arguments.command {
        Command::Verify(asked) => verify(asked, told),
        Command::Stream(asked) => stream(asked, told),
    }
}

fn stream(asked: &Stream, told: Told) -> Result<(), RunningError> {
    let Answer::AuditStream { to, standing, secret } = asked.running.ask(&Ask::AuditStream)? else {
        return Err(RunningError::OtherAnswer);
    };
    if asked.secret {
        let none = || RunningError::Refused("nothing is signed on the way to that receiver".to_owned());
        let secret = secret.ok_or_else(none)?;
        told.tell(&json!({ "secret": secret }), || format!("{secret}\n"));
        return Ok(());
    }
    told.tell(&json!({ "to": to, "standing": standing }), || {
        let Standing { sent, sealed, sent_at, failing_since, trouble, .. } = &*standing;
        let last = sent_at.as_ref().map_or_else(String::new, |at| format!(", last at {at}"));
        let failing = failing_since.as_ref().map(|since| format!("It takes nothing since {since}: {trouble}\n"));
        format!("To: {to}\nSent through seal {sent} of {sealed}{last}\n{}", failing.unwrap_or_default())
    });
    Ok(())
}

fn verify(Verify { head, running }: &Verify, told: Told) -> Result<(), RunningError> {
    let Answer::AuditSound(report) = running.ask(&Ask::VerifyAudit { head: head.clone() })? else {
        return Err(RunningError::OtherAnswer);
    };
    told.tell(&report, || text(&report));
    Ok(())
}

fn text(report: &Report) -> String {
    let Report { seals, events, waiting, late, head, begins_after } = report;
    let mut lines =
        vec![format!("The audit is whole: {events} events under {seals} seals; {waiting} wait for theirs.")];
    if *late > 0 {
        lines.push(format!("{late} were sealed at the second look, because they were recorded long after their time."));
    }
    if let Some(seal) = begins_after {
        lines.push(format!("What came before was let go after seal {seal}"));
    }
    lines.push(match head {
        Some(head) => format!("Last seal: {head}"),
        None => "There is no seal yet.".to_owned(),
    });
    lines.push(String::new());
    lines.join("\n")
}
