//! The built binary and its operator's metadata files: what it says of them at the start, and what `keystead metadata refresh` answers.

use crate::process::{Running, folder, keystead, refusal, run};
use authenticator::{Authenticator, Blob, Maker, Making, Setup};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A maker with one model, and the folder of an operator who trusts its blobs.
struct Operator {
    _folder: TempDir,
    data: PathBuf,
    maker: Maker,
}

impl Operator {
    fn new() -> Self {
        let (folder, data) = folder();
        let maker = Maker::new(Making { intermediate: true, ..Making::default() }).unwrap();
        let operator = Self { _folder: folder, data, maker };
        std::fs::write(operator.file("root.der"), operator.maker.root_der()).unwrap();
        let [blob, root] = ["blob.jwt", "root.der"].map(|name| operator.file(name).display().to_string());
        let config = format!("[metadata]\nblob = {blob:?}\nroots = [{root:?}]\n");
        std::fs::write(operator.file("keystead.toml"), config).unwrap();
        operator
    }

    /// Beside the data directory.
    fn file(&self, name: &str) -> PathBuf {
        self.data.with_file_name(name)
    }

    fn key(&self) -> Setup {
        Setup { maker: Some(self.maker.clone()), ..Setup::security_key_over("usb") }
    }

    /// Downloads this edition.
    fn takes(&self, number: u64, next_update: &str, statuses: &[(&str, &str)]) {
        let entries = vec![self.maker.metadata_entry(&self.key(), "Example Key 5", statuses)];
        let blob = Blob { entries, number, next_update: next_update.to_owned(), lies: Vec::new() };
        std::fs::write(self.file("blob.jwt"), self.maker.metadata_blob(&blob).unwrap()).unwrap();
    }

    fn starts(&self) -> Running {
        Running::start(&self.data, &["--demo", "--config", self.file("keystead.toml").to_str().unwrap()])
    }

    /// The line of the log that has this; the files are read while the server serves already.
    fn logged(&self, text: &str) -> String {
        let began = Instant::now();
        loop {
            let log = std::fs::read_to_string(self.data.with_extension("log")).unwrap();
            if let Some(line) = log.lines().find(|line| line.contains(text)) {
                return line.to_owned();
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{text}: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn refreshes(&self) -> String {
        let output = run(&mut keystead(&["metadata", "refresh", "--data", self.data.to_str().unwrap()]));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// One line, status 1.
    fn is_refused(&self) -> String {
        refused(&self.data)
    }
}

fn refused(data: &Path) -> String {
    refusal(&mut keystead(&["metadata", "refresh", "--data", data.to_str().unwrap()]))
}

/// A program posts to the demo's Smart workspace.
fn post(server: &Running, path: &str, body: &Value) -> Value {
    let (body, path) = (body.to_string(), format!("/demo/community{path}"));
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json");
    let answer = server.ask(&format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn metadata_is_read_at_the_start_and_again_while_it_runs() {
    let operator = Operator::new();
    operator.takes(7, "2100-01-01", &[]);
    let _server = operator.starts();
    let line = operator.logged("metadata about authenticator models is in use");
    assert!(line.contains("INFO") && line.contains("number=7") && line.contains("models=1"), "{line}");
    let said = "1 model is known.\nThe metadata is edition 7; the next is due by 2100-01-01.\n";
    assert_eq!(operator.refreshes(), said);

    operator.takes(8, "2020-01-01", &[]);
    let said = operator.refreshes();
    assert!(said.contains("edition 8") && said.contains("That day is over"), "{said}");
}

// Issue 4: "refuse roll-back".
#[test]
fn an_older_edition_is_refused_by_name_while_it_runs_and_at_the_next_start() {
    let operator = Operator::new();
    operator.takes(7, "2100-01-01", &[]);
    let server = operator.starts();
    operator.logged("number=7");
    operator.takes(6, "2100-01-01", &[]);
    let line = operator.is_refused();
    assert!(line.starts_with("keystead: ") && line.contains("edition 6") && line.contains("edition 7"), "{line}");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    drop(server);

    let server = operator.starts();
    let line = operator.logged("the metadata cannot be used");
    assert!(line.contains("ERROR") && line.contains("edition 6") && line.contains("edition 7"), "{line}");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"), "it serves without");
}

// A node whose file is older than what is in force says so, and catches up as soon as somebody copies the file.
#[test]
fn a_node_that_is_behind_says_so_and_catches_up_by_itself() {
    let operator = Operator::new();
    operator.takes(7, "2100-01-01", &[]);
    let server = operator.starts();
    operator.logged("number=7");
    drop(server);
    operator.takes(6, "2100-01-01", &[]);
    let _server = operator.starts();
    let line = operator.logged("this node does not have the metadata that is in force");
    assert!(line.contains("WARN") && line.contains("in_force=7") && line.contains("the blob is edition 6"), "{line}");
    // Dates are told in whole days, so this one is over.
    operator.takes(7, "2020-01-01", &[]);
    let line = operator.logged("metadata about authenticator models is in use");
    assert!(line.contains("number=7"), "{line}");
    let line = operator.logged("a newer edition of the metadata should be out");
    assert!(line.contains("WARN") && line.contains("number=7"), "{line}");
}

#[test]
fn files_that_cannot_be_used_are_refused_in_one_line() {
    let operator = Operator::new();
    operator.takes(7, "2100-01-01", &[]);
    let _server = operator.starts();
    operator.logged("number=7");
    std::fs::write(operator.file("blob.jwt"), "<html>404</html>").unwrap();
    let line = operator.is_refused();
    assert!(line.ends_with("blob.jwt: the file is not a signed metadata blob"), "{line}");
    std::fs::remove_file(operator.file("blob.jwt")).unwrap();
    let line = operator.is_refused();
    assert!(line.contains("cannot read") && line.contains("blob.jwt"), "{line}");
    // Signed, but not by whom this operator trusts.
    let stranger = Operator::new();
    stranger.takes(9, "2100-01-01", &[]);
    std::fs::copy(stranger.file("blob.jwt"), operator.file("blob.jwt")).unwrap();
    assert!(operator.is_refused().contains("do not lead to a trusted root"));
    operator.takes(7, "2100-01-01", &[]);
    assert!(operator.refreshes().contains("edition 7"));
}

#[test]
fn without_metadata_files_there_is_nothing_to_refresh() {
    let (_folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    assert_eq!(refused(&data), "keystead: no metadata files are named in the configuration");
}

#[test]
fn a_broken_model_that_members_hold_is_named() {
    let operator = Operator::new();
    operator.takes(1, "2100-01-01", &[]);
    let server = operator.starts();
    operator.logged("number=1");
    let begun = post(&server, "/sign-up/passkey/begin", &json!({ "identifier": "ada" }));
    let port = server.address.rsplit(':').next().unwrap();
    let mut key = Authenticator::new(operator.key());
    let mut made = key.create(&begun["publicKey"], &format!("http://localhost:{port}")).unwrap();
    made["identifier"] = "ada".into();
    assert_eq!(post(&server, "/sign-up/passkey/finish", &made)["status"], "signed_in");
    assert!(!operator.refreshes().contains("Not to be trusted"));

    operator.takes(2, "2100-01-01", &[("USER_VERIFICATION_BYPASS", "2026-01-01")]);
    let said = operator.refreshes();
    let name = webauthn::Aaguid(operator.key().aaguid);
    let expected = format!("Example Key 5 ({name}), user verification can be bypassed; passkeys here: 1.");
    assert!(said.contains(&expected), "{said}");
}
