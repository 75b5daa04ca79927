//! The scenarios of both ceremonies: cases that have a history, such as a challenge that is used twice. Each has one test named after it,
//! and a list made of the tests themselves is compared with the published list. It must never call a scenario covered that no test runs.
//!
//! Where a scenario expects `ceremony_not_found` of a challenge that is spent, log and audit say `ceremony_replayed`: our own word is more
//! precise. The face outside is the same for both.

use crate::support::{Actor, Answer, TestApp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use store::passkey::Passkey;

/// Writes tests for both engines and lists their names.
macro_rules! scenarios {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),+];
        crate::support::on_both_engines! { $(async fn $name($app: TestApp) $body)+ }
    };
}

mod authentication;
mod cross_ceremony;
mod recovery;
mod registration;
mod two_nodes;

const SIGN_UP: (&str, &str) = ("/sign-up/passkey/begin", "/sign-up/passkey/finish");
const SIGN_IN: (&str, &str) = ("/sign-in/passkey/begin", "/sign-in/passkey/finish");
/// Another tenant's Smart workspace; by default its pool has the same RP ID.
const OTHER_TENANT: &str = "/platform/smart";
/// How often a race is run: one that is open is lost within a few.
const ROUNDS: usize = 20;

/// A challenge that is refused, whatever the reason is: one face outside, the reason in log and audit.
async fn assert_expired(app: &TestApp, base: &str, answer: &Answer, reason: &str) {
    answer.assert_refused(400, "session_expired");
    app.assert_refused(base, answer, reason).await;
}

/// Of two, the accepted and the refused one; both accepted or both refused is a failure.
#[track_caller]
fn one_accepted<T: std::fmt::Debug>(answers: [T; 2], is_accepted: impl Fn(&T) -> bool) -> (T, T) {
    match answers.each_ref().map(is_accepted) {
        [true, false] => answers.into(),
        [false, true] => {
            let [refused, accepted] = answers;
            (accepted, refused)
        }
        _ => panic!("not exactly one was accepted: {answers:?}"),
    }
}

/// A result of what a browser has begun is refused to everybody else, and is not spent by their trying (DESIGN 3.1).
async fn assert_bound_to_browser(owner: &mut Actor<'_>, (begin, finish): (&str, &str), asked: &Value, result: &Value) {
    let (app, base) = (owner.app, owner.base.clone());
    let mut without_cookie = app.browser(&base);
    let answer = without_cookie.post(finish, result).await;
    assert_expired(app, &base, &answer, "binding_missing").await;

    let mut other = app.browser(&base);
    other.post(begin, asked).await.ok();
    assert_ne!(other.cookies, owner.cookies);
    let mut program = app.program(&base);
    for stranger in [&mut other, &mut program] {
        let answer = stranger.post(finish, result).await;
        assert_expired(app, &base, &answer, "ceremony_not_found").await;
        assert!(answer.cookies().is_empty(), "{answer:?}");
        stranger.get("/session").await.assert_refused(401, "not_signed_in");
    }
    owner.post(finish, result).await.ok();
}

/// A result is refused at another tenant exactly as one whose challenge nobody has drawn, and is not spent there.
async fn assert_bound_to_tenant(client: &mut Actor<'_>, finish: &str, result: &Value) {
    let (app, home) = (client.app, client.base.clone());
    let before = app.audit(&home).await;
    let answer = client.at(OTHER_TENANT).post(finish, result).await;
    assert_expired(app, OTHER_TENANT, &answer, "ceremony_not_found").await;
    let made_up = client.post(finish, &with_made_up_challenge(result)).await;
    assert_eq!(answer.but_reference(), made_up.but_reference());
    assert_eq!(app.audit(&home).await, before, "the tenant whose it is hears nothing");
    client.at(&home).post(finish, result).await.ok();
}

/// The same result for a challenge that nobody has drawn: the real one with another MAC. Random bytes would read, once in a thousand, as
/// a challenge of a named ceremony, which is refused for another cause.
fn with_made_up_challenge(result: &Value) -> Value {
    let client_data = result["response"]["clientDataJSON"].as_str().unwrap();
    let mut client_data: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(client_data).unwrap()).unwrap();
    let mut challenge = URL_SAFE_NO_PAD.decode(client_data["challenge"].as_str().unwrap()).unwrap();
    *challenge.last_mut().unwrap() ^= 1;
    client_data["challenge"] = URL_SAFE_NO_PAD.encode(challenge).into();
    let mut made_up = result.clone();
    made_up["response"]["clientDataJSON"] = URL_SAFE_NO_PAD.encode(client_data.to_string()).into();
    made_up
}

/// The row of the passkey that this client made last.
async fn row_of(client: &Actor<'_>) -> Passkey {
    let (tenant, workspace) = client.base.trim_start_matches('/').split_once('/').unwrap();
    let door = client.app.app.snapshot().door(tenant, workspace).unwrap();
    let made = client.authenticator.passkeys().last().unwrap();
    let (tenant, rp_id, id) = (door.tenant.id, made.rp_id.clone(), made.credential_id.clone());
    let found = client.app.store.read("row", move |tx| store::passkey::look_up(tx, tenant, &rp_id, &id)).await;
    found.unwrap().facts.unwrap().passkey
}

/// How many events of this kind the tenant has.
async fn events_of(app: &TestApp, base: &str, kind: &str) -> usize {
    app.audit(base).await.iter().filter(|entry| entry.kind == kind && entry.outcome == "done").count()
}

/// The published scenarios; `None`, loudly, where they are not at hand. In CI they have to be.
#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
fn published() -> Option<Vec<String>> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/scenarios.json");
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) => {
            println!("SKIPPED: scenarios.json could not be read: {error}");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must compare the scenarios");
            return None;
        }
    };
    let file: Value = serde_json::from_slice(&text).unwrap();
    let ids = file["scenarios"].as_array().unwrap().iter().map(|scenario| scenario["id"].as_str().unwrap().to_owned());
    Some(ids.collect())
}

#[test]
fn each_published_scenario_has_its_test() {
    let families = [
        ("registration", registration::NAMES.to_vec()),
        ("authentication", authentication::names()),
        ("cross-ceremony", cross_ceremony::NAMES.to_vec()),
        ("recovery", recovery::NAMES.to_vec()),
    ];
    let tested: Vec<String> = families
        .iter()
        .flat_map(|(family, names)| names.iter().map(move |name| format!("{family}/{}", name.replace('_', "-"))))
        .collect();
    let Some(published) = published() else { return };
    let ours = |id: &&String| families.iter().any(|(family, _)| id.split('/').next() == Some(family));
    let mut missing = published.iter().filter(ours).filter(|id| !tested.contains(id)).peekable();
    assert!(missing.peek().is_none(), "no test is named after {:?}", missing.collect::<Vec<_>>());
    let mut unknown = tested.iter().filter(|id| !published.contains(id)).peekable();
    assert!(unknown.peek().is_none(), "these are no scenarios: {:?}", unknown.collect::<Vec<_>>());
}
