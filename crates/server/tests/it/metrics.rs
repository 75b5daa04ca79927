//! What Prometheus is told: who may read it, that it counts what happens, that its names are those of the documentation, and that Prometheus' own
//! parser reads it.

use crate::support::app::{HOST, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::backup::{self, Last, Wanted};
use server::metrics::families::{self, Family, Kind};
use server::metrics::{measure, measure_seldom};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const DOCUMENTED: &str = include_str!("../../../../docs/operator/metrics.md");
const DASHBOARD: &str = include_str!("../../../../docs/operator/grafana-dashboard.json");
const ALERTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operator/alerts.yml");

async fn ask(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let request = headers
        .iter()
        .fold(Request::get("/metrics").header("host", HOST), |request, (name, value)| request.header(*name, *value));
    app.send(request.body(Body::empty()).unwrap()).await
}

async fn read(app: &TestApp) -> String {
    let answer = ask(app, &[("authorization", &format!("Bearer {TOKEN}"))]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    answer.text
}

/// The number of a line, by its beginning up to the blank.
#[track_caller]
fn number(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|other| other.strip_prefix(line)?.strip_prefix(' ')?.parse().ok());
    found.unwrap_or_else(|| panic!("no {line} in:\n{text}"))
}

/// A name without what a histogram adds to it.
fn family(name: &str) -> Option<&'static Family> {
    families::all().iter().find(|family| {
        let ends: &[&str] = if family.kind == Kind::Histogram { &["_bucket", "_sum", "_count"] } else { &[""] };
        ends.iter().any(|end| name.strip_suffix(end) == Some(family.name))
    })
}

#[expect(clippy::disallowed_methods, reason = "a test's surroundings are its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Prometheus' own reader of its formats: told what to check, and given `input`. Where it is not installed that is said, and in CI a failure.
fn promtool(words: &[&str], input: &str) {
    let mut command = Command::new("promtool");
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        assert!(
            variable("CI").is_none_or(|value| value != "true"),
            "promtool is not installed: cargo xtask test does it"
        );
        eprintln!("SKIPPED: no promtool (Debian's package prometheus; cargo xtask test installs it)");
        return;
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "promtool {words:?}: {}", String::from_utf8_lossy(&said));
}

