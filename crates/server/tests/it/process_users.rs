//! `keystead user` and `keystead message` with the built binary: what the operator does to members of a running server.

use crate::process::{Running, folder, keystead, refusal, run};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const DOOR: &str = "forum/main";

fn command(data: &Path, arguments: &[&str]) -> Command {
    keystead(&[arguments, &["--data", data.to_str().unwrap()]].concat())
}

/// What a command says that is carried out.
#[track_caller]
fn said(data: &Path, arguments: &[&str]) -> String {
    let output = run(&mut command(data, arguments));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Status and body.
fn read(answer: &str) -> (String, Value) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().to_owned();
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn post(server: &Running, path: &str, body: &Value) -> (String, Value) {
    let body = body.to_string();
    let head = format!("POST /{DOOR}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    let length = body.len();
    read(&server.ask(&format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")))
}

/// A sign-in of the sample member with this password.
fn sign_in(server: &Running, password: &str) -> (String, Value) {
    let (_, begun) = post(server, "/sign-in/start", &json!({ "identifier": "ada" }));
    let body = json!({ "ticket": begun["ticket"], "method": "password", "value": password });
    post(server, &format!("/journey/{}/prove", begun["journey"].as_str().unwrap()), &body)
}

fn session(server: &Running, token: &Value) -> String {
    let token = token.as_str().unwrap();
    let head = format!("GET /{DOOR}/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    read(&server.ask(&format!("{head}Authorization: Bearer {token}\r\n\r\n"))).0
}

// ASVS 7.4.2
#[test]
fn a_member_is_suspended_and_restored() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let (status, signed_in) = sign_in(&server, domain::demo::PASSWORD);
    assert_eq!(
        (status.as_str(), session(&server, &signed_in["session_token"]).as_str()),
        ("200", "200"),
        "{signed_in}"
    );
    let suspend = ["user", "suspend", DOOR, "ada@forum.example"];
    assert!(said(&data, &suspend).contains("is suspended"));
    assert!(said(&data, &suspend).contains("was suspended already"));
    assert_eq!(session(&server, &signed_in["session_token"]), "401");
    assert_ne!(sign_in(&server, domain::demo::PASSWORD).0, "200");
    let restore = ["user", "restore", DOOR, "Ada"];
    assert!(said(&data, &restore).contains("may sign in again"));
    assert!(said(&data, &restore).contains("was not suspended"));
    assert_eq!(session(&server, &signed_in["session_token"]), "401", "nothing that has ended comes back");
    assert_eq!(sign_in(&server, domain::demo::PASSWORD).0, "200");
    // The place of the data may be said first, too.
    let first = run(&mut keystead(&["--data", data.to_str().unwrap(), "user", "restore", DOOR, "Ada"]));
    assert!(String::from_utf8_lossy(&first.stdout).contains("was not suspended"), "{first:?}");
    let line = refusal(&mut command(&data, &["user", "suspend", DOOR, "nobody"]));
    assert!(line.starts_with("keystead: "), "{line}");
    let line = refusal(&mut command(&data, &["user", "suspend", "forum/nowhere", "ada"]));
    assert!(line.contains("there is no workspace forum/nowhere"), "{line}");
}

#[test]
fn a_member_is_erased_for_good() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let (_, signed_in) = sign_in(&server, domain::demo::PASSWORD);
    let output = run(&mut command(&data, &["user", "erase", DOOR, "ada@forum.example"]));
    assert_eq!(output.status.code(), Some(2), "it must be meant: {output:?}");
    assert!(said(&data, &["user", "erase", DOOR, "ada@forum.example", "--yes"]).contains("is removed"));
    assert_eq!(session(&server, &signed_in["session_token"]), "401");
    let line = refusal(&mut command(&data, &["user", "erase", DOOR, "ada@forum.example", "--yes"]));
    assert!(line.starts_with("keystead: "), "{line}");
}

#[test]
fn a_method_that_was_stopped_is_allowed_again() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "not the password at all").0, "401");
    }
    assert_eq!(sign_in(&server, domain::demo::PASSWORD).0, "429");
    assert!(said(&data, &["user", "allow", DOOR, "ada", "password"]).contains("ada may use password again"));
    assert_eq!(sign_in(&server, domain::demo::PASSWORD).0, "200");
    let output = run(&mut command(&data, &["user", "allow", DOOR, "ada", "passkey"]));
    assert!(!output.status.success(), "a passkey is never stopped");
}

