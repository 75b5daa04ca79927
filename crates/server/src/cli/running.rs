//! How a command finds the running server: by its data directory, which the configuration file may name.

use crate::config::{ConfigError, ConfigFile};
use crate::control::{self, Answer, Ask, AskError};
use clap::Args;
use std::path::PathBuf;

/// Named as the global ones of [`super::serve::Arguments`], so that what stands before the command is read here.
#[derive(Debug, Args)]
pub struct Running {
    /// The data directory of the server [default: ./data]
    #[arg(long, value_name = "DIR", env = "KEYSTEAD_DATA")]
    data: Option<PathBuf>,
    /// The configuration file of the server, which may name the data directory
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum RunningError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("the server could not do it; its log says why (reference {0})")]
    Failed(String),
    #[error("{0}")]
    Refused(String),
    #[error("the audit was tampered with: {0}")]
    AuditBroken(String),
    #[error("the server answered something else; is it another version?")]
    OtherAnswer,
}

impl Running {
    /// Asks the server. A failure on its side is an error here.
    pub(crate) fn ask(&self, ask: &Ask) -> Result<Answer, RunningError> {
        let data = self.place()?.data;
        match control::ask(&data, ask)? {
            Answer::Failed { reference } => Err(RunningError::Failed(reference)),
            answer => Ok(answer),
        }
    }

    /// What was said of the place: the data directory and the configuration file.
    pub(crate) fn named(&self) -> (Option<PathBuf>, Option<PathBuf>) {
        (self.data.clone(), self.config.clone())
    }

    /// Where the server's data is, whether or not it runs.
    pub(crate) fn place(&self) -> Result<Place, ConfigError> {
        let file = match &self.config {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::default(),
        };
        let data = self.data.clone().or(file.data).unwrap_or_else(|| "./data".into());
        Ok(Place { data, database: file.database, master_key_file: file.master_key_file })
    }
}

/// Where the data is: the directory, and what else the configuration file names: the URL of PostgreSQL, the file of the master key.
pub(crate) struct Place {
    pub data: PathBuf,
    pub database: Option<String>,
    pub master_key_file: Option<PathBuf>,
}
