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
        refusal(&mut keystead(&["audit", "verify", "--data", data.to_str().unwrap()])).contains("no running keystead")
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
