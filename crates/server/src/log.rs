//! The log: text or JSON on standard error. It must never hold a token, a cookie, a set-up link or a request's body; other libraries
//! speak only from `warn` upwards, because their debug lines show headers and statements.

use crate::config::{LogFormat, LogLevel};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

const OUR_CRATES: [&str; 4] = ["server", "domain", "store", "webauthn"];

pub(crate) fn start(format: LogFormat, level: LogLevel) {
    let ours = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let targets =
        Targets::new().with_default(ours.min(LevelFilter::WARN)).with_targets(OUR_CRATES.map(|name| (name, ours)));
    // Seals are told at every level: the log may be the only place out of reach of whoever tampers with the database.
    let targets = targets.with_target("audit", LevelFilter::INFO);
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // Only tests start it twice in one process, and there the first one is as good.
    registry().with(lines.with_filter(targets)).try_init().ok();
}
