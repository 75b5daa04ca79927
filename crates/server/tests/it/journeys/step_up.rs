//! Proving again without a passkey.

use super::world::{PASSWORD, Speech, WRONG, Walk, newest, path_of, person, refused, text};
use crate::failures;
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::method::Strength;
use domain::policy::PasskeyRule;
use serde_json::json;

on_both_engines! {
    // S0-26, S0-27, S3-25
    async fn by_password_and_by_app(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in [Speech::Program, Speech::Script] {
            let mut walk = Walk::new(&app, SMART, speech);
            ada.signs_in(&mut walk).await.assert_in();
            let shown = walk.actor.get("/step-up").await.ok();
            assert_eq!(shown, json!({ "methods": ["totp", "password", "recovery_code"], "max_age": 300 }));
            let ends = walk.session().await["expires_at"].clone();
            for method in ["password", "totp"] {
                app.advance_seconds(301);
                walk.actor.delete("/account/sessions").await.assert_refused(403, "recent_authentication_required");
                let wrong = walk.actor.post("/step-up/prove", &json!({ "method": method, "value": WRONG })).await;
                wrong.assert_refused(401, "proof_wrong");
                app.assert_refused(SMART, &wrong, "proof_wrong").await;
                let old = (walk.actor.cookies.clone(), walk.actor.token.clone());
                let value = if method == "totp" { ada.totp(&app) } else { PASSWORD.to_owned() };
                let answer = walk.actor.post("/step-up/prove", &json!({ "method": method, "value": value })).await.ok();
                assert_eq!((answer["status"].clone(), answer["acr"].clone()), (json!("signed_in"), json!("mfa")));
                walk.actor.delete("/account/sessions").await.ok();
                // It is a fresh one in place of the old, and lives no longer.
                assert_eq!(walk.session().await["expires_at"], ends);
                let new = (std::mem::replace(&mut walk.actor.cookies, old.0), std::mem::replace(&mut walk.actor.token, old.1));
                assert!(!walk.is_in().await);
                (walk.actor.cookies, walk.actor.token) = new;
            }
            walk.out().await;
        }
        assert_eq!(ada.sessions(&app).await, 0);
    }

    // D3: a passkey that is there or asked for is what a code never stands for.
    // Policy has become stricter: the second factor raises the session that a password opened, and the page asks for it.
    async fn a_second_factor_raises_what_a_password_opened(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        app.set(SMART, |settings| settings.methods.second = Vec::new()).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_in();
        assert_eq!(walk.session().await["acr"], "sfa");
        app.set(SMART, |settings| {
            settings.methods.second = vec![Method::Totp];
            settings.policy.passkey = Some(PasskeyRule::Off);
            settings.policy.fallback = Some(Strength::Multi);
        })
        .await;
        assert_eq!(walk.actor.get("/account/sessions").await.status, 401);
        assert!(walk.actor.open("/account/security").await.text.contains(r#""confirm":true"#));
        let code = ada.totp(&app);
        walk.actor.post("/step-up/prove", &json!({ "method": "totp", "value": code })).await.ok();
        assert_eq!(walk.session().await["amr"], json!(["pwd", "otp", "mfa"]));
        walk.actor.get("/account/sessions").await.ok();
        // The first factor once more is no second one.
        let mut other = Walk::new(&app, SMART, Speech::Script);
        app.set(SMART, |settings| (settings.methods.second, settings.policy.fallback) = (Vec::new(), None)).await;
        other.start("ada").await;
        other.prove("password", PASSWORD).await.assert_in();
        app.set(SMART, |settings| {
            settings.methods.second = vec![Method::Totp];
            settings.policy.fallback = Some(Strength::Multi);
        })
        .await;
        other.actor.post("/step-up/prove", &json!({ "method": "password", "value": PASSWORD })).await.ok();
        assert_eq!(other.actor.get("/account/sessions").await.status, 401);
    }

    async fn a_code_is_taken_from_members_with_nothing_else_only(app: TestApp) {
        let ada = person(&app, SMART, "ada").await;
        app.set(SMART, |settings| settings.methods.second = Vec::new()).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
        let shown = walk.actor.get("/step-up").await.ok();
        assert_eq!(shown["methods"], json!(["passkey", "password"]));
        for method in ["email_code", "sms_code", "magic_link", "passkey", "single_sign_on", "access_pass", "recovery_code"] {
            walk.actor.post("/step-up/prove", &json!({ "method": method, "value": "000000" })).await.assert_refused(403, "method_not_allowed_here");
            walk.actor.post("/step-up/send", &json!({ "method": method })).await.assert_refused(403, "method_not_allowed_here");
        }
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        let shown = walk.actor.get("/step-up").await.ok();
        assert_eq!(shown, json!({ "methods": ["passkey"], "max_age": 300, "acr_values": "phr" }));
        walk.actor.post("/step-up/prove", &json!({ "method": "password", "value": PASSWORD })).await.assert_refused(403, "method_not_allowed_here");

        let eve = person(&app, SMART, "eve").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.policy.passkey = None;
            settings.methods.first = vec![Method::Passkey, Method::EmailCode];
            settings.methods.second = Vec::new();
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start(&eve.name).await;
        let code = text(&walk.send("email_code").await, "code");
        walk.prove("email_code", &code).await.assert_in();
        app.advance_seconds(301);
        assert_eq!(walk.actor.get("/step-up").await.ok()["methods"], json!(["email_code"]));
        assert_eq!(walk.actor.post("/step-up/send", &json!({ "method": "email_code" })).await.status, 204);
        let code = text(&newest(&app).await, "code");
        // In another session it is none.
        let mut other = Walk::new(&app, SMART, Speech::Program);
        app.advance_seconds(120);
        other.start(&eve.name).await;
        let theirs = text(&other.send("email_code").await, "code");
        other.prove("email_code", &theirs).await.assert_in();
        other.actor.post("/step-up/prove", &json!({ "method": "email_code", "value": code })).await.assert_refused(401, "proof_wrong");
        walk.actor.post("/step-up/prove", &json!({ "method": "email_code", "value": code })).await.ok();
        walk.actor.delete("/account/sessions").await.ok();
    }

    // Nobody opens a link within a step-up: whoever has nothing but links is sent a code, and it is worth as much.
    async fn whoever_has_links_only_is_sent_a_code(app: TestApp) {
        let eve = person(&app, SMART, "eve").await.without_passkey(&app).await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::MagicLink];
            settings.methods.second = Vec::new();
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.start(&eve.name).await;
        let link = text(&walk.send("magic_link").await, "link");
        let request = walk.request(&path_of(&link, SMART), &json!({}));
        let answer = walk.actor.send(request).await;
        walk.read(answer).await.assert_in();
        app.advance_seconds(301);
        walk.actor.delete("/account/sessions").await.assert_refused(403, "recent_authentication_required");
        assert_eq!(walk.actor.get("/step-up").await.ok(), json!({ "methods": ["email_code"], "max_age": 300 }));
        walk.actor.post("/step-up/send", &json!({ "method": "magic_link" })).await.assert_refused(403, "method_not_allowed_here");
        assert_eq!(walk.actor.post("/step-up/send", &json!({ "method": "email_code" })).await.status, 204);
        let code = text(&newest(&app).await, "code");
        walk.actor.post("/step-up/prove", &json!({ "method": "email_code", "value": code })).await.ok();
        walk.actor.delete("/account/sessions").await.ok();
        let page = walk.actor.open("/account/security").await;
        assert!(page.text.contains(r#"data-way="email_code""#) && !page.text.contains(r#"data-way="password""#), "{}", page.text);
    }

    // Guesses are counted, and at the same counter as those of a sign-in.
    async fn guesses_are_counted(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
        for _ in 0..5 {
            walk.actor.post("/step-up/prove", &json!({ "method": "totp", "value": "000000" })).await.assert_refused(401, "proof_wrong");
        }
        walk.actor.post("/step-up/prove", &json!({ "method": "totp", "value": "000000" })).await.assert_refused(429, "wait");
        let long = "x".repeat(1_025);
        walk.actor.post("/step-up/prove", &json!({ "method": "password", "value": long })).await.assert_refused(401, "proof_wrong");
    }

    // What was guessed at the sign-in is not guessed on here.
    async fn what_is_off_is_off_here(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
        let by_password = json!({ "method": "password", "value": PASSWORD });
        walk.actor.post("/step-up/prove", &by_password).await.ok();
        failures::stop(&app, ada.user, Method::Password).await;
        walk.actor.post("/step-up/prove", &by_password).await.assert_refused(403, "method_stopped");
        app.advance_seconds(31);
        let by_app = json!({ "method": "totp", "value": ada.totp(&app) });
        walk.actor.post("/step-up/prove", &by_app).await.ok();
    }

    // Whatever is typed where no code was asked for, or at codes that are dead, costs nobody anything.
    async fn wrong_codes_keep_nobody_waiting(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut stranger = Walk::new(&app, SMART, Speech::Script);
        stranger.start(&ada.name).await;
        for method in ["email_code", "sms_code"] {
            for _ in 0..10 {
                assert_eq!(stranger.prove(method, "000000").await, refused("proof_wrong"));
            }
        }
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start(&ada.name).await;
        let code = text(&walk.send("email_code").await, "code");
        for _ in 0..4 {
            assert_eq!(walk.prove("email_code", "no code").await, refused("proof_wrong"));
        }
        // The fifth try is the last of this code: what comes after it is not looked at.
        assert_eq!(walk.prove("email_code", "no code").await, refused("proof_wrong"));
        assert_eq!(walk.prove("email_code", &code).await, refused("proof_wrong"));
        app.advance_seconds(60);
        let code = text(&walk.send("email_code").await, "code");
        walk.prove("email_code", &code).await.assert_in();

        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::EmailCode];
            settings.methods.second = Vec::new();
        })
        .await;
        for _ in 0..10 {
            let body = json!({ "method": "email_code", "value": "000000" });
            walk.actor.post("/step-up/prove", &body).await.assert_refused(401, "proof_wrong");
        }
    }

    // Two at once: one session goes on in one other.
    async fn one_of_two_goes_on(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
        let body = json!({ "method": "password", "value": PASSWORD });
        let answers = walk.actor.post_both("/step-up/prove", [&body, &body]).await;
        let good = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!((good, ada.sessions(&app).await), (1, 1), "{answers:?}");
    }
}
