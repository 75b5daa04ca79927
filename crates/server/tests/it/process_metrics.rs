//! The metrics of the built binary: on an address of their own, and on the public one with the token.

use crate::process::{Running, folder, keystead, refusal};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn ask(address: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn configured(at: &Path, section: &str) -> String {
    std::fs::write(at.join("token"), format!("{TOKEN}\n")).unwrap();
    let file = at.join("keystead.toml");
    std::fs::write(&file, section.replace("FOLDER", at.to_str().unwrap())).unwrap();
    file.to_str().unwrap().to_owned()
}

// Issue 9, 7.
#[test]
fn a_scraper_reads_on_loopback_or_with_the_token() {
    let (at, data) = folder();
    let section = "[metrics]\nlisten = \"127.0.0.1:0\"\ntoken_file = \"FOLDER/token\"\n";
    let config = configured(at.path(), section);
    let server = Running::start(&data, &["--demo", "--config", &config]);
    server.get("/healthz");
    let own = (0..100).find_map(|_| {
        let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
        let own = log.split("metrics=").nth(1).and_then(|rest| rest.split_whitespace().next()).map(str::to_owned);
        own.or_else(|| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            None
        })
    });
    let own = own.unwrap();

    let read = ask(&own, "/metrics", &format!("Host: {own}\r\n"));
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
    assert!(read.contains("\nprocess_start_time_seconds 1") && read.contains("\nprocess_cpu_seconds_total "), "{read}");
    assert!(read.contains("route=\"/healthz\""), "{read}");
    // Nothing else is there, and nothing for a page that was led here by its name.
    for (path, headers) in [("/healthz", format!("Host: {own}\r\n")), ("/metrics", "Host: evil.example\r\n".to_owned())]
    {
        let refused = ask(&own, path, &headers);
        assert!(refused.starts_with("HTTP/1.1 404") && !refused.contains("keystead_"), "{path}: {refused}");
    }

    let public = |headers: &str| ask(&server.address, "/metrics", &format!("Host: localhost\r\n{headers}"));
    for headers in ["", "X-Forwarded-For: 127.0.0.1\r\n", "Authorization: Bearer 0\r\n"] {
        assert!(public(headers).starts_with("HTTP/1.1 404"), "{headers}");
    }
    assert!(public(&format!("Authorization: Bearer {TOKEN}\r\n")).starts_with("HTTP/1.1 200"));
}

#[test]
fn other_machines_never_read_without_a_token() {
    let (at, data) = folder();
    let config = configured(at.path(), "[metrics]\nlisten = \"0.0.0.0:0\"\n");
    let line =
        refusal(keystead(&["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]).args(["--config", &config]));
    assert!(line.contains("needs a token (token_file)"), "{line}");
}
