use super::*;

fn measured(connections: usize, per_second: f64) -> Measured {
    Measured {
        connections,
        per_second,
        p50_ms: 1.0,
        p90_ms: 2.0,
        p99_ms: 3.0,
        errors: 0,
        first_error: None,
        server_cores: 0.9,
        load_cores: 0.4,
        other_cores: 0.05,
        server_mib: 30.0,
    }
}

fn findings(at_256: f64) -> Findings {
    let disk = Disk { median_ms: 0.3, per_second: 3000.0 };
    let engine = Engine {
        sign_up_seconds: 1.0,
        sign_ins: [1, 16, 64, 256].map(|connections| measured(connections, at_256)).to_vec(),
        begin: measured(64, 90_000.0),
        applications: Applications {
            introspection: measured(64, 12_000.0),
            client_credentials: measured(64, 12_000.0),
            refresh: measured(64, at_256),
        },
    };
    let verification = Rates { raw: 18_200.0, verified: 17_400.0, from_json: 16_500.0, share: 0.956 };
    let start = Start { first_answer: Duration::from_millis(20), idle_mib: 20.0 };
    Findings {
        limits: vec![Limits { verification, empty_post: measured(64, 150_000.0), disk }],
        start: Some(start),
        sqlite: Some(engine),
        large: Some(Large {
            users: 1_000_000,
            fill_seconds: 30.0,
            file_mib: 700.0,
            start,
            sign_ins: vec![measured(256, at_256 * 0.7)],
        }),
        ..Findings::default()
    }
}

#[test]
fn a_fast_run_holds_every_budget() {
    let text = render(&findings(8_000.0));
    assert!(!text.contains("MISS"), "{text}");
    assert!(text.contains("14 of 14 budgets hold"), "{text}");
}

#[test]
fn a_slow_run_says_so() {
    let text = render(&findings(2_000.0));
    assert_eq!(text.matches("MISS").count(), 3, "{text}");
}

#[test]
fn an_error_is_a_miss() {
    let mut findings = findings(8_000.0);
    let engine = findings.sqlite.as_mut().unwrap();
    engine.sign_ins[0].errors = 1;
    engine.sign_ins[0].first_error = Some("answered 500".to_owned());
    let text = render(&findings);
    assert!(text.contains("First error at 1 connections: answered 500") && text.contains("MISS"), "{text}");
}

#[test]
fn a_neighbour_is_named() {
    let mut findings = findings(8_000.0);
    assert!(!render(&findings).contains("not idle"));
    findings.sqlite.as_mut().unwrap().sign_ins[1].other_cores = 0.6;
    assert!(render(&findings).contains("**The machine was not idle**: others used up to 0.60 cores"));
}
