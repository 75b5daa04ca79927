//! What a member's browser is told of all their passkeys and of their name: the list deletes what is not on it.

use super::{accepted, add, own_id};
use crate::support::app::{ORIGIN, SMART};
use crate::support::{TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use serde_json::{Value, json};

on_both_engines! {
    // Complete, with the user handle, and only for the member: webauthn 14.6.3.
    async fn a_member_gets_the_whole_list_and_the_name(app: TestApp) {
        let mut member = app.program(SMART);
        let begun = member.post("/sign-up/passkey/begin", &json!({ "identifier": "alice" })).await.ok();
        let handle = begun["publicKey"]["user"]["id"].clone();
        let made = member.make(&begun, &json!({ "identifier": "alice" }));
        let joined = member.post("/sign-up/passkey/finish", &made).await.ok();
        let first = own_id(&member.authenticator);
        let details = json!({ "rpId": "localhost", "userId": handle, "name": "alice", "displayName": "alice" });
        let list = |ids: &[&str]| json!({
            "allAcceptedCredentials": { "rpId": "localhost", "userId": handle, "allAcceptedCredentialIds": ids },
            "currentUserDetails": details,
        });
        assert_eq!(joined["signals"], list(&[&first]));
        app.program(SMART).sign_up("bob").await.ok();

        // Of both modes: the workspace may switch back.
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let (tenant, workspace) = (door.tenant.id, door.workspace.id);
        let switch = move |tx: &mut store::Tx<'_>| {
            store::workspace::set_mode(tx, tenant, workspace, store::workspace::Mode::Classic)?;
            store::installation::bump(tx)
        };
        app.store.write("switch", switch).await.unwrap();
        app.app.refresh().await.unwrap();
        let other = own_id(&add(&mut member).await);
        let listed = member.get("/account/passkeys").await.ok();
        assert_eq!(listed["signals"], list(&[&first, &other]));
        let gone = listed["passkeys"][0]["id"].as_str().unwrap();
        let deleted = member.delete(&format!("/account/passkeys/{gone}")).await.ok();
        assert_eq!(deleted["signals"], list(&[&other]));

        member.token = None;
        let stranger = member.get("/account/passkeys").await;
        stranger.assert_refused(401, "not_signed_in");
        assert!(!stranger.text.contains("allAccepted"));
    }

    // A list that is told while another tab's passkey is on its way would remove that one: it is told where it is of use, and nowhere else.
    async fn the_list_is_told_after_a_sign_in_and_a_removal_only(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let first = own_id(&member.authenticator);
        // Lists are oldest first.
        app.advance_seconds(1);
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let made = Authenticator::new(Setup::security_key()).create(&begun["publicKey"], ORIGIN).unwrap();
        let added = member.post("/account/passkeys/finish", &made).await.ok();
        let id = added["passkeys"][1]["id"].as_str().unwrap().to_owned();
        let renamed = member.put(&format!("/account/passkeys/{id}/name"), &json!({ "name": "Key" })).await.ok();
        for answer in [&added, &renamed] {
            assert_eq!(answer["signals"].get("allAcceptedCredentials"), None);
            assert_eq!(answer["signals"]["currentUserDetails"]["name"], "alice");
        }
        assert_eq!(accepted(&mut member).await.as_array().unwrap().len(), 2);
        app.advance_seconds(60);
        let later = member.get("/account/passkeys").await.ok();
        assert_eq!(later["signals"].get("allAcceptedCredentials"), None);
        assert_eq!(later["signals"]["currentUserDetails"]["name"], "alice");
        let left = member.delete(&format!("/account/passkeys/{id}")).await.ok();
        assert_eq!(left["signals"]["allAcceptedCredentials"]["allAcceptedCredentialIds"], json!([first]));
        // Again after another sign-in.
        assert_eq!(accepted(&mut member).await, Value::Null);
        member.token = None;
        member.sign_in().await.ok();
        assert_eq!(accepted(&mut member).await, json!([first]));
    }

    // The removal's list has told managers to forget what was being made meanwhile, so that must not be stored any more.
    async fn a_removal_ends_what_was_begun_before(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        add(&mut member).await;
        let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
        let made = Authenticator::new(Setup::security_key()).create(&begun["publicKey"], ORIGIN).unwrap();
        let list = member.get("/account/passkeys").await.ok();
        let second = list["passkeys"][1]["id"].as_str().unwrap();
        member.delete(&format!("/account/passkeys/{second}")).await.ok();
        let late = member.post("/account/passkeys/finish", &made).await;
        late.assert_refused(400, "session_expired");
        assert_eq!(member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
        add(&mut member).await;
    }

    // A sign-in reads nothing more for it; the page that follows has it.
    async fn a_sign_in_leaves_the_list_to_the_page(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        browser.delete("/session").await;
        let answer = browser.sign_in().await;
        assert_eq!(answer.ok().get("signals"), None);
        let page = browser.open("/account/security").await;
        let data = page.text.split("id=\"page\"").nth(1).unwrap().split(['>', '<']).nth(1).unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["signals"]["allAcceptedCredentials"]["allAcceptedCredentialIds"], json!([own_id(&browser.authenticator)]));
        assert_eq!(accepted(&mut browser).await, json!([own_id(&browser.authenticator)]));
    }
}
