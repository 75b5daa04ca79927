//! Group commit on the embedded database: who shares a commit, who is answered when, and whose failure touches whom.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use tokio::task::JoinHandle;

use super::{get, set};
use crate::{
    Error, Store, installation,
    testing::{Engine, Guard, execute, location_on},
};

fn embedded() -> (Store, Guard) {
    let (location, guard) = location_on(Engine::Embedded);
    (Store::open(&location).unwrap(), guard)
}

/// Holds the writer until the sender speaks or is dropped, so that what is queued meanwhile becomes one group.
async fn hold(store: &Store) -> (mpsc::Sender<()>, JoinHandle<Result<(), Error>>) {
    let (release, wait) = mpsc::channel::<()>();
    let (begun, running) = tokio::sync::oneshot::channel();
    let mut begun = Some(begun);
    let store = store.clone();
    let held = tokio::spawn(async move {
        let write = store.write("hold", move |_| {
            if let Some(begun) = begun.take() {
                begun.send(()).unwrap();
            }
            let _ = wait.recv();
            Ok::<_, Error>(())
        });
        write.await
    });
    running.await.unwrap();
    (release, held)
}

/// Queues a write and returns once it is in the queue.
async fn queue<T: Send + 'static>(
    store: &Store,
    closure: impl FnMut(&mut crate::Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> JoinHandle<Result<T, Error>> {
    let store = store.clone();
    let call = tokio::spawn(async move { store.write("queued", closure).await });
    tokio::task::yield_now().await;
    call
}

fn frames(guard: &Guard) -> u64 {
    let log = guard.folder().map(Path::to_owned).unwrap().join("keystead.db-wal");
    std::fs::metadata(log).unwrap().len() / (4096 + 24)
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let (store, guard) = embedded();
    let (release, held) = hold(&store).await;
    let mut calls = Vec::new();
    for _ in 0..200 {
        calls.push(queue(&store, installation::bump).await);
    }
    let before = frames(&guard);
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(store.read("version", installation::version).await.unwrap(), 201);
    // Each commit writes a page at least; 200 closures changed the same one.
    assert!(frames(&guard) - before <= 2, "{} pages written", frames(&guard) - before);
    store.close().await;
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let (store, _guard) = embedded();
    let (release, held) = hold(&store).await;
    let first = queue(&store, |tx| installation::set(tx, "first", "value")).await;
    let refused = queue(&store, |_| Err::<(), _>(Error::Closed)).await;
    let (finish, wait) = mpsc::channel::<()>();
    let last = queue(&store, move |_| Ok(wait.recv().is_ok())).await;
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!first.is_finished() && !refused.is_finished(), "their group is not on disk yet");
    assert_eq!(get(&store, "first").await, None);
    finish.send(()).unwrap();
    assert!(last.await.unwrap().unwrap());
    first.await.unwrap().unwrap();
    assert!(refused.await.unwrap().is_err());
    assert_eq!(get(&store, "first").await.as_deref(), Some("value"));
    store.close().await;
}

#[tokio::test]
async fn a_failing_closure_does_not_disturb_its_group() {
    let (store, _guard) = embedded();
    let (release, held) = hold(&store).await;
    let before = queue(&store, |tx| installation::set(tx, "before", "kept")).await;
    let refused = queue(&store, |tx| {
        installation::set(tx, "refused", "undone")?;
        installation::set(tx, "before", "overwritten")?;
        Err::<(), _>(Error::Closed)
    });
    let refused = refused.await;
    let failed = queue(&store, |tx| execute(tx, "INSERT INTO installation VALUES ('settings_version', '9')")).await;
    let panicked = queue(&store, |_| -> Result<(), Error> { panic!("on purpose") }).await;
    let after = queue(&store, |tx| installation::set(tx, "after", "kept")).await;
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    before.await.unwrap().unwrap();
    assert!(matches!(refused.await.unwrap(), Err(Error::Closed)));
    assert!(matches!(failed.await.unwrap(), Err(Error::Driver { .. })));
    assert!(matches!(panicked.await.unwrap(), Err(Error::Panicked { .. })));
    after.await.unwrap().unwrap();
    assert_eq!(get(&store, "before").await.as_deref(), Some("kept"));
    assert_eq!(get(&store, "refused").await, None);
    assert_eq!(get(&store, "after").await.as_deref(), Some("kept"));
    store.close().await;
}

#[tokio::test]
async fn after_a_rollback_of_everything_the_others_run_again() {
    let (store, _guard) = embedded();
    let (release, held) = hold(&store).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&attempts);
    let before = queue(&store, move |tx| {
        count.fetch_add(1, Ordering::Relaxed);
        installation::bump(tx)
    });
    let before = before.await;
    // What a full disk does to a transaction, done by a statement.
    let culprit =
        queue(&store, |tx| execute(tx, "INSERT OR ROLLBACK INTO installation VALUES ('settings_version', '9')")).await;
    let after = queue(&store, installation::bump).await;
    release.send(()).unwrap();
    before.await.unwrap().unwrap();
    assert!(matches!(culprit.await.unwrap(), Err(Error::Driver { .. })));
    after.await.unwrap().unwrap();
    held.await.unwrap().unwrap();
    assert_eq!(attempts.load(Ordering::Relaxed), 2, "undone and run again");
    assert_eq!(store.read("version", installation::version).await.unwrap(), 3, "each counted once");
    store.close().await;
}

/// Nobody is told of a write that is not there, and the store goes on by itself when there is room.
#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let (store, _guard) = embedded();
    let limit = |pages: &'static str| store.write("limit", move |tx| tx.query(pages, &[], |_| Ok(())).map(|_| ()));
    limit("PRAGMA max_page_count = 60").await.unwrap();
    let mut written = 0;
    let full = loop {
        let text = "x".repeat(20_000);
        let name = format!("name {written}");
        match store.write("fill", move |tx| installation::set(tx, &name, &text)).await {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 60, "it must be full by now");
    };
    assert!(matches!(full, Error::DiskFull { .. }), "{full:?}");
    assert!(store.traffic().lacks_room());
    limit("PRAGMA max_page_count = 1000000").await.unwrap();
    set(&store, "room", "again").await.unwrap();
    for number in 0..written {
        let name = format!("name {number}");
        assert!(store.read("look", move |tx| installation::get(tx, &name)).await.unwrap().is_some());
    }
    store.close().await;
}

#[tokio::test]
async fn the_callers_departure_does_not_undo_a_write() {
    let (store, _guard) = embedded();
    let (release, held) = hold(&store).await;
    let departed = queue(&store, |tx| installation::set(tx, "name", "value")).await;
    departed.abort();
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    assert!(departed.await.unwrap_err().is_cancelled());
    store.write("after it", |_| Ok::<_, Error>(())).await.unwrap();
    assert_eq!(get(&store, "name").await.as_deref(), Some("value"));
    store.close().await;
}
