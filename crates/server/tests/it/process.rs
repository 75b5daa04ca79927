//! The built binary as a process: how it starts, refuses to start, is spoken to through its socket, and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The command with an environment of our own making.
pub(crate) fn keystead(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keystead"));
    command.env_clear().args(arguments).stdin(Stdio::null());
    command
}

/// Runs to the end, which must come soon.
pub(crate) fn run(command: &mut Command) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

/// A start that fails: one line on standard error, nothing on standard output, a code that is not zero.
#[track_caller]
pub(crate) fn refusal(command: &mut Command) -> String {
    let output = run(command);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(output.stdout.is_empty());
    // What the log said before does not count.
    let lines: Vec<_> = text.lines().filter(|line| !line.contains(" INFO ")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    lines[0].to_owned()
}

/// A running server; killed when the test ends.
pub(crate) struct Running {
    pub(crate) child: Child,
    lines: BufReader<ChildStdout>,
    /// Where it listens, which is not always what it is called.
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        Self::start_as(keystead(&[]), data, more)
    }

    /// A demo whose log is for machines, and tells everything.
    pub(crate) fn start_json(data: &Path) -> Self {
        Self::start(data, &["--demo", "--log-format", "json", "--log-level", "debug"])
    }

    /// The same by a command that ends in the binary.
    pub(crate) fn start_as(mut command: Command, data: &Path, more: &[&str]) -> Self {
        let log = data.with_extension("log");
        command.args(["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
        command.args(more).stdout(Stdio::piped()).stderr(std::fs::File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let text = std::fs::read_to_string(log).unwrap();
        assert!(first.starts_with("Keystead listens on http"), "{first}{text}");
        let address = text.split("address=").nth(1).and_then(|rest| rest.split_whitespace().next());
        let in_json = || text.split("\"address\":\"").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.or_else(in_json).unwrap().to_owned();
        Self { child, lines, address }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// One request on a connection of its own.
    pub(crate) fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    (folder, data)
}

#[test]
fn starts_without_configuration_and_prints_the_link() {
    let (_folder, data) = folder();
    let mut server = Running::start(&data, &[]);
    let printed = server.line();
    let port = server.address.rsplit(':').next().unwrap();
    let link = printed.strip_prefix(&format!("Set it up here (once, within an hour): http://localhost:{port}"));
    let link = link.unwrap_or_else(|| panic!("{printed}"));
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get(link).starts_with("HTTP/1.1 200"));
    let mode = |name: &str| std::fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("keystead.sock"), mode("master.key")), (0o700, 0o600, 0o600));
}

#[test]
fn a_second_process_on_the_same_data_is_refused() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &[]);
    let line = refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]));
    assert!(line.starts_with("keystead: another keystead already serves the data in "), "{line}");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_taken_address_is_one_line() {
    let (_folder, data) = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--listen", &address]));
    assert!(line.starts_with(&format!("keystead: cannot listen on {address}: ")), "{line}");
}

#[test]
fn a_wrong_or_unreachable_database_is_one_line_without_its_password() {
    let (folder, data) = folder();
    let key = folder.path().join("master.key");
    std::fs::write(&key, "00".repeat(32)).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    let start = |url: &str| {
        let arguments = ["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--database", url];
        refusal(keystead(&arguments).args(["--master-key-file", key.to_str().unwrap()]))
    };
    for url in
        ["mysql://db/keystead", "postgres://me:s3cret@127.0.0.1:1/keystead", "postgres://me:s3cret@[::bad/keystead"]
    {
        let line = start(url);
        assert!(line.starts_with("keystead: ") && !line.contains("s3cret"), "{line}");
    }
    let line = refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--database", "postgres://db/keystead"]));
    assert!(line.contains("--master-key-file"), "{line}");
}

#[test]
fn an_unknown_configuration_key_is_named_with_its_line() {
    let (folder, data) = folder();
    let file = folder.path().join("keystead.toml");
    std::fs::write(&file, "# ours\nlistn = \"127.0.0.1:0\"\n").unwrap();
    let line = refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--config", file.to_str().unwrap()]));
    assert_eq!(line, format!("keystead: {}:2: unknown key \"listn\"", file.display()));
}

