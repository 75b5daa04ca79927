//! Signing up.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, assert_answer, on_both_engines};
use authenticator::{Authenticator, Lie, Setup};
use base64::Engine;
use domain::Method;
use domain::policy::PasskeyRule;
use domain::settings::PoolSettings;
use serde_json::json;

on_both_engines! {
    // Every session asks the decision: one passkey is not two.
    async fn a_newcomer_is_held_to_policy_like_any_member(app: TestApp) {
        app.set(SMART, |settings| {
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.least_passkeys = Some(2);
        })
        .await;
        let mut ada = app.program(SMART);
        let held = ada.sign_up("ada").await.ok();
        assert_eq!((&held["status"], &held["held"]), (&json!("continue"), &json!("more_passkeys")));
        assert_eq!(held.get("session_token"), None);
        let journey = format!("/journey/{}/enrol", held["journey"].as_str().unwrap());
        ada.authenticator = Authenticator::new(Setup::security_key());
        let came = ada.enrol(&journey, &json!({ "ticket": held["ticket"] })).await.ok();
        assert_eq!(came["status"], "signed_in");
        ada.token = came["session_token"].as_str().map(str::to_owned);
        assert_eq!(ada.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 2);
    }

    // Policy "off": nobody makes a passkey, neither a stranger nor a member.
    async fn where_passkeys_are_off_nobody_makes_one(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first.push(Method::Password)).await;
        let mut ada = app.program(SMART);
        ada.sign_up("ada").await.ok();
        ada.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
        let off = |settings: &mut PoolSettings| settings.policy.passkey = Some(PasskeyRule::Off);
        let unlisted = |settings: &mut PoolSettings| settings.methods.first = vec![Method::Password];
        let changes: [&dyn Fn(&mut PoolSettings); 2] = [&off, &unlisted];
        for change in changes {
            app.set(SMART, |settings| {
                settings.methods.first = vec![Method::Passkey, Method::Password];
                settings.policy.passkey = None;
                change(settings);
            })
            .await;
            app.program(SMART).sign_up("eve").await.assert_refused(403, "method_not_allowed_here");
            assert!(!app.browser(SMART).open("/sign-up").await.text.contains("data-enrol"));
            let begun = ada.post("/account/passkeys/begin", &json!({})).await;
            begun.assert_refused(403, "method_not_allowed_here");
            assert_eq!(ada.get("/account/passkeys").await.ok()["may_add"], false);
        }
        // Begun before policy changed, and brought back after.
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        ada.authenticator = Authenticator::new(Setup::security_key());
        let begun = ada.post("/account/passkeys/begin", &json!({})).await.ok();
        let made = ada.make(&begun, &json!({}));
        app.set(SMART, off).await;
        ada.post("/account/passkeys/finish", &made).await.assert_refused(403, "method_not_allowed_here");
    }

    // WebAuthn 14.6.2: registration must not tell decoys from passkeys that somebody holds, in whichever pool of the tenant.
    async fn a_decoy_can_be_registered_by_nobody(app: TestApp) {
        let mut holder = app.program(CLASSIC);
        holder.sign_up("holder").await.ok();
        let asked = async |name: &str| {
            let begun = app.program(CLASSIC).post("/sign-in/passkey/begin", &json!({ "identifier": name })).await.ok();
            let id = begun["publicKey"]["allowCredentials"][0]["id"].as_str().unwrap().to_owned();
            (base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&id).unwrap(), id)
        };
        for name in ["holder", "nobody", "ada"] {
            let (id, shown) = asked(name).await;
            for door in [CLASSIC, "/platform/smart"] {
                let mut stranger = app.program(door);
                stranger.authenticator.lie(Lie::MadeAs(id.clone()));
                let answer = stranger.sign_up("stranger").await;
                answer.assert_refused(422, "passkey_already_registered");
                assert_eq!(asked(name).await.1, shown, "{name} at {door}");
            }
        }
    }

    // What a client sends besides its key is neither stored at length nor able to break the storage.
    async fn odd_transports_and_short_ids_do_no_harm(app: TestApp) {
        let mut member = app.program(SMART);
        let asked = json!({ "identifier": "odd" });
        let begun = member.post("/sign-up/passkey/begin", &asked).await.ok();
        let mut made = member.make(&begun, &asked);
        made["response"]["transports"] = json!(["usb", "a\u{0}b", "<script>", "hybrid", "usb"]);
        member.post("/sign-up/passkey/finish", &made).await.ok();

        let mut short = app.program(SMART);
        short.authenticator.lie(Lie::MadeAs(vec![1]));
        short.sign_up("short").await.assert_refused(422, "setup_failed");
    }

    // S3-1: a member exists from the first verified passkey on, and is signed in.
    async fn a_program_gets_a_token_and_no_cookie(app: TestApp) {
        let mut program = app.program(SMART);
        let answer = program.sign_up("alice").await;
        assert_answer!(answer.shown(), @r#"
        200 OK
        {
          "acr": "phr",
          "amr": [
            "pop",
            "swk",
            "user",
            "mfa"
          ],
          "expires_at": "[expires_at]",
          "session_token": "[session_token]",
          "signals": "[signals]",
          "status": "signed_in",
          "user_id": "[user_id]"
        }
        "#);
        assert!(answer.cookies().is_empty());
        let session = program.get("/session").await;
        assert_eq!(session.ok()["identifier"], "alice");
        assert_eq!(app.audit(SMART).await[0].kind, "sign_up");
    }

    async fn a_browser_gets_a_cookie_and_no_token(app: TestApp) {
        let mut browser = app.browser(SMART);
        let answer = browser.sign_up("bob").await;
        assert!(answer.ok().get("session_token").is_none(), "{}", answer.text);
        assert_eq!(answer.cookies().len(), 1);
        let cookie = answer.cookies()[0];
        assert!(cookie.starts_with("ks.demo.community="), "{cookie}");
        assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400"), "{cookie}");
        assert!(!cookie.contains("Secure"), "{cookie}");
        assert_eq!(browser.get("/session").await.ok()["identifier"], "bob");
    }

    async fn begin_binds_a_browser_once(app: TestApp) {
        let mut browser = app.browser(SMART);
        let first = browser.post("/sign-up/passkey/begin", &json!({ "identifier": "carol" })).await;
        assert!(first.cookies()[0].starts_with("ks-pre.demo.community="));
        assert!(first.cookies()[0].ends_with("; Path=/; HttpOnly; SameSite=Lax"));
        let second = browser.post("/sign-up/passkey/begin", &json!({ "identifier": "carol" })).await;
        assert!(second.cookies().is_empty());
        let program = app.program(SMART).post("/sign-up/passkey/begin", &json!({ "identifier": "carol" })).await;
        assert!(program.cookies().is_empty());
    }

    async fn a_taken_name_begins_alike_and_is_refused_at_finish(app: TestApp) {
        app.program(SMART).sign_up("dora").await.ok();
        let mut second = app.program(SMART);
        let begun = second.post("/sign-up/passkey/begin", &json!({ "identifier": "Dora" })).await.ok();
        assert_eq!(begun["publicKey"]["excludeCredentials"].as_array().map_or(0, Vec::len), 0);
        let finished = second.sign_up("Dora").await;
        finished.assert_refused(422, "identifier_taken");
        app.assert_refused(SMART, &finished, "identifier_taken").await;
    }

    async fn finish_repeats_what_begin_was_asked(app: TestApp) {
        let mut program = app.program(SMART);
        let asked = json!({ "identifier": "erin", "display_name": "Erin" });
        let begun = program.post("/sign-up/passkey/begin", &asked).await.ok();
        for told in [json!({ "identifier": "erin" }), json!({ "identifier": "eve", "display_name": "Erin" })] {
            let made = program.make(&begun, &told);
            let answer = program.post("/sign-up/passkey/finish", &made).await;
            answer.assert_refused(400, "session_expired");
            app.assert_refused(SMART, &answer, "ceremony_not_found").await;
        }
        let made = program.make(&begun, &asked);
        program.post("/sign-up/passkey/finish", &made).await.ok();
        assert_eq!(program.get("/session").await.ok()["display_name"], "Erin");
    }

    async fn a_name_that_cannot_be_is_refused_at_begin(app: TestApp) {
        for name in ["", "  ", "a b", "a@example.com", "a\u{0}b", &"x".repeat(65)] {
            let answer = app.program(SMART).post("/sign-up/passkey/begin", &json!({ "identifier": name })).await;
            answer.assert_refused(422, "identifier_malformed");
        }
    }

    // S3-4, S3-24: Smart passkeys are found without a name; Classic ones need not be.
    async fn what_is_made_follows_the_mode(app: TestApp) {
        for (door, asked) in [(SMART, json!(["required", true])), (CLASSIC, json!(["discouraged", false]))] {
            let mut program = app.program(door);
            let selection = |begun: &serde_json::Value| {
                let selection = &begun["publicKey"]["authenticatorSelection"];
                json!([selection["residentKey"], selection["requireResidentKey"] == true])
            };
            let begun = program.post("/sign-up/passkey/begin", &json!({ "identifier": "frank" })).await.ok();
            assert_eq!(selection(&begun), asked, "{door}");
            program.sign_up("frank").await.ok();
            let begun = program.post("/account/passkeys/begin", &json!({})).await.ok();
            assert_eq!(selection(&begun), asked, "{door}");
        }
    }
}
