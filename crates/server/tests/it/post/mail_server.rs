//! A real mail server as a process: aiosmtpd in a Python environment of its own below the target folder. Where there is no Python or no
//! network a test says loudly that it was skipped, and fails where that must not pass unnoticed.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp");
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");

/// How it is reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum Security {
    StartTls,
    Tls,
    /// Neither TLS nor a login: somebody between has taken them away.
    Plain,
}

impl Security {
    fn word(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::Plain => "plain",
        }
    }
}

/// A running one, with the certificate `first` of the fixtures; killed when the test ends.
pub(super) struct MailServer {
    child: Child,
    lines: Receiver<Value>,
    pub(super) port: u16,
    security: Security,
}

impl MailServer {
    /// `None` where there is no Python, which is said.
    pub(super) fn start(security: Security) -> Option<Self> {
        Some(Self::on(&python()?, security, 0))
    }

    pub(super) fn stop(self) -> Stopped {
        Stopped { port: self.port, security: self.security }
    }

    fn on(python: &Path, security: Security, port: u16) -> Self {
        let mut command = Command::new(python);
        command.arg(format!("{HERE}/server.py")).args([&port.to_string(), security.word()]);
        command.args([format!("{FIXTURES}/first.pem"), format!("{FIXTURES}/first.key")]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                sender.send(serde_json::from_str(&line).unwrap()).ok();
            }
        });
        let first: Value = lines.recv_timeout(Duration::from_secs(30)).unwrap();
        let port = u16::try_from(first["port"].as_u64().unwrap()).unwrap();
        Self { child, lines, port, security }
    }

    /// The next message that has arrived.
    #[track_caller]
    pub(super) fn message(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// What has arrived and was not asked for: everything that comes within a moment.
    pub(super) fn more(&self) -> Vec<Value> {
        std::iter::from_fn(|| self.lines.recv_timeout(Duration::from_millis(300)).ok()).collect()
    }
}

/// One that is away.
pub(super) struct Stopped {
    port: u16,
    security: Security,
}

impl Stopped {
    /// It comes back, at the same address.
    pub(super) fn again(self) -> MailServer {
        MailServer::on(&python().unwrap(), self.security, self.port)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's surroundings are its environment")]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

fn python() -> Option<PathBuf> {
    match environment() {
        Ok(python) => Some(python),
        Err(why) => {
            assert!(!is_ci(), "no mail server, and here no test may be skipped: {why}");
            eprintln!("SKIPPED: mail server ({why})");
            None
        }
    }
}

/// The Python of an environment that has what `requirements.txt` names. Made once; tests that come together wait for the first.
fn environment() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-server");
    let python = folder.join("bin/python");
    let requirements = format!("{HERE}/requirements.txt");
    let wanted = std::fs::read(&requirements).unwrap();
    std::fs::create_dir_all(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let lock = std::fs::File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let stamp = folder.join("installed.txt");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    std::fs::remove_dir_all(&folder).ok();
    ran(Command::new("python3").args(["-m", "venv"]).arg(&folder).output())?;
    let install =
        ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", &requirements];
    ran(Command::new(&python).args(install).output())?;
    std::fs::write(&stamp, wanted).unwrap();
    Ok(python)
}

fn ran(output: std::io::Result<Output>) -> Result<(), String> {
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
