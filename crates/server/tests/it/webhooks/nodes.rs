//! Several nodes at once, and one that is killed: nothing is lost, and nothing is told twice for no reason.

use super::{Call, DAY, MINUTE, Slow, added, key, receiver, send, silence, tell, tested, told, waiting};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::webhooks::{self, Looking, Posting};
use serde_json::json;
use std::collections::HashSet;
use store::audit_event::{self, AuditEvent};
use store::id::EventId;
use store::{Tx, webhook, webhook_delivery};

const ALL: EventId = EventId::from_bytes([0xff; 16]);

on_both_engines! {
    // Whoever is killed between what happened, what was noted and what was sent loses nothing.
    async fn a_node_that_is_killed_loses_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        let (silent, _) = silence().await;
        let (page, _) = added(&mut owner, &silent, &["sign_in"]).await;
        app.browser(SMART).sign_up("alice").await.ok();
        Looking::default().look(&app.app).await.unwrap();
        let mut killed = Posting::default();
        killed.begin(&app.app).await.unwrap();
        drop(killed);
        let (url, calls) = receiver(vec![200; 9]);
        owner.changes(&format!("{page}/settings"), &json!({ "url": url })).await.ok();
        assert_eq!(told(&app, &calls).await.len(), 0, "another node may be at it");
        app.advance_seconds(121);
        let came = told(&app, &calls).await;
        assert_eq!(came.iter().filter(|call| call.json()["type"] == "sign_up.succeeded").count(), 1);
    }

    // ADR 29: an id is made before its event is committed.
    async fn what_was_committed_late_is_told(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["sign_in"]).await;
        app.advance_seconds(MINUTE);
        let late = app.app.now();
        app.advance_seconds(2 * MINUTE);
        app.browser(SMART).sign_up("alice").await.ok();
        app.advance_seconds(MINUTE);
        app.browser(SMART).sign_up("bob").await.ok();
        assert_eq!(told(&app, &calls).await.len(), 2);
        let tenant = key(&app, &page).0;
        let write = move |tx: &mut Tx<'_>| {
            let event = audit_event::latest(tx, tenant, 9)?.into_iter().find(|event| event.kind == "sign_up").unwrap();
            let id = EventId::from_parts(u64::try_from(late).unwrap(), [7; 10]);
            audit_event::insert(tx, &AuditEvent { id, at: late, salt: None, ..event })
        };
        app.store.write("a late event", write).await.unwrap();
        assert_eq!(told(&app, &calls).await.len(), 0);
        app.advance_seconds(20 * MINUTE);
        let came = told(&app, &calls).await;
        let ids: Vec<_> = came.iter().map(Call::id).collect();
        assert_eq!(ids, [format!("msg_{}", EventId::from_parts(u64::try_from(late).unwrap(), [7; 10]))]);
    }

    // What was told is forgotten in the end, and with its address at once.
    async fn what_was_told_is_forgotten(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (url, calls) = receiver(vec![200; 9]);
        let (kept, _) = added(&mut owner, &url, &["recovery"]).await;
        let (gone, _) = added(&mut owner, "https://hooks.example/in", &["recovery"]).await;
        waiting(&app, &gone, 600).await;
        tested(&mut owner, &kept).await;
        assert_eq!(told(&app, &calls).await.len(), 1);
        let count = async |page: &str| {
            let whose = key(&app, page);
            let all = EventId::from_bytes([0xff; 16]);
            app.store.read("count", move |tx| webhook_delivery::newest(tx, whose, all, 1_000)).await.unwrap().len()
        };
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!((count(&kept).await, count(&gone).await), (1, 600));
        let version = owner.version_of(&gone).await;
        assert_eq!(owner.removes(&gone, &version).await.status, 204);
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!((count(&kept).await, count(&gone).await), (1, 0));
        app.advance_seconds(10 * DAY + 1);
        webhooks::sweep(&app.app).await.unwrap();
        assert_eq!(count(&kept).await, 0);
    }

    // Two nodes look, and two nodes send, at the same time: each event comes once.
    async fn what_two_nodes_do_at_once_is_done_once(app: TestApp) {
        let mut owner = app.owner().await;
        let (url, calls) = receiver(vec![200; 60]);
        app.advance_seconds(1);
        let (page, _) = added(&mut owner, &url, &["sign_in", "recovery"]).await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (mut one, mut two) = (Looking::default(), Looking::default());
        let (first, second) = tokio::join!(one.look(&app.app), two.look(&app.app));
        first.and(second).unwrap();
        waiting(&app, &page, 30).await;
        tokio::join!(send(&app, Posting::default()), send(&app, Posting::default()));
        tell(&app).await;
        let came: Vec<_> = calls.try_iter().map(|call| call.id().to_owned()).collect();
        assert_eq!((came.len(), came.iter().collect::<HashSet<_>>().len()), (31, 31));
    }

    // The last seconds are read again each second: whoever has written down what came of them does not write it again.
    async fn a_second_look_writes_nothing(app: TestApp) {
        let mut owner = app.owner().await;
        app.advance_seconds(1);
        let (page, _) = added(&mut owner, "https://hooks.example/in", &["sign_in"]).await;
        app.browser(SMART).sign_up("alice").await.ok();
        let mut looking = Looking::default();
        looking.look(&app.app).await.unwrap();
        let whose = key(&app, &page);
        let (tenant, id) = whose;
        let is_there = move |tx: &mut Tx<'_>| {
            let told = webhook_delivery::newest(tx, whose, ALL, 9)?.len();
            Ok::<_, store::Error>((told, webhook::position(tx, tenant)?))
        };
        let (told, position) = app.store.read("told", is_there).await.unwrap();
        assert_eq!(told, 1);
        // Were it written again, it would be there again.
        app.store.write("forget", move |tx| webhook_delivery::sweep(tx, whose, ALL, 9)).await.unwrap();
        for _ in 0..3 {
            app.advance_seconds(1);
            looking.look(&app.app).await.unwrap();
            assert_eq!(app.store.read("told", is_there).await.unwrap(), (0, position));
        }
        // Whoever has not written it does, and so does this one where it is told somebody else, too.
        Looking::default().look(&app.app).await.unwrap();
        assert_eq!(app.store.read("told", is_there).await.unwrap().0, 1);
        app.store.write("forget", move |tx| webhook_delivery::sweep(tx, whose, ALL, 9)).await.unwrap();
        let other = move |tx: &mut Tx<'_>| {
            let row = webhook::find(tx, (tenant, id))?.unwrap();
            webhook::save(tx, &webhook::Webhook { events: "sign_in policy".into(), ..row })
        };
        app.store.write("ask for more", other).await.unwrap();
        looking.look(&app.app).await.unwrap();
        assert_eq!(app.store.read("told", is_there).await.unwrap().0, 1);
        // Later on it stands behind what was looked through.
        app.advance_seconds(10);
        looking.look(&app.app).await.unwrap();
        assert_ne!(app.store.read("told", is_there).await.unwrap().1, position);
    }

    // Somebody has named another address while a turn calls the one before: what is left goes to the new one, whatever
    // the one before says of itself.
    async fn a_turn_goes_on_at_the_new_address(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let mut slow = Slow::begin(410).await;
        let (page, _) = added(&mut owner, &slow.url, &["recovery"]).await;
        waiting(&app, &page, 10).await;
        let mut posting = Posting::default();
        posting.begin(&app.app).await.unwrap();
        slow.heard(4).await;
        let (url, calls) = receiver(vec![200; 9]);
        owner.changes(&format!("{page}/settings"), &json!({ "url": url })).await.ok();
        slow.answers(20);
        posting.next().await.unwrap().unwrap();
        assert_eq!((slow.calls(), calls.try_iter().count()), (4, 6));
        assert!(owner.console("GET", &format!("{page}/settings"), &serde_json::Value::Null).await.ok()["enabled"] == true);
    }
}
