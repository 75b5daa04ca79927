//! What the sample is told when it is started. That it signs members in, browsers show.

use std::process::Command;

#[test]
fn a_door_that_is_none_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_sample")).args(["http://localhost", "0"]).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("usage: sample"), "{said}");
}
