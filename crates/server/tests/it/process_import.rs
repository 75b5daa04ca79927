//! `keystead import` and `keystead export` with the built binary: beside a running server and without one, with lines that are refused, twice, and where
//! it was interrupted.

use crate::process::{Running, folder, keystead, refusal, run};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

const POOL: &str = "forum/main";
const BCRYPT: &str = "$2b$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG";

fn command(data: &Path, arguments: &[&str]) -> Output {
    run(&mut keystead(&[arguments, &["--data", data.to_str().unwrap()]].concat()))
}

fn import(data: &Path, file: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let output = command(data, &[&["import", "json", file.to_str().unwrap(), "--into", POOL, "--json"], more].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let report =
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report)
}

fn line(id: usize) -> String {
    json!({ "id": id.to_string(), "usernames": [format!("user.{id}")], "password_hash": BCRYPT }).to_string()
}

fn file(folder: &Path, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, lines.join("\n")).unwrap();
    path
}

// Issue 9, 5: the whole file is looked at first, every refused line is told, and a second run brings the rest alone.
#[test]
fn members_are_brought_beside_a_running_server() {
    let (folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    let mut lines: Vec<String> = (1..=900).map(line).collect();
    lines[449] = "{\"id\": \"450\",".to_owned();
    lines[699] = json!({ "id": "700", "usernames": ["ada"] }).to_string();
    let broken = file(folder.path(), "broken.json", &lines);
    let (status, report) = import(&data, &broken, &[]);
    assert_eq!((status, &report["written"], &report["new"]), (Some(3), &json!(false), &json!(898)));
    let told: Vec<_> = report["refused"].as_array().unwrap().iter().map(|one| one["line"].as_u64().unwrap()).collect();
    assert_eq!(told, [450, 700], "{}", report["refused"]);
    assert!(report["refused"][1]["reason"].as_str().unwrap().contains("known as ada already"), "{report}");
    let (status, tried) = import(&data, &broken, &["--dry-run", "--without-refused"]);
    let report = &tried["outcome"];
    assert_eq!((status, &report["written"], &report["there_already"]), (Some(3), &json!(false), &json!(0)));
    // As if the first run had come no further than this.
    let part = file(folder.path(), "part.json", &lines[..300]);
    let (status, report) = import(&data, &part, &[]);
    assert_eq!((status, &report["new"], &report["sign_in_with"]["password"]), (Some(0), &json!(300), &json!(300)));
    let (status, report) = import(&data, &broken, &["--without-refused"]);
    assert_eq!((status, &report["new"], &report["there_already"]), (Some(3), &json!(598), &json!(300)));
    lines[449] = line(450);
    lines.remove(699);
    let (status, report) = import(&data, &file(folder.path(), "whole.json", &lines), &[]);
    assert_eq!((status, &report["new"], &report["there_already"]), (Some(0), &json!(1), &json!(898)));
    let output = command(&data, &["import", "json", broken.to_str().unwrap(), "--into", POOL]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("line 450") && text.contains("2 lines refused"), "{text}");
    assert!(text.contains("Nothing was written"), "{text}");
}

// Issue 9, 1: without a server the command takes the lock itself; what is written goes to its owner alone, and is taken again.
#[test]
fn members_are_exported_and_brought_back_without_a_server() {
    let (folder, data) = folder();
    drop(Running::start(&data, &["--demo"]));
    let with = |arguments: &[&str]| {
        let mut command = keystead(&[arguments, &["--data", data.to_str().unwrap()]].concat());
        command.env("KEYSTEAD_DEMO", "true");
        run(&mut command)
    };
    let first = file(folder.path(), "first.json", &[line(1)]);
    let brought = with(&["import", "json", first.to_str().unwrap(), "--into", POOL, "--json"]);
    assert!(brought.status.success(), "{}", String::from_utf8_lossy(&brought.stderr));
    let out = folder.path().join("out.json");
    let exported = with(&["export", POOL, out.to_str().unwrap(), "--member", "user.1"]);
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(BCRYPT) && text.lines().count() == 1, "{text}");
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!with(&["export", POOL, out.to_str().unwrap()]).status.success(), "a file that is there stays");
    let asked = folder.path().join("asked.json");
    assert!(
        with(&["export", POOL, asked.to_str().unwrap(), "--member", "user.1", "--without-secrets"]).status.success()
    );
    assert!(!std::fs::read_to_string(&asked).unwrap().contains(BCRYPT));
    let nobody = folder.path().join("nobody.json");
    assert!(!with(&["export", POOL, nobody.to_str().unwrap(), "--member", "nobody.at.all"]).status.success());
    assert!(!nobody.exists());
    // From another system's point of view nobody of them is here yet, but their names are.
    let again = with(&["import", "json", out.to_str().unwrap(), "--into", POOL, "--source", "other", "--json"]);
    assert_eq!(again.status.code(), Some(3), "{}", String::from_utf8_lossy(&again.stdout));
    // Who has taken members along, and with what, is on record.
    let location = store::Location::Embedded { file: data.join("keystead.db") };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let details = runtime.block_on(async {
        let store = store::Store::open(&location).unwrap();
        let read = |tx: &mut store::Tx<'_>| {
            let forum = store::tenant::all(tx)?.into_iter().find(|tenant| tenant.slug == "forum").unwrap();
            store::audit_event::latest(tx, forum.id, 100)
        };
        let events = store.read("events", read).await.unwrap();
        store.close().await;
        let exported = events.into_iter().filter(|event| event.kind == "members_exported");
        exported
            .map(|event| (event.subject_id.is_some(), event.detail.unwrap_or_default().into_owned()))
            .collect::<Vec<_>>()
    });
    let (with, without) = ("with hashes and secrets".to_owned(), "without hashes and secrets".to_owned());
    assert_eq!(details, [(true, without), (false, with.clone()), (true, with)], "the newest first");
}

