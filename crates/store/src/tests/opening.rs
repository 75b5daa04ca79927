//! Opening: every way in which it can be refused is one line that says what to do.

use std::{fs, path::PathBuf, thread};

use super::{TENANT, get, set, with_a_member};
use crate::{
    Error, Location, OpenError, Store, Tx, attestation,
    id::{PasskeyId, PoolId},
    passkey,
    testing::{Engine, engines, execute, location_on},
};

fn refusal(location: &Location) -> String {
    let text = Store::open(location).unwrap_err().to_string();
    assert!(!text.contains('\n'), "one line: {text}");
    text
}

fn postgres(url: &str) -> Location {
    Location::Postgres { url: url.to_owned(), connections: 1 }
}

fn embedded(file: PathBuf) -> Location {
    Location::Embedded { file }
}

#[tokio::test]
async fn a_store_is_there_again_when_opened_again() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        for round in 0..3 {
            let store = Store::open(&location).unwrap();
            assert_eq!(get(&store, "name").await.is_some(), round > 0);
            set(&store, "name", "value").await.unwrap();
            store.close().await;
        }
    }
}

/// What 0002 to 0027 have added, undone: the database as an older release left it.
const UNDO: [&str; 83] = [
    "DROP TABLE acme_challenges",
    "DROP TABLE acme_certificates",
    "DROP TABLE acme_accounts",
    "DROP TABLE imports",
    "DROP INDEX users_by_handle",
    "ALTER TABLE passkeys DROP COLUMN any_handle",
    "ALTER TABLE keys DROP COLUMN sealed_too",
    "DROP TABLE webhook_deliveries",
    "DROP TABLE webhook_positions",
    "DROP TABLE webhooks",
    "DROP TABLE directory_users",
    "DROP TABLE approvals",
    "DROP TABLE device_authorizations",
    "DROP TABLE session_clients",
    "DROP TABLE spent_once",
    "DROP TABLE spent_proofs",
    "DROP TABLE revoked_tokens",
    "DROP TABLE authorization_requests",
    "DROP TABLE consents",
    "DROP TABLE grants",
    "DROP TABLE signing_keys",
    "DROP TABLE clients",
    "DROP TABLE first_rp_ids",
    "DROP TABLE campaigns",
    "DROP TABLE announcements",
    "DROP TABLE scheduled_changes",
    "DROP TABLE feedback",
    "ALTER TABLE audit_events DROP COLUMN facts",
    "DROP TABLE rollups",
    "DROP TABLE rollup_positions",
    "DROP TABLE adoptions",
    "DROP TABLE censuses",
    "DROP TABLE alarms",
    "DROP TABLE problem_reports",
    "DROP INDEX events_by_reference",
    "DROP TABLE audit_seals",
    "DROP TABLE erasures",
    "DROP INDEX invitations_to",
    "ALTER TABLE audit_events DROP COLUMN salt",
    "ALTER TABLE audit_events DROP COLUMN erased",
    "DROP INDEX refusals_of_subject",
    "DROP TABLE user_words",
    "DROP TABLE access_pass_requests",
    "DROP INDEX users_by_name",
    "DROP INDEX users_by_status",
    "DROP INDEX users_for_tests",
    "DROP INDEX users_of_role",
    "DROP INDEX users_of_group",
    "ALTER TABLE users DROP COLUMN dismissed_at",
    "ALTER TABLE users DROP COLUMN sort_name",
    "ALTER TABLE users DROP COLUMN test_account",
    "ALTER TABLE administrators DROP COLUMN role",
    "ALTER TABLE passkeys DROP COLUMN last_used_address",
    "ALTER TABLE passkeys DROP COLUMN last_used_agent_id",
    "DROP TABLE passwords",
    "DROP TABLE totps",
    "DROP TABLE recovery_codes",
    "DROP TABLE one_time_codes",
    "DROP TABLE outbox",
    "DROP TABLE failures",
    "DROP TABLE devices",
    "DROP TABLE prompts",
    "DROP TABLE linked_accounts",
    "DROP TABLE invitations",
    "DROP TABLE access_passes",
    "DROP TABLE recoveries",
    "DROP TABLE notices",
    "ALTER TABLE roles DROP COLUMN policy",
    "ALTER TABLE roles DROP COLUMN elevated",
    "ALTER TABLE groups DROP COLUMN policy",
    "ALTER TABLE sessions DROP COLUMN active_at",
    "ALTER TABLE passkeys DROP COLUMN quarantined_at",
    "ALTER TABLE sessions DROP COLUMN idle_ended_at",
    "ALTER TABLE sessions DROP COLUMN methods",
    "ALTER TABLE sessions DROP COLUMN strength",
    "ALTER TABLE users DROP COLUMN held_until",
    "ALTER TABLE audit_events DROP COLUMN detail",
    "DELETE FROM schema_migrations WHERE version > 2",
    "DROP TABLE attestations",
    "DROP INDEX passkeys_of_rp",
    "DROP INDEX passkeys_of_model",
    "ALTER TABLE passkeys DROP COLUMN distrusted",
    "DELETE FROM schema_migrations WHERE version > 1",
];

