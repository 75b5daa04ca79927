//! By what a request is found again: its trace id, which is always ours unless the operator follows a proxy, and the id by which whoever asked calls it.
//! Both stand in the lines of the log and in the answer. Where a collector is configured, some requests are also timed and told to it (ADR 36).
//! Nothing that a stranger sends decides under which id something is recorded, or whether it is sent.

pub(crate) mod layer;
mod otlp;
pub(crate) mod sending;
pub(crate) mod span;

use crate::extract::seen::is_trusted;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use domain::App;
use ipnet::IpNet;
use span::{Span, SpanId, TraceId};
use std::hash::{DefaultHasher, Hasher};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;
use tokio::task_local;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
pub(crate) const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");
const LONGEST_CORRELATION: usize = 255;

task_local! {
    static CURRENT: Arc<Trace>;
}

/// What is known of the request that is being answered.
#[derive(Debug)]
pub(crate) struct Trace {
    id: TraceId,
    /// The span of whoever called us.
    parent: Option<SpanId>,
    span: SpanId,
    /// Whether it is timed and sent.
    is_recorded: bool,
    correlation: Option<HeaderValue>,
    began: Instant,
    /// The same by the clock, in Unix milliseconds.
    began_at: i64,
}

impl Trace {
    /// The one of the request that this task answers.
    pub(crate) fn current<T>(read: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|trace| read(trace)).ok()
    }

    /// Answers a request under this trace.
    pub(crate) async fn while_answering<F: Future>(self: &Arc<Self>, work: F) -> F::Output {
        CURRENT.scope(Arc::clone(self), work).await
    }

    pub(crate) fn id(&self) -> TraceId {
        self.id
    }

    /// As whoever asked calls the request: printable, and not long.
    pub(crate) fn correlation(&self) -> Option<&str> {
        self.correlation.as_ref().and_then(|value| value.to_str().ok())
    }

    /// Unix nanoseconds of a moment within the request.
    fn at(&self, moment: Instant) -> u128 {
        let since = moment.saturating_duration_since(self.began).as_nanos();
        u128::try_from(self.began_at).unwrap_or_default() * 1_000_000 + since
    }

    /// Says the ids back.
    pub(crate) fn dress(&self, headers: &mut HeaderMap) {
        if let Ok(id) = HeaderValue::try_from(self.id.to_string()) {
            headers.insert(TRACE_ID, id);
        }
        if let Some(correlation) = &self.correlation {
            headers.insert(CORRELATION_ID, correlation.clone());
        }
    }
}

/// What the request that this task answers is called by whoever asked.
pub(crate) fn correlation() -> Option<String> {
    Trace::current(|trace| trace.correlation().map(str::to_owned)).flatten()
}

/// Which requests are followed, and by which ids.
#[derive(Debug)]
pub(crate) struct Traces {
    seed: [u8; 16],
    next: AtomicU64,
    /// Of a hundred thousand requests so many are recorded; none without a collector.
    share: u64,
    follows_proxies: bool,
    pub(crate) queue: Option<Arc<sending::Queue>>,
}

impl Traces {
    /// Ids alone: nothing is recorded.
    pub(crate) fn of(app: &App) -> Self {
        // Without randomness nothing can be served; then the seed does not matter either.
        let seed = app.nonce().unwrap_or_default();
        Self { seed, next: AtomicU64::new(0), share: 0, follows_proxies: false, queue: None }
    }

    /// So many percent of all requests are put into this queue.
    pub(crate) fn recording(self, queue: Arc<sending::Queue>, (percent, follows_proxies): (f64, bool)) -> Self {
        let share = share(percent);
        Self { share, follows_proxies, queue: Some(queue), ..self }
    }

    /// Not secret, and not to be foreseen without the seed: no stranger can name the trace of another's request.
    fn draw(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.seed);
        hasher.write_u64(self.next.fetch_add(1, Relaxed));
        hasher.finish().max(1)
    }

    pub(crate) fn span_id(&self) -> SpanId {
        SpanId::from(self.draw())
    }

    /// The trace of a request that has just come.
    pub(crate) fn begin(&self, headers: &HeaderMap, (peer, trusted): (IpAddr, &[IpNet]), now: i64) -> Arc<Trace> {
        let follows = self.follows_proxies && is_trusted(peer, trusted);
        let caller = follows.then(|| caller(headers)).flatten();
        let drawn = self.draw();
        let (id, parent, is_recorded) = match caller {
            Some((id, parent, is_recorded)) => (id, Some(parent), is_recorded && self.share > 0),
            None => (TraceId::from((drawn, self.draw())), None, drawn % WHOLE < self.share),
        };
        let correlation = headers.get(&CORRELATION_ID).filter(|value| is_plain(value)).cloned();
        let span = if is_recorded { self.span_id() } else { SpanId::from(1) };
        Arc::new(Trace { id, parent, span, is_recorded, correlation, began: Instant::now(), began_at: now })
    }

    /// The request was answered: where it is recorded, it goes into the queue.
    pub(crate) fn end(&self, trace: &Trace, (method, route): (&'static str, &'static str), status: u16) {
        let Some(queue) = self.queue.as_ref().filter(|_| trace.is_recorded) else { return };
        queue.put(Span {
            trace: trace.id,
            id: trace.span,
            parent: trace.parent,
            name: format!("{method} {route}"),
            is_server: true,
            from: trace.at(trace.began),
            until: trace.at(Instant::now()),
            attributes: vec![
                ("http.request.method", method.to_owned()),
                ("http.route", route.to_owned()),
                ("http.response.status_code", status.to_string()),
            ],
            failed: status >= 500,
        });
    }
}

const WHOLE: u64 = 100_000;

/// Of a hundred thousand, as many as this many percent; what is no percentage is the nearest one.
fn share(percent: f64) -> u64 {
    let text = format!("{:.0}", percent.clamp(0.0, 100.0) * 1_000.0);
    text.parse().unwrap_or_default()
}

/// The caller's trace, its span, and whether it records (W3C Trace Context, version 00 and what is compatible with it).
fn caller(headers: &HeaderMap) -> Option<(TraceId, SpanId, bool)> {
    let mut values = headers.get_all(TRACEPARENT).iter();
    let text = values.next().filter(|_| values.next().is_none())?.to_str().ok()?;
    let mut parts = text.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    let is_known = version.len() == 2 && version != "ff" && (version != "00" || parts.next().is_none());
    if !is_lower || !is_known || (trace.len(), span.len(), flags.len()) != (32, 16, 2) {
        return None;
    }
    let (high, low) = trace.split_at_checked(16)?;
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let (id, parent) = ((number(high)?, number(low)?), number(span)?);
    let is_recorded = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
    (id != (0, 0) && parent != 0).then(|| (TraceId::from(id), SpanId::from(parent), is_recorded))
}

/// Whether a text of a caller may be said again: one line that everything shows as it is.
fn is_plain(value: &HeaderValue) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    (1..=LONGEST_CORRELATION).contains(&value.len()) && value.as_bytes().iter().all(is_plain)
}

#[cfg(test)]
mod tests;
