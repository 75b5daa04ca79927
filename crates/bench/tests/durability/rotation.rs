//! All keys are rotated, and the master key is changed, while people sign up and in: nobody is refused and nobody has to ask twice. Then the clock does
//! its work, of which hours are given to the keys: what is kept is sealed anew, and a challenge of before opens nothing.

use crate::nodes::{Seen, signs_up_and_in};
use crate::{all_sign_in, block_on, keystead};
use authenticator::Passkey;
use bench::http::Connection;
use bench::load::WorkError;
use bench::members::{self, Attempt};
use bench::server::Launch;
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use store::{Location, Store, installation, key};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

const CLIENTS: usize = 8;
/// A new key rests for ten seconds before it is used.
const REST: Duration = Duration::from_secs(11);
const CALM: Duration = Duration::from_secs(2);
/// Members with an authenticator app, whose secrets are sealed anew.
const APPS: usize = 4_000;
/// Longer than a journey lives, and so longer than a challenge.
const HOURS_MS: i64 = 2 * 60 * 60 * 1000;
const RESEALED_WITHIN: Duration = Duration::from_secs(15);
const RESEALED: &str = "what is kept was sealed by the newest key";
const RETIRED: &str = "old keys are removed: nothing of theirs is alive";

/// Issue 9, 4 and what it must show: all keys rotated under load.
#[test]
fn all_keys_are_rotated_under_load_and_nobody_notices() {
    let folder = tempfile::tempdir().unwrap();
    let mut launch = Launch::new(&keystead(), &folder.path().join("data")).unwrap();
    launch.arguments = ["--log-format", "json"].map(str::to_owned).to_vec();
    let server = launch.start().unwrap();
    bring_apps(folder.path(), &launch.folder);
    let (old, new, passkeys) = block_on(under_load(&launch, 0, async |member| {
        let data = &launch.folder;
        sleep(CALM).await;
        let [old, crossing] = [begun(&launch, member).await, begun(&launch, member).await];
        carried_out(data, "key rotate").await;
        carried_out(data, "key rotate --only signing --tenant demo").await;
        sleep(REST).await;
        // Begun under the old keys, finished under the new ones.
        finished(launch.address, &crossing).await.unwrap();
        let new = begun(&launch, member).await;
        change_master_key(folder.path(), data).await;
        sleep(CALM).await;
        (old, new)
    }));
    server.stop().unwrap();
    give_hours_to_the_keys(&launch.folder.join("keystead.db"));

    let server = launch.start().unwrap();
    block_on(under_load(&launch, 1, async |_| {
        let resealed = told(&launch.log, RESEALED).await;
        let (rows, ms) = (number(&resealed, "sealed_anew"), number(&resealed, "took_ms"));
        eprintln!("{rows} rows sealed anew in {ms} ms: {} rows a second", rows * 1000 / ms.max(1));
        assert!(rows >= u64::try_from(APPS).unwrap() && resealed["left"] == 0, "{resealed}");
        told(&launch.log, RETIRED).await;
        (old.clone(), new.clone())
    }));
    block_on(async {
        // Both are of the same age by the clock: it is its key that the one has lost.
        let refused = finished(launch.address, &old).await;
        assert!(
            matches!(refused, Err(WorkError::Refused(400..=499, _))),
            "a challenge of before the rotation: {refused:?}"
        );
        finished(launch.address, &new).await.unwrap();
        all_sign_in(launch.address, &launch.origin(), &passkeys).await;
    });
    server.stop().unwrap();
}

