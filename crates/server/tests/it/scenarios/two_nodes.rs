//! The races with two servers as they really run: two processes on one PostgreSQL. Each is sent all of its request but the last byte, then
//! both get that, so that both have the whole request at the same moment. Exactly one may accept.

use super::{ROUNDS, SIGN_IN, SIGN_UP, one_accepted};
use crate::process::{Running, folder};
use crate::support::app::{ORIGIN, SMART};
use authenticator::{Authenticator, Lie, Setup};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use store::audit_event::AuditEvent;
use store::id::TenantId;
use store::testing::{Engine, Guard, engines, location_on};
use store::{Location, Store, Tx};

/// Two servers of one installation, and its database to look into.
struct Nodes {
    servers: [Running; 2],
    store: Store,
    _folders: [tempfile::TempDir; 2],
    _guard: Guard,
}

/// What a node answered.
#[derive(Debug)]
struct Told {
    status: u16,
    body: Value,
}

impl Told {
    fn read(mut stream: TcpStream) -> Self {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, body: serde_json::from_str(body).unwrap_or_default() }
    }

    #[track_caller]
    fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.body
    }

    #[track_caller]
    fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["error_code"].as_str()), (status, Some(code)), "{self:?}");
    }
}

impl Nodes {
    /// `None` where there is no PostgreSQL, which has been said then.
    async fn start() -> Option<Self> {
        if !engines().contains(&Engine::Postgres) {
            return None;
        }
        let (location, guard) = location_on(Engine::Postgres);
        let Location::Postgres { url, .. } = &location else { panic!("{location:?}") };
        let [(first, data), (second, more_data)] = [folder(), folder()];
        let key = first.path().join("master.key");
        std::fs::write(&key, "07".repeat(32)).unwrap();
        std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
        let key = key.to_str().unwrap();
        let shared = ["--demo", "--database", url, "--master-key-file", key, "--public-url", ORIGIN];
        let servers = [Running::start(&data, &shared), Running::start(&more_data, &shared)];
        assert_ne!(servers[0].address, servers[1].address);
        let store = tokio::task::spawn_blocking(move || Store::open(&location)).await.unwrap().unwrap();
        Some(Self { servers, store, _folders: [first, second], _guard: guard })
    }

    fn post(&self, node: usize, path: &str, body: &Value) -> Value {
        let (mut stream, last) = self.almost_ask(node, path, body);
        stream.write_all(&last).unwrap();
        Told::read(stream).ok()
    }

    /// Asks both at once, and this one a moment earlier.
    fn post_both(&self, first: usize, path: &str, bodies: [&Value; 2]) -> [Told; 2] {
        let mut asked = [0, 1].map(|node| self.almost_ask(node, path, bodies[node]));
        // They have read what there is and wait for the rest.
        std::thread::sleep(std::time::Duration::from_millis(5));
        for node in [first, 1 - first] {
            let (stream, last) = &mut asked[node];
            stream.write_all(last).unwrap();
        }
        asked.map(|(stream, _)| Told::read(stream))
    }

    fn almost_ask(&self, node: usize, path: &str, body: &Value) -> (TcpStream, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.servers[node].address).unwrap();
        stream.set_nodelay(true).unwrap();
        let body = body.to_string();
        let length = body.len();
        let head = format!("POST {SMART}{path} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n");
        let text = format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
        let (most, last) = text.as_bytes().split_at(text.len() - 1);
        stream.write_all(most).unwrap();
        (stream, last.to_vec())
    }

    /// Signs up at the first node.
    fn sign_up(&self, authenticator: &mut Authenticator, name: &str) -> Value {
        let begun = self.post(0, SIGN_UP.0, &json!({ "identifier": name }));
        self.post(0, SIGN_UP.1, &made(authenticator, &begun, name))
    }

    fn sign_in(&self, node: usize, authenticator: &mut Authenticator) -> Value {
        let shown = self.shown(node, authenticator);
        self.post(node, SIGN_IN.1, &shown)
    }

    fn shown(&self, node: usize, authenticator: &mut Authenticator) -> Value {
        let begun = self.post(node, SIGN_IN.0, &json!({}));
        authenticator.get(&begun["publicKey"], ORIGIN).unwrap()
    }

    /// How many events of this kind were recorded, by how they ended.
    async fn events(&self, kind: &'static str, outcome: &str) -> usize {
        let events = self.store.read("events", |tx| {
            let demo = demo(tx)?;
            store::audit_event::latest(tx, demo, 1000)
        });
        let ended =
            |event: &&AuditEvent| event.kind == kind && event.reason.as_deref().unwrap_or(&event.outcome) == outcome;
        events.await.unwrap().iter().filter(ended).count()
    }
}

