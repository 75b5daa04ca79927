//! When the doctor looks by itself, and what is told of it (S2-32, S2-34).

use super::between::{Between, Outside};
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use domain::alarms;
use domain::doctor::last;
use server::Server;
use server::doctor::{Doctor, examine_if_due};
use std::sync::Arc;

const DAY: i64 = 24 * 3600;

fn node(app: &TestApp, version: &'static str) -> Server {
    let mut doctor = Doctor::new(app.app.public_url(), &[]);
    doctor.version = version;
    Server::new(Arc::clone(&app.app), Vec::new()).looked_at_by(doctor)
}

async fn looks(node: &Server) -> bool {
    examine_if_due(node).await.unwrap().is_some()
}

/// As if the last look had found nothing.
async fn mend(app: &TestApp) {
    let mut report = last(&app.app).await.unwrap().unwrap();
    report.findings.clear();
    domain::doctor::keep(&app.app, &report, None).await.unwrap();
}

async fn is_raised(app: &TestApp) -> bool {
    alarms::watch(&app.app).await;
    let pool = app.pool(HOME);
    let rows = app.store.read("alarms", move |tx| store::alarm::of_pool(tx, pool)).await.unwrap();
    rows.iter().any(|row| row.kind == "self_test" && row.cleared_at.is_none())
}

on_both_engines! {
    // S2-32: after the first start, daily, and after the first start of a new version; one of several nodes.
    async fn it_looks_daily_and_after_a_new_version(app: TestApp) {
        let (old, other, new) = (node(&app, "1.0.0"), node(&app, "1.0.0"), node(&app, "1.1.0"));
        let (first, second) = tokio::join!(looks(&old), looks(&other));
        assert!(first ^ second, "one of two nodes looks");
        mend(&app).await;
        app.advance_seconds(60);
        assert!(!looks(&old).await && !looks(&other).await);
        assert!(looks(&new).await, "another version has not looked yet");
        assert_eq!(last(&app.app).await.unwrap().unwrap().version, "1.1.0");
        mend(&app).await;
        app.advance_seconds(60);
        assert!(!looks(&new).await);
        assert!(!looks(&old).await, "two releases side by side do not look in turn");
        app.advance_seconds(DAY - 61);
        assert!(!looks(&new).await, "not yet a day");
        app.advance_seconds(1);
        assert!(looks(&new).await);
    }

    // S2-32: what is wrong for a moment is no alarm for a day.
    async fn what_is_wrong_is_looked_at_again_soon(app: TestApp) {
        let node = node(&app, "1.0.0");
        assert!(looks(&node).await);
        assert!(!last(&app.app).await.unwrap().unwrap().wrong().is_empty(), "nobody listens there");
        app.advance_seconds(15 * 60 - 1);
        assert!(!looks(&node).await);
        app.advance_seconds(1);
        assert!(looks(&node).await);
    }

    // S2-32, S2-34: what turns wrong raises an alarm, once; it is over when the next look finds nothing.
    async fn what_turns_wrong_raises_an_alarm(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let (app, server) = (&outside.app, outside.front.server());
        assert!(!is_raised(app).await, "nobody has looked yet");
        assert!(looks(server).await);
        assert!(!is_raised(app).await);
        app.change_pool("/platform/smart", |pool| pool.rp_id = "co.uk".into()).await;
        app.advance_seconds(DAY);
        assert!(looks(server).await);
        assert!(is_raised(app).await && is_raised(app).await);
        let told: Vec<_> = app.audit(HOME).await.into_iter().filter(|entry| entry.kind == "alarm_raised").collect();
        assert_eq!(told.len(), 1, "{told:?}");
        let detail = told[0].detail.clone().unwrap();
        assert!(detail.starts_with("Wrong: ") && detail.contains("RP IDs and origins"), "{detail}");
    }
}

/// The clocks are apart by the days that a test lets pass, so only a database whose clock is ours can find all mended.
#[tokio::test]
async fn the_alarm_is_over_when_the_next_look_finds_nothing() {
    let app = TestApp::start(store::testing::Engine::Embedded).await;
    let report = |state: &str| {
        format!(
            r#"{{"at":"2030-01-01T00:00:00Z","version":"1","findings":[{{"check":"mail","looked_at":"","state":"{state}","found":""}}]}}"#
        )
    };
    for (state, raised) in [("wrong", true), ("not_checked", false), ("wrong", true), ("good", false)] {
        let text = report(state);
        let write = move |tx: &mut store::Tx<'_>| store::installation::set(tx, "doctor_report", &text);
        app.store.write("report", write).await.unwrap();
        assert_eq!(is_raised(&app).await, raised, "{state}");
    }
}
