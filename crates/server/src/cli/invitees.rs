//! `keystead user invite --file`: many invitations from a table. What would come of each line is told; nothing is sent before `--yes` is said. The same
//! file may be sent again: whoever waits for an invitation already gets no second one.

use super::running::{Changing, Running, RunningError};
use super::text_file;
use super::told::{Told, without_controls};
use crate::control::{Answer, Ask, InvitationWish};
use domain::error::one_line;
use domain::invitations::{self, Invited, Invitee, ListLine};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// Lines were refused.
const REFUSED: u8 = 3;
const LARGEST: (u64, &str) = (1 << 20, "a megabyte");
const MOST: usize = 5_000;
const AT_ONCE: usize = 200;

#[derive(Debug, Serialize)]
struct Answered {
    line: u64,
    address: String,
    told: Invited,
}

#[derive(Debug, Serialize)]
struct Report {
    sent: bool,
    /// What was sent goes out once a server runs.
    waits_for_server: bool,
    new: usize,
    wait_already: usize,
    refused: usize,
    lines: Vec<Answered>,
}

pub(crate) fn run(
    at: &Changing,
    (door, file): (&str, &Path),
    send: bool,
    told: Told,
) -> Result<ExitCode, RunningError> {
    let send = send && !at.is_dry_run();
    let (lines, waits) = settle(at.running(), door, &read(file)?, send)?;
    let count = |is: fn(&Invited) -> bool| lines.iter().filter(|line| is(&line.told)).count();
    let report = Report {
        sent: send,
        waits_for_server: waits,
        new: count(|told| *told == Invited::New),
        wait_already: count(|told| *told == Invited::Waits),
        refused: count(|told| matches!(told, Invited::Refused(_))),
        lines,
    };
    told.rehearsed(at.is_dry_run()).tell(&report, || sentences(&report));
    Ok(if report.refused == 0 { ExitCode::SUCCESS } else { REFUSED.into() })
}

/// A line as it was read: whom it invites, or what is wrong with it.
type Row = (u64, String, Result<Invitee, String>);

/// What came of each line, and whether the messages wait for a server.
fn settle(running: &Running, door: &str, all: &[Row], send: bool) -> Result<(Vec<Answered>, bool), RunningError> {
    let (mut lines, mut waits) = (Vec::with_capacity(all.len()), false);
    for some in all.chunks(AT_ONCE) {
        let good: Vec<Invitee> = some.iter().filter_map(|(.., read)| read.as_ref().ok().cloned()).collect();
        let wish = InvitationWish::Several { all: good, send };
        let told = match running.ask(&Ask::Invitations { door: door.to_owned(), wish })? {
            Answer::Invited { told, waits: these } => {
                waits |= these;
                told
            }
            _ => return Err(RunningError::OtherAnswer),
        };
        let mut told = told.into_iter();
        for (line, address, read) in some {
            let told = match read {
                Ok(_) => told.next().ok_or(RunningError::OtherAnswer)?,
                Err(why) => Invited::Refused(why.clone()),
            };
            lines.push(Answered { line: *line, address: address.clone(), told });
        }
    }
    Ok((lines, waits))
}

/// The lines of the file. Of two with one address the first counts.
fn read(file: &Path) -> Result<Vec<Row>, RunningError> {
    let refused = |why: String| RunningError::Refused(format!("{}: {why}", file.display()));
    let text = text_file::read(file, LARGEST).map_err(|error| RunningError::Refused(one_line(&error)))?;
    let rows = invitations::read(&text).map_err(|error| refused(error.to_string()))?;
    if rows.len() > MOST {
        return Err(refused(format!("more than {MOST} lines: cut it into several files")));
    }
    if rows.is_empty() {
        return Err(refused("there is nobody in it: a line `address`, and each address on a line below".to_owned()));
    }
    let mut seen = BTreeSet::new();
    let first = |ListLine { number, address, read }| {
        let is_first = read.is_err() || seen.insert(address.to_lowercase());
        let read = if is_first { read } else { Err("an earlier line has the same address".to_owned()) };
        (number, address, read)
    };
    Ok(rows.into_iter().map(first).collect())
}

fn sentences(report: &Report) -> String {
    let mut lines: Vec<String> = Vec::new();
    for Answered { line, address, told } in &report.lines {
        let said = match told {
            Invited::New if report.sent => "invited".to_owned(),
            Invited::New => "to be invited".to_owned(),
            Invited::Waits => "invited before, and the link is still good".to_owned(),
            Invited::Refused(why) => format!("refused: {why}"),
        };
        let address = if address.is_empty() { String::new() } else { format!(", {}", without_controls(address)) };
        lines.push(format!("line {line}{address}: {said}"));
    }
    let Report { new, wait_already, refused, .. } = report;
    lines.push(format!("{new} new, {wait_already} invited before, {refused} refused"));
    if !report.sent && *new > 0 {
        lines.push("Nothing was sent: say --yes to invite them".to_owned());
    }
    if report.waits_for_server && *new > 0 {
        lines.push("The messages go out once a server runs".to_owned());
    }
    lines.join("\n") + "\n"
}