fn demo(tx: &mut Tx<'_>) -> Result<TenantId, store::Error> {
    Ok(store::tenant::all(tx)?.into_iter().find(|tenant| tenant.slug == "demo").unwrap().id)
}

fn made(authenticator: &mut Authenticator, begun: &Value, name: &str) -> Value {
    let mut made = authenticator.create(&begun["publicKey"], ORIGIN).unwrap();
    made["identifier"] = name.into();
    made
}

/// Which of the two was accepted is chance; that it was one of them is not.
#[track_caller]
fn accepted_once(told: [Told; 2]) -> Value {
    let (accepted, refused) = one_accepted(told, |told| told.status == 200);
    refused.assert_refused(400, "session_expired");
    accepted.ok()
}

#[tokio::test]
async fn registration_challenge_race() {
    let Some(nodes) = Nodes::start().await else { return };
    for round in 0..ROUNDS {
        let (name, mut authenticator) = (format!("racer-{round}"), Authenticator::default());
        let begun = nodes.post(round % 2, SIGN_UP.0, &json!({ "identifier": name }));
        let made = made(&mut authenticator, &begun, &name);
        let joined = accepted_once(nodes.post_both(round / 2 % 2, SIGN_UP.1, [&made, &made]));
        assert_eq!(nodes.sign_in(round % 2, &mut authenticator)["user_id"], joined["user_id"]);
    }
    assert_eq!(nodes.events("sign_up", "done").await, ROUNDS);
    assert_eq!(nodes.events("sign_up", "ceremony_replayed").await, ROUNDS);
}

#[tokio::test]
async fn authentication_challenge_race() {
    let Some(nodes) = Nodes::start().await else { return };
    let mut authenticator = Authenticator::default();
    nodes.sign_up(&mut authenticator, "alice");
    for round in 0..ROUNDS {
        let shown = nodes.shown(round % 2, &mut authenticator);
        accepted_once(nodes.post_both(round / 2 % 2, SIGN_IN.1, [&shown, &shown]));
    }
    assert_eq!(nodes.events("sign_in", "done").await, ROUNDS);
    assert_eq!(nodes.events("sign_in", "ceremony_replayed").await, ROUNDS);
}

// authentication/counter-race: the higher counter is accepted and stays, whichever comes first.
#[tokio::test]
async fn authentication_counter_race() {
    let Some(nodes) = Nodes::start().await else { return };
    let mut authenticator = Authenticator::new(Setup::security_key());
    nodes.sign_up(&mut authenticator, "alice");
    let mut refused = 0;
    for round in 0..ROUNDS {
        let counter = 5 + 2 * u32::try_from(round).unwrap();
        let [lower, higher] = [counter, counter + 1].map(|counter| {
            authenticator.lie(Lie::Counter(counter));
            nodes.shown(round % 2, &mut authenticator)
        });
        let [low, high] = nodes.post_both(round / 2 % 2, SIGN_IN.1, [&lower, &higher]);
        high.ok();
        if low.status != 200 {
            low.assert_refused(401, "verification_failed");
            refused += 1;
        }
        let id = authenticator.passkeys()[0].credential_id.clone();
        let stored = nodes.store.read("counter", move |tx| {
            let demo = demo(tx)?;
            store::passkey::look_up(tx, demo, "localhost", &id)
        });
        assert_eq!(stored.await.unwrap().facts.unwrap().passkey.sign_count, counter + 1, "round {round}");
    }
    assert_eq!(nodes.events("sign_in", "done").await, 2 * ROUNDS - refused);
    assert_eq!(nodes.events("sign_in", "counter_regression").await, refused);
}
