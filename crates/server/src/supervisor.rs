//! The service manager that started us, if one did. It may hand over a socket on which it listens already, is told when we serve and when we stop,
//! and hears that we are alive as often as it asks for it. Where nobody asks, nothing is said and nothing is taken.

use listenfd::ListenFd;
use rustix::fs::fstat;
use sd_notify::NotifyState;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::time::Duration;
use tokio::net::TcpListener;

/// The first socket that was handed over.
pub(crate) fn listener() -> io::Result<Option<TcpListener>> {
    let Some(listener) = ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).map(Some)
}

/// Whether what is printed goes into the service manager's journal, where others read it for years.
#[expect(clippy::disallowed_methods, reason = "what a service manager says is no configuration of ours")]
pub(crate) fn keeps_what_is_printed() -> bool {
    std::env::var("JOURNAL_STREAM").is_ok_and(|stream| is_journal(&stream, std::io::stdout()))
}

/// It names the file that it reads. A terminal below a service has the name as well, and another file.
fn is_journal(stream: &str, out: impl AsFd) -> bool {
    let Ok(found) = fstat(out) else { return false };
    stream == format!("{}:{}", found.st_dev, found.st_ino)
}

pub(crate) fn serves(address: SocketAddr) {
    tell(&[NotifyState::Ready, NotifyState::Status(&format!("listens on {address}"))]);
}

pub(crate) fn stops() {
    tell(&[NotifyState::Stopping, NotifyState::Status("finishes what was accepted")]);
}

/// Says that this process is alive, twice in the time after which it would be believed dead. It runs beside everything else: where nothing else
/// gets a turn any more, this does not, either.
pub(crate) async fn keep_alive() {
    let Some(patience) = sd_notify::watchdog_enabled() else { return };
    let mut turns = tokio::time::interval((patience / 2).max(Duration::from_millis(10)));
    loop {
        turns.tick().await;
        tell(&[NotifyState::Watchdog]);
    }
}

/// A manager that does not listen is no reason not to serve.
fn tell(news: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(news) {
        tracing::warn!(%error, "the service manager could not be told");
    }
}
