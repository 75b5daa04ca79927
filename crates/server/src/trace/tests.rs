//! Which ids a request has, and how what was recorded is told.

use super::otlp::{Resource, document};
use super::sending::Queue;
use super::*;
use tracing_subscriber::layer::SubscriberExt;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn traces(percent: f64, follows_proxies: bool) -> (Traces, Arc<Queue>) {
    let queue = Arc::new(Queue::default());
    let bare = Traces { seed: [7; 16], next: AtomicU64::new(0), share: 0, follows_proxies: false, queue: None };
    (bare.recording(Arc::clone(&queue), (percent, follows_proxies)), queue)
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pairs = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
    let mut headers = HeaderMap::new();
    pairs.for_each(|(name, value)| {
        headers.append(name, value);
    });
    headers
}

// Issue 9, 7: a stranger names neither the trace nor makes us record it.
#[test]
fn a_caller_is_followed_only_where_the_operator_says_so() {
    let trusted: [IpNet; 1] = ["10.0.0.0/8".parse().unwrap()];
    let (proxy, stranger) = ([10, 0, 0, 1].into(), [203, 0, 113, 9].into());
    let sent = headers(&[("traceparent", PARENT)]);
    let named = |traces: &Traces, peer| {
        let trace = traces.begin(&sent, (peer, &trusted), 0);
        (trace.id.to_string() == "4bf92f3577b34da6a3ce929d0e0e4736", trace.is_recorded)
    };
    let (followed, _) = traces(0.001, true);
    assert_eq!(named(&followed, proxy), (true, true));
    assert_eq!(named(&followed, stranger), (false, false));
    let (usual, _) = traces(0.0, false);
    assert_eq!((named(&usual, proxy), named(&usual, stranger)), ((false, false), (false, false)));
    // Without a collector nothing is recorded, whoever asks.
    let (none, _) = traces(0.0, true);
    assert_eq!(named(&none, proxy), (true, false));
}

#[test]
fn what_is_no_traceparent_is_no_caller() {
    assert!(caller(&headers(&[("traceparent", PARENT)])).is_some());
    assert!(caller(&headers(&[("traceparent", &PARENT.replace("00-4", "cc-4"))])).is_some(), "a later version");
    let wrong = [
        PARENT.to_uppercase(),
        PARENT.replace("00-4", "ff-4"),
        format!("{PARENT}-00"),
        PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
        PARENT.replace("00f067aa0ba902b7", &"0".repeat(16)),
        PARENT.replace("4bf9", "4bf"),
        PARENT.replace("4bf9", "+bf9"),
        String::new(),
    ];
    for text in wrong {
        assert!(caller(&headers(&[("traceparent", &text)])).is_none(), "{text}");
    }
    assert!(caller(&headers(&[("traceparent", PARENT), ("traceparent", PARENT)])).is_none());
}

// S3c-4: what is said back cannot break a line of anything.
#[test]
fn a_correlation_is_short_and_plain() {
    let (traces, _) = traces(0.0, false);
    let said = |text: &str| {
        let trace = traces.begin(&headers(&[("x-correlation-id", text)]), ([127, 0, 0, 1].into(), &[]), 0);
        trace.correlation().map(str::to_owned)
    };
    assert_eq!(said("order-7/2026_a.b:c").as_deref(), Some("order-7/2026_a.b:c"));
    for odd in ["", "two words", "a\tb", "a\"b", "a{b}", "ä", "<script>", &"x".repeat(256)] {
        assert_eq!(said(odd), None, "{odd}");
    }
}

#[test]
fn so_many_percent_are_recorded_and_ids_differ() {
    let count = |percent| {
        let (traces, _) = traces(percent, false);
        let begun = (0..10_000).map(|_| traces.begin(&HeaderMap::new(), ([127, 0, 0, 1].into(), &[]), 0));
        let begun: Vec<_> = begun.collect();
        let ids: std::collections::HashSet<String> = begun.iter().map(|trace| trace.id.to_string()).collect();
        assert_eq!(ids.len(), 10_000);
        begun.iter().filter(|trace| trace.is_recorded).count()
    };
    assert_eq!((count(0.0), count(100.0)), (0, 10_000));
    assert!((800..1_200).contains(&count(10.0)), "{}", count(10.0));
}

/// A piece of work, as the store has them.
async fn work() {
    use tracing::Instrument;
    async { tokio::task::yield_now().await }
        .instrument(tracing::trace_span!(target: "keystead::trace", "transaction", name = "sign in", writes = true))
        .await;
}

// Issue 9, 7: a request and its pieces hang together, in the form that collectors read.
#[tokio::test]
async fn a_recorded_request_is_told_with_its_pieces() {
    let (traces, queue) = traces(100.0, false);
    let pieces = tracing_subscriber::registry().with(layer::Pieces::new(Arc::clone(&queue)));
    let _guard = tracing::subscriber::set_default(pieces);
    // Of no request.
    work().await;
    let trace = traces.begin(&HeaderMap::new(), ([127, 0, 0, 1].into(), &[]), 1_700_000_000_000);
    trace.while_answering(async { work().await }).await;
    traces.end(&trace, ("POST", "/{tenant}/x"), 503);
    let spans = queue.take();
    let resource = Resource { service: "s".into(), version: "1", instance: "i".into() };
    let told = document(&resource, &spans);
    let told = &told["resourceSpans"][0];
    assert_eq!(told["resource"]["attributes"][0]["value"]["stringValue"], "s");
    let told = told["scopeSpans"][0]["spans"].as_array().unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    let (piece, request) = (&told[0], &told[1]);
    assert_eq!((&piece["traceId"], &piece["parentSpanId"]), (&request["traceId"], &request["spanId"]));
    assert_ne!(piece["spanId"], request["spanId"]);
    assert_eq!((&piece["name"], &piece["kind"]), (&"transaction".into(), &1.into()));
    assert_eq!((&request["name"], &request["kind"]), (&"POST /{tenant}/x".into(), &2.into()));
    assert_eq!(request["status"]["code"], 2);
    assert_eq!(request["attributes"][2]["value"]["intValue"], "503");
    assert_eq!(piece["attributes"][0], serde_json::json!({ "key": "name", "value": { "stringValue": "sign in" } }));
    let nanos = |span: &serde_json::Value, name: &str| span[name].as_str().unwrap().parse::<u128>().unwrap();
    assert!(nanos(request, "startTimeUnixNano") >= 1_700_000_000_000_000_000);
    assert!(nanos(request, "startTimeUnixNano") <= nanos(piece, "startTimeUnixNano"));
    assert!(nanos(piece, "endTimeUnixNano") <= nanos(request, "endTimeUnixNano"));
}

// Issue 9, 7: a collector that takes nothing fills no memory.
#[test]
fn what_has_no_room_is_dropped_and_counted() {
    let (traces, queue) = traces(100.0, false);
    let trace = traces.begin(&HeaderMap::new(), ([127, 0, 0, 1].into(), &[]), 0);
    for _ in 0..10_000 {
        traces.end(&trace, ("GET", "/"), 200);
    }
    assert_eq!(queue.counted(), [("sent", 0), ("not_taken", 0), ("dropped", 10_000 - 8_192)]);
    assert_eq!(queue.take().len(), 512);
}
