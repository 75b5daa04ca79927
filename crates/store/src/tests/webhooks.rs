//! Addresses that are told what happens, and what they are told: one turn at a time, each event once, found without a scan.

use super::TENANT;
use crate::{
    Error, Store, Tx,
    id::{EventId, WebhookId},
    testing::on_each_engine,
    webhook::{self, State, Webhook},
    webhook_delivery::{self, Attempt, State as Stand},
};

const FIRST: WebhookId = WebhookId::from_bytes([1; 16]);
const SECOND: WebhookId = WebhookId::from_bytes([2; 16]);

fn event(number: u8) -> EventId {
    EventId::from_bytes([number; 16])
}

fn an_address(id: WebhookId) -> Webhook {
    Webhook {
        tenant_id: TENANT,
        id,
        url: "https://hooks.example/in".into(),
        description: "SIEM".into(),
        events: "sign_in passkey".into(),
        enabled: true,
        off_because: None,
        since: 5,
        sealed: vec![7; 60],
        sealed_before: None,
        before_until: None,
        created_at: 5,
        changed_at: 5,
        state: State::default(),
    }
}

fn two(tx: &mut Tx<'_>) -> Result<(), Error> {
    webhook::insert(tx, &an_address(FIRST))?;
    webhook::insert(tx, &an_address(SECOND))
}

