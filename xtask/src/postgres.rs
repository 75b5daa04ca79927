//! A throw-away PostgreSQL: made for one run of the tests, stopped and removed with it.
//!
//! It is for correctness only: it runs without fsync, so nothing about durability may be tested on it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine;
use crate::step;

/// Tests run side by side and each opens its own pool, hence the connections; what a crash would lose is thrown away anyway.
const SETTINGS: [&str; 8] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=400",
    "shared_buffers=128MB",
    "max_wal_size=1GB",
    "timezone=UTC",
];

/// Memory that looks like a disk. A cluster of all tests at once takes some hundred megabytes.
const MEMORY: &str = "/dev/shm";
const ROOM_KIB: u64 = 4 * 1024 * 1024;

/// What a cluster's folder is called, before the number of the process that made it.
const PREFIX: &str = "keystead-postgres-";

/// A running cluster; dropping it stops and removes it.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    server: Option<Child>,
    port: u16,
}

impl Cluster {
    /// Makes a cluster in a temporary folder and waits until it answers.
    pub(crate) fn start() -> Result<Self, String> {
        let binaries = machine::postgres_binaries().ok_or("PostgreSQL's server binaries were not found")?;
        sweep();
        let folder = place().join(format!("{PREFIX}{}", std::process::id()));
        let mut cluster = Self { folder, server: None, port: free_port()? };
        cluster.make_folder()?;
        let files = cluster.files();
        let initdb = binaries.join("initdb");
        let words = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
        step::quietly(as_postgres(&initdb).args(words).arg(&files))?;
        let mut server = as_postgres(&binaries.join("postgres"));
        server.arg("-D").arg(&files).arg("-k").arg(&cluster.folder);
        server.args(["-h", "127.0.0.1", "-p", &cluster.port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let log = std::fs::File::create(cluster.log()).map_err(|why| format!("PostgreSQL's log: {why}"))?;
        server.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        cluster.server = Some(server.spawn().map_err(|why| format!("PostgreSQL could not be started: {why}"))?);
        cluster.wait()?;
        Ok(cluster)
    }

    /// The address for the tests, as a superuser who may make databases.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn files(&self) -> PathBuf {
        self.folder.join("cluster")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn make_folder(&self) -> Result<(), String> {
        let mut install = Command::new("install");
        install.args(["-d", "-m", "700"]);
        if machine::is_root() {
            install.args(["-o", "postgres", "-g", "postgres"]);
        }
        step::quietly(install.arg(&self.folder))
    }

    fn wait(&mut self) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            let ended = self.server.as_mut().is_some_and(|server| !matches!(server.try_wait(), Ok(None)));
            if ended {
                break;
            }
            let says_ready = std::fs::read_to_string(self.log()).is_ok_and(|log| log.contains("ready to accept"));
            if says_ready && TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        Err(format!("PostgreSQL did not start:\n{log}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // SIGINT is PostgreSQL's fast shutdown: it ends its sessions and leaves no process and no shared memory behind.
            let _ = step::quietly(Command::new("kill").args(["-INT", &server.id().to_string()]));
            let start = Instant::now();
            while matches!(server.try_wait(), Ok(None)) {
                if start.elapsed() > Duration::from_secs(20) {
                    let _ = server.kill();
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Nothing of a cluster is kept, so it need not reach a disk, where there is memory enough for it.
fn place() -> PathBuf {
    let asked = Command::new("df").args(["-k", "--output=avail", MEMORY]).output();
    let room =
        asked.ok().and_then(|told| String::from_utf8(told.stdout).ok()?.lines().last()?.trim().parse::<u64>().ok());
    if room.is_some_and(|kib| kib >= ROOM_KIB) { MEMORY.into() } else { std::env::temp_dir() }
}

/// PostgreSQL refuses root, and must not outlive us even if we are killed: the same small program settles both.
fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if machine::is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.args(["--pdeathsig", "INT"]).arg(program);
    command.current_dir("/").env_remove("PGDATA").env("LC_ALL", "C");
    command
}

/// Removes what runs that were killed have left; their servers have ended with them.
fn sweep() {
    let entries = [PathBuf::from(MEMORY), std::env::temp_dir()].into_iter().filter_map(|at| std::fs::read_dir(at).ok());
    for entry in entries.flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        if owner.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|why| format!("no free port: {why}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|why| format!("no free port: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Needs the server binaries, which `cargo xtask test` has installed by then.
    #[test]
    fn a_cluster_answers_while_it_lives_and_leaves_nothing() {
        if machine::postgres_binaries().is_none() {
            assert!(
                machine::setting("KEYSTEAD_REQUIRE_POSTGRES").is_none(),
                "PostgreSQL's server binaries are missing"
            );
            return;
        }
        let cluster = Cluster::start().unwrap();
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(cluster);
        assert!(!folder.exists());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
