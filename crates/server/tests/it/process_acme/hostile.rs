//! A directory that means no good: the first whom it meets is led nowhere, the second is told more than anybody can read, and all others are refused in words
//! that would draw on a terminal.

use super::pebble::Pebble;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

/// Its address. It runs as long as the test.
pub(super) fn directory(pebble: &Pebble) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let own = address.clone();
    let (cert, key) = (pebble.file("cert.pem"), pebble.file("key.pem"));
    let chain = CertificateDer::pem_file_iter(cert).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    std::thread::spawn(move || {
        let mut met = 0;
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let Some(head) = read(&mut stream) else { continue };
            if head.starts_with("GET /dir ") {
                met += 1;
            }
            stream.write_all(&answer(&head, met, &own)).ok();
            connection.send_close_notify();
            connection.complete_io(&mut socket).ok();
        }
    });
    format!("{address}/dir")
}

/// The head of a request, once its body was read, too.
fn read(stream: &mut impl Read) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some(head)
}

fn answer(head: &str, met: usize, own: &str) -> Vec<u8> {
    let wait = "Retry-After: 18446744073709551615\r\n";
    let (status, more, body) = match head.split(' ').nth(1) {
        Some("/dir") if met == 1 => {
            ("200 OK", "", json!({ "newNonce": "no address", "newAccount": "", "newOrder": "" }).to_string())
        }
        Some("/dir") if met == 2 => ("200 OK", "", "x".repeat(3 * 1024 * 1024)),
        Some("/dir") => {
            let at = |path: &str| format!("{own}/{path}");
            let body = json!({ "newNonce": at("nonce"), "newAccount": at("account"), "newOrder": at("order") });
            ("200 OK", wait, body.to_string())
        }
        Some("/nonce") => ("200 OK", "Replay-Nonce: bm9uY2U\r\n", String::new()),
        _ => {
            let detail = format!("\u{1b}[2J\r\nFAKE LINE {}", "of many ".repeat(1000));
            (
                "403 Forbidden",
                wait,
                json!({ "type": "urn:ietf:params:acme:error:unauthorized", "detail": detail }).to_string(),
            )
        }
    };
    format!("HTTP/1.1 {status}\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
}
