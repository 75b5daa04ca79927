//! What a client may wish for when it begins: a kind of device, a quiet upgrade, extensions for its page. None loosens what finish asks.

use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::{Authenticator, Conveyance, Lie, Setup};
use serde_json::{Value, json};

async fn member<'a>(app: &'a TestApp, base: &str) -> Actor<'a> {
    let mut member = app.program(base);
    member.sign_up("ada").await.ok();
    member
}

/// The body of finish for a passkey that was made without a dialog.
fn made_quietly(member: &mut Actor<'_>, begun: &Value) -> Value {
    member.authenticator = Authenticator::new(Setup::phone());
    member.authenticator.create_quietly(&begun["publicKey"], ORIGIN).unwrap()
}

on_both_engines! {
    // S4-7: the choice of device sets hints, and the attachment for browsers that do not know them.
    async fn a_hint_reaches_the_browser(app: TestApp) {
        let mut ada = member(&app, SMART).await;
        for (hint, attachment) in
            [("security-key", "cross-platform"), ("hybrid", "cross-platform"), ("client-device", "platform")]
        {
            let begun = ada.post("/account/passkeys/begin", &json!({ "hint": hint })).await.ok();
            assert_eq!(begun["publicKey"]["hints"], json!([hint]));
            assert_eq!(begun["publicKey"]["authenticatorSelection"]["authenticatorAttachment"], attachment);
        }
        ada.post("/account/passkeys/begin", &json!({ "hint": "telepathy" })).await.assert_refused(400, "malformed_request");
    }

    // WebAuthn 7.1, step 15: nobody need be present, but only where it was asked for that way.
    async fn a_quiet_upgrade_needs_nobody_present(app: TestApp) {
        let mut ada = member(&app, SMART).await;
        let quiet = json!({ "mediation": "conditional" });
        let begun = ada.post("/account/passkeys/begin", &quiet).await.ok();
        assert_eq!(begun["publicKey"]["authenticatorSelection"]["userVerification"], "preferred");
        let made = made_quietly(&mut ada, &begun);
        ada.post("/account/passkeys/finish", &made).await.ok();
        let detail = app.audit(SMART).await.into_iter().find(|event| event.kind == "passkey_added").unwrap().detail;
        assert_eq!(detail.as_deref(), Some("quiet_upgrade"));
        // Its first verified use makes it a factor that counts for two.
        ada.token = None;
        assert!(ada.sign_in().await.ok()["amr"].as_array().unwrap().contains(&json!("mfa")));

        // Where policy does not want it, no client gets it.
        app.set(SMART, |settings| settings.policy.quiet_upgrade = Some(false)).await;
        ada.post("/account/passkeys/begin", &quiet).await.assert_refused(403, "method_not_allowed_here");
        ada.post("/account/passkeys/begin", &json!({})).await.ok();

        // Classic asks for no passkey that is found without a name, so there is nothing to upgrade to.
        let mut bob = member(&app, CLASSIC).await;
        bob.post("/account/passkeys/begin", &quiet).await.assert_refused(400, "malformed_request");
    }

    // An upgrade is for password stores: no way in for keys that the pool does not take, and none out of a frame.
    async fn a_quiet_upgrade_takes_no_security_key(app: TestApp) {
        app.set(SMART, |settings| settings.embedding_origins = vec!["https://shop.example".to_owned()]).await;
        let mut ada = member(&app, SMART).await;
        let unkept = Setup { discoverable: false, answers_anyway: true, ..Setup::security_key() };
        let u2f = Setup { answers_anyway: true, conveyance: Conveyance::Always, ..Setup::u2f_key() };
        for setup in [unkept, u2f] {
            let begun = ada.post("/account/passkeys/begin", &json!({ "mediation": "conditional" })).await.ok();
            ada.authenticator = Authenticator::new(setup);
            let mut made = ada.authenticator.create_quietly(&begun["publicKey"], ORIGIN).unwrap();
            made["clientExtensionResults"] = json!({});
            ada.post("/account/passkeys/finish", &made).await.assert_refused(422, "no_compatible_device");
        }
        let begun = ada.post("/account/passkeys/begin", &json!({ "mediation": "conditional" })).await.ok();
        ada.authenticator = Authenticator::new(Setup::phone());
        ada.authenticator.lie(Lie::TopOrigin("https://shop.example".to_owned()));
        let made = ada.authenticator.create_quietly(&begun["publicKey"], ORIGIN).unwrap();
        let answer = ada.post("/account/passkeys/finish", &made).await;
        app.assert_refused(SMART, &answer, "cross_origin_forbidden").await;
    }

    async fn a_client_cannot_choose_the_laxer_rule_at_finish(app: TestApp) {
        let mut ada = member(&app, SMART).await;
        let begun = ada.post("/account/passkeys/begin", &json!({})).await.ok();
        let mut lax = begun.clone();
        lax["publicKey"]["authenticatorSelection"]["userVerification"] = "preferred".into();
        let mut made = made_quietly(&mut ada, &lax);
        made["mediation"] = "conditional".into();
        let answer = ada.post("/account/passkeys/finish", &made).await;
        app.assert_refused(SMART, &answer, "user_not_present").await;
        // At sign-up there is no such wish at all.
        let ask = json!({ "identifier": "eve", "mediation": "conditional" });
        app.program(SMART).post("/sign-up/passkey/begin", &ask).await.assert_refused(400, "malformed_request");
    }

    async fn extensions_only_where_the_pool_has_them(app: TestApp) {
        let mut ada = member(&app, SMART).await;
        let (creation, request) = (
            json!({ "extensions": { "prf": { "eval": { "first": "AAAA" } }, "largeBlob": { "support": "preferred" } } }),
            json!({ "extensions": { "prf": { "eval": { "first": "AAAA", "second": "_-8" } }, "largeBlob": { "read": true } } }),
        );
        ada.post("/account/passkeys/begin", &creation).await.assert_refused(403, "extension_not_allowed");
        ada.post("/sign-in/passkey/begin", &request).await.assert_refused(403, "extension_not_allowed");
        ada.post("/step-up/passkey/begin", &request).await.assert_refused(403, "extension_not_allowed");
        app.set(SMART, |settings| {
            settings.extensions.prf = true;
            settings.extensions.large_blob = true;
        })
        .await;
        let begun = ada.post("/account/passkeys/begin", &creation).await.ok();
        assert_eq!(begun["publicKey"]["extensions"]["prf"], creation["extensions"]["prf"]);
        assert_eq!(begun["publicKey"]["extensions"]["credProps"], true);
        for path in ["/sign-in/passkey/begin", "/step-up/passkey/begin"] {
            let begun = ada.post(path, &request).await.ok();
            assert_eq!(begun["publicKey"]["extensions"], request["extensions"]);
        }
        for wrong in [json!({ "appid": "https://example.org" }), json!({ "prf": { "eval": { "first": "A=" } } })] {
            let ask = json!({ "extensions": wrong });
            ada.post("/sign-in/passkey/begin", &ask).await.assert_refused(400, "malformed_request");
        }
    }

    // Outputs are the page's: what they hold is neither kept nor shown again.
    async fn outputs_of_extensions_reach_nobody(app: TestApp) {
        app.set(SMART, |settings| settings.extensions.prf = true).await;
        let mut ada = member(&app, SMART).await;
        ada.token = None;
        let begun = ada.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let mut shown = ada.show(&begun);
        shown["clientExtensionResults"] = json!({ "prf": { "results": { "first": "c2VjcmV0LW9mLXByZg" } } });
        let answer = ada.post("/sign-in/passkey/finish", &shown).await;
        answer.ok();
        assert!(!answer.text.contains("c2VjcmV0") && !app.log.text().contains("c2VjcmV0"));
    }

    async fn post_quantum_algorithms_are_offered_where_they_are_switched_on(app: TestApp) {
        let ask = json!({ "identifier": "ada" });
        let algorithms = |begun: &Value| -> Vec<i64> {
            begun["publicKey"]["pubKeyCredParams"].as_array().unwrap().iter().map(|one| one["alg"].as_i64().unwrap()).collect()
        };
        let begun = app.program(SMART).post("/sign-up/passkey/begin", &ask).await.ok();
        assert_eq!(algorithms(&begun), [-8, -7, -257, -35, -36]);
        app.set(SMART, |settings| settings.post_quantum = true).await;
        let begun = app.program(SMART).post("/sign-up/passkey/begin", &ask).await.ok();
        assert_eq!(algorithms(&begun), [-48, -49, -50, -8, -7, -257, -35, -36]);
        for (number, algorithm) in [-48, -49, -50, -35, -36, -257].into_iter().enumerate() {
            let mut member = app.program(SMART);
            member.authenticator = Authenticator::new(Setup { algorithms: vec![algorithm], ..Setup::phone() });
            member.sign_up(&format!("member{number}")).await.ok();
            member.token = None;
            member.sign_in().await.ok();
        }
    }
}
