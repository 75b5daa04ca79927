//! This client at the built binary: a journey to its end, and a user's passkey from its options to its removal.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use authenticator::{Authenticator, Setup};
use client::{Came, Error, Keystead, Mode};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use store::{Location, Store, Tx, tenant, workspace};

/// Of the members of the demo, as its front page says.
const PASSWORD: &str = "seven sheep on a hill";
const TENANT: &str = "forum";

/// A demo; it ends with the test.
struct Demo {
    process: Child,
    /// Kept open: the server writes there now and then.
    _said: BufReader<ChildStdout>,
    origin: String,
    folder: tempfile::TempDir,
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(binary());
        command
            .env_clear()
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"));
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut first).unwrap();
        let (_, port) = first.trim().trim_end_matches('/').rsplit_once(':').unwrap_or_else(|| panic!("{first}"));
        Self { origin: format!("http://localhost:{port}"), process, _said: said, folder }
    }

    /// A program of the tenant: its id and its secret.
    fn program(&self) -> (String, String) {
        let mut command = Command::new(binary());
        let words =
            ["client", "add", &format!("{TENANT}/system"), "Directory sync", "--program", "--scope", "identity"];
        let output =
            command.env_clear().args(words).arg("--data").arg(self.folder.path().join("data")).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let word = |name: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("{printed}{}", String::from_utf8_lossy(&output.stderr))).trim().to_owned()
        };
        (word("client_id"), word("client_secret"))
    }

    async fn pool(&self) -> String {
        let file = self.folder.path().join("data/keystead.db");
        let store = Store::open(&Location::Embedded { file }).unwrap();
        let find = |tx: &mut Tx<'_>| {
            let tenant = tenant::all(tx)?.into_iter().find(|row| row.slug == TENANT).unwrap().id;
            Ok::<_, store::Error>(workspace::all(tx)?.into_iter().find(|row| row.tenant_id == tenant).unwrap().pool_id)
        };
        let found = store.read("pool", find).await.unwrap();
        store.close().await;
        found.to_string()
    }
}

/// The server beside this test.
fn binary() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let found = this.ancestors().nth(2).unwrap().join("keystead");
    assert!(
        Path::new(&found).is_file(),
        "there is no keystead binary: `cargo build -p server` (`cargo xtask test` does it)"
    );
    found
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    answer.unwrap_err().code().unwrap_or_default().to_owned()
}

// S3-32 to S3-43, and the sign-in API, as a program in Rust has them.
#[tokio::test]
async fn signs_in_and_manages_a_passkey() {
    let demo = Demo::start();
    let keystead = Keystead::new(reqwest::Client::new(), &demo.origin);
    let door = keystead.door(TENANT, "main");
    let Came::Continue(first) = door.start("ada").await.unwrap() else { panic!("no journey") };
    assert_eq!(code(door.prove(&first, "password", "eleven quiet tractors in may").await), "proof_wrong");
    let Came::SignedIn(signed_in) = door.prove(&first, "password", PASSWORD).await.unwrap() else { panic!("not in") };
    let session = door.session(&signed_in.session_token).await.unwrap();
    assert_eq!(
        (session.user_id.as_str(), session.amr.as_slice()),
        (signed_in.user_id.as_str(), ["pwd".to_owned()].as_slice())
    );

    let (id, secret) = demo.program();
    let pool = demo.pool().await;
    let wrong = keystead.users(TENANT, &pool, (&id, "another secret"));
    assert_eq!(code(wrong.get(&signed_in.user_id).await), "invalid_client");
    let users = keystead.users(TENANT, &pool, (&id, &secret));
    let user = users.get(&signed_in.user_id).await.unwrap();
    assert!(user.etag.is_some() && user.credentials.iter().any(|credential| credential.kind == "password"));

    let options = users.begin_passkey(Mode::Smart, &user.id).await.unwrap();
    let mut device = Authenticator::new(Setup::phone());
    let made = device.create(&options.public_key, &demo.origin).unwrap();
    users.complete_passkey(Mode::Smart, &user.id, &made).await.unwrap();
    let id = made["id"].as_str().unwrap();
    users.name_passkey(&user.id, id, "Office key").await.unwrap();
    let named = users.get(&user.id).await.unwrap();
    assert!(named.credentials.iter().any(|credential| credential.name == "Office key"), "{named:?}");
    assert_ne!(named.etag, user.etag);

    // What the program made signs its user in.
    let options = door.begin_passkey(None).await.unwrap();
    let shown = device.get(&options.public_key, &demo.origin).unwrap();
    let Came::SignedIn(again) = door.finish_passkey(&shown).await.unwrap() else { panic!("not in") };
    assert_eq!((again.user_id.as_str(), again.acr.as_str()), (user.id.as_str(), "phr"));
    door.sign_out(&again.session_token).await.unwrap();
    assert_eq!(code(door.session(&again.session_token).await), "not_signed_in");

    users.delete_passkey(&user.id, id).await.unwrap();
    assert_eq!(code(users.delete_passkey(&user.id, id).await), "credential_not_found");
    assert_eq!(code(users.begin_passkey(Mode::Classic, &user.id).await), "passkey_mode_not_active");
}
