//! `keystead signals` with the built binary: a restore is noted beside a server and without one, and confirmed.

use crate::process::{Running, folder, keystead, refusal, run};

#[test]
fn a_restore_is_noted_and_confirmed_while_it_runs() {
    let (_folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    let steps =
        [("confirm", "nothing to confirm"), ("restored", "Noted"), ("confirm", "Confirmed"), ("confirm", "nothing")];
    for (command, said) in steps {
        let output = run(&mut keystead(&["signals", command, "--data", data.to_str().unwrap()]));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains(said), "{command}: {output:?}");
    }
}

// A server that starts on an old backup would tell its first visitors before anybody could stop it.
#[test]
fn a_restore_is_noted_while_no_server_runs() {
    let (_folder, data) = folder();
    let restored = || keystead(&["signals", "restored", "--data", data.to_str().unwrap()]);
    let line = refusal(&mut restored());
    assert!(line.contains("there is no database in"), "{line}");
    assert!(!data.exists(), "a mistyped directory is not made");

    let mut server = Running::start(&data, &["--demo"]);
    server.signal("TERM");
    server.child.wait().unwrap();
    let output = run(&mut restored());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("Noted: "), "{output:?}");
    let _server = Running::start(&data, &["--demo"]);
    let output = run(&mut keystead(&["signals", "confirm", "--data", data.to_str().unwrap()]));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("Confirmed: "), "{output:?}");
}

// Whoever holds the directory may be about to serve: nothing is written beside it.
#[test]
fn a_restore_is_not_noted_beside_a_server_that_does_not_answer() {
    let (_folder, data) = folder();
    let _server = Running::start(&data, &["--demo"]);
    std::fs::remove_file(data.join("keystead.sock")).unwrap();
    let line = refusal(&mut keystead(&["signals", "restored", "--data", data.to_str().unwrap()]));
    assert!(line.contains("another keystead already serves the data in "), "{line}");
}

#[test]
fn a_restore_of_postgresql_is_noted_while_no_server_runs() {
    if !store::testing::engines().contains(&store::testing::Engine::Postgres) {
        return;
    }
    let (location, _guard) = store::testing::location_on(store::testing::Engine::Postgres);
    let store::Location::Postgres { url, .. } = &location else { panic!("{location:?}") };
    let (folder, data) = folder();
    let (flag_data, file) = (folder.path().join("other"), folder.path().join("keystead.toml"));
    std::fs::write(&file, format!("database = {url:?}\ndata = {data:?}\nmaster_key_file = \"unread\"\n")).unwrap();
    let by_file = ["signals", "restored", "--config", file.to_str().unwrap()];
    let by_flag = ["signals", "restored", "--data", flag_data.to_str().unwrap(), "--database", url];
    for (number, arguments) in [&by_file[..], &by_flag].into_iter().enumerate() {
        let output = run(&mut keystead(arguments));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(noted(&location), number + 1);
    }
}

/// How often the database was said to be restored.
#[tokio::main(flavor = "current_thread")]
async fn noted(location: &store::Location) -> usize {
    let store = store::Store::open(location).unwrap();
    let found = store.read("noted", |tx| {
        let events = store::audit_event::latest(tx, store::id::TenantId::NIL, 10)?;
        Ok::<_, store::Error>((store::installation::get(tx, "restored_at")?, events))
    });
    let (restored_at, events) = found.await.unwrap();
    store.close().await;
    assert!(restored_at.is_some());
    events.iter().filter(|event| event.kind == "restored").count()
}
