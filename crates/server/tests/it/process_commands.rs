//! Every command with the built binary: beside a running server and without one, with `--json` and with `--dry-run`, which changes nothing.

use crate::process::{Running, folder, keystead, refusal, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

const PAGE: &str = include_str!("../../../../docs/operator/commands.md");

/// What a command should end with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    /// In what the demo is, it is refused.
    Refused,
    /// The doctor finds this and that.
    Any,
}
use End::{Any, Done, Refused};

/// A line of the walk. `FILE`, `KEY` and `HOOK` stand for what is known later.
struct Line(&'static str, &'static str, End);

/// In this order they can be carried out, each once and more.
const WALK: [Line; 51] = [
    Line("setup", "--again", Done),
    Line("config export", "--tenant forum", Done),
    Line("config plan", "FILE", Done),
    Line("config apply", "FILE", Done),
    Line("config preset", "community", Done),
    Line("key list", "", Done),
    Line("key rotate", "", Done),
    Line("key master", "--new KEY", Done),
    Line("key master", "--abandon", Done),
    Line("metadata refresh", "", Refused),
    Line("message", "--mail me@example.com", Done),
    Line("signals restored", "", Done),
    Line("signals confirm", "", Done),
    Line("user pass", "forum/main ada", Done),
    Line("user rescue", "platform/nowhere ada", Refused),
    Line("user invite", "forum/main new@example.com", Done),
    Line("user invitations", "forum/main", Done),
    Line("user suspend", "forum/main ada", Done),
    Line("user restore", "forum/main ada", Done),
    Line("user allow", "forum/main ada password", Done),
    Line("user erase", "forum/main ada --yes", Done),
    Line("user invite", "forum/main --file INVITEES --yes", Done),
    Line("import", "csv IMPORT --into forum/main", Done),
    Line("export", "forum/main EXPORT", Done),
    Line("backup", "BACKUP --passphrase-file PHRASE", Done),
    Line("backup check", "BACKUP --passphrase-file PHRASE", Done),
    Line("backup key", "PRIVATE", Done),
    Line("restore", "BACKUP --passphrase-file PHRASE", Refused),
    Line("certificate list", "", Refused),
    Line("certificate order", "id.example.com", Refused),
    Line("client add", "forum/main Notes --redirect-uri https://notes.example/back", Done),
    Line("client list", "forum/main", Done),
    Line("client secret", "forum/main wiki", Done),
    Line("client disable", "forum/main wiki", Done),
    Line("client enable", "forum/main wiki", Done),
    Line("client remove", "forum/main wiki", Done),
    Line("webhook add", "forum https://hooks.example.com/other --event member", Done),
    Line("webhook list", "forum", Done),
    Line("webhook secret", "forum HOOK", Done),
    Line("webhook disable", "forum HOOK", Done),
    Line("webhook enable", "forum HOOK", Done),
    Line("webhook test", "forum HOOK", Done),
    Line("webhook remove", "forum HOOK", Done),
    Line("audit verify", "", Done),
    Line("audit stream", "", Refused),
    Line("doctor", "", Any),
    Line("generate", "forum --into-members --users 3 --events 5", Done),
    Line("openapi", "", Done),
    Line("openapi", "--reference", Done),
    Line("man", "", Done),
    Line("completions", "bash", Done),
];

/// They need no installation, or none that is there.
const ALONE: [&str; 7] = ["config preset", "openapi", "man", "completions", "backup check", "backup key", "restore"];

/// By the page about them: the command, and whether it can be tried.
fn known() -> Vec<(String, bool)> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[1].trim_matches('`').to_owned(), cells[4] == "yes")).collect()
}

struct Walker {
    data: PathBuf,
    hook: String,
    is_served: bool,
}

impl Walker {
    fn run(&self, words: &str, more: &str) -> Output {
        let place = |name: &str| self.data.with_file_name(name).to_str().unwrap().to_owned();
        let word = |word: &str| match word {
            "FILE" => place("forum.toml"),
            "KEY" => place("new.key"),
            "INVITEES" => place("invitees.csv"),
            "BACKUP" => place("backup.keystead"),
            "PHRASE" => place("phrase.txt"),
            "PRIVATE" => place("private.key"),
            "IMPORT" => place("import.csv"),
            "EXPORT" => place("export.json"),
            "HOOK" => self.hook.clone(),
            word => word.to_owned(),
        };
        let words: Vec<_> = format!("{words} {more}").split_whitespace().map(word).collect();
        let mut command = keystead(&words.iter().map(String::as_str).collect::<Vec<_>>());
        run(command.env("KEYSTEAD_DEMO", "true").env("KEYSTEAD_DATA", &self.data))
    }

