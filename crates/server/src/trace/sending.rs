//! Brings what was recorded to the operator's collector (OTLP over HTTP). A request that is recorded waits for nobody: its pieces go into a queue of
//! fixed length, and what has no room is dropped and counted. A collector that is away costs a warning and the pieces of that time.

use super::otlp::{Resource, document};
use super::span::Span;
use crate::config::messages::gateway_host;
use crate::config::traces::Collector;
use crate::doctor::VERSION;
use crate::outgoing::{Outgoing, OutgoingError};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderName, Request};
use domain::error::one_line;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Some megabytes.
const MOST: usize = 8_192;
const AT_ONCE: usize = 512;
const SEND_EVERY: Duration = Duration::from_secs(2);

/// What is to be sent.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: Mutex<VecDeque<Span>>,
    sent: AtomicU64,
    lost: AtomicU64,
    dropped: AtomicU64,
}

impl Queue {
    pub(crate) fn put(&self, span: Span) {
        let mut waiting = self.lock();
        if waiting.len() < MOST {
            waiting.push_back(span);
        } else {
            self.dropped.fetch_add(1, Relaxed);
        }
    }

    pub(super) fn take(&self) -> Vec<Span> {
        let mut waiting = self.lock();
        let number = waiting.len().min(AT_ONCE);
        waiting.drain(..number).collect()
    }

    /// How many were sent, not taken, and dropped.
    pub(crate) fn counted(&self) -> [(&'static str, u64); 3] {
        let read = |counter: &AtomicU64| counter.load(Relaxed);
        [("sent", read(&self.sent)), ("not_taken", read(&self.lost)), ("dropped", read(&self.dropped))]
    }

    // Nothing under this lock can panic half-way.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Span>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why the collector did not take them. None of these tells a header or a path: both may hold secrets.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error(transparent)]
    Outgoing(#[from] OutgoingError),
    #[error("it answered with status {0}")]
    Status(u16),
}

/// Who sends, and to whom.
#[derive(Debug)]
pub(crate) struct Sender {
    collector: Collector,
    resource: Resource,
    outgoing: Outgoing,
    queue: Arc<Queue>,
}

impl Sender {
    /// `instance` tells this process from others of the same service.
    pub(crate) fn new(collector: Collector, queue: Arc<Queue>, instance: String) -> Self {
        let resource = Resource { service: collector.service.clone(), version: VERSION, instance };
        // The operator has named the collector, so it may be in a network of the operator's.
        let outgoing = Outgoing::new(gateway_host(&collector.url));
        Self { collector, resource, outgoing, queue }
    }

    /// Sends for as long as it is polled.
    pub(crate) async fn keep(self) {
        let mut tick = interval(SEND_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            tick.tick().await;
            loop {
                let spans = self.queue.take();
                if spans.is_empty() {
                    break;
                }
                let sent = self.send(&spans).await;
                let counter = if sent.is_ok() { &self.queue.sent } else { &self.queue.lost };
                counter.fetch_add(u64::try_from(spans.len()).unwrap_or_default(), Relaxed);
                // Once when it begins and once when it ends.
                match &sent {
                    Err(error) if !failing => {
                        tracing::warn!(error = one_line(error), "the collector does not take traces");
                    }
                    Ok(()) if failing => tracing::info!("the collector takes traces again"),
                    _ => {}
                }
                failing = sent.is_err();
                if failing || spans.len() < AT_ONCE {
                    break;
                }
            }
        }
    }

    async fn send(&self, spans: &[Span]) -> Result<(), NotTaken> {
        let body = document(&self.resource, spans).to_string().into_bytes();
        let mut request = Request::post(&self.collector.url).body(body).map_err(|_| OutgoingError::Address)?;
        let headers = request.headers_mut();
        for (name, value) in &self.collector.headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|_| OutgoingError::Address)?;
            let mut value = HeaderValue::try_from(value.expose()).map_err(|_| OutgoingError::Address)?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let status = self.outgoing.send(request).await?.status();
        if status.is_success() { Ok(()) } else { Err(NotTaken::Status(status.as_u16())) }
    }
}
