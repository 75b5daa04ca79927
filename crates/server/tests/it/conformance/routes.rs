//! What is served in this mode and what is not, tried by a stranger.

use super::client::{Client, REGISTER, SIGN_IN};
use super::devices;
use crate::support::Answer;
use authenticator::{Attestation, Authenticator, Setup};
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;
use server::{conformance, router};
use std::collections::BTreeSet;

/// What a stranger gets: method, path, body, status.
const STRANGER: &[(&str, &str, &str, u16)] = &[
    ("GET", "/healthz", "", 200),
    ("POST", "/attestation/options", r#"{"username":"eve","displayName":"Eve"}"#, 200),
    ("POST", "/attestation/result", "{}", 400),
    ("POST", "/assertion/options", r#"{"username":"eve"}"#, 400),
    ("POST", "/assertion/result", "{}", 400),
];

fn request(method: &Method, path: &str, body: &str) -> Request<Body> {
    // What another site's page would send: in this mode nobody has a session that it could misuse.
    let request = Request::builder().method(method).uri(path).header("origin", "https://tool.example");
    request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap()
}

fn client() -> Client {
    Client::open(None, std::sync::Arc::new(domain::SystemRandom::default()))
}

fn assert_failed(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["status"], "failed", "{}", answer.text);
    assert!(body["errorMessage"].as_str().is_some_and(|message| !message.is_empty()), "{}", answer.text);
}

#[test]
fn every_route_is_tried() {
    let served: BTreeSet<_> = conformance::table().iter().map(|(method, path)| (method.as_str(), *path)).collect();
    let tried: BTreeSet<_> = STRANGER.iter().map(|(method, path, ..)| (*method, *path)).collect();
    assert_eq!(served, tried, "a new route: say above what a stranger gets there");
    let client = client();
    for (method, path, body, status) in STRANGER {
        let answer = client.send(request(&method.parse().unwrap(), path, body));
        assert_eq!(answer.status, *status, "{method} {path}: {}", answer.text);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), ("no-store", "nosniff"));
        if *status != 200 {
            assert_failed(&answer, *status);
        }
    }
}

#[test]
fn nothing_of_the_product_is_served() {
    let client = client();
    let product = router::table().iter().filter(|line| line.path != "/healthz");
    for line in product {
        assert_failed(&client.send(request(&line.method, line.path, "{}")), 404);
    }
    for (_, path) in conformance::table() {
        assert_failed(&client.send(request(&Method::DELETE, path, "")), 405);
    }
}

#[test]
fn bodies_have_a_limit_and_a_type() {
    let client = client();
    for (method, path) in conformance::table().iter().filter(|(method, _)| *method == Method::POST) {
        let large = format!(r#"{{"username":"{}"}}"#, "x".repeat(64 * 1024));
        assert_failed(&client.send(request(method, path, &large)), 413);
        let plain = Request::builder().method(method).uri(*path).header("content-type", "text/plain");
        assert_failed(&client.send(plain.body("{}".into()).unwrap()), 415);
        assert_failed(&client.send(request(method, path, "[]")), 400);
    }
}

#[test]
fn a_cookie_is_good_for_one_result_of_its_own_ceremony() {
    let client = client();
    let mut device = Authenticator::new(devices::packed_self());
    let begun = client.begin(REGISTER, "ada", &json!({}));
    let answer = device.create(&begun.options, super::client::ORIGIN).unwrap();
    let other = client.begin(REGISTER, "ada", &json!({}));
    super::case::refused(&client.finish(REGISTER, &other, answer.clone()), "the challenge is not the one").unwrap();
    super::case::refused(&client.post("/attestation/result", &answer, None), "no such ceremony").unwrap();
    super::case::accepted(&client.finish(REGISTER, &begun, answer.clone())).unwrap();
    super::case::refused(&client.finish(REGISTER, &begun, answer.clone()), "no such ceremony").unwrap();
    let begun = client.begin(SIGN_IN, "ada", &json!({}));
    super::case::refused(&client.finish(REGISTER, &begun, answer), "no such ceremony").unwrap();
}

/// Without metadata no model is judged.
#[test]
fn without_metadata_every_sound_statement_is_accepted() {
    let client = client();
    for setup in [devices::packed_otherwise(), devices::packed_self_otherwise(), devices::u2f(), devices::tpm()] {
        let asked = json!({"attestation": "direct"});
        let answer = client.register(&mut Authenticator::new(setup), &client.name(), &asked, Vec::new());
        super::case::accepted(&answer).unwrap();
    }
}

/// With metadata whoever attests is of a known model, and keeps to what its statement says.
#[test]
fn with_metadata_a_model_keeps_to_its_statement() {
    let client = Client::with_devices();
    let by_itself = |setup: Setup| Setup { attestation: Attestation::PackedSelf, ..setup };
    let unknown = Setup { aaguid: *b"conform-unknown-", ..devices::packed_self() };
    for (setup, why) in [
        (by_itself(devices::packed()), "attests in another way"),
        (devices::packed_unsaid(), "attests in another way"),
        (unknown, "does not know this model"),
        (devices::packed_otherwise(), "signs with other algorithms"),
    ] {
        let asked = json!({"attestation": "direct"});
        let answer = client.register(&mut Authenticator::new(setup), &client.name(), &asked, Vec::new());
        super::case::refused(&answer, why).unwrap();
    }
}