// Issue 9, 3: embedded, the file stays as it was before; of several the last three.
#[tokio::test]
async fn the_file_is_kept_as_it_was_before_its_schema_is_brought_up() {
    let (location, guard) = location_on(Engine::Embedded);
    let folder = guard.folder().unwrap();
    let copies = || {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name.contains(".schema-")).collect();
        names.sort();
        names
    };
    let store = Store::open_to_restore(&location, Some(22)).unwrap();
    set(&store, "name", "before").await.unwrap();
    store.close().await;
    // The last is of an earlier upgrade from the same schema: it is renewed.
    for old in ["18", "20", "21", "22"] {
        fs::write(folder.join(format!("keystead.db.schema-{old}")), "older").unwrap();
    }
    let store = Store::open(&location).unwrap();
    set(&store, "name", "after").await.unwrap();
    store.close().await;
    assert_eq!(copies(), ["keystead.db.schema-20", "keystead.db.schema-21", "keystead.db.schema-22"]);
    let file = folder.join("keystead.db.schema-22");
    let kept = embedded(file.clone());
    assert_eq!(Store::schema(&kept).unwrap().0, Some(22));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
    let store = Store::open_to_restore(&kept, Some(22)).unwrap();
    assert_eq!(get(&store, "name").await.as_deref(), Some("before"));
    store.close().await;
    // Where nothing is to be brought up, nothing is kept.
    fs::remove_file(file).unwrap();
    Store::open(&location).unwrap().close().await;
    assert_eq!(copies(), ["keystead.db.schema-20", "keystead.db.schema-21"]);
}

// Issue 9, 3: whoever went back has copies of younger schemas; the one just made stays. Of half of a backup none is made.
#[tokio::test]
async fn the_copy_just_made_stays_and_half_of_a_backup_is_not_kept() {
    for is_half in [false, true] {
        let (location, guard) = location_on(Engine::Embedded);
        let folder = guard.folder().unwrap();
        let there = |schema: &str| folder.join(format!("keystead.db.schema-{schema}")).exists();
        let store = Store::open_to_restore(&location, Some(22)).unwrap();
        if is_half {
            set(&store, crate::whole::RESTORING, "1").await.unwrap();
        }
        store.close().await;
        for young in ["9001", "9002", "9003"] {
            fs::write(folder.join(format!("keystead.db.schema-{young}")), "younger").unwrap();
        }
        if is_half {
            assert!(matches!(Store::open(&location).unwrap_err(), OpenError::HalfRestored));
            assert!(!there("22") && there("9001"));
        } else {
            Store::open(&location).unwrap().close().await;
            assert!(there("22") && !there("9001") && there("9002") && there("9003"));
        }
    }
}

fn all(tx: &mut Tx<'_>) -> Result<Vec<attestation::Attestation>, Error> {
    attestation::page(tx, (PoolId::NIL, PasskeyId::NIL), attestation::Due::All, 10)
}

#[tokio::test]
async fn a_database_of_the_release_before_is_brought_up() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        with_a_member(&store).await;
        for statement in UNDO {
            store.write("undo", move |tx| execute(tx, statement)).await.unwrap();
        }
        let gone = store.read("gone", all).await;
        assert!(gone.is_err(), "the older schema has no such table");
        store.close().await;
        let store = Store::open(&location).unwrap();
        let found = store.read("found", |tx| passkey::is_held(tx, "acme.example", &[7; 20])).await.unwrap();
        assert!(found, "what was there is there");
        assert_eq!(store.read("none", all).await.unwrap(), []);
        let facts =
            store.read("facts", |tx| passkey::look_up(tx, TENANT, "acme.example", &[7; 20])).await.unwrap().facts;
        assert!(!facts.unwrap().is_distrusted, "nothing was known against it");
        store.close().await;
    }
}

// A database keeps the checksum it was made with: a released text that changes would shut out every installation.
#[tokio::test]
async fn released_migrations_have_the_text_they_were_released_with() {
    let (location, _guard) = location_on(Engine::Embedded);
    let store = Store::open(&location).unwrap();
    let counted = store.write("count", |tx| {
        execute(tx, "UPDATE schema_migrations SET name = name WHERE version = 1 AND checksum = '7e180328cde255c4'")
    });
    assert_eq!(counted.await.unwrap(), 1);
    store.close().await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        let newer = "INSERT INTO schema_migrations (version, name, checksum) VALUES (28, 'later', 'x')";
        store.write("be newer", move |tx| execute(tx, newer)).await.unwrap();
        store.close().await;
        assert_eq!(refusal(&location), "the database is at schema 28, this keystead knows 27: start the newer version");
    }
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        store.write("edit", |tx| execute(tx, "UPDATE schema_migrations SET checksum = 'x'")).await.unwrap();
        store.close().await;
        assert_eq!(
            refusal(&location),
            "the database was made with another text of migration 1 (foundation): restore that version's binary"
        );
    }
}

