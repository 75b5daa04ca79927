//! The test tool's side: asks for options, hands them to a software authenticator, and sends what it answers in the tool's own form.

use super::devices;
use crate::support::Answer;
use authenticator::{Authenticator, Lie};
use axum::body::Body;
use axum::http::Request;
use domain::conformance::{Material, Models, TestBed};
use domain::{Clock, Random, SystemClock, SystemRandom};
use serde_json::{Value, json};
use server::conformance::Conformance;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;

pub(super) const ORIGIN: &str = "https://id.example.com";
pub(super) const REGISTER: &str = "/attestation";
pub(super) const SIGN_IN: &str = "/assertion";

pub(super) struct Client {
    front: Conformance,
    runtime: Runtime,
    users: AtomicUsize,
}

/// Options, and the cookie that ties the result to them.
pub(super) struct Begun {
    pub(super) options: Value,
    pub(super) cookie: String,
}

impl Client {
    /// A test bed that knows every model of the cases.
    pub(super) fn with_devices() -> Self {
        let material = Material { statements: devices::statements(), ..Material::default() };
        Self::open(Some(&material), Arc::new(SystemRandom::default()))
    }

    pub(super) fn open(material: Option<&Material>, random: Arc<dyn Random>) -> Self {
        let models = material.map(|material| Models::read(material, SystemClock.now_ms()).unwrap().0);
        let bed = TestBed::open(&ORIGIN.parse().unwrap(), models, Arc::new(SystemClock), random).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        Self { front: Conformance::new(bed, true), runtime, users: AtomicUsize::new(0) }
    }

    /// A name that nobody has.
    pub(super) fn name(&self) -> String {
        format!("user {}", self.users.fetch_add(1, Ordering::Relaxed))
    }

    pub(super) fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async { Answer::read(self.front.answer(request).await).await })
    }

    pub(super) fn post(&self, path: &str, body: &Value, cookie: Option<&str>) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        self.send(request.body(body.to_string().into()).unwrap())
    }

    /// The options of a ceremony; they must be given.
    pub(super) fn begin(&self, ceremony: &str, name: &str, more: &Value) -> Begun {
        let mut asked = json!({"username": name, "displayName": name});
        for (member, value) in more.as_object().unwrap() {
            asked[member] = value.clone();
        }
        let answer = self.post(&format!("{ceremony}/options"), &asked, None);
        super::case::accepted(&answer).unwrap();
        let line = answer.cookies()[0];
        assert!(line.starts_with("__Host-ks-conformance=") && line.contains("; HttpOnly") && line.contains("; Secure"));
        Begun { options: answer.json(), cookie: line.split_once(';').unwrap().0.to_owned() }
    }

    pub(super) fn finish(&self, ceremony: &str, begun: &Begun, answer: Value) -> Answer {
        self.post(&format!("{ceremony}/result"), &as_the_tool_sends(answer), Some(&begun.cookie))
    }

    pub(super) fn register(&self, device: &mut Authenticator, name: &str, more: &Value, lies: Vec<Lie>) -> Answer {
        let begun = self.begin(REGISTER, name, more);
        for lie in lies {
            device.lie(lie);
        }
        let answer = device.create(&begun.options, ORIGIN).unwrap();
        self.finish(REGISTER, &begun, answer)
    }

    pub(super) fn authenticate(&self, device: &mut Authenticator, name: &str, more: &Value, lies: Vec<Lie>) -> Answer {
        let begun = self.begin(SIGN_IN, name, more);
        for lie in lies {
            device.lie(lie);
        }
        let answer = device.get(&begun.options, ORIGIN).unwrap();
        self.finish(SIGN_IN, &begun, answer)
    }
}

/// The tool knows neither `rawId` nor the copies that browsers add, has another name for the extensions' outputs, and writes an absent user
/// handle as an empty text.
fn as_the_tool_sends(mut answer: Value) -> Value {
    let members = answer.as_object_mut().unwrap();
    members.remove("rawId");
    members.remove("authenticatorAttachment");
    let outputs = members.remove("clientExtensionResults").unwrap_or_else(|| json!({}));
    members.insert("getClientExtensionResults".to_owned(), outputs);
    if let Some(response) = members.get_mut("response").and_then(Value::as_object_mut) {
        if response.contains_key("attestationObject") {
            for copy in ["authenticatorData", "publicKey", "publicKeyAlgorithm"] {
                response.remove(copy);
            }
        }
        if response.get("userHandle") == Some(&Value::Null) {
            response.insert("userHandle".to_owned(), json!(""));
        }
    }
    answer
}
