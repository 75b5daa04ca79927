//! Members manage their passkeys through an application: the self-service part of the identity API.

use crate::support::app::{CLASSIC, HOST, SMART};
use crate::support::application::{Api, Application, in_base64};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::members::{self, By};
use serde_json::{Value, json};

const BOTH: &str = "openid view_ss_profile manage_ss_profile";
/// A workspace, the address of its mode, and that of the other one.
const MODES: [(&str, &str, &str); 2] =
    [(CLASSIC, "/webauthn", "/usernameless-webauthn"), (SMART, "/usernameless-webauthn", "/webauthn")];

async fn entered<'a>(app: &'a TestApp, base: &str, scope: &str) -> (Application<'a>, Actor<'a>, Api<'a>) {
    let client = Application::of_members(app, base).await;
    let mut alice = app.browser(base);
    alice.sign_up("alice").await.ok();
    let token = client.token_of(&mut alice, scope).await;
    let api = Api { app, base: format!("{base}/identity/v2/self"), token };
    (client, alice, api)
}

fn assert_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), &body["error_code"]), (status, &code.into()), "{}", answer.text);
    assert_eq!(body["status_code"], status);
    assert!(body["error"].is_string() && body["details"].is_object());
}

fn passkeys(me: &Value) -> Vec<Value> {
    let all = me["credentials"].as_array().unwrap().iter();
    all.filter(|credential| credential["type"] == "webauthn").cloned().collect()
}