#[test]
fn what_cannot_be_done_is_one_line() {
    let (folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let text = file(folder.path(), "text.json", &["no json".to_owned()]);
    let data_text = data.to_str().unwrap();
    let line = |arguments: &[&str]| refusal(&mut keystead(&[arguments, &["--data", data_text]].concat()));
    let file = text.to_str().unwrap();
    assert!(line(&["import", "json", file, "--into", POOL]).contains("cannot be read as json: it is no JSON"));
    assert!(line(&["import", "json", "/no/such/file", "--into", POOL]).contains("cannot read /no/such/file"));
    std::fs::write(&text, "[]").unwrap();
    assert!(line(&["import", "json", file, "--into", "forum/nowhere"]).contains("there is no forum/nowhere"));
    drop(server);
    let nowhere = folder.path().join("nowhere");
    let line = refusal(&mut keystead(&["import", "json", file, "--into", POOL, "--data", nowhere.to_str().unwrap()]));
    assert!(line.contains("there is no database in"), "{line}");
}

// Issue 9, 5: nobody is brought without a word whom the pool then lets in by nothing; a second run could not mend it.
#[test]
fn a_pool_that_uses_none_of_it_is_told_first() {
    let (folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    let file =
        file(folder.path(), "all.json", &[line(1), line(2), json!({ "id": "3", "usernames": ["x.3"] }).to_string()]);
    let import = |more: &[&str]| {
        let words = ["import", "json", file.to_str().unwrap(), "--into", "workforce/main"];
        let output = command(&data, &[&words, more].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for more in [&["--dry-run"][..], &[]] {
        let (status, said) = import(more);
        assert_eq!(status, Some(3), "{said}");
        assert!(said.contains("CAREFUL: 2 members would have nothing to sign in with"), "{said}");
        assert_eq!(said.contains("Nothing was written: switch on"), more.is_empty(), "{said}");
    }
    let (status, tried) = import(&["--json", "--dry-run"]);
    let tried: Value = serde_json::from_str(&tried).unwrap();
    assert_eq!((status, &tried["outcome"]["new"], &tried["outcome"]["shut_out"]), (Some(3), &json!(3), &json!(2)));
    let (status, said) = import(&["--without-ways-in"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("CAREFUL: 2 members have nothing") && said.contains("3 entries: 3 members were"), "{said}");
}
