//! Everything that Keystead keeps: rows, typed ids, migrations and transactions, on SQLite and PostgreSQL alike. The only
//! place with SQL; no rule of the product lives here.
//!
//! # A transaction is a plain function
//!
//! ```no_run
//! # async fn example(store: store::Store, pool: store::id::PoolId, user: store::id::UserId) -> Result<(), store::Error> {
//! let changed = store.write("end sessions", move |tx| store::user::raise_epoch(tx, pool, user)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! - The closure runs on one of the store's threads and may run more than once: it has no effect but through `tx`.
//! - `Err` undoes all that it wrote. After an SQL error `tx` refuses everything, so nothing is half done.
//! - A conflict that is expected is not an error: `ON CONFLICT DO NOTHING` and a `bool`. "There is none" is `None`.
//! - A write reads again what its decision rests on (see [`passkey::record_use`]): another one may have come between.
//! - Above 20 ms a closure is logged by its name, because on SQLite all others wait for it: bulk work goes in chunks.
//!
//! # Adding a table
//!
//! 1. A new file in `migrations/` and a line in `db/migrate.rs`. A migration that was released is never edited.
//! 2. A file named after one row: the struct, then its functions, `tx` first, SQL at the place where it is used.
//! 3. Tests of it in `tests/`, by `testing::on_each_engine`.
//!
//! The key leads with the tenant or pool and then with time: ids are time-ordered, so inserts land side by side (random
//! keys cost three times as much at a million rows), and the schema can be sharded. An index costs at every insert; a
//! foreign key is a read at every insert. Tables that each sign-in writes have neither.
//!
//! # The dialect, and its traps
//!
//! Each statement is written once. What differs is in `dialect.rs`, and the drivers are named in `db/` only.
//!
//! - Parameters are `?1`, never `$1`: SQLite binds those by first appearance, silently to the wrong column.
//! - Integers and flags are `BIGINT`, text `{text}` (which compares by bytes on both), bytes `{bytes}`. A parameter that
//!   nothing else types is `CAST`; but never `CAST(… AS BYTEA)`, which is 0 on SQLite.
//! - `CAST(SUM(x) AS BIGINT)`, or PostgreSQL answers with a type that is not ours.
//! - `NULLS LAST` is written out, because the engines disagree. Case is folded in Rust, for the same reason.
//! - `(a, b) < (?1, ?2)` is good for pages on both.
//! - U+0000 is refused at the edge: PostgreSQL cannot keep it.
//! - Columns are read in the order of the `SELECT`; debug builds compare their names.
//! - On PostgreSQL a serializable transaction depends on what its scans touched: reach rows by key, or others collide.

pub mod access_pass;
pub mod access_pass_request;
pub mod acme_account;
pub mod acme_certificate;
pub mod acme_challenge;
pub mod administrator;
pub mod adoption;
pub mod alarm;
pub mod announcement;
pub mod approval;
pub mod attestation;
pub mod audit_event;
pub mod audit_proof;
pub mod audit_seal;
pub mod authorization_request;
pub mod bulk;
pub mod campaign;
pub mod census;
pub mod client;
pub mod clock;
pub mod consent;
mod db;
pub mod device;
pub mod device_authorization;
mod dialect;
pub mod directory_user;
pub mod erasure;
mod error;
pub mod failure;
pub mod feedback;
pub mod grant;
pub mod group;
pub mod happening;
pub mod health;
pub mod id;
pub mod identifier;
pub mod import;
pub mod installation;
pub mod invitation;
pub mod key;
pub mod linked_account;
pub mod notice;
pub mod one_time_code;
pub mod opening;
pub mod outbox;
pub mod passkey;
pub mod password;
pub mod pool;
pub mod problem_report;
pub mod prompt;
pub mod recovery;
pub mod recovery_code;
pub mod role;
pub mod rollup;
pub mod scheduled_change;
pub mod sealed;
pub mod session;
pub mod session_client;
pub mod setup_link;
pub mod signing_key;
pub mod spent_challenge;
pub mod spent_proof;
mod store;
pub mod tenant;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod totp;
pub mod traffic;
pub mod user;
pub mod user_agent;
pub mod user_list;
pub mod user_word;
pub mod webhook;
pub mod webhook_delivery;
pub mod whole;
pub mod workspace;

pub use db::Tx;
pub use error::{Cause, Error, OpenError};
pub use store::{DEFAULT_CONNECTIONS, Doorbell, Location, Store};
