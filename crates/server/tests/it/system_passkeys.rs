//! Programs of a tenant manage the passkeys of its users: the system part of the identity API.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application, in_base64};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::members::{self, By};
use serde_json::{Value, json};

const MODES: [(&str, &str, &str); 2] =
    [(CLASSIC, "/webauthn", "/usernameless-webauthn"), (SMART, "/usernameless-webauthn", "/webauthn")];

fn tenant(base: &str) -> &str {
    base.split('/').nth(1).unwrap()
}

/// A program of the tenant of this door, at one of its users.
async fn at_user<'a>(app: &'a TestApp, base: &str, scope: &str, user: &str) -> Api<'a> {
    let program = Application::program(app, tenant(base), scope).await;
    let base = format!("/api/identity/{}/system/pools/{}/users/{user}", tenant(base), app.pool(base));
    Api { app, base, token: program.own_token().await }
}

fn assert_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), &body["error_code"]), (status, &code.into()), "{}", answer.text);
    assert_eq!(body["status_code"], status);
}

fn passkeys(user: &Value) -> Vec<Value> {
    let all = user["credentials"].as_array().unwrap().iter();
    all.filter(|credential| credential["type"] == "webauthn").cloned().collect()
}

on_both_engines! {
    // S3-33 to S3-43: made in both alphabets, listed, named, deleted to the last, in both modes.
    async fn a_program_makes_lists_names_and_deletes_passkeys(app: TestApp) {
        for (base, path, other) in MODES {
            let mut alice = app.browser(base);
            let user = alice.sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
            let api = at_user(&app, base, "identity", &user).await;
            let is_smart = path == "/usernameless-webauthn";
            let begun = api.call("POST", &format!("{path}/create/begin"), None).await.ok();
            assert_eq!(begun["publicKey"]["authenticatorSelection"]["residentKey"] == "required", is_smart);
            assert!(!begun["publicKey"]["challenge"].as_str().unwrap().contains(['-', '_']));
            for form in [|made: &Value| made.clone(), in_base64] {
                let made = form(&api.make(&mut app.browser(base), path).await);
                let answer = api.call("POST", &format!("{path}/create/complete"), Some(&made)).await.ok();
                assert_eq!(answer["credentials"].as_array().unwrap().len(), 1);
                // One challenge, one attempt.
                assert_error(&api.call("POST", &format!("{path}/create/complete"), Some(&made)).await, 400, "session_expired");
            }
            let shown = api.call("GET", "", None).await;
            let etag = shown.header("etag").to_owned();
            let shown = shown.ok();
            let listed = passkeys(&shown);
            assert_eq!((shown["status"].as_str(), listed.len()), (Some("active"), 3));
            for credential in &listed {
                assert_eq!(credential["discoverable_id"] != "", is_smart, "{credential}");
                let record = &credential["payload"]["webauthn_credentials"][0];
                assert!(record["authenticator"]["AAGUID"].is_string() && record["flags"]["backupEligible"].is_boolean());
            }
            assert_eq!(api.with("GET", "", None, &[("if-match", &etag)]).await.status, 200);
            let id = listed[1]["id"].as_str().unwrap();
            assert_eq!(api.call("PUT", &format!("/webauthn/{id}/name"), Some(&json!({ "name": "iPhone 16" }))).await.status, 204);
            assert_error(&api.with("GET", "", None, &[("if-match", &etag)]).await, 412, "precondition_failed");
            assert_eq!(passkeys(&api.call("GET", "", None).await.ok())[1]["name"], "iPhone 16");
            // The address of the other mode is closed where no door of the pool has it.
            assert_error(&api.call("POST", &format!("{other}/create/begin"), None).await, 403, "passkey_mode_not_active");
            // S3-39: also the last.
            for credential in &listed {
                let id = credential["id"].as_str().unwrap();
                assert_eq!(api.call("DELETE", &format!("/webauthn/{id}"), None).await.status, 204);
                assert_error(&api.call("DELETE", &format!("/webauthn/{id}"), None).await, 404, "credential_not_found");
            }
            assert!(passkeys(&api.call("GET", "", None).await.ok()).is_empty());
            alice.get("/session").await.assert_refused(401, "not_signed_in");
            let details: Vec<_> = app.audit(base).await.into_iter().filter_map(|event| event.detail).collect();
            assert!(details.contains(&"api: sync-identity".to_owned()), "{details:?}");
        }
    }

    // S3-7: what a program made signs its user in.
    async fn what_a_program_made_signs_in(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_user(&app, SMART, "identity", &user).await;
        let mut phone = app.browser(SMART);
        let made = api.make(&mut phone, "/usernameless-webauthn").await;
        api.call("POST", "/usernameless-webauthn/create/complete", Some(&made)).await.ok();
        phone.sign_in().await.ok();
    }

    // S3-32, S3-45: scope, tenant, pool, user: each its status.
    async fn strangers_are_answered_as_if_nothing_were_there(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let narrow = at_user(&app, SMART, "audit", &user).await;
        for (method, path) in [("GET", ""), ("POST", "/usernameless-webauthn/create/begin"), ("DELETE", "/webauthn/x")] {
            assert_error(&narrow.call(method, path, None).await, 403, "insufficient_scope");
        }
        let api = at_user(&app, SMART, "identity", &user).await;
        let at = |base: String| Api { app: &app, base, token: api.token.clone() };
        let (own, foreign) = (app.pool(SMART), app.pool(CLASSIC));
        for pool in [foreign.to_string(), "018bcfe5-6801-7000-8000-000000000000".into(), "nothing".into()] {
            let there = at(format!("/api/identity/demo/system/pools/{pool}/users/{user}"));
            assert_error(&there.call("GET", "", None).await, 404, "pool_not_found");
            assert_error(&there.call("POST", "/webauthn/create/begin", None).await, 404, "pool_not_found");
        }
        for user in ["018bcfe5-6801-7000-8000-000000000000", "nobody"] {
            let there = at(format!("/api/identity/demo/system/pools/{own}/users/{user}"));
            assert_error(&there.call("GET", "", None).await, 404, "user_not_found");
            assert_error(&there.call("POST", "/usernameless-webauthn/create/begin", None).await, 404, "user_not_found");
            assert_error(&there.call("DELETE", "/webauthn/x", None).await, 404, "user_not_found");
        }
        let elsewhere = at(format!("/api/identity/platform/system/pools/{foreign}/users/{user}"));
        assert_error(&elsewhere.call("GET", "", None).await, 401, "invalid_access_token");
        assert_error(&at(format!("/api/identity/nowhere/system/pools/{own}/users/{user}")).call("GET", "", None).await, 404, "pool_not_found");
        // Another program did not begin it.
        let made = api.make(&mut app.browser(SMART), "/usernameless-webauthn").await;
        let other = at_user(&app, SMART, "identity audit", &user).await;
        let answer = other.call("POST", "/usernameless-webauthn/create/complete", Some(&made)).await;
        assert_error(&answer, 400, "session_expired");
    }

    // Administrators are not there for any program, and suspended users get nothing.
    async fn administrators_and_suspended_users_are_out_of_reach(app: TestApp) {
        let mut owner = app.owner().await;
        let root = owner.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_user(&app, SMART, "identity", &root).await;
        for (method, path) in [("GET", ""), ("POST", "/usernameless-webauthn/create/begin"), ("DELETE", "/webauthn/x"), ("PUT", "/webauthn/x/name")] {
            let body = (method == "PUT").then(|| json!({ "name": "x" }));
            assert_error(&api.call(method, path, body.as_ref()).await, 404, "user_not_found");
        }
        let alice = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        members::suspend(&app.app, By::Operator, app.pool(SMART), alice.parse().unwrap()).await.unwrap();
        let api = Api { base: api.base.replace(&root, &alice), token: api.token.clone(), app: &app };
        assert_eq!(api.call("GET", "", None).await.ok()["status"], "inactive");
        assert_error(&api.call("POST", "/usernameless-webauthn/create/begin", None).await, 403, "user_inactive");
    }

    // S3-20: the second of one.
    async fn the_capacity_holds_for_programs(app: TestApp) {
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_user(&app, SMART, "identity", &user).await;
        assert_error(&api.call("POST", "/usernameless-webauthn/create/begin", None).await, 422, "passkey_limit_reached");
    }

    // S3-37, S3-38, S3c-7: a code that goes to the user, and a passkey that is handed over for it.
    async fn a_user_adds_a_passkey_by_a_code(app: TestApp) {
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let user = alice.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        let of_user = at_user(&app, CLASSIC, "identity", &user).await;
        let base = of_user.base.replace(&format!("/users/{user}"), "/user/webauthn/add");
        let api = Api { app: &app, base, token: of_user.token.clone() };
        let ask = |address: &str| json!({ "address": address, "identifier": null, "userID": null });
        let before = app.letters().await.len();
        for unknown in ["nobody@example.com", "no address"] {
            let answer = api.call("POST", "/request?code_type_in_message=code", Some(&ask(unknown))).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
        }
        assert_eq!(app.letters().await.len(), before, "nobody was written to");
        assert_eq!(api.call("POST", "/request?code_type_in_message=code", Some(&ask(&address))).await.status, 204);
        let letter = app.letter(&address, "enrolment_code").await.unwrap();
        let code = letter["code"].as_str().unwrap().to_owned();

        let mut key = app.browser(CLASSIC);
        let record = record(&of_user, &mut key).await;
        let complete = |code: &str, record: &Value| json!({ "code": code, "new_web_authn": record, "address": address });
        let wrong = if code.starts_with('0') { "111111" } else { "000000" };
        assert_error(&api.call("POST", "/complete", Some(&complete(wrong, &record))).await, 401, "invalid_code");
        let elsewhere = json!({ "code": code, "new_web_authn": record, "address": "nobody@example.com" });
        assert_error(&api.call("POST", "/complete", Some(&elsewhere)).await, 401, "invalid_code");
        let broken = json!({ "code": code, "new_web_authn": { "id": "AAAA" }, "address": address });
        assert_error(&api.call("POST", "/complete", Some(&broken)).await, 422, "credential_malformed");
        assert_error(&api.call("POST", "/complete", Some(&json!({}))).await, 422, "malformed_request");
        let done = api.call("POST", "/complete", Some(&complete(&code, &record))).await;
        assert_eq!(done.status, 204, "{}", done.text);
        assert_error(&api.call("POST", "/complete", Some(&complete(&code, &record))).await, 401, "invalid_code");

        // On hearsay until it is used.
        let of_record = |user: &Value| {
            let mut records = passkeys(user).into_iter().map(|passkey| passkey["payload"]["webauthn_credentials"][0].clone());
            records.find(|one| one["id"] == record["id"]).unwrap()
        };
        let imported = of_record(&of_user.call("GET", "", None).await.ok());
        assert_eq!((&imported["attestationType"], &imported["flags"]["userVerified"]), (&"imported".into(), &false.into()));
        key.sign_in_as("alice").await.ok();
        assert_eq!(of_record(&of_user.call("GET", "", None).await.ok())["flags"]["userVerified"], true);
        let kinds: Vec<_> = app.audit(CLASSIC).await.into_iter().filter(|event| event.outcome == "done").map(|event| event.kind).collect();
        assert!(["webauthn_add_requested", "webauthn_add_completed", "passkey_added"].iter().all(|kind| kinds.contains(&(*kind).to_owned())));
    }

    // S3-37: by default a link, which leads to our own page.
    async fn a_user_is_sent_a_link(app: TestApp) {
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let user = alice.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned();
        let of_user = at_user(&app, CLASSIC, "identity", &user).await;
        let base = of_user.base.replace(&format!("/users/{user}"), "/user/webauthn/add");
        let api = Api { app: &app, base, token: of_user.token };
        assert_eq!(api.call("POST", "/request", Some(&json!({ "address": address, "userID": user }))).await.status, 204);
        let letter = app.letter(&address, "enrolment_link").await.unwrap();
        assert!(letter.to_string().contains("/platform/classic/enrolment/"), "{letter}");
        for (body, status) in [(json!({}), 400), (json!({ "address": address, "userID": user, "identifier": "alice" }), 400)] {
            assert_eq!(api.call("POST", "/request", Some(&body)).await.status, status);
        }
        // The narrow scope and the foreign pool, in statuses that are declared here.
        let narrow = at_user(&app, CLASSIC, "audit", &user).await;
        let narrow = Api { app: &app, base: api.base.clone(), token: narrow.token };
        assert_error(&narrow.call("POST", "/request", Some(&json!({ "address": address }))).await, 401, "insufficient_scope");
        let foreign = Api { app: &app, base: api.base.replace(&app.pool(CLASSIC).to_string(), &app.pool(SMART).to_string()), token: api.token };
        assert_error(&foreign.call("POST", "/request", Some(&json!({ "address": address }))).await, 422, "pool_not_found");
    }
}

/// The record of a passkey that was registered elsewhere: made here, and removed again.
async fn record(api: &Api<'_>, key: &mut Actor<'_>) -> Value {
    let made = api.make(key, "/webauthn").await;
    let answer = api.call("POST", "/webauthn/create/complete", Some(&made)).await.ok();
    let id = made["id"].as_str().unwrap();
    assert_eq!(api.call("DELETE", &format!("/webauthn/{id}"), None).await.status, 204);
    answer["credentials"][0].clone()
}
