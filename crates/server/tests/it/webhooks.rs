//! Programs of a tenant are told what happens (issue 8, 5), at receivers of their own over HTTP: signed, at least once, and nobody waits for whoever does
//! not listen.

mod busy;
mod console;
mod nodes;
mod receivers;

use crate::authorization::text;
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::webhooks::{Looking, Posting};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId, WebhookId};
use store::{Tx, webhook_delivery};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;

const LIST: &str = "/admin/demo/webhooks";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// One call: its head in small letters but for values, and its body.
#[derive(Debug)]
struct Call {
    head: String,
    body: String,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        let found = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("{name}: {}", self.head))
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Those of its signatures that this secret makes, by the standard's own library.
    fn signed_by(&self, secret: &str) -> usize {
        let timestamp = self.header("webhook-timestamp").parse().unwrap();
        let library = standardwebhooks::Webhook::new(secret).unwrap();
        let ours = library.sign(self.id(), timestamp, self.body.as_bytes()).unwrap();
        self.header("webhook-signature").split(' ').filter(|one| *one == ours).count()
    }
}

/// Gives each call the next of these answers, and says what came.
fn answering(answers: Vec<String>) -> (String, Receiver<Call>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}/in?key=hidden", listener.local_addr().unwrap().port());
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut socket, _) = listener.accept().unwrap();
            let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
            let call = loop {
                let read = socket.read(&mut bytes).unwrap();
                all.extend_from_slice(&bytes[..read]);
                let text = String::from_utf8_lossy(&all).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                assert!(head.starts_with("POST /in?key=hidden HTTP/1.1"), "{head}");
                let call = Call { head: head.to_owned(), body: body.to_owned() };
                if body.len() == call.header("content-length").parse::<usize>().unwrap() {
                    break call;
                }
            };
            assert_eq!(call.header("content-type"), "application/json");
            // First of all, so that it is there once the caller has its answer.
            sender.send(call).unwrap();
            // Whoever has heard enough hangs up.
            socket.write_all(answer.as_bytes()).ok();
        }
    });
    (url, calls)
}

fn receiver(statuses: Vec<u16>) -> (String, Receiver<Call>) {
    let answer = |status| format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
    answering(statuses.into_iter().map(answer).collect())
}

/// Takes calls and answers none; how many came.
async fn silence() -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/in", listener.local_addr().unwrap().port());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, count)
}

/// Takes calls and answers each with this status once it may.
struct Slow {
    url: String,
    count: Arc<AtomicUsize>,
    came: tokio::sync::mpsc::UnboundedReceiver<()>,
    may_answer: Arc<Semaphore>,
}