#[test]
fn the_environment_stands_between_flag_and_file() {
    let (folder, data) = folder();
    let file = folder.path().join("keystead.toml");
    std::fs::write(&file, "listen = \"not read\"\n").unwrap();
    let mut command = keystead(&["--data", data.to_str().unwrap()]);
    let line = refusal(command.env("KEYSTEAD_CONFIG", &file));
    assert!(line.contains("keystead.toml:1"), "{line}");
    let mut command = keystead(&["--data", data.to_str().unwrap(), "--demo"]);
    let line = refusal(command.env("KEYSTEAD_LISTEN", "0.0.0.0:0"));
    assert!(line.contains("--demo listens on loopback only"), "{line}");
    // A command takes its own variables and is not confused by those of the server.
    let mut command = keystead(&["setup", "--again"]);
    let line = refusal(command.env("KEYSTEAD_LISTEN", "127.0.0.1:0").env("KEYSTEAD_DATA", &data));
    assert!(line.contains("no keystead serves"), "{line}");
}

#[test]
fn a_newer_schema_is_refused() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &[]);
    server.signal("TERM");
    drop(server);
    raise_schema(&data.join("keystead.db"));
    let line = refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]));
    assert!(line.contains("start the newer version"), "{line}");
}

#[tokio::main(flavor = "current_thread")]
async fn raise_schema(file: &Path) {
    let location = store::Location::Embedded { file: file.to_owned() };
    let store = store::Store::open(&location).unwrap();
    let raised = store.write("raise", |tx| {
        store::testing::execute(
            tx,
            "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'later', 'x')",
        )
    });
    raised.await.unwrap();
    store.close().await;
}

