//! A `keystead` process of its own for each test, on a fresh data directory and a free port.
//!
//! It is the built binary as it ships, driven by its command line alone; nothing here knows the inside of the server. The one exception
//! are settings that no command and no page changes yet: they are written into its database file while it is down.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store::id::{GroupId, ReportId, SessionId, UserId};
use store::problem_report::{self, Filter, ProblemReport, Within};
use store::session::{self, Session};
use store::{Location, Store, group, installation, pool};
use tempfile::TempDir;

use super::metadata;

/// What it prints once it hears commands.
const GREETING: &str = "Keystead listens";

/// A running server; dropping it kills it and removes its data.
#[derive(Debug)]
pub(crate) struct Server {
    process: Mutex<Child>,
    host: &'static str,
    port: u16,
    data: TempDir,
    said: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `serve` with nothing configured: waits for its first administrator.
    pub(crate) fn fresh() -> Self {
        Self::start("localhost", &[])
    }

    /// `serve --demo`: the sample front doors.
    pub(crate) fn demo() -> Self {
        Self::start("localhost", &["--demo"])
    }

    /// The same, after this setting of every pool was written while it was down: no screen changes it yet.
    pub(crate) async fn demo_with(setting: &str, value: &Value) -> Self {
        Self::demo_with_all(&[(setting, value)]).await
    }

    pub(crate) async fn demo_with_all(changes: &[(&str, &Value)]) -> Self {
        Self::demo_at("localhost", changes).await
    }

    /// The same under another name of this machine, below which other sites may be.
    pub(crate) async fn demo_at(host: &'static str, changes: &[(&str, &Value)]) -> Self {
        let server = Self::start(host, &["--demo"]);
        server.greets();
        server.is_gone();
        set(&server.database(), changes).await;
        server.comes_back();
        server
    }

    /// As if nobody had worked in this member's sessions for so long, and nobody else had been there: no test waits for a quarter of an hour.
    pub(crate) async fn lets_sessions_age(&self, user: &str, ms: i64) {
        self.is_gone();
        age(&self.database(), user.parse().unwrap(), ms).await;
        self.comes_back();
    }

    /// As if somebody had put the member into a group `Pilot`, which tries passkeys first: no screen changes who is in a group yet.
    pub(crate) async fn asks_for_feedback(&self, user: &str) {
        self.is_gone();
        put_in_pilot_group(&self.database(), user.parse().unwrap()).await;
        self.comes_back();
    }

    /// As if the makers' metadata had just reported the model of the browser's virtual authenticators, where makers have to prove themselves.
    pub(crate) async fn learns_that_the_model_is_revoked(&self) {
        self.is_gone();
        set(&self.database(), &[("attestation", &json!({ "mode": "require" }))]).await;
        metadata::revoke(self.data.path(), super::authenticator::MODEL);
        self.comes_back();
        self.wait_for("that it has the metadata", |line| {
            line.contains("metadata about authenticator models is in use").then_some(())
        });
    }

    /// As if strangers at many addresses had sent as many reports like the one that waits as there is room for.
    pub(crate) async fn has_a_desk_full_of_the_like(&self) {
        self.is_gone();
        fill_desk(&self.database()).await;
        self.comes_back();
    }

