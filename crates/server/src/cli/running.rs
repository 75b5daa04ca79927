//! How a command reaches an installation: by the socket of the server that serves its data directory, and where none runs by opening it itself
//! (`at_rest.rs`). Either way the same code answers.

use super::at_rest::{self, AtRestError};
use crate::config::{ConfigError, ConfigFile};
use crate::control::{self, Answer, Ask, AskError};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// How long a command waits for another one, or for a server that is just starting, to be done with the data directory.
const TRIES: u32 = 50;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// Named as the global ones of [`super::serve::Arguments`], so that what stands before the command is read here.
#[derive(Debug, Args)]
pub struct Running {
    /// The data directory of the server [default: ./data]
    #[arg(long, value_name = "DIR", env = "KEYSTEAD_DATA")]
    data: Option<PathBuf>,
    /// The configuration file of the server, which may name the data directory
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_CONFIG")]
    config: Option<PathBuf>,
    /// PostgreSQL, where no server runs here and the configuration file does not name it
    #[arg(
        long,
        help = "PostgreSQL, where no server runs here and the configuration file does not name it: postgres://user:password@host/database",
        value_name = "URL",
        env = "KEYSTEAD_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
}

/// The same, of a command that changes something.
#[derive(Debug, Args)]
pub struct Changing {
    /// Try it, say what would come of it, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, thiserror::Error)]
pub enum RunningError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    AtRest(#[from] AtRestError),
    #[error("it could not be done; the log says why (reference {0})")]
    Failed(String),
    #[error("{0}")]
    Refused(String),
    #[error("the audit was tampered with: {0}")]
    AuditBroken(String),
    #[error("the server answered something else; is it another version?")]
    OtherAnswer,
}

/// Who has answered: a server, or the installation that the command has opened itself.
pub(crate) enum By<S, R> {
    Served(S),
    AtRest(R),
}

impl RunningError {
    /// A refusal or a failure is an error, anything else an answer.
    pub(crate) fn of(answer: Answer) -> Result<Answer, Self> {
        match answer {
            Answer::Failed { reference } => Err(Self::Failed(reference)),
            Answer::Refused { why } => Err(Self::Refused(why)),
            Answer::AuditBroken { what } => Err(Self::AuditBroken(what)),
            answer => Ok(answer),
        }
    }
}

impl Running {
    /// Asks the installation. A refusal or a failure on its side is an error here.
    pub(crate) fn ask(&self, ask: &Ask) -> Result<Answer, RunningError> {
        RunningError::of(self.answer(ask)?)
    }

    /// Asks the server alone: one that does not run is an error, too.
    pub(crate) fn ask_server(&self, ask: &Ask) -> Result<Answer, RunningError> {
        RunningError::of(control::ask(&self.place()?.data, ask)?)
    }

    fn answer(&self, ask: &Ask) -> Result<Answer, RunningError> {
        match Self::wherever(|| Ok(control::ask(&self.place()?.data, ask)?), || at_rest::answer(self, ask))? {
            By::Served(answer) | By::AtRest(answer) => Ok(answer),
        }
    }

    /// By the server that runs, or where none does by the installation itself. Whoever holds the data directory meanwhile may be another command, or a
    /// server that answers in a moment.
    pub(crate) fn wherever<S, R>(
        by_server: impl Fn() -> Result<S, RunningError>,
        at_rest: impl Fn() -> Result<R, AtRestError>,
    ) -> Result<By<S, R>, RunningError> {
        let mut tries = 0;
        loop {
            match by_server() {
                Err(RunningError::Ask(AskError::NotRunning(_))) => {}
                answered => return answered.map(By::Served),
            }
            match at_rest() {
                Err(AtRestError::Busy(_)) if tries < TRIES => tries += 1,
                answered => return Ok(answered.map(By::AtRest)?),
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
    }

    /// What was said of the place: the data directory, the configuration file, the database.
    pub(crate) fn named(&self) -> (Option<PathBuf>, Option<PathBuf>, Option<String>) {
        (self.data.clone(), self.config.clone(), self.database.clone())
    }

    /// Where the server's data is, whether or not it runs.
    pub(crate) fn place(&self) -> Result<Place, ConfigError> {
        let file = match &self.config {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::default(),
        };
        let data = self.data.clone().or(file.data).unwrap_or_else(|| "./data".into());
        let (master_key_file, master_key_command) = (file.master_key_file, file.master_key_command);
        Ok(Place { data, database: self.database.clone().or(file.database), master_key_file, master_key_command })
    }
}

impl Changing {
    pub(crate) fn ask(&self, ask: Ask) -> Result<Answer, RunningError> {
        let ask = if self.dry_run { Ask::Rehearse { what: Box::new(ask) } } else { ask };
        self.running.ask(&ask)
    }

    pub(crate) const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    pub(crate) const fn running(&self) -> &Running {
        &self.running
    }
}

/// Where the data is: the directory, and what else the configuration file names: the URL of PostgreSQL, the place of the master key.
pub(crate) struct Place {
    pub data: PathBuf,
    pub database: Option<String>,
    pub master_key_file: Option<PathBuf>,
    pub master_key_command: Option<Vec<String>>,
}
