//! Proving again within a session.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use serde_json::json;

on_both_engines! {
    async fn a_proof_rotates_the_session(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let old = program.token.clone();
        app.advance_seconds(600);
        let before = program.get("/session").await.ok()["authenticated_at"].clone();
        program.step_up().await.ok();
        assert_ne!(program.token, old);
        assert_ne!(program.get("/session").await.ok()["authenticated_at"], before);
        program.token = old;
        program.get("/session").await.assert_refused(401, "not_signed_in");
    }

    async fn a_browser_gets_its_new_cookie(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let old = browser.cookies["ks.demo.community"].clone();
        let answer = browser.step_up().await;
        assert!(answer.ok().get("session_token").is_none());
        assert_ne!(browser.cookies["ks.demo.community"], old);
        browser.get("/session").await.ok();
    }

    async fn only_the_members_own_passkey_will_do(app: TestApp) {
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        let mut mallory = app.program(SMART);
        mallory.sign_up("mallory").await.ok();
        let begun = alice.post("/step-up/passkey/begin", &json!({})).await.ok();
        // Mallory's authenticator is made to answer for a list that does not name its passkey.
        let mut open = begun.clone();
        open["publicKey"]["allowCredentials"] = json!([]);
        let shown = mallory.show(&open);
        let answer = alice.post("/step-up/passkey/finish", &shown).await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "credential_not_allowed").await;
    }

    async fn a_challenge_of_another_session_is_refused(app: TestApp) {
        let mut program = app.program(SMART);
        program.sign_up("alice").await.ok();
        let begun = program.post("/step-up/passkey/begin", &json!({})).await.ok();
        program.sign_in().await.ok();
        let shown = program.show(&begun);
        let answer = program.post("/step-up/passkey/finish", &shown).await;
        answer.assert_refused(400, "session_expired");
        app.assert_refused(SMART, &answer, "ceremony_not_found").await;
    }
}
