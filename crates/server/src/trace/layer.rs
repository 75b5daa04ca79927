//! Hears of the pieces of work within a request that is recorded: `tracing` spans whose target is `keystead::trace`. What belongs to no such request
//! is passed over.

use super::Trace;
use super::sending::Queue;
use super::span::{Span, SpanId};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;
use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// As pieces of work name their target.
pub(crate) const TARGET: &str = "keystead::trace";

#[derive(Debug)]
pub(crate) struct Pieces {
    queue: Arc<Queue>,
    next: AtomicU64,
}

impl Pieces {
    pub(crate) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, next: AtomicU64::new(1) }
    }
}

/// A piece that has begun.
struct Begun {
    span: Span,
    from: Instant,
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Pieces {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(entry) = context.span(id) else { return };
        let number = self.next.fetch_add(1, Relaxed);
        let begun = Trace::current(|trace| {
            if !trace.is_recorded {
                return None;
            }
            let from = Instant::now();
            // Within one trace the request's own id and a number make ids that differ.
            let id = SpanId::from((trace.span.number() ^ (number << 1)) | 1);
            let mut words = Words(Vec::new());
            attributes.record(&mut words);
            let span = Span {
                trace: trace.id,
                id,
                parent: Some(trace.span),
                name: attributes.metadata().name().to_owned(),
                is_server: false,
                from: trace.at(from),
                until: 0,
                attributes: words.0,
                failed: false,
            };
            Some(Begun { span, from })
        });
        if let Some(begun) = begun.flatten() {
            entry.extensions_mut().insert(begun);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(entry) = context.span(&id) else { return };
        let Some(Begun { span, from }) = entry.extensions_mut().remove::<Begun>() else { return };
        let until = span.from + from.elapsed().as_nanos();
        self.queue.put(Span { until, ..span });
    }
}

/// The fields of a piece, which are words of ours.
struct Words(Vec<(&'static str, String)>);

impl Visit for Words {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}