#[test]
fn a_pass_is_shown_once_and_not_given_again() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let pass = ["user", "pass", DOOR, "ada"];
    let shown = said(&data, &pass);
    let code = shown.lines().next().unwrap().rsplit(' ').next().unwrap();
    let (_, begun) = post(&server, "/recovery/start", &json!({ "identifier": "ada" }));
    let body = json!({ "ticket": begun["ticket"], "method": "access_pass", "value": code });
    let (status, held) = post(&server, &format!("/journey/{}/prove", begun["journey"].as_str().unwrap()), &body);
    assert_eq!((status.as_str(), &held["held"]), ("200", &json!("recovery")), "{held}");
    assert!(refusal(&mut command(&data, &pass)).starts_with("keystead: "));
}

#[test]
fn somebody_is_invited_and_the_invitation_looked_after() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let shown = said(&data, &["user", "invite", DOOR, "new@example.com"]);
    assert!(shown.contains("new@example.com") && shown.contains("on its way"), "{shown}");
    let mailed = || server.get("/mailbox.json").matches("\"invitation\"").count();
    assert_eq!(mailed(), 1);
    let list = ["user", "invitations", DOOR];
    let waiting = said(&data, &list);
    let id = waiting.split_whitespace().next().unwrap();
    assert!(waiting.contains("new@example.com"), "{waiting}");
    assert!(said(&data, &[&list[..], &["--resend", id]].concat()).contains(id));
    assert_eq!(mailed(), 2);
    let tried = said(&data, &[&list[..], &["--revoke", id, "--dry-run"]].concat());
    assert!(tried.starts_with("Nothing is changed (--dry-run).") && tried.contains("is taken back"), "{tried}");
    assert!(said(&data, &[&list[..], &["--revoke", id]].concat()).contains("is taken back"));
    assert_eq!(said(&data, &list), format!("No invitation waits for an answer at {DOOR}.\n"));
    refusal(&mut command(&data, &[&list[..], &["--revoke", id]].concat()));
    let line = refusal(&mut command(&data, &[&list[..], &["--resend", "x"]].concat()));
    assert_eq!(line, "keystead: x is no id of an invitation");
    let line = refusal(&mut command(&data, &["user", "invite", DOOR, "new@example.com", "--role", "no such role"]));
    assert!(line.contains("there is no role \"no such role\": the pool has ") && line.contains("\"Member\""), "{line}");
    // A rehearsal needs no consent; the real thing does.
    let erase = ["user", "erase", DOOR, "ada@forum.example"];
    assert!(said(&data, &[&erase[..], &["--dry-run"]].concat()).contains("is removed"));
    assert_eq!(run(&mut command(&data, &erase)).status.code(), Some(2));
}

// Issue 9, 6: why nobody can be invited is said once, and where it is mended.
#[test]
fn invitations_without_mail_say_so_once() {
    let (folder, data) = folder();
    let _server = Running::start(&data, &[]);
    let (settings, list) = (folder.path().join("club.toml"), folder.path().join("list.csv"));
    std::fs::write(&settings, said(&data, &["config", "preset", "community", "--for", "club/main"])).unwrap();
    said(&data, &["config", "apply", settings.to_str().unwrap()]);
    std::fs::write(&list, "address\none@example.com\ntwo@example.com\n").unwrap();
    let invite = ["user", "invite", "club/main", "--file", list.to_str().unwrap()];
    let line = refusal(&mut command(&data, &invite));
    assert!(line.contains("this server can send none: name a mail server under [mail]"), "{line}");
    for (text, why) in [("", "there is nobody in it"), ("address\n", "there is nobody in it")] {
        std::fs::write(&list, text).unwrap();
        assert!(refusal(&mut command(&data, &invite)).contains(why), "{text:?}");
    }
    std::fs::write(&list, b"address\none@example.com\nJos\xe9@example.com\n").unwrap();
    assert!(refusal(&mut command(&data, &invite)).contains("line 3 is not in UTF-8"));
}

