//! Who is slow keeps nobody else waiting.

use super::{Slow, added, key, receiver, silence, tested, waiting};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::webhooks::Posting;
use std::sync::atomic::Ordering;
use store::webhook;

on_both_engines! {
    // A receiver that never answers costs a turn of four calls, and keeps nobody else waiting.
    async fn an_address_that_hangs_keeps_nobody_waiting(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let (silent, count) = silence().await;
        let (hangs, _) = added(&mut owner, &silent, &["recovery"]).await;
        waiting(&app, &hangs, 50).await;
        let (url, calls) = receiver(vec![200; 9]);
        let (page, _) = added(&mut owner, &url, &["recovery"]).await;
        waiting(&app, &page, 3).await;
        let mut posting = Posting::default();
        posting.begin(&app.app).await.unwrap();
        posting.next().await.unwrap().unwrap();
        assert_eq!(calls.try_iter().count(), 3);
        // And whoever comes later need not wait for it, either.
        tested(&mut owner, &page).await;
        posting.begin(&app.app).await.unwrap();
        posting.next().await.unwrap().unwrap();
        assert_eq!(calls.try_iter().count(), 1);
        assert!(count.load(Ordering::SeqCst) <= 4, "{count:?}");
    }

    // Ten of a tenant's that take their time have all its room; the eleventh has the first turn that is free, however much waits for the ten.
    async fn who_waits_longest_for_a_turn_is_next(app: TestApp) {
        let mut owner = app.owner().await;
        app.browser(SMART).sign_up("alice").await.ok();
        let mut slow = Slow::begin(200).await;
        for _ in 0..10 {
            let (page, _) = added(&mut owner, &slow.url, &["recovery"]).await;
            waiting(&app, &page, 50).await;
        }
        let mut posting = Posting::default();
        posting.begin(&app.app).await.unwrap();
        slow.heard(40).await;
        let (page, _) = added(&mut owner, &slow.url, &["recovery"]).await;
        tested(&mut owner, &page).await;
        posting.begin(&app.app).await.unwrap();
        assert_eq!(slow.calls(), 40, "there is no room");
        // Whoever is slow has no second round in a turn.
        app.advance_seconds(10);
        slow.answers(40);
        posting.next().await.unwrap().unwrap();
        posting.begin(&app.app).await.unwrap();
        let whose = key(&app, &page);
        let row = app.store.read("webhook", move |tx| webhook::find(tx, whose)).await.unwrap().unwrap();
        assert_eq!((row.state.turn, slow.calls()), (1, 40));
    }
}
