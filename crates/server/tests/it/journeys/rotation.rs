//! Keys that are rotated while somebody is on the way: nobody notices, and nothing old is believed after its time.

use super::world::{PASSWORD, Speech, Walk, person};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::keys::rotation::{self, Rotating};
use domain::keys::{REST_BEFORE_SIGNING_MS, reseal, retire};
use serde_json::json;

const MINUTE: i64 = 60;

async fn rotate_all(app: &TestApp) {
    rotation::rotate(&app.app, &Rotating::ALL, None).await.unwrap();
}

on_both_engines! {
    // Issue 9: all keys rotated, no failed sign-in.
    async fn a_journey_goes_on_whatever_is_rotated(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        for speech in [Speech::Program, Speech::Script, Speech::Form] {
            let mut walk = Walk::new(&app, SMART, speech);
            walk.start("ada").await.assert_step("first");
            rotate_all(&app).await;
            walk.prove("password", PASSWORD).await.assert_step("second");
            app.clock.advance(REST_BEFORE_SIGNING_MS);
            rotate_all(&app).await;
            app.clock.advance(REST_BEFORE_SIGNING_MS);
            let code = ada.totp(&app);
            walk.prove("totp", &code).await.assert_in();
        }
        // The secret of the app is sealed anew, and the older keys go.
        app.advance_seconds(2 * MINUTE);
        assert!(reseal(&app.app).await.unwrap().sealed_anew > 0);
        app.advance_seconds(130 * MINUTE);
        assert!(reseal(&app.app).await.unwrap().keys_removed > 0);
        assert!(retire(&app.app).await.unwrap() > 0);
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await.assert_step("first");
        walk.prove("password", PASSWORD).await.assert_step("second");
        let code = ada.totp(&app);
        walk.prove("totp", &code).await.assert_in();
    }

    // Issue 9: no old challenge accepted after its time.
    async fn an_old_challenge_is_good_for_its_time_and_no_longer(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let begin = "/sign-in/passkey/begin";
        let first = member.post(begin, &json!({})).await.ok();
        let kept = member.post(begin, &json!({})).await.ok();
        rotate_all(&app).await;
        app.clock.advance(REST_BEFORE_SIGNING_MS);
        let shown = member.show(&first);
        member.post("/sign-in/passkey/finish", &shown).await.ok();
        member.sign_in().await.ok();
        app.advance_seconds(12 * MINUTE);
        let shown = member.show(&kept);
        let while_known = member.post("/sign-in/passkey/finish", &shown).await;
        assert!(while_known.status.is_client_error(), "{}", while_known.status);
        assert_eq!(retire(&app.app).await.unwrap(), 1);
        let after = member.post("/sign-in/passkey/finish", &shown).await;
        assert!(after.status.is_client_error(), "{}", after.status);
        member.sign_in().await.ok();
    }
    // Issue 9: while members sign in, not between.
    async fn sign_ins_go_on_while_everything_is_rotated(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let rotations = async {
            for kind in Rotating::ALL.into_iter().chain(Rotating::ALL) {
                rotation::rotate(&app.app, &[kind], None).await.unwrap();
                app.clock.advance(REST_BEFORE_SIGNING_MS);
                reseal(&app.app).await.unwrap();
            }
        };
        let by_passkey = async {
            for _ in 0..12 {
                member.sign_in().await.ok();
            }
        };
        tokio::join!(rotations, by_passkey);
        app.advance_seconds(2 * MINUTE);
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start("ada").await.assert_step("first");
        walk.prove("password", PASSWORD).await.assert_step("second");
        let code = ada.totp(&app);
        // The secret of the app is sealed anew just while its code is proved.
        let (came, resealed) = tokio::join!(walk.prove("totp", &code), reseal(&app.app));
        came.assert_in();
        assert!(resealed.unwrap().sealed_anew > 0);
    }
}
