//! The one-time link that enrols the first administrator.

use crate::support::{Actor, TestApp, on_both_engines};
use serde_json::json;

async fn link(app: &TestApp) -> String {
    format!("/setup/{}", domain::setup::issue(&app.app).await.unwrap().token)
}

fn ask() -> serde_json::Value {
    json!({ "organisation": "Example Ltd", "identifier": "root", "display_name": "The Root" })
}

on_both_engines! {
    async fn a_link_enrols_once(app: TestApp) {
        let app = app.empty_twin().await;
        let link = link(&app).await;
        let mut browser = app.browser(&link);
        let page = browser.open("").await;
        assert_eq!(page.status, 200);
        let answer = browser.enrol("/passkey", &ask()).await;
        let body = answer.ok();
        assert_eq!(body["status"], "signed_in");
        assert_eq!(body["location"], "/example-ltd/main/account/security");
        assert!(body.get("session_token").is_none());
        assert!(app.app.snapshot().is_set_up());
        assert_eq!(browser.at("/example-ltd/main").get("/session").await.ok()["is_administrator"], true);

        let mut second = app.browser(&link);
        second.post("/passkey/begin", &ask()).await.assert_refused(404, "setup_link_invalid");
        assert_eq!(second.open("").await.status, 404);
    }

    // Both began while the link was good; it enrols one.
    async fn of_two_who_began_one_finishes(app: TestApp) {
        let app = app.empty_twin().await;
        let link = link(&app).await;
        let (mut first, mut second) = (app.browser(&link), app.browser(&link));
        let begun = second.post("/passkey/begin", &ask()).await.ok();
        first.enrol("/passkey", &ask()).await.ok();
        let made = second.make(&begun, &ask());
        let answer = second.post("/passkey/finish", &made).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        assert_eq!(app.app.snapshot().doors().len(), 1);
    }

    async fn a_link_lives_an_hour(app: TestApp) {
        let app = app.empty_twin().await;
        let link = link(&app).await;
        app.advance_seconds(3599);
        assert_eq!(app.browser(&link).open("").await.status, 200);
        app.advance_seconds(1);
        let mut late = app.browser(&link);
        assert_eq!(late.open("").await.status, 404);
        late.enrol("/passkey", &ask()).await.assert_refused(404, "setup_link_invalid");
    }

    // A new link takes the place of the one before, and of what was begun with it.
    async fn a_new_link_ends_the_old_one(app: TestApp) {
        let app = app.empty_twin().await;
        let old = link(&app).await;
        let mut browser: Actor<'_> = app.browser(&old);
        let begun = browser.post("/passkey/begin", &ask()).await.ok();
        let new = link(&app).await;
        let made = browser.make(&begun, &ask());
        browser.post("/passkey/finish", &made).await.assert_refused(404, "setup_link_invalid");
        browser.at(&new).post("/passkey/finish", &made).await.assert_refused(400, "session_expired");
        assert!(!app.app.snapshot().is_set_up());
        browser.enrol("/passkey", &ask()).await.ok();
    }

    // Whoever holds the machine makes an owner again of whatever an administrator had become.
    async fn a_new_link_makes_an_owner_again(app: TestApp) {
        let app = app.empty_twin().await;
        app.browser(&link(&app).await).enrol("/passkey", &ask()).await.ok();
        app.as_if_opened_by("UPDATE administrators SET role = 'auditor', scope = 'nowhere'").await;
        app.as_if_opened_by("UPDATE users SET status = 'disabled'").await;
        app.advance_seconds(1);
        let mut browser = app.browser(&link(&app).await);
        browser.enrol("/passkey", &json!({ "identifier": "root" })).await.ok();
        browser.at("/example-ltd/main").get("/session").await.ok();
        assert_eq!(browser.console("GET", "/admin/administrators", &serde_json::Value::Null).await.status, 200);
        let rows = app.store.read("administrators", store::administrator::all).await.unwrap();
        assert_eq!((rows[0].role.as_str(), rows[0].scope.as_str()), ("owner", "installation"));
    }

    // An administrator who lost every passkey gets a new one by a new link, in the same account, and signs in with it.
    async fn an_administrator_is_let_in_again(app: TestApp) {
        let app = app.empty_twin().await;
        let first = app.browser(&link(&app).await).enrol("/passkey", &ask()).await.ok();
        app.advance_seconds(1);
        let again = link(&app).await;
        let mut browser = app.browser(&again);
        let second = browser.enrol("/passkey", &json!({ "identifier": "ROOT" })).await.ok();
        assert_eq!(first["user_id"], second["user_id"]);
        browser.at("/example-ltd/main").delete("/session").await;
        let signed_in = browser.sign_in().await.ok();
        assert_eq!(signed_in["user_id"], first["user_id"]);
        let list = browser.get("/account/passkeys").await.ok();
        let names: Vec<_> = list["passkeys"].as_array().unwrap().iter().map(|passkey| passkey["name"].clone()).collect();
        assert_eq!(names, ["Passkey", "Passkey 2"]);
    }

    // A second administrator joins the organisation that is there.
    async fn a_second_administrator_joins(app: TestApp) {
        let app = app.empty_twin().await;
        let first = app.browser(&link(&app).await).enrol("/passkey", &ask()).await.ok();
        let other = link(&app).await;
        let second = app.browser(&other).enrol("/passkey", &json!({ "identifier": "deputy" })).await.ok();
        assert_ne!(first["user_id"], second["user_id"]);
        assert_eq!(second["location"], "/example-ltd/main/account/security");
        assert_eq!(app.app.snapshot().doors().len(), 1);
    }

    // S3-17: passkeys of the old domain open nothing on the new one, and the operator is told whose.
    async fn a_changed_domain_strands_administrators(app: TestApp) {
        let app = app.empty_twin().await;
        app.browser(&link(&app).await).enrol("/passkey", &ask()).await.ok();
        assert!(domain::setup::issue(&app.app).await.unwrap().stranded.is_empty());
        let moved = app.moved_to("https://id.example.com").await;
        assert_eq!(domain::setup::issue(&moved).await.unwrap().stranded, ["root"]);
    }
}
