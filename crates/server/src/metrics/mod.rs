//! What the server can be watched by: numbers for Prometheus. They are gathered from counters that the layers keep while they work, and from gauges
//! that were measured beforehand, so that to read them costs the same at any time and waits for nothing. It must never tell a name, an address or
//! a text that came from outside.

pub mod families;
mod gauges;
mod page;
pub(crate) mod place;
mod process;
mod requests;

use crate::doctor::VERSION;
use crate::front::Server;
use crate::listener::tls::Expiry;
use axum::http::HeaderMap;
use domain::depths::Depths;
use families as of;
pub use gauges::{measure, measure_seldom};
use page::{Page, seconds};
use place::Token;
use process::Process;
use requests::Requests;
use std::sync::Arc;

/// What the server keeps for them.
#[derive(Debug)]
pub(crate) struct Metrics {
    pub(crate) requests: Requests,
    gauges: gauges::Gauges,
    /// By our own clock, in Unix milliseconds.
    started_at: i64,
    /// Who may read them on the public address; nobody without one.
    pub(crate) token: Option<Token>,
    /// When the certificate expires, where we end TLS.
    pub(crate) certificate: Option<Arc<Expiry>>,
    /// Whether the audit goes elsewhere.
    pub(crate) has_stream: bool,
}

impl Metrics {
    pub(crate) fn started_at(now: i64) -> Self {
        Self {
            requests: Requests::default(),
            gauges: gauges::Gauges::default(),
            started_at: now,
            token: None,
            certificate: None,
            has_stream: false,
        }
    }

    /// Whether these headers bring the token.
    pub(crate) fn lets_in(&self, headers: &HeaderMap) -> bool {
        self.token.as_ref().is_some_and(|token| token.is_in(headers))
    }
}

/// All of them, as Prometheus reads them.
pub(crate) fn text(server: &Server) -> String {
    let mut page = Page::default();
    page.of(&of::BUILD).add(&[VERSION], 1);
    of_requests(&mut page, server);
    of_sign_ins(&mut page, server);
    of_database(&mut page, server);
    of_sending(&mut page, server);
    of_gauges(&mut page, server);
    of_process(&mut page, server);
    page.text()
}

fn of_requests(page: &mut Page, server: &Server) {
    let requests = &server.metrics.requests;
    let mut samples = page.of(&of::REQUESTS);
    for route in requests.routes() {
        for (status, number) in route.statuses.into_iter().filter(|(_, number)| *number > 0) {
            samples.add(&[route.method, route.route, status], number);
        }
    }
    let mut samples = page.of(&of::REQUEST_SECONDS);
    for route in requests.routes() {
        samples.histogram(&[route.method, route.route], &route.took);
    }
    page.of(&of::OVERDUE).put(requests.overdue());
    let mut samples = page.of(&of::RATE_LIMITED);
    requests.limited().for_each(|(budget, number)| samples.add(&[budget], number));
    let mut samples = page.of(&of::REFUSALS);
    for (phase, code, number) in server.app.meters().refusals() {
        samples.add(&[phase, code], number);
    }
}

fn of_sign_ins(page: &mut Page, server: &Server) {
    let meters = server.app.meters();
    let mut samples = page.of(&of::SIGN_INS);
    meters.sign_ins().into_iter().for_each(|(method, number)| samples.add(&[method], number));
    let mut samples = page.of(&of::CEREMONIES);
    for (phase, step, came) in server.metrics.requests.ceremonies() {
        for (outcome, number) in came {
            samples.add(&[phase, step, outcome], number);
        }
    }
    let mut samples = page.of(&of::STEPS);
    meters.steps().into_iter().for_each(|(purpose, next, number)| samples.add(&[purpose, next], number));
    let mut samples = page.of(&of::EVENTS);
    for ((kind, outcome), number) in server.app.traffic().events() {
        samples.add(&[&kind, &outcome], number);
    }
}

fn of_database(page: &mut Page, server: &Server) {
    let traffic = server.app.traffic();
    let (connections, (reads, writes)) = server.app.connections();
    let sides = [("read", &traffic.reads), ("write", &traffic.writes)];
    let mut samples = page.of(&of::DATABASE_SECONDS);
    for (mode, side) in &sides {
        samples.histogram(&[mode], &side.took.read());
    }
    let mut samples = page.of(&of::DATABASE_WAIT);
    for (mode, side) in &sides {
        samples.histogram(&[mode], &side.waited.read());
    }
    let mut samples = page.of(&of::DATABASE_WAITING);
    samples.add(&["read"], reads);
    samples.add(&["write"], writes);
    page.of(&of::DATABASE_BUSY).put(traffic.busy());
    page.of(&of::DATABASE_CONNECTIONS).put(connections);
    let mut samples = page.of(&of::DATABASE_AGAIN);
    samples.add(&["conflict"], traffic.gave_way());
    samples.add(&["connection"], traffic.broke());
    page.of(&of::DATABASE_FAILED).put(traffic.failed());
}

fn of_sending(page: &mut Page, server: &Server) {
    let meters = server.app.meters();
    let mut samples = page.of(&of::MESSAGES);
    meters.messages().into_iter().for_each(|(channel, outcome, number)| samples.add(&[channel, outcome], number));
    let mut samples = page.of(&of::WEBHOOK_CALLS);
    meters.calls().into_iter().for_each(|(outcome, number)| samples.add(&[outcome], number));
    let mut samples = page.of(&of::TRACES);
    let counted = server.traces.queue.as_ref().map(|queue| queue.counted());
    counted.into_iter().flatten().for_each(|(outcome, number)| samples.add(&[outcome], number));
}

/// What was measured before. A gauge that nothing is known of is left out: a zero would be a lie.
fn of_gauges(page: &mut Page, server: &Server) {
    let kept = server.metrics.gauges.kept();
    if let Some(sessions) = kept.sessions {
        page.of(&of::SESSIONS).put(sessions);
    }
    if let Some(at) = kept.at {
        let Depths { messages, calls, stream, backup } = kept.depths;
        page.of(&of::MEASURED).put(at / 1000);
        page.of(&of::MESSAGES_WAITING).put(messages.0);
        page.of(&of::MESSAGES_OVERDUE).put(messages.1);
        page.of(&of::WEBHOOK_WAITING).put(calls.0);
        page.of(&of::WEBHOOK_OVERDUE).put(calls.1);
        if server.metrics.has_stream {
            page.of(&of::STREAM_BEHIND).put(stream.0);
            page.of(&of::STREAM_FAILING).put(stream.1);
        }
        if let Some(made_at) = backup {
            page.of(&of::BACKUP).put(made_at / 1000);
        }
    }
    if !kept.keys.is_empty() {
        let mut samples = page.of(&of::KEY_AGE);
        kept.keys.iter().for_each(|(purpose, age)| samples.add(&[purpose], age));
    }
    if let Some(expiry) = &server.metrics.certificate {
        // The moment of none would be 1970, and overdue.
        if let Some(first) = expiry.first() {
            page.of(&of::CERTIFICATE).put(first);
        }
        page.of(&of::CERTIFICATES_MISSING).put(expiry.missing());
    }
}

fn of_process(page: &mut Page, server: &Server) {
    let process = Process::look();
    page.of(&of::START).put(server.metrics.started_at / 1000);
    page.of(&of::CPU).put(seconds(process.cpu_us));
    if let Some(memory) = process.memory {
        page.of(&of::MEMORY).put(memory);
    }
    if let Some(files) = process.files {
        page.of(&of::FILES).put(files);
    }
    if let Some(most) = process.most_files {
        page.of(&of::MOST_FILES).put(most);
    }
}
