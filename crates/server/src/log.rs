//! The log: text or JSON on standard error. It must never hold a token, a cookie, a set-up link or a request's body; other libraries
//! speak only from `warn` upwards, because their debug lines show headers and statements.

mod line;

use crate::config::{LogFormat, LogLevel};
use crate::trace::layer::{Pieces, TARGET};
use crate::trace::sending::Queue;
use line::JsonLine;
use std::sync::Arc;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

const OUR_CRATES: [&str; 4] = ["server", "domain", "store", "webauthn"];

/// `pieces` is where the pieces of recorded requests go, where there is a collector.
pub(crate) fn start(format: LogFormat, level: LogLevel, pieces: Option<Arc<Queue>>) {
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
        LogFormat::Json => lines.event_format(JsonLine).boxed(),
    };
    let of_pieces = Targets::new().with_target(TARGET, LevelFilter::TRACE);
    let pieces = pieces.map(|queue| Pieces::new(queue).with_filter(of_pieces));
    // Only tests start it twice in one process, and there the first one is as good.
    registry().with(lines.with_filter(targets)).with(pieces).try_init().ok();
}
