//! `keystead config` with the built binary: at rest and beside a running server, with the exit statuses that scripts look at.

use crate::process::{Running, folder, keystead, run};
use std::path::Path;
use std::process::Output;

fn config(data: &Path, arguments: &[&str]) -> Output {
    run(&mut keystead(&[&["config"], arguments, &["--data", data.to_str().unwrap()]].concat()))
}

fn text(output: &Output) -> (Option<i32>, String, String) {
    let read = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), read(&output.stdout), read(&output.stderr))
}

#[test]
fn settings_are_exported_planned_and_applied() {
    let (folder, data) = folder();
    let file = folder.path().join("forum.toml");
    let path = file.to_str().unwrap();
    let printed = text(&run(&mut keystead(&["config", "preset", "community", "--for", "forum/main"])));
    assert_eq!((printed.0, printed.2.as_str()), (Some(0), ""));
    std::fs::write(&file, &printed.1).unwrap();
    // A directory with a slip of the pen is not made.
    let (code, _, error) = text(&config(&data, &["plan", path]));
    assert!(code == Some(1) && error.contains("there is no database in"), "{error}");
    std::fs::create_dir(&data).unwrap();
    // At rest.
    let (code, out, error) = text(&config(&data, &["plan", path]));
    assert!(code == Some(3) && out.contains("+ forum.workspaces.main"), "{out}{error}");
    let (code, out, error) = text(&config(&data, &["apply", path]));
    assert!(code == Some(0) && out.ends_with("Applied.\n"), "{out}{error}");
    let (code, out, _) = text(&config(&data, &["plan", path]));
    assert_eq!((code, out.as_str()), (Some(0), "Nothing to change.\n"));
    // Beside a server, which has it in force at once.
    let server = Running::start(&data, &[]);
    assert!(server.get("/forum/main/sign-in").starts_with("HTTP/1.1 200"));
    let (code, exported, _) = text(&config(&data, &["export", "--tenant", "forum"]));
    assert_eq!((code, exported.as_str()), (Some(0), printed.1.as_str()));
    std::fs::write(&file, exported.replace("fallback = \"single\"", "fallback = \"phishing_resistant\"")).unwrap();
    let (code, out, _) = text(&config(&data, &["plan", path]));
    assert!(
        code == Some(3) && out.contains("~ forum.pools.Members.policy.fallback: single → phishing_resistant"),
        "{out}"
    );
    assert!(out.contains("--accept forum:passkey_only") && out.contains("--seen forum:"), "{out}");
    let (code, _, error) = text(&config(&data, &["apply", path]));
    assert!(code == Some(1) && error.contains("--accept forum:passkey_only"), "{error}");
    let (code, out, error) = text(&config(&data, &["apply", path, "--accept", "forum:passkey_only"]));
    assert!(code == Some(0), "{out}{error}");
    let (code, _, error) = text(&config(&data, &["export", "--tenant", "nobody"]));
    assert!(code == Some(1) && error.contains("there is no tenant nobody"), "{error}");
}

// The five presets and the four templates of S3-6.
#[test]
fn presets_are_printed() {
    let (code, names, _) = text(&run(&mut keystead(&["config", "preset"])));
    assert_eq!((code, names.lines().count()), (Some(0), 9));
    for name in names.lines() {
        let (code, out, _) = text(&run(&mut keystead(&["config", "preset", name])));
        assert!(code == Some(0) && out.contains("format = 1") && out.contains("[pool."), "{out}");
    }
    assert_eq!(text(&run(&mut keystead(&["config", "preset", "nobody"]))).0, Some(1));
}
