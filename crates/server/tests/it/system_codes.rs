//! Codes by which programs of a tenant find out that it is the user: sent, handed over, taken, and refused alike whatever is wrong with them.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::members::{self, By};
use serde_json::{Value, json};

/// A program of the tenant of this door, at its pool.
pub(crate) async fn at_pool<'a>(app: &'a TestApp, base: &str, scope: &str) -> Api<'a> {
    let tenant = base.split('/').nth(1).unwrap();
    let program = Application::program(app, tenant, scope).await;
    let base = format!("/api/identity/{tenant}/system/pools/{}", app.pool(base));
    Api { app, base, token: program.own_token().await }
}

pub(crate) fn assert_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), &body["error_code"]), (status, &code.into()), "{}", answer.text);
    assert_eq!(body["status_code"], status);
}

pub(crate) async fn id_of(member: &mut Actor<'_>) -> String {
    member.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned()
}

fn other_than(code: &str) -> &'static str {
    if code.starts_with('0') { "111111" } else { "000000" }
}

/// The code of the newest letter there that asks whether it is they.
async fn challenge(app: &TestApp, address: &str) -> String {
    let letter = app.letter(address, "step_up_code").await.unwrap();
    letter["code"].as_str().unwrap().to_owned()
}

on_both_engines! {
    // S3-32, S3c-10: sent to who is meant, taken once, and good for as long as the pool says.
    async fn a_code_that_was_sent_tells_who_it_is(app: TestApp) {
        app.set(SMART, |settings| settings.methods.code_seconds = 120).await;
        let (mut alice, address) = app.reachable(SMART, "alice").await;
        let user = id_of(&mut alice).await;
        let api = at_pool(&app, SMART, "identity").await;
        let before = app.letters().await.len();
        for unknown in [json!({ "address": "nobody@example.com" }), json!({ "identifier": "nobody", "address": null }),
            json!({ "userID": "018bcfe5-6801-7000-8000-000000000000" }), json!({ "userID": user, "address": "nobody@example.com" })] {
            let answer = api.call("POST", "/user/otp/request", Some(&unknown)).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
        }
        assert_eq!(app.letters().await.len(), before, "nobody was written to");
        for (ask, typed) in [
            (json!({ "address": address }), json!({ "identifier": "alice" })),
            (json!({ "identifier": "alice" }), json!({ "userID": user })),
            (json!({ "userID": user, "address": address }), json!({ "id": user, "userID": "nobody" })),
        ] {
            app.advance_seconds(61);
            assert_eq!(api.call("POST", "/user/otp/request", Some(&ask)).await.status, 204);
            let code = challenge(&app, &address).await;
            let with = |code: &str| {
                let mut body = typed.clone();
                body["code"] = code.into();
                body
            };
            assert_error(&api.call("POST", "/user/otp/verify", Some(&with(other_than(&code)))).await, 401, "invalid_code");
            // Another kind of code is another code.
            assert_error(&api.call("POST", "/user/authentication-code/verify", Some(&with(&code))).await, 401, "invalid_code");
            assert_eq!(api.call("POST", "/user/otp/verify", Some(&with(&code))).await.ok(), json!({ "id": user }));
            assert_error(&api.call("POST", "/user/otp/verify", Some(&with(&code))).await, 401, "invalid_code");
        }
        // A minute for the next one, and two minutes of life.
        app.advance_seconds(61);
        api.call("POST", "/user/otp/request", Some(&json!({ "userID": user }))).await;
        let first = challenge(&app, &address).await;
        app.advance_seconds(119);
        assert_eq!(api.call("POST", "/user/otp/request", Some(&json!({ "userID": user }))).await.status, 204);
        let second = challenge(&app, &address).await;
        if first != second {
            assert_error(&api.call("POST", "/user/otp/verify", Some(&json!({ "code": first, "userID": user }))).await, 401, "invalid_code");
        }
        app.advance_seconds(121);
        assert_error(&api.call("POST", "/user/otp/verify", Some(&json!({ "code": second, "userID": user }))).await, 401, "invalid_code");
        let kinds = app.kinds_done(SMART).await;
        assert!(["otp_requested", "otp_verified"].iter().all(|kind| kinds.contains(&(*kind).to_owned())), "{kinds:?}");
    }

    // S3-32: a code that the program itself brings to its user, in both forms.
    async fn a_code_that_is_handed_over_says_itself_whose_it_is(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let mut bob = app.browser(SMART);
        bob.sign_up("bob").await.ok();
        let bob = id_of(&mut bob).await;
        let api = at_pool(&app, SMART, "identity").await;
        let maker = at_pool(&app, SMART, "identity_self_registration").await;
        let draw = async |kind: &str| {
            let answer = maker.call("POST", "/user/code/generate", Some(&json!({ "type": kind, "userID": user, "metadata": {} }))).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            let drawn = answer.json();
            (drawn["code"].as_str().unwrap().to_owned(), drawn["extended_code"].as_str().unwrap().to_owned())
        };
        let before = app.letters().await.len();
        let (_, dead) = draw("authentication").await;
        let (code, extended) = draw("authentication").await;
        assert_eq!((code.len(), extended.len(), app.letters().await.len()), (8, 55, before), "nobody was written to");
        // Of one kind one lives.
        assert_error(&api.call("POST", "/user/authentication-code/verify", Some(&json!({ "code": dead }))).await, 401, "invalid_code");
        let inspected = api.call("POST", "/user/otp/inspect", Some(&json!({ "code": extended }))).await.ok();
        assert_eq!(inspected, json!({ "user_id": user, "password_set": false, "code_type": "authentication" }));
        for body in [json!({ "code": code }), json!({ "code": code, "userID": bob }), json!({ "code": extended, "userID": bob })] {
            assert_error(&api.call("POST", "/user/authentication-code/verify", Some(&body)).await, 401, "invalid_code");
        }
        assert_error(&api.call("POST", "/user/otp/verify", Some(&json!({ "code": extended }))).await, 401, "invalid_code");
        assert_error(&api.call("POST", "/user/otp/inspect", Some(&json!({ "code": code }))).await, 401, "invalid_code");
        let taken = api.call("POST", "/user/authentication-code/verify", Some(&json!({ "code": extended, "identifier": "alice" }))).await;
        assert_eq!(taken.ok(), json!({ "id": user }));
        for path in ["/user/authentication-code/verify", "/user/otp/inspect"] {
            assert_error(&api.call("POST", path, Some(&json!({ "code": extended }))).await, 401, "invalid_code");
        }
        // Each kind is inspected as what it is.
        for kind in ["challenge", "reset_password", "reset_totp", "enroll_webauthn"] {
            let (_, extended) = draw(kind).await;
            assert_eq!(api.call("POST", "/user/otp/inspect", Some(&json!({ "code": extended }))).await.ok()["code_type"], kind);
        }
        let (short, _) = draw("challenge").await;
        assert_eq!(api.call("POST", "/user/otp/verify", Some(&json!({ "code": short, "userID": user }))).await.ok()["id"], user);
        assert!(app.kinds_done(SMART).await.contains(&"code_generated".to_owned()));
        for (body, status, word) in [
            (json!({ "type": "everything", "userID": user }), 422, "code_type_unknown"),
            (json!({ "type": "challenge" }), 400, "malformed_request"),
            (json!({ "userID": user }), 400, "malformed_request"),
            (json!({ "type": "challenge", "userID": user, "identifier": "alice" }), 400, "malformed_request"),
            (json!({ "type": "challenge", "identifier": "nobody" }), 404, "user_not_found"),
            (json!({ "type": "activation", "userID": user }), 404, "user_not_found"),
            (json!({ "type": "verify_address", "userID": user, "address": "alice@example.com" }), 404, "address_not_found"),
            (json!({ "type": "verify_address", "userID": user, "address": "alice" }), 404, "address_not_found"),
        ] {
            assert_error(&maker.call("POST", "/user/code/generate", Some(&body)).await, status, word);
        }
        let told = maker.call("POST", "/user/code/generate", Some(&json!({ "type": 7, "userID": user }))).await;
        assert_error(&told, 400, "malformed_request");
        let problem = told.json()["details"]["problem"].as_str().unwrap_or_default().to_owned();
        assert!(problem.starts_with("type: ") && problem.contains("expected a string"), "which member, and why: {problem}");
    }

    // ASVS 6.6.3: five tries, wherever they are made; the right one comes too late then.
    async fn a_code_bears_five_guesses(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_pool(&app, SMART, "identity").await;
        let maker = at_pool(&app, SMART, "identity_self_registration").await;
        for path in ["/user/otp/verify", "/user/otp/inspect"] {
            let drawn = maker.call("POST", "/user/code/generate", Some(&json!({ "type": "challenge", "userID": user }))).await.json();
            let (code, extended) = (drawn["code"].as_str().unwrap(), drawn["extended_code"].as_str().unwrap());
            let wrong = guessed(extended, code);
            for _ in 0..5 {
                assert_error(&api.call("POST", path, Some(&json!({ "code": wrong }))).await, 401, "invalid_code");
            }
            for (path, right) in [("/user/otp/inspect", json!({ "code": extended })), ("/user/otp/verify", json!({ "code": extended })),
                ("/user/otp/verify", json!({ "code": code, "userID": user }))] {
                assert_error(&api.call("POST", path, Some(&right)).await, 401, "invalid_code");
            }
        }
    }

    // Used once, by however many at once.
    async fn a_code_is_taken_by_one(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_pool(&app, SMART, "identity").await;
        let maker = at_pool(&app, SMART, "identity_self_registration").await;
        let drawn = maker.call("POST", "/user/code/generate", Some(&json!({ "type": "challenge", "userID": user }))).await.json();
        let body = json!({ "code": drawn["extended_code"] });
        let take = || api.call("POST", "/user/otp/verify", Some(&body));
        let (one, two, three) = tokio::join!(take(), take(), take());
        let taken = [one, two, three].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(taken, 1);
    }

    // S3-32, S3-45: scope, tenant, administrators, suspended users.
    async fn strangers_administrators_and_the_suspended_are_out_of_reach(app: TestApp) {
        let mut owner = app.owner().await;
        let root = id_of(&mut owner).await;
        let (mut alice, address) = app.reachable(SMART, "alice").await;
        let user = id_of(&mut alice).await;
        let api = at_pool(&app, SMART, "identity").await;
        let maker = at_pool(&app, SMART, "identity_self_registration").await;
        // Neither scope stands for the other; 403 is not declared here.
        for path in ["/user/otp/request", "/user/otp/verify", "/user/otp/inspect", "/user/authentication-code/verify"] {
            let body = json!({ "code": "12345678", "userID": user });
            assert_error(&maker.call("POST", path, Some(&body)).await, 401, "insufficient_scope");
        }
        let ask = json!({ "type": "challenge", "userID": user });
        assert_error(&api.call("POST", "/user/code/generate", Some(&ask)).await, 401, "insufficient_scope");
        let foreign = app.pool(CLASSIC).to_string();
        let elsewhere = |api: &Api<'_>| api.base.replace(&app.pool(SMART).to_string(), &foreign);
        let there = Api { app: &app, base: elsewhere(&api), token: api.token.clone() };
        assert_error(&there.call("POST", "/user/otp/request", Some(&json!({ "address": address }))).await, 422, "pool_not_found");
        let there = Api { app: &app, base: elsewhere(&maker), token: maker.token.clone() };
        assert_error(&there.call("POST", "/user/code/generate", Some(&ask)).await, 404, "pool_not_found");
        // An administrator is not there.
        let of_root = json!({ "type": "challenge", "userID": root });
        assert_error(&maker.call("POST", "/user/code/generate", Some(&of_root)).await, 404, "user_not_found");
        let before = app.letters().await.len();
        assert_eq!(api.call("POST", "/user/otp/request", Some(&json!({ "userID": root }))).await.status, 204);
        assert_eq!(app.letters().await.len(), before);
        // What was sent before a suspension is nothing after it.
        let drawn = maker.call("POST", "/user/code/generate", Some(&ask)).await.json();
        members::suspend(&app.app, By::Operator, app.pool(SMART), user.parse().unwrap()).await.unwrap();
        assert_error(&maker.call("POST", "/user/code/generate", Some(&ask)).await, 422, "user_inactive");
        assert_eq!(api.call("POST", "/user/otp/request", Some(&json!({ "userID": user }))).await.status, 204);
        assert_eq!(app.letters().await.len(), before);
        assert_error(&api.call("POST", "/user/otp/verify", Some(&json!({ "code": drawn["extended_code"] }))).await, 401, "invalid_code");
    }

    // S3c-1: whatever is sent, the answer is a refusal that is declared.
    async fn hostile_bodies_are_refused(app: TestApp) {
        let user = app.browser(SMART).sign_up("alice").await.ok()["user_id"].as_str().unwrap().to_owned();
        let api = at_pool(&app, SMART, "identity").await;
        // Two of them are not yet too much for a body.
        let long = "A".repeat(30_000);
        for body in [json!([]), json!("x"), json!({ "code": 1 }), json!({ "code": null }), json!({ "code": "1", "userID": {} }),
            json!({ "code": "1\u{0}", "userID": user })] {
            assert_error(&api.call("POST", "/user/otp/verify", Some(&body)).await, 422, "malformed_request");
        }
        for code in ["", "=", "::::", "ää", &long, "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA6MTIzNDU2Nzg"] {
            for body in [json!({ "code": code }), json!({ "code": code, "userID": user }), json!({ "code": code, "identifier": long })] {
                assert_error(&api.call("POST", "/user/otp/verify", Some(&body)).await, 401, "invalid_code");
            }
        }
        for body in [json!({}), json!({ "address": "" }), json!({ "identifier": "alice", "userID": user }), json!({ "address": 1 })] {
            assert_error(&api.call("POST", "/user/otp/request", Some(&body)).await, 422, "malformed_request");
        }
        assert_eq!(api.call("POST", "/user/otp/request", Some(&json!({ "address": long }))).await.status, 204);
    }
}

/// The same id with other digits.
fn guessed(extended: &str, code: &str) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    let text = String::from_utf8(STANDARD_NO_PAD.decode(extended).unwrap()).unwrap();
    let other = if code == "00000000" { "11111111" } else { "00000000" };
    STANDARD_NO_PAD.encode(text.replace(code, other))
}

/// What a user's record says of them.
pub(crate) fn identifiers(user: &Value) -> Vec<&str> {
    let rows = user["identifiers"].as_array().unwrap().iter();
    rows.map(|row| row["identifier"].as_str().unwrap()).collect()
}
