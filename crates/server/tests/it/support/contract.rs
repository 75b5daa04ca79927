//! Every answer that any test gets is held against the description: its status has to be named by the operation, and a JSON body has to be what
//! is described for it. So no test can bring about what the description does not say, and no handler can answer it without a test failing.

use super::answer::Answer;
use super::schema;
use axum::body::{Body, HttpBody};
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use server::router::{self, Audience, RouteLine};
use std::sync::LazyLock;

/// As it was written to a file, which another test holds to be the handlers' own: to gather it anew takes every test's process longer than most of
/// its requests.
pub(crate) static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/developer/openapi.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
});

/// What was asked.
pub(crate) struct Sent {
    method: Method,
    path: String,
    /// Null where it is no JSON.
    body: Value,
}

/// Reads a request along; bodies that come in parts or never end are left alone.
pub(crate) async fn seen(request: Request<Body>) -> (Request<Body>, Sent) {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if request.body().size_hint().exact().is_none() {
        return (request, Sent { method, path, body: Value::Null });
    }
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    (Request::from_parts(parts, Body::from(bytes)), Sent { method, path, body })
}

pub(crate) fn hold(sent: &Sent, answer: &Answer) {
    let Some(line) = line_of(&sent.method, &sent.path) else { return };
    // Neither of these comes from an operation: a browser is sent to the public name, and another method is asked for.
    if matches!(answer.status, StatusCode::TEMPORARY_REDIRECT | StatusCode::METHOD_NOT_ALLOWED) {
        return;
    }
    let operation = &DESCRIPTION["paths"][line.path][sent.method.as_str().to_lowercase()];
    let described = &operation["responses"][answer.status.as_str()];
    let told = format!("{} {} answered {}: {}", sent.method, line.path, answer.status, answer.text);
    assert!(
        described.is_object(),
        "the description (`cargo xtask openapi` writes it) does not name this status: {told}"
    );
    let asked = &operation["requestBody"]["content"]["application/json"]["schema"];
    // What is taken has to be described; what is refused may be anything, and applications may send whatever nobody reads.
    let is_strict = line.audience != Audience::Client;
    if is_strict
        && answer.status.is_success()
        && sent.body.is_object()
        && asked.is_object()
        && let Err(problem) = schema::check_sent(&DESCRIPTION, asked, &sent.body)
    {
        panic!("the description asks for another body, {problem}: {told}");
    }
    let media = answer.header("content-type").split(';').next().unwrap_or_default();
    if !["application/json", "application/scim+json"].contains(&media) {
        return;
    }
    let schema = &described["content"][media]["schema"];
    assert!(schema.is_object(), "the description has no body here: {told}");
    if let Err(problem) = schema::check(&DESCRIPTION, schema, &answer.json()) {
        panic!("the description has another body, {problem}: {told}");
    }
}

/// The operation that a request means; the one with the most words of its own, as the router has it.
fn line_of(method: &Method, path: &str) -> Option<&'static RouteLine> {
    let path = path.split('?').next().unwrap_or_default();
    let described = |line: &&RouteLine| !matches!(line.audience, Audience::Page | Audience::Asset);
    let mut found: Vec<_> =
        router::table().iter().filter(|line| line.method == *method && fits(line.path, path)).collect();
    found.sort_by_key(|line| line.path.matches('{').count());
    found.into_iter().next().filter(described)
}

fn fits(pattern: &str, path: &str) -> bool {
    let (expected, got): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let is_same = |(expected, got): (&&str, &&str)| expected == got || (expected.starts_with('{') && !got.is_empty());
    expected.len() == got.len() && expected.iter().zip(&got).all(is_same)
}
