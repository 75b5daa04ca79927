//! `keystead setup --again`: asks the running server for a new one-time link and shows it.

use crate::config::{ConfigError, ConfigFile};
use crate::control::{self, Answer, Ask, AskError};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print a new link, once more
    #[arg(long, required = true)]
    again: bool,
    /// The data directory of the running server [default: ./data]
    #[arg(long, value_name = "DIR", env = "KEYSTEAD_DATA")]
    data: Option<PathBuf>,
    /// The configuration file of the running server, which may name the data directory
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("the server made no link; its log says why (reference {0})")]
    Refused(String),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), SetupError> {
    let file = match &arguments.config {
        Some(path) => ConfigFile::read(path)?,
        None => ConfigFile::default(),
    };
    let data = arguments.data.clone().or(file.data).unwrap_or_else(|| "./data".into());
    match control::ask(&data, &Ask::SetupAgain)? {
        Answer::SetupLink { link, stranded } => {
            println!("Set it up here (once, within an hour): {link}");
            if !stranded.is_empty() {
                println!(
                    "The public address has changed. These administrators' passkeys belong to the old one and no longer work:"
                );
                for name in stranded {
                    println!("  {name}");
                }
            }
            Ok(())
        }
        Answer::Failed { reference } => Err(SetupError::Refused(reference)),
    }
}
