//! The built binary under a service manager: it takes the socket that is handed over, says when it serves and when it stops, and that it is alive.

use crate::process::{folder, keystead};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a service manager does: the socket as the third file, and the variables that go with it.
const HANDED_OVER: &str = r#"exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@""#;

struct Supervised(Child);

impl Supervised {
    fn start(data: &Path, listener: &TcpListener, news: &Path) -> Self {
        let mut command = Command::new("/bin/sh");
        command.env_clear().args(["-c", HANDED_OVER, env!("CARGO_BIN_EXE_keystead")]);
        command.args(["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:1"]);
        command.env("NOTIFY_SOCKET", news).env("WATCHDOG_USEC", "400000");
        command.stdin(OwnedFd::from(listener.try_clone().unwrap())).stdout(Stdio::null());
        command.stderr(std::fs::File::create(data.with_extension("log")).unwrap());
        Self(command.spawn().unwrap())
    }

    /// As a service manager ends it.
    fn stops(mut self) -> bool {
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        self.0.wait().unwrap().success()
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn hears(news: &UnixDatagram, word: &str) {
    let mut message = [0; 512];
    for _ in 0..100 {
        let length = news.recv(&mut message).unwrap_or_else(|error| panic!("nothing came of {word}: {error}"));
        if String::from_utf8_lossy(&message[..length]).lines().any(|line| line == word) {
            return;
        }
    }
    panic!("other things came, and no {word}");
}

fn ask(stream: &mut TcpStream) {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
}

fn is_answered(mut stream: TcpStream) -> bool {
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.read_to_string(&mut answer).unwrap();
    answer.starts_with("HTTP/1.1 200")
}

// Issue 9, 8: whoever knocks while the process is replaced waits, and is not turned away.
#[test]
fn a_handed_over_socket_outlives_the_process() {
    let (folder, data) = folder();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let path = folder.path().join("notify");
    let news = UnixDatagram::bind(&path).unwrap();
    news.set_read_timeout(Some(Duration::from_secs(30))).unwrap();

    // Before there is anybody.
    let mut early = TcpStream::connect(address).unwrap();
    ask(&mut early);
    let server = Supervised::start(&data, &listener, &path);
    hears(&news, "READY=1");
    assert!(is_answered(early), "who came before the start is answered");
    for _ in 0..3 {
        hears(&news, "WATCHDOG=1");
    }
    assert!(server.stops());
    hears(&news, "STOPPING=1");
    // Between two processes.
    let mut between = TcpStream::connect(address).unwrap();
    ask(&mut between);
    let server = Supervised::start(&data, &listener, &path);
    hears(&news, "READY=1");
    assert!(is_answered(between), "who came in between is answered");
    assert!(server.stops());
}

// Issue 9, 8: what is handed over and is no listener is said, and nothing else is listened on.
#[test]
fn a_handed_over_file_that_is_no_socket_is_one_line() {
    let (_folder, data) = folder();
    let mut command = Command::new("/bin/sh");
    command.env_clear().args(["-c", HANDED_OVER, env!("CARGO_BIN_EXE_keystead")]);
    command.args(["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    let output = command.stdin(std::fs::File::open("/dev/null").unwrap()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the service manager's socket cannot be listened on"), "{said}");
}

// Issue 9, 8: the link is a secret; what systemd's journal keeps says by which command it is had.
#[test]
fn no_link_is_printed_into_a_journal() {
    let (folder, data) = folder();
    let journal = folder.path().join("journal");
    let file = std::fs::File::create(&journal).unwrap();
    let found = file.metadata().unwrap();
    let mut command = keystead(&["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    command.env("JOURNAL_STREAM", format!("{}:{}", found.dev(), found.ino())).stdout(file).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    let text = loop {
        let text = std::fs::read_to_string(&journal).unwrap();
        if text.contains("Set it up") || begun.elapsed() > Duration::from_secs(30) {
            break text;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(text.contains("`keystead setup --again`") && !text.contains("/setup/"), "{text}");
}
