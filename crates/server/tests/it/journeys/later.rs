//! "I'll do it later" and the invitation to add a passkey on this device, too.

use super::world::{Came, DAY, PASSWORD, Person, Speech, Walk, person};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use serde_json::json;

/// Signs in and out again; what the member was invited to.
async fn invited(app: &TestApp, ada: &Person, speech: Speech) -> Option<String> {
    let mut walk = Walk::new(app, SMART, speech);
    let came = ada.signs_in(&mut walk).await;
    let Came::In(suggestion) = came else { panic!("{came:?}") };
    walk.out().await;
    suggestion
}

async fn put_off(app: &TestApp, ada: &Person, what: &str) {
    let mut walk = Walk::new(app, SMART, Speech::Form);
    ada.signs_in(&mut walk).await.assert_in();
    let later = walk.request("/account/later", &json!({ "suggestion": what }));
    let answer = walk.actor.send(later).await;
    assert!(answer.status.is_success() || answer.status == 303, "{}", answer.text);
    walk.out().await;
}

on_both_engines! {
    // S1-15: nine sign-ins without, the tenth with the prompt; S2-18.
    async fn nine_sign_ins_are_left_in_peace_and_the_tenth_is_not(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        for speech in [Speech::Program, Speech::Form] {
            assert_eq!(invited(&app, &ada, speech).await.as_deref(), Some("first"));
            put_off(&app, &ada, "first").await;
            for sign_in in 1..=9 {
                assert_eq!(invited(&app, &ada, speech).await, None, "sign-in {sign_in}");
            }
            // Nobody has put it off again, so it stays.
            for _ in 0..2 {
                assert_eq!(invited(&app, &ada, speech).await.as_deref(), Some("first"));
            }
        }
    }

    // S1-15: six days and twenty-three hours without, seven days with it.
    async fn seven_days_are_left_in_peace(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        put_off(&app, &ada, "first").await;
        app.advance_seconds(7 * DAY - 3_600);
        assert_eq!(invited(&app, &ada, Speech::Program).await, None);
        app.advance_seconds(3_600);
        assert_eq!(invited(&app, &ada, Speech::Program).await.as_deref(), Some("first"));
    }

    // A refused sign-in is none, and neither is a step-up.
    async fn only_whole_sign_ins_count(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        put_off(&app, &ada, "first").await;
        for _ in 0..12 {
            let mut walk = Walk::new(&app, SMART, Speech::Program);
            walk.start("ada").await;
            walk.prove("password", PASSWORD).await.assert_step("second");
        }
        assert_eq!(invited(&app, &ada, Speech::Program).await, None);
    }

    // S1-18: after password and app on a device without a passkey; put off like the other, and apart from it.
    async fn a_member_with_a_passkey_elsewhere_is_invited_to_add_one_here(app: TestApp) {
        let ada = person(&app, SMART, "ada").await;
        assert_eq!(invited(&app, &ada, Speech::Form).await.as_deref(), Some("here"));
        put_off(&app, &ada, "first").await;
        assert_eq!(invited(&app, &ada, Speech::Program).await.as_deref(), Some("here"));
        put_off(&app, &ada, "here").await;
        for sign_in in 1..=9 {
            assert_eq!(invited(&app, &ada, Speech::Program).await, None, "sign-in {sign_in}");
        }
        assert_eq!(invited(&app, &ada, Speech::Program).await.as_deref(), Some("here"));
        // Somebody at the limit is invited to nothing.
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        assert_eq!(invited(&app, &ada, Speech::Program).await, None);
    }

    // S1-18: a device that has a passkey of the member's is asked for none, and one that lost it is.
    async fn a_device_that_has_a_passkey_is_left_in_peace(app: TestApp) {
        let ada = person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        let invited = async |walk: &mut Walk<'_>| {
            let Came::In(suggestion) = ada.signs_in(walk).await else { panic!("not in") };
            suggestion
        };
        assert_eq!(invited(&mut walk).await.as_deref(), Some("here"));
        walk.actor.authenticator = authenticator::Authenticator::new(authenticator::Setup::default());
        let made = walk.actor.enrol("/account/passkeys", &json!({})).await.ok();
        walk.out().await;
        assert_eq!(invited(&mut walk).await, None);
        let id = made["passkeys"][1]["id"].as_str().unwrap().parse().unwrap();
        let (pool, user) = (ada.pool(&app), ada.user);
        app.store.write("lose", move |tx| store::passkey::delete(tx, pool, user, id)).await.unwrap();
        walk.out().await;
        assert_eq!(invited(&mut walk).await.as_deref(), Some("here"));
    }

    // The same where the passkey of the device signed in there before.
    async fn a_passkey_that_signed_in_here_is_on_the_device(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        walk.actor.sign_in().await.ok();
        walk.out().await;
        let Came::In(suggestion) = ada.signs_in(&mut walk).await else { panic!("not in") };
        assert_eq!(suggestion, None);
    }
}
