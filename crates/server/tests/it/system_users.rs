//! Programs of a tenant make, find, change and remove its users: the system part of the identity API.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};

const NOBODY: &str = "018bcfe5-6801-7000-8000-000000000000";
const PASSWORD: &str = "correct horse battery staple";

pub(crate) fn tenant(base: &str) -> &str {
    base.split('/').nth(1).unwrap()
}

/// A program of the tenant of this door, at its pool.
pub(crate) async fn at_pool<'a>(app: &'a TestApp, base: &str, scope: &str) -> Api<'a> {
    let program = Application::program(app, tenant(base), scope).await;
    let base = format!("/api/identity/{}/system/pools/{}", tenant(base), app.pool(base));
    Api { app, base, token: program.own_token().await }
}

#[track_caller]
pub(crate) fn assert_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), &body["error_code"]), (status, &code.into()), "{}", answer.text);
    assert_eq!(body["status_code"], status);
}

pub(crate) fn named(name: &str) -> Value {
    json!({ "status": "active", "identifiers": [{ "identifier": name, "type": "uid" }] })
}

fn id(user: &Value) -> String {
    user["id"].as_str().unwrap().to_owned()
}

async fn make(api: &Api<'_>, body: &Value) -> Value {
    let made = api.call("POST", "/users", Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(!made.header("etag").is_empty());
    made.json()
}

/// Passwords and authenticator apps, too.
async fn with_all_factors(app: &TestApp, base: &str) {
    app.set(base, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password];
        settings.methods.second = vec![Method::Totp];
    })
    .await;
}

