//! The audit's seals: whatever is done to what was recorded is found, and what may be done to it stays whole.

mod erasure;
mod retention;
mod stream;
mod times;

use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines};
use crate::system_users::{at_pool, named};
use axum::body::Body;
use axum::http::Request;
use domain::audit::{self, Broken, Head, Report, SealError, VerifyError};
use domain::id::{EventId, TenantId};
use serde_json::{Value, json};
use store::audit_proof::{self, Recorded};
use store::audit_seal::{self, Seal};

const MINUTE: i64 = 60;
const LAST_ID: EventId = EventId::from_bytes([0xff; 16]);

/// Runs a statement that the server never would.
async fn tamper(app: &TestApp, sql: String) {
    let sql: &'static str = sql.leak();
    let touched = app.store.write("tamper", move |tx| store::testing::execute(tx, sql)).await.unwrap();
    assert!(touched > 0, "{sql}");
}

fn tenant(app: &TestApp) -> TenantId {
    app.app.snapshot().door("demo", "community").unwrap().tenant.id
}

/// All events of a tenant, oldest first.
async fn recorded(app: &TestApp, tenant: TenantId) -> Vec<Recorded> {
    let read = app.store.read("all", move |tx| audit_proof::range(tx, tenant, (EventId::NIL, LAST_ID), 10_000));
    read.await.unwrap()
}

async fn seals(app: &TestApp) -> Vec<Seal> {
    app.store.read("seals", |tx| audit_seal::after(tx, 0, 10_000)).await.unwrap()
}

async fn seal(app: &TestApp) -> Option<Head> {
    audit::seal(&app.app).await.unwrap()
}

async fn sound(app: &TestApp) -> Report {
    audit::verify(&app.app, None).await.unwrap()
}

async fn broken(app: &TestApp, head: Option<Head>) -> Broken {
    match audit::verify(&app.app, head).await {
        Err(VerifyError::Broken(broken)) => broken,
        other => panic!("nothing was found: {other:?}"),
    }
}

/// So many members sign up; what was recorded is sealed, and has been looked at twice.
async fn sealed(app: &TestApp, members: usize) -> (TenantId, Vec<EventId>) {
    for number in 0..members {
        app.member(SMART, &format!("member{number}")).await;
        app.advance_seconds(1);
    }
    app.advance_seconds(2 * MINUTE);
    assert!(seal(app).await.is_some());
    app.advance_seconds(20 * MINUTE);
    seal(app).await;
    let tenant = tenant(app);
    let ids: Vec<_> = recorded(app, tenant).await.iter().map(|row| row.event.id).collect();
    assert!(ids.len() >= members, "{ids:?}");
    assert_eq!(sound(app).await.waiting, 0);
    (tenant, ids)
}

/// The one row of an event, as a condition.
fn row_of(app: &TestApp, (tenant, id): (TenantId, EventId)) -> String {
    format!("tenant_id = {} AND id = {}", app.literal(tenant.as_bytes()), app.literal(id.as_bytes()))
}

