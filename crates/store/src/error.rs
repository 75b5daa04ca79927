//! What can go wrong in a transaction and while opening the store. Callers match on these variants; no driver's own
//! type shows, its error is only kept as the source. "There is no such row" is never an error: it is `None` or `false`.

use std::{error::Error as StdError, path::PathBuf, sync::Arc};

/// A driver's error, shared because one failed commit is reported to everybody in its group.
pub type Cause = Arc<dyn StdError + Send + Sync>;

/// Why a transaction did not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Locked, cancelled or out of slots: the same call may succeed in a moment.
    #[error("the database is busy")]
    Busy {
        #[source]
        source: Cause,
    },
    /// The server is gone, or the file can neither be read nor written.
    #[error("the database cannot be reached")]
    Unavailable {
        #[source]
        source: Cause,
    },
    /// Nothing was written. The store goes on by itself when there is room again.
    #[error("the database's disk is full")]
    DiskFull {
        #[source]
        source: Cause,
    },
    /// One row is wrong; the database itself is well.
    #[error("table {table} holds a row that cannot be understood: column {column}, key {id}")]
    CorruptRow { table: &'static str, column: &'static str, id: String },
    /// Other transactions stood in the way as often as we are willing to try.
    #[error("the transaction gave way to others too often")]
    Serialization {
        #[source]
        source: Cause,
    },
    /// The connection broke while the commit was under way: it may have happened or not. Never retried.
    #[error("the connection broke during a commit, its outcome is unknown")]
    OutcomeUnknown {
        #[source]
        source: Cause,
    },
    #[error("transaction {name} panicked")]
    Panicked { name: &'static str },
    #[error("the store is closed")]
    Closed,
    /// Anything else the database said: a constraint that no `ON CONFLICT` expects, a statement it does not know.
    #[error("the database refused a statement")]
    Driver {
        #[source]
        source: Cause,
    },
}

impl Error {
    /// With what caused it, on one line of a log.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = StdError::source(self);
        while let Some(next) = cause {
            text = format!("{text}: {next}");
            cause = next.source();
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Why the store could not be opened. Each text is one line that an operator can act on, and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database URL is malformed: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, \
         special characters percent-encoded"
    )]
    // Without its source: the parser quotes what it stumbled over, which may be a piece of the password.
    MalformedUrl,
    #[error("cannot reach PostgreSQL at {server}: is it running, and may this machine connect to it?")]
    Unreachable {
        server: String,
        #[source]
        source: Cause,
    },
    #[error(
        "PostgreSQL at {server} refuses user \"{user}\": wrong user or password, or not allowed by its pg_hba.conf"
    )]
    WrongPassword {
        server: String,
        user: String,
        #[source]
        source: Cause,
    },
    #[error("PostgreSQL at {server} has no database \"{database}\": create it first")]
    UnknownDatabase {
        server: String,
        database: String,
        #[source]
        source: Cause,
    },
    #[error("PostgreSQL at {server} has no connection left: raise its max_connections or use fewer")]
    TooManyConnections {
        server: String,
        #[source]
        source: Cause,
    },
    #[error("PostgreSQL at {server} does not let user \"{user}\" create tables: grant CREATE on the schema")]
    MayNotCreate {
        server: String,
        user: String,
        #[source]
        source: Cause,
    },
    #[error(
        "TLS with PostgreSQL at {server} failed: does it offer TLS, and does its certificate bear this name and \
         come from a root in sslrootcert=FILE?"
    )]
    Tls {
        server: String,
        #[source]
        source: Cause,
    },
    #[error("no root certificates to verify PostgreSQL's: give sslrootcert=FILE in the database URL (tried {})", file.display())]
    RootCertificates {
        file: PathBuf,
        #[source]
        source: Cause,
    },
    #[error("cannot open {}: does its folder exist, and may this user read and write both?", file.display())]
    Permission {
        file: PathBuf,
        #[source]
        source: Cause,
    },
    #[error("{} is not a Keystead database: it is damaged or belongs to something else", file.display())]
    NotADatabase {
        file: PathBuf,
        #[source]
        source: Cause,
    },
    #[error("no room is left where {} is: make some", file.display())]
    NoRoom {
        file: PathBuf,
        #[source]
        source: Cause,
    },
    #[error("the database is at schema {found}, this keystead knows {known}: start the newer version")]
    NewerSchema { found: i64, known: i64 },
    #[error("the database was made with another text of migration {version} ({name}): restore that version's binary")]
    ChangedMigration { version: i64, name: &'static str },
    #[error("cannot keep the database as {} before its schema is brought up: is there room for it?", file.display())]
    NotKept {
        file: PathBuf,
        #[source]
        source: Cause,
    },
    #[error("a backup was not restored to the end here: begin again with `keystead restore`")]
    HalfRestored,
    #[error("the store's threads cannot be started")]
    Threads {
        #[source]
        source: std::io::Error,
    },
    #[error("the database cannot be prepared")]
    Prepare {
        #[source]
        source: Error,
    },
}

impl From<Error> for OpenError {
    fn from(source: Error) -> OpenError {
        OpenError::Prepare { source }
    }
}
