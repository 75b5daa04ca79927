//! `keystead doctor` with the built binary: beside a running server, alone, and where there is nothing; and the exit status that scripts rely on.

use crate::process::{Running, folder, keystead, refusal, run};
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use store::{Location, Store};

fn doctor(data: &Path, more: &[&str]) -> Output {
    let line = [&["doctor", "--data", data.to_str().unwrap()], more].concat();
    run(&mut keystead(&line))
}

fn states(output: &Output) -> std::collections::BTreeMap<String, String> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|one| (one["check"].as_str().unwrap().to_owned(), one["state"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn it_looks_by_the_running_server_and_alone() {
    let (_folder, data) = folder();
    assert!(refusal(&mut keystead(&["doctor", "--data", data.to_str().unwrap()])).contains("there is no database in"));
    let server = Running::start(&data, &["--demo"]);
    let well = doctor(&data, &["--json"]);
    assert_eq!(well.status.code(), Some(0), "{well:?}");
    let found = states(&well);
    for check in ["public_url", "proxy", "cookies", "well_known", "ceremony", "database", "database_writes", "disk"] {
        assert_eq!(found[check], "good", "{check}: {well:?}");
    }
    assert_eq!(doctor(&data, &["--strict"]).status.code(), Some(4), "there is no TLS");
    let text = String::from_utf8(doctor(&data, &[]).stdout).unwrap();
    assert!(text.contains("To look at: HTTPS\n    http://localhost:") && text.contains("\n    To do: "), "{text}");
    assert!(text.trim_end().lines().last().unwrap().starts_with("0 wrong, "), "{text}");
    drop(server);
    // Another address than the one where it listens.
    let server = Running::start(&data, &["--demo", "--public-url", "http://localhost:1"]);
    let wrong = doctor(&data, &["--json"]);
    assert_eq!((wrong.status.code(), states(&wrong)["public_url"].as_str()), (Some(3), "wrong"));
    drop(server);
}

#[test]
fn alone_it_changes_nothing_and_brings_nothing_up() {
    let (_folder, data) = folder();
    drop(Running::start(&data, &[]));
    let file = data.join("keystead.toml");
    std::fs::write(&file, "public_url = \"http://localhost:1\"\n").unwrap();
    let config = ["--json", "--config", file.to_str().unwrap()];
    let alone = doctor(&data, &config);
    let found = states(&alone);
    assert_eq!(alone.status.code(), Some(0), "{alone:?}");
    assert_eq!((found["database"].as_str(), found["public_url"].as_str()), ("good", "not_checked"));
    // As an older release left it, as far as the number says.
    let forge = |sql: &'static str| {
        let store = Store::open(&Location::Embedded { file: data.join("keystead.db") }).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            store.write("forge", move |tx| store::testing::execute(tx, sql)).await.unwrap();
            store.close().await;
        });
    };
    forge(
        "UPDATE schema_migrations SET version = version + 100 WHERE version = (SELECT MAX(version) FROM schema_migrations)",
    );
    let newer = doctor(&data, &config);
    assert_eq!((newer.status.code(), states(&newer)["database"].as_str()), (Some(3), "wrong"), "{newer:?}");
}

// Issue 9, 1: a database that is damaged is wrong, and not one that nothing was ever kept in; each command says so.
#[test]
fn a_damaged_database_is_wrong() {
    let (_folder, data) = folder();
    drop(Running::start(&data, &[]));
    let (file, words) =
        (data.join("keystead.db"), "is not a Keystead database: it is damaged or belongs to something else");
    // The log has the first page still, and would put it back.
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Store::open(&Location::Embedded { file: file.clone() }).unwrap().close());
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[..64].fill(0x5a);
    std::fs::write(&file, &bytes).unwrap();
    let found = doctor(&data, &["--json"]);
    let report: Value = serde_json::from_slice(&found.stdout).unwrap_or_else(|_| panic!("{found:?}"));
    assert_eq!((found.status.code(), states(&found)["database"].as_str()), (Some(3), "wrong"), "{report}");
    assert!(report.to_string().contains(words) && report["at"].as_str().unwrap().ends_with('Z'), "{report}");
    let text = String::from_utf8(doctor(&data, &[]).stdout).unwrap();
    assert!(text.contains("Could not be checked: HTTPS\n    The database could not be opened.\n"), "{text}");
    let phrase = data.with_file_name("phrase.txt");
    std::fs::write(&phrase, "ten green bottles on a wall\n").unwrap();
    let backup = ["backup", "new.backup", "--passphrase-file", phrase.to_str().unwrap()];
    for command in [&["key", "list"][..], &["export", "forum/main", "new.json"], &backup] {
        let said = refusal(keystead(command).args(["--data", data.to_str().unwrap()]));
        assert!(said.contains(words), "{command:?}: {said}");
    }
}
