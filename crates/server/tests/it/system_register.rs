//! People whom programs register, activate and bring back in: by the product's own rules of sign-up, first proof and recovery.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::Api;
use crate::support::{Actor, TestApp, on_both_engines};
use crate::system_codes::{assert_error, at_pool, id_of, identifiers};
use authenticator::{Authenticator, Setup};
use domain::Method;
use domain::settings::IdentifierKind;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const ADA: &str = "ada@example.com";

/// A security key, which tells nobody whose its passkeys are: what is registered elsewhere is made before there is an account of ours.
pub(crate) fn security_key(app: &TestApp) -> Actor<'_> {
    let mut actor = app.browser(CLASSIC);
    actor.authenticator = Authenticator::new(Setup::security_key());
    actor
}

/// The record of a passkey that was registered elsewhere: made at another account, and removed from it.
pub(crate) async fn record(app: &TestApp, api: &Api<'_>, key: &mut Actor<'_>) -> Value {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("helper{}", MADE.fetch_add(1, Ordering::Relaxed));
    let helper = app.browser(CLASSIC).sign_up(&name).await.ok();
    let user = helper["user_id"].as_str().unwrap();
    let at = Api { app, base: format!("{}/users/{user}", api.base), token: api.token.clone() };
    let made = at.make(key, "/webauthn").await;
    let answer = at.call("POST", "/webauthn/create/complete", Some(&made)).await.ok();
    assert_eq!(at.call("DELETE", &format!("/webauthn/{}", made["id"].as_str().unwrap()), None).await.status, 204);
    answer["credentials"][0].clone()
}

/// A pool where one factor signs in, the address among them.
pub(crate) async fn open(app: &TestApp, first: &[Method]) {
    let first = first.to_vec();
    app.set(CLASSIC, move |settings| {
        settings.public_registration = true;
        settings.identifier_kinds = vec![IdentifierKind::Username, IdentifierKind::Email, IdentifierKind::Phone];
        settings.methods.first = first;
        settings.methods.recovery = vec![Method::RecoveryCode, Method::EmailCode];
    })
    .await;
}

pub(crate) async fn code_of(app: &TestApp, to: &str, kind: &str) -> String {
    app.letter(to, kind).await.unwrap_or_else(|| panic!("no {kind}"))["code"].as_str().unwrap().to_owned()
}

pub(crate) const LONG: &str = "correct horse battery staple";

