//! The built binary in this mode.

use crate::process::{Running, folder};

fn post(server: &Running, path: &str, body: &str) -> String {
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json");
    server.ask(&format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

#[test]
fn the_binary_answers_the_four_calls_and_nothing_else() {
    let (folder, data) = folder();
    let metadata = folder.path().join("metadata");
    std::fs::create_dir(&metadata).unwrap();
    for said in super::devices::statements().iter().enumerate().map(|(at, file)| (format!("{at}.json"), &file.bytes)) {
        std::fs::write(metadata.join(said.0), said.1).unwrap();
    }
    std::fs::write(metadata.join("bad.jwt"), "no.blob.this").unwrap();
    let server = Running::start(&data, &["--conformance", "--conformance-metadata", metadata.to_str().unwrap()]);

    let options = post(&server, "/attestation/options", r#"{"username":"ada","displayName":"Ada"}"#);
    assert!(options.starts_with("HTTP/1.1 200") && options.contains(r#""status":"ok""#), "{options}");
    assert!(options.contains("ks-conformance="), "{options}");
    for path in ["/attestation/result", "/assertion/options", "/assertion/result"] {
        let answer = post(&server, path, "{}");
        assert!(answer.starts_with("HTTP/1.1 400") && answer.contains(r#""status":"failed""#), "{path}: {answer}");
    }
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    for path in ["/", "/readyz", "/openapi.json", "/demo/community/sign-in", "/admin", "/assets/style.css"] {
        assert!(server.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(!data.exists(), "this mode opens no data directory");

    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("WARN") && log.contains("protects nothing"), "{log}");
    assert!(log.contains("bad.jwt") && log.contains("left out"), "{log}");
    assert!(log.contains("models="), "{log}");
}
