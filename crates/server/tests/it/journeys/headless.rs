//! The journey of `docs/sign-in-api.md` as an application without a browser walks it: JSON alone, no cookie, no page, from the name to the sign-out.
//! Every answer is held against the description on its way (`support/contract.rs`).

use super::world::{Came, PASSWORD, Speech, Walk, newest, next, person, shown_by, text};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use domain::policy::{PasskeyRule, PolicyRules};
use serde_json::json;

const NEW: &str = "nineteen yellow herons";

/// JSON and nothing that a browser would keep.
#[track_caller]
fn headless(walk: &Walk<'_>) {
    let answer = walk.last.as_ref().unwrap();
    assert_eq!(answer.header("content-type"), "application/json", "{}", answer.text);
    assert!(answer.cookies().is_empty() && walk.actor.cookies.is_empty(), "{answer:?}");
}

on_both_engines! {
    // S0-1, S2-16: a name, a password, a second factor; what is wrong is said and costs nothing; signed out in the end.
    async fn name_password_second_factor_sign_out(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await.assert_step("first");
        headless(&walk);
        assert!(matches!(walk.prove("password", "eleven quiet tractors in may").await, Came::Refused(code) if code == "proof_wrong"));
        headless(&walk);
        assert_eq!(walk.prove("password", PASSWORD).await, next("second", &["totp", "recovery_code"]));
        headless(&walk);
        assert!(matches!(walk.prove("recovery_code", &ada.codes[0]).await, Came::In(Some(made)) if made == "first"));
        headless(&walk);
        assert_eq!(walk.session().await["acr"], "mfa");
        walk.out().await;
        assert!(!walk.is_in().await);
    }

    // S3-3: with one tap, and after a password.
    async fn passkeys_first_and_second(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        walk.actor.sign_in().await.ok();
        assert_eq!(walk.session().await["acr"], "phr");
        walk.out().await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = vec![Method::Passkey];
            settings.policy.fallback = Some(Strength::Multi);
        })
        .await;
        walk.start("ada").await.assert_step("first");
        assert_eq!(walk.prove("password", PASSWORD).await, next("second", &["passkey"]));
        walk.passkey().await.assert_in();
        headless(&walk);
    }

    // S0-2: codes that are sent, and what policy asks to be made before there is a session.
    async fn codes_and_what_has_to_be_made(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        for method in ["email_code", "sms_code"] {
            walk.start(&ada.name).await.assert_step("first");
            let code = text(&walk.send(method).await, "code");
            headless(&walk);
            walk.prove(method, &code).await.assert_step("enrol");
            headless(&walk);
            let held = walk.last.as_ref().unwrap().json();
            assert_eq!((&held["held"], &held["methods"]), (&json!("required"), &json!(["passkey"])), "{held}");
            app.advance_seconds(3_600);
        }
        walk.start(&ada.name).await.assert_step("first");
        let code = text(&walk.send("email_code").await, "code");
        walk.prove("email_code", &code).await.assert_step("enrol");
        walk.enrol().await.assert_in();
        headless(&walk);
        assert_eq!(walk.session().await["acr"], "phr");
    }

    // S0-3: an authenticator app, where policy asks for a second factor and there is none.
    async fn an_app_that_has_to_be_made(app: TestApp) {
        person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = vec![Method::Totp];
            settings.policy.fallback = Some(Strength::Multi);
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await.assert_step("first");
        assert_eq!(walk.prove("password", PASSWORD).await, next("enrol", &["totp"]));
        let phone = walk.app_of_its_own().await;
        let code = shown_by(&app, &phone);
        walk.go("totp/confirm", json!({ "code": code })).await.assert_in();
        headless(&walk);
    }

    // S2-27: back in by a code, to a new password.
    async fn recovery_to_a_new_password(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Password];
            settings.methods.second = Vec::new();
            settings.methods.recovery = vec![Method::EmailCode];
            settings.policy = PolicyRules { passkey: Some(PasskeyRule::Off), ..PolicyRules::default() };
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        let request = walk.request("/recovery/start", &json!({ "identifier": ada.name }));
        let started = walk.actor.send(request).await;
        walk.read(started).await.assert_step("first");
        headless(&walk);
        walk.send("email_code").await;
        let code = text(&newest(&app).await, "code");
        walk.prove("email_code", &code).await.assert_step("enrol");
        headless(&walk);
        assert_eq!(walk.last.as_ref().unwrap().json()["held"], "new_password");
        walk.go("password", json!({ "value": NEW })).await.assert_in();
        headless(&walk);
        walk.out().await;
        walk.start(&ada.name).await;
        walk.prove("password", NEW).await.assert_in();
    }
}