on_both_engines! {
    // S3-23, S3-26 to S3-31, S3-43: made in both alphabets, listed, named, deleted, in both modes.
    async fn a_member_makes_names_and_deletes_passkeys(app: TestApp) {
        for (base, path, _) in MODES {
            let (_, mut alice, api) = entered(&app, base, BOTH).await;
            let begun = api.call("POST", &format!("{path}/create/begin"), None).await.ok();
            let options = &begun["publicKey"];
            let challenge = options["challenge"].as_str().unwrap();
            assert!(challenge.len().is_multiple_of(4) && !challenge.contains(['-', '_', '=', '+', '/']), "{challenge}");
            let is_smart = path == "/usernameless-webauthn";
            assert_eq!(options["authenticatorSelection"]["residentKey"] == "required", is_smart);
            assert_eq!(options["authenticatorSelection"]["requireResidentKey"] == true, is_smart);
            assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);

            let mut ids = Vec::new();
            for form in [|made: &Value| made.clone(), in_base64] {
                let mut device = app.browser(base);
                let made = form(&api.make(&mut device, path).await);
                let answer = api.call("POST", &format!("{path}/create/complete"), Some(&made)).await.ok();
                let [credential] = answer["credentials"].as_array().unwrap().as_slice() else { panic!("{answer}") };
                assert!(credential["publicKey"].as_str().unwrap().len() > 80);
                assert_eq!(credential["flags"]["userVerified"], true);
                assert_eq!(credential["attestation"]["publicKeyAlgorithm"], -7);
                ids.push((made["id"].clone(), credential["id"].clone()));
            }
            let me = api.call("GET", "/me", None).await;
            assert!(me.header("etag").starts_with('"'));
            let me = me.ok();
            assert_eq!((me["identifiers"][0]["identifier"].as_str(), passkeys(&me).len()), (Some("alice"), 3));
            let mechanism = if is_smart { "usernameless_webauthn" } else { "webauthn" };
            assert!(me["authentication_mechanisms"].as_array().unwrap().contains(&mechanism.into()), "{me}");

            // By our id, by the authenticator's in one alphabet, and in the other.
            let id = passkeys(&me)[1]["id"].as_str().unwrap().to_owned();
            let named = api.call("PUT", &format!("/webauthn/{id}/name"), Some(&json!({ "name": "Work MacBook" }))).await;
            assert_eq!((named.status.as_u16(), named.text.as_str()), (204, ""));
            assert_eq!(passkeys(&api.call("GET", "/me", None).await.ok())[1]["name"], "Work MacBook");
            let url_safe = ids[0].0.as_str().unwrap();
            assert_eq!(api.call("DELETE", &format!("/webauthn/{url_safe}"), None).await.status, 204);
            let plain = ids[1].1.as_str().unwrap().replace('/', "%2F");
            assert_eq!(api.call("DELETE", &format!("/webauthn/{plain}"), None).await.status, 204, "the token lives on");
            let left = passkeys(&api.call("GET", "/me", None).await.ok());
            assert_eq!(left.len(), 1);
            let last = left[0]["id"].as_str().unwrap();
            assert_error(&api.call("DELETE", &format!("/webauthn/{last}"), None).await, 403, "last_passkey");
            alice.get("/account/passkeys").await.ok();
            let kinds: Vec<_> = app.audit(base).await.into_iter().filter(|event| event.outcome == "done").map(|event| event.kind).collect();
            for kind in ["passkey_added", "passkey_renamed", "passkey_removed"] {
                assert!(kinds.contains(&kind.to_owned()), "{kind}");
            }
        }
    }

    // S3-23: the last one stays even where policy would let it go.
    async fn the_last_passkey_stays_in_every_pool(app: TestApp) {
        app.set(SMART, |settings| settings.last_passkey_guard = domain::settings::LastPasskeyGuard::Never).await;
        let (_, mut alice, api) = entered(&app, SMART, BOTH).await;
        let id = passkeys(&api.call("GET", "/me", None).await.ok())[0]["id"].as_str().unwrap().to_owned();
        assert_error(&api.call("DELETE", &format!("/webauthn/{id}"), None).await, 403, "last_passkey");
        // On the page it may go.
        alice.delete(&format!("/account/passkeys/{id}")).await.ok();
    }

    // S3-24: only the endpoints of the workspace's mode are open.
    async fn the_other_mode_has_its_own_refusal(app: TestApp) {
        for (base, path, other) in MODES {
            let (_, mut alice, api) = entered(&app, base, BOTH).await;
            let answer = api.call("POST", &format!("{other}/create/begin"), None).await;
            assert_error(&answer, 403, "passkey_mode_not_active");
            let made = api.make(&mut alice.app.browser(base), path).await;
            let answer = api.call("POST", &format!("{other}/create/complete"), Some(&made)).await;
            assert_error(&answer, 403, "passkey_mode_not_active");
            alice.get("/session").await.ok();
        }
    }

    // S3-25: 5:00 is fresh and 5:01 is not; reading needs no fresh proof.
    async fn a_proof_is_good_for_five_minutes(app: TestApp) {
        let (_, mut alice, api) = entered(&app, SMART, BOTH).await;
        let id = passkeys(&api.call("GET", "/me", None).await.ok())[0]["id"].as_str().unwrap().to_owned();
        app.advance_seconds(299);
        let made = api.make(&mut app.browser(SMART), "/usernameless-webauthn").await;
        app.advance_seconds(1);
        assert_eq!(api.call("POST", "/usernameless-webauthn/create/begin", None).await.status, 200);
        app.advance_seconds(1);
        let name = format!("/webauthn/{id}/name");
        let (delete, body) = (format!("/webauthn/{id}"), json!({ "name": "x" }));
        for (method, path, body) in [
            ("POST", "/usernameless-webauthn/create/begin", None),
            ("POST", "/usernameless-webauthn/create/complete", Some(&made)),
            ("DELETE", delete.as_str(), None),
            ("PUT", name.as_str(), Some(&body)),
        ] {
            let answer = api.call(method, path, body).await;
            assert_error(&answer, 403, "recent_authentication_required");
            assert_eq!(answer.json()["details"]["max_age"], 300);
            assert_eq!(answer.header("www-authenticate"), "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"");
        }
        assert_eq!(passkeys(&api.call("GET", "/me", None).await.ok()).len(), 1);
        alice.step_up().await.ok();
    }

    // S3-25, S3-32: each with its own code.
    async fn scopes_and_tokens_are_asked_for(app: TestApp) {
        let (client, mut alice, reader) = entered(&app, SMART, "openid view_ss_profile").await;
        reader.call("GET", "/me", None).await.ok();
        assert_error(&reader.call("POST", "/usernameless-webauthn/create/begin", None).await, 403, "insufficient_scope");
        let plain = Api { token: client.token_of(&mut alice, "openid").await, base: reader.base.clone(), app: &app };
        assert_error(&plain.call("GET", "/me", None).await, 403, "insufficient_scope");
        // A token of another workspace, of the tenant, of nobody.
        let program = Application::program(&app, "demo", "identity").await;
        for token in [program.own_token().await, "no-token".to_owned()] {
            let stranger = Api { token, base: reader.base.clone(), app: &app };
            let answer = stranger.call("GET", "/me", None).await;
            assert_error(&answer, 401, "invalid_access_token");
            assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        }
        let elsewhere = Api { base: "/platform/smart/identity/v2/self".into(), token: reader.token.clone(), app: &app };
        assert_error(&elsewhere.call("GET", "/me", None).await, 401, "invalid_access_token");
        client.revoke(&reader.token).await;
        assert_error(&reader.call("GET", "/me", None).await, 401, "invalid_access_token");
    }

    // A suspended member has no token any more.
    async fn a_suspended_member_is_refused(app: TestApp) {
        let (_, alice, api) = entered(&app, SMART, BOTH).await;
        let id = api.call("GET", "/me", None).await.ok()["id"].as_str().unwrap().parse().unwrap();
        members::suspend(&app.app, By::Operator, app.pool(SMART), id).await.unwrap();
        assert_error(&api.call("GET", "/me", None).await, 401, "invalid_access_token");
        assert_error(&api.call("POST", "/usernameless-webauthn/create/begin", None).await, 401, "invalid_access_token");
        drop(alice);
    }

    // S3-20, S1-27: the sixth of five shows at begin; the same passkey twice is refused.
    async fn capacity_and_duplicates_are_refused(app: TestApp) {
        app.set(SMART, |settings| settings.passkey_capacity = 5).await;
        let (_, _, api) = entered(&app, SMART, BOTH).await;
        let path = "/usernameless-webauthn";
        let first = api.make(&mut app.browser(SMART), path).await;
        api.call("POST", &format!("{path}/create/complete"), Some(&first)).await.ok();
        let again = api.call("POST", &format!("{path}/create/complete"), Some(&first)).await;
        assert_error(&again, 400, "session_expired");
        let mut device = app.browser(SMART);
        for _ in 0..3 {
            device = app.browser(SMART);
            let made = api.make(&mut device, path).await;
            api.call("POST", &format!("{path}/create/complete"), Some(&made)).await.ok();
        }
        assert_error(&api.call("POST", &format!("{path}/create/begin"), None).await, 422, "passkey_limit_reached");
        drop(device);
    }

    // S3c-3, S3c-4: the same key gives the same answer for a minute, and stands for nothing else.
    async fn a_request_is_answered_once(app: TestApp) {
        let (_, _, api) = entered(&app, SMART, BOTH).await;
        let path = "/usernameless-webauthn/create/complete";
        let made = api.make(&mut app.browser(SMART), "/usernameless-webauthn").await;
        let key = "k".repeat(32);
        let headers = [("x-idempotency-key", key.as_str()), ("x-correlation-id", "trace-7")];
        let first = api.with("POST", path, Some(&made), &headers).await;
        assert_eq!((first.status.as_u16(), first.header("x-idempotent-replayed"), first.header("x-correlation-id")), (200, "", "trace-7"));
        let again = api.with("POST", path, Some(&made), &headers).await;
        assert_eq!((&again.text, again.header("x-idempotent-replayed")), (&first.text, "true"));
        let other = api.with("POST", path, Some(&json!({})), &headers).await;
        assert_error(&other, 422, "idempotency_key_reused");
        let short = api.with("POST", path, Some(&made), &[("x-idempotency-key", "short")]).await;
        assert_error(&short, 400, "idempotency_key_malformed");
        app.advance_seconds(60);
        assert_error(&api.with("POST", path, Some(&made), &headers).await, 400, "session_expired");
    }

    // S3c-8: a first passkey from elsewhere, for a member who has none, which is worth nothing until it is used.
    async fn a_passkey_of_others_comes_in_on_hearsay(app: TestApp) {
        let (_, _, api) = entered(&app, SMART, BOTH).await;
        let made = api.make(&mut app.browser(SMART), "/usernameless-webauthn").await;
        let answer = api.call("POST", "/usernameless-webauthn/create/complete", Some(&made)).await.ok();
        let record = answer["credentials"][0].clone();
        // Chained as the vendor's clients do, it is no error; another one is.
        let set = |credential: Value| json!({ "new_webauthn": credential });
        assert_eq!(api.call("POST", "/set-webauthn", Some(&set(record.clone()))).await.status, 204);
        let mut other = record.clone();
        other["id"] = "AAECAwQFBgcICQoLDA0ODxAREhM=".into();
        assert_error(&api.call("POST", "/set-webauthn", Some(&set(other.clone()))).await, 422, "webauthn_set_already");
        other["publicKey"] = "AAAA".into();
        assert_error(&api.call("POST", "/set-webauthn", Some(&set(other))).await, 422, "credential_malformed");
        assert_error(&api.call("POST", "/set-webauthn", Some(&json!({}))).await, 400, "malformed_request");
    }

    async fn bad_bodies_are_refused_in_the_same_form(app: TestApp) {
        let (_, _, api) = entered(&app, SMART, BOTH).await;
        let path = "/usernameless-webauthn/create/complete";
        for body in [json!([]), json!(null), json!({ "id": 1 }), json!({ "id": "ä", "response": {} })] {
            assert_error(&api.call("POST", path, Some(&body)).await, 400, "malformed_request");
        }
        let long = json!({ "id": "a".repeat(70_000) });
        assert_error(&api.call("POST", path, Some(&long)).await, 400, "too_large");
        let id = passkeys(&api.call("GET", "/me", None).await.ok())[0]["id"].as_str().unwrap().to_owned();
        for (body, status, code) in [
            (json!({ "name": "" }), 422, "name_malformed"),
            (json!({ "name": "a".repeat(65) }), 422, "name_malformed"),
            (json!({ "name": null }), 400, "malformed_request"),
            (json!({}), 400, "malformed_request"),
        ] {
            assert_error(&api.call("PUT", &format!("/webauthn/{id}/name"), Some(&body)).await, status, code);
        }
        let nobody = json!({ "name": "x" });
        for id in ["nothing", "018bcfe5-6801-7000-8000-000000000000", "%FF"] {
            assert_error(&api.call("PUT", &format!("/webauthn/{id}/name"), Some(&nobody)).await, 404, "credential_not_found");
            assert_error(&api.call("DELETE", &format!("/mfa/sessions/{id}"), None).await, 404, "mfa_session_not_found");
        }
        assert_eq!(api.call("GET", "/mfa/sessions", None).await.ok(), json!({ "sessions": [] }));
    }

    // Pages of an application read the answers from the origins that it registered.
    async fn pages_of_the_application_may_call(app: TestApp) {
        Application::of_members(&app, SMART).await;
        for (origin, may) in [("https://app.example", true), ("https://evil.example", false)] {
            let request = Request::options(format!("{SMART}/identity/v2/self/webauthn/x")).header("host", HOST);
            let request = request.header("origin", origin).header("access-control-request-method", "DELETE");
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.header("access-control-allow-origin") == origin, may, "{origin}");
        }
    }

    // The password and the authenticator app: set once, then changed, and the token goes on.
    async fn a_member_sets_and_changes_other_factors(app: TestApp) {
        app.set(SMART, |settings| {
            settings.methods.first = vec![domain::Method::Passkey, domain::Method::Password];
            settings.methods.second = vec![domain::Method::Totp];
        })
        .await;
        let (_, _, api) = entered(&app, SMART, BOTH).await;
        let (old, new) = ("correct horse battery staple", "another horse battery staple");
        let change = |old: &str, new: &str| json!({ "old_password": old, "new_password": new });
        assert_error(&api.call("POST", "/change-password", Some(&change(old, new))).await, 404, "password_not_set");
        assert_error(&api.call("POST", "/set-password", Some(&json!({ "new_password": "short" }))).await, 422, "password_too_short");
        let set = json!({ "new_password": old });
        assert_eq!(api.call("POST", "/set-password", Some(&set)).await.status, 204);
        assert_error(&api.call("POST", "/set-password", Some(&set)).await, 422, "password_set_already");
        assert_error(&api.call("POST", "/change-password", Some(&change("wrong", new))).await, 422, "password_incorrect");
        assert_eq!(api.call("POST", "/change-password", Some(&change(old, new))).await.status, 204);

        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        let code = |secret: &str| {
            let phone = totp_rs::Totp::from_url(format!("otpauth://totp/Demo:alice?secret={secret}&issuer=Demo")).unwrap();
            phone.generate(u64::try_from(app.app.now() / 1000).unwrap()).to_string()
        };
        let body = |secret: &str, code: &str| json!({ "new_totp_secret": secret, "totp": code });
        let good = body(secret, &code(secret));
        assert_error(&api.call("POST", "/change-totp-secret", Some(&good)).await, 404, "totp_gone");
        assert_error(&api.call("POST", "/set-totp-secret", Some(&body("1", "000000"))).await, 422, "totp_secret_malformed");
        assert_error(&api.call("POST", "/set-totp-secret", Some(&json!({ "new_totp_secret": secret }))).await, 422, "totp_required");
        assert_eq!(api.call("POST", "/set-totp-secret", Some(&good)).await.status, 204);
        assert_error(&api.call("POST", "/set-totp-secret", Some(&good)).await, 422, "totp_set_already");
        let other = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(api.call("POST", "/change-totp-secret", Some(&body(other, &code(other)))).await.status, 204);
        let me = api.call("GET", "/me", None).await.ok();
        let kinds: Vec<_> = me["credentials"].as_array().unwrap().iter().map(|credential| credential["type"].clone()).collect();
        assert_eq!(kinds, ["webauthn", "password", "totp"]);
        assert!(!me.to_string().contains(secret));
        app.advance_seconds(301);
        for (path, body) in [("/set-password", &set), ("/change-password", &change(new, old)), ("/set-totp-secret", &good)] {
            assert_error(&api.call("POST", path, Some(body)).await, 403, "recent_authentication_required");
        }
    }

    // S0-28: an application is no way around the console's rules. Whoever may register one is not let into an owner's account by it.
    async fn administrators_change_their_factors_on_their_own_pages(app: TestApp) {
        let client = Application::of_members(&app, SMART).await;
        let mut owner = app.owner().await;
        let api = Api { app: &app, base: format!("{SMART}/identity/v2/self"), token: client.token_of(&mut owner, BOTH).await };
        api.call("GET", "/me", None).await.ok();
        for (method, path, body) in [
            ("POST", "/usernameless-webauthn/create/begin", json!({})),
            ("POST", "/set-password", json!({ "new_password": "seven sheep on a hill" })),
            ("POST", "/set-totp-secret", json!({ "new_totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "totp": "000000" })),
        ] {
            assert_error(&api.call(method, path, Some(&body)).await, 403, "administrator_refused");
        }
    }
}
