//! What lets the server be watched: the listener of the metrics, the token that opens them, and the collector of traces, each where the configuration has it.

use super::StartError;
use crate::config::{metrics, traces};
use crate::front::Server;
use crate::metrics::place;
use crate::trace::Traces;
use crate::trace::sending::{Queue, Sender};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What is watched, until it is spawned.
#[derive(Debug)]
pub(super) struct Watching {
    own: Option<TcpListener>,
    collecting: Option<Sender>,
}

impl Watching {
    pub(super) async fn bind(metrics: &metrics::Metrics) -> Result<Self, StartError> {
        Ok(Self { own: place::bind(metrics.listen).await?, collecting: None })
    }

    /// Tells the server who may read, and what it is to record.
    pub(super) fn prepare(
        &mut self,
        server: &mut Server,
        metrics: &metrics::Metrics,
        (traces, queue): (traces::Traces, Option<Arc<Queue>>),
    ) -> Result<(), StartError> {
        server.metrics.token = metrics.token.as_ref().map(Into::into);
        if traces.is_misnamed {
            // The address may hold a secret, so it is not told.
            tracing::warn!("OTEL_EXPORTER_OTLP_ENDPOINT is no address that can be called; no traces are sent");
        }
        let (Some(collector), Some(queue)) = (traces.collector, queue) else { return Ok(()) };
        let of_this_process = u128::from_be_bytes(server.app.nonce()?);
        let recorded = (traces.percent, traces.follow_proxies);
        server.traces = Traces::of(&server.app).recording(Arc::clone(&queue), recorded);
        self.collecting = Some(Sender::new(collector, queue, format!("{of_this_process:032x}")));
        Ok(())
    }

    pub(super) fn spawn(self, chores: &mut JoinSet<()>, server: &Arc<Server>) {
        if let Some(sender) = self.collecting {
            chores.spawn(sender.keep());
        }
        if let Some(own) = self.own {
            chores.spawn(place::serve(own, Arc::clone(server)));
        }
    }
}
