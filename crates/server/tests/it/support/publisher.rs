//! An application's own server: it publishes a document or keys on this machine, and counts how often it is asked.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What it answers.
#[derive(Clone)]
pub(crate) struct Says {
    pub(crate) status: u16,
    /// Lines, each with its end.
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Publisher {
    pub(crate) url: String,
    says: Arc<Mutex<Says>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    /// `url` is where it is; what it says first is made of that.
    pub(crate) fn new(path: &str, says: impl Fn(&str) -> Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}{path}", listener.local_addr().unwrap().port());
        let first =
            Says { status: 200, head: "content-type: application/json\r\n".into(), body: says(&url).to_string() };
        let (says, asked) = (Arc::new(Mutex::new(first)), Arc::new(AtomicUsize::new(0)));
        let (answers, count) = (Arc::clone(&says), Arc::clone(&asked));
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let mut socket = socket.unwrap();
                let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
                while !all.windows(4).any(|end| end == b"\r\n\r\n") {
                    match socket.read(&mut bytes) {
                        Ok(0) | Err(_) => break,
                        Ok(read) => all.extend_from_slice(&bytes[..read]),
                    }
                }
                count.fetch_add(1, Ordering::SeqCst);
                let Says { status, head, body } = answers.lock().unwrap().clone();
                let length = body.len();
                let answer = format!("HTTP/1.1 {status} X\r\n{head}content-length: {length}\r\n\r\n{body}");
                socket.write_all(answer.as_bytes()).ok();
            }
        });
        Self { url, says, asked }
    }

    pub(crate) fn say(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
