//! A fresh database for a test, on either engine. `KEYSTEAD_TEST_POSTGRES` is the URL of a PostgreSQL database in which
//! tests may create schemas, on a server on which they may create databases. Without it the PostgreSQL half is skipped and says so, except where that must not pass
//! unnoticed (`CI=true` or `KEYSTEAD_REQUIRE_POSTGRES=1`): there a test fails.
//!
//! A test of the store runs on all engines at once ([`on_each_engine`]); suites of the crates above run whole, once per
//! engine, and take theirs from [`location`]: embedded, or PostgreSQL with `KEYSTEAD_TEST_ENGINE=postgres`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot get its database fails by panicking")]

use std::{
    process, slice,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use crate::{Error, Location, OpenError, Store, Tx, db};

/// A few are enough for a test, and many tests share one server.
const CONNECTIONS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Embedded,
    Postgres,
}

/// The engines that tests run on here.
pub fn engines() -> &'static [Engine] {
    if variable("KEYSTEAD_TEST_POSTGRES").is_some() {
        return &[Engine::Embedded, Engine::Postgres];
    }
    let required = variable("CI").is_some_and(|value| value == "true")
        || variable("KEYSTEAD_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
    assert!(!required, "KEYSTEAD_TEST_POSTGRES is not set, and here no test may skip PostgreSQL");
    eprintln!("SKIPPED: PostgreSQL");
    slice::from_ref(&Engine::Embedded)
}

/// The engine of this run of a whole suite.
pub fn engine() -> Engine {
    match variable("KEYSTEAD_TEST_ENGINE").as_deref() {
        None | Some("embedded") => Engine::Embedded,
        Some("postgres") => Engine::Postgres,
        Some(other) => panic!("KEYSTEAD_TEST_ENGINE is embedded or postgres, not {other}"),
    }
}

/// A fresh database on the engine of this run.
pub fn location() -> (Location, Guard) {
    location_on(engine())
}

/// A fresh database on this engine. It lives as long as the guard.
pub fn location_on(engine: Engine) -> (Location, Guard) {
    match engine {
        Engine::Embedded => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            (Location::Embedded { file: folder.path().join("keystead.db") }, Guard { home: Home::Folder(folder) })
        }
        Engine::Postgres => {
            let server = variable("KEYSTEAD_TEST_POSTGRES").expect("KEYSTEAD_TEST_POSTGRES");
            let schema = schema_name();
            batch(&server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema};"));
            let mark = if server.contains('?') { '&' } else { '?' };
            let url = format!("{server}{mark}options=-csearch_path%3D{schema}");
            (Location::Postgres { url, connections: CONNECTIONS }, Guard { home: Home::Schema { server, schema } })
        }
    }
}

/// The same with our tables in it, for whoever does not test how these are made: PostgreSQL takes several times as long to make them as to copy
/// a database that has them.
pub fn filled_on(engine: Engine) -> (Location, Guard) {
    if engine == Engine::Embedded {
        return location_on(engine);
    }
    let server = variable("KEYSTEAD_TEST_POSTGRES").expect("KEYSTEAD_TEST_POSTGRES");
    let (pattern, name) = (format!("keystead_pattern_{:016x}", db::fingerprint()), schema_name());
    let copy = format!("CREATE DATABASE {name} TEMPLATE {pattern}");
    let made = alone(&server, copy.clone()).or_else(|_| {
        make_pattern(&server, &pattern);
        alone(&server, copy)
    });
    made.expect("a copy of the pattern at KEYSTEAD_TEST_POSTGRES");
    let url = url_of(&server, &name);
    (Location::Postgres { url, connections: CONNECTIONS }, Guard { home: Home::Database { server, name } })
}

/// What others copy. Whoever comes second to give it its name throws its own away.
fn make_pattern(server: &str, pattern: &str) {
    let name = schema_name();
    alone(server, format!("CREATE DATABASE {name}")).expect("a database at KEYSTEAD_TEST_POSTGRES");
    let location = Location::Postgres { url: url_of(server, &name), connections: 1 };
    let open = move || Store::open(&location).map(drop);
    thread::spawn(open).join().expect("the thread").expect("a fresh store");
    if alone(server, format!("ALTER DATABASE {name} RENAME TO {pattern}")).is_err() {
        alone(server, format!("DROP DATABASE {name} WITH (FORCE)")).expect("the test server");
    }
}

/// The address of another database on the same server.
fn url_of(server: &str, database: &str) -> String {
    let (place, options) =
        server.split_once('?').map_or((server, String::new()), |(place, rest)| (place, format!("?{rest}")));
    let (place, _) = place.rsplit_once('/').expect("KEYSTEAD_TEST_POSTGRES names a database");
    format!("{place}/{database}{options}")
}

/// Runs a test on each engine, on an open and empty store.
pub async fn on_each_engine(test: impl AsyncFn(Store)) {
    for engine in engines() {
        eprintln!("on {engine:?}");
        let (location, _guard) = filled_on(*engine);
        let store = Store::open(&location).expect("a fresh store");
        test(store.clone()).await;
        store.close().await;
    }
}

/// Raw SQL, to bring about what the store's own functions never would (a corrupt row, an old one).
pub fn execute(tx: &mut Tx<'_>, sql: &'static str) -> Result<u64, Error> {
    tx.execute(sql, &[])
}

/// A statement that answers with rows, such as a pragma.
pub fn ask(tx: &mut Tx<'_>, sql: &'static str) -> Result<(), Error> {
    tx.query(sql, &[], |_| Ok(())).map(drop)
}

/// Removes the database when the test ends.
#[derive(Debug)]
pub struct Guard {
    home: Home,
}

#[derive(Debug)]
enum Home {
    /// Removes itself.
    Folder(tempfile::TempDir),
    Schema {
        server: String,
        schema: String,
    },
    Database {
        server: String,
        name: String,
    },
}

impl Guard {
    /// The folder of an embedded database.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match &self.home {
            Home::Folder(folder) => Some(folder.path()),
            Home::Schema { .. } | Home::Database { .. } => None,
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(_) => {}
            Home::Schema { server, schema } => batch(server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE;")),
            Home::Database { server, name } => {
                alone(server, format!("DROP DATABASE {name} WITH (FORCE)")).expect("the test server");
            }
        }
    }
}

fn schema_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn batch(server: &str, sql: &str) {
    alone(server, format!("BEGIN; {sql} COMMIT")).expect("the test server at KEYSTEAD_TEST_POSTGRES");
}

/// On a thread of its own: the driver must not be used on one of the async runtime.
fn alone(server: &str, sql: String) -> Result<(), OpenError> {
    let server = server.to_owned();
    thread::spawn(move || db::postgres_batch(&server, &sql)).join().expect("the thread")
}

#[expect(clippy::disallowed_methods, reason = "a test's surroundings are its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
