//! Console > Support desk: what happened behind a reference code, what the browser adds to it, and what members tell (S2-24, S2-25, S2-35).

use crate::support::app::{CLASSIC, SMART};
use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::{Value, json};

const DAY_S: i64 = 24 * 3_600;

/// A member cancels while adding a passkey.
fn cancelled() -> Value {
    json!({
        "code": "setup_canceled",
        "doing": "setup",
        "exception": "NotAllowedError",
        "elapsed_ms": 812,
        "abilities": ["conditionalGet", "hybridTransport"],
    })
}

async fn desk(administrator: &mut Actor<'_>, code: &str) -> String {
    let page = administrator.console("GET", &format!("/admin/support?code={code}"), &Value::Null).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

// S2-24: what only the browser has seen is found by its code, with all that it says of it.
on_both_engines! {
async fn what_the_browser_has_seen_is_found_by_its_code(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        let told = ada.post("/incidents", &cancelled()).await.ok();
        let code = told["reference"].as_str().unwrap();
        assert_eq!(code.len(), 9, "{code}");
        let page = desk(&mut owner, &code.to_lowercase().replace('-', "%20")).await;
        for part in ["NotAllowedError", "0.8 s", "conditionalGet, hybridTransport", "As the browser tells it", "ada"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let entry = domain::catalogue::find("setup_canceled").unwrap();
        assert!(page.contains(entry.title) && page.contains(entry.remedy), "{page}");
        // A stranger's is kept, too, without a member.
        let mut eve = app.browser(CLASSIC);
        let told = eve.post("/incidents", &json!({ "code": "origin_not_related", "doing": "sign_in" })).await.ok();
        let page = desk(&mut owner, told["reference"].as_str().unwrap()).await;
        assert!(page.contains("origin_not_related") && !page.contains("<dt>Member</dt>"), "{page}");
}
}

// The server's own refusal and what the browser knows of it stand under one code.
on_both_engines! {
async fn what_the_browser_knows_is_added_to_the_servers_refusal(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(SMART);
        ada.sign_up("ada").await.ok();
        let refused = ada.put("/account/password", &json!({ "value": "x" })).await;
        let code = refused.json()["reference"].as_str().unwrap().to_owned();
        let shown = refused.json()["error_code"].as_str().unwrap().to_owned();
        let more = json!({ "code": shown, "doing": "sign_in", "elapsed_ms": 61_250, "authenticator": "cross-platform", "reference": code });
        assert_eq!(ada.post("/incidents", &more).await.ok()["reference"], code);
        let page = desk(&mut owner, &code).await;
        assert!(page.contains("61.2 s") && page.contains("A phone or security key"), "{page}");
        // A code that was never drawn, and one that is no longer fresh, are taken up by nobody.
        let made_up = json!({ "code": shown, "doing": "sign_in", "reference": "0000-0000" });
        assert_ne!(ada.post("/incidents", &made_up).await.ok()["reference"], "0000-0000");
        app.advance_seconds(16 * 60);
        let mut again = app.browser(SMART);
        assert_ne!(again.post("/incidents", &more).await.ok()["reference"], code);
}
}

// Whatever a browser says is nobody's deed: it is read as failed, and as the browser's word.
on_both_engines! {
async fn what_a_browser_says_is_never_read_as_done(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        let refused = ada.put("/account/password", &json!({ "value": "x" })).await;
        let code = refused.json()["reference"].as_str().unwrap().to_owned();
        let more = json!({ "code": "cross_site", "doing": "setup", "reference": code });
        assert_eq!(ada.post("/incidents", &more).await.ok()["reference"], code);
        ada.post("/incidents", &cancelled()).await.ok();
        let events = ada.get("/account/activity").await.ok()["events"].clone();
        let told: Vec<_> = events.as_array().unwrap().iter().filter(|event| event["kind"] == "browser_setup").collect();
        assert_eq!(told.len(), 1, "what is added says nothing new: {events}");
        assert_eq!(told[0]["refused"], true);
        let (tenant, _) = HOME.trim_start_matches('/').split_once('/').unwrap();
        let page = owner.console("GET", &format!("/admin/security?tenant={tenant}"), &Value::Null).await.text;
        assert_eq!(page.matches("Passkey setup failed in the browser").count(), 2, "{page}");
        let alerts = owner.console("GET", &format!("/admin/security/alerts?tenant={tenant}"), &Value::Null).await.text;
        assert!(!alerts.contains("failed in the browser"), "{alerts}");
}
}

// A flood at one tenant hides nothing at another, and ends by itself.
on_both_engines! {
async fn a_flood_of_reports_ends_by_itself_and_stays_where_it_is(app: TestApp) {
        let mut owner = app.owner().await;
        let doors = app.app.snapshot();
        let elsewhere = doors.doors().iter().find(|door| door.tenant.id != doors.home().unwrap().tenant.id).unwrap();
        let scope = format!("tenant/{}", elsewhere.tenant.id);
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", &scope)).await;
        let told = json!({ "doing": "setup", "password": "yes", "words": "the one that counts" });
        assert_eq!(app.browser(&elsewhere.base()).post("/report", &told).await.status, 204);
        let mut eve = app.browser(HOME);
        assert_eq!(eve.post("/report", &json!({ "doing": "setup", "password": "no" })).await.status, 204);
        let tenant = doors.home().unwrap().tenant.id;
        let flood = app.store.write("flood", move |tx| {
            let first = store::problem_report::open_of_tenant(tx, (tenant, None), None, 1)?.remove(0);
            for number in 0..2_000_u32 {
                let [a, b, c, d] = number.to_be_bytes();
                let mut row = first.clone();
                row.id = store::id::ReportId::from_parts(u64::try_from(first.at).unwrap() + 60_000, [1, 1, 1, 1, 1, 1, a, b, c, d]);
                store::problem_report::insert(tx, &row)?;
            }
            store::problem_report::count_open(tx, tenant, 5_000)
        });
        assert_eq!(flood.await.unwrap(), 2_001);
        assert!(desk(&mut helper, "").await.contains("the one that counts"));
        assert_eq!(eve.post("/report", &json!({ "doing": "setup", "password": "no" })).await.status, 204);
        let count = app.store.read("count", move |tx| store::problem_report::count_open(tx, tenant, 5_000));
        assert_eq!(count.await.unwrap(), 2_001, "answered, and not kept");
}
}

// S2-35: device, browser, what was done, the exact error, and whether the password works; and nothing secret (S2-25).
on_both_engines! {
async fn a_report_waits_at_the_desk_until_it_is_closed(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        let code = ada.post("/incidents", &cancelled()).await.ok()["reference"].as_str().unwrap().to_owned();
        let page = ada.open(&format!("/report?problem=setup_canceled&reference={code}&doing=setup")).await;
        assert_eq!(page.status, 200);
        let title = domain::catalogue::find("setup_canceled").unwrap().title;
        assert!(page.text.contains(title) && page.text.contains(&code), "{}", page.text);
        assert!(page.text.contains(r#"value="setup" checked"#) && !page.text.contains("type=\"password\""));
        let told =
            json!({ "reference": code, "doing": "setup", "password": "yes", "words": "It closes <b>at once</b>" });
        assert_eq!(ada.post("/report", &told).await.status, 204);
        let desk_page = desk(&mut owner, "").await;
        for part in ["It closes &#60;b&#62;at once&#60;/b&#62;", "Adding a passkey", "Works", &code, "ada"] {
            assert!(desk_page.contains(part), "{part}: {desk_page}");
        }
        let close = desk_page.split("data-call=\"POST ").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (mut auditor, _) = app.appointed(&mut owner, "aud", ("auditor", "installation")).await;
        assert_eq!(auditor.console("POST", &close, &json!({})).await.status, 403);
        assert_eq!(owner.console("POST", &close, &json!({})).await.status, 204);
        assert_eq!(owner.console("POST", &close, &json!({})).await.status, 204, "once more changes nothing");
        assert!(desk(&mut owner, "").await.contains("None waits."));
        assert!(desk(&mut owner, &code).await.contains("Closed"), "by its code it is found all the same");
        let events = app.audit(HOME).await;
        let of = |kind: &str| events.iter().filter(|event| event.kind == kind).count();
        assert_eq!((of("problem_reported"), of("report_closed")), (1, 1));
}
}

on_both_engines! {
async fn what_cannot_be_a_report_is_refused_and_made_up_codes_are_left_out(app: TestApp) {
        let mut owner = app.owner().await;
        let mut eve = app.browser(SMART);
        let long = json!({ "doing": "setup", "password": "yes", "words": "x".repeat(1_001) });
        for wrong in [
            long,
            json!({ "doing": "dancing", "password": "yes" }),
            json!({ "doing": "setup", "password": "hunter2" }),
            json!({ "doing": "setup", "password": "yes", "secret": "x" }),
            json!({ "doing": "setup", "password": "yes", "words": "\u{7}" }),
        ] {
            assert_eq!(eve.post("/report", &wrong).await.status, 400, "{wrong}");
        }
        assert!(desk(&mut owner, "").await.contains("None waits."));
        let made_up = json!({ "reference": "0000-0000", "doing": "sign_in", "password": "none" });
        assert_eq!(eve.post("/report", &made_up).await.status, 204);
        let page = desk(&mut owner, "").await;
        assert!(page.contains("Somebody who was not signed in") && !page.contains("0000-0000"), "{page}");
        for wrong in [json!({ "code": "you_have_won", "doing": "setup" }), json!({ "code": "internal", "doing": "x" })]
        {
            assert_eq!(eve.post("/incidents", &wrong).await.status, 400, "{wrong}");
        }
}
}

// What lies outside the scope is as if it were not there.
on_both_engines! {
async fn support_of_one_tenant_finds_nothing_of_another(app: TestApp) {
        let mut owner = app.owner().await;
        let other = app
            .app
            .snapshot()
            .doors()
            .iter()
            .find(|door| door.base() != HOME && door.base() != CLASSIC)
            .map(|door| door.base());
        let other = other.unwrap();
        let scope = format!(
            "tenant/{}",
            app.app.snapshot().doors().iter().find(|door| door.base() == other).unwrap().tenant.id
        );
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", &scope)).await;
        let mut ada = app.browser(HOME);
        ada.sign_up("ada").await.ok();
        let code = ada.post("/incidents", &cancelled()).await.ok()["reference"].as_str().unwrap().to_owned();
        let told = json!({ "reference": code, "doing": "setup", "password": "no", "words": "only here" });
        assert_eq!(ada.post("/report", &told).await.status, 204);
        let page = desk(&mut helper, &code).await;
        assert!(page.contains("Nothing is known under this code") && !page.contains("only here"), "{page}");
        let page = desk(&mut owner, "").await;
        let close = page.split("data-call=\"POST ").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(helper.console("POST", &close, &json!({})).await.status, 404);
}
}

on_both_engines! {
async fn reports_are_forgotten_after_ninety_days(app: TestApp) {
        let mut eve = app.browser(SMART);
        assert_eq!(eve.post("/report", &json!({ "doing": "setup", "password": "yes" })).await.status, 204);
        let waiting = async |app: &TestApp| {
            let read = app.store.read("reports", |tx| store::problem_report::open_before(tx, None, 10));
            read.await.unwrap().len()
        };
        app.app.sweep().await.unwrap();
        assert_eq!(waiting(&app).await, 1);
        let aged =
            store::id::ReportId::from_parts(u64::try_from(app.app.now() - (90 * DAY_S + 60) * 1000).unwrap(), [1; 10]);
        let move_back = app.store.write("age", move |tx| {
            let mut rows = store::problem_report::open_before(tx, None, 10)?;
            let mut row = rows.remove(0);
            row.id = aged;
            store::problem_report::insert(tx, &row)
        });
        move_back.await.unwrap();
        assert_eq!(waiting(&app).await, 2);
        app.app.sweep().await.unwrap();
        assert_eq!(waiting(&app).await, 1);
}
}
