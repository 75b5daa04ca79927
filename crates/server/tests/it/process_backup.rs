//! `keystead backup` and `restore` with the built binary: taken while members come and go, the server killed, and put back on either engine.

use crate::process::{Running, folder, keystead, refusal, run};
use authenticator::{Authenticator, Setup};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::testing::{Engine, engines, location_on};

const DOOR: &str = "/demo/community";

/// A member with a passkey, as an app sees the server.
struct Member {
    name: String,
    authenticator: Authenticator,
    token: String,
    /// When the sign-up was answered.
    since: Instant,
}

fn post(server: &str, path: &str, body: &Value) -> Value {
    let (body, host) = (body.to_string(), format!("localhost:{}", server.rsplit(':').next().unwrap()));
    let request = format!(
        "POST {DOOR}{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    answer(server, &request).map_or(Value::Null, |(_, body)| body)
}

/// Status and body; `None` once nobody answers there.
fn answer(server: &str, request: &str) -> Option<(u16, Value)> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(server).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

fn status_of(server: &str, token: &str) -> u16 {
    let host = format!("localhost:{}", server.rsplit(':').next().unwrap());
    let request = format!(
        "GET {DOOR}/account/passkeys HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    answer(server, &request).unwrap().0
}

fn origin(server: &str) -> String {
    format!("http://localhost:{}", server.rsplit(':').next().unwrap())
}

impl Member {
    fn sign_up(server: &str, name: String) -> Option<Self> {
        let mut authenticator = Authenticator::new(Setup::phone());
        let begun = post(server, "/sign-up/passkey/begin", &json!({ "identifier": name }));
        let mut made = authenticator.create(begun.get("publicKey")?, &origin(server)).ok()?;
        made["identifier"] = json!(name);
        let finished = post(server, "/sign-up/passkey/finish", &made);
        let token = finished["session_token"].as_str()?.to_owned();
        Some(Self { name, authenticator, token, since: Instant::now() })
    }

    /// The new session's token.
    fn sign_in(&mut self, server: &str) -> Option<String> {
        let begun = post(server, "/sign-in/passkey/begin", &json!({}));
        let shown = self.authenticator.get(begun.get("publicKey")?, &origin(server)).ok()?;
        post(server, "/sign-in/passkey/finish", &shown)["session_token"].as_str().map(str::to_owned)
    }
}

/// Members who sign up and in until they are told to stop, or until nobody answers.
fn crowd(server: &str, stop: &Arc<AtomicBool>) -> Vec<std::thread::JoinHandle<Vec<Member>>> {
    let come_and_go = |hand: usize| {
        let (server, stop) = (server.to_owned(), Arc::clone(stop));
        std::thread::spawn(move || {
            let mut members: Vec<Member> = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let name = format!("member-{hand}-{}", members.len());
                let Some(member) = Member::sign_up(&server, name) else { break };
                members.push(member);
                let place = members.len() / 2;
                if let Some(token) = members[place].sign_in(&server) {
                    members[place].token = token;
                }
            }
            members
        })
    };
    (0..3).map(come_and_go).collect()
}

fn private(path: &Path, text: &str) -> PathBuf {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
    path.to_owned()
}

fn done(command: &mut Command) -> Value {
    let output = run(command);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

/// A place of its own on this engine, and what names it on a command line.
fn place(engine: Engine, folder: &Path, name: &str, key: &Path) -> (Vec<String>, PathBuf, store::testing::Guard) {
    let (location, guard) = location_on(engine);
    let data = folder.join(name);
    let mut words = vec!["--master-key-file".to_owned(), key.display().to_string()];
    if let store::Location::Postgres { url, .. } = location {
        words.extend(["--database".to_owned(), url]);
    }
    (words, data, guard)
}

// Issue 9, must show: under load a backup, SIGKILL, and back into SQLite and PostgreSQL; every member of the backup signs in, no session of before
// lives. Also restored twice, and with a passphrase that is not it.
#[test]
fn everybody_of_the_backup_signs_in_after_the_server_was_killed() {
    for from in engines() {
        let (folder, _) = folder();
        let key = private(&folder.path().join("master.key"), &"5a".repeat(32));
        let passphrase = private(&folder.path().join("passphrase"), "three blue herons\n");
        let wrong = private(&folder.path().join("wrong"), "three green herons\n");
        let (words, data, _guard) = place(*from, folder.path(), "data", &key);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut server = Running::start(&data, &[words.as_slice(), &["--demo"]].concat());
        let stop = Arc::new(AtomicBool::new(false));
        let crowd = crowd(&server.address, &stop);
        std::thread::sleep(Duration::from_secs(2));
        let (file, begun) = (folder.path().join("all.backup"), Instant::now());
        let take = |file: &Path| {
            let words = ["--json", "backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
            let mut command = keystead(&words);
            command.args(["--passphrase-file", passphrase.to_str().unwrap()]);
            command
        };
        let taken = done(&mut take(&file));
        assert!(refusal(&mut take(&file)).contains("is there already"));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::thread::sleep(Duration::from_millis(500));
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        stop.store(true, Ordering::Relaxed);
        let mut members: Vec<Member> = crowd.into_iter().flat_map(|hand| hand.join().unwrap()).collect();
        let (mut of_before, of_after): (Vec<_>, Vec<_>) = members.iter_mut().partition(|member| member.since < begun);
        assert!(of_before.len() > 3 && !of_after.is_empty(), "{} {}", of_before.len(), of_after.len());
        assert!(taken["members"].as_u64().unwrap() >= u64::try_from(of_before.len()).unwrap());

        for to in engines() {
            let (words, data, _guard) = place(*to, folder.path(), &format!("{to:?}"), &key);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let restore = |passphrase: &Path| {
                let mut command =
                    keystead(&["--json", "restore", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
                command.args(["--passphrase-file", passphrase.to_str().unwrap()]).args(&words);
                command
            };
            let text = refusal_after_progress(&mut restore(&wrong));
            assert!(text.contains("this passphrase does not open the backup"), "{text}");
            assert!(!data.exists(), "nothing is made for a file that does not open");
            let dry = done(restore(&passphrase).arg("--dry-run"));
            assert_eq!(dry["dry_run"], true);
            assert_eq!(dry["outcome"]["members"], taken["members"]);
            let restored = done(&mut restore(&passphrase));
            assert_eq!((&restored["members"], &restored["rows"]), (&taken["members"], &taken["rows"]));
            assert_eq!(restored["revoked_since"], Value::Null, "nobody knows");
            let again = refusal_after_progress(&mut restore(&passphrase));
            assert!(again.contains("something is there already"), "{again}");

            let server = Running::start(&data, &[words.as_slice(), &["--demo"]].concat());
            for member in &mut of_before {
                assert_eq!(status_of(&server.address, &member.token), 401, "{}", member.name);
                let session =
                    member.sign_in(&server.address).unwrap_or_else(|| panic!("{} of {from:?} in {to:?}", member.name));
                assert_eq!(status_of(&server.address, &session), 200);
            }
        }
    }
}

/// The last line, after what was told of how far it was.
#[track_caller]
fn refusal_after_progress(command: &mut Command) -> String {
    let output = run(command);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap().lines().last().unwrap_or_default().to_owned()
}

// Issue 9, 2: killed in the middle it says so, no server starts on it, and it is begun again.
#[test]
fn a_restore_that_was_killed_is_begun_again() {
    for engine in engines() {
        let (folder, data) = folder();
        let key = private(&folder.path().join("master.key"), &"5a".repeat(32));
        let words = ["--master-key-file", key.to_str().unwrap()];
        let mut server = Running::start(&data, &[&words[..], &["--demo"]].concat());
        server.signal("TERM");
        server.child.wait().unwrap();
        // Enough for a while.
        let filled = [
            "generate",
            "demo",
            "--users",
            "4000",
            "--events",
            "20000",
            "--into-members",
            "--data",
            data.to_str().unwrap(),
        ];
        assert!(run(&mut keystead(&filled)).status.success());
        let file = folder.path().join("all.backup");
        let passphrase = private(&folder.path().join("passphrase"), "three blue herons\n");
        let sealed = ["--passphrase-file", passphrase.to_str().unwrap()];
        let mut take = keystead(&["--json", "backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        let taken = done(take.args(sealed).env("KEYSTEAD_DEMO", "true").env("KEYSTEAD_MASTER_KEY_FILE", &key));

        let (words, there, _guard) = place(engine.to_owned(), folder.path(), "there", &key);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let restore = || {
            let mut command =
                keystead(&["--json", "restore", file.to_str().unwrap(), "--data", there.to_str().unwrap()]);
            command.args(sealed).args(&words);
            command
        };
        let location = match words.iter().position(|word| *word == "--database") {
            Some(at) => store::Location::Postgres { url: words[at + 1].to_owned(), connections: 1 },
            None => store::Location::Embedded { file: there.join("keystead.db") },
        };
        let mut child =
            restore().stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while !matches!(store::whole::place(&location), Ok(store::whole::Place::HalfRestored)) {
            assert!(begun.elapsed() < Duration::from_secs(50) && child.try_wait().unwrap().is_none(), "{engine:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut serve = keystead(&["serve", "--demo", "--data", there.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
        let line = refusal(serve.args(&words));
        assert!(line.contains("a backup was not restored to the end here"), "{line}");
        let restored = done(&mut restore());
        assert_eq!((&restored["was_half_restored"], &restored["rows"]), (&json!(true), &taken["rows"]));
        let server = Running::start(&there, &[words.as_slice(), &["--demo"]].concat());
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    }
}

// Issue 9, 2: a file that is no stream of the audit is refused before anything is written, and so is it when rehearsed.
#[test]
fn a_wrong_audit_file_is_refused_while_nothing_is_written() {
    let (folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    let (file, there) = (folder.path().join("all.backup"), folder.path().join("there"));
    let passphrase = private(&folder.path().join("passphrase"), "three blue herons\n");
    let sealed = ["--passphrase-file", passphrase.to_str().unwrap()];
    let mut take = keystead(&["--json", "backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    done(take.args(sealed).arg("--with-master-key"));
    let list = private(&folder.path().join("list"), "milk\nbread\n");
    let stream = private(&folder.path().join("stream"), "{\"type\":\"seal\"}\n");
    let restore = |audit: &Path| {
        let mut command = keystead(&["--json", "restore", file.to_str().unwrap(), "--data", there.to_str().unwrap()]);
        command.args(sealed).args(["--audit", audit.to_str().unwrap()]);
        command
    };
    for more in [&["--dry-run"][..], &[]] {
        let line = refusal_after_progress(restore(&list).args(more));
        assert!(line.contains("it is no stream of it"), "{line}");
        assert!(!there.exists(), "nothing is made");
    }
    let tried = done(restore(&stream).arg("--dry-run"));
    let dry = &tried["outcome"];
    assert_eq!((&dry["master_key_from_backup"], &dry["more_revoked"]), (&json!(true), &Value::Null));
    let restored = done(&mut restore(&stream));
    assert_eq!((&restored["revoked_since"], &restored["more_revoked"]), (&json!([]), &json!(false)));
}

// Issue 9, 2 and 4: the master key is looked for in each place where a server looks for it, and in one alone.
#[test]
fn a_restore_knows_every_place_of_the_master_key() {
    let (folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let file = folder.path().join("all.backup");
    let passphrase = private(&folder.path().join("passphrase"), "three blue herons\n");
    let sealed = ["--passphrase-file", passphrase.to_str().unwrap()];
    let take = ["--json", "backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    done(keystead(&take).args(sealed));
    drop(server);
    let key = data.join("master.key");
    let text = std::fs::read_to_string(&key).unwrap();
    let config = folder.path().join("keystead.toml");
    std::fs::write(&config, format!("master_key_command = [\"/bin/cat\", {key:?}]\n")).unwrap();
    let restore = |name: &str| {
        let there = folder.path().join(name);
        let mut command = keystead(&["--json", "restore", file.to_str().unwrap(), "--data", there.to_str().unwrap()]);
        command.args(sealed);
        command
    };
    let missing = refusal_after_progress(&mut restore("nowhere"));
    assert!(missing.contains("there is none in"), "{missing}");
    let wrong = refusal_after_progress(restore("wrong").env("KEYSTEAD_MASTER_KEY", "11".repeat(32)));
    assert!(wrong.contains("the master key does not open"), "{wrong}");
    let with_command = ["--config", config.to_str().unwrap()];
    let twice = refusal_after_progress(restore("twice").env("KEYSTEAD_MASTER_KEY", text.trim()).args(with_command));
    assert!(twice.contains("the master key has one place"), "{twice}");
    let put_back = |name: &str, restored: Value| {
        assert_eq!(restored["master_key_from_backup"], false);
        assert!(!folder.path().join(name).join("master.key").exists(), "it stays where it is");
    };
    put_back("environment", done(restore("environment").env("KEYSTEAD_MASTER_KEY", text.trim())));
    put_back("command", done(restore("command").args(with_command)));
}

// Issue 9, 2: keys for backups that the server takes by itself, and cannot read.
#[test]
fn the_server_takes_backups_by_the_clock() {
    let (folder, data) = folder();
    let key = folder.path().join("backup.key");
    let pair = done(&mut keystead(&["--json", "backup", "key", key.to_str().unwrap()]));
    let backups = folder.path().join("backups");
    let config = folder.path().join("keystead.toml");
    let public = pair["public_key"].as_str().unwrap();
    std::fs::write(&config, format!("[backup]\ndirectory = {backups:?}\nrecipient = {public:?}\n")).unwrap();
    let serve = ["--demo", "--data", data.to_str().unwrap(), "--config", config.to_str().unwrap()];
    let missing = refusal(&mut keystead(&serve));
    assert!(missing.contains("[backup] directory: ") && missing.contains("make it"), "{missing}");
    std::fs::create_dir(&backups).unwrap();
    let _server = Running::start(&data, &["--demo", "--config", config.to_str().unwrap()]);
    let found = || {
        std::fs::read_dir(&backups)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|end| end == "backup"))
    };
    let begun = Instant::now();
    let file = loop {
        if let Some(file) = found() {
            break file;
        }
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(50));
    };
    let check = |more: &[&str]| keystead(&[&["--json", "backup", "check", file.to_str().unwrap()], more].concat());
    let checked = done(&mut check(&["--key", key.to_str().unwrap()]));
    assert!(checked["members"].as_u64().unwrap() > 0 && checked["has_master_key"] == false, "{checked}");
    let passphrase = private(&folder.path().join("passphrase"), "three blue herons\n");
    let line = refusal(&mut check(&["--passphrase-file", passphrase.to_str().unwrap()]));
    assert!(line.contains(public), "{line}");

    // With the master key in it, the file and its key are all that is needed.
    let whole = folder.path().join("whole.backup");
    let words =
        ["backup", whole.to_str().unwrap(), "--with-master-key", "--data", data.to_str().unwrap(), "--to", public];
    assert!(run(&mut keystead(&words)).status.success());
    let there = folder.path().join("there");
    let restore = |file: &Path| {
        keystead(&[
            "restore",
            file.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
            "--data",
            there.to_str().unwrap(),
        ])
    };
    let line = refusal_after_progress(&mut restore(&file));
    assert!(line.contains("the backup does not carry the master key"), "{line}");
    assert!(!there.exists(), "what was made for it is gone again");
    let output = run(&mut restore(&whole));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    for words in ["Nobody can say here what was taken away after 20", "The master key came from the backup"] {
        assert!(said.contains(words), "{said}");
    }
    let kept = |at: &Path| std::fs::read(at.join("master.key")).unwrap();
    assert_eq!(kept(&there), kept(&data));
    let server = Running::start(&there, &["--demo"]);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
}