#[tokio::test]
async fn an_address_is_what_was_said_of_it() {
    on_each_engine(async |store: Store| {
        let key = (TENANT, FIRST);
        let check = move |tx: &mut Tx<'_>| {
            two(tx)?;
            assert_eq!(webhook::find(tx, key)?, Some(an_address(FIRST)));
            let changed = Webhook {
                url: "https://x.example".into(),
                events: "policy".into(),
                changed_at: 9,
                ..an_address(FIRST)
            };
            assert!(webhook::save(tx, &changed)?);
            assert_eq!(webhook::find(tx, key)?, Some(changed.clone()));
            let renewed =
                Webhook { sealed: vec![8; 60], sealed_before: Some(vec![7; 60]), before_until: Some(99), ..changed };
            assert!(webhook::set_secret(tx, &renewed)?);
            assert_eq!(webhook::find(tx, key)?, Some(renewed));
            assert!(webhook::switch_off(tx, key, (10, Some("gone")))?);
            assert!(!webhook::switch_off(tx, key, (11, None))?, "it is off");
            assert_eq!(webhook::enabled(tx)?, [an_address(SECOND)]);
            let off = webhook::find(tx, key)?.unwrap();
            assert_eq!((off.enabled, off.off_because.as_deref(), off.changed_at), (false, Some("gone"), 10));
            assert!(webhook::switch_on(tx, key, 20)? && !webhook::switch_on(tx, key, 21)?);
            let on = webhook::find(tx, key)?.unwrap();
            assert_eq!((on.enabled, on.off_because, on.since), (true, None, 20));
            assert_eq!(webhook::of_tenant(tx, TENANT)?.len(), 2);
            assert!(webhook::delete(tx, key)? && !webhook::delete(tx, key)?);
            assert_eq!(webhook::position(tx, TENANT)?, None);
            for position in [(event(1), event(2)), (event(4), event(3))] {
                webhook::move_to(tx, TENANT, position)?;
                assert_eq!(webhook::position(tx, TENANT)?, Some(position));
            }
            Ok::<_, Error>(())
        };
        store.write("addresses", check).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_has_the_turn_and_each_event_is_told_once() {
    on_each_engine(async |store: Store| {
        let key = (TENANT, FIRST);
        let check = move |tx: &mut Tx<'_>| {
            two(tx)?;
            assert_eq!(webhook::due(tx, 100, 9)?, []);
            assert!(webhook_delivery::add(tx, key, (event(1), "a"), 50)?);
            assert!(!webhook_delivery::add(tx, key, (event(1), "a"), 60)?, "it is told already");
            assert!(webhook_delivery::add(tx, key, (event(2), "b"), 70)?);
            webhook::wake(tx, key, 70)?;
            webhook::wake(tx, key, 50)?;
            webhook::wake(tx, key, 90)?;
            assert_eq!(webhook::due(tx, 49, 9)?, []);
            let due = webhook::due(tx, 50, 9)?;
            assert_eq!(due.iter().map(|one| one.id).collect::<Vec<_>>(), [FIRST]);
            assert!(webhook::begin_turn(tx, &due[0], 200)?);
            assert!(!webhook::begin_turn(tx, &due[0], 200)?, "somebody has it");
            assert_eq!(webhook::due(tx, 199, 9)?, []);
            assert_eq!(webhook::due(tx, 200, 9)?.len(), 1, "whoever had it is gone");
            let rows = webhook_delivery::due(tx, key, 69, 9)?;
            assert_eq!(rows.iter().map(|row| row.event_id).collect::<Vec<_>>(), [event(1)]);
            let attempt = Attempt { at: 69, status: Some(500), trouble: Some("no".into()) };
            assert!(webhook_delivery::tried(tx, &rows[0], (Stand::Waiting, Some(300)), &attempt)?);
            assert!(
                !webhook_delivery::tried(tx, &rows[0], (Stand::Taken, None), &attempt)?,
                "somebody has tried it since"
            );
            webhook::end_turn(tx, key, (7, 90))?;
            assert_eq!(webhook::due(tx, 100, 9)?, [], "it is not theirs to end");
            webhook::end_turn(tx, key, (1, 90))?;
            assert_eq!(webhook::find(tx, key)?.unwrap().state.due_at, Some(70), "the other one waits");
            let state = State {
                held_until: 400,
                failures: 1,
                failing_since: Some(69),
                trouble: Some("no".into()),
                ..State::default()
            };
            webhook::fails(tx, key, &state)?;
            assert_eq!(webhook::due(tx, 399, 9)?, []);
            webhook::hurry(tx, key, 300)?;
            assert_eq!(webhook::due(tx, 100, 9)?.len(), 1);
            webhook::listens(tx, key)?;
            assert_eq!(webhook::find(tx, key)?.unwrap().state.failing_since, None);
            Ok::<_, Error>(())
        };
        store.write("turns", check).await.unwrap();
    })
    .await;
}

// Whoever had a turn is behind whoever had none, however much waits for it and for how long.
#[tokio::test]
async fn who_waits_longest_for_a_turn_has_the_next() {
    on_each_engine(async |store: Store| {
        let check = |tx: &mut Tx<'_>| {
            two(tx)?;
            for (number, (id, due_at)) in (1..).zip([(FIRST, 10), (FIRST, 11), (SECOND, 90)]) {
                webhook_delivery::add(tx, (TENANT, id), (event(number), "a"), due_at)?;
                webhook::wake(tx, (TENANT, id), due_at)?;
            }
            let mut turns = Vec::new();
            for now in [100, 101, 102, 103] {
                let next = webhook::due(tx, now, 9)?.remove(0);
                assert!(webhook::begin_turn(tx, &next, 500)?);
                webhook::end_turn(tx, (TENANT, next.id), (next.state.turn + 1, now))?;
                turns.push(next.id);
            }
            assert_eq!(turns, [FIRST, SECOND, FIRST, SECOND]);
            webhook::hold(tx, (TENANT, FIRST), 400)?;
            assert_eq!(webhook::due(tx, 399, 9)?.len(), 1);
            Ok::<_, Error>(())
        };
        store.write("turns", check).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_told_stands_until_it_is_swept() {
    on_each_engine(async |store: Store| {
        let key = (TENANT, FIRST);
        let check = move |tx: &mut Tx<'_>| {
            two(tx)?;
            for number in [1, 2] {
                webhook_delivery::add(tx, key, (event(number), "a"), 50)?;
            }
            assert_eq!(webhook_delivery::depth(tx, 9)?, (2, Some(event(1))));
            // Issue 9, 7: what waits for an address that is off raises no alarm.
            assert!(webhook::switch_off(tx, key, (60, None))?);
            assert_eq!(webhook_delivery::depth(tx, 9)?, (0, None));
            assert!(webhook::switch_on(tx, key, 61)?);
            let taken = Attempt { at: 70, status: Some(204), trouble: None };
            for row in webhook_delivery::due(tx, key, 500, 9)? {
                assert!(webhook_delivery::tried(tx, &row, (Stand::Taken, None), &taken)?);
            }
            assert_eq!((webhook_delivery::first_due(tx, key)?, webhook_delivery::depth(tx, 9)?), (None, (0, None)));
            let newest = webhook_delivery::newest(tx, key, event(9), 9)?;
            assert_eq!(
                newest.iter().map(|row| (row.event_id, row.attempts, row.state)).collect::<Vec<_>>(),
                [(event(2), 1, Stand::Taken), (event(1), 1, Stand::Taken)]
            );
            assert!(
                webhook_delivery::again(tx, key, event(1), 80)? && !webhook_delivery::again(tx, key, event(8), 80)?
            );
            assert_eq!(webhook_delivery::find(tx, key, event(1))?.unwrap().due_at, Some(80));
            webhook_delivery::add(tx, (TENANT, SECOND), (event(1), "a"), 50)?;
            assert_eq!(webhook_delivery::next(tx, key)?, Some((TENANT, SECOND)));
            assert_eq!(webhook_delivery::next(tx, (TENANT, SECOND))?, None);
            assert!(webhook_delivery::is_any(tx, key, event(2))? && !webhook_delivery::is_any(tx, key, event(1))?);
            assert_eq!(webhook_delivery::sweep(tx, key, event(2), 9)?, 1);
            assert_eq!(webhook_delivery::newest(tx, key, event(9), 9)?.len(), 1);
            Ok::<_, Error>(())
        };
        store.write("told", check).await.unwrap();
    })
    .await;
}
