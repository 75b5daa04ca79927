//! Against small servers on this machine, which are private unless a test lists them.

use super::*;
use axum::http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn get(address: &str) -> Request<Vec<u8>> {
    Request::get(address).body(Vec::new()).unwrap()
}

fn listing(hosts: &[&str]) -> Outgoing {
    Outgoing::new(hosts.iter().map(|host| (*host).to_owned()))
}

/// Answers one connection with these bytes; gives its port, and later what it was sent.
async fn answering(answer: Vec<u8>) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 4096];
        let read = socket.read(&mut heard).await.unwrap();
        // Whoever reads no more closes early; that is the client's right.
        socket.write_all(&answer).await.ok();
        String::from_utf8_lossy(&heard[..read]).into_owned()
    });
    (port, heard)
}

#[tokio::test]
async fn a_listed_host_of_this_machine_is_asked_without_tls() {
    let (port, heard) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".to_vec()).await;
    let request = Request::post(format!("http://127.0.0.1:{port}/send?a=b")).body(b"text".to_vec()).unwrap();
    let answer = listing(&["127.0.0.1"]).send(request).await.unwrap();
    assert_eq!((answer.status(), answer.body().as_slice()), (StatusCode::OK, b"hi".as_slice()));
    let heard = heard.await.unwrap();
    assert!(heard.starts_with("POST /send?a=b HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains(&format!("host: 127.0.0.1:{port}\r\n")) && heard.ends_with("\r\n\r\ntext"), "{heard}");
}

#[tokio::test]
async fn a_private_host_that_nobody_listed_is_not_called() {
    let (port, heard) = answering(Vec::new()).await;
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let failed = listing(&["gateway.example"]).send(get(&format!("https://{host}:{port}/"))).await.unwrap_err();
        assert!(matches!(failed, OutgoingError::Private(_) | OutgoingError::Unknown(..)), "{host}: {failed}");
        let failed = listing(&[]).send(get(&format!("http://{host}:{port}/"))).await.unwrap_err();
        assert!(matches!(failed, OutgoingError::Insecure(_) | OutgoingError::Unknown(..)), "{host}: {failed}");
    }
    assert!(!heard.is_finished());
    heard.abort();
}

// A host with a port is listed with that one alone.
#[tokio::test]
async fn a_port_may_be_listed_alone() {
    let (port, heard) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let (other, never) = answering(Vec::new()).await;
    let calls = listing(&[&format!("localhost:{port}"), "host", "fd00::1", "[fd00::2]:443"]);
    calls.send(get(&format!("http://localhost:{port}/"))).await.unwrap();
    heard.await.unwrap();
    let failed = calls.send(get(&format!("http://localhost:{other}/"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Insecure(_)), "{failed}");
    never.abort();
    let lists = |host: &str, port| is_listed(&calls.shared.listed, host, port);
    assert!(lists("host", 1) && lists("fd00::1", 443) && lists("fd00::2", 443));
    assert!(!lists("localhost", other) && !lists("fd00:", 1) && !lists("fd00::2", 80));
}

// Who names an address reads one text, whatever there is in the operator's network.
#[tokio::test]
async fn what_is_private_is_told_as_what_is_unknown() {
    let unknown = format!("{}.example", "x".repeat(64));
    let mut said = Vec::new();
    for (host, address) in
        [(unknown.as_str(), "https://HOST/"), ("127.0.0.1", "https://HOST/"), ("127.0.0.1", "http://HOST/")]
    {
        let failed = listing(&[]).send(get(&address.replace("HOST", host))).await.unwrap_err();
        said.push(failed.told().replace(host, "HOST"));
    }
    assert!(said.iter().all(|one| *one == said[0] && one.starts_with("HOST ")), "{said:?}");
}

#[tokio::test]
async fn nothing_goes_to_others_without_tls() {
    let failed = listing(&["192.0.2.1"]).send(get("http://192.0.2.1/")).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Insecure(_)), "{failed}");
}

#[tokio::test]
async fn an_address_needs_a_scheme_and_a_host_and_no_user() {
    for address in ["/path", "ftp://example.com/", "https://user:word@example.com/", "https://user@example.com/"] {
        assert!(matches!(listing(&[]).send(get(address)).await, Err(OutgoingError::Address)), "{address}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let head = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let (port, _heard) = answering(head.as_bytes().to_vec()).await;
    let answer = listing(&["localhost"]).send(get(&format!("http://localhost:{port}/"))).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_given_up() {
    let mut large = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    large.resize(LARGEST_ANSWER + 1000, b'x');
    let (port, _heard) = answering(large).await;
    let failed = listing(&["127.0.0.1"]).send(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Body(..)), "{failed}");
}

#[tokio::test]
async fn a_server_without_a_certificate_of_ours_is_not_believed() {
    let (port, _heard) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let failed =
        listing(&["127.0.0.1"]).send(get(&format!("https://127.0.0.1:{port}/?code=secret"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Tls(..)), "{failed}");
    assert!(!domain::error::one_line(&failed).contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let failed = listing(&["127.0.0.1"]).send(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Late(_)), "{failed}");
}

// What strangers name is never in the operator's own network, whatever is listed there; but for a trial on one machine.
#[tokio::test]
async fn what_is_listed_is_not_listed_for_strangers() {
    let listed = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let (port, heard) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".to_vec()).await;
    let public = Outgoing::of_installation(&listed, &"https://id.example.com".parse().unwrap());
    for host in ["127.0.0.1", "localhost"] {
        let failed = public.send_to_stranger(get(&format!("https://{host}:{port}/"))).await.unwrap_err();
        assert!(matches!(failed, OutgoingError::Private(_)), "{host}: {failed}");
        let failed = public.send_to_stranger(get(&format!("http://{host}:{port}/"))).await.unwrap_err();
        assert!(matches!(failed, OutgoingError::Insecure(_)), "{host}: {failed}");
    }
    let local = Outgoing::of_installation(&listed, &"http://localhost:8080".parse().unwrap());
    local.send_to_stranger(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap();
    heard.await.unwrap();
    let failed = Outgoing::of_installation(&[], &"http://localhost:8080".parse().unwrap());
    let failed = failed.send_to_stranger(get(&format!("http://127.0.0.1:{port}/"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Insecure(_)), "{failed}");
}
