//! The database as it answers, and its clock. What is written to try it out is undone.

use super::{Check, Finding, State};
use crate::app::App;
use crate::error::{Error, one_line};
use std::time::Duration;
use store::health::{self, About};
use tokio::time::timeout;

/// Beyond this a node would refuse living challenges.
const FAR_APART_S: i64 = 30;
/// Beyond this somebody should look at what keeps the time.
const APART_S: i64 = 5;
/// Whoever waits so long for one answer has members who do.
const PATIENCE: Duration = Duration::from_secs(10);
const PROBE: &str = "look";

/// The version, the schema and whether it takes what is written.
pub async fn of_database(app: &App) -> Vec<Finding> {
    let about = match timeout(PATIENCE, app.store().read("look at the database", health::about)).await {
        Ok(Ok(about)) => of_schema(&about),
        Ok(Err(error)) => wrong(Check::Database, &one_line(&error)),
        Err(_) => wrong(Check::Database, "It did not answer within ten seconds."),
    };
    vec![about, of_writes(app).await]
}

fn of_schema(about: &About) -> Finding {
    let looked_at = "Version and schema";
    let found = format!("{} {}, schema {}", about.engine, about.version, about.schema);
    if about.schema == about.known {
        return Finding::good(Check::Database, looked_at, format!("{found}."));
    }
    let found = format!("{found}; this release knows schema {}.", about.known);
    let remedy =
        "Another release has changed the database: start the same release everywhere, the newest that was used.";
    Finding::of((Check::Database, State::Wrong), looked_at, (found, remedy))
}

/// Why the transaction ends: on purpose, or because it could not do what it was for.
enum Undone {
    Written(bool),
    Failed(store::Error),
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}

async fn of_writes(app: &App) -> Finding {
    let probe = |tx: &mut store::Tx<'_>| Err::<(), _>(Undone::Written(health::write_probe(tx, PROBE)?));
    match timeout(PATIENCE, app.store().write("try to write", probe)).await {
        Ok(Ok(()) | Err(Undone::Written(true))) => {
            Finding::good(Check::DatabaseWrites, "A row, written and undone", "It takes what is written.")
        }
        Ok(Err(Undone::Written(false))) => wrong(Check::DatabaseWrites, "What was written could not be read again."),
        Ok(Err(Undone::Failed(error))) => wrong(Check::DatabaseWrites, &one_line(&error)),
        Err(_) => wrong(Check::DatabaseWrites, "It did not answer within ten seconds."),
    }
}

fn wrong(check: Check, found: &str) -> Finding {
    let looked_at = if check == Check::Database { "Version and schema" } else { "A row, written and undone" };
    let remedy = "See that the database runs, that its disk has room, and that it is no read-only copy.";
    Finding::of((check, State::Wrong), looked_at, (found, remedy))
}

/// Our clock against that of the database: on PostgreSQL another machine's, on SQLite this one's.
pub async fn of_clock(app: &App) -> Finding {
    let looked_at = "Our clock and the database's";
    let theirs = timeout(PATIENCE, app.store().read("clock", store::clock::now)).await;
    let Ok(Ok(theirs)) = theirs.map(|answer| answer.map_err(Error::from)) else {
        let text = ("The database did not tell the time.", "See what is found of the database.");
        return Finding::of((Check::ClockDatabase, State::NotChecked), looked_at, text);
    };
    apart(Check::ClockDatabase, looked_at, theirs - app.now() / 1000)
}

/// What a difference of so many seconds means. A clock that tells only whole seconds may be one off.
pub fn apart(check: Check, looked_at: &str, seconds: i64) -> Finding {
    let far = seconds.abs();
    if far <= APART_S {
        return Finding::good(check, looked_at, "They agree.");
    }
    let way = if seconds > 0 { "ahead of ours" } else { "behind ours" };
    let state = if far > FAR_APART_S { State::Wrong } else { State::ToLookAt };
    let remedy =
        "Let all machines take their time from a server (NTP). Challenges, sessions and codes are judged by it.";
    Finding::of((check, state), looked_at, (format!("It is {far} seconds {way}."), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_are_told() {
        let state = |seconds| apart(Check::ClockOutside, "", seconds).state;
        assert_eq!(
            (state(0), state(-5), state(6), state(30)),
            (State::Good, State::Good, State::ToLookAt, State::ToLookAt)
        );
        assert_eq!((state(31), state(-31)), (State::Wrong, State::Wrong));
        assert!(apart(Check::ClockOutside, "", -40).found.contains("40 seconds behind ours"));
    }

    #[test]
    fn a_schema_of_another_release_is_told() {
        let about = About { engine: "SQLite", version: "3".to_owned(), schema: 11, known: 10, now: 0 };
        assert_eq!(of_schema(&about).state, State::Wrong);
        assert_eq!(of_schema(&About { schema: 10, ..about }).state, State::Good);
    }
}
