//! People whom programs have registered, until they come in or are forgotten; and whom that moves out of an account: nobody.

use crate::support::app::CLASSIC;
use crate::support::application::Api;
use crate::support::{TestApp, on_both_engines};
use crate::system_codes::{assert_error, at_pool, id_of, identifiers};
use crate::system_register::{ADA, LONG, code_of, open, record, security_key};
use domain::Method;
use domain::invitations::Inviter;
use domain::settings::IdentifierKind;
use serde_json::{Value, json};
use store::administrator::{self, Administrator, AdministratorRole};
use store::id::{AdministratorId, InvitationId, UserId};
use store::invitation::{self, Invitation};

const PHONE: &str = "+4712345678";

async fn register(api: &Api<'_>, query: &str, body: Value) -> String {
    let answer = api.call("POST", &format!("/user/register{query}"), Some(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// The extended code that a program has for them.
async fn drawn(maker: &Api<'_>, body: Value) -> Value {
    let answer = maker.call("POST", "/user/code/generate", Some(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["extended_code"].clone()
}

async fn row(app: &TestApp, user: &str) -> Option<Invitation> {
    let user: UserId = user.parse().unwrap();
    let (pool, id) = (app.pool(CLASSIC), InvitationId::from_bytes(*user.as_bytes()));
    app.store.read("invitation", move |tx| invitation::find(tx, pool, id)).await.unwrap()
}

/// The path of a letter's link, below its door.
async fn link(app: &TestApp) -> String {
    let letter = app.letter(ADA, "invitation").await.unwrap();
    letter["link"].as_str().unwrap().split_once(CLASSIC).unwrap().1.to_owned()
}

async fn appoint(app: &TestApp, user: UserId) {
    let pool_id = app.pool(CLASSIC);
    let all = app.store.read("pools", store::pool::all).await.unwrap();
    let tenant_id = all.into_iter().find(|pool| pool.id == pool_id).unwrap().tenant_id;
    let row = Administrator {
        tenant_id,
        id: AdministratorId::from_bytes([7; 16]),
        pool_id,
        user_id: user,
        scope: format!("tenant:{tenant_id}"),
        created_at: app.app.now(),
        role: AdministratorRole::Support,
    };
    assert!(app.store.write("appoint", move |tx| administrator::insert(tx, &row)).await.unwrap());
}

on_both_engines! {
    // S2-8: a link is good until another one really goes.
    async fn a_link_that_is_asked_for_too_soon_leaves_the_one_before(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let id = register(&api, "", json!({ "identifier": ADA })).await;
        let first = link(&app).await;
        assert_eq!(api.call("POST", &format!("/users/{id}/activation/send"), None).await.status, 204);
        assert_eq!(app.browser(CLASSIC).open(&first).await.status, 200);
        app.advance_seconds(61);
        assert_eq!(api.call("POST", &format!("/users/{id}/activation/send"), None).await.status, 204);
        assert_eq!(app.browser(CLASSIC).open(&first).await.status, 404);
        assert_eq!(app.browser(CLASSIC).open(&link(&app).await).await.status, 200);
    }

    // ADR 28: a program's word moves nobody out of an account. Whoever reads the mail there has proved it.
    async fn a_code_that_is_handed_over_takes_nothing_over(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let mut alice = app.browser(CLASSIC);
        alice.sign_up("alice").await.ok();
        let user = id_of(&mut alice).await;
        app.give_unproved(CLASSIC, user.parse().unwrap(), ADA).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let id = register(&api, "?send_activation_message=false", json!({ "identifier": ADA })).await;
        let code = drawn(&maker, json!({ "type": "activation", "userID": id })).await;
        let mut key = security_key(&app);
        let made = record(&app, &api, &mut key).await;
        let refused = api.call("POST", "/user/activate", Some(&json!({ "code": code, "webauthn": [made] }))).await;
        assert_error(&refused, 422, "identifier_taken");
        alice.get("/session").await.ok();
        alice.sign_in_as("alice").await.ok();
        // The same by the mail: the account is theirs who reads it.
        assert_eq!(api.call("POST", &format!("/users/{id}/activation/send?code_type_in_message=code"), None).await.status, 204);
        let body = json!({ "code": code_of(&app, ADA, "sign_up_code").await, "webauthn": [made] });
        let taken = api.call("POST", &format!("/users/{id}/activate"), Some(&body)).await;
        assert_eq!((taken.status.as_u16(), &taken.json()["id"]), (201, &json!(user)), "{}", taken.text);
        alice.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // S3c-11: what the pool takes is asked again on the day on which they come in.
    async fn the_rules_are_those_of_the_day(app: TestApp) {
        open(&app, &[Method::Password]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let query = "?send_activation_message=false";
        let named = register(&api, query, json!({ "identifier": "ada", "otp_address": ADA, "password": LONG })).await;
        let plain = register(&api, query, json!({ "identifier": "bert@example.com", "password": LONG })).await;
        open(&app, &[Method::EmailCode]).await;
        app.set(CLASSIC, |settings| settings.identifier_kinds = vec![IdentifierKind::Email]).await;
        let code = drawn(&maker, json!({ "type": "activation", "userID": named })).await;
        assert_error(&api.call("POST", "/user/activate", Some(&json!({ "code": code }))).await, 422, "registration_closed");
        let code = drawn(&maker, json!({ "type": "activation", "userID": plain })).await;
        let made = api.call("POST", "/user/activate", Some(&json!({ "code": code }))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert!(made.json()["credentials"].as_array().is_none_or(Vec::is_empty), "no password where none is used: {}", made.text);
        // By a link, too.
        app.advance_seconds(61);
        let id = register(&api, "", json!({ "identifier": ADA })).await;
        app.set(CLASSIC, |settings| settings.public_registration = false).await;
        let path = link(&app).await;
        let mut browser = app.browser(CLASSIC);
        let refused = browser.form(&path, "").await;
        assert!(!refused.header("location").contains("/sign-up"), "{} {}", refused.status, refused.text);
        assert_error(&api.call("GET", &format!("/users/{id}"), None).await, 404, "user_not_found");
    }

    // Privacy: what was given goes with the answer, with the account, or in time; and it crowds out nobody who was invited.
    async fn what_was_given_is_not_kept(app: TestApp) {
        open(&app, &[Method::Password]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let query = "?send_activation_message=false";
        let id = register(&api, query, json!({ "identifier": ADA, "password": LONG })).await;
        assert!(row(&app, &id).await.unwrap().carried.is_some());
        let pool = app.pool(CLASSIC);
        assert!(app.store.read("pending", move |tx| invitation::pending(tx, pool, 10)).await.unwrap().is_empty());
        let code = drawn(&maker, json!({ "type": "activation", "userID": id })).await;
        assert_eq!(api.call("POST", "/user/activate", Some(&json!({ "code": code }))).await.status, 201);
        assert!(row(&app, &id).await.unwrap().carried.is_none());
        // Also where the account has another address by then.
        let at = format!("/users/{id}");
        let other = json!({ "address": "ada@king.example", "type": "email", "verified": true });
        api.call("POST", &format!("{at}/addresses/add"), Some(&other)).await.ok();
        let gone = api.call("POST", &format!("{at}/addresses/remove"), Some(&json!({ "address": ADA }))).await;
        assert!(gone.status.is_success(), "{}", gone.text);
        assert_eq!(api.call("DELETE", &at, None).await.status, 204);
        assert_eq!(row(&app, &id).await, None);
        // Whoever never comes is forgotten once it is over.
        let id = register(&api, query, json!({ "identifier": "bert@example.com", "password": LONG })).await;
        let over = row(&app, &id).await.unwrap().expires_at;
        for (now, left) in [(over, true), (over + 1, false)] {
            app.store.write("sweep", move |tx| invitation::sweep(tx, now, 100)).await.unwrap();
            assert_eq!(row(&app, &id).await.is_some(), left);
        }
        let id = register(&api, query, json!({ "identifier": "carl@example.com", "password": LONG })).await;
        let door = app.app.snapshot().door("platform", "classic").unwrap();
        let row_id = row(&app, &id).await.unwrap().id;
        domain::invitations::revoke(&app.app, &door, Inviter::Operator, row_id).await.unwrap();
        assert!(row(&app, &id).await.unwrap().carried.is_none());
    }

    // S3c-11: an account that nobody has come into is activated as somebody who was registered is; and a telephone is as good as a mailbox.
    async fn an_account_that_waits_is_activated(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let new = json!({ "status": "active", "identifiers": [], "payload": { "name": "Ada" },
            "verifiable_addresses": [{ "address": "ada@king.example", "type": "email" }, { "address": PHONE, "type": "mobile" }] });
        let made = api.call("POST", "/users", Some(&new)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let send = format!("/users/{id}/activation/send?code_type_in_message=code");
        // Of two addresses one has to be named.
        assert_eq!(api.call("POST", &send, None).await.status, 204);
        assert!(app.letters().await.is_empty());
        let mut key = security_key(&app);
        let passkey = record(&app, &api, &mut key).await;
        assert_eq!(api.call("POST", &send, Some(&json!({ "address": PHONE }))).await.status, 204);
        let code = code_of(&app, PHONE, "sign_up_code").await;
        let body = json!({ "code": code, "otp_address": PHONE, "webauthn": [passkey] });
        let taken = api.call("POST", &format!("/users/{id}/activate"), Some(&body)).await;
        assert_eq!((taken.status.as_u16(), &taken.json()["id"]), (201, &json!(id)), "{}", taken.text);
        key.sign_in_as(PHONE).await.ok();
        // By a link, too, also where nobody else may join.
        app.set(CLASSIC, |settings| settings.public_registration = false).await;
        let new = json!({ "status": "active", "verifiable_addresses": [{ "address": ADA, "type": "email" }] });
        let ada = api.call("POST", "/users", Some(&new)).await.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(api.call("POST", &format!("/users/{ada}/activation/send"), None).await.status, 204);
        let answer = app.browser(CLASSIC).form(&link(&app).await, "").await;
        assert!(answer.header("location").contains("/sign-up"), "{} {}", answer.status, answer.text);
        // Whoever is in is sent nothing more.
        app.advance_seconds(61);
        let before = app.letters().await.len();
        assert_eq!(api.call("POST", &send, Some(&json!({ "address": PHONE }))).await.status, 204);
        assert_eq!(app.letters().await.len(), before);
        assert!(identifiers(&taken.json()).contains(&PHONE));
    }

    // ASVS 6.6.3: a look at one code is no guess at another.
    async fn each_code_is_counted_for_itself(app: TestApp) {
        open(&app, &[Method::Passkey]).await;
        let mut alice = app.browser(CLASSIC);
        alice.sign_up("alice").await.ok();
        let user = id_of(&mut alice).await;
        let api = at_pool(&app, CLASSIC, "identity").await;
        let maker = at_pool(&app, CLASSIC, "identity_self_registration").await;
        let mut codes = Vec::new();
        for address in ["a@example.com", "b@example.com"] {
            app.give_unproved(CLASSIC, user.parse().unwrap(), address).await;
            codes.push(drawn(&maker, json!({ "type": "verify_address", "userID": user, "address": address })).await);
        }
        for _ in 0..6 {
            for code in &codes {
                let seen = api.call("POST", "/user/otp/inspect", Some(&json!({ "code": code }))).await.ok();
                assert_eq!(seen["code_type"], "verify_address");
            }
        }
        // An administrator is not there, whatever was drawn before.
        appoint(&app, user.parse().unwrap()).await;
        assert_error(&api.call("POST", "/user/otp/inspect", Some(&json!({ "code": codes[0] }))).await, 401, "invalid_code");
    }
}
