//! A member hears of each change of a factor by every address of theirs, and of nothing that was refused.

use crate::support::app::SMART;
use crate::support::lost::Recovery;
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::Method;
use serde_json::{Value, json};
use totp_rs::Totp;

/// A member who may have every factor, and one address.
async fn member<'a>(app: &'a TestApp, name: &str) -> (Actor<'a>, String) {
    app.set(SMART, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password, Method::EmailCode];
        settings.methods.second = vec![Method::Totp, Method::RecoveryCode];
    })
    .await;
    app.reachable(SMART, name).await
}

/// How many notices this address has had.
async fn count(app: &TestApp, address: &str) -> usize {
    let is_notice = |letter: &Value| letter["to"] == address && letter["kind"] == "factor_changed";
    app.letters().await.iter().filter(|letter| is_notice(letter)).count()
}

async fn last(app: &TestApp, address: &str) -> String {
    app.letter(address, "factor_changed").await.unwrap()["text"].as_str().unwrap().to_owned()
}

on_both_engines! {
    async fn each_change_of_a_factor_is_told(app: TestApp) {
        let (mut ada, address) = member(&app, "ada").await;
        let (_, other) = app.reachable(SMART, "eve").await;
        let mut told = 0;
        let mut expect = async |what: &str| {
            told += 1;
            assert_eq!(count(&app, &address).await, told, "{what}");
            let text = last(&app, &address).await;
            assert!(text.contains(what), "{what}: {text}");
            // The newest is known by its time.
            app.advance_seconds(1);
        };
        ada.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
        expect("a new password").await;
        let shown = ada.post("/account/totp/begin", &json!({})).await.ok();
        let phone = Totp::from_url(shown["url"].as_str().unwrap()).unwrap();
        let code = phone.generate((app.app.now() / 1000).try_into().unwrap()).to_string();
        ada.post("/account/totp/confirm", &json!({ "code": code })).await.ok();
        expect("authenticator app was added").await;
        ada.post("/account/recovery-codes", &json!({})).await.ok();
        expect("recovery codes").await;
        let first = std::mem::replace(&mut ada.authenticator, Authenticator::new(Setup::security_key()));
        ada.enrol("/account/passkeys", &json!({})).await.ok();
        expect("passkey was added").await;
        ada.authenticator = first;
        let key = ada.get("/account/passkeys").await.ok()["passkeys"][1]["id"].as_str().unwrap().to_owned();
        ada.delete(&format!("/account/passkeys/{key}")).await.ok();
        expect("passkey was removed").await;
        ada.delete("/account/totp").await.ok();
        expect("authenticator app was removed").await;
        ada.delete("/account/password").await.ok();
        expect("password of your account was removed").await;
        assert_eq!(count(&app, &other).await, 0);
    }

    async fn what_was_refused_is_not_told(app: TestApp) {
        let (mut ada, address) = member(&app, "ada").await;
        ada.put("/account/password", &json!({ "password": "ada" })).await.assert_refused(422, "password_too_short");
        ada.delete("/account/totp").await.assert_refused(404, "totp_gone");
        app.advance_seconds(301);
        ada.post("/account/recovery-codes", &json!({})).await.assert_refused(403, "recent_authentication_required");
        assert_eq!(count(&app, &address).await, 0);
    }

    // S0-18: nobody is told of older passkeys who had none.
    async fn a_recovery_speaks_of_older_passkeys_only_where_there_are_some(app: TestApp) {
        let aside = "Older passkeys do nothing until you confirm them.";
        for (name, other, has_passkey) in [("ada", "ada@home.example", true), ("bob", "bob@home.example", false)] {
            let (mut owner, address) = member(&app, name).await;
            app.set(SMART, |settings| settings.methods.second = Vec::new()).await;
            let id = owner.get("/session").await.ok()["user_id"].clone();
            owner.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
            if !has_passkey {
                let passkey = owner.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
                owner.delete(&format!("/account/passkeys/{passkey}")).await.ok();
            }
            // The mailbox carries the code, so nobody is left to be told; the second time another one is.
            for hears in [false, true] {
                if hears {
                    app.give_address(SMART, &id, other).await;
                }
                app.advance_seconds(61);
                let mut lost = app.browser(SMART);
                let recovery = Recovery::start(&mut lost, name).await;
                recovery.send(&mut lost, "email_code").await.ok();
                let held = Recovery::of(&recovery.prove(&mut lost, "email_code", &app.code_for(&address).await).await);
                let body = held.with(json!({ "value": "nineteen yellow herons" }));
                lost.post(&held.path("password"), &body).await.ok();
                let told = if hears {
                    app.letter(other, "recovered").await.unwrap()["text"].as_str().unwrap().to_owned()
                } else {
                    let text = lost.get("/session").await.ok()["notices"][0]["text"].as_str().unwrap().to_owned();
                    assert!(lost.open("/account/security").await.text.contains(&text));
                    text
                };
                assert!(told.contains("recovered"), "{name}: {told}");
                assert_eq!(told.contains(aside), has_passkey, "{name}: {told}");
            }
        }
    }
}
