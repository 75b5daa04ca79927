//! Passkeys that cannot verify their user: beside another factor in Classic mode where the pool takes them, never alone, never in Smart mode
//! (S3-5).

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Lie, Setup};
use domain::policy::PasskeyRule;
use serde_json::{Value, json};

const APP_ID: &str = "https://localhost/u2f/app-id.json";

fn old_key() -> Authenticator {
    Authenticator::new(Setup::u2f_key())
}

/// A member with a phone, who takes an old key in hand.
async fn member<'a>(app: &'a TestApp, base: &str) -> (Actor<'a>, Authenticator) {
    let mut member = app.program(base);
    member.sign_up("ada").await.ok();
    // The list is in the order of time.
    app.advance_seconds(1);
    let phone = std::mem::replace(&mut member.authenticator, old_key());
    (member, phone)
}

async fn add(member: &mut Actor<'_>) -> Answer {
    member.enrol("/account/passkeys", &json!({ "name": "Old key" })).await
}

fn listed(begun: &Value) -> usize {
    begun["publicKey"]["allowCredentials"].as_array().map_or(0, Vec::len)
}

/// `may_delete` of each, in the order of the list.
fn deletable(list: &Value) -> Vec<bool> {
    list["passkeys"].as_array().unwrap().iter().map(|passkey| passkey["may_delete"].as_bool().unwrap()).collect()
}

