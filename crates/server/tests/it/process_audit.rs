//! `keystead audit` with the built binary: what it prints, and the exit status that scripts rely on.

use crate::process::{Running, folder, keystead, refusal, run};
use std::path::Path;
use std::process::Output;
use store::{Location, Store};

fn verify(data: &Path, more: &[&str]) -> Output {
    let line = [&["audit", "verify", "--data", data.to_str().unwrap()], more].concat();
    run(&mut keystead(&line))
}

#[test]
fn the_exit_status_tells_whether_the_audit_is_whole() {
    let (_folder, data) = folder();
    assert!(
        refusal(&mut keystead(&["audit", "verify", "--data", data.to_str().unwrap()])).contains("no keystead serves")
    );
    let server = Running::start(&data, &["--demo"]);
    let whole = verify(&data, &[]);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    assert!(String::from_utf8_lossy(&whole.stdout).starts_with("The audit is whole: "), "{whole:?}");
    let nonsense = verify(&data, &["--head", "12"]);
    assert_eq!(nonsense.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nonsense.stderr).contains("a seal is written as its number"), "{nonsense:?}");
    let cut = verify(&data, &["--head", &format!("7-{}", "00".repeat(32))]);
    assert_eq!(cut.status.code(), Some(3));
    let told = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert!(told.contains("the seals end with 0, but 7 is known"), "{told}");
    drop(server);
    // Somebody has been at the file while nothing ran.
    let store = Store::open(&Location::Embedded { file: data.join("keystead.db") }).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let forge = |tx: &mut store::Tx<'_>| store::installation::set(tx, "audit_head", "7-00 00");
        store.write("forge", forge).await.unwrap();
        store.close().await;
    });
    let _server = Running::start(&data, &["--demo"]);
    let forged = verify(&data, &[]);
    assert_eq!(forged.status.code(), Some(3), "{forged:?}");
}

#[test]
fn the_stream_tells_how_far_it_is_and_its_secret() {
    let (folder, data) = folder();
    let place = data.to_str().unwrap();
    let server = Running::start(&data, &[]);
    assert!(refusal(&mut keystead(&["audit", "stream", "--data", place])).contains("streams nothing"));
    drop(server);
    let file = folder.path().join("keystead.toml");
    std::fs::write(&file, "[audit]\nstream = \"https://logs.invalid/in?key=hidden\"\n").unwrap();
    let _server = Running::start(&data, &["--config", file.to_str().unwrap()]);
    let told = run(&mut keystead(&["audit", "stream", "--data", place]));
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(
        text.starts_with("To: webhook at logs.invalid\nSent through seal 0 of ") && !text.contains("hidden"),
        "{text}"
    );
    let secret =
        String::from_utf8(run(&mut keystead(&["audit", "stream", "--secret", "--data", place])).stdout).unwrap();
    assert!(
        secret.trim_end().len() == 64 && secret.trim_end().bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{secret}"
    );
    std::fs::write(&file, "[audit]\nstream = \"logs.invalid\"\n").unwrap();
    let line = refusal(&mut keystead(&["--data", place, "--config", file.to_str().unwrap()]));
    assert!(line.contains("keystead.toml:2") && line.contains("syslog+tls://HOST:PORT"), "{line}");
}
