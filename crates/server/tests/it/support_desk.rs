//! Console > Support desk: what happened behind a reference code, what the browser adds to it, and what members tell (S2-24, S2-25, S2-35).

use crate::support::app::{CLASSIC, SMART};
use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::Lie;
use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};
use store::problem_report::{self, Filter, Within};

const DAY_S: i64 = 24 * 3_600;

/// A member cancels while adding a passkey.
pub(crate) fn cancelled() -> Value {
    json!({
        "code": "setup_canceled",
        "doing": "setup",
        "exception": "NotAllowedError",
        "elapsed_ms": 812,
        "abilities": ["conditionalGet", "hybridTransport"],
    })
}

pub(crate) async fn desk(administrator: &mut Actor<'_>, code: &str) -> String {
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

pub(crate) async fn by_form(actor: &mut Actor<'_>, body: &'static str) -> String {
    let request =
        actor.request(Method::POST, "/report").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = actor.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").trim_start_matches(HOME).to_owned()
}

// S2-34, S2-35: what an app sends from another origin is shown with that origin, beside the ones that are expected; and nothing that could be a
// secret.
on_both_engines! {
async fn a_refusal_of_the_server_is_shown_with_what_came(app: TestApp) {
        let mut owner = app.owner().await;
        let mut member = app.program(HOME);
        member.sign_up("alice").await.ok();
        member.token = None;
        let begun = member.post("/sign-in/passkey/begin", &json!({})).await.ok();
        member.authenticator.lie(Lie::Origin("https://ada:hunter2@evil.example/way?token=s3cret".into()));
        let shown = member.show(&begun);
        app.advance_seconds(7);
        let answer = member.post("/sign-in/passkey/finish", &shown).await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(HOME, &answer, "origin_mismatch").await;
        let page = desk(&mut owner, answer.json()["reference"].as_str().unwrap()).await;
        for part in [
            "<dt>Phase</dt><dd>Signing in</dd>",
            "<dt>Elapsed</dt><dd>7.0 s</dd>",
            "Received <code class=\"agent\" dir=\"ltr\">https://evil.example/…</code>",
            "Expected <code class=\"agent\" dir=\"ltr\">http://localhost:8080</code>",
            "Expected <code dir=\"ltr\">localhost</code>",
            "Received <code class=\"agent\" dir=\"ltr\">localhost</code>",
            "<dt>Authenticator</dt><dd>Of this device</dd>",
            "<code dir=\"ltr\">origin_mismatch</code><br>The origin is not one of ours.",
            "<dt>Exception</dt><dd><span class=\"quiet\">Not told</span></dd>",
            "<dt>The browser can</dt><dd><span class=\"quiet\">Not told</span></dd>",
            "alice",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let entry = domain::catalogue::find("verification_failed").unwrap();
        assert!(page.contains(entry.title) && page.contains(entry.remedy) && !page.contains("As the browser tells it"), "{page}");
        for secret in ["hunter2", "s3cret", "token="] {
            assert!(!page.contains(secret), "{secret}: {page}");
            let kept = app.audit(HOME).await;
            assert!(!kept.iter().any(|event| event.detail.as_deref().is_some_and(|detail| detail.contains(secret))));
        }
        // In the list of events it is said, not dumped.
        let (tenant, _) = HOME.trim_start_matches('/').split_once('/').unwrap();
        let events = owner.console("GET", &format!("/admin/security?tenant={tenant}"), &Value::Null).await.text;
        assert!(events.contains("https://evil.example/…") && !events.contains("elapsed_ms"), "{events}");

        // The same while a passkey is being made, by somebody whom nobody knows.
        let mut newcomer = app.program(HOME);
        newcomer.authenticator.lie(Lie::Origin("android:apk-key-hash:Zm9vYmFy".into()));
        let answer = newcomer.sign_up("mallory").await;
        app.assert_refused(HOME, &answer, "origin_mismatch").await;
        let page = desk(&mut owner, answer.json()["reference"].as_str().unwrap()).await;
        assert!(page.contains("<dd>Signing up</dd>") && page.contains("android:apk-key-hash:Zm9vYmFy"), "{page}");
}
}

// A request that another site sent is shown with that site.
on_both_engines! {
async fn a_request_from_another_site_names_it(app: TestApp) {
        let mut owner = app.owner().await;
        let mut eve = app.browser(HOME);
        let request = eve.request(Method::POST, "/sign-in/passkey/begin").header(header::CONTENT_TYPE, "application/json");
        let mut request = request.body(Body::from("{}")).unwrap();
        request.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
        request.headers_mut().insert(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0".parse().unwrap());
        let answer = eve.send(request).await;
        answer.assert_refused(403, "cross_site");
        let page = desk(&mut owner, answer.json()["reference"].as_str().unwrap()).await;
        assert!(page.contains("https://evil.example") && page.contains("Firefox") && page.contains("Signing in"), "{page}");
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
        assert!(page.text.contains(r#"<input type="hidden" name="code" value="setup_canceled">"#), "{}", page.text);
        let told = json!({ "reference": code, "code": "setup_canceled", "doing": "setup", "password": "yes", "words": "It closes <b>at once</b>" });
        assert_eq!(ada.post("/report", &told).await.status, 204);
        let desk_page = desk(&mut owner, "").await;
        let error = format!("<dt>Error</dt><dd>{title} <span class=\"quiet\">(setup_canceled)</span></dd>");
        assert!(desk_page.contains(&error) && desk_page.contains("<dt>Phase</dt><dd>Adding a passkey</dd>"), "{desk_page}");
        for part in ["It closes &#60;b&#62;at once&#60;/b&#62;", "Adding a passkey", "Works", &code, "ada"] {
            assert!(desk_page.contains(part), "{part}: {desk_page}");
        }
        let close = desk_page.split("data-call=\"POST ").nth(2).unwrap().split('"').next().unwrap().to_owned();
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
            json!({ "doing": "setup", "password": "yes", "code": "you_have_won" }),
        ] {
            assert_eq!(eve.post("/report", &wrong).await.status, 400, "{wrong}");
        }
        assert!(desk(&mut owner, "").await.contains("None waits."));
        // The exact error stays where the reference cannot (S2-35).
        let page = eve.open("/report?problem=passkey_limit_reached&reference=0000-0000").await.text;
        assert!(page.contains(r#"value="setup" checked"#), "what failed says what was being done: {page}");
        let page = by_form(&mut eve, "reference=0000-0000&code=passkey_limit_reached&doing=setup&password=none&words=").await;
        assert!(page.starts_with("/report?done=sent"), "{page}");
        let page = desk(&mut owner, "").await;
        assert!(page.contains("Passkey Limit Reached") && page.contains("(passkey_limit_reached)"), "{page}");
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
        let close = page.split("data-call=\"POST ").nth(2).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(helper.console("POST", &close, &json!({})).await.status, 404);
}
}

on_both_engines! {
async fn reports_are_forgotten_after_ninety_days(app: TestApp) {
        let mut eve = app.browser(SMART);
        assert_eq!(eve.post("/report", &json!({ "doing": "setup", "password": "yes" })).await.status, 204);
        let waiting = async |app: &TestApp| {
            let read = app.store.read("reports", |tx| problem_report::open(tx, Within::All, &Filter::default(), None, 10));
            read.await.unwrap().len()
        };
        app.app.sweep().await.unwrap();
        assert_eq!(waiting(&app).await, 1);
        let aged =
            store::id::ReportId::from_parts(u64::try_from(app.app.now() - (90 * DAY_S + 60) * 1000).unwrap(), [1; 10]);
        let move_back = app.store.write("age", move |tx| {
            let mut rows = problem_report::open(tx, Within::All, &Filter::default(), None, 10)?;
            let mut row = rows.remove(0);
            row.id = aged;
            problem_report::insert(tx, &row)
        });
        move_back.await.unwrap();
        assert_eq!(waiting(&app).await, 2);
        app.app.sweep().await.unwrap();
        assert_eq!(waiting(&app).await, 1);
}
}
