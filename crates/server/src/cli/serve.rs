//! `keystead serve`: its flags, and the life of the process from the first check to the last answer.

use crate::config::messages::MessageArguments;
use crate::config::{Address, Config, ConfigError, Listen, LogFormat, LogLevel, Network};
use crate::conformance;
use crate::master_key::MasterKeyText;
use crate::start::{self, StartError};
use crate::trace::sending::Queue;
use clap::Args;
use domain::Doorbell;
use std::path::PathBuf;
use std::sync::Arc;

/// Flags and their environment variables. What is absent here comes from the configuration file or has a default. Those that every command
/// has are global: they may stand before the command, too.
#[derive(Debug, Clone, Args)]
pub struct Arguments {
    /// Where the database, the lock and the command socket live [default: ./data, with --demo ./data-demo]
    #[arg(long, global = true, value_name = "DIR", env = "KEYSTEAD_DATA")]
    pub data: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "KEYSTEAD_LISTEN")]
    pub listen: Option<Listen>,
    /// PostgreSQL instead of SQLite
    #[arg(
        long,
        help = "PostgreSQL instead of SQLite: postgres://user:password@host/database",
        value_name = "URL",
        env = "KEYSTEAD_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// Configuration file; config.example.toml shows every key
    #[arg(long, global = true, value_name = "FILE", env = "KEYSTEAD_CONFIG")]
    pub config: Option<PathBuf>,
    /// The address that people type
    #[arg(
        long,
        help = "The address that people type, such as https://id.example.com [default: http://localhost and the port]",
        value_name = "URL",
        env = "KEYSTEAD_PUBLIC_URL"
    )]
    pub public_url: Option<Address>,
    /// Reverse proxies whose X-Forwarded-For is believed, separated by commas
    #[arg(long, value_name = "NETWORKS", env = "KEYSTEAD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<Network>>,
    /// TLS certificate chain (PEM); read again when it changes
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_TLS_CERT")]
    pub tls_cert: Option<PathBuf>,
    /// TLS private key (PEM)
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// The key that seals all keys [default on SQLite: master.key in the data directory]
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
    /// The master key itself. From the environment alone: everybody on a machine may read its command lines
    #[arg(long, hide = true, value_name = "KEY", env = "KEYSTEAD_MASTER_KEY", hide_env_values = true)]
    pub master_key: Option<MasterKeyText>,
    /// Try it: sample organisations with open doors, on loopback only
    #[arg(long, env = "KEYSTEAD_DEMO")]
    pub demo: bool,
    /// FIDO's conformance test of servers in place of the product: everything in memory, nothing protected
    #[arg(long, env = "KEYSTEAD_CONFORMANCE")]
    pub conformance: bool,
    /// Metadata for that test: statements (*.json), blobs (*.jwt), their roots (*.pem, *.crt), revocation lists (*.crl)
    #[arg(long, value_name = "DIR", env = "KEYSTEAD_CONFORMANCE_METADATA")]
    pub conformance_metadata: Option<PathBuf>,
    /// Log as text or JSON [default: text]
    #[arg(long, value_name = "FORMAT", env = "KEYSTEAD_LOG_FORMAT")]
    pub log_format: Option<LogFormat>,
    /// error, warn, info or debug [default: info]
    #[arg(long, value_name = "LEVEL", env = "KEYSTEAD_LOG_LEVEL")]
    pub log_level: Option<LogLevel>,
    #[command(flatten)]
    pub messages: MessageArguments,
}

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), ServeError> {
    let config = Config::read(arguments)?;
    let queue = config.traces.collector.as_ref().map(|_| Arc::<Queue>::default());
    crate::log::start(config.log_format, config.log_level, queue.clone());
    let (runtime, bell) = runtime()?;
    if config.conformance.is_some() {
        runtime.block_on(conformance::serve(config))?;
    } else {
        runtime.block_on(start::serve(config, bell, queue))?;
    }
    Ok(())
}

/// On one core a second thread only costs hand-overs, and the store is told when the only one is about to sleep.
fn runtime() -> Result<(tokio::runtime::Runtime, Option<Doorbell>), ServeError> {
    let one_core = std::thread::available_parallelism().is_ok_and(|cores| cores.get() == 1);
    let bell = one_core.then(Doorbell::default);
    let mut builder = match bell.clone() {
        Some(bell) => {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.on_thread_park(move || bell.ring());
            builder
        }
        None => tokio::runtime::Builder::new_multi_thread(),
    };
    Ok((builder.enable_all().build().map_err(ServeError::Runtime)?, bell))
}
