//! One step of a run: a command that is announced, timed, shown while it runs, and whose closing lines are counted.
//!
//! A step never decides what a failure means for the steps after it; its caller does.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::tally::Tally;

/// What became of a step.
#[derive(Debug)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    Skipped(&'static str),
}

/// A line of the summary.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
    pub(crate) tally: Tally,
}

impl Done {
    pub(crate) fn is_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed)
    }

    pub(crate) fn skipped(name: &'static str, why: &'static str) -> Self {
        println!("\n── {name}: {why}");
        Self { name, outcome: Outcome::Skipped(why), took: Duration::ZERO, tally: Tally::default() }
    }
}

/// Runs a command to its end and passes its lines through; lines that close a test run are added up.
pub(crate) fn run(name: &'static str, command: &mut Command) -> Done {
    println!("\n── {name}: {}", spoken(command));
    let start = Instant::now();
    let (succeeded, mut tally) = match watched(command) {
        Ok(seen) => seen,
        Err(why) => {
            eprintln!("xtask: {name} could not be run: {why}");
            (false, Tally::default())
        }
    };
    let took = start.elapsed();
    if !succeeded && tally.failed == 0 {
        // A lint or a compile error is a failure too, though no test runner counted it.
        tally.failed = 1;
    }
    let outcome = if succeeded { Outcome::Passed } else { Outcome::Failed };
    println!("── {name}: {} in {:.1} s", if succeeded { "passed" } else { "FAILED" }, took.as_secs_f64());
    Done { name, outcome, took, tally }
}

/// Runs a command without a word unless it fails, for what only prepares a step.
pub(crate) fn quietly(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|why| format!("{}: {why}", spoken(command)))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} failed ({}):\n{said}", spoken(command), output.status))
}

fn watched(command: &mut Command) -> std::io::Result<(bool, Tally)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut streams = Vec::new();
    if let Some(out) = child.stdout.take() {
        streams.push(pass_on(out, |line| println!("{line}")));
    }
    if let Some(err) = child.stderr.take() {
        streams.push(pass_on(err, |line| eprintln!("{line}")));
    }
    let status = child.wait()?;
    let mut tally = Tally::default();
    for stream in streams {
        // A process that a test left behind may hold the pipe open: what it says later is not waited for.
        while let Ok(part) = stream.recv_timeout(Duration::from_secs(3)) {
            tally += part;
        }
    }
    Ok((status.success(), tally))
}

fn pass_on(stream: impl Read + Send + 'static, show: fn(&str)) -> Receiver<Tally> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(read) if read > 0) {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            show(text);
            if let Some(part) = Tally::of_line(text) {
                let _ = sender.send(part);
            }
            line.clear();
        }
    });
    receiver
}

/// The command as a person would type it.
fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