on_both_engines! {
    // Issue 9, 7: without the token there is nothing, whatever a proxy on the same machine or a stranger says.
    async fn nobody_reads_them_without_the_token(app: TestApp) {
        let nothing = app.program("").get("/no/such/place").await.but_reference();
        let claims: [&[(&str, &str)]; 6] = [
            &[],
            &[("x-forwarded-for", "127.0.0.1")],
            &[("authorization", "Bearer wrong")],
            &[("authorization", "Bearer ")],
            &[("authorization", &format!("Basic {TOKEN}"))],
            &[("cookie", &format!("token={TOKEN}"))],
        ];
        // Without a token in the configuration nobody has it.
        ask(&app, &[("authorization", &format!("Bearer {TOKEN}"))]).await.assert_refused(404, "not_found");
        let app = app.watched_with(TOKEN);
        for headers in claims {
            let refused = ask(&app, headers).await;
            assert_eq!((refused.but_reference().0, refused.but_reference().2), (nothing.0, nothing.2.clone()), "{headers:?}");
        }
        // `localhost` is what anybody may write.
        let request = Request::get("/metrics").header("host", "localhost").body(Body::empty()).unwrap();
        app.send(request).await.assert_refused(404, "not_found");
        assert!(read(&app).await.contains("keystead_build_info{"));
    }

    // Issue 9, 7: what happened is counted once, under the documented words.
    async fn what_happens_is_counted(app: TestApp) {
        let app = app.watched_with(TOKEN);
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        member.token = None;
        member.sign_in().await.ok();
        member.token = None;
        let begun = member.post("/sign-in/passkey/begin", &serde_json::json!({})).await.ok();
        let mut shown = member.show(&begun);
        shown["response"]["signature"] = "MEUCIQ".into();
        member.post("/sign-in/passkey/finish", &shown).await.assert_refused(401, "verification_failed");
        member.get("/session").await.assert_refused(401, "not_signed_in");
        let text = read(&app).await;
        let finish = "method=\"POST\",route=\"/{tenant}/{workspace}/sign-in/passkey/finish\"";
        for (line, expected) in [
            ("keystead_sign_ins_total{method=\"passkey\"}", 1.0),
            ("keystead_sign_ins_total{method=\"password\"}", 0.0),
            ("keystead_events_total{kind=\"sign_up\",outcome=\"done\"}", 1.0),
            ("keystead_events_total{kind=\"sign_in\",outcome=\"done\"}", 1.0),
            ("keystead_events_total{kind=\"sign_in\",outcome=\"refused\"}", 1.0),
            ("keystead_refusals_total{phase=\"sign_in\",code=\"verification_failed\"}", 1.0),
            ("keystead_refusals_total{phase=\"session\",code=\"not_signed_in\"}", 1.0),
            ("keystead_ceremonies_total{phase=\"sign_in\",step=\"begin\",outcome=\"done\"}", 2.0),
            ("keystead_ceremonies_total{phase=\"sign_in\",step=\"finish\",outcome=\"done\"}", 1.0),
            ("keystead_ceremonies_total{phase=\"sign_in\",step=\"finish\",outcome=\"refused\"}", 1.0),
            (&format!("keystead_http_requests_total{{{finish},status=\"2xx\"}}"), 1.0),
            (&format!("keystead_http_requests_total{{{finish},status=\"4xx\"}}"), 1.0),
            (&format!("keystead_http_request_seconds_count{{{finish}}}"), 2.0),
            ("keystead_database_waiting{mode=\"write\"}", 0.0),
        ] {
            assert!((number(&text, line) - expected).abs() < 0.1, "{line} is not {expected}:\n{text}");
        }
        assert!(number(&text, "keystead_database_seconds_count{mode=\"write\"}") >= 3.0);
        assert!(number(&text, "keystead_database_wait_seconds_count{mode=\"read\"}") >= 1.0);
        // No word of the member's.
        assert!(!text.contains("alice") && !text.contains("demo"), "{text}");
    }

    // Issue 9, 7: when the last good backup was made, also where a later one has failed; nothing where none ever was.
    async fn the_last_backup_is_told(app: TestApp) {
        let app = app.watched_with(TOKEN);
        measure(app.server()).await;
        assert!(!read(&app).await.contains("keystead_backup_last_timestamp_seconds "));
        let made = Last { made_at: Some(1_700_000_000_500), file: "/backups/one".into(), ..Last::default() };
        backup::note(&app.app, Wanted::ByHand, Ok(made)).await.unwrap();
        backup::note(&app.app, Wanted::ByHand, Err("no room".to_owned())).await.unwrap();
        measure(app.server()).await;
        let told = number(&read(&app).await, "keystead_backup_last_timestamp_seconds");
        assert!((told - 1_700_000_000.0).abs() < 1.0, "{told}");
    }

    // Issue 9, 7: each name that is told is documented and was declared, and each that is declared is told by a server that has all to tell.
    async fn the_names_are_those_of_the_documentation(app: TestApp) {
        let app = app.watched_with(TOKEN);
        app.member(SMART, "alice").await;
        measure(app.server()).await;
        measure_seldom(app.server()).await;
        let text = read(&app).await;
        assert!(number(&text, "keystead_sessions") >= 1.0);
        assert!(number(&text, "keystead_key_age_seconds{purpose=\"challenge\"}") >= 0.0);
        promtool(&["check", "metrics"], &text);
        let mut told = BTreeSet::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split(['{', ' ']).next().unwrap();
            let family = family(name).unwrap_or_else(|| panic!("{name} is not declared"));
            let labels = line.split_once('{').map_or("", |(_, rest)| rest.rsplit_once('}').unwrap().0);
            let words: Vec<&str> = labels.split("\",").filter_map(|pair| Some(pair.split_once("=\"")?.0)).collect();
            let expected = family.labels.iter().copied().chain(name.ends_with("_bucket").then_some("le"));
            assert_eq!(words, expected.collect::<Vec<_>>(), "{line}");
            told.insert(family.name);
        }
        // What only some servers have to tell, and what has not happened here.
        let absent = [
            "keystead_backup_last_timestamp_seconds",
            "keystead_audit_stream_seals_behind",
            "keystead_audit_stream_failing_seconds",
            "keystead_tls_certificate_expiry_timestamp_seconds",
            "keystead_tls_certificates_missing",
            "keystead_refusals_total",
            "keystead_traces_total",
        ];
        for family in families::all() {
            assert!(told.contains(family.name) || absent.contains(&family.name), "{} is not told", family.name);
        }
    }
}