on_both_engines! {
    async fn an_old_key_serves_beside_another_factor(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        let begun = ada.post("/account/passkeys/begin", &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["authenticatorSelection"]["userVerification"], "preferred");
        add(&mut ada).await.ok();

        app.without_phone(CLASSIC, "ada").await;
        let begun = ada.post("/step-up/passkey/begin", &json!({})).await.ok();
        assert_eq!((listed(&begun), begun["publicKey"]["userVerification"].as_str()), (1, Some("preferred")));
        app.advance_seconds(600);
        ada.delete("/account/sessions").await.assert_refused(403, "recent_authentication_required");
        let stepped = ada.step_up().await.ok();
        // S0-1: one factor, and no more than that.
        assert_eq!((&stepped["acr"], &stepped["amr"]), (&json!("sfa"), &json!(["pwd", "pop", "swk"])));
        ada.delete("/account/sessions").await.ok();
        app.set(CLASSIC, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        ada.step_up().await.ok();
        let answer = ada.delete("/account/sessions").await;
        answer.assert_refused(403, "recent_authentication_required");
        assert_eq!(answer.json()["details"]["acr_values"], "phr", "it stands for no passkey that policy asks for");
    }

    // S0-1, S4-11: whoever has a passkey that verifies its user shows that one.
    async fn an_old_key_stands_for_no_phone(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, phone) = member(&app, CLASSIC).await;
        add(&mut ada).await.ok();
        app.advance_seconds(600);
        let mut begun = ada.post("/step-up/passkey/begin", &json!({})).await.ok();
        assert_eq!((listed(&begun), begun["publicKey"]["userVerification"].as_str()), (2, Some("required")));
        begun["publicKey"]["userVerification"] = "discouraged".into();
        let shown = ada.show(&begun);
        ada.post("/step-up/passkey/finish", &shown).await.assert_refused(401, "user_not_verified");
        ada.post("/account/passkeys/begin", &json!({})).await.assert_refused(403, "recent_authentication_required");
        ada.authenticator = phone;
        assert_eq!(ada.step_up().await.ok()["acr"], "phr");
    }

    // The phone is gone since it signed in: what rested on it does so no more.
    async fn an_old_key_keeps_nothing_of_a_phone(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        add(&mut ada).await.ok();
        app.without_phone(CLASSIC, "ada").await;
        app.as_if_opened_by("UPDATE sessions SET methods = 'passkey', strength = 'device_bound', acr = 'phr'").await;
        let stepped = ada.step_up().await.ok();
        assert_eq!((&stepped["acr"], &stepped["amr"]), (&json!("sfa"), &json!(["pop", "swk"])));
    }

    async fn an_old_key_never_stands_alone(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, mut phone) = member(&app, CLASSIC).await;
        add(&mut ada).await.ok();
        let mut begun = ada.post("/sign-in/passkey/begin", &json!({ "identifier": "ada" })).await.ok();
        assert_eq!(listed(&begun), 1, "the old key is not even asked for");

        // Asked all the same by a client that lies about what it was told, it is refused (S1-21).
        let id = serde_json::to_value(&ada.post("/step-up/passkey/begin", &json!({})).await.ok()["publicKey"]).unwrap();
        begun["publicKey"]["allowCredentials"] = id["allowCredentials"].clone();
        begun["publicKey"]["userVerification"] = "discouraged".into();
        let shown = ada.show(&begun);
        let answer = ada.post("/sign-in/passkey/finish", &shown).await;
        answer.assert_refused(401, "user_not_verified");
        app.assert_refused(CLASSIC, &answer, "user_not_verified").await;

        // S0-22, S3-23: the phone is the only way in, so it stays.
        let list = ada.get("/account/passkeys").await.ok();
        let first = &list["passkeys"][0];
        ada.delete(&format!("/account/passkeys/{}", first["id"].as_str().unwrap())).await.assert_refused(403, "last_passkey");
        std::mem::swap(&mut ada.authenticator, &mut phone);
        ada.sign_in_as("ada").await.ok();
    }

    // S0-15, S0-16, S0-22, S3-23: it is no backup of the phone, and goes when its owner wants it to.
    async fn an_old_key_is_no_backup_and_may_be_deleted(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        let list = add(&mut ada).await.ok();
        assert_eq!(deletable(&list), [false, true]);
        assert_eq!(list["advise_backup"], true);
        assert_eq!(ada.get("/account/passkeys").await.ok()["passkeys"], list["passkeys"]);

        // No advice that cannot be followed.
        app.set(CLASSIC, |settings| settings.passkey_capacity = 2).await;
        assert_eq!(ada.get("/account/passkeys").await.ok()["advise_backup"], false);
        app.set(CLASSIC, |settings| settings.passkey_capacity = 3).await;
        assert_eq!(ada.get("/account/passkeys").await.ok()["advise_backup"], true);

        app.advance_seconds(1);
        let old = std::mem::replace(&mut ada.authenticator, Authenticator::new(Setup::security_key()));
        let list = ada.enrol("/account/passkeys", &json!({ "name": "Backup" })).await.ok();
        assert_eq!(deletable(&list), [true, true, true]);
        assert_eq!(list["advise_backup"], false);
        let backup = list["passkeys"][2]["id"].as_str().unwrap().to_owned();
        let list = ada.delete(&format!("/account/passkeys/{backup}")).await.ok();
        assert_eq!(deletable(&list), [false, true]);

        ada.authenticator = old;
        let key = list["passkeys"][1]["id"].as_str().unwrap().to_owned();
        let list = ada.delete(&format!("/account/passkeys/{key}")).await.ok();
        assert_eq!(deletable(&list), [false]);
        assert_eq!(list["advise_backup"], true);
    }

    async fn nobody_signs_up_with_an_old_key(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let mut ada = app.program(CLASSIC);
        ada.authenticator = Authenticator::new(Setup { answers_anyway: true, ..Setup::u2f_key() });
        ada.sign_up("ada").await.assert_refused(401, "key_without_pin");
    }

    async fn without_the_setting_an_old_key_is_refused(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = false).await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        ada.authenticator = Authenticator::new(Setup { answers_anyway: true, ..Setup::u2f_key() });
        add(&mut ada).await.assert_refused(401, "key_without_pin");
        // What was added while the setting was on proves nothing once it is off.
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        ada.authenticator = old_key();
        add(&mut ada).await.ok();
        app.without_phone(CLASSIC, "ada").await;
        let begun = ada.post("/step-up/passkey/begin", &json!({})).await.ok();
        let shown = ada.show(&begun);
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = false).await;
        ada.post("/step-up/passkey/finish", &shown).await.assert_refused(401, "user_not_verified");
    }

    // S3-5: "Smart refused with S1-31".
    async fn in_smart_mode_there_is_no_compatible_device(app: TestApp) {
        app.set(SMART, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, _) = member(&app, SMART).await;
        let old = Setup { answers_anyway: true, ..Setup::u2f_key() };
        let conveyed = Setup { conveyance: authenticator::Conveyance::Always, ..old.clone() };
        // A key that claims to have verified somebody, in bytes that nothing signs.
        let claiming = Setup { user_verification: true, ..conveyed.clone() };
        for setup in [old, conveyed, claiming] {
            ada.authenticator = Authenticator::new(setup);
            let answer = add(&mut ada).await;
            answer.assert_refused(422, "no_compatible_device");
            app.assert_refused(SMART, &answer, "passkey_not_discoverable").await;
        }
    }

    // What U2F signs leaves the flags out: a key that claims there to have verified somebody is not believed.
    async fn no_flag_makes_an_old_key_stand_alone(app: TestApp) {
        let conveyance = authenticator::Conveyance::Always;
        let claiming = Setup { user_verification: true, answers_anyway: true, conveyance, ..Setup::u2f_key() };
        let mut eve = app.program(CLASSIC);
        eve.authenticator = Authenticator::new(claiming.clone());
        eve.sign_up("eve").await.assert_refused(401, "user_not_verified");
        let (mut ada, _) = member(&app, CLASSIC).await;
        ada.authenticator = Authenticator::new(claiming);
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        add(&mut ada).await.ok();
        let begun = ada.post("/sign-in/passkey/begin", &json!({ "identifier": "ada" })).await.ok();
        assert_eq!(listed(&begun), 1);
    }

    // A passkey that can verify its user has to, also beside another factor.
    async fn a_phone_is_not_spared(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, phone) = member(&app, CLASSIC).await;
        add(&mut ada).await.ok();
        ada.authenticator = phone;
        ada.authenticator.lie(Lie::FlagsClear(0x04));
        let answer = ada.step_up().await;
        answer.assert_refused(401, "user_not_verified");
        ada.step_up().await.ok();
    }

    // Possession proves that somebody is there, not that it is still the member: it makes no session live longer.
    async fn an_old_key_renews_no_session(app: TestApp) {
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        add(&mut ada).await.ok();
        app.without_phone(CLASSIC, "ada").await;
        let ends = ada.get("/session").await.ok()["expires_at"].clone();
        app.advance_seconds(3600);
        assert_eq!(ada.step_up().await.ok()["expires_at"], ends);
        assert_eq!(ada.get("/session").await.ok()["expires_at"], ends);
    }

    // Keys registered with U2F before WebAuthn answer for the AppID, where the pool names it and the member is in Classic mode.
    async fn keys_from_before_webauthn_answer_for_their_app_id(app: TestApp) {
        app.set(CLASSIC, |settings| {
            settings.second_factor_passkeys = true;
            settings.app_id = Some(APP_ID.to_owned());
        })
        .await;
        let (mut ada, _) = member(&app, CLASSIC).await;
        let begun = ada.post("/account/passkeys/begin", &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["extensions"]["appidExclude"], APP_ID);
        add(&mut ada).await.ok();
        app.without_phone(CLASSIC, "ada").await;
        let id = ada.authenticator.passkeys()[0].credential_id.clone();
        ada.authenticator.keep_under_app_id(&id, APP_ID).unwrap();
        let begun = ada.post("/step-up/passkey/begin", &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["extensions"]["appid"], APP_ID);
        let shown = ada.show(&begun);
        assert_eq!(shown["clientExtensionResults"]["appid"], true);
        // A client that keeps silent about the AppID has answered for another domain.
        let mut silent = shown.clone();
        silent["clientExtensionResults"] = json!({});
        let answer = ada.post("/step-up/passkey/finish", &silent).await;
        app.assert_refused(CLASSIC, &answer, "rp_id_mismatch").await;
        ada.step_up().await.ok();
        // Without the setting nobody asks and nobody is believed.
        let begun = ada.post("/step-up/passkey/begin", &json!({})).await.ok();
        let shown = ada.show(&begun);
        app.set(CLASSIC, |settings| settings.app_id = None).await;
        let answer = ada.post("/step-up/passkey/finish", &shown).await;
        app.assert_refused(CLASSIC, &answer, "rp_id_mismatch").await;
    }
}
