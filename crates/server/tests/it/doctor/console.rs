//! The page in the console: for whoever looks after everything, and nobody else.

use super::between::{Between, Outside};
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use serde_json::{Value, json};
use server::{Front, Server};
use std::sync::Arc;

on_both_engines! {
    // S2-32: the last result with its time, "Run again", and one event for whoever ran it.
    async fn owners_see_the_last_report_and_run_it_again(app: TestApp) {
        let mut owner = app.owner().await;
        let page = owner.console("GET", "/admin/doctor", &Value::Null).await;
        assert!(page.text.contains("Nobody has looked yet.") && page.text.contains("Run again"), "{}", page.text);
        assert!(page.text.contains("Re-test after major site, browser or app updates."));
        app.advance_seconds(1);
        let report = owner.console("POST", "/admin/doctor/run", &json!({})).await.ok();
        let findings = report["findings"].as_array().unwrap();
        let public = findings.iter().find(|finding| finding["check"] == "public_url").unwrap();
        assert_eq!(public["state"], "wrong", "nobody listens there: {public}");
        let page = owner.console("GET", "/admin/doctor", &Value::Null).await;
        for words in ["Public address", "Wrong: 1;", "http://localhost:8080/readyz", "Looked at <time datetime="] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let events: Vec<_> = app.audit(HOME).await.into_iter().filter(|entry| entry.kind == "examined").collect();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].detail.as_deref(), Some("wrong: 1"));
        // Not again at once, whoever asks.
        let again = owner.console("POST", "/admin/doctor/run", &json!({})).await;
        assert_eq!((again.status.as_u16(), again.header("retry-after")), (429, "20"), "{}", again.text);
        app.advance_seconds(20);
        owner.console("POST", "/admin/doctor/run", &json!({})).await.ok();
    }

    // It names hosts of all tenants: whoever looks after one of them finds nothing there, and is led nowhere.
    async fn administrators_of_a_part_find_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        let tenant = app.app.snapshot().door("platform", "smart").unwrap().tenant.id;
        let scope = format!("tenant/{tenant}");
        let (mut local, _) = app.appointed(&mut owner, "local", ("owner", &scope)).await;
        for (method, path) in [("GET", "/admin/doctor"), ("POST", "/admin/doctor/run")] {
            assert_eq!(local.console(method, path, &json!({})).await.status, 404, "{method}");
        }
        let led = "href=\"/admin/doctor\"";
        assert!(!local.console("GET", "/admin/health", &Value::Null).await.text.contains(led));
        assert!(owner.console("GET", "/admin/health", &Value::Null).await.text.contains(led));
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        assert_eq!(auditor.console("GET", "/admin/doctor", &Value::Null).await.status, 403);
        assert!(!auditor.console("GET", "/admin/health", &Value::Null).await.text.contains(led));
        assert_eq!(domain::doctor::last(&app.app).await.unwrap(), None);
    }

    // It goes through the front door of the product, budgets and all.
    async fn limits_do_not_stop_the_doctor(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let limited = Front::new(Server::new(Arc::clone(&outside.app.app), Vec::new()).limited(10));
        let report = server::doctor::examine(limited.server(), None).await;
        // Another process answers for it.
        let proxy = report.findings.iter().find(|finding| finding.check == domain::doctor::Check::Proxy).unwrap();
        assert_eq!(proxy.found, "Another node has answered.");
    }
}
