//! `keystead import`: members of another system from a file. It is read whole and rehearsed whole before anything is written; with a line that is
//! refused nothing is, unless that is said. A second run brings only those whom the first did not.

use super::installation::Installation;
use super::pace::Pace;
use super::running::{Changing, RunningError};
use super::text_file::{self, TextFileError};
use super::told::{Told, counted, without_controls};
use crate::control::{ImportAnswer, ImportWish};
use clap::Args;
use domain::importing::{Arrival, BATCH, Brought, File, Format, Outcome, Read, Refused, Unreadable, Wish};
use domain::progress::Progress;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Lines were refused.
const REFUSED: u8 = 3;
/// In bytes: the file is held in memory.
const LARGEST: (u64, &str) = (1 << 30, "a gigabyte");
/// In bytes, of what is asked at once.
const LONGEST: usize = 4 << 20;
/// In text; a program gets all of them.
const SHOWN: usize = 50;

#[derive(Debug, Args)]
pub struct Arguments {
    /// What the file is
    #[arg(value_parser = Format::ALL.map(Format::name))]
    format: String,
    /// The file
    file: PathBuf,
    /// Where members go: a workspace or a pool
    #[arg(long, value_name = "TENANT/POOL")]
    into: String,
    /// For which RP ID passkeys were made of which the file does not say it
    #[arg(long, value_name = "HOST")]
    rp_id: Option<String>,
    /// How the system that they come from is called, where several of one kind are brought [default: the format]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Bring the others although lines are refused
    #[arg(long)]
    without_refused: bool,
    /// Bring also those who could sign in with nothing that the file has for them, because the pool does not use it
    #[arg(long)]
    without_ways_in: bool,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] TextFileError),
    #[error("{} cannot be read as {format}", file.display())]
    Unreadable { file: PathBuf, format: String, source: Unreadable },
    #[error("the source has 1 to 64 letters")]
    Source,
    #[error(transparent)]
    Running(#[from] RunningError),
}

/// What came of it, as a program gets it.
#[derive(Debug, Default, Serialize)]
struct Report {
    format: String,
    source: String,
    into: String,
    rp_id: String,
    /// Whether anything was written, or would have been refused by nobody.
    written: bool,
    entries: usize,
    new: u64,
    there_already: u64,
    removed_since: u64,
    sign_in_with: Ways,
    /// Of those with nothing: the file has a way in for them, and the pool does not use it.
    shut_out: u64,
    /// What of those who come stays behind, by how many.
    left_out: BTreeMap<String, u64>,
    /// Entries that are no members.
    passed_over: BTreeMap<String, u64>,
    refused: Vec<Refused>,
}

/// How many of those who are new can sign in with what.
#[derive(Debug, Default, Serialize)]
struct Ways {
    passkey: u64,
    password: u64,
    password_and_totp: u64,
    nothing: u64,
}

impl Ways {
    fn count(&mut self, brought: &Brought) {
        self.passkey += u64::from(brought.passkeys > 0);
        self.password += u64::from(brought.password);
        self.password_and_totp += u64::from(brought.password && brought.totp);
        self.nothing += u64::from(brought.passkeys == 0 && !brought.password);
    }
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, ImportError> {
    let unreadable = |source| {
        let (file, format) = (arguments.file.clone(), arguments.format.clone());
        ImportError::Unreadable { file, format, source }
    };
    let format = Format::find(&arguments.format).unwrap_or(Format::Json);
    let source = arguments.source.clone().unwrap_or_else(|| format.name().to_owned());
    if source.is_empty() || source.len() > 64 {
        return Err(ImportError::Source);
    }
    let text = text_file::read(&arguments.file, LARGEST)?;
    let file = File::open(format, &text).map_err(unreadable)?;
    let (installation, place) = Installation::open(arguments.at.running(), &arguments.into)?;
    let ImportAnswer::Place { rp_id, .. } = place else { return Err(RunningError::OtherAnswer.into()) };
    let mut import = Import {
        file: &file,
        installation: &installation,
        arguments,
        report: Report { rp_id, ..Report::default() },
        pace: Pace::new(),
    };
    let rehearsal = Wish { source: source.clone(), rehearse: true, kinds: file.kinds() };
    import.pass(&rehearsal)?;
    let (is_clean, is_shut) = (import.report.refused.is_empty(), import.report.shut_out > 0);
    let takes = (is_clean || arguments.without_refused) && (!is_shut || arguments.without_ways_in);
    let writes = !arguments.at.is_dry_run() && takes;
    if writes {
        import.pass(&Wish { rehearse: false, ..rehearsal })?;
    }
    let mut report = import.report;
    (report.format, report.source, report.into) = (format.name().to_owned(), source, arguments.into.clone());
    (report.written, report.entries) = (writes, file.len());
    let is_dry_run = arguments.at.is_dry_run();
    told.rehearsed(is_dry_run).tell(&report, || sentences(&report, arguments));
    let is_shut = report.shut_out > 0 && !arguments.without_ways_in;
    Ok(if report.refused.is_empty() && !is_shut { ExitCode::SUCCESS } else { REFUSED.into() })
}

struct Import<'a> {
    file: &'a File<'a>,
    installation: &'a Installation<'a>,
    arguments: &'a Arguments,
    report: Report,
    pace: Pace,
}

