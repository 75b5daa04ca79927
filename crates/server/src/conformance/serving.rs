//! `keystead serve --conformance` from its settings to its end. It opens a listener and nothing else: no data directory, no
//! database, no command socket.

use super::Conformance;
use super::material::{self, MaterialError};
use crate::config::Config;
use crate::listener;
use crate::listener::tls::Tls;
use crate::start::{StartError, stop_signal};
use domain::conformance::{Models, TestBed, Unusable};
use domain::error::one_line;
use domain::{Clock, PublicUrl, SystemClock, SystemRandom};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(Debug, thiserror::Error)]
pub enum TestError {
    #[error(transparent)]
    Material(#[from] MaterialError),
    #[error("the metadata cannot be used")]
    Unusable(#[from] Unusable),
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config) -> Result<(), StartError> {
    let tls = config.tls.clone().map(Tls::open).transpose()?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| StartError::Listen(config.listen, error))?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let url = config.public_url.clone().unwrap_or_else(|| PublicUrl::localhost(tls.is_some(), address.port()));
    let random = Arc::new(SystemRandom::default());
    let folder = config.conformance.and_then(|test| test.metadata);
    let models = folder.as_deref().map(models).transpose()?;
    let bed = TestBed::open(&url, models, Arc::new(SystemClock), random)?;
    let stop = stop_signal().map_err(StartError::Signals)?;
    tracing::info!(%address, public_url = url.origin(), "listening");
    tracing::warn!(
        "this is FIDO's conformance test bed and protects nothing: it accepts SHA-1 and absent users, and tells anybody why it refuses"
    );
    greet(&url);

    let front = Arc::new(Conformance::new(bed, url.is_https()));
    let watching = tls.as_ref().map(|tls| tokio::spawn(tls.watch()));
    listener::serve(listener, tls, front, stop).await;
    if let Some(watching) = watching {
        watching.abort();
    }
    tracing::info!("stopped");
    Ok(())
}

/// What is left out is named in the log, because the test hands out bad blobs on purpose.
fn models(folder: &Path) -> Result<Models, TestError> {
    let (models, left_out) = Models::read(&material::read(folder)?, SystemClock.now_ms())?;
    for file in left_out {
        tracing::warn!(file = file.file, error = one_line(&file.error), "left out: this metadata cannot be used");
    }
    tracing::info!(models = models.len(), "metadata is loaded");
    Ok(models)
}

fn greet(url: &PublicUrl) {
    let lines = [
        format!("Keystead listens on {url}"),
        "WARNING: this is FIDO's conformance test bed, not the product. It protects nothing: never send people here."
            .to_owned(),
        "Everything is in memory and ends with the process.".to_owned(),
        String::new(),
    ];
    // A terminal that is gone is no reason not to serve.
    io::stdout().write_all(lines.join("\n").as_bytes()).ok();
}
