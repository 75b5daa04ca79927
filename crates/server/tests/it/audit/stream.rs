//! What is recorded reaches a receiver elsewhere: in order, at least once, without a gap, signed, and without what is personal.

use super::{MINUTE, recorded, row_of, seal, seals, tamper, tenant};
use crate::support::app::{CLASSIC, SMART};
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use domain::alarms;
use domain::audit::{self, stream};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use server::audit_stream::Sender;
use server::config::audit::AuditSection;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const DAY: i64 = 24 * 60 * MINUTE;
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");
const SOON: Duration = Duration::from_secs(10);

fn section(target: &str) -> AuditSection {
    AuditSection { stream: Some(target.parse().unwrap()), ..AuditSection::default() }
}

fn sender(app: &TestApp, target: &str) -> Sender {
    Sender::open(&section(target), &app.app).unwrap().unwrap()
}

/// Sends until nothing more is taken; the number of batches.
async fn drain(app: &TestApp, sender: &Sender) -> usize {
    let mut number = 0;
    while sender.round(&app.app).await.unwrap() {
        number += 1;
    }
    number
}

/// One call: its head in small letters, and its body.
type Call = (String, String);

/// Answers each call with the next of these statuses, and says what came.
fn hook(statuses: Vec<u16>) -> (String, Receiver<Call>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/in?key=secret", listener.local_addr().unwrap().port());
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut socket, _) = listener.accept().unwrap();
            let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
            let (head, body) = loop {
                let read = socket.read(&mut bytes).unwrap();
                all.extend_from_slice(&bytes[..read]);
                let text = String::from_utf8_lossy(&all).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_ascii_lowercase();
                let length: usize = header(&head, "content-length").parse().unwrap();
                if body.len() == length {
                    break (head, body.to_owned());
                }
            };
            socket.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
            sender.send((head, body)).unwrap();
        }
    });
    (url, calls)
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let found = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("{name}: {head}"))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// A receiver over TLS: what it was told on the first connection that held.
fn encrypted() -> (u16, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, got) = channel();
    let chain = vec![CertificateDer::from_pem_file(format!("{FIXTURES}/first.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(format!("{FIXTURES}/first.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut bytes = Vec::new();
            let read = rustls::Stream::new(&mut connection, &mut socket).read_to_end(&mut bytes);
            if read.is_ok() && !bytes.is_empty() {
                taken.send(bytes).unwrap();
                return;
            }
        }
    });
    (port, got)
}

/// The messages of a connection, by the lengths before them.
fn unframed(mut bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ').unwrap();
        let length: usize = std::str::from_utf8(&bytes[..space]).unwrap().parse().unwrap();
        found.push(String::from_utf8(bytes[space + 1..=space + length].to_vec()).unwrap());
        bytes = &bytes[space + 1 + length..];
    }
    found
}

/// The JSON of a syslog message, once its head is what it should be.
#[track_caller]
fn of_syslog(message: &str) -> Value {
    let (head, json) = message.split_once(" - {").unwrap();
    let words: Vec<_> = head.split(' ').collect();
    assert_eq!((words[0], words[2], words[3], words[4]), ("<110>1", "localhost", "keystead", "-"), "{message}");
    let told: Value = serde_json::from_str(&format!("{{{json}")).unwrap();
    assert_eq!(words[5], told["type"].as_str().unwrap());
    if told["type"] == "event" {
        assert_eq!(words[1], told["at"].as_str().unwrap());
    }
    told
}

async fn members(app: &TestApp, names: &[&str]) {
    for name in names {
        app.browser(SMART).sign_up(name).await.ok();
        app.advance_seconds(1);
    }
    app.advance_seconds(2 * MINUTE);
    seal(app).await.unwrap();
}

