//! Every call of this client against a server that knows nothing but `docs/developer/openapi.json`: it takes what is described and answers what is
//! described, once with everything and once with the least. A call, a body or an answer that the document does not have fails.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "forms are the tests' of the server")]
#[path = "../../server/tests/it/support/schema.rs"]
mod schema;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use client::operations::{ALL, Operation};
use client::{Came, Carrier, Credential, Error, Keystead, Mode, Step, Users, Whom};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What only browsers are not told.
const FOR_PROGRAMS: [&str; 2] = ["session_token", "ticket"];

/// What the server answers with.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// Members that may be left out are there.
    full: bool,
    /// Which of several answers.
    choice: usize,
}

struct Described {
    document: Value,
    manner: Mutex<Manner>,
    /// Method, address and answer of each call.
    calls: Mutex<Vec<(String, String, Value)>>,
    /// How many calls are refused with this from now on.
    refusals: Mutex<(usize, Value)>,
}

impl Described {
    fn operation(&self, method: &str, path: &str) -> (String, &Value) {
        let got: Vec<_> = path.split('/').collect();
        let fits = |pattern: &str| {
            let expected: Vec<_> = pattern.split('/').collect();
            expected.len() == got.len()
                && expected.iter().zip(&got).all(|(one, got)| one.starts_with('{') || one == got)
        };
        let paths = self.document["paths"].as_object().unwrap().iter();
        let found = paths.filter(|(pattern, item)| fits(pattern) && item.get(method).is_some());
        let (pattern, item) =
            found.min_by_key(|(pattern, _)| pattern.matches('{').count()).unwrap_or_else(|| panic!("{method} {path}"));
        (pattern.clone(), &item[method])
    }

    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let method = request.method().as_str().to_lowercase();
        let (pattern, operation) = self.operation(&method, request.uri().path());
        let (parts, body) = request.into_parts();
        self.take(operation, &parts, &to_bytes(body, 65_536).await.unwrap());
        {
            let mut refusals = self.refusals.lock().unwrap();
            if refusals.0 > 0 && !pattern.ends_with("/token") {
                refusals.0 -= 1;
                self.calls.lock().unwrap().push((method, pattern, Value::Null));
                return said(StatusCode::UNAUTHORIZED, &refusals.1);
            }
        }
        let manner = *self.manner.lock().unwrap();
        let (status, answer) =
            operation["responses"].as_object().unwrap().iter().find(|(status, _)| *status < &"3".to_owned()).unwrap();
        let schema = &answer["content"]["application/json"]["schema"];
        let body = if schema.is_object() { self.example(schema, manner) } else { Value::Null };
        self.calls.lock().unwrap().push((method, pattern, body.clone()));
        said(StatusCode::from_bytes(status.as_bytes()).unwrap(), &body)
    }

    /// A request, as the operation has it.
    fn take(&self, operation: &Value, parts: &axum::http::request::Parts, body: &[u8]) {
        let told = format!("{} {}", parts.method, parts.uri);
        let content = &operation["requestBody"]["content"];
        if let Some(asked) = content["application/json"]["schema"].as_object() {
            assert_eq!(parts.headers["content-type"], "application/json", "{told}");
            let sent: Value = serde_json::from_slice(body).unwrap();
            schema::check(&self.document, &Value::Object(asked.clone()), &sent)
                .unwrap_or_else(|problem| panic!("{told}: {problem}"));
        } else if content.is_object() {
            assert_eq!(parts.headers["content-type"], "application/x-www-form-urlencoded", "{told}");
        } else {
            assert!(body.is_empty(), "{told}: there is no body");
        }
        for pair in parts.uri.query().into_iter().flat_map(|query| query.split('&')) {
            let name = pair.split('=').next().unwrap();
            let mut described = operation["parameters"].as_array().unwrap().iter();
            assert!(described.any(|one| one["in"] == "query" && one["name"] == name), "{told}: {name}");
        }
        let is_guarded = operation["security"].is_array();
        assert!(!is_guarded || parts.headers.contains_key("authorization"), "{told}: it asks for a token");
    }

    /// Something of this form.
    fn example(&self, schema: &Value, manner: Manner) -> Value {
        if let Some(target) = schema["$ref"].as_str() {
            return self.example(self.document.pointer(target.trim_start_matches('#')).unwrap(), manner);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let nothing = choices.iter().find(|choice| choice["type"] == "null");
            let others: Vec<_> = choices.iter().filter(|choice| choice["type"] != "null").collect();
            let chosen = others[manner.choice % others.len()];
            return self.example(nothing.filter(|_| !manner.full).unwrap_or(chosen), manner);
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[0].clone();
        }
        match &schema["type"] {
            Value::String(kind) => self.of_kind(kind, schema, manner),
            Value::Array(kinds) if manner.full => self.of_kind(kinds[0].as_str().unwrap(), schema, manner),
            Value::Array(_) => Value::Null,
            _ => json!({}),
        }
    }

    fn of_kind(&self, kind: &str, schema: &Value, manner: Manner) -> Value {
        match kind {
            "string" => "text".into(),
            "integer" | "number" => 1.into(),
            "boolean" => true.into(),
            "array" => json!([self.example(&schema["items"], manner)]),
            _ => {
                let required =
                    |name: &str| schema["required"].as_array().is_some_and(|names| names.contains(&name.into()));
                let members = schema["properties"].as_object().into_iter().flat_map(Map::iter);
                let shown =
                    members.filter(|(name, _)| manner.full || required(name) || FOR_PROGRAMS.contains(&name.as_str()));
                let full = |name: &str| Manner { full: manner.full || FOR_PROGRAMS.contains(&name), ..manner };
                Value::Object(shown.map(|(name, member)| (name.clone(), self.example(member, full(name)))).collect())
            }
        }
    }

    fn last(&self) -> Value {
        self.calls.lock().unwrap().last().unwrap().2.clone()
    }
}

