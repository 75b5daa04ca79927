//! Applications in the configuration file, with the built binary: in force at start, refused with their line, looked at by the doctor.

use crate::process::{Running, folder, keystead, refusal, run};
use std::path::Path;

fn said(data: &Path, arguments: &[&str]) -> String {
    let output = run(&mut keystead(&[arguments, &["--data", data.to_str().unwrap()]].concat()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

// Issue 8, 1.
#[test]
fn the_configuration_file_declares_applications() {
    let (folder, data) = folder();
    let (file, secret) = (folder.path().join("keystead.toml"), folder.path().join("secret"));
    std::fs::write(&secret, "file-secret-0123456789-0123456789-0123456789\n").unwrap();
    let text = format!(
        "\n[[clients]]\nworkspace = \"demo/community\"\nclient_id = \"wiki\"\nname = \"Wiki\"\nclient_secret_file = {:?}\n",
        secret.to_str().unwrap()
    );
    let config = ["--config", file.to_str().unwrap()];
    let start = |more: &str| {
        std::fs::write(&file, format!("{text}{more}")).unwrap();
        let words = ["serve", "--demo", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
        keystead(&[&words[..], &config[..]].concat())
    };
    // Nobody could come back to it.
    let output = run(&mut start(""));
    let line = String::from_utf8(output.stderr).unwrap().lines().last().unwrap().to_owned();
    assert!(output.status.code() == Some(1) && output.stdout.is_empty(), "{line}");
    assert!(line.contains("keystead.toml:2: clients: wiki: ") && line.contains("no redirect URI"), "{line}");
    let line = refusal(&mut start("redirect_url = \"x\"\n"));
    assert!(line.contains("keystead.toml:2: clients: wiki: unknown key \"redirect_url\""), "{line}");
    std::fs::write(&file, format!("{text}redirect_uris = [\"https://wiki.example/back\"]\n")).unwrap();
    let server = Running::start(&data, &[&["--demo"], &config[..]].concat());
    let list = said(&data, &["client", "list", "demo/community"]);
    assert!(list.contains("wiki  Wiki  https://wiki.example/back"), "{list}");
    let line =
        refusal(&mut keystead(&["client", "disable", "demo/community", "wiki", "--data", data.to_str().unwrap()]));
    assert!(line.contains("kept by the configuration file"), "{line}");
    let report = run(&mut keystead(&["doctor", "--data", data.to_str().unwrap()]));
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(report.contains("Good: Applications of the configuration file"), "{report}");
    drop(server);
}
