//! The package tried as an operator uses it: looked at by lintian, installed, started by the command line of its unit, removed, purged. It never
//! touches a machine on which Keystead is installed already.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{said, told};
use crate::machine::is_root;
use crate::step;

const UNIT: &str = "/lib/systemd/system/keystead.service";
const DATA: &str = "/var/lib/keystead";
const STARTS_WITHIN: Duration = Duration::from_secs(30);

type Trial = (&'static str, fn(&Path) -> Result<(), String>);

const TRIALS: [Trial; 5] = [
    ("lintian has no errors", lintian),
    ("installs", installs),
    ("the unit's command line serves as its own user", serves),
    ("removed, it leaves the data", leaves),
    ("purged, it leaves nothing", purges),
];

/// Why a package cannot be tried here. What is purged in the end must be the trial's own, and where services are run, the installation would start one.
pub(crate) fn unfit() -> Option<String> {
    if !is_root() {
        return Some("a package is tried by root alone: it is installed".to_owned());
    }
    let there = [DATA, "/etc/keystead", "/usr/bin/keystead", "/run/systemd/system"];
    let found = there.into_iter().find(|path| Path::new(path).exists())?;
    Some(format!("{found} is here: a package is tried where nothing of Keystead's is, and no systemd"))
}

pub(super) fn run(package: &Path) -> Result<bool, String> {
    if let Some(why) = unfit() {
        return Err(why);
    }
    let mut failed = 0;
    for (name, trial) in TRIALS {
        match trial(package) {
            Ok(()) => println!("test package: {name} ... ok"),
            Err(why) => {
                failed += 1;
                println!("test package: {name} ... FAILED\n{why}");
            }
        }
    }
    println!("{} passed, {failed} failed", TRIALS.len() - failed);
    Ok(failed == 0)
}

fn lintian(package: &Path) -> Result<(), String> {
    let output = Command::new("lintian")
        .args(["--allow-root", "--fail-on", "error", "--no-tag-display-limit"])
        .arg(package)
        .output();
    let output = output.map_err(|why| format!("lintian: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{text}");
    if output.status.success() { Ok(()) } else { Err(text) }
}

fn installs(package: &Path) -> Result<(), String> {
    // Services are not for a trial to start.
    step::quietly(Command::new("dpkg").env("DEBIAN_FRONTEND", "noninteractive").arg("-i").arg(package))?;
    let user = said(Command::new("id").args(["-u", "keystead"]))?;
    let data = fs::metadata(DATA).map_err(told(Path::new(DATA)))?;
    expect(
        data.uid().to_string() == user && data.permissions().mode() & 0o777 == 0o700,
        "the data is its user's alone",
    )?;
    let config = fs::metadata("/etc/keystead/config.toml").map_err(|why| why.to_string())?;
    expect(
        config.permissions().mode() & 0o777 == 0o640 && config.uid() == 0,
        "the configuration is root's, and its group reads it",
    )?;
    for file in ["/usr/share/man/man1/keystead.1.gz", "/usr/share/bash-completion/completions/keystead", UNIT] {
        // A container may leave manual pages out.
        expect(Path::new(file).is_file() || file.contains("/man/"), file)?;
    }
    expect(said(Command::new("keystead").arg("--version"))?.starts_with("keystead "), "it says its version")
}

fn serves(_: &Path) -> Result<(), String> {
    let unit = fs::read_to_string(UNIT).map_err(told(Path::new(UNIT)))?;
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).ok_or("the unit starts nothing")?;
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|why| why.to_string())?;
    let mut command = Command::new("setpriv");
    command.args(["--reuid=keystead", "--regid=keystead", "--clear-groups", "--inh-caps=-all", "--no-new-privs"]);
    command.args(line.split_whitespace()).env_clear().env("KEYSTEAD_LISTEN", address.to_string()).current_dir("/");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut server = Serving(child.map_err(|why| why.to_string())?);
    let began = Instant::now();
    while !is_served(&address.to_string()) {
        let gone = server.0.try_wait().ok().flatten();
        expect(gone.is_none() && began.elapsed() < STARTS_WITHIN, "it serves")?;
        std::thread::sleep(Duration::from_millis(50));
    }
    // An operator's commands find it by the same configuration.
    let config = ["--config", "/etc/keystead/config.toml"];
    said(Command::new("keystead").args(["setup", "--again"]).args(config))?;
    step::quietly(Command::new("kill").arg(server.0.id().to_string()))?;
    let ended = server.0.wait().map_err(|why| why.to_string())?;
    expect(ended.success(), "it ends well")?;
    let key = fs::metadata(format!("{DATA}/master.key")).map_err(|why| why.to_string())?;
    expect(key.permissions().mode() & 0o777 == 0o600, "its key is its own")
}

fn leaves(_: &Path) -> Result<(), String> {
    step::quietly(Command::new("dpkg").args(["-r", "keystead"]))?;
    expect(!Path::new("/usr/bin/keystead").exists(), "the program is gone")?;
    expect(Path::new(DATA).join("keystead.db").is_file(), "the data is there")
}

fn purges(_: &Path) -> Result<(), String> {
    step::quietly(Command::new("dpkg").args(["-P", "keystead"]))?;
    expect(!Path::new(DATA).exists() && !Path::new("/etc/keystead").exists(), "data and configuration are gone")?;
    let user = Command::new("id").arg("keystead").output().map_err(|why| why.to_string())?;
    expect(!user.status.success(), "its user is gone")
}

/// Ended with the trial.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn is_served(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn expect(is_so: bool, what: &str) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(format!("not so: {what}")) }
}