impl Import<'_> {
    /// Through the whole file, counting anew.
    fn pass(&mut self, wish: &Wish) -> Result<(), ImportError> {
        self.report = Report { rp_id: std::mem::take(&mut self.report.rp_id), ..Report::default() };
        let file = self.file;
        let (mut batch, mut length, mut done) = (Vec::new(), 0, 0);
        for read in file.read(self.arguments.rp_id.as_deref()) {
            done += 1;
            match read {
                Read::Passed(what) => *self.report.passed_over.entry(what).or_default() += 1,
                Read::Refused(refused) => self.report.refused.push(refused),
                Read::Arrival(arrival) => {
                    length += serde_json::to_string(&arrival).map_or(LONGEST, |text| text.len());
                    batch.push(*arrival);
                }
            }
            if batch.len() >= BATCH || length >= LONGEST {
                self.settle(wish, std::mem::take(&mut batch))?;
                length = 0;
                self.tell(wish, done);
            }
        }
        self.settle(wish, batch)?;
        self.tell(wish, done);
        self.report.refused.sort_by_key(|refused| refused.line);
        Ok(())
    }

    fn tell(&mut self, wish: &Wish, done: u64) {
        let of = u64::try_from(self.file.len()).unwrap_or(u64::MAX);
        let what = if wish.rehearse { "checked" } else { "members" };
        self.pace.tell(Progress { what, done, of });
    }

    fn settle(&mut self, wish: &Wish, arrivals: Vec<Arrival>) -> Result<(), ImportError> {
        if arrivals.is_empty() {
            return Ok(());
        }
        let who: Vec<(u64, String)> = arrivals.iter().map(|one| (one.line, one.member.id.clone())).collect();
        let ask = ImportWish::Settle { wish: wish.clone(), arrivals };
        let ImportAnswer::Settled { outcomes } = self.installation.ask(&self.arguments.into, ask)? else {
            return Err(RunningError::OtherAnswer.into());
        };
        let report = &mut self.report;
        for ((line, id), outcome) in who.into_iter().zip(outcomes) {
            match outcome {
                Outcome::There => report.there_already += 1,
                Outcome::Removed => report.removed_since += 1,
                Outcome::Refused(reason) => report.refused.push(Refused { line, id, reason }),
                Outcome::New(brought) => {
                    report.new += 1;
                    report.sign_in_with.count(&brought);
                    report.shut_out += u64::from(brought.is_shut_out);
                    for why in brought.left {
                        *report.left_out.entry(why).or_default() += 1;
                    }
                }
            }
        }
        Ok(())
    }
}

fn sentences(report: &Report, arguments: &Arguments) -> String {
    let mut lines: Vec<String> = Vec::new();
    for refused in report.refused.iter().take(SHOWN) {
        let id = if refused.id.is_empty() { String::new() } else { format!(" ({})", without_controls(&refused.id)) };
        lines.push(format!("line {}{id}: {}", refused.line, without_controls(&refused.reason)));
    }
    if report.refused.len() > SHOWN {
        lines.push(format!("and {} more, which --json names", report.refused.len() - SHOWN));
    }
    let Ways { passkey, password, password_and_totp, nothing } = &report.sign_in_with;
    let verb = if report.written { "were brought" } else { "would be brought" };
    let (entries, members) = (counted(report.entries, "entry", "entries"), counted(report.new, "member", "members"));
    lines.push(format!("{entries}: {members} {verb} into {}", report.into));
    lines.push(format!("  who can sign in with a passkey: {passkey}"));
    lines.push(format!("  with a password: {password}, and with TOTP besides: {password_and_totp}"));
    lines.push(format!("  with neither: {nothing}"));
    lines.push(format!(
        "{} there already, {} removed here since, both left alone",
        report.there_already, report.removed_since
    ));
    lines.extend(report.left_out.iter().map(|(what, number)| {
        format!("left out, of {}: {}", counted(*number, "member", "members"), without_controls(what))
    }));
    lines.extend(
        report.passed_over.iter().map(|(what, number)| format!("passed over: {number} of {}", without_controls(what))),
    );
    lines.push(format!("{} refused", counted(report.refused.len(), "line", "lines")));
    lines.extend(shut_out(report));
    let dry_run = arguments.at.is_dry_run();
    if !report.written && !dry_run {
        let refused = (!report.refused.is_empty() && !arguments.without_refused)
            .then_some("mend the lines that are refused, or say --without-refused");
        let shut = (report.shut_out > 0 && !arguments.without_ways_in)
            .then_some("switch on what the pool does not use, or say --without-ways-in");
        let both: Vec<_> = refused.into_iter().chain(shut).collect();
        lines.push(format!("Nothing was written: {}", both.join("; ")));
    } else if report.written && report.sign_in_with.passkey > 0 {
        lines
            .push("Until `keystead signals confirm`, and for a month at most, no browser removes a passkey".to_owned());
    }
    lines.join("\n") + "\n"
}

/// What nobody should miss: it cannot be brought afterwards.
fn shut_out(report: &Report) -> Option<String> {
    if report.shut_out == 0 {
        return None;
    }
    let (verb, who) =
        (if report.written { "have" } else { "would have" }, counted(report.shut_out, "member", "members"));
    Some(format!(
        "CAREFUL: {who} {verb} nothing to sign in with, because the pool does not use what the file has for them (left out, above), and a second run \
         does not bring it. Switch it on first: Authentication > Settings > Methods in the console, or `methods` of the pool in a file of settings \
         (docs/administrator/sign-in-methods.md)"
    ))
}