#[test]
fn a_master_key_that_others_read_or_that_is_lost_is_refused() {
    let (_folder, data) = folder();
    let mut server = Running::start(&data, &[]);
    server.signal("TERM");
    server.child.wait().unwrap();
    let key = data.join("master.key");
    let start = || refusal(&mut keystead(&["--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]));
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(start().contains("give it mode 0600"));
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::write(&key, "11".repeat(32)).unwrap();
    assert!(start().contains("the master key does not open the keys of this database"));
    std::fs::remove_file(&key).unwrap();
    assert!(start().contains("put it back"));
    assert!(!key.exists());
}

#[test]
fn setup_again_prints_a_new_link() {
    let (_folder, data) = folder();
    let missing = refusal(&mut keystead(&["setup", "--again", "--data", data.to_str().unwrap()]));
    assert!(missing.starts_with("keystead: no keystead serves "), "{missing}");
    let mut server = Running::start(&data, &[]);
    let first = server.line();
    let output = run(&mut keystead(&["setup", "--again", "--data", data.to_str().unwrap()]));
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let link = text.trim().strip_prefix("Set it up here (once, within an hour): ").unwrap();
    assert_ne!(first, text.trim());
    let path = link.splitn(4, '/').nth(3).unwrap();
    assert!(server.get(&format!("/{path}")).starts_with("HTTP/1.1 200"));
    // Whoever talks nonsense on the socket is not answered, and the next one is.
    let mut nonsense = std::os::unix::net::UnixStream::connect(data.join("keystead.sock")).unwrap();
    nonsense.write_all(b"{\"ask\":\"everything\"}\n").unwrap();
    let mut answer = String::new();
    nonsense.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "");
    assert!(run(&mut keystead(&["setup", "--again", "--data", data.to_str().unwrap()])).status.success());
}

#[test]
fn stopping_finishes_what_was_accepted() {
    let (_folder, data) = folder();
    let mut server = Running::start(&data, &["--demo"]);
    let mut half = TcpStream::connect(&server.address).unwrap();
    let head =
        "POST /demo/community/sign-in/passkey/begin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    half.write_all(format!("{head}Content-Length: 2\r\n\r\n{{").as_bytes()).unwrap();
    // Another request shows that the server has read the first one's head by now.
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    server.signal("TERM");
    let began = Instant::now();
    while TcpStream::connect(&server.address).is_ok() {
        assert!(began.elapsed() < Duration::from_secs(5), "it still accepts");
        std::thread::sleep(Duration::from_millis(10));
    }
    half.write_all(b"}").unwrap();
    let mut answer = String::new();
    half.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("publicKey"), "{answer}");
    assert!(server.child.wait().unwrap().success());
    assert!(!data.join("keystead.sock").exists());
}

#[test]
fn silent_connections_do_not_hold_the_stop_up() {
    let (_folder, data) = folder();
    let mut server = Running::start(&data, &["--demo"]);
    let _silent = TcpStream::connect(&server.address).unwrap();
    let mut kept = TcpStream::connect(&server.address).unwrap();
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut status = [0; 15];
    kept.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200 OK");
    let began = Instant::now();
    server.signal("TERM");
    assert!(server.child.wait().unwrap().success());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

// What a killed server leaves behind holds up no start.
#[test]
fn a_killed_server_starts_again() {
    let (_folder, data) = folder();
    let mut server = Running::start(&data, &["--demo"]);
    server.signal("KILL");
    server.child.wait().unwrap();
    assert!(data.join("keystead.sock").exists());
    assert!(Running::start(&data, &["--demo"]).get("/readyz").starts_with("HTTP/1.1 200"));
}

#[test]
fn keys_are_rotated_while_it_runs() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let output = run(&mut keystead(&["key", "rotate", "--data", data.to_str().unwrap()]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
}

#[test]
fn heads_without_end_are_refused() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let answer = server.ask(&format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(40 * 1024)));
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
}

// More silent connections than the process may have files: they wait and are given up, others are answered, and the log stays readable.
#[test]
fn silent_connections_do_not_use_up_the_files() {
    let (_folder, data) = folder();
    let mut command = Command::new("sh");
    let limited = "ulimit -n 100 && exec \"$@\"";
    command.env_clear().args(["-c", limited, "sh", env!("CARGO_BIN_EXE_keystead")]).stdin(Stdio::null());
    let server = Running::start_as(command, &data, &["--demo"]);
    let silent: Vec<_> = (0..50).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let began = Instant::now();
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert_eq!(log.matches("every place for a connection is taken").count(), 1, "{log}");
    assert!(log.contains("places=36") && !log.contains("ERROR") && !log.contains("cannot accept"), "{log}");
    drop(silent);
}

// Issue 9, 4: the master key from the environment and from a program's output; changed while it runs, and found again by the next start.
#[test]
fn the_master_key_is_changed_while_it_runs() {
    let (folder, data) = folder();
    let at = data.to_str().unwrap().to_owned();
    let (new, file) = (folder.path().join("new.key"), folder.path().join("keystead.toml"));
    let key = |words: &[&str]| run(&mut keystead(&[&["key", "master", "--data", &at], words].concat()));
    let server = Running::start(&data, &["--demo"]);
    let output = key(&["--new", new.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let refused = key(&["--finish"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("would start with the old master key"), "{refused:?}");
    // Either opens it meanwhile, from wherever it comes.
    let text = std::fs::read_to_string(&new).unwrap();
    assert_eq!(std::fs::metadata(&new).unwrap().permissions().mode() & 0o777, 0o600);
    drop(server);
    std::fs::write(&file, format!("master_key_command = [\"cat\", {new:?}]\n")).unwrap();
    let server = Running::start(&data, &["--demo", "--config", file.to_str().unwrap()]);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    drop(server);
    let server = Running::start(&data, &["--demo"]);
    std::fs::write(data.join("master.key"), &text).unwrap();
    let finished = key(&["--finish"]);
    assert!(finished.status.success(), "{finished:?}");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(run(&mut keystead(&["key", "rotate", "--data", &at])).status.success());
    drop(server);
    std::fs::remove_file(data.join("master.key")).unwrap();
    let list = |text: &str| {
        run(keystead(&["key", "list", "--data", &at]).env("KEYSTEAD_MASTER_KEY", text).env("KEYSTEAD_DEMO", "true"))
    };
    let listed = list(&text);
    assert!(listed.status.success(), "{listed:?}");
    let old = list(&"11".repeat(32));
    let said = String::from_utf8_lossy(&old.stderr).into_owned();
    assert!(old.status.code() == Some(1) && said.contains("the master key does not open the keys"), "{said}");
    let typed = run(&mut keystead(&["serve", "--data", &at, "--master-key", text.trim()]));
    let said = String::from_utf8_lossy(&typed.stderr).into_owned();
    assert!(typed.status.code() == Some(2) && !said.contains(text.trim()), "{said}");
}
