//! What a row of "Registered passkeys" says beyond its name, and what can be done with it: test it, remove it and say why.

use crate::support::app::{ORIGIN, SMART};
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use serde_json::{Value, json};

async fn listed(member: &mut Actor<'_>) -> Value {
    member.get("/account/passkeys").await.ok()
}

fn path(passkey: &Value) -> String {
    format!("/account/passkeys/{}", passkey["id"].as_str().unwrap())
}

/// Adds a passkey on another authenticator, a second after whatever was before, and gives that back.
async fn add(member: &mut Actor<'_>, setup: Setup) -> Authenticator {
    member.app.advance_seconds(1);
    let mut other = std::mem::replace(&mut member.authenticator, Authenticator::new(setup));
    member.enrol("/account/passkeys", &json!({})).await.ok();
    std::mem::swap(&mut member.authenticator, &mut other);
    other
}

on_both_engines! {
    // Issue 6, "last used and where": the browser and the address, from the first use on.
    async fn a_row_says_where_its_passkey_was_used_last(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let before = listed(&mut member).await["passkeys"][0].clone();
        assert_eq!((&before["last_used_device"], &before["last_used_address"]), (&Value::Null, &Value::Null));
        member.sign_in().await.ok();
        let after = listed(&mut member).await["passkeys"][0].clone();
        assert_eq!(after["last_used_device"], "test");
        assert!(after["last_used_address"].as_str().unwrap().parse::<std::net::IpAddr>().is_ok(), "{after}");
        let html = member.get("/account/security").await;
        assert!(html.text.contains(&format!("<span data-where>test · {}</span>", after["last_used_address"].as_str().unwrap())));
    }

    // S1-8: only where all are kept by one brand; a key, or a manager of a third party, reaches further.
    async fn one_ecosystem_is_told_only_where_there_is_one(app: TestApp) {
        let icloud = || Setup { aaguid: 0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd_u128.to_be_bytes(), ..Setup::phone() };
        let mut member = app.program(SMART);
        member.authenticator = Authenticator::new(icloud());
        member.sign_up("alice").await.ok();
        assert_eq!(listed(&mut member).await["only_brand"], "Apple");
        add(&mut member, icloud()).await;
        assert_eq!(listed(&mut member).await["only_brand"], "Apple");
        let page = member.get("/account/security").await.text;
        assert!(page.contains("All your passkeys are kept by Apple and reach only devices of that brand."));
        add(&mut member, Setup::security_key()).await;
        assert_eq!(listed(&mut member).await["only_brand"], Value::Null);
    }

    // S0-21: why it goes is on record, and nobody has to say.
    async fn the_reason_of_a_removal_is_recorded(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        for asked in ["?reason=lost", "?reason=retired", "?reason=replaced", ""] {
            add(&mut member, Setup::security_key()).await;
            let key = listed(&mut member).await["passkeys"][1].clone();
            member.delete(&format!("{}?reason=bored", path(&key))).await.assert_refused(400, "malformed_request");
            app.advance_seconds(1);
            member.delete(&format!("{}{asked}", path(&key))).await.ok();
            let entry = app.audit(SMART).await.into_iter().find(|entry| entry.kind == "passkey_removed").unwrap();
            let expected = asked.strip_prefix("?reason=").map(str::to_owned);
            assert_eq!((entry.outcome.as_str(), entry.detail), ("done", expected));
        }
    }

    // "Test this passkey": that one and no other; it changes its last use, and what it proves is fresh.
    async fn a_passkey_is_tested_and_the_proof_is_fresh(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let key = add(&mut member, Setup::security_key()).await;
        let [first, second] = [0, 1].map(|index| listed_row(&member, index));
        let (first, second) = (first.await, second.await);
        app.advance_seconds(301);
        member.delete(&path(&second)).await.assert_refused(403, "recent_authentication_required");

        let test = format!("{}/test", path(&second));
        let begun = member.post(&format!("{test}/begin"), &json!({})).await.ok();
        let allowed = begun["publicKey"]["allowCredentials"].as_array().unwrap();
        assert_eq!(allowed.len(), 1, "this passkey and no other");
        app.advance_seconds(1);
        let own = std::mem::replace(&mut member.authenticator, key);
        let old = member.token.clone();
        member.prove(&test, &json!({})).await.ok();
        assert_ne!(member.token, old);
        let rows = listed(&mut member).await;
        assert_eq!(rows["passkeys"][0], first, "nothing else has changed");
        assert_eq!(rows["passkeys"][1]["updated_at"], second["updated_at"]);
        assert_ne!(rows["passkeys"][1]["last_used_at"], second["last_used_at"]);
        let done = app.audit(SMART).await.into_iter().next().unwrap();
        assert_eq!((done.kind.as_str(), done.outcome.as_str()), ("step_up", "done"));
        member.authenticator = own;
        member.delete(&path(&rows["passkeys"][1])).await.ok();
    }

    // Another passkey of the same member does not stand in, however good it is.
    async fn no_other_passkey_passes_the_test(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        add(&mut member, Setup::security_key()).await;
        let second = listed_row(&member, 1).await;
        let test = format!("{}/test", path(&second));
        let mut begun = member.post(&format!("{test}/begin"), &json!({})).await.ok();
        begun["publicKey"]["allowCredentials"] = json!([]);
        let shown = member.authenticator.get(&begun["publicKey"], ORIGIN).unwrap();
        let answer = member.post(&format!("{test}/finish"), &shown).await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "credential_not_allowed").await;
        assert_eq!(listed_row(&member, 1).await["last_used_at"], Value::Null);
        // The challenge of an ordinary proof names all of them, and still tests only one.
        let begun = member.post("/step-up/passkey/begin", &json!({})).await.ok();
        let shown = member.show(&begun);
        member.post(&format!("{test}/finish"), &shown).await.assert_refused(401, "verification_failed");
    }

    // What could not succeed is said before the prompt.
    async fn what_opens_nothing_is_not_tested(app: TestApp) {
        let mut alice = app.program(SMART);
        alice.sign_up("alice").await.ok();
        add(&mut alice, Setup::security_key()).await;
        let mut mallory = app.program(SMART);
        mallory.sign_up("mallory").await.ok();
        let hers = listed_row(&alice, 1).await;
        let answer = mallory.post(&format!("{}/test/begin", path(&hers)), &json!({})).await;
        answer.assert_refused(404, "passkey_gone");
        mallory.post("/account/passkeys/not-an-id/test/begin", &json!({})).await.assert_refused(401, "passkey_not_on_device");
        alice.post("/account/passkeys/replace", &json!({})).await.ok();
        let aside = alice.post(&format!("{}/test/begin", path(&hers)), &json!({})).await;
        aside.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &aside, "passkey_quarantined").await;
    }

    // S4-6, S2-30: the pages are there, with what the place offers; where passkeys are not used there are none.
    async fn the_pages_that_guide_are_where_passkeys_are(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let page = member.get("/account/security").await.text;
        for part in ["add", "new-device"] {
            assert!(page.contains(&format!("<a href=\"security/{part}\">")), "{part}");
            assert_eq!(member.get(&format!("/account/security/{part}")).await.status, 200, "{part}");
        }
        // S0-16, S1-27: at the limit nothing is promised.
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        for part in ["add", "new-device"] {
            let html = member.get(&format!("/account/security/{part}")).await.text;
            assert!(html.contains("You have reached the maximum number of passkeys.") && !html.contains("data-register"));
        }
    }
}

async fn listed_row(member: &Actor<'_>, index: usize) -> Value {
    let request = member.request(axum::http::Method::GET, "/account/passkeys");
    let answer = member.app.send(request.body(axum::body::Body::empty()).unwrap()).await;
    answer.ok()["passkeys"][index].clone()
}