    /// What it answers as JSON, as it should end.
    #[track_caller]
    fn json(&self, line: &Line, more: &str) -> Value {
        let Line(name, words, end) = line;
        // Whoever serves holds the lock.
        let end = if *name == "generate" && self.is_served { Refused } else { *end };
        let output = self.run(&format!("{name} {words}"), &format!("{more} --json"));
        let said = format!("{name} {words} {more} (served: {}): {output:?}", self.is_served);
        match end {
            Refused => assert_eq!(output.status.code(), Some(1), "{said}"),
            Done => assert_eq!(output.status.code(), Some(0), "{said}"),
            Any => {}
        }
        if end == Refused {
            let text = String::from_utf8(output.stderr).unwrap();
            let error: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap_or_else(|_| panic!("{said}"));
            assert!(output.stdout.is_empty() && error["error"].as_str().is_some_and(|why| !why.is_empty()), "{said}");
            return error;
        }
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
    }

    /// All that can be seen of the installation by commands that only look.
    fn census(&self) -> Vec<String> {
        let looks = [
            "audit verify",
            "key list",
            "config export",
            "client list forum/main",
            "webhook list forum",
            "user invitations forum/main",
        ];
        let look = |words: &&str| {
            let output = self.run(words, "--json");
            assert!(output.status.success(), "{words}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        looks.iter().map(look).collect()
    }

    fn walk(&mut self) {
        std::fs::write(self.data.with_file_name("new.key"), "1f".repeat(32)).unwrap();
        let private = PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(self.data.with_file_name("new.key"), private).unwrap();
        write_tables(&self.data);
        let exported = self.run("config export --tenant forum", "");
        std::fs::write(self.data.with_file_name("forum.toml"), exported.stdout).unwrap();
        self.json(&Line("client add", "forum/main Wiki --id wiki --redirect-uri https://wiki.example/back", Done), "");
        let hook = self.json(&Line("webhook add", "forum https://hooks.example.com/in --event sign_in", Done), "");
        hook["id"].as_str().unwrap().clone_into(&mut self.hook);

        let tried: BTreeSet<_> = known().into_iter().filter(|(_, is_tried)| *is_tried).map(|(name, _)| name).collect();
        let before = self.census();
        for line in WALK.iter().filter(|line| tried.contains(line.0) && line.1 != "--abandon") {
            let told = self.json(line, "--dry-run");
            if line.2 == Done && told.get("error").is_none() {
                assert_eq!(told["dry_run"], json!(true), "{}", line.0);
            }
        }
        assert_eq!(self.census(), before, "what is only tried changes nothing");
        for line in &WALK {
            self.json(line, "");
        }
        assert_ne!(self.census(), before);
    }
}

/// Of people, to be brought and invited, and what seals a backup.
fn write_tables(data: &Path) {
    std::fs::write(data.with_file_name("phrase.txt"), "ten green bottles on a wall\n").unwrap();
    std::fs::write(data.with_file_name("invitees.csv"), "address\nnext@example.com\n").unwrap();
    std::fs::write(data.with_file_name("import.csv"), "id,username\n17,brought\n").unwrap();
}

fn demo(data: &Path) -> Running {
    Running::start(data, &["--demo"])
}

// Issue 9, 1: a new command stands in the page, and so it must be walked here.
#[test]
fn every_command_is_walked() {
    let walked: BTreeSet<_> = WALK.iter().map(|line| line.0.to_owned()).collect();
    let known: BTreeSet<_> = known().into_iter().map(|(name, _)| name).filter(|name| name != "serve").collect();
    assert_eq!(walked, known);
}

#[test]
fn every_command_works_beside_a_server() {
    let (_folder, data) = folder();
    let _server = demo(&data);
    Walker { data, hook: String::new(), is_served: true }.walk();
}

#[test]
fn every_command_works_without_a_server() {
    let (_folder, data) = folder();
    drop(demo(&data));
    Walker { data, hook: String::new(), is_served: false }.walk();
}

// A mistyped directory is not made into an installation, and a database of another release is left alone.
#[test]
fn what_is_not_there_is_not_made() {
    let (_folder, data) = folder();
    write_tables(&data);
    for Line(name, words, _) in WALK.iter().filter(|line| !ALONE.contains(&line.0)) {
        let walker = Walker { data: data.clone(), hook: domain::id::WebhookId::NIL.to_string(), is_served: false };
        let words = words.replace("FILE", "/dev/null").replace("--new KEY", "--finish");
        let output = walker.run(&format!("{name} {words}"), "");
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("there is no database in") && said.lines().count() == 1, "{name}: {said}");
        assert!(!data.exists(), "{name}");
    }
}

// Issue 9, 1: a program reads why its command line was wrong as it reads every failure; help stays help.
#[test]
fn a_wrong_command_line_is_told_as_json() {
    for words in
        [&["key", "rotate", "--onyl", "challenge", "--json"][..], &["--json", "nonsense"], &["--json", "serve"]]
    {
        let output = run(&mut keystead(words));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && output.stdout.is_empty(), "{words:?}: {text}");
        let error: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?}: {text}"));
        assert!(error["error"].as_str().is_some_and(|why| !why.is_empty() && !why.starts_with("error")), "{text}");
    }
    let help = run(&mut keystead(&["--json", "--help"]));
    assert!(help.status.success() && help.stdout.starts_with(b"Keystead, "), "{help:?}");
}

