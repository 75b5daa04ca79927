//! Names that somebody has and names that nobody has take the same time. A thousand requests each, one by one in turn: blocks of a kind differ by
//! a fifth on their own. A machine that is busy with something else gets three rounds.

use super::world::{Speech, WRONG, Walk, person};
use crate::support::TestApp;
use crate::support::app::SMART;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::testing::Engine;

const EACH: usize = 1_000;
const ROUNDS: usize = 3;
/// In hundredths.
const MOST_APART: u32 = 5;

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn apart(mut known: Vec<Duration>, mut unknown: Vec<Duration>) -> u32 {
    let (known, unknown) = (median(&mut known).as_nanos(), median(&mut unknown).as_nanos());
    u32::try_from(known.abs_diff(unknown) * 100 / known.min(unknown)).unwrap()
}

/// One request on a fresh journey of this name, as long as it takes from its first byte to its last.
async fn timed(app: &TestApp, name: &str, (what, body): (&str, Value)) -> Duration {
    let mut walk = Walk::new(app, SMART, Speech::Program);
    if what.starts_with('/') {
        let begun = Instant::now();
        walk.actor.post(what, &json!({ "identifier": name })).await.ok();
        return begun.elapsed();
    }
    if what == "start" {
        let begun = Instant::now();
        walk.start(name).await;
        return begun.elapsed();
    }
    walk.start(name).await;
    let begun = Instant::now();
    walk.go(what, body).await;
    begun.elapsed()
}

async fn compare(what: &str, body: Value) {
    let app = TestApp::start(Engine::Embedded).await;
    person(&app, SMART, "ada").await;
    app.take_addresses(SMART).await;
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let (mut known, mut unknown) = (Vec::with_capacity(EACH), Vec::with_capacity(EACH));
        for turn in 0..EACH {
            // Whoever is first in a pair must not be the same each time.
            let order = if turn % 2 == 0 { [true, false] } else { [false, true] };
            for is_known in order {
                // No wait may begin, and no code be dead because of the one before.
                app.advance_seconds(3_600);
                let name = if is_known { "ada" } else { "bob" };
                let name = if what == "/sign-up/start" { format!("{name}@example.com") } else { name.to_owned() };
                let time = timed(&app, &name, (what, body.clone())).await;
                if is_known { known.push(time) } else { unknown.push(time) }
            }
        }
        let apart = apart(known, unknown);
        if apart < MOST_APART {
            return;
        }
        found.push(apart);
    }
    panic!("{what}: the medians are {found:?} % apart");
}

#[tokio::test]
async fn to_begin() {
    compare("start", json!({})).await;
}

#[tokio::test]
async fn to_begin_a_recovery() {
    compare("/recovery/start", Value::Null).await;
}

// A member's address gets a message that says so, a stranger's a code.
#[tokio::test]
async fn to_join_with_an_address() {
    compare("/sign-up/start", Value::Null).await;
}

#[tokio::test]
async fn to_send_a_code() {
    compare("send", json!({ "method": "email_code" })).await;
}

#[tokio::test]
async fn to_send_a_link() {
    compare("send", json!({ "method": "magic_link" })).await;
}

#[tokio::test]
async fn to_check_a_code() {
    compare("prove", json!({ "method": "email_code", "value": "000000" })).await;
}

#[tokio::test]
async fn to_check_a_password() {
    compare("prove", json!({ "method": "password", "value": WRONG })).await;
}
