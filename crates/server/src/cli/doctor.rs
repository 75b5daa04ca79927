//! `keystead doctor`: the running server looks at itself and says what it found; where none runs, what can be looked at without one. A script can
//! trust the exit status: 0 where nothing is wrong, 3 where something is, 4 with `--strict` where something could not be checked or is to be
//! looked at, 1 where nobody could look. It never brings a database up to a newer schema.

use super::running::{Running, RunningError};
use super::serve;
use super::told::Told;
use crate::config::{Config, ConfigError};
use crate::control::{Answer, Ask, AskError};
use crate::data_dir::DataDir;
use crate::doctor::{self, VERSION};
use crate::front::Server;
use crate::post::Post;
use crate::start::{self, StartError, location};
use clap::{Args, Parser};
use domain::doctor::{Check, Finding, Report, State};
use domain::{Store, StoreOpenError};
use std::path::PathBuf;
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
    /// PostgreSQL, where no server runs and no configuration file names it
    #[arg(
        long,
        help = "PostgreSQL instead of SQLite: postgres://user:password@host/database",
        value_name = "URL",
        env = "KEYSTEAD_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("there is no database in {}: start keystead once, or name its directory with --data", .0.display())]
    NoDatabase(PathBuf),
    #[error(transparent)]
    Schema(#[from] StoreOpenError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, DoctorError> {
    let ask = Ask::Examine { mail_to: arguments.mail_to.clone() };
    let report = match arguments.running.ask(&ask) {
        Ok(Answer::Examined(report)) => report,
        Err(RunningError::Ask(AskError::NotRunning(_))) => alone(arguments)?,
        Ok(_) => return Err(RunningError::OtherAnswer.into()),
        Err(error) => return Err(error.into()),
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

/// What can be looked at without a server.
fn alone(arguments: &Arguments) -> Result<Report, DoctorError> {
    let mut serving = Serving::parse_from(["keystead"]).serve;
    (serving.data, serving.config) = arguments.running.named();
    serving.database = arguments.database.clone().or(serving.database);
    let config = Config::read(&serving)?;
    let place = location(config.database.as_deref(), &config.data);
    if config.database.is_none() && !start::database_file(&config.data).exists() {
        return Err(DoctorError::NoDatabase(config.data));
    }
    let (found, known) = Store::schema(&place)?;
    if found != Some(known) {
        return Ok(of_other_schema(found, known));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.map_err(DoctorError::Runtime)?.block_on(at_rest(config))
}

async fn at_rest(config: Config) -> Result<Report, DoctorError> {
    let data = DataDir::open(&config.data).map_err(StartError::from)?;
    let app = start::open_at_rest(&config, &data).await?;
    let post = Post::open(config.mail.as_ref(), config.text_messages.as_ref(), app.public_url().host());
    let mut doctor = start::doctor(&config, &app, (data.path(), post.map_err(StartError::from)?));
    doctor.is_alone = true;
    let server = Server::new(std::sync::Arc::clone(&app), config.trusted_proxies).looked_at_by(doctor);
    // A message would wait in the outbox until a server runs.
    let report = Box::pin(doctor::examine(&server, None)).await;
    app.close().await;
    Ok(report)
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
    let mut findings = vec![Finding::of((Check::Database, state), "Version and schema", (found, remedy))];
    let others = Check::ALL.iter().filter(|check| **check != Check::Database);
    let text = ("The database is of another release, and was not opened.", "");
    findings.extend(others.map(|check| Finding::of((*check, State::NotChecked), check.title(), text)));
    Report { at: String::new(), version: VERSION.to_owned(), findings }
}

fn text(report: &Report) -> String {
    let line = |finding: &Finding| {
        let Finding { check, looked_at, state, found, remedy } = finding;
        let remedy = if remedy.is_empty() { String::new() } else { format!("\n    To do: {remedy}") };
        format!("{}: {}\n    {looked_at}\n    {found}{remedy}\n", state.title(), check.title())
    };
    let number = |state| report.number(state);
    let lines: String = report.findings.iter().map(line).collect();
    let (wrong, look, unknown) = (number(State::Wrong), number(State::ToLookAt), number(State::NotChecked));
    let good = number(State::Good);
    format!("{lines}{wrong} wrong, {look} to look at, {unknown} could not be checked, {good} good.\n")
}

/// What `serve` would be told by its environment.
#[derive(Debug, Parser)]
struct Serving {
    #[command(flatten)]
    serve: serve::Arguments,
}
