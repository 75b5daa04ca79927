//! `keystead generate`: fills a pool with members who were made up, and with what they did, to try the console or to measure. The server must not
//! run meanwhile.

use super::at_rest::{self, AtRestError};
use super::pace::Pace;
use super::running::Changing;
use super::told::Told;
use crate::config::ConfigError;
use crate::data_dir::{DataDir, DataDirError};
use crate::start::location;
use clap::Args;
use domain::generate::{GenerateError, Wish, find_place, generate};
use domain::{Clock, Store, StoreOpenError, SystemClock, SystemRandom};
use serde_json::json;

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
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, thiserror::Error)]
pub enum GenerateCommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    AtRest(#[from] AtRestError),
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Generate(#[from] GenerateError),
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), GenerateCommandError> {
    let place = arguments.at.running().place()?;
    let database = place.database.as_deref();
    at_rest::require_database(database, &place.data)?;
    // Whoever serves holds it.
    let data = DataDir::open(&place.data)?;
    at_rest::require_schema(database, data.path())?;
    let store = Store::open(&location(database, data.path()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(GenerateCommandError::Runtime)?;
    let (wish, is_dry_run) = (arguments.wish(), arguments.at.is_dry_run());
    runtime.block_on(async {
        let mut progress = Pace::new();
        let now = SystemClock.now_ms();
        let made = if is_dry_run {
            find_place(&store, now, &wish).await
        } else {
            generate(&store, (now, &SystemRandom::default()), &wish, |at| progress.tell(at)).await
        };
        store.close().await;
        made
    })?;
    let Wish { users, events, .. } = wish;
    let outcome = json!({ "members": users, "events": events });
    told.rehearsed(is_dry_run).tell(&outcome, || format!("{users} members and {events} events were made up.\n"));
    Ok(())
}

impl Arguments {
    fn wish(&self) -> Wish {
        Wish {
            tenant: self.tenant.clone(),
            pool: self.pool.clone(),
            users: self.users,
            events: self.events,
            seed: self.seed,
            into_members: self.into_members,
            host: self.host.clone(),
        }
    }
}