#[test]
fn the_documented_table_is_the_declared_one() {
    let table = families::table();
    assert!(DOCUMENTED.contains(&table), "docs/operator/metrics.md lacks this table:\n{table}");
}

/// The names of ours in a text of Prometheus' language.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("keystead_") || word.starts_with("process_")).map(str::to_owned).collect()
}

// Issue 9, 7: a dashboard and alerts that look at what is there.
#[test]
fn dashboard_and_alerts_name_nothing_else() {
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let asked = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    let asked: Vec<&str> = asked.map(|target| target["expr"].as_str().unwrap()).collect();
    assert!(asked.len() >= 15, "{asked:?}");
    let alerts = std::fs::read_to_string(ALERTS).unwrap();
    let expressions: Vec<&str> = alerts.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    assert!(expressions.len() >= 8, "{expressions:?}");
    for expression in asked.into_iter().chain(expressions) {
        let named = names(expression);
        assert!(!named.is_empty(), "{expression}");
        for name in named {
            assert!(family(&name).is_some(), "{name} of {expression:?} is not declared");
        }
    }
    promtool(&["check", "rules", ALERTS], "");
}

// Issue 9, 8: a name without a certificate is not one that expires, and hides none that does. Each has an alert of its own, and a good one none.
#[test]
fn a_certificate_that_expires_and_one_that_is_missing_are_two_alerts() {
    const DAY: i64 = 24 * 60 * 60;
    let case = |expires: Option<i64>, missing: i64, rings: &[(&str, &str)]| {
        let expires = expires.map(|at| {
            format!(
                "{{ series: 'keystead_tls_certificate_expiry_timestamp_seconds{{instance=\"a\"}}', values: '{at}x30' }}, "
            )
        });
        let expected = rings.iter().map(|(alert, severity)| {
            let name = format!("ALERTS{{alertname=\"{alert}\",alertstate=\"firing\",severity=\"{severity}\"}}");
            format!("{{ labels: '{name}', value: 1 }}")
        });
        let expected: Vec<_> = expected.collect();
        format!(
            "  - interval: 5m\n    input_series: [{}{{ series: 'keystead_tls_certificates_missing{{instance=\"a\"}}', values: \
             '{missing}x30' }}]\n    promql_expr_test:\n      - expr: ALERTS{{alertname=~\"KeysteadCertificate.*\",alertstate=\"firing\"}}\n        \
             eval_time: 2h\n        exp_samples: [{}]\n",
            expires.unwrap_or_default(),
            expected.join(", ")
        )
    };
    let (expiring, missing) = (("KeysteadCertificateExpires", "warning"), ("KeysteadCertificateMissing", "critical"));
    let cases = [
        case(Some(30 * DAY), 0, &[]),
        case(Some(9 * DAY), 0, &[expiring]),
        case(None, 1, &[missing]),
        case(Some(30 * DAY), 1, &[missing]),
        case(Some(9 * DAY), 1, &[expiring, missing]),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tests.yml");
    let head = format!("rule_files: [{ALERTS:?}]\nevaluation_interval: 5m\ntests:\n");
    std::fs::write(&file, head + &cases.concat()).unwrap();
    promtool(&["test", "rules", file.to_str().unwrap()], "");
}
