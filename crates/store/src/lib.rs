//! Everything that Keystead keeps: rows, typed ids, migrations and transactions, on SQLite and PostgreSQL alike.

pub mod administrator;
pub mod audit_event;
pub mod clock;
mod db;
mod dialect;
mod error;
pub mod group;
pub mod id;
pub mod identifier;
pub mod installation;
pub mod key;
pub mod passkey;
pub mod pool;
pub mod role;
pub mod session;
pub mod setup_link;
pub mod spent_challenge;
mod store;
pub mod tenant;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod user;
pub mod user_agent;
pub mod workspace;

pub use db::Tx;
pub use error::{Cause, Error, OpenError};
pub use store::{DEFAULT_CONNECTIONS, Location, Store};
