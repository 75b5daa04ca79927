//! What is sealed when: late commits, clocks that go back, many events, and two sealers at once.

use super::{MINUTE, recorded, seal, seals, sound, tamper, tenant};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::audit;
use domain::id::{EventId, TenantId};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use tokio::sync::Barrier;

/// An event like any other, of this time.
fn event(tenant: TenantId, ms: i64, number: u32) -> AuditEvent {
    let [a, b, c, d] = number.to_be_bytes();
    AuditEvent {
        tenant_id: tenant,
        id: EventId::from_parts(u64::try_from(ms).unwrap(), [9, 9, 9, 9, 9, 9, a, b, c, d]),
        pool_id: None,
        workspace_id: None,
        at: ms,
        kind: "sign_in".into(),
        outcome: "done".into(),
        reason: None,
        actor_id: None,
        subject_id: None,
        passkey_id: None,
        passkey_label: None,
        address: Some("192.0.2.7".into()),
        user_agent_id: None,
        reference: None,
        detail: None,
        facts: None,
        salt: Some([7; 10]),
    }
}

async fn record(app: &TestApp, events: Vec<AuditEvent>) {
    for chunk in events.chunks(500) {
        let chunk = chunk.to_vec();
        let write =
            app.store.write("record", move |tx| chunk.iter().try_for_each(|event| audit_event::insert(tx, event)));
        write.await.unwrap();
    }
}

on_both_engines! {
    // Its id was made long before it was committed: the first look has passed over it.
    async fn what_comes_late_is_sealed_at_the_second_look(app: TestApp) {
        app.member(SMART, "alice").await;
        let (tenant, then) = (tenant(&app), app.app.now());
        app.advance_seconds(2);
        app.member(SMART, "bob").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        record(&app, vec![event(tenant, then + 1_000, 1)]).await;
        app.advance_seconds(MINUTE);
        assert_eq!(seal(&app).await, None);
        assert_eq!(sound(&app).await.waiting, 1, "until the second look it is no stranger");
        app.advance_seconds(20 * MINUTE);
        seal(&app).await.unwrap();
        let report = sound(&app).await;
        assert_eq!((report.waiting, report.late), (0, 1));
        assert!(app.log.text().contains("events were recorded long after their time"));
        assert_eq!(seal(&app).await, None, "and then all is done");
    }

    async fn a_clock_that_is_put_back_leaves_nothing_out(app: TestApp) {
        app.member(SMART, "alice").await;
        app.advance_seconds(120 * MINUTE);
        app.member(SMART, "bob").await;
        app.advance_seconds(20 * MINUTE);
        seal(&app).await.unwrap();
        app.advance_seconds(-100 * MINUTE);
        app.member(SMART, "carol").await;
        for _ in 0..3 {
            app.advance_seconds(MINUTE);
            seal(&app).await;
        }
        app.member(SMART, "dora").await;
        app.advance_seconds(20 * MINUTE);
        seal(&app).await.unwrap();
        let report = sound(&app).await;
        assert_eq!(report.waiting, 0, "{report:?}");
        assert!(report.late >= 2, "{report:?}");
        // Until the clock is where it was, and beyond.
        app.member(SMART, "ella").await;
        app.advance_seconds(200 * MINUTE);
        app.member(SMART, "fay").await;
        app.advance_seconds(20 * MINUTE);
        seal(&app).await.unwrap();
        assert_eq!(sound(&app).await.waiting, 0);
    }

    // Those of an older release have no salt until they are sealed.
    async fn events_from_before_are_sealed_too(app: TestApp) {
        app.member(SMART, "alice").await;
        tamper(&app, "UPDATE audit_events SET salt = NULL".into()).await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        assert!(sound(&app).await.events > 0);
        assert!(recorded(&app, tenant(&app)).await.iter().all(|row| row.event.salt.is_some()));
    }

    async fn many_events_of_two_tenants_are_sealed_page_by_page(app: TestApp) {
        let (tenant, other) = (tenant(&app), TenantId::NIL);
        let now = app.app.now();
        let mut events: Vec<_> = (0..5_100).map(|number| event(tenant, now + i64::from(number) / 7, number)).collect();
        events.extend((0..1_001).map(|number| event(other, now, number)));
        record(&app, events).await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        let report = sound(&app).await;
        assert!(report.events >= 6_101, "{report:?}");
        assert_eq!((report.waiting, report.late), (0, 0));
        app.advance_seconds(20 * MINUTE);
        seal(&app).await.unwrap();
        assert_eq!(sound(&app).await.events, report.events, "the second look finds nothing new");
        let last = recorded(&app, tenant).await.pop().unwrap().event.id;
        tamper(&app, format!("DELETE FROM audit_events WHERE {}", crate::audit::row_of(&app, (tenant, last)))).await;
        assert!(matches!(crate::audit::broken(&app, None).await, audit::Broken::Gone { event, .. } if event == last));
    }

    async fn two_sealers_at_once_seal_each_event_once(app: TestApp) {
        let tenant = tenant(&app);
        let nodes = [Arc::clone(&app.app), app.other_node().await];
        let mut number = 0;
        for _ in 0..8 {
            let now = app.app.now();
            let events = (0..700).map(|_| {
                number += 1;
                event(tenant, now, number)
            });
            record(&app, events.collect()).await;
            app.advance_seconds(2 * MINUTE);
            let start = Arc::new(Barrier::new(2));
            let sealers = nodes.clone().map(|node| {
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    start.wait().await;
                    audit::seal(&node).await.map(drop)
                })
            });
            for sealer in sealers {
                sealer.await.unwrap().unwrap();
            }
        }
        // What the loser has left is sealed by the next.
        seal(&app).await;
        let report = sound(&app).await;
        assert_eq!(report.waiting, 0);
        assert!(report.events >= 5_600, "{report:?}");
        let numbers: Vec<_> = seals(&app).await.iter().map(|seal| seal.number).collect();
        assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
    }
}
