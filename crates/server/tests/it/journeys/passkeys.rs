//! Passkeys within longer journeys: as second factor, and where a role asks for one.

use super::world::{Came, PASSWORD, Speech, Walk, all_methods, doors, next, path_of, person, refused, text};
use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{TestApp, on_both_engines};
use authenticator::{Authenticator, Lie, Setup};
use domain::method::Strength;
use domain::policy::PolicyRules;
use serde_json::json;

on_both_engines! {
    // S3-15, S4-13, S0-1
    async fn a_passkey_is_a_second_factor_in_both_modes(app: TestApp) {
        for (base, name) in doors().into_iter().zip(["ada", "bob"]) {
            let mut ada = person(&app, base, name).await;
            let mut passkey = ada.passkey.take().unwrap();
            for speech in [Speech::Program, Speech::Script, Speech::Form] {
                let mut walk = Walk::new(&app, base, speech);
                walk.actor.authenticator = passkey;
                walk.start(&ada.name).await;
                let came = walk.prove("password", PASSWORD).await;
                came.assert_step("second");
                if speech != Speech::Form {
                    assert_eq!(came, next("second", &["totp", "passkey", "recovery_code"]));
                }
                assert_eq!(walk.passkey().await, Came::In(None));
                let session = walk.session().await;
                assert_eq!(session["acr"], "phr");
                assert_eq!(session["amr"], json!(["pwd", "pop", "swk", "user", "mfa"]));
                passkey = walk.actor.authenticator;
            }
        }
    }

    // S3-17: the new passkey may be at home, so the old one can be asked for in the second place, too.
    async fn the_second_may_be_one_from_before(app: TestApp) {
        let mut ada = person(&app, CLASSIC, "ada").await;
        app.set(CLASSIC, |settings| settings.related_origins = vec![ORIGIN.into()]).await;
        let (pool, now) = (app.pool(CLASSIC), app.app.now());
        let start = move |tx: &mut store::Tx<'_>| store::campaign::start(tx, pool, ("localhost", now), None);
        app.store.write("campaign", start).await.unwrap();
        app.change_pool(CLASSIC, |pool| pool.rp_id = "id.localhost".into()).await;
        let mut member = app.program(CLASSIC);
        member.authenticator = ada.passkey.take().unwrap();
        member.sign_in_as("ada").await.ok();
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["rp"]["id"], "id.localhost");
        let made = member.make(&begun, &json!({}));
        member.post("/account/passkeys/finish", &made).await.ok();

        let mut walk = Walk::new(&app, CLASSIC, Speech::Program);
        walk.actor.authenticator = member.authenticator;
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let path = format!("/journey/{}/passkey", walk.id);
        let ask = |before: bool| json!({ "ticket": walk.ticket, "before": before });
        let begun = walk.actor.post(&format!("{path}/begin"), &ask(false)).await.ok();
        assert_eq!(begun["publicKey"]["rpId"], "id.localhost");
        let begun = walk.actor.post(&format!("{path}/begin"), &ask(true)).await.ok();
        assert_eq!(begun["publicKey"]["rpId"], "localhost");
        let mut shown = walk.actor.show(&begun);
        shown["ticket"] = walk.ticket.clone().into();
        walk.actor.post(&format!("{path}/finish"), &shown).await.ok();
    }

    // S4-13: a key that verifies nobody is one factor beside a password; S4-11: unless the pool says that it must.
    async fn a_key_without_a_pin_is_one_factor(app: TestApp) {
        let ada = person(&app, CLASSIC, "ada").await;
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let mut member = app.program(CLASSIC);
        member.authenticator = ada.passkey.unwrap();
        member.sign_in_as("ada").await.ok();
        member.authenticator = Authenticator::new(Setup::u2f_key());
        member.enrol("/account/passkeys", &json!({ "name": "Old key" })).await.ok();
        let key = member.authenticator;
        let mut walk = Walk::new(&app, CLASSIC, Speech::Program);
        walk.actor.authenticator = key;
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        walk.passkey().await.assert_in();
        let session = walk.session().await;
        assert_eq!(session["acr"], "mfa");
        assert_eq!(session["amr"], json!(["pwd", "pop", "swk", "mfa"]));
        walk.out().await;
        app.set(CLASSIC, |settings| settings.user_verification_second = true).await;
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        let begun = walk.actor.post(&format!("/journey/{}/passkey/begin", walk.id), &json!({ "ticket": walk.ticket })).await.ok();
        assert_eq!(begun["publicKey"]["userVerification"], "required");
        let mut asked = begun.clone();
        asked["publicKey"]["userVerification"] = "discouraged".into();
        let mut shown = walk.actor.show(&asked);
        shown["ticket"] = walk.ticket.clone().into();
        let answer = walk.actor.post(&format!("/journey/{}/passkey/finish", walk.id), &shown).await;
        answer.assert_refused(401, "user_not_verified");
    }

    // S0-4: where nothing but a passkey that verified its user leads on, it is asked to.
    async fn a_passkey_that_is_demanded_verifies_its_user(app: TestApp) {
        let mut ada = person(&app, CLASSIC, "ada").await.without_totp(&app).await;
        let mut walk = Walk::new(&app, CLASSIC, Speech::Program);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        for (fallback, asked) in [(Strength::Multi, "preferred"), (Strength::PhishingResistant, "required")] {
            app.set(CLASSIC, |settings| settings.policy.fallback = Some(fallback)).await;
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            let begun = walk.actor.post(&format!("/journey/{}/passkey/begin", walk.id), &json!({ "ticket": walk.ticket })).await.ok();
            assert_eq!(begun["publicKey"]["userVerification"], asked);
        }
        walk.actor.authenticator.lie(Lie::FlagsClear(0x04));
        assert_eq!(walk.passkey().await, refused("user_not_verified"));
        walk.passkey().await.assert_in();
    }

    // Nobody else's passkey, and none that answers another journey's question.
    async fn only_the_members_own_passkey_of_this_browser(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let eve = person(&app, SMART, "eve").await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        walk.start("ada").await;
        walk.prove("password", PASSWORD).await.assert_step("second");
        walk.actor.authenticator = eve.passkey.unwrap();
        let begun = walk.actor.post(&format!("/journey/{}/passkey/begin", walk.id), &json!({})).await.ok();
        let mut open = begun.clone();
        open["publicKey"]["allowCredentials"] = json!([]);
        let shown = walk.actor.show(&open);
        walk.actor.post(&format!("/journey/{}/passkey/finish", walk.id), &shown).await.assert_refused(401, "verification_failed");
        assert!(!walk.is_in().await);
        // Ada's own, asked for in another browser.
        let mut other = Walk::new(&app, SMART, Speech::Script);
        other.actor.authenticator = ada.passkey.take().unwrap();
        other.start("ada").await;
        other.prove("password", PASSWORD).await.assert_step("second");
        let begun = other.actor.post(&format!("/journey/{}/passkey/begin", other.id), &json!({})).await.ok();
        let shown = other.actor.show(&begun);
        let answer = walk.actor.post(&format!("/journey/{}/passkey/finish", walk.id), &shown).await;
        answer.assert_refused(400, "session_expired");
        assert!(!walk.is_in().await);
    }

    // S0-4: the link is not enough in that role; S0-25, S0-29: who has no passkey makes one and is let in after it.
    async fn a_role_asks_for_a_passkey_after_a_link(app: TestApp) {
        for has_passkey in [true, false] {
            let name = if has_passkey { "ada" } else { "bob" };
            let mut member = person(&app, SMART, name).await.without_totp(&app).await;
            let passkey = member.passkey.take();
            if !has_passkey {
                member = member.without_passkey(&app).await;
            }
            let mut walk = Walk::new(&app, SMART, Speech::Form);
            // Before the role, the link is enough.
            link(&mut walk, name).await.assert_in();
            walk.out().await;
            app.advance_seconds(3_600);
            let rules = PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() };
            app.give_role(SMART, &member.id, (name, rules)).await;
            let came = link(&mut walk, name).await;
            assert!(!walk.is_in().await, "nothing of the app is open before the passkey");
            if has_passkey {
                came.assert_step("second");
                walk.actor.authenticator = passkey.unwrap();
                walk.passkey().await.assert_in();
            } else {
                came.assert_step("enrol");
                let page = walk.actor.open(&format!("/journey/{}", walk.id)).await;
                assert!(page.text.contains("data-enrol"), "{}", page.text);
                // Neither a password nor a code leads past it.
                assert_eq!(walk.prove("password", PASSWORD).await, refused("session_expired"));
                assert_eq!(walk.passkey().await, refused("session_expired"));
                walk.enrol().await.assert_in();
                assert_eq!(member.passkeys(&app).await, 1);
            }
            assert_eq!(walk.session().await["acr"], "phr");
            // A code from the same mailbox is worth no more than a link.
            let mut code = Walk::new(&app, SMART, Speech::Program);
            app.advance_seconds(3_600);
            code.start(name).await;
            let sent = text(&code.send("email_code").await, "code");
            let came = code.prove("email_code", &sent).await;
            came.assert_step("second");
            assert_eq!(came, next("second", &["passkey"]));
            // Other ways in are not concerned.
            let mut other = Walk::new(&app, SMART, Speech::Program);
            other.start(name).await;
            let came = other.prove("password", PASSWORD).await;
            assert!(matches!(came, Came::In(_)) || came == next("second", &["passkey", "recovery_code"]), "{came:?}");
        }
        app.set(SMART, all_methods).await;
    }
}

/// A journey by link in the browser that asked.
async fn link(walk: &mut Walk<'_>, name: &str) -> Came {
    walk.start(name).await.assert_step("first");
    let link = path_of(&text(&walk.send("magic_link").await, "link"), SMART);
    let taken = walk.request(&link, &json!({}));
    let answer = walk.actor.send(taken).await;
    walk.read(answer).await
}
