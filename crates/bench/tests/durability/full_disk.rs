//! A disk that fills up under the server: what it answered is kept, what it cannot keep it refuses, and it goes on by itself when there
//! is room again.

use crate::{all_sign_in, block_on, keystead, sign_in_page, skipped};
use authenticator::Passkey;
use bench::http::Connection;
use bench::load::WorkError;
use bench::members;
use bench::server::Launch;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tokio::time::sleep;

const DISK: &str = "size=64m";
/// What the filler leaves: some hundred sign-ups.
const ROOM: u64 = 2 << 20;
const BEFORE: usize = 20;
const REFUSALS: usize = 10;
const AT_MOST: Duration = Duration::from_secs(12);

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let disk = match SmallDisk::mount(folder.path()) {
        Ok(disk) => disk,
        Err(Refusal { as_root, reason }) => {
            // Only root may mount, so for anybody else this proves nothing, in CI too.
            if as_root {
                return skipped("full disk", &reason);
            }
            return eprintln!("\n=== SKIPPED: full disk: {reason} ===\n");
        }
    };
    let mut launch = Launch::new(&keystead(), &disk.path.join("data")).unwrap();
    launch.log = folder.path().join("server.log");
    let server = launch.start().unwrap();
    let acknowledged = block_on(fill_and_recover(launch.address, &launch.origin(), &disk));
    server.stop().unwrap();
    let server = launch.start().unwrap();
    block_on(all_sign_in(launch.address, &launch.origin(), &acknowledged));
    server.stop().unwrap();
}

async fn fill_and_recover(address: SocketAddr, origin: &str, disk: &SmallDisk) -> Vec<Passkey> {
    let mut connection = Connection::open(address).await.unwrap();
    let mut acknowledged = Vec::new();
    for number in 0..BEFORE {
        acknowledged.push(sign_up(&mut connection, origin, &format!("early-{number}")).await.unwrap());
    }
    disk.fill();
    let refused = until_full(&mut connection, origin, &mut acknowledged).await;
    eprintln!("{} sign-ups acknowledged before the disk was full", acknowledged.len());

    // Nothing is lost while it is full: pages and begin write nothing and go on.
    assert_eq!(connection.send(&sign_in_page(), b"").await.unwrap().status, 200);
    disk.empty();
    let began = Instant::now();
    let mut late = 0;
    while late < BEFORE {
        match sign_up(&mut connection, origin, &format!("late-{late}")).await {
            Ok(passkey) => {
                acknowledged.push(passkey);
                late += 1;
            }
            Err((_, error)) => {
                assert!(began.elapsed() < AT_MOST, "there is room, but the server has not recovered: {error}");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    all_sign_in(address, origin, &acknowledged).await;
    for passkey in &refused {
        let attempt = members::begin_sign_in(&mut connection, origin, passkey).await.unwrap();
        let answer = members::finish(&mut connection, &attempt).await;
        assert!(
            matches!(answer, Err(WorkError::Refused(400..=499, _))),
            "a refused sign-up left something: {answer:?}"
        );
    }
    acknowledged
}

/// Signs up until the server has refused a few times; hands back the passkeys it refused.
async fn until_full(connection: &mut Connection, origin: &str, acknowledged: &mut Vec<Passkey>) -> Vec<Passkey> {
    let (began, mut refused) = (Instant::now(), Vec::new());
    for number in 0.. {
        match sign_up(connection, origin, &format!("filling-{number}")).await {
            Ok(passkey) => acknowledged.push(passkey),
            Err((passkey, WorkError::Refused(503, _))) => refused.push(passkey),
            Err((_, error)) => panic!("a full disk must answer 503, not: {error}"),
        }
        if refused.len() == REFUSALS {
            break;
        }
        assert!(began.elapsed() < AT_MOST, "the disk did not fill: {} sign-ups", acknowledged.len());
    }
    refused
}

async fn sign_up(connection: &mut Connection, origin: &str, name: &str) -> Result<Passkey, (Passkey, WorkError)> {
    let (passkey, attempt) = members::begin_sign_up(connection, origin, name).await.expect("begin writes nothing");
    match members::finish(connection, &attempt).await {
        Ok(()) => Ok(passkey),
        Err(error) => Err((passkey, error)),
    }
}

struct SmallDisk {
    path: PathBuf,
}

struct Refusal {
    as_root: bool,
    reason: String,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Result<Self, Refusal> {
        let path = folder.join("disk");
        std::fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", DISK, "keystead-test"]).arg(&path).output();
        match mounted {
            Ok(Output { status, .. }) if status.success() => Ok(Self { path }),
            Ok(Output { stderr, .. }) => {
                let user = Command::new("id").arg("-u").output();
                let as_root = user.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
                Err(Refusal { as_root, reason: String::from_utf8_lossy(&stderr).trim().to_owned() })
            }
            Err(error) => Err(Refusal { as_root: false, reason: error.to_string() }),
        }
    }

    fn filler(&self) -> PathBuf {
        self.path.join("filler")
    }

    /// Takes all room but a little.
    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        let block = vec![1; 1 << 16];
        let mut length = 0;
        while let Ok(written) = file.write(&block) {
            length += u64::try_from(written).unwrap();
        }
        file.set_len(length - ROOM).unwrap();
    }

    fn empty(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}
