//! `keystead generate` with the built binary: beside no server, into no pool that has members, and what it made is there afterwards.

use crate::process::{Running, folder, keystead, refusal, run};

#[test]
fn made_up_members_are_there_afterwards() {
    let (_folder, data) = folder();
    let at = data.to_str().unwrap().to_owned();
    let ask = |more: &[&str]| {
        let all = ["generate", "demo", "--users", "30", "--events", "300", "--data", &at];
        keystead(&[all.as_slice(), more].concat())
    };
    let server = Running::start(&data, &["--demo"]);
    assert!(refusal(&mut ask(&[])).contains("another keystead already serves"));
    drop(server);
    let text = refusal(&mut ask(&[]));
    assert!(text.contains("has members already: name an empty one, or say --into-members"), "{text}");
    assert!(refusal(&mut ask(&["--pool", "Nowhere"])).contains("name one of its pools with --pool"));
    let output = run(&mut ask(&["--into-members"]));
    let (said, failed) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{failed}");
    assert_eq!(said, "30 members and 300 events were made up.\n");
    assert!(failed.contains("members: 30 of 30, ") && failed.contains("events: 300 of 300, "), "{failed}");
    assert!(failed.contains(" a second, 0 s left"), "{failed}");
    let server = Running::start(&data, &["--demo"]);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
}
