//! A member's own passkeys.

use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use serde_json::{Value, json};

/// Adds a passkey on another authenticator, and gives that back.
async fn add(member: &mut Actor<'_>, setup: Setup, asked: &Value) -> (Answer, Authenticator) {
    let mut other = std::mem::replace(&mut member.authenticator, Authenticator::new(setup));
    let answer = member.enrol("/account/passkeys", asked).await;
    std::mem::swap(&mut member.authenticator, &mut other);
    (answer, other)
}

async fn list(member: &mut Actor<'_>) -> Vec<Value> {
    member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().clone()
}

on_both_engines! {
    // S3-25: begun on a fresh proof, finished on a stale one.
    async fn a_proof_must_be_fresh_at_the_end_too(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(299);
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let mut other = Authenticator::new(Setup::security_key());
        let mut options = begun["publicKey"].clone();
        options["excludeCredentials"] = json!([]);
        let made = other.create(&options, crate::support::app::ORIGIN).unwrap();
        app.advance_seconds(2);
        let answer = member.post("/account/passkeys/finish", &made).await;
        answer.assert_refused(403, "recent_authentication_required");
        assert_eq!(list(&mut member).await.len(), 1);
    }

    // S3-7, DESIGN 3.3: whoever holds the removed passkey may be signed in with it; the others go on.
    async fn removing_a_passkey_ends_every_other_session(app: TestApp) {
        let mut owner = app.program(SMART);
        owner.sign_up("alice").await.ok();
        let (_, mut stolen) = add(&mut owner, Setup::security_key(), &json!({ "name": "Stolen" })).await;
        let mut thief = app.program(SMART);
        std::mem::swap(&mut thief.authenticator, &mut stolen);
        thief.sign_in().await.ok();
        let begun = thief.post("/account/passkeys/begin", &json!({})).await.ok();

        let lost = list(&mut owner).await.into_iter().find(|passkey| passkey["name"] == "Stolen").unwrap();
        assert_eq!(owner.delete(&format!("/account/passkeys/{}", lost["id"].as_str().unwrap())).await.status, 200);

        thief.get("/session").await.assert_refused(401, "not_signed_in");
        let mut other = Authenticator::new(Setup::phone());
        let made = other.create(&begun["publicKey"], crate::support::app::ORIGIN).unwrap();
        thief.post("/account/passkeys/finish", &made).await.assert_refused(401, "not_signed_in");
        thief.token = None;
        thief.sign_in().await.assert_refused(401, "passkey_not_on_device");
        // The owner stays signed in and can sign in anew.
        assert_eq!(list(&mut owner).await.len(), 1);
        owner.sign_in().await.ok();
    }

    // S0-10, S0-13, S0-14: name, kind, synced, times.
    async fn lists_adds_renames_and_deletes(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let first = list(&mut member).await;
        assert_eq!(first.len(), 1);
        let kind = |row: &Value| (row["kind"].clone(), row["kind_code"].clone());
        assert_eq!(first[0]["synced"], true);
        assert_eq!(kind(&first[0]), (json!("Passkey - Platform Authenticators"), json!("device")));

        app.advance_seconds(10);
        let (added, _) = add(&mut member, Setup::security_key(), &json!({ "name": "Blue key" })).await;
        assert_eq!(added.ok()["passkeys"].as_array().unwrap().len(), 2);
        let second = list(&mut member).await.into_iter().find(|passkey| passkey["name"] == "Blue key").unwrap();
        assert_eq!(second["synced"], false);
        assert_eq!(kind(&second), (json!("Security Keys"), json!("key")));

        app.advance_seconds(10);
        let id = second["id"].as_str().unwrap();
        let renamed = member.put(&format!("/account/passkeys/{id}/name"), &json!({ "name": " Red key " })).await;
        assert_eq!(renamed.ok()["passkeys"].as_array().unwrap().len(), 2, "the new list");
        let second = list(&mut member).await.into_iter().find(|passkey| passkey["id"] == id).unwrap();
        assert_eq!(second["name"], "Red key");
        assert_ne!(second["updated_at"], second["added_at"]);

        app.advance_seconds(10);
        assert_eq!(member.delete(&format!("/account/passkeys/{id}")).await.status, 200);
        assert_eq!(list(&mut member).await.len(), 1);
        let gone = member.delete(&format!("/account/passkeys/{id}")).await;
        gone.assert_refused(404, "passkey_gone");
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().filter(|entry| entry.outcome == "done").map(|entry| entry.kind).collect();
        assert_eq!(kinds[..4], ["passkey_removed", "passkey_renamed", "passkey_added", "sign_up"]);
    }

    // S4-8, S4-3: a passkey without a name is called after its provider, and no two alike.
    async fn a_passkey_is_called_after_its_provider(app: TestApp) {
        let made_by = |aaguid: [u8; 16]| Setup { aaguid, ..Setup::phone() };
        let one_password = 0xbada_5566_a7aa_401f_bd96_4561_9a55_120d_u128.to_be_bytes();
        let mut member = app.program(SMART);
        member.authenticator = Authenticator::new(made_by(one_password));
        member.sign_up("alice").await.ok();
        let added = [(one_password, json!({})), (one_password, json!({ "name": " Mine " })), ([0; 16], json!({})), ([7; 16], json!({}))];
        for (aaguid, asked) in added {
            app.advance_seconds(1);
            add(&mut member, made_by(aaguid), &asked).await.0.ok();
        }
        app.app.providers().replace([(domain::providers::Aaguid([7; 16]), "House Key".to_owned())].into_iter().collect());
        app.advance_seconds(1);
        add(&mut member, made_by([7; 16]), &json!({})).await.0.ok();
        let shown: Vec<_> = list(&mut member).await.iter().map(|passkey| json!([passkey["name"], passkey["provider"]])).collect();
        let (known, house) = ("1Password", "House Key");
        let expected = [
            json!([known, known]),
            json!(["1Password 2", known]),
            json!(["Mine", known]),
            json!(["Passkey", null]),
            // Named by the operator's metadata since it was added.
            json!(["Passkey 2", house]),
            json!([house, house]),
        ];
        assert_eq!(shown, expected);
    }

    // S0-27, S0-36: at most five minutes old, to the second.
    async fn changes_need_a_fresh_proof(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let (added, _) = add(&mut member, Setup::security_key(), &json!({})).await;
        let id = added.ok()["passkeys"][1]["id"].as_str().unwrap().to_owned();
        let (name, one) = (format!("/account/passkeys/{id}/name"), format!("/account/passkeys/{id}"));

        app.advance_seconds(4 * 60 + 59);
        assert_eq!(member.put(&name, &json!({ "name": "in time" })).await.status, 200);
        app.advance_seconds(2);
        let refused = [
            member.put(&name, &json!({ "name": "late" })).await,
            member.delete(&one).await,
            member.post("/account/passkeys/begin", &json!({})).await,
        ];
        for answer in refused {
            answer.assert_refused(403, "recent_authentication_required");
            app.assert_refused(SMART, &answer, "recent_authentication_required").await;
        }
        assert!(list(&mut member).await.iter().all(|passkey| passkey["name"] != "late"));
        member.step_up().await.ok();
        assert_eq!(member.delete(&one).await.status, 200);
    }

    // S0-22: the last usable way to sign in stays.
    async fn the_last_passkey_is_guarded(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let id = list(&mut member).await[0]["id"].as_str().unwrap().to_owned();
        let answer = member.delete(&format!("/account/passkeys/{id}")).await;
        answer.assert_refused(403, "last_passkey");
        app.assert_refused(SMART, &answer, "last_passkey").await;
        assert_eq!(list(&mut member).await.len(), 1);
        member.sign_in().await.ok();
    }

    async fn another_members_passkey_is_nobodys(app: TestApp) {
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        let id = list(&mut alice).await[0]["id"].as_str().unwrap().to_owned();
        let mut mallory = app.program(SMART);
        mallory.sign_up("mallory").await.ok();
        let answers = [
            mallory.put(&format!("/account/passkeys/{id}/name"), &json!({ "name": "mine" })).await,
            mallory.delete(&format!("/account/passkeys/{id}")).await,
            mallory.delete("/account/passkeys/not-an-id").await,
        ];
        for answer in answers {
            answer.assert_refused(404, "passkey_gone");
            app.assert_refused(SMART, &answer, "credential_unknown").await;
        }
        assert_ne!(list(&mut alice).await[0]["name"], "mine");
    }

    // S1-25: an authenticator is registered once; S1-27: the limit shows before the prompt.
    async fn a_passkey_is_registered_once_and_the_limit_holds(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["excludeCredentials"].as_array().unwrap().len(), 1);
        for _ in 0..9 {
            add(&mut member, Setup::security_key(), &json!({})).await.0.ok();
        }
        assert_eq!(member.get("/account/passkeys").await.ok()["may_add"], false);
        let answer = member.post("/account/passkeys/begin", &json!({})).await;
        answer.assert_refused(422, "passkey_limit_reached");
        app.assert_refused(SMART, &answer, "passkey_limit").await;
    }

    async fn a_name_that_cannot_be_is_refused(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let id = list(&mut member).await[0]["id"].as_str().unwrap().to_owned();
        for name in ["", "  ", "two\nlines", &"x".repeat(65)] {
            let answer = member.put(&format!("/account/passkeys/{id}/name"), &json!({ "name": name })).await;
            answer.assert_refused(422, "name_malformed");
        }
    }
}
