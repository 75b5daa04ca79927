//! What is counted of the store's work: each event once, when it is committed, and each transaction with the time it took.

use super::{POOL, TENANT, session};
use crate::{
    Error,
    audit_event::{self, AuditEvent},
    id::{EventId, SessionId},
    testing::on_each_engine,
    traffic::Event,
};

fn event(number: u8, outcome: &'static str) -> AuditEvent {
    AuditEvent {
        tenant_id: TENANT,
        id: EventId::from_bytes([number; 16]),
        pool_id: None,
        workspace_id: None,
        at: i64::from(number),
        kind: "sign_in".into(),
        outcome: outcome.into(),
        reason: None,
        actor_id: None,
        subject_id: None,
        passkey_id: None,
        passkey_label: None,
        address: None,
        user_agent_id: None,
        reference: None,
        detail: None,
        salt: None,
        facts: None,
    }
}

// Issue 9, 7: what was undone, refused by the database or run again is no event more.
#[tokio::test]
async fn events_count_once_they_are_committed() {
    on_each_engine(async |store| {
        let written = store.write("three", |tx| {
            audit_event::insert(tx, &event(1, "done"))?;
            audit_event::insert(tx, &event(2, "done"))?;
            audit_event::insert(tx, &event(3, "refused"))
        });
        written.await.unwrap();
        let undone = store.write("undone", |tx| {
            audit_event::insert(tx, &event(4, "done"))?;
            Err::<(), Error>(Error::Closed)
        });
        assert!(undone.await.is_err());
        // The key is taken.
        let twice = store.write("twice", |tx| {
            audit_event::insert(tx, &event(5, "done"))?;
            audit_event::insert(tx, &event(1, "done"))
        });
        assert!(twice.await.is_err());
        let of = |outcome: &'static str| -> Event { ("sign_in".into(), outcome.into()) };
        assert_eq!(store.traffic().events(), [(of("done"), 2), (of("refused"), 1)]);
    })
    .await;
}

// Issue 9, 7.
#[tokio::test]
async fn transactions_are_timed_from_the_call() {
    on_each_engine(async |store| {
        let slow = |tx: &mut crate::Tx<'_>| {
            std::thread::sleep(std::time::Duration::from_millis(30));
            crate::clock::now(tx).map(drop)
        };
        store.read("slow", slow).await.unwrap();
        let traffic = store.traffic();
        let (waited, took) = (traffic.reads.waited.read(), traffic.reads.took.read());
        assert_eq!((waited.count(), took.count(), traffic.writes.took.read().count()), (1, 1, 0));
        assert!(took.sum_us >= 30_000 && took.sum_us >= waited.sum_us, "{took:?} {waited:?}");
        assert_eq!((traffic.busy(), traffic.failed(), store.waiting()), (0, 0, (0, 0)));
        assert!(store.connections() >= 2);
    })
    .await;
}

// Issue 9, 7: sessions are counted in chunks, and those that are over are not.
#[tokio::test]
async fn living_sessions_are_counted_in_chunks() {
    on_each_engine(async |store| {
        let seed = |tx: &mut crate::Tx<'_>| {
            let mut living = (1..=5).map(|number| session(number, i64::from(number) * 10));
            living.try_for_each(|row| crate::session::insert(tx, &row))
        };
        store.write("seed", seed).await.unwrap();
        let (mut counted, mut after, mut rounds) = (0, (POOL, SessionId::NIL), 0);
        loop {
            let chunk = move |tx: &mut crate::Tx<'_>| crate::session::alive(tx, after, 25, 2);
            let (alive, last) = store.read("count", chunk).await.unwrap();
            (counted, rounds) = (counted + alive, rounds + 1);
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        assert_eq!((counted, rounds), (3, 3));
    })
    .await;
}
