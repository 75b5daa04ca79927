//! Sends what was recorded to the operator's receiver: syslog, or an address that is called. One batch at a time, in the order of the chain, and
//! again until it was taken; who sends, and how far it has come, is decided in the domain. It must never hold up anybody who records something.

mod syslog;
mod webhook;

use crate::config::audit::{AuditSection, Target};
use crate::config::messages::gateway_host;
use crate::outgoing::Outgoing;
use crate::roots::{self, RootsError};
use domain::audit::stream::{self, Batch};
use domain::error::one_line;
use domain::{App, Error};
use rustls::ClientConfig;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, timeout};

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// For one batch. Well below the time for which it is ours to send.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    #[error("the certificates for the receiver of the audit (stream_roots)")]
    Roots(#[from] RootsError),
    #[error("TLS to the receiver of the audit cannot be prepared")]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Random(#[from] domain::random::NoRandomness),
}

/// Sends for as long as it is polled, where a receiver is configured.
pub(crate) async fn keep(sender: Option<Sender>, app: Arc<App>) {
    if let Some(sender) = sender {
        sender.keep(app).await;
    }
}

/// Who sends, to whom.
#[derive(Debug)]
pub struct Sender {
    target: Target,
    with_personal: bool,
    /// Of this process, so that another one leaves it its turn.
    holder: String,
    /// What we call ourselves.
    host: String,
    outgoing: Outgoing,
    tls: Option<Arc<ClientConfig>>,
}

impl Sender {
    /// `None` where no receiver is configured.
    pub fn open(section: &AuditSection, app: &App) -> Result<Option<Self>, StreamError> {
        let Some(target) = section.stream.clone() else { return Ok(None) };
        let own_roots = section.stream_roots.as_deref().map(roots::of_file).transpose()?;
        let tls = match (&target, &own_roots) {
            (Target::Tls(_), Some(roots)) => Some(Arc::new(roots::client(roots)?)),
            (Target::Tls(_), None) => Some(Arc::new(roots::client(&roots::of_system())?)),
            _ => None,
        };
        // The operator has named the receiver, so it may be in a network of the operator's.
        let listed = match &target {
            Target::Webhook(url) => gateway_host(url),
            _ => None,
        };
        let holder = app.nonce()?.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String does not fail.
            write!(text, "{byte:02x}").ok();
            text
        });
        Ok(Some(Self {
            target,
            with_personal: section.stream_personal.unwrap_or_default(),
            holder,
            host: app.public_url().host().to_owned(),
            outgoing: Outgoing::believing(listed, own_roots),
            tls,
        }))
    }

    /// Sends what waits, for as long as it is polled.
    async fn keep(self, app: Arc<App>) {
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            loop {
                match self.round(&app).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(chore = "stream the audit", error = one_line(&error), "a chore failed");
                        break;
                    }
                }
            }
        }
    }

    /// Sends one batch. `true` where it was taken, and more may wait.
    pub async fn round(&self, app: &App) -> Result<bool, Error> {
        let Some(batch) = stream::next(app, &self.holder, self.with_personal).await? else { return Ok(false) };
        let sent = timeout(PATIENCE, self.send(app, &batch)).await;
        let sent = sent.unwrap_or_else(|_| Err("it did not answer in time".to_owned()));
        match sent {
            Ok(()) => stream::sent(app, batch).await,
            Err(trouble) => {
                tracing::warn!(target: "audit", to = %self.target, trouble, "the receiver of the audit takes nothing");
                stream::failed(app, batch, &trouble).await?;
                Ok(false)
            }
        }
    }

    async fn send(&self, app: &App, batch: &Batch) -> Result<(), String> {
        match &self.target {
            Target::Webhook(url) => webhook::send(app, &self.outgoing, url, batch).await,
            target => syslog::send(target, (&self.host, self.tls.as_ref()), batch).await,
        }
    }
}
