//! Account > Security > Connected applications: what each may, since when, and an end to it.

use crate::authorization::{
    application, authorize, code, error, member, question, redeem, refresh, refused, said, settings, text,
};
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::applications::ClientSettings;
use serde_json::{Value, json};

const PAGE: &str = "/account/security/applications";
const CALLS: &str = "/account/applications";

/// The member agrees to what an application asks for.
async fn agree(member: &mut Actor<'_>, id: &str, scope: &str) -> String {
    let page = authorize(member, id, &[("scope", scope), ("prompt", "consent")]).await;
    let answer = member.post(&question(&page), &json!({ "answer": "allow" })).await;
    said(&answer)["code"].as_str().unwrap().to_owned()
}

async fn listed(member: &mut Actor<'_>) -> Vec<Value> {
    member.get(CALLS).await.ok()["applications"].as_array().unwrap().clone()
}

on_both_engines! {
    // Consent remembered and revocable (ASVS 10.7).
    async fn a_member_sees_and_ends_what_an_application_may(app: TestApp) {
        let asking = ClientSettings { first_party: false, ..settings() };
        let client = application(&app, "wiki", asking.clone()).await;
        application(&app, "board", asking).await;
        let mut alice = member(&app, "alice").await;
        assert!(listed(&mut alice).await.is_empty());
        assert!(!alice.open("/account/security").await.text.contains("security/applications"));
        let code = agree(&mut alice, "wiki", "openid profile offline_access").await;
        agree(&mut alice, "board", "openid").await;
        app.clock.advance(60_000);
        let tokens = redeem(&client, &code, &[]).await;
        assert_eq!(refused(&tokens), (400, "invalid_grant"), "a code is good for a minute");
        let code = agree(&mut alice, "wiki", "openid profile offline_access").await;
        let tokens = redeem(&client, &code, &[]).await.ok();
        let list = listed(&mut alice).await;
        assert_eq!((&list[0]["name"], &list[1]["name"]), (&"board".into(), &"wiki".into()));
        assert_eq!(list[1]["scopes"], json!(["openid", "profile", "offline_access"]));
        assert!(list[0]["last_used_at"].is_null() && list[1]["last_used_at"].is_string());
        assert!(alice.open("/account/security").await.text.contains("security/applications"));
        let page = alice.open(PAGE).await.text;
        assert!(page.contains("See your name and username") && page.contains("DELETE /account/applications/wiki"), "{page}");

        // Another member's are another's.
        let mut bob = member(&app, "bob").await;
        bob.delete(&format!("{CALLS}/wiki")).await.ok();
        refresh(&client, text(&tokens["refresh_token"])).await.ok();

        let left = alice.delete(&format!("{CALLS}/wiki")).await.ok();
        assert_eq!(left["applications"].as_array().unwrap().len(), 1);
        assert_eq!(error(&authorize(&mut alice, "wiki", &[("prompt", "none")]).await), "consent_required");
        let next = refresh(&client, text(&tokens["refresh_token"])).await;
        assert_eq!(refused(&next), (400, "invalid_grant"));
        assert_eq!(client.introspect(text(&tokens["access_token"])).await.text, r#"{"active":false}"#);
        let entries = app.audit(SMART).await;
        assert_eq!(entries.iter().filter(|entry| entry.kind == "application_left").count(), 1);
        let activity = alice.open("/account/security/activity").await.text;
        assert!(activity.contains("Application disconnected") && activity.contains("Signed in to an application"));
        // Again, and of one that nobody knows: nothing more happens.
        for id in ["wiki", "nobody", "a%2Fb"] {
            assert_eq!(alice.delete(&format!("{CALLS}/{id}")).await.status, 200, "{id}");
        }
        assert_eq!(app.audit(SMART).await.iter().filter(|entry| entry.kind == "application_left").count(), 1);
        alice.delete(&format!("{CALLS}/board")).await.ok();
        // Who has just ended the last one is told so; then the page is gone.
        assert_eq!(alice.open(&format!("{PAGE}?done=disconnected")).await.status, 200);
        assert_eq!(alice.open(PAGE).await.status, 403);
    }

    // One of our own was never asked about, but it is there while it uses a sign-in.
    async fn an_application_of_our_own_is_listed_while_it_is_in_use(app: TestApp) {
        let client = application(&app, "portal", settings()).await;
        let mut alice = member(&app, "alice").await;
        let code = code(&mut alice, "portal", &[]).await;
        assert!(listed(&mut alice).await.is_empty(), "a code is no use yet");
        redeem(&client, &code, &[]).await.ok();
        assert_eq!(listed(&mut alice).await[0]["id"], "portal");
        client.disable().await;
        assert_eq!(listed(&mut alice).await.len(), 1, "it may be switched on again");
        alice.delete("/session").await.ok();
        alice.sign_in().await.ok();
        assert!(listed(&mut alice).await.is_empty());
    }
}
