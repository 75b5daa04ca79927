//! A command where no server runs: it opens the installation with the configuration that `serve` would read, holds the data directory's lock meanwhile,
//! and is answered by the code that answers on the socket. It must never make an installation out of a mistyped name, nor bring a database to another
//! schema: that is for `serve` alone.

use super::running::Running;
use super::serve;
use crate::config::{Config, ConfigError, LogLevel, MetadataFiles};
use crate::control::{self, Answer, Ask};
use crate::data_dir::{DataDir, DataDirError};
use crate::front::Server;
use crate::post::Post;
use crate::start::{self, StartError, location};
use clap::Parser;
use domain::{Store, StoreOpenError};
use std::path::{Path, PathBuf};
use tokio::runtime::Runtime;

#[derive(Debug, thiserror::Error)]
pub enum AtRestError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("no keystead serves {}, and there is no database in it: start keystead once, or name its directory with --data", .0.display())]
    NoDatabase(PathBuf),
    #[error("another keystead works on the data in {} and does not answer: try again in a moment", .0.display())]
    Busy(PathBuf),
    #[error("{}", of_schema(*found, *known))]
    OtherSchema { found: Option<i64>, known: i64 },
    #[error(transparent)]
    Schema(#[from] StoreOpenError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
}

impl AtRestError {
    /// Whether it is the database that stands in the way.
    pub(super) const fn is_of_database(&self) -> bool {
        matches!(
            self,
            Self::Schema(_) | Self::Start(StartError::Store(_) | StartError::Open(domain::OpenError::Store(_)))
        )
    }
}

fn of_schema(found: Option<i64>, known: i64) -> String {
    match found {
        None => "nothing was ever kept in that database: start keystead once".to_owned(),
        Some(found) if found > known => {
            format!(
                "the database is of schema {found} and this release knows {known}: use the newest release that was used"
            )
        }
        Some(found) => {
            format!("the database is of schema {found} and this release brings {known}: start keystead, which does so")
        }
    }
}

/// A mistyped directory must not be made into a new, empty installation.
pub(super) fn require_database(database: Option<&str>, data: &Path) -> Result<(), AtRestError> {
    if database.is_none() && !start::database_file(data).exists() {
        return Err(AtRestError::NoDatabase(data.to_owned()));
    }
    Ok(())
}

/// To open a database of another schema would change it, which is the next start's to do.
pub(super) fn require_schema(database: Option<&str>, data: &Path) -> Result<(), AtRestError> {
    match Store::schema(&location(database, data))? {
        (Some(found), known) if found == known => Ok(()),
        (found, known) => Err(AtRestError::OtherSchema { found, known }),
    }
}

pub(super) fn answer(running: &Running, ask: &Ask) -> Result<Answer, AtRestError> {
    Ok(Opened::at(running, ask.may_begin())?.answer(ask))
}

/// An installation without a server, whose lock is held as long as this is there: for a command that asks more than once.
pub(super) struct Opened {
    runtime: Runtime,
    server: Server,
    files: MetadataFiles,
    _data: DataDir,
}

impl Opened {
    /// Where it may begin here, an empty place is one.
    pub(super) fn at(running: &Running, may_begin: bool) -> Result<Self, AtRestError> {
        let config = config(running)?;
        let database = config.database.as_deref();
        // Settings may be what an installation begins with; a folder that is not there was mistyped.
        let found = match require_database(database, &config.data) {
            Err(AtRestError::NoDatabase(data)) if may_begin && data.is_dir() => false,
            checked => checked.map(|()| true)?,
        };
        let data = DataDir::open(&config.data).map_err(|error| match error {
            DataDirError::Taken(path) => AtRestError::Busy(path),
            error => AtRestError::Start(error.into()),
        })?;
        match require_schema(database, data.path()) {
            Err(AtRestError::OtherSchema { found: None, .. }) if may_begin => {}
            _ if !found => {}
            checked => checked?,
        }
        crate::log::start(config.log_format, LogLevel::Error, None);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(AtRestError::Runtime)?;
        let files = config.metadata.clone();
        let server = runtime.block_on(opened(config, &data))?;
        Ok(Self { runtime, server, files, _data: data })
    }

    pub(super) fn answer(&self, ask: &Ask) -> Answer {
        self.block_on(Box::pin(control::answer(ask, &self.server, &self.files)))
    }

    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.runtime.block_on(self.server.app.close());
    }
}

async fn opened(config: Config, data: &DataDir) -> Result<Server, AtRestError> {
    let app = start::open_at_rest(&config, data).await?;
    let post = Post::open(config.mail.as_ref(), config.text_messages.as_ref(), app.public_url().host());
    let mut doctor = start::doctor(&config, &app, (data.path(), post.map_err(StartError::from)?));
    doctor.is_alone = true;
    let source = start::key_source(&config, data.path());
    Ok(Server::new(app, config.trusted_proxies).looked_at_by(doctor).keyed_by(source))
}

/// What `serve` would read, at the place that the command names.
fn config(running: &Running) -> Result<Config, ConfigError> {
    let mut arguments = Serving::parse_from(["keystead"]).serve;
    let (_, config, database) = running.named();
    // The same directory as that where a server was looked for, also where the environment asks for a demo.
    arguments.data = Some(running.place()?.data);
    arguments.config = config.or(arguments.config);
    arguments.database = database.or(arguments.database);
    Config::read(&arguments)
}

/// What `serve` would be told by its environment.
#[derive(Debug, Parser)]
struct Serving {
    #[command(flatten)]
    serve: serve::Arguments,
}
