//! Health, readiness, the description, and what every answer has in common.

use crate::support::app::SMART;
use crate::support::{TestApp, assert_answer, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

on_both_engines! {
    async fn health_and_readiness(app: TestApp) {
        let mut anybody = app.program("");
        assert_eq!(anybody.get("/healthz").await.text, "ok\n");
        assert_eq!(anybody.get("/readyz").await.text, "ready\n");
        app.advance_seconds(40);
        let late = anybody.get("/readyz").await;
        assert_eq!((late.status.as_u16(), late.text.as_str()), (503, "not ready\n"));
        assert!(app.log.text().contains("the clocks of this machine and of the database differ"));
        app.store.close().await;
        assert_eq!(anybody.get("/readyz").await.status, 503);
        assert_eq!(anybody.get("/healthz").await.status, 200);
    }

    // Issue 9, 7: who can write nothing takes no traffic, and comes back by itself; only then does the question write.
    async fn a_full_disk_is_not_ready(app: TestApp) {
        let store::Location::Embedded { .. } = app.store.location() else { return };
        let limit = async |pages: &'static str| {
            app.store.write("limit", move |tx| store::testing::ask(tx, pages)).await.unwrap();
        };
        let fill = async |letters: usize| {
            let text = "x".repeat(letters);
            app.store.write("fill", move |tx| store::installation::set(tx, "filled", &text)).await
        };
        let mut anybody = app.program("");
        limit("PRAGMA max_page_count = 1").await;
        let probed = async || app.store.read("probe", |tx| store::installation::get(tx, "write_probe")).await.unwrap();
        assert_eq!((anybody.get("/readyz").await.status.as_u16(), probed().await), (200, None), "nobody has noticed");
        assert!(matches!(fill(200_000).await, Err(store::Error::DiskFull { .. })));
        assert_eq!(anybody.get("/readyz").await.status, 503);
        assert!(app.log.text().contains("its disk is full"));
        limit("PRAGMA max_page_count = 1000000").await;
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert_eq!((anybody.get("/readyz").await.status.as_u16(), probed().await.is_some()), (200, true));
        assert_eq!(anybody.get("/readyz").await.status, 200);
    }

    // A database that is gone: a reference outside, the whole cause in the log, no word of it in the answer.
    async fn a_failing_database_is_not_shown(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.store.close().await;
        let answer = member.get("/session").await;
        assert!(answer.status.is_server_error());
        let reference = answer.json()["reference"].as_str().unwrap().to_owned();
        assert!(!answer.text.contains("store") && !answer.text.contains("database"), "{}", answer.text);
        assert!(app.log.line_with(&reference).contains("the store is closed"));
    }

    async fn an_error_has_one_form(app: TestApp) {
        let answer = app.program("").get("/no/such/place").await;
        assert_answer!(answer.shown(), @r#"
        404 Not Found
        {
          "details": {
            "actions": [],
            "title": "There is nothing here"
          },
          "error": "No page has this address.",
          "error_code": "not_found",
          "reference": "[reference]",
          "status_code": 404
        }
        "#);
        assert_eq!(answer.header("content-type"), "application/json");
    }

    async fn https_has_stricter_cookies_and_headers(app: TestApp) {
        let app = app.twin_at("https://id.example.com").await;
        let request = Request::post(format!("{SMART}/sign-in/passkey/begin"))
            .header("host", "id.example.com")
            .header("origin", "https://id.example.com")
            .header("content-type", "application/json")
            .body(Body::from("{}"));
        let answer = app.send(request.unwrap()).await;
        assert_eq!(answer.ok()["publicKey"]["rpId"], "id.example.com");
        let cookie = answer.cookies()[0];
        assert!(cookie.starts_with("__Host-ks-pre.demo.community=") && cookie.ends_with("; Secure"), "{cookie}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    }

    // S3c-4: each answer has an id of ours, by which the log is searched; a caller's own is said back where it is plain.
    async fn a_request_is_found_again(app: TestApp) {
        let ask = |correlation: &'static str, path: &'static str| {
            let request = Request::get(path).header("host", "localhost:8080").header("x-correlation-id", correlation);
            let request = request.header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            app.send(request.body(Body::empty()).unwrap())
        };
        let plain = ask("order-7", "/demo/community/session").await;
        plain.assert_refused(401, "not_signed_in");
        let id = plain.header("x-trace-id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_eq!(plain.header("x-correlation-id"), "order-7");
        let odd = ask("order 7 {\"level\":\"ERROR\"}", "/healthz").await;
        assert_eq!((odd.header("x-correlation-id"), odd.header("x-trace-id").len()), ("", 32));
        // A stranger names no trace.
        assert!(id != odd.header("x-trace-id") && !id.starts_with("4bf92f35"), "{id}");
    }

    // The address in the audit is the client's only where a listed proxy says so.
    async fn forwarded_addresses_are_believed_from_listed_proxies_only(app: TestApp) {
        let body = || Body::from(json!({ "unknown": 1 }).to_string());
        let request = || {
            Request::post(format!("{SMART}/sign-in/passkey/begin"))
                .header("host", "localhost:8080")
                .header("content-type", "application/json")
                .header("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.9.9.9")
                .body(body())
                .unwrap()
        };
        app.send_from(request(), [10, 0, 0, 1].into()).await.assert_refused(400, "malformed_request");
        app.advance_seconds(1);
        app.send_from(request(), [203, 0, 113, 9].into()).await.assert_refused(400, "malformed_request");
        let tenant = app.app.snapshot().door("demo", "community").unwrap().tenant.id;
        let events = app.store.read("events", move |tx| store::audit_event::latest(tx, tenant, 2)).await.unwrap();
        let addresses: Vec<_> = events.iter().filter_map(|event| event.address.as_deref()).collect();
        assert_eq!(addresses, ["203.0.113.9", "198.51.100.7"]);
    }
}
