//! Names that somebody has and names that nobody has: the same answers, byte for byte where nothing is random, at every route.

use super::world::{PASSWORD, Person, Speech, Walk, all_methods, person};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};

const TAKEN: &str = "ada";
/// As long as the other: an answer may repeat what was typed.
const FREE: &str = "bob";

/// The answer with everything that is drawn replaced by its length.
fn shape(answer: &Answer, name: &str) -> Value {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        // Each request has a trace of its own.
        .filter(|(header, _)| !["set-cookie", "location", "x-trace-id"].contains(&header.as_str()))
        .map(|(header, value)| {
            let value = value.to_str().unwrap();
            // A page's nonce.
            let value = if value.contains("nonce-") { value.len().to_string() } else { value.to_owned() };
            format!("{header}: {value}")
        })
        .collect();
    headers.sort();
    let cookie = |line: &&str| {
        let (pair, attributes) = line.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        format!("{}… {} {attributes}", &name[..10], value.len())
    };
    json!({
        "status": answer.status.as_u16(),
        "headers": headers,
        "cookies": answer.cookies().iter().map(cookie).collect::<Vec<_>>(),
        "location": answer.header("location").len(),
        "body": lengths(answer.json(), name),
        "length": answer.text.len(),
    })
}

fn lengths(value: Value, name: &str) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| {
                let is_drawn =
                    ["reference", "journey", "ticket", "expires_at", "challenge", "id"].contains(&key.as_str());
                let value = match value {
                    Value::String(text) if is_drawn => text.len().into(),
                    other => lengths(other, name),
                };
                (key, value)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| lengths(item, name)).collect(),
        Value::String(text) => text.replace(name, "NAME").into(),
        other => other,
    }
}

/// Everything that a stranger can do who knows nothing but a name.
async fn probe(app: &TestApp, base: &str, speech: Speech, name: &str) -> Vec<(String, Value)> {
    let mut shapes = Vec::new();
    let mut note = |what: &str, answer: &Answer| shapes.push((what.to_owned(), shape(answer, name)));
    let mut walk = Walk::new(app, base, speech);
    walk.start(name).await.assert_step("first");
    note("start", walk.last.as_ref().unwrap());
    for method in ["password", "email_code", "sms_code", "magic_link", "totp", "recovery_code", "access_pass"] {
        walk.prove(method, "000000").await;
        note(&format!("prove {method}"), walk.last.as_ref().unwrap());
    }
    for method in ["email_code", "sms_code", "magic_link", "totp"] {
        walk.go("send", json!({ "method": method })).await;
        note(&format!("send {method}"), walk.last.as_ref().unwrap());
        walk.prove(method, "000000").await;
        note(&format!("prove after send {method}"), walk.last.as_ref().unwrap());
    }
    if speech == Speech::Form {
        let page = walk.actor.open(&format!("/journey/{}", walk.id)).await;
        note("page", &page);
    }
    let mut script = app.browser(base);
    note("passkey begin", &script.post("/sign-in/passkey/begin", &json!({ "identifier": name })).await);
    note("second passkey", &script.post(&format!("/journey/{}/passkey/begin", walk.id), &json!({})).await);
    // Until the wait begins, and what it says then.
    for _ in 0..5 {
        walk.start(name).await;
        walk.prove("password", PASSWORD.to_uppercase().as_str()).await;
        note("guess", walk.last.as_ref().unwrap());
    }
    shapes
}

async fn compare(app: &TestApp, base: &'static str, ada: &Person) {
    assert_eq!(ada.name, TAKEN);
    for speech in [Speech::Program, Speech::Script, Speech::Form] {
        let (known, unknown) = (probe(app, base, speech, TAKEN).await, probe(app, base, speech, FREE).await);
        assert_eq!(known.len(), unknown.len());
        for (known, unknown) in known.iter().zip(&unknown) {
            assert_eq!(known, unknown, "{speech:?}");
        }
        app.advance_seconds(3 * 3_600);
    }
}

on_both_engines! {
    async fn in_smart_mode_every_answer_is_the_same(app: TestApp) {
        let ada = person(&app, SMART, TAKEN).await;
        compare(&app, SMART, &ada).await;
    }

    // The member of a Classic place has one passkey; a decoy list may be longer, but depends on the name alone.
    async fn in_classic_mode_every_answer_is_the_same(app: TestApp) {
        let ada = person(&app, CLASSIC, TAKEN).await;
        let list = async |name: &str| {
            let begun = app.program(CLASSIC).post("/sign-in/passkey/begin", &json!({ "identifier": name })).await.ok();
            begun["publicKey"]["allowCredentials"].as_array().unwrap().len()
        };
        let twice = [list(FREE).await, list(FREE).await, list(TAKEN).await];
        assert_eq!(twice[0], twice[1]);
        assert!(twice.iter().all(|count| *count > 0));
        app.set(CLASSIC, |settings| {
            all_methods(settings);
            settings.methods.first.retain(|method| *method != Method::Passkey);
            settings.methods.second.retain(|method| *method != Method::Passkey);
        })
        .await;
        for speech in [Speech::Program, Speech::Form] {
            let known = probe(&app, CLASSIC, speech, &ada.name).await;
            let unknown = probe(&app, CLASSIC, speech, FREE).await;
            for (known, unknown) in known.iter().zip(&unknown).filter(|(known, _)| known.0 != "passkey begin") {
                assert_eq!(known, unknown, "{speech:?}");
            }
            app.advance_seconds(3 * 3_600);
        }
    }
}