on_both_engines! {
    async fn what_is_recorded_is_sealed_after_a_while(app: TestApp) {
        app.member(SMART, "alice").await;
        assert_eq!(seal(&app).await, None, "events may still be on their way");
        let young = sound(&app).await;
        assert!(young.waiting > 0 && young.events == 0 && young.head.is_none(), "{young:?}");
        app.advance_seconds(2 * MINUTE);
        let head = seal(&app).await.unwrap();
        let report = sound(&app).await;
        assert_eq!((report.waiting, report.late, report.head), (0, 0, Some(head.to_string())));
        assert!(report.events > 0 && report.seals > 0);
        assert_eq!(seal(&app).await, None, "nothing is sealed twice");
        // The seal as the log has it, at another node.
        let kept: Head = head.to_string().parse().unwrap();
        let other = app.other_node().await;
        assert_eq!(audit::verify(&other, Some(kept)).await.unwrap().events, report.events);
    }

    // S3c-4: what a program calls its request stands in the audit, where it was done and where it was refused, and in the stream.
    async fn what_a_request_is_called_is_recorded(app: TestApp) {
        let api = at_pool(&app, CLASSIC, "identity").await;
        let called = |name| [("x-correlation-id", name)];
        assert_eq!(api.with("POST", "/users", Some(&named("ada")), &called("order-7")).await.status, 201);
        app.advance_seconds(1);
        assert_eq!(api.with("POST", "/users", Some(&named("bob")), &called("bob said \"8\"")).await.status, 201);
        let wrong = Request::post(format!("{SMART}/sign-in/passkey/begin")).header("host", "localhost:8080");
        let wrong = wrong.header("content-type", "application/json").header("x-correlation-id", "order-9");
        let refused = app.send(wrong.body(Body::from(r#"{"unknown":1}"#)).unwrap()).await;
        assert_eq!(refused.header("x-correlation-id"), "order-9");
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        let mut told = Vec::new();
        while let Some(batch) = domain::audit::stream::next(&app.app, "test", false).await.unwrap() {
            told.extend(batch.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
            assert!(domain::audit::stream::sent(&app.app, batch).await.unwrap());
        }
        let of = |kind: &str| -> Vec<Value> {
            told.iter().filter(|line| line["kind"] == kind).map(|line| line["correlation"].clone()).collect()
        };
        assert_eq!(of("user_added"), [json!("order-7"), Value::Null]);
        assert_eq!(of("sign_in"), [json!("order-9")]);
        sound(&app).await;
    }

    // From the newest to the oldest: it is always the first broken record that is named.
    async fn a_changed_field_is_found(app: TestApp) {
        let (tenant, ids) = sealed(&app, 13).await;
        let changes = [
            "outcome = 'refused'", "kind = 'sign_out'", "at = at + 1", "address = '203.0.113.9'", "address = NULL",
            "passkey_label = 'Other'", "actor_id = NULL", "subject_id = NULL", "detail = 'x'", "reason = 'x'",
            "reference = 'AAAA-AAAA'", "pool_id = NULL", "salt = NULL",
        ];
        for (change, id) in changes.iter().zip(ids.iter().rev()) {
            tamper(&app, format!("UPDATE audit_events SET {change} WHERE {}", row_of(&app, (tenant, *id)))).await;
            assert_eq!(broken(&app, None).await, Broken::Changed { tenant, event: *id }, "{change}");
        }
    }

    async fn another_text_of_a_browser_is_found(app: TestApp) {
        app.browser(SMART).sign_up("alice").await.ok();
        sealed(&app, 3).await;
        tamper(&app, "UPDATE user_agents SET text = 'Another/1.0'".into()).await;
        assert!(matches!(broken(&app, None).await, Broken::Changed { .. }));
    }

    async fn a_deleted_event_is_found(app: TestApp) {
        let (tenant, ids) = sealed(&app, 3).await;
        for id in [ids[2], ids[1], ids[0]] {
            tamper(&app, format!("DELETE FROM audit_events WHERE {}", row_of(&app, (tenant, id)))).await;
            let found = broken(&app, None).await;
            assert!(matches!(found, Broken::Gone { event, .. } if event == id), "{found}");
        }
    }

    async fn an_event_that_was_put_in_is_found(app: TestApp) {
        let (tenant, ids) = sealed(&app, 3).await;
        let mut between = *ids[1].as_bytes();
        between[15] ^= 1;
        let copy = format!(
            "INSERT INTO audit_events (tenant_id, id, at, kind, outcome) SELECT tenant_id, {}, at, kind, outcome FROM audit_events \
             WHERE {}",
            app.literal(&between),
            row_of(&app, (tenant, ids[1]))
        );
        tamper(&app, copy).await;
        assert_eq!(broken(&app, None).await, Broken::PutIn { tenant, event: EventId::from_bytes(between) });
    }

    // What happened first is made to have happened last.
    async fn reordered_events_are_found(app: TestApp) {
        let (tenant, ids) = sealed(&app, 3).await;
        let aside = app.literal(&[1; 16]);
        let rows = [ids[0], ids[2], EventId::from_bytes([1; 16])].map(|id| row_of(&app, (tenant, id)));
        let named = [ids[0], ids[2]].map(|id| app.literal(id.as_bytes()));
        for (row, id) in [(&rows[0], &aside), (&rows[1], &named[0]), (&rows[2], &named[1])] {
            tamper(&app, format!("UPDATE audit_events SET id = {id} WHERE {row}")).await;
        }
        assert_eq!(broken(&app, None).await, Broken::Changed { tenant, event: ids[0] });
    }

    // A truncated log: the end of the events goes, with all seals that speak of it.
    async fn a_cut_end_is_found(app: TestApp) {
        let (tenant, _) = sealed(&app, 3).await;
        let before = app.store.read("head", audit_seal::head).await.unwrap().unwrap();
        let short = seals(&app).await.len();
        app.member(SMART, "zoe").await;
        app.advance_seconds(2 * MINUTE);
        let head = seal(&app).await.unwrap();
        let last = recorded(&app, tenant).await.last().unwrap().event.id;
        tamper(&app, format!("DELETE FROM audit_events WHERE {}", row_of(&app, (tenant, last)))).await;
        tamper(&app, format!("DELETE FROM audit_seals WHERE number > {short}")).await;
        let cut = Broken::SealsCut { after: i64::try_from(short).unwrap(), head: head.number };
        assert_eq!(broken(&app, None).await, cut, "the note about the last seal says so");
        let refused = audit::seal(&app.app).await.unwrap_err();
        assert!(matches!(refused, SealError::Broken(found) if found == cut), "nothing is built on that");
        // With an old note put back, everything fits together, and only the seal that was kept elsewhere tells.
        let note = before.replace('\'', "''");
        tamper(&app, format!("UPDATE installation SET value = '{note}' WHERE name = 'audit_head'")).await;
        sound(&app).await;
        assert_eq!(broken(&app, Some(head)).await, cut);
        // A chain that goes on from there is another one.
        app.member(SMART, "ann").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        assert_eq!(broken(&app, Some(head)).await, Broken::OtherSeal { number: head.number });
    }

    async fn tampered_seals_are_found(app: TestApp) {
        sealed(&app, 3).await;
        app.member(SMART, "zoe").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        let all = seals(&app).await;
        assert!(all.len() >= 2, "{}", all.len());
        let last = all.len();
        // Swapped.
        for (from, to) in [(1, 1_000), (2, 1), (1_000, 2)] {
            tamper(&app, format!("UPDATE audit_seals SET number = {to} WHERE number = {from}")).await;
        }
        assert_eq!(broken(&app, None).await, Broken::Signature { number: 1 });
        for (from, to) in [(1, 1_000), (2, 1), (1_000, 2)] {
            tamper(&app, format!("UPDATE audit_seals SET number = {to} WHERE number = {from}")).await;
        }
        sound(&app).await;
        // Changed.
        tamper(&app, format!("UPDATE audit_seals SET sealed_at = sealed_at + 1 WHERE number = {last}")).await;
        assert_eq!(broken(&app, None).await, Broken::Signature { number: i64::try_from(last).unwrap() });
        tamper(&app, format!("UPDATE audit_seals SET sealed_at = sealed_at - 1 WHERE number = {last}")).await;
        // Gone from the middle, and the note about the last one forged.
        tamper(&app, "UPDATE installation SET value = '1-00 00' WHERE name = 'audit_head'".into()).await;
        assert_eq!(broken(&app, None).await, Broken::HeadForged);
        tamper(&app, "DELETE FROM installation WHERE name = 'audit_head'".into()).await;
        assert_eq!(broken(&app, None).await, Broken::HeadForged);
        tamper(&app, "DELETE FROM audit_seals WHERE number = 1".into()).await;
        assert_eq!(broken(&app, None).await, Broken::SealMissing { number: 1 });
    }
}
