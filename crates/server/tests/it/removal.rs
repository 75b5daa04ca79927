//! Removing a member: nothing of them is left but what was recorded, and that without what is personal.

use crate::support::app::{SMART, TestApp};
use crate::support::{Actor, on_both_engines};
use domain::audit;
use domain::id::{EventId, UserId};
use serde_json::{Value, json};
use store::audit_proof::{self, Recorded};

const TABLES: [&str; 20] = [
    "problem_reports",
    "feedback",
    "adoptions",
    "identifiers",
    "passkeys",
    "sessions",
    "user_roles",
    "user_groups",
    "passwords",
    "totps",
    "recovery_codes",
    "one_time_codes",
    "devices",
    "prompts",
    "linked_accounts",
    "access_passes",
    "access_pass_requests",
    "recoveries",
    "notices",
    "user_words",
];

/// Signs up in a browser, with a word of theirs in everything that takes one.
async fn victim(app: &TestApp) -> (Actor<'_>, UserId) {
    let mut victim = app.browser(SMART);
    let answer = victim.sign_up("victim").await.ok();
    let id = answer["user_id"].as_str().unwrap().parse().unwrap();
    (victim, id)
}

fn address(app: &TestApp, user: UserId) -> String {
    let door = app.app.snapshot().door("demo", "community").unwrap();
    format!("/admin/demo/pools/{}/users/{user}", door.pool.id)
}

/// Rows of a table that name this user.
async fn rows(app: &TestApp, table: &str, user: UserId) -> u64 {
    let sql = format!("UPDATE {table} SET user_id = user_id WHERE user_id = {}", app.literal(user.as_bytes()));
    let sql: &'static str = sql.leak();
    app.store.write("count", move |tx| store::testing::execute(tx, sql)).await.unwrap()
}

async fn events(app: &TestApp, user: UserId) -> Vec<Recorded> {
    let tenant = app.app.snapshot().door("demo", "community").unwrap().tenant.id;
    let all = (EventId::NIL, EventId::from_bytes([0xff; 16]));
    let mut rows = app.store.read("all", move |tx| audit_proof::range(tx, tenant, all, 10_000)).await.unwrap();
    rows.retain(|row| row.event.subject_id == Some(user));
    rows
}

on_both_engines! {
    async fn everything_of_a_removed_member_goes(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut victim, id) = victim(&app).await;
        assert!(rows(&app, "passkeys", id).await > 0 && rows(&app, "sessions", id).await > 0);
        assert_eq!(victim.post("/report", &json!({ "doing": "setup", "password": "no" })).await.status, 204);
        assert!(rows(&app, "problem_reports", id).await > 0);
        let before = events(&app, id).await;
        assert!(before.iter().any(|row| row.event.address.is_some()), "{before:?}");
        app.advance_seconds(120);
        audit::seal(&app.app).await.unwrap();
        let page = owner.console("GET", &address(&app, id), &Value::Null).await.text;
        assert!(page.contains("Remove this member for good?"), "{page}");
        assert_eq!(owner.console("DELETE", &address(&app, id), &Value::Null).await.status, 204);
        assert_eq!(victim.get("/session").await.status, 401);
        domain::removal::finish(&app.app).await.unwrap();
        for table in TABLES {
            assert_eq!(rows(&app, table, id).await, 0, "{table}");
        }
        let left = events(&app, id).await;
        assert_eq!(left.len(), before.len() + 1);
        let removal = left.iter().find(|row| row.event.kind == "user_erased").unwrap();
        assert!(removal.event.actor_id.is_some() && removal.event.detail.is_none() && removal.event.passkey_label.is_none());
        let hers = left.iter().filter(|row| row.event.kind != "user_erased");
        for row in hers {
            let e = &row.event;
            assert!(e.address.is_none() && e.passkey_label.is_none() && e.user_agent_id.is_none(), "{row:?}");
        }
        audit::verify(&app.app, None).await.unwrap();
        assert!(rows(&app, "erasures", id).await > 0, "it is looked through once more");
        app.advance_seconds(30 * 60);
        domain::removal::finish(&app.app).await.unwrap();
        assert_eq!(rows(&app, "erasures", id).await, 0);
        audit::seal(&app.app).await.unwrap();
        assert_eq!(audit::verify(&app.app, None).await.unwrap().waiting, 0);
        owner.step_up().await.ok();
        owner.console("DELETE", &address(&app, id), &Value::Null).await.assert_refused(404, "member_gone");
        assert!(!owner.console("GET", "/admin/security", &Value::Null).await.text.contains("victim"));
        // The name is free again.
        app.browser(SMART).sign_up("victim").await.ok();
    }

    // Not an equal, nobody higher, and no administrator at all before they are dismissed.
    async fn an_administrator_is_dismissed_first(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut administrator, _) = app.appointed(&mut owner, "first", ("administrator", "installation")).await;
        let (mut support, of_support) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let mut found = Vec::new();
        for name in ["root", "first", "support"] {
            let door = app.app.snapshot().door("demo", "community").unwrap();
            found.push(domain::members::by_name(&app.app, &door, name).await.unwrap());
        }
        for higher in &found[..2] {
            administrator.console("DELETE", &address(&app, *higher), &Value::Null).await.assert_refused(403, "not_permitted");
        }
        let lower = address(&app, found[2]);
        administrator.console("DELETE", &lower, &Value::Null).await.assert_refused(422, "administrator_already");
        let (_, member) = victim(&app).await;
        support.console("DELETE", &address(&app, member), &Value::Null).await.assert_refused(403, "not_permitted");
        owner.console("DELETE", &format!("/admin/administrators/{of_support}"), &json!({})).await;
        assert_eq!(administrator.console("DELETE", &lower, &Value::Null).await.status, 204);
        assert_eq!(rows(&app, "passkeys", member).await, 1, "nobody else went");
    }

    // An administrator of another tenant finds nobody.
    async fn elsewhere_there_is_nobody_to_remove(app: TestApp) {
        let mut owner = app.owner().await;
        let (_, id) = victim(&app).await;
        let forum = app.app.snapshot().door("forum", "main").unwrap().tenant.id;
        let (mut other, _) = app.appointed(&mut owner, "other", ("owner", &format!("tenant/{forum}"))).await;
        assert_eq!(other.console("DELETE", &address(&app, id), &Value::Null).await.status, 404);
        assert_eq!(rows(&app, "passkeys", id).await, 1);
    }
}