// Two at the same moment: one waits for the other.
#[test]
fn commands_without_a_server_take_turns() {
    let (_folder, data) = folder();
    drop(demo(&data));
    let both: Vec<_> = (0..3)
        .map(|_| {
            let walker = Walker { data: data.clone(), hook: String::new(), is_served: false };
            std::thread::spawn(move || walker.run("key rotate --only challenge", ""))
        })
        .collect();
    for one in both {
        let output = one.join().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let walker = Walker { data, hook: String::new(), is_served: false };
    let list = walker.json(&Line("key list", "", Done), "");
    let challenge = list.as_array().unwrap().iter().filter(|key| key["kind"] == "challenge").count();
    assert_eq!(challenge, 4);
}

// On PostgreSQL a command without a server is one more node: those that serve elsewhere have its change, and nobody is kept out.
#[test]
fn a_command_is_one_more_node_of_postgresql() {
    use store::testing::{Engine, engines, location_on};
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (location, _guard) = location_on(Engine::Postgres);
    let store::Location::Postgres { url, .. } = &location else { panic!("{location:?}") };
    let (folder, data) = folder();
    let (key, elsewhere) = (folder.path().join("master.key"), folder.path().join("elsewhere"));
    std::fs::write(&key, "2a".repeat(32)).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    let key = key.to_str().unwrap();
    let command = |words: &[&str]| {
        let mut command = keystead(words);
        command.env("KEYSTEAD_DATABASE", url).env("KEYSTEAD_MASTER_KEY_FILE", key).env("KEYSTEAD_DATA", &elsewhere);
        run(command.env("KEYSTEAD_DEMO", "true"))
    };
    let early = command(&["key", "list"]);
    let said = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(early.status.code() == Some(1) && said.contains("nothing was ever kept in that database"), "{said}");
    let server = Running::start(&data, &["--demo", "--database", url, "--master-key-file", key]);
    for words in [&["key", "rotate", "--json"][..], &["key", "list", "--json"], &["key", "rotate", "--dry-run"]] {
        let output = command(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
    }
    let listed: Value = serde_json::from_slice(&command(&["key", "list", "--json"]).stdout).unwrap();
    let journey = listed.as_array().unwrap().iter().filter(|key| key["kind"] == "journey").count();
    assert_eq!(journey, 2, "one rotation and what it followed, and nothing of the one that was tried");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
}

// Issue 9, 4: where a change of the master key is under way another is refused, and no key is left that seals nothing.
#[test]
fn a_refused_change_of_the_master_key_leaves_no_file() {
    let (folder, data) = folder();
    let server = demo(&data);
    let master = |name: &str, env: &str| {
        let file = folder.path().join(name);
        let words = ["key", "master", "--new", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
        (run(keystead(&words).env("KEYSTEAD_DEMO", env)).status.code(), file.exists())
    };
    assert_eq!(master("one.key", "true"), (Some(0), true));
    assert_eq!(master("two.key", "true"), (Some(1), false));
    drop(server);
    assert_eq!(master("three.key", "true"), (Some(1), false), "nor without a server");
    assert_eq!(master("four.key", "false"), (Some(1), false), "nor where the installation does not open");
}

// Issue 9, 2: a key for backups is its owner's alone, and never made twice.
#[test]
fn a_key_for_backups_is_printed_alone() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("backup.key");
    // A shell gets the key alone, and a person the advice.
    let plain = run(&mut keystead(&["backup", "key", key.to_str().unwrap()]));
    let printed = String::from_utf8(plain.stdout).unwrap();
    assert!(printed.starts_with("keystead-backup-public-") && printed.split_whitespace().count() == 1, "{printed}");
    assert!(String::from_utf8_lossy(&plain.stderr).contains("keep it anywhere but on the server"));
    let nothing = refusal(keystead(&["backup", "x", "--data", "/nowhere"]).env_remove("KEYSTEAD_BACKUP_PASSPHRASE"));
    assert!(nothing.contains("seals the backup: name --to or --passphrase-file,"), "{nothing}");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(refusal(&mut keystead(&["backup", "key", key.to_str().unwrap()])).contains("is it there already?"));
}
