//! Who sees an approval: the member whose answer is wanted, and the application that asked. To everybody else it is not there.

use super::*;

on_both_engines! {
    // Nobody else reads or answers it: another member, another tenant's, somebody who is not signed in.
    async fn an_approval_is_there_for_one_member(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let asked = asked(&client, "alice", &[]).await;
        let foreign = bob.open(&page(&asked)).await;
        let none = bob.open("/approve/018bcfe5-6801-7000-8000-000000000000").await;
        assert!(foreign.status == 400 && none.status == 400 && !foreign.text.contains("Pay 1,200"), "{}", foreign.text);
        assert!(foreign.text.contains("There is nothing to approve here") && !foreign.text.contains("bank"), "{}", foreign.text);
        approves(&mut bob, &asked).await.assert_refused(400, "session_expired");
        assert_eq!(denies(&mut bob, &asked).await.status, 400);
        assert!(!bob.open("/approve").await.text.contains("Pay 1,200"));
        // Alice's own proof, sent by Bob.
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        bob.post(&format!("{}/finish", page(&asked)), &proof).await.assert_refused(400, "session_expired");
        let mut carol = app.browser(CLASSIC);
        carol.sign_up("carol").await.ok();
        assert_eq!(carol.open(&page(&asked)).await.status, 400);
        let mut stranger = app.browser(SMART);
        let away = stranger.open(&page(&asked)).await;
        assert!(away.status == 303 && away.header("location").contains("continue="), "{} {}", away.status, away.header("location"));
        assert_eq!(status(&client, &asked).await, "pending");
    }

    async fn another_client_reads_nothing(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let other = bank(&app, "shop", settings()).await;
        member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        assert_eq!(word(&look(&other, &asked).await), (404, "unknown_approval".to_owned()));
        let elsewhere = Application::of_workspace(&app, ("platform", "classic"), "bank", settings()).await;
        assert_eq!(word(&look(&elsewhere, &asked).await), (404, "unknown_approval".to_owned()));
        let path = format!("/approvals/{}", text(&asked["id"]));
        assert_eq!(word(&client.post(&path, None, &[("client_id", "bank"), ("client_secret", "x")]).await), (401, "invalid_client".to_owned()));
        assert_eq!(word(&client.post("/approvals/x", None, &client.with_secret(&[])).await), (404, "unknown_approval".to_owned()));
        // By a header field, for those who prove themselves so.
        let basic = bank(&app, "basic", ClientSettings { token_endpoint_auth_method: AuthMethod::ClientSecretBasic, ..settings() }).await;
        let own = basic.post("/approvals", Some(&basic.basic()), &[("text", "Yes?"), ("login_hint", "alice")]).await.ok();
        let get = |authorization: Option<String>| {
            let request = Request::get(format!("{SMART}/approvals/{}", text(&own["id"]))).header("host", HOST);
            let request = authorization.into_iter().fold(request, |request, value| request.header("authorization", value));
            app.send(request.body(Body::empty()).unwrap())
        };
        assert_eq!(get(Some(basic.basic())).await.ok()["status"], "pending");
        assert_eq!(get(None).await.status, 401);
        basic.disable().await;
        assert_eq!(get(Some(basic.basic())).await.status, 401);
    }

    // An application under the id of one that was removed is another one.
    async fn a_client_does_not_inherit_what_another_of_its_id_has_asked(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        app.as_if_opened_by("UPDATE clients SET created_at = 9000000000000 WHERE id = 'bank'").await;
        app.set(SMART, |_| {}).await;
        assert_eq!(word(&look(&client, &asked).await), (404, "unknown_approval".to_owned()));
        assert_eq!(alice.open(&page(&asked)).await.status, 400);
        approves(&mut alice, &asked).await.assert_refused(400, "session_expired");
        assert!(!alice.open("/approve").await.text.contains("Pay 1,200"));
    }
}
