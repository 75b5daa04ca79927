//! `keystead generate`: fills a pool with members who were made up, and with what they did, to try the console or to measure. The server must not
//! run meanwhile.

use super::pace::Pace;
use super::running::Running;
use crate::config::ConfigError;
use crate::data_dir::{DataDir, DataDirError};
use crate::start::location;
use clap::Args;
use domain::generate::{GenerateError, Wish, generate};
use domain::{Clock, Store, StoreOpenError, SystemClock, SystemRandom};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Whose pool it is
    tenant: String,
    /// The pool, by its name or id; may be left out where there is one
    #[arg(long, value_name = "POOL")]
    pool: Option<String>,
    /// How many members
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    users: u64,
    /// How many events, over 90 days
    #[arg(long, value_name = "NUMBER", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000_000))]
    events: u64,
    /// The same seed makes the same people
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Also into a pool that has members: they can never be told apart again
    #[arg(long)]
    into_members: bool,
    /// The host of the server, for pools without an RP ID of their own
    #[arg(long, value_name = "HOST", default_value = "localhost")]
    host: String,
    /// PostgreSQL, where no configuration file names it
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
pub enum GenerateCommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Generate(#[from] GenerateError),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), GenerateCommandError> {
    let place = arguments.running.place()?;
    // Whoever serves holds it.
    let data = DataDir::open(&place.data)?;
    let database = arguments.database.clone().or(place.database);
    let store = Store::open(&location(database.as_deref(), data.path()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(GenerateCommandError::Runtime)?;
    let wish = Wish {
        tenant: arguments.tenant.clone(),
        pool: arguments.pool.clone(),
        users: arguments.users,
        events: arguments.events,
        seed: arguments.seed,
        into_members: arguments.into_members,
        host: arguments.host.clone(),
    };
    runtime.block_on(async {
        let mut pace = Pace::new();
        let made = generate(&store, (SystemClock.now_ms(), &SystemRandom::default()), &wish, |at| pace.tell(at)).await;
        store.close().await;
        Ok(made?)
    })
}