fn said(status: StatusCode, body: &Value) -> Response<Body> {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("etag", "\"1\"")
        .body(Body::from(text))
        .unwrap()
}

async fn start() -> (Arc<Described>, Keystead) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/developer/openapi.json");
    let document = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let manner = Mutex::new(Manner { full: true, choice: 0 });
    let described = Arc::new(Described { document, manner, calls: Mutex::default(), refusals: Mutex::default() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let server = Arc::clone(&described);
    let answer = move |request: Request<Body>| {
        let server = Arc::clone(&server);
        async move { server.answer(request).await }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    (described, Keystead::new(reqwest::Client::new(), &origin))
}

/// Whatever is read of an answer is in the document, and was read.
fn read(described: &Described, answer: &impl Serialize) {
    fn within(read: &Value, told: &Value, place: &str) {
        match (read, told) {
            (Value::Object(read), Value::Object(told)) => {
                for (name, member) in read {
                    let told = told.get(name).unwrap_or_else(|| panic!("{place}.{name} is not described"));
                    within(member, told, &format!("{place}.{name}"));
                }
            }
            (Value::Array(read), Value::Array(told)) => {
                read.iter().zip(told).for_each(|(read, told)| within(read, told, place));
            }
            (read, told) => assert_eq!(read, told, "{place}"),
        }
    }
    within(&serde_json::to_value(answer).unwrap(), &described.last(), "$");
}

async fn of_users(described: &Described, users: &Users) {
    read(described, &users.get("u").await.unwrap());
    for mode in [Mode::Smart, Mode::Classic] {
        read(described, &users.begin_passkey(mode, "u").await.unwrap());
        let made = users.complete_passkey(mode, "u", &registration()).await.unwrap();
        read(described, &json!({ "credentials": [made] }));
    }
    users.name_passkey("u", "p", "Office key").await.unwrap();
    users.delete_passkey("u", "p").await.unwrap();
    for (carrier, whom) in [(Carrier::Link, Whom::Address), (Carrier::Code, Whom::Identifier("ada"))] {
        users.add_request(carrier, "ada@example.com", whom).await.unwrap();
    }
    users.add_complete("123456", &credential(), "ada@example.com", Whom::User("u")).await.unwrap();
}

async fn of_member(described: &Described, keystead: &Keystead) {
    let myself = keystead.myself("t", "w", "token");
    read(described, &myself.get().await.unwrap());
    for mode in [Mode::Smart, Mode::Classic] {
        read(described, &myself.begin_passkey(mode).await.unwrap());
        let made = myself.complete_passkey(mode, &registration()).await.unwrap();
        read(described, &json!({ "credentials": [made] }));
    }
    myself.name_passkey("p", "Office key").await.unwrap();
    myself.delete_passkey("p").await.unwrap();
    myself.set_password("new").await.unwrap();
    myself.change_password("old", "new").await.unwrap();
}

async fn of_door(described: &Described, keystead: &Keystead) {
    let door = keystead.door("t", "w");
    let at = Step {
        journey: "j".into(),
        ticket: "t".into(),
        step: "first".into(),
        methods: Vec::new(),
        held: None,
        why: None,
        until: None,
        expires_at: String::new(),
    };
    for name in [None, Some("ada")] {
        read(described, &door.begin_passkey(name).await.unwrap());
    }
    let came = |came: Result<Came, Error>| read(described, &came.unwrap());
    came(door.finish_passkey(&assertion()).await);
    came(door.start("ada").await);
    came(door.recover("ada").await);
    came(door.send(&at, "email_code").await);
    came(door.prove(&at, "password", "secret").await);
    read(described, &door.begin_step(&at).await.unwrap());
    came(door.finish_step(&at, &assertion()).await);
    read(described, &door.begin_enrolment(&at).await.unwrap());
    came(door.finish_enrolment(&at, &registration()).await);
    read(described, &door.begin_totp(&at).await.unwrap());
    came(door.confirm_totp(&at, "123456").await);
    came(door.set_password(&at, "secret").await);
    read(described, &door.session("token").await.unwrap());
    door.sign_out("token").await.unwrap();
}

fn registration() -> Value {
    json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": { "attestationObject": "", "clientDataJSON": "" } })
}

fn assertion() -> Value {
    json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": { "signature": "", "clientDataJSON": "" } })
}

fn credential() -> Credential {
    serde_json::from_value(json!({ "id": "AAAA", "publicKey": "AAAA", "transport": ["internal"] })).unwrap()
}

/// The client checked against the document: every operation of its list is called, and none besides.
#[tokio::test]
async fn every_call_is_described() {
    let (described, keystead) = start().await;
    for manner in [(true, 0), (true, 1), (false, 0), (false, 1)].map(|(full, choice)| Manner { full, choice }) {
        *described.manner.lock().unwrap() = manner;
        of_users(&described, &keystead.users("t", "p", ("program", "secret"))).await;
        of_member(&described, &keystead).await;
        of_door(&described, &keystead).await;
    }
    let called = described.calls.lock().unwrap();
    for Operation { method, path } in ALL {
        let method = method.as_str().to_lowercase();
        assert!(
            called.iter().any(|(got, at, _)| (got, at.as_str()) == (&method, *path)),
            "{method} {path} is never called"
        );
    }
    for (method, path, _) in called.iter() {
        assert!(
            ALL.iter().any(|known| known.path == path && known.method.as_str().to_lowercase() == *method),
            "{method} {path} is not listed"
        );
    }
}

#[tokio::test]
async fn a_token_is_fetched_again_once_and_never_for_another_refusal() {
    let (described, keystead) = start().await;
    let users = keystead.users("t", "p", ("program", "secret"));
    let over = json!({ "status_code": 401, "error": "…", "error_code": "invalid_access_token", "details": {} });
    let other = json!({ "status_code": 401, "error": "…", "error_code": "invalid_code", "details": {} });
    for (refused, why, works, tokens, calls) in
        [(1, &over, true, 2, 2), (2, &over, false, 1, 2), (1, &other, false, 0, 1), (0, &over, true, 0, 1)]
    {
        *described.refusals.lock().unwrap() = (refused, why.clone());
        described.calls.lock().unwrap().clear();
        let answer = users.get("u").await;
        assert_eq!(answer.is_ok(), works, "{why}");
        if let Err(error) = answer {
            assert_eq!(error.code(), why["error_code"].as_str());
        }
        let made = described.calls.lock().unwrap();
        let of_token = made.iter().filter(|(_, path, _)| path.ends_with("/oauth2/token")).count();
        assert_eq!((of_token, made.len() - of_token), (tokens, calls), "{refused} times {why}");
    }
}
