//! The API, examined by somebody else's program (Schemathesis) against its own description: whatever the description allows and much that it
//! forbids is sent, as a stranger, a member and an owner. No answer may be a failure of ours, or a status that the description does not name.
//! Where the program is not installed, that is said loudly, and in CI it is a failure.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use bench::http::Connection;
use bench::load::FRONT_DOOR;
use bench::members;
use bench::server::{Launch, Server};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of all visits together, at least.
const CASES: usize = 5_000;

/// Who comes, where to, and how often with each operation.
struct Visit<'a> {
    name: &'a str,
    /// What every request bears besides.
    headers: Vec<String>,
    paths: &'a str,
    /// What would end the visit itself.
    leaves_out: &'a [&'a str],
    examples: u32,
}

// S3-35 to S3-43 as far as they are described: "no server error, no undocumented status".
#[test]
fn nothing_fails_and_nothing_surprises() {
    let Some(program) = program() else { return };
    let folder = tempfile::Builder::new().prefix("examination-").tempdir().unwrap();
    let launch = Launch::new(&keystead(), &folder.path().join("data")).unwrap();
    let server = launch.start().unwrap();
    // Both come as browsers do, for the console is for browsers alone.
    let [member, owner] = [member(&launch, &server), owner(&launch, &server)]
        .map(|who| vec![format!("Cookie: ks.{}={}", who.door, who.token), format!("Origin: {}", launch.origin())]);
    let visits = [
        Visit { name: "a stranger", headers: Vec::new(), paths: ".*", leaves_out: &[], examples: 8 },
        Visit {
            name: "a member",
            headers: member,
            paths: r"^/\{tenant\}/\{workspace\}/",
            leaves_out: &["end_session", "sign_out"],
            examples: 12,
        },
        Visit { name: "an owner", headers: owner, paths: "^/admin/", leaves_out: &[], examples: 12 },
    ];
    let mut cases = 0;
    for visit in &visits {
        cases += run(&program, &launch, folder.path(), visit);
    }
    assert!(cases >= CASES, "only {cases} cases");
    server.stop().unwrap();
}

fn run(program: &Path, launch: &Launch, folder: &Path, visit: &Visit<'_>) -> usize {
    let config = folder.join("schemathesis.toml");
    std::fs::write(&config, "[parameters]\n\"path.tenant\" = \"demo\"\n\"path.workspace\" = \"community\"\n").unwrap();
    let mut command = Command::new(program);
    // Strangers also come to doors that there are not.
    if !visit.headers.is_empty() {
        command.arg("--config-file").arg(&config);
    }
    command.args(["run", &format!("{}/openapi.json", launch.origin())]);
    command.args(["--checks", "not_a_server_error,status_code_conformance", "--phases", "examples,coverage,fuzzing"]);
    command.args(["--max-examples", &visit.examples.to_string(), "--seed", "1", "--generation-deterministic"]);
    command.args(["--suppress-health-check", "all", "--continue-on-failure", "--no-color"]);
    command.args(["--include-path-regex", visit.paths]);
    for operation in visit.leaves_out {
        command.args(["--exclude-operation-id", operation]);
    }
    for header in &visit.headers {
        command.args(["--header", header]);
    }
    let output = command.current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}: {said}\n{}", visit.name, String::from_utf8_lossy(&output.stderr));
    let cases = said.lines().find_map(|line| line.trim().split_once(" generated")?.0.parse().ok());
    let cases = cases.unwrap_or_else(|| panic!("{}: no number of cases in {said}", visit.name));
    println!("{}: {cases} cases", visit.name);
    for line in said.lines().filter(|line| line.contains("operations returned only 401/403")) {
        println!("{line}");
    }
    cases
}

struct Session {
    token: String,
    /// Tenant and workspace, as the names of cookies have them.
    door: String,
}

fn member(launch: &Launch, server: &Server) -> Session {
    registered(launch, server, &format!("{FRONT_DOOR}/sign-up/passkey"), &json!({ "identifier": "examinee" }))
}

/// By the one-time link that a command prints.
fn owner(launch: &Launch, server: &Server) -> Session {
    let mut command = Command::new(&launch.binary);
    let output = command.args(["setup", "--again", "--data"]).arg(&launch.folder).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, link) = printed.split_once("/setup/").unwrap_or_else(|| panic!("no link in {printed:?}"));
    let path = format!("/setup/{}/passkey", link.split_whitespace().next().unwrap());
    registered(launch, server, &path, &json!({ "organisation": "Examination", "identifier": "owner" }))
}

/// The session of whoever has just registered.
fn registered(launch: &Launch, server: &Server, path: &str, ask: &Value) -> Session {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = Connection::open(server.address).await.unwrap();
        let begun = members::begin_registration(&mut connection, &launch.origin(), path, ask).await;
        let (_, attempt) = begun.unwrap();
        let answer = attempt.send(&mut connection).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let session: Value = serde_json::from_slice(answer.body).unwrap();
        let place = session["location"].as_str().unwrap_or(FRONT_DOOR);
        let door = place.split('/').skip(1).take(2).collect::<Vec<_>>().join(".");
        Session { token: session["session_token"].as_str().unwrap().to_owned(), door }
    })
}

/// The server beside this test, of the same profile where there is one.
fn keystead() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let found = this.ancestors().nth(2).unwrap().join("keystead");
    assert!(
        found.is_file(),
        "there is no keystead binary: build it with `cargo build -p server` (`cargo xtask test` does)"
    );
    found
}

#[expect(clippy::disallowed_methods, reason = "whether this is CI is known from the environment alone")]
fn program() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/schemathesis");
    if !found.is_file() {
        let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!is_ci, "schemathesis is missing, and here no test may be skipped");
        eprintln!("SKIPPED: schemathesis is not installed here (`cargo xtask test` does it)");
        return None;
    }
    Some(found)
}
