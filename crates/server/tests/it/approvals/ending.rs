//! How an approval ends that nobody has answered, and what becomes of it when its member goes. The sweep goes by the database's clock, which no test
//! sets: what is to be over is asked for in the past.

use super::*;
use domain::id::UserId;

/// Of the events of this kind, about whom each is.
async fn subjects(app: &TestApp, kind: &str) -> Vec<Option<UserId>> {
    let tenant = app.app.snapshot().door("demo", "community").unwrap().tenant.id;
    let events = app.store.read("events", move |tx| store::audit_event::latest(tx, tenant, 1_000)).await.unwrap();
    events.into_iter().filter(|event| event.kind == kind).map(|event| event.subject_id).collect()
}

/// How many approvals keep what they were about.
async fn in_full(app: &TestApp) -> u64 {
    let sql = "UPDATE approvals SET content = content WHERE content <> '' OR sub <> ''";
    app.store.write("count", move |tx| store::testing::execute(tx, sql)).await.unwrap()
}

on_both_engines! {
    // Its time over, nobody approves; this is put on record, and later everything is forgotten.
    async fn an_approval_expires(app: TestApp) {
        const NEARLY_A_MONTH: &str = "UPDATE approvals SET due_at = due_at - 2588400000";
        const AN_HOUR: &str = "UPDATE approvals SET due_at = due_at - 3600000";
        app.advance_seconds(-120);
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let late = asked(&client, "alice", &[("expires_in", "60")]).await;
        let begun = alice.post(&format!("{}/begin", page(&late)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        app.advance_seconds(60);
        alice.post(&format!("{}/finish", page(&late)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(status(&client, &late).await, "expired");
        assert_eq!(alice.open(&page(&late)).await.status, 400);
        for _ in 0..2 {
            app.app.sweep().await.unwrap();
        }
        let alice = app.holder(SMART, "alice").await.unwrap().0;
        assert_eq!(subjects(&app, "approval_expired").await, [Some(alice)]);
        for (later, then) in [("UPDATE approvals SET due_at = due_at", 200), (NEARLY_A_MONTH, 200), (AN_HOUR, 404)] {
            app.as_if_opened_by(later).await;
            app.app.sweep().await.unwrap();
            let seen = look(&client, &late).await;
            assert_eq!(seen.status, then, "{later}");
            assert!(then == 404 || seen.json()["status"] == "expired", "{}", seen.text);
        }
        assert_eq!(word(&look(&client, &late).await), (404, "unknown_approval".to_owned()));
    }

    // A node whose clock is ahead puts nobody on record as late who is not.
    async fn a_node_that_is_ahead_ends_nothing(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        app.advance_seconds(700);
        app.app.sweep().await.unwrap();
        assert_eq!(subjects(&app, "approval_expired").await, []);
        app.advance_seconds(-700);
        assert_eq!(status(&client, &asked).await, "pending");
    }

    // Who is erased leaves no gap by which an application could tell them from somebody who never was.
    async fn an_erased_member_is_as_one_who_never_was(app: TestApp) {
        app.advance_seconds(-3600);
        let client = bank(&app, "bank", settings()).await;
        let mut owner = app.owner().await;
        let mut alice = member(&app, "alice").await;
        let user = app.holder(SMART, "alice").await.unwrap().0;
        let given = asked(&client, "alice", &[]).await;
        assert_eq!(approves(&mut alice, &given).await.status, 204);
        let (known, unknown) = (asked(&client, "alice", &[]).await, asked(&client, "nobody-at-all", &[]).await);
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let gone = owner.console("DELETE", &format!("/admin/demo/pools/{pool}/users/{user}"), &Value::Null).await;
        assert_eq!(gone.status, 204, "{}", gone.text);
        domain::removal::finish(&app.app).await.unwrap();
        assert_eq!(in_full(&app).await, 1, "the one for nobody");
        // Known to be a member's, and forgotten with them.
        assert_eq!(word(&look(&client, &given).await), (404, "unknown_approval".to_owned()));
        for asked in [&known, &unknown] {
            assert_eq!(status(&client, asked).await, "pending");
        }
        // Whoever takes the name is somebody else.
        let mut alice = member(&app, "alice").await;
        assert_eq!(alice.open(&page(&known)).await.status, 400);
        app.advance_seconds(600);
        app.app.sweep().await.unwrap();
        for asked in [&known, &unknown] {
            let mut seen = look(&client, asked).await.ok();
            seen["id"] = Value::Null;
            assert_eq!(seen, json!({ "id": null, "status": "expired" }));
        }
        assert_eq!(subjects(&app, "approval_expired").await, [None, None]);
    }
}
