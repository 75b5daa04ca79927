//! Scenarios of registration. None of them may leave a member, a passkey or a session behind where it refuses.

use super::{OTHER_TENANT, ROUNDS, SIGN_UP, assert_bound_to_browser, assert_bound_to_tenant, assert_expired};
use super::{events_of, one_accepted, row_of};
use crate::support::app::SMART;
use crate::support::{Actor, TestApp};
use authenticator::{Authenticator, Lie, Setup};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const FINISH: &str = SIGN_UP.1;

/// Begins a sign-up and makes the passkey for it.
async fn made(newcomer: &mut Actor<'_>, name: &str) -> Value {
    let asked = json!({ "identifier": name });
    let begun = newcomer.post(SIGN_UP.0, &asked).await.ok();
    newcomer.make(&begun, &asked)
}

async fn add_passkey(member: &mut Actor<'_>, setup: Setup) -> Authenticator {
    let mut other = std::mem::replace(&mut member.authenticator, Authenticator::new(setup));
    member.enrol("/account/passkeys", &json!({})).await.ok();
    std::mem::swap(&mut member.authenticator, &mut other);
    other
}

scenarios! {
    async fn challenge_replay(app: TestApp) {
        let mut newcomer = app.program(SMART);
        let made = made(&mut newcomer, "alice").await;
        let joined = newcomer.post(FINISH, &made).await.ok();
        let again = newcomer.post(FINISH, &made).await;
        assert_expired(&app, SMART, &again, "ceremony_replayed").await;
        assert_eq!(events_of(&app, SMART, "sign_up").await, 1);
        assert_eq!(newcomer.sign_in().await.ok()["user_id"], joined["user_id"]);
    }

    async fn challenge_consumed_by_failure(app: TestApp) {
        let mut newcomer = app.program(SMART);
        // Its attestation has a signature that can be wrong.
        newcomer.authenticator = Authenticator::new(Setup::security_key());
        let asked = json!({ "identifier": "alice" });
        let begun = newcomer.post(SIGN_UP.0, &asked).await.ok();
        newcomer.authenticator.lie(Lie::Signature);
        let forged = newcomer.make(&begun, &asked);
        let valid = newcomer.make(&begun, &asked);
        let first = newcomer.post(FINISH, &forged).await;
        first.assert_refused(422, "setup_failed");
        app.assert_refused(SMART, &first, "invalid_attestation_signature").await;
        let second = newcomer.post(FINISH, &valid).await;
        assert_expired(&app, SMART, &second, "ceremony_replayed").await;
        newcomer.sign_in().await.assert_refused(401, "passkey_not_on_device");
        newcomer.sign_up("alice").await.ok();
    }

    // With two processes: `two_nodes`.
    async fn challenge_race(app: TestApp) {
        for round in 0..ROUNDS {
            let mut newcomer = app.program(SMART);
            let made = made(&mut newcomer, &format!("racer-{round}")).await;
            let answers = newcomer.post_both(FINISH, [&made, &made]).await;
            let (accepted, refused) = one_accepted(answers, |answer| answer.status.is_success());
            assert_expired(&app, SMART, &refused, "ceremony_replayed").await;
            assert_eq!(newcomer.sign_in().await.ok()["user_id"], accepted.json()["user_id"]);
        }
        assert_eq!(events_of(&app, SMART, "sign_up").await, ROUNDS);
    }

    async fn challenge_expired(app: TestApp) {
        let mut newcomer = app.program(SMART);
        let in_time = made(&mut newcomer, "alice").await;
        app.advance_seconds(359);
        newcomer.post(FINISH, &in_time).await.ok();
        let mut late = app.program(SMART);
        let made = made(&mut late, "bob").await;
        app.advance_seconds(360);
        let answer = late.post(FINISH, &made).await;
        assert_expired(&app, SMART, &answer, "ceremony_expired").await;
        late.sign_in().await.assert_refused(401, "passkey_not_on_device");
    }

    async fn challenge_other_session(app: TestApp) {
        let mut browser = app.browser(SMART);
        let made = made(&mut browser, "alice").await;
        assert_bound_to_browser(&mut browser, SIGN_UP, &json!({ "identifier": "alice" }), &made).await;
    }

    async fn challenge_other_tenant(app: TestApp) {
        let mut newcomer = app.program(SMART);
        let made = made(&mut newcomer, "alice").await;
        assert_bound_to_tenant(&mut newcomer, FINISH, &made).await;
    }

    async fn other_user_same_credential(app: TestApp) {
        let holder = app.member(SMART, "alice").await;
        let before = row_of(&holder).await;
        let mut stranger = app.program(SMART);
        stranger.authenticator.lie(Lie::MadeAs(before.credential_id.clone()));
        let joining = stranger.sign_up("mallory").await;
        // A member who adds it to an account that is there already.
        let mut member = app.program(SMART);
        member.sign_up("eve").await.ok();
        member.authenticator = Authenticator::default();
        member.authenticator.lie(Lie::MadeAs(before.credential_id.clone()));
        let adding = member.enrol("/account/passkeys", &json!({})).await;
        for answer in [joining, adding] {
            answer.assert_refused(422, "passkey_already_registered");
            app.assert_refused(SMART, &answer, "credential_already_registered").await;
        }
        assert_eq!(row_of(&holder).await, before);
        assert_eq!(member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
        // Nobody is called mallory, and whoever made the copy is signed in nowhere.
        stranger.get("/session").await.assert_refused(401, "not_signed_in");
        stranger.sign_in().await.assert_refused(401, "verification_failed");
        app.member(SMART, "mallory").await;
    }

    async fn same_id_two_tenants(app: TestApp) {
        let origin = "http://members.localhost:8080";
        app.change_pool(OTHER_TENANT, |pool| {
            pool.rp_id = "members.localhost".into();
            pool.origins = origin.into();
        })
        .await;
        let mut holder = app.member(SMART, "alice").await;
        let id = row_of(&holder).await.credential_id;

        let mut newcomer = app.program(OTHER_TENANT);
        let asked = json!({ "identifier": "bob" });
        let begun = newcomer.post(SIGN_UP.0, &asked).await.ok();
        assert_eq!(begun["publicKey"]["rp"]["id"], "members.localhost");
        assert_eq!(begun["publicKey"]["excludeCredentials"].as_array().map_or(0, Vec::len), 0);
        newcomer.authenticator.lie(Lie::MadeAs(id.clone()));
        let mut made = newcomer.authenticator.create(&begun["publicKey"], origin).unwrap();
        made["identifier"] = "bob".into();
        let joined = newcomer.post(FINISH, &made).await.ok();

        // Each signs in as itself, with a key of its own under the same id.
        let begun = newcomer.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let shown = newcomer.authenticator.get(&begun["publicKey"], origin).unwrap();
        assert_eq!(shown["id"], URL_SAFE_NO_PAD.encode(&id));
        let there = newcomer.post("/sign-in/passkey/finish", &shown).await.ok();
        let here = holder.sign_in().await.ok();
        assert_eq!(there["user_id"], joined["user_id"]);
        assert_ne!(there["user_id"], here["user_id"]);
        assert_eq!(row_of(&newcomer).await.credential_id, id);
        assert_ne!(row_of(&newcomer).await.public_key, row_of(&holder).await.public_key);
    }

    // `reauthentication_required` of the scenario bears the name of our catalogue. S0-27.
    async fn needs_recent_auth(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(5 * 60 + 1);
        let answer = member.post("/account/passkeys/begin", &json!({})).await;
        answer.assert_refused(403, "recent_authentication_required");
        app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        member.step_up().await.ok();
        add_passkey(&mut member, Setup::security_key()).await;
    }

    async fn exclude_list(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(1);
        let key = add_passkey(&mut member, Setup::security_key()).await;
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let id = |authenticator: &Authenticator| URL_SAFE_NO_PAD.encode(&authenticator.passkeys()[0].credential_id);
        let listed = json!([
            { "type": "public-key", "id": id(&member.authenticator), "transports": ["hybrid", "internal"] },
            { "type": "public-key", "id": id(&key), "transports": ["nfc", "usb"] },
        ]);
        assert_eq!(begun["publicKey"]["excludeCredentials"], listed);
    }
}