impl Slow {
    async fn begin(status: u16) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}/in", listener.local_addr().unwrap().port());
        let (sender, came) = tokio::sync::mpsc::unbounded_channel();
        let (count, may_answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let (counter, gate) = (Arc::clone(&count), Arc::clone(&may_answer));
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                counter.fetch_add(1, Ordering::SeqCst);
                sender.send(()).ok();
                let gate = Arc::clone(&gate);
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    assert_ne!(socket.read(&mut bytes).await.unwrap(), 0);
                    gate.acquire().await.unwrap().forget();
                    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    socket.write_all(answer.as_bytes()).await.ok();
                });
            }
        });
        Self { url, count, came, may_answer }
    }

    /// Waits for so many calls.
    async fn heard(&mut self, number: usize) {
        for _ in 0..number {
            self.came.recv().await.unwrap();
        }
    }

    fn answers(&self, number: usize) {
        self.may_answer.add_permits(number);
    }

    fn calls(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

/// Looks what is to be told, and tells it until nothing is due.
async fn tell(app: &TestApp) {
    Looking::default().look(&app.app).await.unwrap();
    send(app, Posting::default()).await;
}

/// Sends until nothing is due.
async fn send(app: &TestApp, mut posting: Posting) {
    posting.begin(&app.app).await.unwrap();
    while let Some(done) = posting.next().await {
        done.unwrap();
        posting.begin(&app.app).await.unwrap();
    }
}

/// What comes of it.
async fn told(app: &TestApp, calls: &Receiver<Call>) -> Vec<Call> {
    tell(app).await;
    calls.try_iter().collect()
}

/// The path of its page, and its secret.
async fn added(owner: &mut Actor<'_>, url: &str, events: &[&str]) -> (String, String) {
    let answer =
        owner.console("POST", LIST, &json!({ "url": url, "description": "SIEM", "events": events })).await.ok();
    (format!("{LIST}/{}", text(&answer["id"])), text(&answer["secret"]).to_owned())
}

/// Sends a test event.
async fn tested(owner: &mut Actor<'_>, page: &str) {
    let answer = owner.console("POST", &format!("{page}/test"), &json!({})).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

async fn deliveries(owner: &mut Actor<'_>, page: &str) -> Vec<Value> {
    let answer = owner.console("GET", &format!("{page}/deliveries"), &Value::Null).await.ok();
    answer["deliveries"].as_array().unwrap().clone()
}

fn key(app: &TestApp, page: &str) -> (TenantId, WebhookId) {
    let tenant = app.app.snapshot().door("demo", "community").unwrap().tenant.id;
    (tenant, page.rsplit('/').next().unwrap().parse().unwrap())
}

/// Makes so many deliveries that are due, of events that were recorded.
async fn waiting(app: &TestApp, page: &str, number: u32) {
    let (tenant, id) = key(app, page);
    let write = move |tx: &mut Tx<'_>| {
        let event = audit_event::latest(tx, tenant, 1)?.remove(0);
        for number in 0..number {
            let mut bytes = *event.id.as_bytes();
            bytes[8..12].copy_from_slice(&id.as_bytes()[12..]);
            bytes[12..].copy_from_slice(&number.to_be_bytes());
            let event = AuditEvent { id: EventId::from_bytes(bytes), salt: None, ..event.clone() };
            audit_event::insert(tx, &event)?;
            webhook_delivery::add(tx, (tenant, id), (event.id, "recovery.completed"), 0)?;
        }
        store::webhook::wake(tx, (tenant, id), 0)
    };
    app.store.write("plant deliveries", write).await.unwrap();
}

on_both_engines! {
    // Issue 8, 5: signed by the standard, with ids and words, and without what is personal.
    async fn an_event_is_told_signed_and_once(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![204; 9]);
        app.browser(SMART).sign_up("before").await.ok();
        app.advance_seconds(1);
        let (page, secret) = added(&mut owner, &url, &["sign_in"]).await;
        assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
        app.advance_seconds(1);
        app.browser(SMART).sign_up("alice").await.ok();
        let came = told(&app, &calls).await;
        let types: Vec<_> = came.iter().map(|call| call.json()["type"].clone()).collect();
        assert_eq!(types, [json!("sign_up.succeeded")], "of what was before nothing is told");
        let (call, told_of) = (&came[0], came[0].json());
        assert_eq!((call.signed_by(&secret), call.header("webhook-signature").split(' ').count()), (1, 1));
        assert_eq!(call.header("webhook-timestamp").parse::<i64>().unwrap(), app.app.now() / 1000);
        assert_eq!(call.id(), format!("msg_{}", text(&told_of["data"]["id"])));
        let entry = &told_of["data"];
        assert_eq!((text(&entry["tenant"]), text(&entry["outcome"])), (key(&app, &page).0.to_string().as_str(), "done"));
        assert!(entry["subject"].is_string() && entry["subject"] == entry["actor"] && entry["passkey"].is_string());
        assert!(told_of["timestamp"].is_string() && !call.body.contains("alice") && !call.body.contains("127.0.0.1"), "{}", call.body);
        // Again and again, and a quarter of an hour later: it was told.
        for wait in [0, 3, 60, 20 * MINUTE] {
            app.advance_seconds(wait);
            assert_eq!(told(&app, &calls).await.len(), 0);
        }
        owner.sign_in().await.ok();
        let seen = deliveries(&mut owner, &page).await;
        let taken = seen.iter().find(|one| one["type"] == "sign_up.succeeded").unwrap();
        assert_eq!((&taken["state"], &taken["attempts"], &taken["status"], text(&taken["message"])), (&json!("taken"), &json!(1), &json!(204), call.id()));
    }

    // Only what was asked for, and nothing of what is refused where nobody asked for that.
    async fn an_address_is_told_what_it_asks_for(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (other, others) = receiver(vec![200; 9]);
        added(&mut owner, &url, &["passkey"]).await;
        let (page, _) = added(&mut owner, &other, &["refusal", "administration"]).await;
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let garbled = alice.post("/sign-in/passkey/finish", &json!({ "ceremony": "x" })).await;
        assert_eq!(garbled.status.as_u16() / 100, 4);
        owner.changes(&format!("{page}/settings"), &json!({ "description": "Another" })).await.ok();
        let first: Vec<_> = told(&app, &calls).await.iter().map(|call| call.json()["type"].clone()).collect();
        let second: Vec<_> = others.try_iter().map(|call| call.json()).collect();
        assert!(first.iter().all(|kind| text(kind).starts_with("passkey.")), "{first:?}");
        let kinds: Vec<_> = second.iter().map(|told| text(&told["type"]).to_owned()).collect();
        assert!(kinds.iter().any(|kind| kind == "webhook.changed"), "{kinds:?}");
        assert!(kinds.iter().all(|kind| kind.ends_with(".refused") || kind.starts_with("webhook.")), "{kinds:?}");
        assert!(second.iter().filter(|told| told["data"]["outcome"] == "refused").all(|told| told["data"]["reason"].is_string() && told["data"]["detail"].is_null()));
        // Off, nothing is told, and on again nothing of the time between.
        owner.console("POST", &format!("{page}/disable"), &json!({})).await;
        app.advance_seconds(10);
        owner.changes(&format!("{page}/settings"), &json!({ "description": "Quiet" })).await.ok();
        assert_eq!(told(&app, &others).await.len(), 0);
        app.advance_seconds(1);
        owner.console("POST", &format!("{page}/enable"), &json!({})).await;
        let kinds: Vec<_> = told(&app, &others).await.iter().map(|call| call.json()["type"].clone()).collect();
        assert_eq!(kinds, [json!("webhook.enabled")]);
    }

    // What is not ticked any more is not sent, though it waits; what somebody asks for is sent whatever is ticked.
    async fn what_nobody_asks_for_any_more_is_left_out(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["sign_in", "recovery"]).await;
        app.browser(SMART).sign_up("alice").await.ok();
        Looking::default().look(&app.app).await.unwrap();
        owner.changes(&format!("{page}/settings"), &json!({ "events": ["recovery"] })).await.ok();
        assert_eq!(told(&app, &calls).await.len(), 0);
        let seen = deliveries(&mut owner, &page).await;
        let skipped = seen.iter().find(|one| one["type"] == "sign_up.succeeded").unwrap();
        assert_eq!((&skipped["state"], &skipped["attempts"], &skipped["due_at"]), (&json!("skipped"), &json!(0), &Value::Null));
        let shown = owner.console("GET", &page, &Value::Null).await.text;
        assert!(shown.contains("Not asked for any more") && !shown.contains("It has taken nothing since"), "{shown}");
        let retry = format!("{page}/deliveries/{}/retry", text(&skipped["event"]));
        assert_eq!(owner.console("POST", &retry, &json!({})).await.status, 204);
        let again = told(&app, &calls).await;
        assert_eq!((again.len(), again[0].id()), (1, text(&skipped["message"])));
    }
}