/// That these lines are the whole chain: each seal behind its events, and all events of these tenants in between.
async fn assert_whole(app: &TestApp, told: &[Value]) {
    let mut events = Vec::new();
    let mut numbers = Vec::new();
    for line in told {
        match line["type"].as_str().unwrap() {
            "event" => events.push(line),
            "seal" => {
                assert_eq!(line["events"], events.len(), "{line}");
                assert!(
                    events.iter().all(|event| event["seal"] == line["number"] && event["tenant"] == line["tenant"])
                );
                numbers.push(line["number"].as_i64().unwrap());
                events.clear();
            }
            other => panic!("{other}"),
        }
    }
    assert!(events.is_empty(), "every event is followed by its seal");
    let all: Vec<_> = seals(app).await.iter().map(|seal| seal.number).collect();
    assert_eq!(numbers, all);
    let sent = told.iter().filter(|line| line["type"] == "event" && line["tenant"] == tenant(app).to_string());
    let sent: Vec<_> = sent.map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    let kept: Vec<_> = recorded(app, tenant(app)).await.iter().map(|row| row.event.id.to_string()).collect();
    assert_eq!(sent, kept);
}

on_both_engines! {
    // In the order of sealing, over a connection with octet counting, as RFC 5424 has it.
    async fn syslog_takes_events_and_seals_in_order(app: TestApp) {
        members(&app, &["ada", "grace"]).await;
        app.member(CLASSIC, "else").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, got) = channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            listener.accept().unwrap().0.read_to_end(&mut bytes).unwrap();
            taken.send(bytes).unwrap();
        });
        let sender = sender(&app, &format!("syslog+tcp://127.0.0.1:{port}"));
        assert_eq!(drain(&app, &sender).await, 1);
        let told: Vec<_> = unframed(&got.recv_timeout(SOON).unwrap()).iter().map(|message| of_syslog(message)).collect();
        assert_whole(&app, &told).await;
        let head = audit::verify(&app.app, None).await.unwrap().head.unwrap();
        assert_eq!(told.last().unwrap()["head"], head, "good for --head");
        assert_eq!(drain(&app, &sender).await, 0, "nothing is sent twice");
        let standing = stream::standing(&app.app).await.unwrap();
        assert_eq!((standing.sent, standing.failing_since), (standing.sealed, None));
    }

    async fn syslog_takes_datagrams(app: TestApp) {
        members(&app, &["ada"]).await;
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        udp.set_read_timeout(Some(SOON)).unwrap();
        let port = udp.local_addr().unwrap().port();
        assert_eq!(drain(&app, &sender(&app, &format!("syslog+udp://127.0.0.1:{port}"))).await, 1);
        let number = seals(&app).await.len();
        let mut told = Vec::new();
        while told.iter().filter(|line: &&Value| line["type"] == "seal").count() < number {
            let mut bytes = [0; 16_384];
            let read = udp.recv(&mut bytes).unwrap();
            told.push(of_syslog(std::str::from_utf8(&bytes[..read]).unwrap()));
        }
        assert_whole(&app, &told).await;
    }

    // A socket of this machine, and TLS to a receiver whose authority the operator names.
    async fn syslog_takes_a_local_socket_and_tls(app: TestApp) {
        members(&app, &["ada"]).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let local = UnixDatagram::bind(&path).unwrap();
        local.set_read_timeout(Some(SOON)).unwrap();
        let number = seals(&app).await.len();
        let reading = std::thread::spawn(move || {
            let mut told = Vec::new();
            while told.iter().filter(|line: &&Value| line["type"] == "seal").count() < number {
                let mut bytes = [0; 16_384];
                let read = local.recv(&mut bytes).unwrap();
                told.push(of_syslog(std::str::from_utf8(&bytes[..read]).unwrap()));
            }
            told
        });
        assert_eq!(drain(&app, &sender(&app, &format!("syslog+unix://{}", path.display()))).await, 1);
        assert_whole(&app, &reading.join().unwrap()).await;

        members(&app, &["grace"]).await;
        app.advance_seconds(2 * MINUTE);
        let (port, got) = encrypted();
        let target = section(&format!("syslog+tls://localhost:{port}"));
        let disbelieving = Sender::open(&target, &app.app).unwrap().unwrap();
        assert_eq!(drain(&app, &disbelieving).await, 0, "nobody else vouches for it");
        app.advance_seconds(2 * MINUTE);
        let roots = Some(format!("{FIXTURES}/first.pem").into());
        let believing = Sender::open(&AuditSection { stream_roots: roots, ..target }, &app.app).unwrap().unwrap();
        assert_eq!(drain(&app, &believing).await, 1);
        let told: Vec<_> = unframed(&got.recv_timeout(SOON).unwrap()).iter().map(|message| of_syslog(message)).collect();
        assert_eq!(told.last().unwrap()["number"], seals(&app).await.len());
    }

    // Signed, and what is personal stays unless the operator says otherwise.
    async fn a_webhook_is_signed_and_told_nothing_personal(app: TestApp) {
        members(&app, &["lovelace"]).await;
        let (url, calls) = hook(vec![204, 200]);
        assert_eq!(drain(&app, &sender(&app, &url)).await, 1);
        let (head, body) = calls.recv_timeout(SOON).unwrap();
        assert!(head.starts_with("post /in?key=secret http/1.1"), "{head}");
        assert_eq!(header(&head, "content-type"), "application/x-ndjson");
        let secret = alarms::stream_secret(&app.app, &url);
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
        let text = format!("{}.{body}", header(&head, "keystead-timestamp"));
        let expected = aws_lc_rs::hmac::sign(&key, text.as_bytes()).as_ref().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(header(&head, "keystead-signature"), format!("v1={expected}"));
        assert_whole(&app, &lines(&body)).await;
        for personal in ["127.0.0.1", "address", "user_agent", "passkey_label", "lovelace"] {
            assert!(!body.contains(personal), "{personal}: {body}");
        }
        members(&app, &["grace"]).await;
        let section = AuditSection { stream_personal: Some(true), ..section(&url) };
        // Another process: the first one keeps its turn for a while.
        app.advance_seconds(2 * MINUTE);
        let open = Sender::open(&section, &app.app).unwrap().unwrap();
        assert_eq!(drain(&app, &open).await, 1);
        let (_, body) = calls.recv_timeout(SOON).unwrap();
        let signed_up = lines(&body).into_iter().find(|line| line["kind"] == "sign_up").unwrap();
        assert_eq!(signed_up["address"], "127.0.0.1");
    }

    // A receiver that says no is asked again, later and later, for the same; one that stays away is an alarm, until it is back.
    async fn a_receiver_that_says_no_is_asked_again(app: TestApp) {
        app.owner().await;
        members(&app, &["ada"]).await;
        let (url, calls) = hook(vec![500, 503, 404, 200]);
        let sender = sender(&app, &url);
        assert_eq!(drain(&app, &sender).await, 0);
        let (head, first) = calls.recv_timeout(SOON).unwrap();
        let found = domain::doctor::of_stream(&app.app, "the receiver").await;
        assert_eq!(found.state, domain::doctor::State::ToLookAt, "it may be back at once: {found:?}");
        assert_eq!(drain(&app, &sender).await, 0, "not at once");
        assert!(calls.try_recv().is_err());
        app.advance_seconds(5);
        assert_eq!(drain(&app, &sender).await, 0);
        let (again, second) = calls.recv_timeout(SOON).unwrap();
        assert_eq!((&first, header(&head, "keystead-id")), (&second, header(&again, "keystead-id")));
        assert_ne!(header(&head, "keystead-timestamp"), header(&again, "keystead-timestamp"));
        app.advance_seconds(5);
        drain(&app, &sender).await;
        assert!(calls.try_recv().is_err(), "the second wait is longer");
        assert_eq!(is_raised(&app).await, None);
        app.advance_seconds(15 * MINUTE);
        let told = is_raised(&app).await.unwrap();
        // Read by whoever may see alarms of the pool.
        assert!(told.starts_with("Since ") && told.ends_with(": see `keystead audit stream`."), "{told}");
        let found = domain::doctor::of_stream(&app.app, "the receiver").await;
        assert!(found.state == domain::doctor::State::Wrong && found.found.contains("it answered with status 503. Sent through seal 0 of"), "{found:?}");
        drain(&app, &sender).await;
        calls.recv_timeout(SOON).unwrap();
        app.advance_seconds(10 * MINUTE);
        assert_eq!(drain(&app, &sender).await, 1);
        assert_eq!(calls.recv_timeout(SOON).unwrap().1, first);
        assert_eq!(is_raised(&app).await, None);
        assert_eq!(domain::doctor::of_stream(&app.app, "").await.state, domain::doctor::State::Good);
    }

    // Two processes, one of which dies between the receiver's yes and its note: nothing is missing, and what came twice is the same twice.
    async fn one_of_two_processes_sends_and_nothing_is_lost(app: TestApp) {
        members(&app, &["ada"]).await;
        let (url, calls) = hook(vec![200, 200]);
        let (first, second) = (sender(&app, &url), sender(&app, &url));
        let (one, two) = tokio::join!(drain(&app, &first), drain(&app, &second));
        assert_eq!(one + two, 1, "once");
        let (_, told) = calls.recv_timeout(SOON).unwrap();
        assert!(calls.try_recv().is_err());
        members(&app, &["grace"]).await;
        // It was taken, and whoever sent it is no more.
        let lost = stream::next(&app.app, "dead", false).await.unwrap().unwrap();
        assert_eq!(drain(&app, &second).await, 0, "the dead one's turn is not over");
        app.advance_seconds(2 * MINUTE);
        assert_eq!(drain(&app, &second).await, 1);
        let (_, again) = calls.recv_timeout(SOON).unwrap();
        assert_eq!(again, lost.text(), "the same once more");
        assert!(!stream::sent(&app.app, lost).await.unwrap(), "a late note moves nothing");
        let all: Vec<_> = lines(&told).into_iter().chain(lines(&again)).collect();
        assert_whole(&app, &all).await;
    }

    // What was let go before it was sent is told as what it is.
    async fn what_was_let_go_before_is_told(app: TestApp) {
        members(&app, &["ada"]).await;
        app.advance_seconds(400 * DAY);
        members(&app, &["grace"]).await;
        assert!(audit::let_go(&app.app, 365 * DAY * 1000).await.unwrap() > 0);
        let batch = stream::next(&app.app, "one", false).await.unwrap().unwrap();
        let told = lines(&batch.text());
        let before = seals(&app).await[0].number - 1;
        assert_eq!((told[0]["type"].as_str(), &told[0]["after"], &told[0]["through"]), (Some("gap"), &0.into(), &before.into()));
        assert_whole(&app, &told[1..]).await;
    }

    // More than one batch, and an event that somebody has taken away.
    async fn many_events_go_in_several_batches(app: TestApp) {
        let from = app.audit(SMART).await.len();
        let sql = many(&app);
        tamper(&app, sql).await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        let rows = recorded(&app, tenant(&app)).await;
        assert_eq!(rows.len(), from + 1_200);
        tamper(&app, format!("DELETE FROM audit_events WHERE {}", row_of(&app, (tenant(&app), rows[600].event.id)))).await;
        let (mut told, mut batches) = (Vec::new(), 0);
        while let Some(batch) = stream::next(&app.app, "one", false).await.unwrap() {
            assert!(batch.lines.len() <= 1_100, "{}", batch.lines.len());
            told.extend(lines(&batch.text()));
            batches += 1;
            assert!(stream::sent(&app.app, batch).await.unwrap());
        }
        assert!(batches >= 2, "{batches}");
        let events: Vec<_> = told.iter().filter(|line| line["type"] == "event" && line["tenant"] == tenant(&app).to_string()).collect();
        assert_eq!(events.len(), rows.len());
        let gone: Vec<_> = events.iter().filter(|line| line["gone"] == true).collect();
        assert_eq!((gone.len(), gone[0]["id"].as_str().unwrap()), (1, rows[600].event.id.to_string().as_str()));
    }
}

/// A statement that records as many events as some seals hold, by numbers.
fn many(app: &TestApp) -> String {
    let now = app.app.now();
    let tenant = app.literal(tenant(app).as_bytes());
    let rows: Vec<_> = (0..1_200_u32)
        .map(|number| {
            let mut id = [0; 16];
            id[..6].copy_from_slice(&u64::try_from(now).unwrap().to_be_bytes()[2..]);
            id[12..].copy_from_slice(&number.to_be_bytes());
            format!("({tenant}, {}, {now}, 'page', 'done')", app.literal(&id))
        })
        .collect();
    format!("INSERT INTO audit_events (tenant_id, id, at, kind, outcome) VALUES {}", rows.join(", "))
}

/// What the alarm says while it is raised.
async fn is_raised(app: &TestApp) -> Option<String> {
    alarms::watch(&app.app).await;
    let pool = app.pool(HOME);
    let rows = app.store.read("alarms", move |tx| store::alarm::of_pool(tx, pool)).await.unwrap();
    rows.into_iter().find(|row| row.kind == "audit_not_taken" && row.cleared_at.is_none()).map(|row| row.detail)
}
