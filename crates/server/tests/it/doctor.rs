//! The doctor: each fault is planted, and is found as what it is and nothing else (S2-32).

mod between;
mod console;
mod inside;
mod schedule;

use crate::support::{TestApp, on_both_engines};
use between::{Between, Outside};
use domain::doctor::{Check, Finding, Report, State};
use server::doctor::{Doctor, examine};
use std::collections::BTreeSet;

fn found(report: &Report, state: State) -> BTreeSet<&'static str> {
    let findings = report.findings.iter().filter(|finding| finding.state == state);
    findings.map(|finding| finding.check.as_str()).collect()
}

#[track_caller]
fn the_one(report: &Report, check: Check) -> &Finding {
    let all: Vec<_> = report.findings.iter().filter(|finding| finding.check == check).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0]
}

/// What is wrong, by name.
fn wrong(report: &Report) -> Vec<&'static str> {
    found(report, State::Wrong).into_iter().collect()
}

/// The number of rows of everything that a ceremony could leave.
async fn left(app: &TestApp) -> Vec<i64> {
    let mut numbers = Vec::new();
    for table in ["users", "passkeys", "audit_events", "sessions", "spent_challenges", "user_words", "installation"] {
        let sql: &'static str = format!("UPDATE {table} SET {} = {}", KEYS[table], KEYS[table]).leak();
        let rows = app.store.write("count", move |tx| store::testing::execute(tx, sql)).await.unwrap();
        numbers.push(i64::try_from(rows).unwrap());
    }
    numbers
}

static KEYS: std::sync::LazyLock<std::collections::BTreeMap<&str, &str>> = std::sync::LazyLock::new(|| {
    let tables = ["users", "passkeys", "audit_events", "sessions", "user_words"].map(|table| (table, "pool_id"));
    tables.into_iter().chain([("spent_challenges", "pool_id"), ("installation", "value")]).collect()
});

on_both_engines! {
    // Nothing is wrong where nothing is, every check is among the findings, and nothing of the ceremony stays.
    async fn all_is_well_and_nothing_is_left_behind(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let before = left(&outside.app).await;
        let report = outside.examine().await;
        assert_eq!(left(&outside.app).await, before);
        assert_eq!(wrong(&report), Vec::<&str>::new(), "{:?}", report.findings);
        let all: BTreeSet<_> = report.findings.iter().map(|finding| finding.check).collect();
        let expected: BTreeSet<_> = Check::ALL.iter().copied().filter(|check| ![Check::Disk, Check::AuditStream, Check::Backup, Check::Certificates, Check::Clients].contains(check)).collect();
        assert_eq!(all, expected);
        for check in [Check::PublicUrl, Check::Proxy, Check::Cookies, Check::WellKnown, Check::Ceremony, Check::Database,
            Check::DatabaseWrites, Check::ClockDatabase, Check::Metadata] {
            assert_eq!(the_one(&report, check).state, State::Good, "{:?}", the_one(&report, check));
        }
        assert_eq!(the_one(&report, Check::Https).state, State::ToLookAt, "it is on this machine alone");
        assert_eq!(the_one(&report, Check::ClockOutside).state, State::NotChecked);
        for finding in &report.findings {
            assert_eq!(finding.remedy.is_empty(), finding.state == State::Good, "{finding:?}");
        }
    }

    // What stands in between is found by what it does to a request.
    async fn whatever_stands_in_between_is_found(app: TestApp) {
        for (between, check, words) in [
            (Between::Nobody, "public_url", "does not take connections"),
            (Between::AnotherInstallation, "public_url", "Something else answers there, with status 200"),
            (Between::Forwards, "proxy", "203.0.113.7 adds X-Forwarded-For and is not believed"),
            (Between::RenamesTheHost, "proxy", "Its Host is \"inside:8080\""),
            (Between::TakesCookies, "cookies", "No cookie comes back"),
            (Between::OpensCookies, "cookies", "comes without HttpOnly"),
            (Between::KeepsPages, "cookies", "may be kept for others"),
            (Between::HasNoFiles, "well_known", "Its status is 404."),
            (Between::RedirectsFiles, "well_known", "It is a redirect (status 301)"),
            (Between::OtherType, "well_known", "It comes as \"text/plain\""),
            (Between::OtherList, "well_known", "It says something else than the settings do."),
        ] {
            let outside = Outside::of(&app, between).await;
            let report = outside.examine().await;
            assert_eq!(wrong(&report), [check], "{between:?}: {:?}", report.findings);
            let finding = report.findings.iter().find(|finding| finding.state == State::Wrong).unwrap();
            assert!(finding.found.contains(words) && !finding.remedy.is_empty(), "{between:?}: {finding:?}");
        }
        // A proxy that is believed, and one that says nothing.
        for (between, state) in [(Between::IsTrusted, State::Good), (Between::IsSilent, State::ToLookAt)] {
            let report = Outside::of(&app, between).await.examine().await;
            assert_eq!(the_one(&report, Check::Proxy).state, state, "{between:?}");
            assert_eq!(wrong(&report), Vec::<&str>::new());
        }
    }

    // TLS that browsers do not believe, TLS that they do, and a proxy that takes the header away.
    async fn https_is_looked_at_as_a_browser_does(app: TestApp) {
        let outside = Outside::with_tls(&app, Between::Nothing, false).await;
        let report = outside.examine().await;
        assert_eq!(wrong(&report), ["https"], "{:?}", report.findings);
        assert_eq!(the_one(&report, Check::PublicUrl).state, State::NotChecked);
        let report = Outside::with_tls(&app, Between::Nothing, true).await.examine().await;
        assert_eq!(the_one(&report, Check::Https).state, State::Good, "{:?}", report.findings);
        assert_eq!(the_one(&report, Check::Cookies).state, State::Good, "{:?}", report.findings);
        let report = Outside::with_tls(&app, Between::TakesHsts, true).await.examine().await;
        assert_eq!(the_one(&report, Check::Https).state, State::ToLookAt);
        let report = Outside::with_tls(&app, Between::RenamesCookies, true).await.examine().await;
        assert_eq!(wrong(&report), ["cookies"]);
    }

    // Nobody but the doctor gets anything noted, and strangers learn nothing from the mark.
    async fn a_probe_of_a_stranger_is_answered_and_not_kept(app: TestApp) {
        let ask = |query: &str| axum::http::Request::get(format!("/readyz{query}")).header("host", "localhost:8080");
        let send = |query: &'static str| app.send(ask(query).body(axum::body::Body::empty()).unwrap());
        let plain = send("").await;
        assert_eq!((plain.status.as_u16(), plain.header("keystead-instance")), (200, ""));
        let probed = send("?probe=00112233445566778899aabbccddeeff").await;
        assert_eq!((probed.text.as_str(), probed.header("keystead-instance").len()), ("ready\n", 32));
        for odd in ["?probe=", "?probe=0", "?probe=zz112233445566778899aabbccddeeff", "?probe=%00"] {
            assert_eq!(send(odd).await.header("keystead-instance"), "", "{odd}");
        }
    }
}
