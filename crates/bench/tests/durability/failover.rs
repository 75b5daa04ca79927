//! The primary of PostgreSQL is lost while people sign up and in: nothing that was answered is lost with it, and they are served again soon.

use crate::nodes::{Seen, signs_up_and_in};
use crate::patroni::Patroni;
use crate::{all_sign_in, block_on, keystead, master_key, none_works_twice, skipped};
use bench::postgres;
use bench::server::Launch;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

const CLIENTS: usize = 8;
const BEFORE: Duration = Duration::from_secs(3);
const AFTER: Duration = Duration::from_secs(3);
/// What the issue allows.
const BACK_WITHIN: Duration = Duration::from_secs(30);

/// Issue 9: the primary killed under Patroni.
#[test]
fn the_loss_of_the_primary_loses_no_answer_and_is_over_within_30_s() {
    if let Some(missing) = Patroni::missing() {
        return skipped("loss of the primary", &format!("{missing} is not installed"));
    }
    let Some(programs) = postgres::programs() else {
        return skipped("loss of the primary", "no PostgreSQL is installed");
    };
    let folder = tempfile::tempdir().unwrap();
    let patroni = Patroni::start(folder.path(), &programs).unwrap();
    let mut launch = Launch::new(&keystead(), &folder.path().join("node")).unwrap();
    let key = master_key(folder.path());
    launch.arguments = ["--database", &patroni.url(), "--master-key-file", &key].map(str::to_owned).to_vec();
    let server = launch.start().unwrap();
    let origin = launch.origin();
    let seen = Rc::new(Seen::default());
    block_on(async {
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            clients.spawn_local(signs_up_and_in(launch.address, origin.clone(), number, Rc::clone(&seen)));
        }
        sleep(BEFORE).await;
        let began = Instant::now();
        let patroni = spawn_blocking(move || patroni.without_its_primary()).await.unwrap().unwrap();
        // What had been answered is read by now.
        sleep(Duration::from_secs(1)).await;
        let acknowledged = seen.finished.borrow().len();
        while seen.finished.borrow().len() <= acknowledged {
            assert!(began.elapsed() < BACK_WITHIN, "nobody can sign in {:?} after the loss", began.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        let back = began.elapsed();
        sleep(AFTER).await;
        seen.is_over.set(true);
        while let Some(client) = clients.join_next().await {
            client.unwrap();
        }
        let (passkeys, finished) = (seen.passkeys.take(), seen.finished.take());
        eprintln!("{acknowledged} finishes before the loss, {} in all; back after {back:?}", finished.len());
        none_works_twice(launch.address, &finished).await;
        all_sign_in(launch.address, &origin, &passkeys).await;
        drop(patroni);
    });
    server.stop().unwrap();
}
