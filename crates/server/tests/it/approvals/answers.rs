//! Which answers count: once, from our own page, with a passkey that policy takes, in the session that has read the text.

use super::*;
use authenticator::{Authenticator, Lie, Setup};
use domain::applications::approval;
use domain::session::{self, Presence};
use domain::{Error, Reason};

on_both_engines! {
    // An answer counts once, and nobody answers with what was shown for something else.
    async fn an_answer_is_good_once(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let (first, second) = (asked(&client, "alice", &[]).await, asked(&client, "alice", &[]).await);
        let begun = alice.post(&format!("{}/begin", page(&first)), &json!({})).await.ok();
        alice.post(&format!("{}/begin", page(&second)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        // Of the same member, in the same session, for another text.
        let crossed = alice.post(&format!("{}/finish", page(&second)), &proof).await;
        crossed.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &crossed, "challenge_mismatch").await;
        alice.post("/step-up/passkey/finish", &proof).await.assert_refused(400, "session_expired");
        assert_eq!(alice.post(&format!("{}/finish", page(&first)), &proof).await.status, 204);
        alice.post(&format!("{}/finish", page(&first)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(denies(&mut alice, &first).await.status, 400);
        assert_eq!((status(&client, &first).await.as_str(), status(&client, &second).await.as_str()), ("approved", "pending"));
    }

    // Two answers at once, each good by itself: one of them counts.
    async fn two_answers_at_once_are_one(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let (one, two) = (alice.show(&begun), alice.show(&begun));
        let answers = alice.post_both(&format!("{}/finish", page(&asked)), [&one, &two]).await;
        let good = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(good, 1, "{} {}", answers[0].text, answers[1].text);
        let events = app.audit(SMART).await;
        assert_eq!(events.iter().filter(|event| event.kind == "approval_given").count(), 1);
    }
}

on_both_engines! {
    // What a sign-in refuses is refused here: origin, verification of the user, another passkey, and the hash of another text.
    async fn an_assertion_is_judged_as_at_a_sign_in(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let lies = [
            (Lie::Origin("https://evil.example".into()), "verification_failed", "origin_mismatch"),
            (Lie::RpId("evil.example".into()), "verification_failed", "rp_id_mismatch"),
            (Lie::FlagsClear(4), "user_not_verified", "user_not_verified"),
            (Lie::Challenge(digest(&SHA256, b"Pay 1,200,000.00 EUR").as_ref().to_vec()), "verification_failed", "challenge_mismatch"),
            (Lie::Signature, "verification_failed", "invalid_signature"),
            (Lie::Type("webauthn.create".into()), "verification_failed", "type_mismatch"),
        ];
        for (lie, code, reason) in lies {
            alice.authenticator.lie(lie);
            let refused = approves(&mut alice, &asked).await;
            assert_eq!(refused.json()["error_code"], code, "{reason}: {}", refused.text);
            app.assert_refused(SMART, &refused, reason).await;
            assert_eq!(status(&client, &asked).await, "pending", "{reason}");
        }
        // A wrong answer ends nothing.
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }

    // A passkey of somebody else, or one that opens nothing, approves nothing.
    async fn only_the_members_own_passkeys_approve(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let first = asked(&client, "alice", &[]).await;
        let mut begun = alice.post(&format!("{}/begin", page(&first)), &json!({})).await.ok();
        begun["publicKey"]["allowCredentials"] = json!([]);
        let proof = bob.show(&begun);
        let refused = alice.post(&format!("{}/finish", page(&first)), &proof).await;
        refused.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &refused, "credential_not_allowed").await;
        app.as_if_opened_by("UPDATE passkeys SET quarantined_at = 1").await;
        let page_of = alice.open(&page(&first)).await;
        assert!(page_of.text.contains("you have none here") && !page_of.text.contains("data-approve"), "{}", page_of.text);
        let none = alice.post(&format!("{}/begin", page(&first)), &json!({})).await;
        app.assert_refused(SMART, &none, "no_method").await;
        let proof = alice.show(&begun);
        let put_aside = alice.post(&format!("{}/finish", page(&first)), &proof).await;
        app.assert_refused(SMART, &put_aside, "passkey_quarantined").await;
        assert_eq!(status(&client, &first).await, "pending");
        // Suspended, a member has no session to approve in.
        app.as_if_opened_by("UPDATE users SET status = 'disabled'").await;
        assert_eq!(denies(&mut alice, &first).await.status, 401);
        assert_eq!(status(&client, &first).await, "pending");
    }

    // What policy refuses at a sign-in it refuses here, and the page does not offer it.
    async fn a_passkey_that_policy_refuses_approves_nothing(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut phone = std::mem::replace(&mut alice.authenticator, Authenticator::new(Setup::security_key()));
        alice.enrol("/account/passkeys", &json!({})).await.ok();
        alice.step_up().await.ok();
        app.set(SMART, |settings| settings.policy.device_bound_only = Some(true)).await;
        let asked = asked(&client, "alice", &[]).await;
        let mut begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1, "{begun}");
        begun["publicKey"]["allowCredentials"] = json!([]);
        std::mem::swap(&mut alice.authenticator, &mut phone);
        let proof = alice.show(&begun);
        let synced = alice.post(&format!("{}/finish", page(&asked)), &proof).await;
        app.assert_refused(SMART, &synced, "method_not_allowed_here").await;
        assert_eq!(status(&client, &asked).await, "pending");
        // With the other one put aside there is none that would do.
        app.as_if_opened_by("UPDATE passkeys SET quarantined_at = 1 WHERE backup_eligible = 0").await;
        assert!(alice.open(&page(&asked)).await.text.contains("you have none here"));
        let none = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await;
        app.assert_refused(SMART, &none, "no_method").await;
        app.as_if_opened_by("UPDATE passkeys SET quarantined_at = NULL").await;
        std::mem::swap(&mut alice.authenticator, &mut phone);
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }

    // What stands above the button is known of our own page alone: where members may sign in otherwise they approve nothing.
    async fn only_our_own_page_approves(app: TestApp) {
        const SHOP: &str = "https://shop.de";
        // A door at which no administrator signs in: these are in nobody's frame anyway.
        const BASE: &str = "/platform/smart";
        let client = Application::of_workspace(&app, ("platform", "smart"), "bank", settings()).await;
        app.set(BASE, |settings| {
            settings.related_origins = vec![SHOP.into()];
            settings.embedding_origins = vec![SHOP.into()];
        })
        .await;
        let mut alice = app.browser(BASE);
        alice.sign_up("alice").await.ok();
        let asked = asked(&client, "alice", &[]).await;
        for (lie, reason) in [(Lie::Origin(SHOP.into()), "origin_mismatch"), (Lie::TopOrigin(SHOP.into()), "cross_origin_forbidden")] {
            alice.authenticator.lie(lie.clone());
            alice.step_up().await.ok();
            alice.authenticator.lie(lie);
            let refused = approves(&mut alice, &asked).await;
            refused.assert_refused(401, "verification_failed");
            app.assert_refused(BASE, &refused, reason).await;
            assert_eq!(status(&client, &asked).await, "pending", "{reason}");
        }
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }

    // A session that has ended while the answer was looked at approves nothing.
    async fn a_session_that_has_ended_meanwhile_approves_nothing(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        let asked = asked(&client, "alice", &[]).await;
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let proof = alice.show(&begun).to_string();
        let visit = crate::failures::visit(&app, SMART);
        let token = alice.token.clone().unwrap();
        let seen = session::find(&app.app, &visit, &token, Presence::AtWork).await.unwrap().living().unwrap();
        assert!(alice.delete("/session").await.status.is_success());
        match approval::finish(&app.app, &visit, &seen, (text(&asked["id"]), proof.as_bytes())).await {
            Err(Error::Refused(refused)) => assert_eq!(refused.reason, Reason::NotSignedIn),
            other => panic!("{other:?}"),
        }
        assert_eq!(status(&client, &asked).await, "pending");
    }

    // Read in one session and signed in another is not read by whoever sits there.
    async fn an_approval_is_bound_to_its_session(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        alice.step_up().await.ok();
        alice.post(&format!("{}/finish", page(&asked)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }
}
