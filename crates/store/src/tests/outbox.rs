//! The outbox: each message is given to one sender at a time, settled once, and forgotten.

use super::TENANT;
use crate::{
    Error, Store,
    id::MessageId,
    outbox::{self, Channel, Outgoing, State},
    testing::on_each_engine,
};

fn message(id: u8, due_at: i64, state: State) -> Outgoing {
    Outgoing {
        id: MessageId::from_bytes([id; 16]),
        tenant_id: TENANT,
        channel: Channel::Mail,
        state,
        sealed: vec![id; 64],
        attempts: 0,
        created_at: due_at,
        due_at,
        expires_at: due_at + 1_000,
        trouble: None,
    }
}

async fn with(store: &Store, messages: Vec<Outgoing>) {
    let put = store.write("put", move |tx| messages.iter().try_for_each(|message| outbox::insert(tx, message)));
    put.await.unwrap();
}

async fn due(store: &Store, now: i64, lease_until: i64) -> Vec<Outgoing> {
    store.write("due", move |tx| outbox::due(tx, now, lease_until, 10)).await.unwrap()
}

fn numbers(messages: &[Outgoing]) -> Vec<u8> {
    messages.iter().map(|message| message.id.as_bytes()[0]).collect()
}

#[tokio::test]
async fn what_is_due_is_taken_in_order_and_blank_ones_never() {
    on_each_engine(async |store| {
        let rows = vec![
            message(1, 300, State::Waiting),
            message(2, 100, State::Waiting),
            message(3, 100, State::Blank),
            message(4, 301, State::Waiting),
        ];
        with(&store, rows).await;
        let taken = due(&store, 300, 900).await;
        assert_eq!(numbers(&taken), [2, 1]);
        assert_eq!(taken[1], Outgoing { attempts: 1, due_at: 900, ..message(1, 300, State::Waiting) });
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_is_free_again_when_its_time_is_over() {
    on_each_engine(async |store| {
        with(&store, vec![message(1, 100, State::Waiting)]).await;
        assert_eq!(numbers(&due(&store, 100, 900).await), [1]);
        assert_eq!(numbers(&due(&store, 899, 1_700).await), []);
        let again = due(&store, 900, 1_700).await;
        assert_eq!((numbers(&again), again[0].attempts), (vec![1], 2));
        // The first taker is late: what it says about a failure no longer counts.
        let id = MessageId::from_bytes([1; 16]);
        let late = store.write("late", move |tx| {
            Ok::<_, Error>((outbox::again(tx, (id, 1), 5, "slow")?, outbox::give_up(tx, (id, 1), 5, "slow")?))
        });
        assert_eq!(late.await.unwrap(), (false, false));
        // But when it did send it, nobody sends it again.
        assert!(store.write("sent", move |tx| outbox::sent(tx, id, 2_000)).await.unwrap());
        assert_eq!(numbers(&due(&store, 5_000, 6_000).await), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_race_each_message_goes_to_one() {
    on_each_engine(async |store| {
        with(&store, (1..=20).map(|id| message(id, 100, State::Waiting)).collect()).await;
        let races: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut taken = Vec::new();
                    loop {
                        let some = store.write("due", |tx| outbox::due(tx, 100, 900, 3)).await.unwrap();
                        if some.is_empty() {
                            return taken;
                        }
                        taken.extend(numbers(&some));
                    }
                })
            })
            .collect();
        let mut taken = Vec::new();
        for race in races {
            taken.extend(race.await.unwrap());
        }
        taken.sort_unstable();
        assert_eq!(taken, (1..=20).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_settled_message_says_nothing_more() {
    on_each_engine(async |store| {
        with(&store, (1..=3).map(|id| message(id, 100, State::Waiting)).collect()).await;
        due(&store, 100, 900).await;
        let settled = store.write("settle", |tx| {
            let id = |number| MessageId::from_bytes([number; 16]);
            let first = outbox::sent(tx, id(1), 5_000)?;
            let twice = outbox::sent(tx, id(1), 5_000)?;
            let given_up = outbox::give_up(tx, (id(2), 1), 5_000, "refused")?;
            Ok::<_, Error>((first, twice, given_up, outbox::again(tx, (id(3), 1), 400, "unreachable")?))
        });
        assert_eq!(settled.await.unwrap(), (true, false, true, true));
        let left = store.read("left", |tx| outbox::waiting(tx, 10)).await.unwrap();
        assert_eq!(numbers(&left), [3]);
        assert_eq!((left[0].due_at, left[0].trouble.as_deref()), (400, Some("unreachable")));
        for (number, state, trouble) in [(1, State::Sent, None), (2, State::GivenUp, Some("refused"))] {
            let found = store.read("find", move |tx| outbox::find(tx, MessageId::from_bytes([number; 16]))).await;
            let row = found.unwrap().unwrap();
            assert_eq!((row.state, row.trouble.as_deref(), row.sealed), (state, trouble, Vec::new()));
        }
    })
    .await;
}

#[tokio::test]
async fn rows_are_forgotten_when_their_time_has_come() {
    on_each_engine(async |store| {
        let rows = vec![
            message(1, 100, State::Waiting),
            message(2, 100, State::Blank),
            message(3, 200, State::Blank),
            message(4, 100, State::Waiting),
        ];
        with(&store, rows).await;
        let is_due = async |now: i64| store.read("due", move |tx| outbox::is_any_due(tx, now)).await.unwrap();
        assert!(!is_due(99).await && is_due(100).await);
        assert_eq!(store.write("blank", |tx| outbox::drop_blank(tx, 199)).await.unwrap(), 1);
        let sent = |tx: &mut crate::Tx<'_>| outbox::sent(tx, MessageId::from_bytes([1; 16]), 86_400);
        assert!(store.write("sent", sent).await.unwrap());
        let sweep =
            |now: i64, expired_before: i64| store.write("sweep", move |tx| outbox::sweep(tx, now, expired_before, 10));
        assert_eq!(sweep(199, 0).await.unwrap(), 0);
        assert_eq!(sweep(200, 0).await.unwrap(), 1, "the other blank one");
        assert_eq!(sweep(86_399, 1_100).await.unwrap(), 0, "what has just expired may still be given up");
        assert_eq!(sweep(86_399, 1_101).await.unwrap(), 1, "nobody has sent it");
        assert_eq!(sweep(86_400, 0).await.unwrap(), 1, "what was sent");
        assert!(!is_due(i64::MAX).await);
    })
    .await;
}

/// S2-13: what a mail server refuses is still to be sent, and so is what somebody is sending.
#[tokio::test]
async fn what_is_tried_again_later_still_waits() {
    on_each_engine(async |store| {
        let rows = [1, 2, 3].map(|number| message(number, 100, State::Waiting)).to_vec();
        with(&store, rows).await;
        with(&store, vec![message(4, 100, State::Blank), message(5, 100, State::Sent)]).await;
        let taken = due(&store, 100, 900).await;
        let (first, second) = (taken[0].id, taken[1].id);
        let settle = move |tx: &mut crate::Tx<'_>| {
            assert!(outbox::again(tx, (first, 1), 50_000, "refused")?);
            let waiting = outbox::depth(tx, 10)?;
            outbox::sent(tx, second, 5_000)?;
            Ok::<_, Error>((waiting, outbox::backlog(tx, 10)?, outbox::backlog(tx, 1)?))
        };
        // The oldest is the one that was put off the furthest.
        assert_eq!(store.write("settle", settle).await.unwrap(), ((3, Some(first)), 2, 1));
    })
    .await;
}
