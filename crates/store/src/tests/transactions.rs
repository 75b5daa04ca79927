//! What holds for a transaction on either engine.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicU32, Ordering},
};

use super::{get, set};
use crate::{
    DEFAULT_CONNECTIONS, Error, Location, Store, installation,
    testing::{Engine, engines, execute, location_on, on_each_engine},
};

/// An error of a use case, which hides what the store had said.
#[derive(Debug, PartialEq)]
struct Refused;

impl From<Error> for Refused {
    fn from(_: Error) -> Refused {
        Refused
    }
}

#[tokio::test]
async fn a_read_sees_every_write_that_was_answered() {
    on_each_engine(async |store| {
        for value in ["one", "two", "three"] {
            set(&store, "name", value).await.unwrap();
            assert_eq!(get(&store, "name").await.as_deref(), Some(value));
        }
    })
    .await;
}

#[tokio::test]
async fn a_closure_that_refuses_leaves_nothing() {
    on_each_engine(async |store| {
        let refused = store.write("refuse", |tx| {
            installation::set(tx, "name", "value")?;
            Err::<(), _>(Refused)
        });
        assert_eq!(refused.await, Err(Refused));
        assert_eq!(get(&store, "name").await, None);
    })
    .await;
}

#[tokio::test]
async fn no_closure_continues_after_an_sql_error() {
    on_each_engine(async |store| {
        let swallowed = store.write("swallow", |tx| {
            installation::set(tx, "name", "value")?;
            assert!(execute(tx, "INSERT INTO no_such_table (a) VALUES (1)").is_err());
            assert!(installation::set(tx, "name", "another").is_err(), "refused");
            Ok::<_, Error>(())
        });
        assert!(matches!(swallowed.await, Err(Error::Driver { .. })));
        assert_eq!(get(&store, "name").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_read_cannot_write() {
    on_each_engine(async |store| {
        let written = store.read("write in a read", |tx| installation::set(tx, "name", "value")).await;
        assert!(written.is_err());
        assert_eq!(get(&store, "name").await, None);
    })
    .await;
}

/// Both statements see one state, though on PostgreSQL the first one ran alone at first.
#[tokio::test]
async fn a_read_of_several_statements_is_one_transaction() {
    on_each_engine(async |store| {
        for _ in 0..3 {
            let read = store.read("two statements", |tx| {
                let before = installation::version(tx).map_err(|_| Refused)?;
                Ok::<_, Refused>((before, installation::get(tx, "name").map_err(|_| Refused)?))
            });
            assert_eq!(read.await, Ok((1, None)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_the_callers_alone() {
    on_each_engine(async |store| {
        let panicked = store.write("stumble", |tx| -> Result<(), Error> {
            installation::set(tx, "name", "value")?;
            panic!("on purpose");
        });
        assert!(matches!(panicked.await, Err(Error::Panicked { name: "stumble" })));
        let panicked = store.read("stumble", |_| -> Result<(), Error> { panic!("on purpose") });
        assert!(matches!(panicked.await, Err(Error::Panicked { .. })));
        assert_eq!(get(&store, "name").await, None);
        set(&store, "name", "value").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_finishes_what_was_accepted() {
    on_each_engine(async |store| {
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.write("bump", installation::bump).await })
            })
            .collect();
        // Each of them is either done or refused; none hangs.
        tokio::task::yield_now().await;
        store.close().await;
        for call in calls {
            assert!(matches!(call.await.unwrap(), Ok(()) | Err(Error::Closed)));
        }
        assert!(matches!(set(&store, "name", "value").await, Err(Error::Closed)));
    })
    .await;
}

/// As many connections as a server has, and each transaction in the way of each other.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_way_for_ever() {
    for engine in engines() {
        let (mut location, _guard) = location_on(*engine);
        if let Location::Postgres { connections, .. } = &mut location {
            *connections = DEFAULT_CONNECTIONS;
        }
        let store = Store::open(&location).unwrap();
        let calls: Vec<_> = (0..400)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.write("bump", installation::bump).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(store.read("version", installation::version).await.unwrap(), 401, "{engine:?}");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn increments_of_many_callers_are_all_counted() {
    on_each_engine(async |store| {
        let calls: Vec<_> = (0..40)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.write("bump", installation::bump).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(store.read("version", installation::version).await.unwrap(), 41);
    })
    .await;
}

fn postgres_only() -> Option<(Store, crate::testing::Guard)> {
    engines().contains(&Engine::Postgres).then(|| {
        let (location, guard) = location_on(Engine::Postgres);
        (Store::open(&location).unwrap(), guard)
    })
}

/// Two closures that each read what the other writes: the database undoes one of them, and it runs again by itself,
/// though the closure has turned the database's error into its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_run_again() {
    let Some((store, _guard)) = postgres_only() else { return };
    let (meeting, attempts) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let skewed = |mine: &'static str, other: &'static str| {
        let (store, meeting, attempts) = (store.clone(), Arc::clone(&meeting), Arc::clone(&attempts));
        async move {
            let write = store.write("skew", move |tx| {
                let taken = installation::get(tx, other).map_err(|_| Refused)?.is_some();
                if attempts.fetch_add(1, Ordering::Relaxed) < 2 {
                    meeting.wait();
                }
                if taken {
                    return Ok::<_, Refused>(false);
                }
                installation::set(tx, mine, "taken").map_err(|_| Refused)?;
                Ok(true)
            });
            write.await.unwrap()
        }
    };
    let (left, right) = (tokio::spawn(skewed("left", "right")), tokio::spawn(skewed("right", "left")));
    assert!(left.await.unwrap() ^ right.await.unwrap(), "one has it");
    assert!(attempts.load(Ordering::Relaxed) >= 3, "the other was run again");
    store.close().await;
}

#[tokio::test]
async fn a_broken_connection_is_replaced() {
    let Some((store, _guard)) = postgres_only() else { return };
    let mut attempts = 0;
    let write = store.write("break", move |tx| {
        attempts += 1;
        installation::set(tx, "attempts", ["one", "two"][attempts - 1])?;
        if attempts == 1 {
            execute(tx, "SELECT pg_terminate_backend(pg_backend_pid())")?;
        }
        Ok::<_, Error>(attempts)
    });
    assert_eq!(write.await.unwrap(), 2);
    assert_eq!(get(&store, "attempts").await.as_deref(), Some("two"));

    let hopeless = store.write("break", |tx| execute(tx, "SELECT pg_terminate_backend(pg_backend_pid())"));
    assert!(matches!(hopeless.await, Err(Error::Unavailable { .. })));
    set(&store, "name", "value").await.unwrap();
    store.close().await;
}