on_both_engines! {
    // S3c-11: registered, written to, activated with a passkey; there is no account before that.
    async fn somebody_is_registered_and_activated(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let ask = json!({ "identifier": ADA, "payload": { "name": "Ada Lovelace" }, "webauthn_credentials": null });
        let answer = api.call("POST", "/user/register?code_type_in_message=code", Some(&ask)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(app.holder(CLASSIC, ADA).await, None, "nobody is made before the address is proved");
        assert_error(&api.call("GET", &format!("/users/{id}"), None).await, 404, "user_not_found");
        let code = code_of(&app, ADA, "sign_up_code").await;
        let path = format!("/users/{id}/activate");
        let mut key = security_key(&app);
        let record = record(&app, &api, &mut key).await;
        let wrong = if code.starts_with('0') { "111111" } else { "000000" };
        assert_error(&api.call("POST", &path, Some(&json!({ "code": wrong, "webauthn": [record] }))).await, 401, "invalid_code");
        assert_error(&api.call("POST", &path, Some(&json!({ "code": code }))).await, 422, "first_factor_required");
        assert_error(&api.call("POST", &path, Some(&json!({ "code": code, "password": LONG, "webauthn": [record] }))).await, 422, "method_not_allowed_here");
        assert_error(&api.call("POST", "/user/activate", Some(&json!({ "code": code }))).await, 401, "invalid_code");
        let made = api.call("POST", &path, Some(&json!({ "code": code, "webauthn": [record] }))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let user = made.json();
        assert_eq!((&user["id"], &user["payload"]["name"], &user["status"]), (&json!(id), &json!("Ada Lovelace"), &json!("active")));
        assert_eq!(user["verifiable_addresses"][0]["verified"], true);
        assert_error(&api.call("POST", &path, Some(&json!({ "code": code, "webauthn": [record] }))).await, 401, "invalid_code");
        key.sign_in_as(ADA).await.ok();
        let kinds = app.kinds_done(CLASSIC).await;
        for kind in ["user_registered", "invitation_accepted", "sign_up", "passkey_added"] {
            assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
        }
    }

    // S3c-11: what came at registration waits for the proof of the address, and a username stands beside it.
    async fn what_came_at_registration_waits_for_the_proof(app: TestApp) {
        open(&app, &[Method::Password]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let ask = json!({ "identifier": "ada", "otp_address": ADA, "password": LONG });
        let answer = api.call("POST", "/user/register?send_activation_message=false", Some(&ask)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let id = answer.json()["id"].clone();
        assert!(app.letters().await.is_empty());
        let drawn = maker.call("POST", "/user/code/generate", Some(&json!({ "type": "activation", "userID": id }))).await.json();
        let extended = json!({ "code": drawn["extended_code"] });
        let seen = api.call("POST", "/user/otp/inspect", Some(&extended)).await.ok();
        assert_eq!(seen, json!({ "user_id": id, "password_set": false, "code_type": "activation" }));
        let two = tokio::join!(api.call("POST", "/user/activate", Some(&extended)), api.call("POST", "/user/activate", Some(&extended)));
        let mut statuses = [two.0.status.as_u16(), two.1.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201, "{} {}", two.0.text, two.1.text);
        assert_ne!(statuses[1], 201, "one account of one code");
        let user = api.call("GET", &format!("/users/{}", id.as_str().unwrap()), None).await.ok();
        let mut names = identifiers(&user);
        names.sort_unstable();
        assert_eq!(names, ["ada", ADA]);
        assert!(user["credentials"].as_array().unwrap().iter().any(|credential| credential["type"] == "password"));
    }

    // S3c-11: an address that is taken, and a name: who asks learns nothing, who has it reads of it.
    async fn a_taken_address_shows_to_its_holder_alone(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let (_, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let register = async |address: &str| {
            let answer = api.call("POST", "/user/register?code_type_in_message=code", Some(&json!({ "identifier": address }))).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            answer.json()
        };
        let (taken, free) = (register(&address).await, register(ADA).await);
        assert_eq!(taken.as_object().unwrap().keys().collect::<Vec<_>>(), free.as_object().unwrap().keys().collect::<Vec<_>>());
        assert!(app.letter(&address, "already_a_member").await.is_some() && app.letter(&address, "sign_up_code").await.is_none());
        // Two registrations of one address: the first that is proved has it.
        app.advance_seconds(61);
        let again = register(ADA).await;
        assert_ne!(again, free);
        let (mut key, mut other) = (app.browser(CLASSIC), app.browser(CLASSIC));
        let code = code_of(&app, ADA, "sign_up_code").await;
        let (one, two) = (record(&app, &api, &mut key).await, record(&app, &api, &mut other).await);
        let path = |id: &Value| format!("/users/{}/activate", id["id"].as_str().unwrap());
        let made = api.call("POST", &path(&again), Some(&json!({ "code": code, "webauthn": [one] }))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let drawn = maker.call("POST", "/user/code/generate", Some(&json!({ "type": "activation", "userID": free["id"] }))).await.json();
        let late = api.call("POST", &path(&free), Some(&json!({ "code": drawn["code"], "webauthn": [two] }))).await;
        assert_eq!(late.status, 422, "{}", late.text);
    }

    // S2-8, S3c-11: a link leads to our own sign-up, and the account has the id that the program knows.
    async fn a_link_leads_to_the_page(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let answer = api.call("POST", "/user/register", Some(&json!({ "identifier": ADA, "payload": { "name": "Ada" } }))).await;
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        assert!(app.letter(ADA, "invitation").await.is_some());
        app.advance_seconds(61);
        assert_eq!(api.call("POST", &format!("/users/{id}/activation/send"), None).await.status, 204);
        let letter = app.letter(ADA, "invitation").await.unwrap();
        let link = letter["link"].as_str().unwrap();
        let path = link.split_once(CLASSIC).unwrap().1.to_owned();
        let mut browser = app.browser(CLASSIC);
        assert_eq!(browser.open(&path).await.status, 200);
        let taken = browser.form(&path, "").await;
        assert!(taken.status.is_success() || taken.status == 303, "{} {}", taken.status, taken.text);
        browser.enrol("/sign-up/passkey", &json!({})).await.ok();
        assert_eq!(id_of(&mut browser).await, id);
        assert_eq!(api.call("GET", &format!("/users/{id}"), None).await.ok()["payload"]["name"], "Ada");
    }

    // S3-32, S3-45: what the product's rules refuse is refused here, and nobody else's pool is there.
    async fn sign_up_stays_closed_where_it_is(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        app.set(CLASSIC, |settings| settings.public_registration = false).await;
        let ask = json!({ "identifier": ADA });
        assert_error(&api.call("POST", "/user/register", Some(&ask)).await, 422, "registration_closed");
        open(&app, &[Method::Passkey]).await;
        for (body, status, word) in [
            (json!({}), 400, "malformed_request"),
            (json!({ "identifier": "ada" }), 422, "address_required"),
            (json!({ "identifier": ADA, "otp_address": "+4712345678" }), 422, "address_required"),
            (json!({ "identifier": "ada", "otp_address": "bert" }), 422, "address_malformed"),
            (json!({ "identifier": ADA, "payload": { "role": "owner" } }), 422, "payload_refused"),
            (json!({ "identifier": ADA, "payload": [] }), 422, "payload_refused"),
            (json!({ "identifier": ADA, "totp_secret": "JBSWY3DPEHPK3PXP" }), 422, "totp_not_taken_here"),
            (json!({ "identifier": ADA, "webauthn_credentials": [{ "id": "AAAA" }] }), 422, "credential_malformed"),
            (json!({ "identifier": ADA, "password": LONG }), 422, "method_not_allowed_here"),
            (json!({ "identifier": 1 }), 400, "malformed_request"),
        ] {
            let answer = api.call("POST", "/user/register", Some(&body)).await;
            assert_eq!((answer.status.as_u16(), answer.json()["error_code"].as_str().unwrap()), (status, word), "{body}");
        }
        assert_error(&api.call("POST", "/user/register?code_type_in_message=pigeon", Some(&ask)).await, 400, "malformed_request");
        let narrow = at_pool(&app, CLASSIC, "audit").await;
        for path in ["/user/register", "/user/activate", "/users/x/activate", "/users/x/activation/send"] {
            assert_error(&narrow.call("POST", path, Some(&ask)).await, 401, "insufficient_scope");
        }
        let foreign = Api { app: &app, base: api.base.replace(&app.pool(CLASSIC).to_string(), &app.pool(SMART).to_string()), token: api.token.clone() };
        assert_error(&foreign.call("POST", "/user/register", Some(&ask)).await, 404, "pool_not_found");
        // Nobody is written to who is not waited for: neither administrators nor members nor nobody.
        let mut owner = app.owner().await;
        let root = id_of(&mut owner).await;
        let before = app.letters().await.len();
        for user in [root.as_str(), "018bcfe5-6801-7000-8000-000000000000", "nobody"] {
            assert_eq!(api.call("POST", &format!("/users/{user}/activation/send"), None).await.status, 204);
        }
        assert_eq!(app.letters().await.len(), before);
    }

    // S3-45: an address is proved by a code, and what nobody vouches for goes.
    async fn an_address_is_proved_at_the_word_of_a_program(app: TestApp) {
        app.take_addresses(CLASSIC).await;
        let mut ada = app.program(CLASSIC);
        let signed_up = ada.sign_up("ada").await.ok();
        let user = signed_up["user_id"].as_str().unwrap().to_owned();
        app.give_unproved(CLASSIC, user.parse().unwrap(), ADA).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let (ask, done) = (format!("/users/{user}/address/verification/request"), format!("/users/{user}/address/verification/complete"));
        for other in ["nobody@example.com", "ada", ""] {
            assert_error(&api.call("POST", &ask, Some(&json!({ "address": other }))).await, 404, "address_not_found");
        }
        assert_eq!(api.call("POST", &ask, Some(&json!({ "address": ADA }))).await.status, 204);
        let code = code_of(&app, ADA, "verify_address").await;
        let wrong = if code.starts_with('0') { "111111" } else { "000000" };
        assert_error(&api.call("POST", &done, Some(&json!({ "address": ADA, "code": wrong }))).await, 401, "invalid_code");
        // Without a word for the passkey nothing would be left to sign in with.
        assert_error(&api.call("POST", &done, Some(&json!({ "address": ADA, "code": code }))).await, 422, "last_way_in");
        let passkey = api.call("GET", &format!("/users/{user}"), None).await.ok()["credentials"][0]["id"].clone();
        let answer = api.call("POST", &done, Some(&json!({ "address": ADA, "code": code, "keep": [passkey] }))).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        assert_error(&api.call("POST", &done, Some(&json!({ "address": ADA, "code": code, "keep": [passkey] }))).await, 404, "address_not_found");
        assert!(app.holder(CLASSIC, ADA).await.unwrap().1.is_some());
        ada.get("/session").await.assert_refused(401, "not_signed_in");
        ada.sign_in_as("ada").await.ok();
        let mut owner = app.owner().await;
        let root = id_of(&mut owner).await;
        let there = format!("/users/{root}/address/verification/request");
        assert_error(&api.call("POST", &there, Some(&json!({ "address": ADA }))).await, 404, "user_not_found");
    }

    // S3c-11, S0-18: a password or a passkey by a code, with all that a recovery does.
    async fn a_lost_way_in_is_set_anew_by_a_code(app: TestApp) {
        open(&app, &[Method::Passkey, Method::Password, Method::EmailCode]).await;
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let user = id_of(&mut alice).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let request = "/user/password/reset/request?code_type_in_message=code";
        let before = app.letters().await.len();
        assert_eq!(api.call("POST", request, Some(&json!({ "address": "nobody@example.com" }))).await.status, 204);
        assert_eq!(app.letters().await.len(), before);
        assert_eq!(api.call("POST", request, Some(&json!({ "address": address }))).await.status, 204);
        let code = code_of(&app, &address, "recovery_code").await;
        let complete = "/user/password/reset/complete";
        let with = |code: &str, member: &str, value: Value| {
            let mut body = json!({ "code": code, "address": address });
            body[member] = value;
            body
        };
        let wrong = if code.starts_with('0') { "111111" } else { "000000" };
        assert_error(&api.call("POST", complete, Some(&with(wrong, "new_password", LONG.into()))).await, 401, "invalid_code");
        assert_error(&api.call("POST", complete, Some(&with(&code, "nothing", LONG.into()))).await, 422, "one_credential_required");
        assert_error(&api.call("POST", complete, Some(&with(&code, "new_password", "short".into()))).await, 422, "password_too_short");
        let done = api.call("POST", complete, Some(&with(&code, "new_password", LONG.into()))).await;
        assert_eq!(done.status, 204, "{}", done.text);
        assert_error(&api.call("POST", complete, Some(&with(&code, "new_password", LONG.into()))).await, 401, "invalid_code");
        alice.get("/session").await.assert_refused(401, "not_signed_in");
        let shown = api.call("GET", &format!("/users/{user}"), None).await.ok();
        let credentials = shown["credentials"].as_array().unwrap();
        assert!(credentials.iter().any(|one| one["type"] == "password") && credentials.iter().any(|one| one["state"] == "must_be_reset"));
        // The same with a passkey.
        app.advance_seconds(61);
        api.call("POST", request, Some(&json!({ "address": address, "userID": user }))).await;
        let code = code_of(&app, &address, "recovery_code").await;
        let mut key = security_key(&app);
        let record = record(&app, &api, &mut key).await;
        let done = api.call("POST", complete, Some(&with(&code, "new_web_authn", record))).await;
        assert_eq!(done.status, 204, "{}", done.text);
        key.sign_in_as("alice").await.ok();
        let kinds = app.kinds_done(CLASSIC).await;
        for kind in ["recovered", "password_changed", "passkey_added"] {
            assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
        }
    }

    // Policy: where a recovery takes more than a mailbox, one code is not enough, and nothing is changed by it.
    async fn a_reset_is_no_easier_way_in(app: TestApp) {
        let (mut alice, address) = app.reachable(CLASSIC, "alice").await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let user = id_of(&mut alice).await;
        let mut key = security_key(&app);
        let record = record(&app, &api, &mut key).await;
        api.call("POST", "/user/password/reset/request?code_type_in_message=code", Some(&json!({ "address": address }))).await;
        let code = code_of(&app, &address, "recovery_code").await;
        let body = json!({ "code": code, "userID": user, "new_web_authn": record });
        assert_error(&api.call("POST", "/user/password/reset/complete", Some(&body)).await, 422, "reset_not_allowed");
        let drawn = maker.call("POST", "/user/code/generate", Some(&json!({ "type": "reset_totp", "userID": user }))).await.json();
        let body = json!({ "code": drawn["extended_code"], "new_totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "totp": "123456" });
        assert_error(&api.call("POST", "/user/totp/reset/complete", Some(&body)).await, 422, "reset_not_allowed");
        alice.get("/session").await.ok();
    }

    // S3c-11: the ceremony at the pool is the product's own sign-up.
    async fn a_stranger_signs_up_at_the_pool(app: TestApp) {
        for base in [SMART, CLASSIC] {
            let tenant = base.split('/').nth(1).unwrap();
            let api = Api { app: &app, base: format!("/{tenant}/identity/{}/register/webauthn", app.pool(base)), token: String::new() };
            let mut key = app.browser(base);
            let begun = api.call("POST", "/begin", Some(&json!({ "identifier": "ada" }))).await.ok();
            assert!(begun["publicKey"]["challenge"].is_string());
            let made = key.make(&begun, &json!({ "identifier": "ada" }));
            let answer = api.call("POST", "/complete", Some(&made)).await.ok();
            assert!(answer["user_id"].is_string() && answer["session_token"].is_string());
            // One challenge, one account.
            assert!(!api.call("POST", "/complete", Some(&made)).await.status.is_success());
            key.sign_in_as("ada").await.ok();
            // The name is taken, which shows at complete.
            let begun = api.call("POST", "/begin", Some(&json!({ "identifier": "Ada" }))).await.ok();
            let made = app.browser(base).make(&begun, &json!({ "identifier": "Ada" }));
            assert_error(&api.call("POST", "/complete", Some(&made)).await, 422, "identifier_taken");
            app.set(base, |settings| settings.public_registration = false).await;
            assert_error(&api.call("POST", "/begin", Some(&json!({ "identifier": "eve" }))).await, 403, "registration_closed");
            for body in [json!([]), json!({ "identifier": 1 })] {
                assert_error(&api.call("POST", "/begin", Some(&body)).await, 400, "malformed_request");
            }
        }
        let nowhere = Api { app: &app, base: format!("/demo/identity/{}/register/webauthn", app.pool(CLASSIC)), token: String::new() };
        assert_error(&nowhere.call("POST", "/begin", Some(&json!({ "identifier": "eve" }))).await, 404, "pool_not_found");
    }
}
