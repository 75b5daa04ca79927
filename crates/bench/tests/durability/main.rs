//! Durability, shown on real processes: what was acknowledged survives a kill, is on disk before it is answered, and is still there after
//! the disk was full; and nothing is refused while keys are rotated. With PostgreSQL, whose disk is its own to show: after a node was replaced, and after
//! the primary was lost. A test that cannot run here says so loudly, and fails where CI runs it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod failover;
mod full_disk;
mod kill;
mod nginx;
mod nodes;
mod patroni;
mod rotation;
mod trace;

use authenticator::Passkey;
use bench::http::{Connection, Route};
use bench::load::{FRONT_DOOR, WorkError};
use bench::members::{self, Attempt};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::task::LocalSet;

/// The server beside this test, of the same profile where there is one.
fn keystead() -> PathBuf {
    let this = std::env::current_exe().expect("this test has a path");
    let profile = this.parent().and_then(std::path::Path::parent).expect("tests lie two folders deep").to_owned();
    let beside = ["", "../release", "../debug"].map(|folder| profile.join(folder).join("keystead"));
    let found = beside.into_iter().find(|path| path.is_file());
    found.expect("there is no keystead binary: build it with `cargo build -p server` (`cargo xtask test` does)")
}

/// Says that a test proved nothing; where CI runs, that is a failure.
fn skipped(what: &str, reason: &str) {
    eprintln!("\n=== SKIPPED: {what}: {reason} ===\n");
    assert!(!in_ci(), "{what} must run in CI: {reason}");
}

#[expect(clippy::disallowed_methods, reason = "whether this is CI is known from the environment alone")]
fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, work)
}

/// Signs every member in, each with its own passkey; names the first that cannot.
async fn all_sign_in(address: SocketAddr, origin: &str, acknowledged: &[Passkey]) {
    let mut connection = Connection::open(address).await.unwrap();
    for (number, passkey) in acknowledged.iter().enumerate() {
        let attempt = members::begin_sign_in(&mut connection, origin, passkey).await.unwrap();
        if let Err(error) = members::finish(&mut connection, &attempt).await {
            panic!("acknowledged sign-up {number} of {} is lost: {error}", acknowledged.len());
        }
    }
}

/// Sends acknowledged finishes once more; each must be refused as a matter of course, not by a failure.
async fn none_works_twice(address: SocketAddr, finished: &[Attempt]) {
    let mut connection = Connection::open(address).await.unwrap();
    for attempt in finished {
        match members::finish(&mut connection, attempt).await {
            Err(WorkError::Refused(400..=499, _)) => {}
            other => panic!("a spent challenge was not simply refused: {other:?}"),
        }
    }
}

/// The operator's sample of this name, with what is this machine's in place of what is the sample's.
fn sample(name: &str, replaced: &[(&str, &str)]) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operator/samples").join(name);
    let text = std::fs::read_to_string(file).unwrap();
    replaced.iter().fold(text, |text, (its, ours)| {
        assert!(text.contains(its), "the sample {name} has no {its:?}");
        text.replace(its, ours)
    })
}

/// The file of the master key that all nodes have.
fn master_key(folder: &Path) -> String {
    let path = folder.join("master.key");
    std::fs::write(&path, "5f".repeat(32)).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    path.to_string_lossy().into_owned()
}

fn sign_in_page() -> Route {
    Route::get(&format!("{FRONT_DOOR}/sign-in"), None)
}
