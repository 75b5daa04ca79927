//! The gateway for text messages: a small HTTP server on this machine that says what it was asked.

use super::{given_up, post, waiting};
use crate::support::TestApp;
use domain::messages::{self, Address};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use store::testing::Engine;

/// Head and body of what it was sent.
type Asked = (String, Value);

/// Answers each request with the next of these statuses.
fn gateway(statuses: &'static [&'static str]) -> (u16, Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut socket, _) = listener.accept().unwrap();
            let mut text = String::new();
            while !text.contains("\r\n\r\n") || !text.ends_with('}') {
                let mut bytes = [0; 4096];
                let read = socket.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            }
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nlocation: http://127.0.0.1:{port}/else\r\n\r\n");
            socket.write_all(answer.as_bytes()).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            sender.send((head.to_owned(), serde_json::from_str(body).unwrap())).unwrap();
        }
    });
    (port, asked)
}

fn next(asked: &Receiver<Asked>) -> Asked {
    asked.recv_timeout(Duration::from_secs(10)).unwrap()
}

async fn queue(app: &TestApp) -> String {
    messages::try_out(&app.app, Address::Phone("+15550100".to_owned())).await.unwrap()
}

#[tokio::test]
async fn a_text_message_is_a_post_of_the_operators_json() {
    let (port, asked) = gateway(&["202 Accepted"]);
    let app = TestApp::start(Engine::Embedded).await;
    let sender = post(&format!(
        "[text_messages]\nurl = \"http://localhost:{port}/send\"\ntoken_file = \"PASSWORD\"\n\
         body = '{{\"messages\": [{{\"to\": \"{{to}}\", \"content\": \"{{text}}\"}}]}}'\n"
    ));
    let code = queue(&app).await;
    sender.deliver(&app.app).await.unwrap();
    let (head, body) = next(&asked);
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /send http/1.1\r\n"), "{head}");
    assert!(
        head.contains("authorization: bearer correct horse") && head.contains("content-type: application/json"),
        "{head}"
    );
    assert!(head.contains("idempotency-key: "), "{head}");
    let message = &body["messages"][0];
    assert_eq!(message["to"], "+15550100");
    assert!(message["content"].as_str().unwrap().ends_with(&format!("\n\n@localhost #{code}")), "{message}");
    app.advance_seconds(3600);
    sender.deliver(&app.app).await.unwrap();
    assert!(waiting(&app).await.is_empty());
    let log = app.log.text();
    assert!(!log.contains(&code) && !log.contains("15550100") && !log.contains("correct horse"), "{log}");
}

#[tokio::test]
async fn a_gateway_that_cannot_now_is_asked_again_and_its_refusal_is_final() {
    let (port, asked) = gateway(&["503 Service Unavailable", "302 Found", "422 Unprocessable Content"]);
    let app = TestApp::start(Engine::Embedded).await;
    let sender = post(&format!("[text_messages]\nurl = \"http://127.0.0.1:{port}/\"\n"));
    queue(&app).await;
    for (wait, trouble) in [(30, "gateway 503"), (120, "gateway 302")] {
        sender.deliver(&app.app).await.unwrap();
        next(&asked);
        assert_eq!(waiting(&app).await[0].trouble.as_deref(), Some(trouble));
        app.advance_seconds(wait);
    }
    sender.deliver(&app.app).await.unwrap();
    assert!(next(&asked).0.starts_with("POST / "), "a redirect is not followed");
    assert!(waiting(&app).await.is_empty());
    assert_eq!(given_up(&app).await, [("message_given_up".to_owned(), Some("gateway 422".to_owned()))]);
}