#[test]
fn a_message_is_tried_out() {
    let (_folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let shown = said(&data, &["message", "--mail", "me@example.com"]);
    let code = shown.strip_prefix("A test message with the code ").unwrap().split(' ').next().unwrap();
    let kept = server.get("/mailbox.json");
    assert!(kept.contains(code) && kept.contains("me@example.com"), "{kept}");
    drop(server);
    // A server without mail says so.
    let (_folder, data) = folder();
    let _server = Running::start(&data, &[]);
    let line = refusal(&mut command(&data, &["message", "--mail", "me@example.com"]));
    assert_eq!(line, "keystead: the server has no [mail] in its configuration");
}

// Issue 9, 6: many at once: each line's problem beside it, nothing before it is confirmed, and nobody twice.
#[test]
fn a_list_is_invited_once_it_is_confirmed() {
    let (folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let file = folder.path().join("list.csv");
    let text = "address,roles\none@example.com,\nnot an address,\nada@forum.example,\ntwo@example.com,no such role\nONE@example.com,\nthree@example.com\nfour@example.com,\n";
    std::fs::write(&file, text).unwrap();
    let invite = ["user", "invite", DOOR, "--file", file.to_str().unwrap()];
    let mailed = || server.get("/mailbox.json").matches("\"invitation\"").count();
    let told = |more: &[&str]| {
        let output = run(&mut command(&data, &[&invite[..], &["--json"], more].concat()));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        (output.status.code(), report)
    };
    let (status, preview) = told(&[]);
    assert_eq!(
        (status, &preview["sent"], &preview["new"], &preview["refused"]),
        (Some(3), &json!(false), &json!(2), &json!(5))
    );
    let reasons: Vec<_> = preview["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["told"]["refused"].as_str().unwrap_or_default())
        .collect();
    for (reason, part) in reasons.iter().zip(["", "", "somebody here", "role", "earlier line", "cell", ""]) {
        assert!(reason.contains(part) && (part.is_empty() || !reason.is_empty()), "{part}: {reasons:?}");
    }
    assert!(!reasons[1].is_empty() && reasons[0].is_empty() && reasons[6].is_empty(), "{reasons:?}");
    assert_eq!(mailed(), 0);
    assert!(said_of(&data, &invite).contains("say --yes"));
    assert_eq!((told(&["--yes"]).1["new"].clone(), mailed()), (json!(2), 2));
    let (_, again) = told(&["--yes"]);
    assert_eq!((&again["new"], &again["wait_already"], mailed()), (&json!(0), &json!(2), 2));
    assert_eq!(again["waits_for_server"], json!(false));
    // Whoever waits with other roles would not come with these.
    std::fs::write(&file, "address,roles\none@example.com,Member\n").unwrap();
    let (status, other) = told(&["--yes"]);
    assert_eq!((status, mailed()), (Some(3), 2));
    assert_eq!(other["lines"][0]["told"]["refused"], json!("invited with other roles"));
    std::fs::write(&file, "adress,roles\nx@example.com,\n").unwrap();
    assert!(refusal(&mut command(&data, &invite)).contains("no column is named adress"));
    std::fs::write(&file, "address\n".to_owned() + &"x@example.com\n".repeat(5_001)).unwrap();
    assert!(refusal(&mut command(&data, &invite)).contains("more than 5000 lines"));
}

/// What a command says, whatever it ends with.
fn said_of(data: &Path, arguments: &[&str]) -> String {
    String::from_utf8(run(&mut command(data, arguments)).stdout).unwrap()
}

// Issue 9, 1: what was only tried is told to nobody as if it had been done.
#[test]
fn a_rescue_that_is_tried_is_not_told() {
    let (_folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    let told =
        || std::fs::read_to_string(data.with_extension("log")).unwrap().matches("an account was rescued").count();
    let rescue = ["user", "rescue", DOOR, "ada"];
    said(&data, &[&rescue[..], &["--dry-run"]].concat());
    assert_eq!(told(), 0);
    said(&data, &rescue);
    assert_eq!(told(), 1);
}
