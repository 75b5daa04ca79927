//! Scenarios in which a challenge of one ceremony is shown to another. Nothing may be opened by it, and nothing spent.

use super::{SIGN_IN, SIGN_UP, assert_expired};
use crate::support::TestApp;
use crate::support::app::{CLASSIC, ORIGIN, SMART};
use authenticator::Authenticator;
use serde_json::json;

const FINISH: &str = SIGN_IN.1;

scenarios! {
    async fn reg_challenge_in_auth(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let joining = member.post(SIGN_UP.0, &json!({ "identifier": "bob" })).await.ok();
        let adding = member.post("/account/passkeys/begin", &json!({})).await.ok();
        for begun in [&joining, &adding] {
            let mut options = member.post(SIGN_IN.0, &json!({})).await.ok();
            options["publicKey"]["challenge"] = begun["publicKey"]["challenge"].clone();
            let shown = member.show(&options);
            let answer = member.post(FINISH, &shown).await;
            assert_expired(&app, SMART, &answer, "ceremony_not_found").await;
        }
        // Neither is spent by it.
        let mut other = Authenticator::default();
        let made = other.create(&adding["publicKey"], ORIGIN).unwrap();
        member.post("/account/passkeys/finish", &made).await.ok();
        let mut newcomer = app.program(SMART);
        let made = newcomer.make(&joining, &json!({ "identifier": "bob" }));
        newcomer.post(SIGN_UP.1, &made).await.ok();
    }

    async fn step_up_challenge_for_sign_in(app: TestApp) {
        for base in [SMART, CLASSIC] {
            let mut owner = app.program(base);
            owner.sign_up("alice").await.ok();
            let stepping = owner.post("/step-up/passkey/begin", &json!({})).await.ok();
            let mut stranger = app.member(base, "mallory").await;
            let mut open = stepping.clone();
            open["publicKey"]["allowCredentials"] = json!([]);
            let shown = stranger.show(&open);
            let answer = stranger.post(FINISH, &shown).await;
            assert_expired(&app, base, &answer, "ceremony_not_found").await;
            // Nor does the member's own passkey sign in with it, with the session or without.
            let shown = owner.show(&stepping);
            let mut anew = app.program(base);
            for client in [&mut owner, &mut anew] {
                let answer = client.post(FINISH, &shown).await;
                assert_expired(&app, base, &answer, "ceremony_not_found").await;
            }
            owner.post("/step-up/passkey/finish", &shown).await.ok();
        }
    }
}