/// While people sign up and in, of whom none may be refused or ask twice. Answers what came of the work, and who signed up.
async fn under_load(
    launch: &Launch,
    round: usize,
    work: impl AsyncFnOnce(&Passkey) -> (Attempt, Attempt),
) -> (Attempt, Attempt, Vec<Passkey>) {
    let seen = Rc::new(Seen::default());
    let mut connection = Connection::open(launch.address).await.unwrap();
    let name = format!("before-{round}");
    let member = match members::begin_sign_up(&mut connection, &launch.origin(), &name).await {
        Ok((passkey, attempt)) => members::finish(&mut connection, &attempt).await.map(|()| passkey),
        Err(error) => Err(error),
    };
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn_local(signs_up_and_in(
            launch.address,
            launch.origin(),
            round * CLIENTS + number,
            Rc::clone(&seen),
        ));
    }
    let (one, other) = work(&member.unwrap()).await;
    seen.is_over.set(true);
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    let (passkeys, finished, failures) = (seen.passkeys.take(), seen.finished.take(), seen.failures.take());
    eprintln!("{} finishes of {} members under load", finished.len(), passkeys.len());
    assert!(failures.is_empty() && seen.repeated.get() == 0, "{} second tries; {failures:#?}", seen.repeated.get());
    assert!(passkeys.len() > CLIENTS, "only {} members signed up", passkeys.len());
    (one, other, passkeys)
}

async fn begun(launch: &Launch, member: &Passkey) -> Attempt {
    let mut connection = Connection::open(launch.address).await.unwrap();
    members::begin_sign_in(&mut connection, &launch.origin(), member).await.unwrap()
}

async fn finished(address: SocketAddr, attempt: &Attempt) -> Result<(), WorkError> {
    members::finish(&mut Connection::open(address).await.unwrap(), attempt).await
}

/// In both steps, as an operator does it.
async fn change_master_key(folder: &Path, data: &Path) {
    let new = folder.join("new.key");
    let begun = carried_out(data, &format!("key master --new {}", new.display())).await;
    fs::rename(&new, data.join("master.key")).unwrap();
    let ended = carried_out(data, "key master --finish").await;
    assert!(begun["keys"] == ended["keys"] && ended["keys"].as_u64() >= Some(6), "{begun}, {ended}");
}

/// By the server that runs, over the socket in its data directory.
async fn carried_out(data: &Path, words: &str) -> Value {
    let (data, words) = (data.to_owned(), words.to_owned());
    spawn_blocking(move || command(&data, &words)).await.unwrap()
}

fn command(data: &Path, words: &str) -> Value {
    let mut command = Command::new(keystead());
    command.args(words.split(' ')).arg("--json").arg("--data").arg(data);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn bring_apps(folder: &Path, data: &Path) {
    let member = |number| json!({ "id": number, "usernames": [format!("app-{number}")], "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" });
    let members: Vec<Value> = (0..APPS).map(|number| member(number.to_string())).collect();
    let file = folder.join("apps.json");
    fs::write(&file, Value::from(members).to_string()).unwrap();
    let report = command(data, &format!("import json {} --into forum/main", file.display()));
    assert!(report["new"] == APPS && report["left_out"] == json!({}), "{report}");
}

/// As if they had been drawn that much earlier. Nothing else grows older: what is refused then is refused because of its key.
fn give_hours_to_the_keys(file: &Path) {
    block_on(async {
        let store = Store::open(&Location::Embedded { file: file.to_owned() }).unwrap();
        let write = |tx: &mut store::Tx<'_>| {
            for row in key::all(tx)? {
                key::delete(tx, &row.purpose, row.id)?;
                let (created_at, signs_from) = (row.created_at - HOURS_MS, row.signs_from - HOURS_MS);
                key::insert(tx, &key::Key { created_at, signs_from, ..row })?;
            }
            installation::bump(tx)
        };
        store.write("give hours to the keys", write).await.unwrap();
        store.close().await;
    });
}

/// The line of the log that says this, once it is there.
async fn told(log: &Path, message: &str) -> Value {
    let began = Instant::now();
    loop {
        let text = fs::read_to_string(log).unwrap();
        let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        if let Some(line) = lines.find(|line| line["message"] == message) {
            return line;
        }
        assert!(began.elapsed() < RESEALED_WITHIN, "the log does not say that {message}");
        sleep(Duration::from_millis(100)).await;
    }
}

fn number(line: &Value, name: &str) -> u64 {
    line[name].as_u64().unwrap_or_else(|| panic!("{name} in {line}"))
}
