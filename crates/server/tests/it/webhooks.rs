//! Programs of a tenant are told what happens (issue 8, 5), at receivers of their own over HTTP: signed, at least once, and nobody waits for whoever does
//! not listen.

mod console;

use crate::authorization::text;
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::webhooks::{self, Posting};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId, WebhookId};
use store::{Tx, webhook_delivery};

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

/// Looks what is to be told, and tells it until nothing is due.
async fn tell(app: &TestApp) {
    webhooks::look(&app.app).await.unwrap();
    let mut posting = Posting::default();
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
            webhook_delivery::add(tx, (tenant, id), (event.id, "sign_up.succeeded"), 0)?;
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

    // The schedule of three days, each attempt under the same name; then it is left alone until somebody asks.
    async fn what_is_not_taken_is_told_again(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver([vec![500; 10], vec![202]].concat());
        let (page, secret) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        let first = told(&app, &calls).await;
        assert_eq!((first.len(), text(&first[0].json()["type"])), (1, "webhook.tested"));
        for wait in [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY] {
            app.advance_seconds(wait - 1);
            assert_eq!(told(&app, &calls).await.len(), 0, "not before {wait} s");
            app.advance_seconds(wait / 10 + 2);
            let again = told(&app, &calls).await;
            assert_eq!((again.len(), again[0].id(), &again[0].body), (1, first[0].id(), &first[0].body), "{wait}");
            assert!(again[0].header("webhook-timestamp") > first[0].header("webhook-timestamp"));
            assert_eq!(again[0].signed_by(&secret), 1);
        }
        app.advance_seconds(DAY);
        assert_eq!(told(&app, &calls).await.len(), 0, "given up");
        owner.sign_in().await.ok();
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("Given up") && seen.contains("it answered with status 500") && seen.contains("It has taken nothing since"), "{seen}");
        let retry = format!("{page}/deliveries/{}/retry", text(&first[0].json()["data"]["id"]));
        assert_eq!(owner.console("POST", &retry, &json!({})).await.status, 204);
        let last = told(&app, &calls).await;
        assert_eq!((last.len(), last[0].id()), (1, first[0].id()));
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("Taken") && !seen.contains("It has taken nothing since"), "{seen}");
    }

    // Whoever is killed between what happened, what was noted and what was sent loses nothing.
    async fn a_node_that_is_killed_loses_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        let (silent, _) = silence().await;
        let (page, _) = added(&mut owner, &silent, &["sign_in"]).await;
        app.browser(SMART).sign_up("alice").await.ok();
        webhooks::look(&app.app).await.unwrap();
        let mut killed = Posting::default();
        killed.begin(&app.app).await.unwrap();
        drop(killed);
        let (url, calls) = receiver(vec![200; 9]);
        owner.changes(&format!("{page}/settings"), &json!({ "url": url })).await.ok();
        assert_eq!(told(&app, &calls).await.len(), 0, "another node may be at it");
        app.advance_seconds(121);
        let came = told(&app, &calls).await;
        assert_eq!(came.iter().filter(|call| call.json()["type"] == "sign_up.succeeded").count(), 1);
    }

    // ADR 29: an id is made before its event is committed.
    async fn what_was_committed_late_is_told(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["sign_in"]).await;
        app.advance_seconds(MINUTE);
        let late = app.app.now();
        app.advance_seconds(2 * MINUTE);
        app.browser(SMART).sign_up("alice").await.ok();
        app.advance_seconds(MINUTE);
        app.browser(SMART).sign_up("bob").await.ok();
        assert_eq!(told(&app, &calls).await.len(), 2);
        let tenant = key(&app, &page).0;
        let write = move |tx: &mut Tx<'_>| {
            let event = audit_event::latest(tx, tenant, 9)?.into_iter().find(|event| event.kind == "sign_up").unwrap();
            let id = EventId::from_parts(u64::try_from(late).unwrap(), [7; 10]);
            audit_event::insert(tx, &AuditEvent { id, at: late, salt: None, ..event })
        };
        app.store.write("a late event", write).await.unwrap();
        assert_eq!(told(&app, &calls).await.len(), 0);
        app.advance_seconds(20 * MINUTE);
        let came = told(&app, &calls).await;
        let ids: Vec<_> = came.iter().map(Call::id).collect();
        assert_eq!(ids, [format!("msg_{}", EventId::from_parts(u64::try_from(late).unwrap(), [7; 10]))]);
    }

    // A receiver that never answers costs a turn of four calls, and keeps nobody else waiting.
    async fn an_address_that_hangs_keeps_nobody_waiting(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (silent, count) = silence().await;
        let (hangs, _) = added(&mut owner, &silent, &["recovery"]).await;
        waiting(&app, &hangs, 50).await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        waiting(&app, &page, 3).await;
        let mut posting = Posting::default();
        posting.begin(&app.app).await.unwrap();
        posting.next().await.unwrap().unwrap();
        assert_eq!(calls.try_iter().count(), 3);
        // And whoever comes later need not wait for it, either.
        tested(&mut owner, &page).await;
        posting.begin(&app.app).await.unwrap();
        posting.next().await.unwrap().unwrap();
        assert_eq!(calls.try_iter().count(), 1);
        assert!(count.load(Ordering::SeqCst) <= 4, "{count:?}");
    }

    // Nobody listens: all that waits for the address waits together, and comes once somebody does.
    async fn what_waits_for_one_that_is_away_waits_together(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (url, calls) = receiver(Vec::new());
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        waiting(&app, &page, 30).await;
        tell(&app).await;
        assert!(app.log.text().matches("a webhook does not take").count() <= 1, "{}", app.log.text());
        for wait in [5, 30, 2 * MINUTE, 10 * MINUTE] {
            let before = app.log.text().matches("a webhook does not take").count();
            app.advance_seconds(wait - 1);
            tell(&app).await;
            assert_eq!(app.log.text().matches("a webhook does not take").count(), before, "not before {wait} s");
            app.advance_seconds(1);
            tell(&app).await;
            assert_eq!(app.log.text().matches("a webhook does not take").count(), before + 1, "{wait}");
        }
        assert_eq!(calls.try_iter().count(), 0);
        owner.sign_in().await.ok();
        let (url, calls) = receiver(vec![200; 40]);
        owner.changes(&format!("{page}/settings"), &json!({ "url": url })).await.ok();
        app.advance_seconds(10 * HOUR);
        assert_eq!(told(&app, &calls).await.len(), 30);
    }

    // 410 switches it off at once, and five days without anything taken do, too.
    async fn an_address_that_is_gone_is_switched_off(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![410, 200, 200]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        app.advance_seconds(HOUR);
        owner.sign_in().await.ok();
        assert_eq!(told(&app, &calls).await.len(), 0);
        let seen = owner.console("GET", &page, &Value::Null).await.text;
        assert!(seen.contains("gone for good (410)") && seen.contains("Switched off"), "{seen}");
        assert_eq!(owner.console("POST", &format!("{page}/enable"), &json!({})).await.status, 204);
        assert_eq!(told(&app, &calls).await.len(), 1, "what waited comes");
        let (url, calls) = receiver(vec![500; 3]);
        let (failing, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &failing).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        app.advance_seconds(5 * DAY);
        owner.sign_in().await.ok();
        tested(&mut owner, &failing).await;
        assert_eq!(told(&app, &calls).await.len(), 2);
        app.advance_seconds(DAY);
        assert_eq!(told(&app, &calls).await.len(), 0);
        owner.sign_in().await.ok();
        let seen = owner.console("GET", &failing, &Value::Null).await.text;
        assert!(seen.contains("taken nothing for five days"), "{seen}");
        let ends: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.kind == "webhook_disabled").collect();
        let mut why: Vec<_> = ends.iter().map(|entry| entry.detail.as_ref().unwrap().rsplit(' ').next().unwrap()).collect();
        why.sort_unstable();
        assert_eq!(why, ["failing", "gone"]);
    }

    // DESIGN 13: no redirect, no answer without end, no private network.
    async fn no_address_leads_elsewhere(app: TestApp) {
        let mut owner = app.owner().await;
        let (inside, insiders) = receiver(vec![200]);
        let redirect = format!("HTTP/1.1 307 X\r\nlocation: {inside}\r\ncontent-length: 0\r\n\r\n");
        let huge = format!("HTTP/1.1 200 X\r\ncontent-length: 3000000\r\n\r\n{}", "x".repeat(3_000_000));
        let (url, calls) = answering(vec![redirect, huge]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        assert_eq!(deliveries(&mut owner, &page).await[0]["trouble"], "it answered with status 307");
        app.advance_seconds(6);
        assert_eq!(told(&app, &calls).await.len(), 1);
        let trouble = deliveries(&mut owner, &page).await[0]["trouble"].clone();
        assert!(text(&trouble).contains("too large"), "{trouble}");
        assert_eq!(insiders.try_iter().count(), 0);
        for url in ["https://127.0.0.1:9/in", "https://10.0.0.1/in", "https://[fd00::1]/in", "http://127.0.0.1:9/in"] {
            let (page, _) = added(&mut owner, url, &["recovery"]).await;
            tested(&mut owner, &page).await;
            tell(&app).await;
            let trouble = deliveries(&mut owner, &page).await[0]["trouble"].clone();
            assert!(text(&trouble).contains("the configuration"), "{url}: {trouble}");
        }
    }

    // What was told is forgotten in the end, and with its address at once.
    async fn what_was_told_is_forgotten(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (url, calls) = receiver(vec![200; 9]);
        let (kept, _) = added(&mut owner, &url, &["recovery"]).await;
        let (gone, _) = added(&mut owner, "https://hooks.example/in", &["recovery"]).await;
        waiting(&app, &gone, 600).await;
        tested(&mut owner, &kept).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        let count = async |page: &str| {
            let whose = key(&app, page);
            let all = EventId::from_bytes([0xff; 16]);
            app.store.read("count", move |tx| webhook_delivery::newest(tx, whose, all, 1_000)).await.unwrap().len()
        };
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!((count(&kept).await, count(&gone).await), (1, 600));
        let version = owner.version_of(&gone).await;
        assert_eq!(owner.removes(&gone, &version).await.status, 204);
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!((count(&kept).await, count(&gone).await), (1, 0));
        app.advance_seconds(10 * DAY + 1);
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!(count(&kept).await, 0);
    }
}