on_both_engines! {
    // S3-45, S3c-2: a user with all that they sign in by, in one body, as the vendor's clients write it; shown, found, and in the audit.
    async fn a_program_makes_a_user_with_everything(app: TestApp) {
        with_all_factors(&app, CLASSIC).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let mut key = app.browser(CLASSIC);
        let (record, handle) = record(&app, &api, &mut key).await;
        let body = json!({
            "id": "", "user_handle": handle, "status": "active", "user_type": null, "metadata": null, "preferences": null, "payload_schema_id": "user_v0",
            "payload": { "given_name": "Ada", "family_name": "Lovelace", "department": "Engines" },
            "identifiers": [{ "identifier": "ada", "type": "uid", "metadata": null }, { "identifier": "Ada@Example.com", "type": "email" }],
            "verifiable_addresses": [{ "address": "ada@example.com", "type": "email", "status": "active", "verified": true }],
            "credentials": [
                { "type": "password", "password": PASSWORD, "webauthn_credentials": null, "must_be_changed": false },
                { "type": "totp", "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" },
                { "type": "webauthn", "webauthn_credentials": [record] },
            ],
        });
        let made = make(&api, &body).await;
        assert_eq!((made["status"].as_str(), made["payload"]["name"].as_str()), (Some("active"), Some("Ada Lovelace")));
        let types: Vec<_> = made["credentials"].as_array().unwrap().iter().map(|one| one["type"].clone()).collect();
        assert_eq!(types, ["webauthn", "password", "totp"]);
        assert!(!made.to_string().contains("JBSWY3DP") && !made.to_string().contains("$argon2"));
        // What the record says of itself counts for nothing (S3-41).
        let shown = &made["credentials"][0]["payload"]["webauthn_credentials"][0];
        assert_eq!((&shown["attestationType"], &shown["flags"]["userVerified"]), (&"imported".into(), &false.into()));
        let addresses = made["verifiable_addresses"].as_array().unwrap();
        assert_eq!((addresses.len(), &addresses[0]["verified"], made["identifiers"].as_array().unwrap().len()), (1, &true.into(), 2));

        let user = id(&made);
        assert_eq!(api.call("GET", &format!("/users/{user}"), None).await.ok(), made);
        for by in [json!({ "identifier": " ADA " }), json!({ "identifier": "ada@example.com", "address": null }), json!({ "address": "ADA@example.com" })] {
            assert_eq!(api.call("POST", "/users/by_key", Some(&by)).await.ok()["id"], *user);
        }
        key.sign_in_as("ada").await.ok();
        let events = app.audit(CLASSIC).await;
        let detail = |kind: &str| events.iter().find(|event| event.kind == kind).and_then(|event| event.detail.clone());
        assert_eq!((detail("user_added").as_deref(), detail("passkey_added").as_deref()), (Some("api: sync-identity"), Some("imported")));
    }

    // What cannot be is refused with its word, and nothing of it is there afterwards.
    async fn a_user_that_cannot_be_is_refused(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        make(&api, &named("taken")).await;
        let with = |changes: &[(&str, Value)]| {
            let mut body = named("ada");
            changes.iter().for_each(|(name, value)| body[*name] = value.clone());
            body
        };
        let credential = |value: Value| with(&[("credentials", json!([value]))]);
        let identifier = |kind: &str, text: &str| with(&[("identifiers", json!([{ "identifier": text, "type": kind }]))]);
        let record = |id: &str| credential(json!({ "type": "webauthn", "webauthn_credentials": [{ "id": id, "publicKey": "AAAA" }] }));
        for (body, status, code) in [
            (identifier("uid", "Taken"), 409, "identifier_taken"),
            (json!({}), 400, "malformed_request"),
            (json!([]), 400, "malformed_request"),
            (json!({ "status": "active" }), 422, "identifier_required"),
            (json!({ "status": "active", "identifiers": "ada" }), 400, "malformed_request"),
            (with(&[("status", json!("deleted"))]), 422, "status_unknown"),
            (with(&[("status", Value::Null)]), 400, "malformed_request"),
            (with(&[("id", json!(NOBODY))]), 422, "id_refused"),
            (with(&[("user_handle", json!("A".repeat(88)))]), 422, "user_handle_malformed"),
            (identifier("uid", "a b"), 422, "identifier_malformed"),
            (identifier("uid", "a\u{0}b"), 400, "malformed_request"),
            (identifier("email", "ada"), 422, "identifier_malformed"),
            (identifier("federated", "ada"), 422, "identifier_type_unknown"),
            (with(&[("payload", json!({ "name": 1 }))]), 422, "payload_refused"),
            (credential(json!({ "type": "password", "password": PASSWORD })), 403, "method_not_allowed_here"),
            (credential(json!({ "type": "password" })), 422, "credentials_malformed"),
            (credential(json!({ "type": "password", "password": 1 })), 400, "malformed_request"),
            (credential(json!({ "type": "password", "password": "x", "must_be_reset": true })), 422, "credential_state_unknown"),
            (record("AAAA"), 422, "credential_malformed"),
        ] {
            assert_error(&api.call("POST", "/users", Some(&body)).await, status, code);
        }
        with_all_factors(&app, CLASSIC).await;
        for (value, code) in [
            (json!({ "type": "password", "password": "short" }), "password_too_short"),
            (json!({ "type": "totp", "totp_secret": "1" }), "totp_secret_malformed"),
        ] {
            assert_error(&api.call("POST", "/users", Some(&credential(value))).await, 422, code);
        }
        let huge = with(&[("payload", json!({ "name": "x".repeat(70_000) }))]);
        assert_error(&api.call("POST", "/users", Some(&huge)).await, 400, "too_large");
        assert_error(&api.call("POST", "/users/by_key", Some(&json!({ "identifier": "ada" }))).await, 404, "user_not_found");
        for by in [json!({}), json!({ "identifier": "a", "address": "b" }), json!({ "identifier": 1 })] {
            assert_error(&api.call("POST", "/users/by_key", Some(&by)).await, 400, "malformed_request");
        }
    }

    // S3-20, S3-21: no more passkeys than the pool takes, and no more factors.
    async fn the_limits_hold_for_new_users(app: TestApp) {
        with_all_factors(&app, CLASSIC).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let records = [
            record(&app, &api, &mut app.browser(CLASSIC)).await.0,
            record(&app, &api, &mut app.browser(CLASSIC)).await.0,
        ];
        let mut body = named("ada");
        body["credentials"] = json!([{ "type": "webauthn", "webauthn_credentials": records }]);
        app.set(CLASSIC, |settings| settings.passkey_capacity = 1).await;
        assert_error(&api.call("POST", "/users", Some(&body)).await, 422, "passkey_limit_reached");
        app.set(CLASSIC, |settings| (settings.passkey_capacity, settings.max_factors) = (2, 2)).await;
        body["credentials"].as_array_mut().unwrap().push(json!({ "type": "password", "password": PASSWORD }));
        assert_error(&api.call("POST", "/users", Some(&body)).await, 422, "factor_limit_reached");
        app.set(CLASSIC, |settings| settings.max_factors = 3).await;
        let made = make(&api, &body).await;
        let names: Vec<_> = made["credentials"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_ne!(names[0], names[1]);
        // A passkey belongs to one user.
        let mut again = named("bob");
        again["credentials"] = json!([{ "type": "webauthn", "webauthn_credentials": [records[0]] }]);
        assert_error(&api.call("POST", "/users", Some(&again)).await, 422, "passkey_already_registered");
        assert_error(&api.call("POST", "/users/by_key", Some(&json!({ "identifier": "bob" }))).await, 404, "user_not_found");
    }

    // Two at once for one name: one has it, and no half of the other is left.
    async fn of_two_at_once_one_has_the_identifier(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let body = named("ada");
        let (one, other) = tokio::join!(api.call("POST", "/users", Some(&body)), api.call("POST", "/users", Some(&body)));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", one.text, other.text);
        let found = api.call("GET", "/users?query=%7B%22user_key%22%3A%22ada%22%7D", None).await.ok();
        assert_eq!(found["users"].as_array().unwrap().len(), 1);
    }

    // S3c-3: the same request again makes no second user.
    async fn a_user_is_made_once(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let key = "k".repeat(32);
        let headers = [("x-idempotency-key", key.as_str()), ("x-correlation-id", "trace-9")];
        let first = api.with("POST", "/users", Some(&named("ada")), &headers).await;
        assert_eq!((first.status.as_u16(), first.header("x-correlation-id")), (201, "trace-9"));
        let again = api.with("POST", "/users", Some(&named("ada")), &headers).await;
        assert_eq!((&again.text, again.status.as_u16(), again.header("x-idempotent-replayed")), (&first.text, 201, "true"));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_error(&api.with("POST", "/users", Some(&named("bob")), &headers).await, 422, "idempotency_key_reused");
    }

    // S3c-2: a change is made to what was seen, or not at all.
    async fn a_program_changes_a_user(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let made = api.call("POST", "/users", Some(&named("ada"))).await;
        let (path, seen) = (format!("/users/{}", id(&made.json())), made.header("etag").to_owned());
        let put = |body: Value, etag: String| {
            let (api, path) = (&api, &path);
            async move { api.with("PUT", path, Some(&body), &[("if-match", &etag)]).await }
        };
        let then = put(json!({ "payload": { "name": "Ada Lovelace" }, "status": null }), seen.clone()).await;
        assert_eq!(then.ok()["payload"]["name"], "Ada Lovelace");
        assert_error(&put(json!({ "status": "inactive" }), seen.clone()).await, 412, "precondition_failed");
        assert_eq!(api.call("GET", &path, None).await.ok()["status"], "active");
        let then = put(json!({ "status": "inactive" }), then.header("etag").to_owned()).await;
        assert_eq!(then.ok()["status"], "inactive");
        // What changes nothing is no event.
        assert_eq!(put(json!({ "more": 1 }), then.header("etag").to_owned()).await.header("etag"), then.header("etag"));

        let patch = |query: &'static str, body: Value| {
            let (api, path) = (&api, &path);
            async move { api.call("PATCH", &format!("{path}{query}"), Some(&body)).await }
        };
        assert_eq!(patch("", json!({ "status": "active", "payload": { "name": null } })).await.ok()["payload"]["name"], "ada");
        let operations = json!([{ "op": "test", "path": "/status", "value": "active" }, { "op": "add", "path": "/payload/name", "value": "Countess" }]);
        assert_eq!(patch("?rfc_version=6902", operations).await.ok()["payload"]["name"], "Countess");
        let removed = patch("?rfc_version=6902", json!([{ "op": "remove", "path": "/payload/name" }])).await;
        assert_eq!(removed.ok()["payload"]["name"], "ada");
        let doubling: Vec<_> = (0..40).map(|n| json!({ "op": "copy", "from": "/payload", "path": format!("/payload/{n}") })).collect();
        for (query, body, status, code) in [
            ("", json!({ "status": null }), 422, "status_unknown"),
            ("", json!([]), 400, "malformed_request"),
            ("?rfc_version=7", json!({}), 422, "patch_refused"),
            ("?rfc_version=6902", json!({}), 400, "malformed_request"),
            ("?rfc_version=6902", json!([{ "op": "replace", "path": "/nothing/there", "value": 1 }]), 422, "patch_refused"),
            ("?rfc_version=6902", json!([{ "op": "remove", "path": "" }]), 422, "patch_refused"),
            ("?rfc_version=6902", json!([{ "op": "replace", "path": "", "value": 1 }]), 422, "status_unknown"),
            ("?rfc_version=6902", json!(doubling), 422, "patch_refused"),
        ] {
            assert_error(&patch(query, body).await, status, code);
        }
        for (body, status, code) in [
            (json!({ "status": 1 }), 422, "status_unknown"),
            (json!({ "payload": "x" }), 422, "payload_refused"),
            (json!({ "payload": { "name": "x".repeat(65) } }), 422, "payload_refused"),
            (json!({ "payload": { "name": "x".repeat(70_000) } }), 400, "too_large"),
        ] {
            assert_error(&put(body, "*".into()).await, status, code);
        }
        let kinds: Vec<_> = app.kinds_done(CLASSIC).await;
        let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
        assert_eq!((count("user_changed"), count("user_suspended"), count("user_restored")), (4, 1, 1), "{kinds:?}");
    }

    // Whoever is suspended or removed is out at once.
    async fn a_program_suspends_and_removes_a_user(app: TestApp) {
        let mut alice = app.browser(SMART);
        let user = alice.sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let (api, path) = (at_pool(&app, SMART, "identity").await, format!("/users/{user}"));
        assert_eq!(api.call("PUT", &path, Some(&json!({ "status": "inactive" }))).await.ok()["status"], "inactive");
        alice.get("/session").await.assert_refused(401, "not_signed_in");
        let seen = api.call("GET", &path, None).await.header("etag").to_owned();
        api.call("PUT", &path, Some(&json!({ "status": "active" }))).await.ok();
        assert_error(&api.with("DELETE", &path, None, &[("if-match", &seen)]).await, 412, "precondition_failed");
        assert_eq!(api.call("DELETE", &path, None).await.status, 204);
        assert_error(&api.call("DELETE", &path, None).await, 404, "user_not_found");
        assert_error(&api.call("GET", &path, None).await, 404, "user_not_found");
        assert!(app.kinds_done(SMART).await.contains(&"user_erased".to_owned()));
        // The name is free again.
        make(&api, &named("alice")).await;
    }
}

/// The record of a passkey that was registered elsewhere, and for which handle: made for somebody, who is removed again.
async fn record(app: &TestApp, api: &Api<'_>, key: &mut Actor<'_>) -> (Value, Value) {
    let lender = make(api, &named("lender")).await;
    let there = Api { app, base: format!("{}/users/{}", api.base, id(&lender)), token: api.token.clone() };
    let begun = there.call("POST", "/webauthn/create/begin", None).await.ok();
    let made = key.make(&begun, &json!({}));
    let answer = there.call("POST", "/webauthn/create/complete", Some(&made)).await.ok();
    assert_eq!(there.call("DELETE", "", None).await.status, 204);
    (answer["credentials"][0].clone(), begun["publicKey"]["user"]["id"].clone())
}
