//! `keystead generate`: fills a pool with members who were made up, and with what they did, to try the console or to measure. The server must not
//! run meanwhile.

use super::running::Running;
use crate::config::ConfigError;
use crate::data_dir::{DataDir, DataDirError};
use crate::start::location;
use clap::Args;
use domain::generate::{GenerateError, Progress, Wish, generate};
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
        let mut teller = Pace::new();
        let made =
            generate(&store, (SystemClock.now_ms(), &SystemRandom::default()), &wish, |at| teller.tell(at)).await;
        store.close().await;
        Ok(made?)
    })
}

/// Says now and then how far it is, how fast, and how long it takes still.
struct Pace {
    what: &'static str,
    begun: i64,
    told: i64,
}

/// Between two lines.
const EVERY_MS: i64 = 2_000;

impl Pace {
    fn new() -> Self {
        Self { what: "", begun: 0, told: 0 }
    }

    fn tell(&mut self, at: Progress) {
        let now = SystemClock.now_ms();
        if at.what != self.what {
            *self = Self { what: at.what, begun: now, told: now };
        }
        if now - self.told < EVERY_MS && at.done < at.of {
            return;
        }
        self.told = now;
        println!("{}", line(at, now - self.begun));
    }
}

fn line(at: Progress, passed_ms: i64) -> String {
    let passed = u64::try_from(passed_ms).unwrap_or_default().max(1);
    let rate = at.done.saturating_mul(1000) / passed;
    let left = (at.of - at.done.min(at.of)) / rate.max(1);
    format!("{}: {} of {}, {rate} a second, {left} s left", at.what, at.done, at.of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_fast_and_how_long_still() {
        let at = Progress { what: "members", done: 3_000, of: 9_000 };
        assert_eq!(line(at, 1_500), "members: 3000 of 9000, 2000 a second, 3 s left");
        assert_eq!(line(Progress { done: 9_000, ..at }, 0), "members: 9000 of 9000, 9000000 a second, 0 s left");
    }
}