    pub(crate) fn comes_back(&self) {
        // It greets anew.
        self.said.lock().unwrap().retain(|line| !line.starts_with(GREETING));
        *self.process.lock().unwrap() = spawn(&["--demo"], (self.host, self.port), self.data.path(), &self.said);
        self.wait_until_it_answers();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}:{}{path}", self.host, self.port)
    }

    /// The path of the one-time link that the server printed.
    pub(crate) fn setup_path(&self) -> String {
        let origin = self.url("");
        self.wait_for("the set-up link", |line| {
            let (_, rest) = line.split_once(&origin)?;
            let path = rest.split_whitespace().next()?;
            path.starts_with("/setup/").then(|| path.to_owned())
        })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.data.path().join("keystead.db")
    }

    /// What `keystead setup --again` prints: the path of a new link.
    pub(crate) fn setup_again(&self) -> String {
        let text = self.is_asked(&["setup", "--again"]);
        let (_, rest) = text.split_once(&self.url("")).unwrap_or_else(|| panic!("no link in {text:?}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// What a command prints about this server, which is running.
    pub(crate) fn is_asked(&self, words: &[&str]) -> String {
        self.greets();
        let output = command().args(words).arg("--data").arg(self.data.path()).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Everything that the server has printed, for a failing test's message.
    pub(crate) fn log(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }

    /// Ends without a word, as when the machine fails.
    pub(crate) fn is_gone(&self) {
        let mut process = self.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    fn start(host: &'static str, words: &[&str]) -> Self {
        let port = free_port();
        let data = tempfile::Builder::new().prefix("keystead-e2e-").tempdir().unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let process = spawn(words, (host, port), data.path(), &said);
        let server = Self { process: Mutex::new(process), host, port, data, said };
        server.wait_until_it_answers();
        server
    }

    fn wait_until_it_answers(&self) {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.process.lock().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "the server ended with {ended:?}:\n{}", self.log());
            assert!(start.elapsed() < Duration::from_secs(20), "the server does not answer:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The port is taken before the sample tenants are planted and commands are heard; it greets when all is there.
    pub(super) fn greets(&self) {
        self.wait_for("its greeting", |line| line.starts_with(GREETING).then_some(()));
    }

    fn wait_for<T>(&self, what: &str, look: impl Fn(&str) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = self.said.lock().unwrap().iter().find_map(|line| look(line)) {
                return found;
            }
            assert!(start.elapsed() < Duration::from_secs(10), "the server did not print {what}:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(process) = self.process.get_mut() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn spawn(words: &[&str], (host, port): (&str, u16), data: &Path, said: &Arc<Mutex<Vec<String>>>) -> Child {
    let mut serve = command();
    serve.arg("serve").args(words).arg("--data").arg(data);
    let config = data.join(metadata::CONFIG);
    if config.exists() {
        serve.arg("--config").arg(config);
    }
    serve.args(["--listen", &format!("127.0.0.1:{port}"), "--public-url", &format!("http://{host}:{port}")]);
    let mut process = serve.spawn().unwrap();
    keep_lines(process.stdout.take().unwrap(), said);
    keep_lines(process.stderr.take().unwrap(), said);
    process
}

async fn set(file: &Path, changes: &[(&str, &Value)]) {
    let store = Store::open(&Location::Embedded { file: file.to_owned() }).unwrap();
    let mut pools = store.read("pools", pool::all).await.unwrap();
    for pool in &mut pools {
        let mut settings: Value = serde_json::from_str(&pool.settings).unwrap();
        for (setting, value) in changes {
            settings[setting] = (*value).clone();
        }
        pool.settings = settings.to_string();
    }
    let written = store.write("set", move |tx| {
        for pool in &pools {
            pool::update(tx, pool)?;
        }
        installation::bump(tx)
    });
    written.await.unwrap();
    store.close().await;
}

/// Puts the sessions of a member back as ones that were opened that much earlier: nothing turns the time of a session back.
async fn age(file: &Path, user: UserId, ms: i64) {
    let store = Store::open(&Location::Embedded { file: file.to_owned() }).unwrap();
    let aged = store.write("age", move |tx| {
        for pool in pool::all(tx)? {
            let Some(member) = store::user::find(tx, pool.id, user)? else { continue };
            for listed in session::of_user(tx, (pool.id, user, member.epoch), SessionId::NIL, 100)? {
                let Some(facts) = session::find(tx, pool.id, listed.id)? else { continue };
                session::delete(tx, pool.id, listed.id)?;
                let (created_at, authenticated_at) = (facts.active_at - ms, facts.session.authenticated_at - ms);
                session::insert(tx, &Session { created_at, authenticated_at, ..facts.session })?;
            }
        }
        Ok::<_, store::Error>(())
    });
    aged.await.unwrap();
    store.close().await;
}

async fn put_in_pilot_group(file: &Path, user: UserId) {
    let store = Store::open(&Location::Embedded { file: file.to_owned() }).unwrap();
    let put = store.write("pilot group", move |tx| {
        for mut pool in pool::all(tx)? {
            if store::user::find(tx, pool.id, user)?.is_none() {
                continue;
            }
            let (id, name) = (GroupId::from_bytes([7; 16]), "Pilot".to_owned());
            group::insert(tx, &group::Group { pool_id: pool.id, id, name, policy: "{}".to_owned() })?;
            group::give(tx, pool.id, user, id)?;
            let mut settings: Value = serde_json::from_str(&pool.settings).unwrap();
            settings["roll_out"] = serde_json::json!({ "pilot": "Pilot" });
            pool.settings = settings.to_string();
            pool::update(tx, &pool)?;
        }
        installation::bump(tx)
    });
    put.await.unwrap();
    store.close().await;
}

async fn fill_desk(file: &Path) {
    let store = Store::open(&Location::Embedded { file: file.to_owned() }).unwrap();
    let filled = store.write("fill desk", move |tx| {
        let first = problem_report::open(tx, Within::All, &Filter::default(), None, 1)?.remove(0);
        for number in 1..500_u32 {
            let [_, _, c, d] = number.to_be_bytes();
            let id = ReportId::from_parts(u64::try_from(first.at).unwrap(), [0, 0, 0, 0, 0, 0, 0, 0, c, d]);
            problem_report::insert(tx, &ProblemReport { id, address: format!("198.51.{c}.{d}"), ..first.clone() })?;
        }
        Ok::<_, store::Error>(())
    });
    filled.await.unwrap();
    store.close().await;
}

/// The binary of the profile that these tests were built with, in an empty environment, ending with the test's thread.
fn command() -> Command {
    program("keystead", "server")
}

/// The same for any program of the workspace.
pub(super) fn program(name: &str, package: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let binary = test.ancestors().nth(2).unwrap().join(name);
    assert!(
        binary.is_file(),
        "{} is missing: run `cargo build --package {package}` (or `cargo xtask test --only e2e`)",
        binary.display()
    );
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(binary);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Below the ports that the system gives to outgoing connections, so that a browser's cannot take it in between.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 100).unwrap() * 100;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 2_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

fn keep_lines(stream: impl Read + Send + 'static, said: &Arc<Mutex<Vec<String>>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().unwrap().push(line);
        }
    });
}
