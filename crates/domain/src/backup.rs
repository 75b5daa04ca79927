//! The whole installation in one file, and back: rows that no engine has a part in, sealed to a passphrase or to a key, so that a backup of
//! SQLite goes into PostgreSQL and the other way round (ADR 34). It must never be readable by whoever finds it, and nothing that opened
//! something when it was made may open it again after it was put back.

mod holders;
mod making;
mod reading;
mod restoring;
mod revoked;
mod rows;
mod sealing;
mod standing;

#[cfg(test)]
mod tests;

pub use holders::{Held, Identity, NotBackupKey, PrivateKey, Recipient, generate_key};
pub use making::{Made, MakeError, Making, Wish, of};
pub use reading::{Checked, Contents, ReadError, check};
pub use restoring::{Inspected, RestoreError, Restored, Source, Stream, inspect, is_free, restore};
pub use revoked::{Revocation, Revoked, RevokedError, TakenAway};
pub use sealing::SealError;
pub use standing::{Last, Taker, Wanted, give_turn_up, keep_turn, last, last_by_clock, mark, note, take_turn};
