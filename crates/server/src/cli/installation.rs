//! Where members are brought to, or from: the running server, or the installation itself while none runs. Then the data directory's lock is held until
//! the command is done.

use super::running::{Running, RunningError};
use super::serve;
use crate::config::{Config, ConfigError};
use crate::control::{self, Answer, Ask, AskError, ImportAnswer, ImportWish};
use crate::data_dir::DataDir;
use crate::start::{self, StartError};
use clap::{Args, Parser};
use domain::App;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(crate) struct Place {
    #[command(flatten)]
    running: Running,
    /// PostgreSQL, where no server runs here and the configuration file does not name it
    #[arg(long, value_name = "URL", env = "KEYSTEAD_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("there is no database in {}: name its directory with --data", .0.display())]
    NoDatabase(PathBuf),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("it could not be done")]
    Failed(#[from] domain::Error),
}

/// Whoever answers.
pub(crate) enum Installation<'a> {
    Running(&'a Running),
    AtRest(Box<AtRest>),
}

pub(crate) struct AtRest {
    runtime: tokio::runtime::Runtime,
    app: Arc<App>,
    _data: DataDir,
}

impl Drop for AtRest {
    fn drop(&mut self) {
        self.runtime.block_on(self.app.close());
    }
}

impl Place {
    /// The server where one runs, else the installation itself. What `place` is to `wish` is answered by either alike.
    pub(crate) fn open(&self, place: &str) -> Result<(Installation<'_>, ImportAnswer), PlaceError> {
        let running = Installation::Running(&self.running);
        match running.ask(place, ImportWish::Place) {
            Err(PlaceError::Running(RunningError::Ask(AskError::NotRunning(_)))) => {}
            asked => return Ok((running, asked?)),
        }
        let at_rest = Installation::AtRest(Box::new(self.at_rest()?));
        let answer = at_rest.ask(place, ImportWish::Place)?;
        Ok((at_rest, answer))
    }

    fn at_rest(&self) -> Result<AtRest, PlaceError> {
        let mut serving = Serving::parse_from(["keystead"]).serve;
        (serving.data, serving.config) = self.running.named();
        serving.database = self.database.clone().or(serving.database);
        let config = Config::read(&serving)?;
        // A mistyped directory must not be made into a new, empty one.
        if config.database.is_none() && !start::database_file(&config.data).exists() {
            return Err(PlaceError::NoDatabase(config.data));
        }
        let data = DataDir::open(&config.data).map_err(StartError::from)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(PlaceError::Runtime)?;
        let app = runtime.block_on(start::open_at_rest(&config, &data))?;
        Ok(AtRest { runtime, app, _data: data })
    }
}

/// What `serve` would be told by its environment.
#[derive(Debug, Parser)]
struct Serving {
    #[command(flatten)]
    serve: serve::Arguments,
}

impl Installation<'_> {
    pub(crate) fn ask(&self, place: &str, wish: ImportWish) -> Result<ImportAnswer, PlaceError> {
        let answer = match self {
            Self::Running(running) => running.ask(&Ask::Import { place: place.to_owned(), wish })?,
            Self::AtRest(at) => at.runtime.block_on(control::carry_out_import(&at.app, place, &wish))?,
        };
        match answer {
            Answer::Import(answer) => Ok(answer),
            Answer::Refused { why } => Err(RunningError::Refused(why).into()),
            _ => Err(RunningError::OtherAnswer.into()),
        }
    }
}
