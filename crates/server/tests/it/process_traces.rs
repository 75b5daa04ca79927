//! What the built binary tells a collector, and the shape of its log's lines.

use crate::process::{Running, folder, keystead, refusal};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const DOCUMENTED: &str = include_str!("../../../../docs/operator/logs.md");
const SECRET: &str = "Bearer s3cret-of-the-collector";

/// A collector that takes everything: head and body of each request.
fn collector() -> (u16, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (took, taken) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).unwrap();
            }
            let length =
                head.to_lowercase().split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap().parse();
            let mut body = vec![0; length.unwrap()];
            stream.read_exact(&mut body).unwrap();
            stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            if took.send((head, serde_json::from_slice(&body).unwrap())).is_err() {
                return;
            }
        }
    });
    (port, taken)
}

fn configured(at: &Path, port: u16) -> String {
    std::fs::write(at.join("header"), format!("authorization: {SECRET}\n")).unwrap();
    let file = at.join("keystead.toml");
    let lines = format!(
        "endpoint = \"http://127.0.0.1:{port}\"\nheader_file = \"{}\"\npercent = 100",
        at.join("header").display()
    );
    std::fs::write(&file, format!("[log]\nlevel = \"debug\"\n[traces]\n{lines}\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

// Issue 9, 7: a request and what the database did for it, under the id that the answer shows.
#[test]
fn a_collector_is_told_of_requests() {
    let (at, data) = folder();
    let (port, taken) = collector();
    let config = configured(at.path(), port);
    let server = Running::start(&data, &["--demo", "--config", &config]);
    let answer = server.get("/readyz");
    let id = answer.split("x-trace-id: ").nth(1).unwrap().split("\r\n").next().unwrap();
    let mut spans = Vec::new();
    // The request ends after its piece: they may come in two batches.
    while !spans.iter().any(|span: &Value| span["name"] == "GET /readyz" && span["traceId"] == id) {
        let (head, told) = taken.recv_timeout(Duration::from_mins(1)).unwrap_or_else(|_| panic!("{spans:?}"));
        assert!(
            head.starts_with("POST /v1/traces HTTP/1.1\r\n") && head.contains(&format!("authorization: {SECRET}")),
            "{head}"
        );
        spans.extend(told["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().clone());
    }
    let theirs: Vec<&Value> = spans.iter().filter(|span| span["traceId"] == id).collect();
    let named =
        |name: &str| theirs.iter().find(|span| span["name"] == name).unwrap_or_else(|| panic!("{name}: {spans:?}"));
    let (request, piece) = (named("GET /readyz"), named("transaction"));
    assert_eq!((&request["traceId"], &piece["traceId"]), (&id.into(), &id.into()));
    assert_eq!(piece["parentSpanId"], request["spanId"]);
    assert!(request.get("parentSpanId").is_none());
    drop(server);
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(!log.contains("s3cret"), "{log}");
}

// Issue 9, 7: one that is away keeps nobody waiting.
#[test]
fn a_dead_collector_is_a_warning() {
    let (at, data) = folder();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = configured(at.path(), free);
    let server = Running::start(&data, &["--demo", "--config", &config]);
    let told = (0..600).any(|_| {
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
        std::thread::sleep(Duration::from_millis(100));
        std::fs::read_to_string(data.with_extension("log")).unwrap().contains("the collector does not take traces")
    });
    assert!(told);
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.matches("the collector does not take traces").count() == 1 && !log.contains("s3cret"), "{log}");
}

#[test]
fn what_is_set_for_other_programs_stops_nothing() {
    let (_folder, data) = folder();
    let mut command = keystead(&[]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://nowhere").env("OTEL_TRACES_SAMPLER", "unheard_of");
    let server = Running::start_as(command, &data, &["--demo"]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("is no address that can be called"), "{log}");
    let (at, data) = folder();
    let file = at.path().join("keystead.toml");
    std::fs::write(&file, "[traces]\nendpoint = \"http://collector.example\"\n").unwrap();
    let line = refusal(
        keystead(&["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .args(["--config", file.to_str().unwrap()]),
    );
    assert!(line.contains("no address of a collector"), "{line}");
}

/// The names that the tables of the documentation have: those of each line, and the fields.
fn documented() -> BTreeMap<String, bool> {
    let rows = DOCUMENTED.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| (row.split(" | ").next().unwrap(), row.contains("| yes |")));
    let names = cells.flat_map(|(cell, always)| {
        cell.split('`').enumerate().filter(|(place, _)| place % 2 == 1).map(move |(_, name)| (name.to_owned(), always))
    });
    names.collect()
}

// Issue 9, 7: the documented shape and nothing else.
#[test]
fn lines_of_the_log_have_the_documented_shape() {
    let (_folder, data) = folder();
    let server = Running::start_json(&data);
    server.get("/healthz");
    let asked = server.ask(
        "POST /demo/community/sign-in/passkey/finish HTTP/1.1\r\nHost: localhost\r\nX-Correlation-Id: order-7\r\n\
         Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    );
    assert!(asked.contains("x-correlation-id: order-7"), "{asked}");
    drop(server);
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    let (names, mut refused) = (documented(), None);
    for line in log.lines() {
        let read: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let members = read.as_object().unwrap();
        for (name, value) in members {
            assert!(names.contains_key(name), "{name} is not documented: {line}");
            assert!(!value.is_object() && !value.is_array() && !value.is_null(), "{line}");
        }
        for (name, _) in names.iter().filter(|(_, always)| **always) {
            assert!(members[name].is_string(), "{name} is missing: {line}");
        }
        refused = refused.or_else(|| (read["message"] == "refused").then(|| read.clone()));
    }
    let refused = refused.unwrap();
    let id = asked.split("x-trace-id: ").nth(1).unwrap().split("\r\n").next().unwrap();
    assert_eq!((&refused["trace_id"], &refused["correlation_id"]), (&id.into(), &"order-7".into()), "{refused}");
    assert_eq!(refused["route"], "/{tenant}/{workspace}/sign-in/passkey/finish");
}
