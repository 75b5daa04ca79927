//! A server killed in the middle of its work: what it had acknowledged is there after a restart, and spent challenges stay spent.

use crate::{all_sign_in, block_on, keystead, none_works_twice};
use authenticator::Passkey;
use bench::http::Connection;
use bench::load::WorkError;
use bench::members::{self, Attempt};
use bench::server::Launch;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

const CONNECTIONS: usize = 16;
const LOAD: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Acknowledged {
    passkeys: Vec<Passkey>,
    finished: Vec<Attempt>,
}

/// S3-1 and S3-45: kill -9 during load loses nothing that was answered, and no challenge works twice.
#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let launch = Launch::new(&keystead(), &folder.path().join("data")).unwrap();
    let origin = launch.origin();

    let server = launch.start().unwrap();
    let acknowledged = Rc::new(RefCell::new(Acknowledged::default()));
    block_on(async {
        let mut tasks = JoinSet::new();
        for number in 0..CONNECTIONS {
            let acknowledged = Rc::clone(&acknowledged);
            tasks.spawn_local(until_cut_off(launch.address, origin.clone(), number, acknowledged));
        }
        sleep(LOAD).await;
        server.kill().unwrap();
        while let Some(task) = tasks.join_next().await {
            let error = task.unwrap();
            assert!(matches!(error, WorkError::Http(_)), "before the kill: {error}");
        }
    });
    let acknowledged = acknowledged.take();
    assert!(acknowledged.passkeys.len() >= CONNECTIONS, "only {} sign-ups in time", acknowledged.passkeys.len());
    eprintln!("{} sign-ups, {} finishes acknowledged", acknowledged.passkeys.len(), acknowledged.finished.len());

    let server = launch.start().unwrap();
    block_on(async {
        none_works_twice(launch.address, &acknowledged.finished).await;
        all_sign_in(launch.address, &origin, &acknowledged.passkeys).await;
    });
    server.stop().unwrap();
}

/// Signs up and in until the server is gone; keeps what was acknowledged the moment it was.
async fn until_cut_off(
    address: SocketAddr,
    origin: String,
    number: usize,
    acknowledged: Rc<RefCell<Acknowledged>>,
) -> WorkError {
    let turn = async |turn: usize| -> Result<(), WorkError> {
        let mut connection = Connection::open(address).await.map_err(bench::http::HttpError::from)?;
        for step in 0.. {
            let name = format!("member-{number}-{turn}-{step}");
            let (passkey, attempt) = members::begin_sign_up(&mut connection, &origin, &name).await?;
            members::finish(&mut connection, &attempt).await?;
            acknowledged.borrow_mut().finished.push(attempt);
            let attempt = members::begin_sign_in(&mut connection, &origin, &passkey).await;
            acknowledged.borrow_mut().passkeys.push(passkey);
            let attempt = attempt?;
            members::finish(&mut connection, &attempt).await?;
            acknowledged.borrow_mut().finished.push(attempt);
        }
        Ok(())
    };
    turn(0).await.expect_err("ends only by the kill")
}