#[test]
fn several_nodes_may_start_at_once_on_an_empty_database() {
    if engines().contains(&Engine::Postgres) {
        let (location, _guard) = location_on(Engine::Postgres);
        let nodes: Vec<_> = (0..4)
            .map(|_| {
                let location = location.clone();
                thread::spawn(move || Store::open(&location).map(drop))
            })
            .collect();
        for node in nodes {
            node.join().unwrap().unwrap();
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "remember the milk ".repeat(100)).unwrap();
    assert_eq!(
        refusal(&embedded(file.clone())),
        format!("{} is not a Keystead database: it is damaged or belongs to something else", file.display())
    );
    assert!(fs::read_to_string(&file).unwrap().starts_with("remember"), "left alone");
}

#[test]
fn a_place_that_cannot_be_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("missing").join("keystead.db");
    for file in [folder.path().to_owned(), inside] {
        assert_eq!(
            refusal(&embedded(file.clone())),
            format!("cannot open {}: does its folder exist, and may this user read and write both?", file.display())
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_file_and_its_log() {
    use std::os::unix::fs::PermissionsExt;
    let (location, guard) = location_on(Engine::Embedded);
    let store = Store::open(&location).unwrap();
    set(&store, "name", "value").await.unwrap();
    for file in ["keystead.db", "keystead.db-wal"] {
        let mode = fs::metadata(guard.folder().unwrap().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    store.close().await;
}

#[test]
fn a_malformed_url_is_refused_without_being_repeated() {
    let text = "the database URL is malformed: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, special \
                characters percent-encoded";
    for url in [
        "mysql://user:secret@host/db",
        "host=localhost",
        "postgres://user:secret@host:port/db",
        "postgres://user:secret@/db",
        "postgres://user:secret@host/db?secret",
        "postgres://user:secret@host/db?sslmode=secret",
    ] {
        assert_eq!(refusal(&postgres(url)), text, "{url}");
    }
    assert!(!format!("{:?}", postgres("postgres://user:secret@host/db")).contains("secret"));
}

#[test]
fn an_unreachable_server_is_named() {
    assert_eq!(
        refusal(&postgres("postgres://user:secret@127.0.0.1:1/db")),
        "cannot reach PostgreSQL at 127.0.0.1:1: is it running, and may this machine connect to it?"
    );
}

#[test]
fn tls_without_roots_is_refused() {
    assert_eq!(
        refusal(&postgres("postgres://user:secret@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/no/such.pem")),
        "no root certificates to verify PostgreSQL's: give sslrootcert=FILE in the database URL (tried /no/such.pem)"
    );
}

#[test]
fn what_postgresql_refuses_is_said() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (Location::Postgres { url, .. }, _guard) = location_on(Engine::Postgres) else { panic!("not PostgreSQL") };
    let (_, rest) = url.split_once('@').unwrap();
    let server = rest.split_once('/').unwrap().0;
    let user = url.trim_start_matches("postgres://").split(['@', ':']).next().unwrap();
    assert_eq!(
        refusal(&postgres(&format!("postgres://nobody_of_ours:x@{rest}"))),
        format!(
            "PostgreSQL at {server} refuses user \"nobody_of_ours\": wrong user or password, or not allowed by its \
             pg_hba.conf"
        )
    );
    assert_eq!(
        refusal(&postgres(&format!("postgres://{user}@{server}/no_such_database"))),
        format!("PostgreSQL at {server} has no database \"no_such_database\": create it first")
    );
    assert_eq!(
        refusal(&postgres(&format!("postgres://{user}@{server}/postgres?options=-csearch_path%3Dno_such_schema"))),
        format!("PostgreSQL at {server} does not let user \"{user}\" create tables: grant CREATE on the schema")
    );
}

#[test]
fn a_wrong_password_reads_the_same_wherever_it_is_noticed() {
    let source = std::sync::Arc::new(std::io::Error::other("x"));
    let (server, user) = ("db:5432".to_owned(), "keystead".to_owned());
    assert_eq!(
        OpenError::WrongPassword { server, user, source }.to_string(),
        "PostgreSQL at db:5432 refuses user \"keystead\": wrong user or password, or not allowed by its pg_hba.conf"
    );
}
