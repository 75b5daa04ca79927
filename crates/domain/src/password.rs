//! Passwords: proving one, and what members may do with their own. The rules are NIST's (SP 800-63B-4): length and a look at what attackers
//! try first, nothing about kinds of characters or age. It must never tell by answer or time whether a name is somebody's.

mod account;
mod elsewhere;
mod guessable;
mod hashing;
mod newcomer;
mod rules;
mod spelled;

pub(crate) use account::hash_new;
pub use account::{View, remove, set, show};
pub(crate) use elsewhere::{Elsewhere, MOST_KINDS, Recipe, Unfit};
pub(crate) use hashing::Hashing;
pub use hashing::HashingError;
pub(crate) use newcomer::hash_of_newcomer;
pub use rules::LENGTHS;
pub(crate) use rules::lengths;
pub use spelled::{Set, Typed};

use crate::app::App;
use crate::error::Error;
use crate::random;
use crate::subject::Subject;
use crate::visit::Visit;
use elsewhere::Words;
use spelled::Spelled;
use store::id::{PoolId, UserId};
use store::password::Rehash;
use store::{Tx, password};

/// What came of showing a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proved {
    Right,
    Wrong,
}

/// Checks a password for whoever is meant. A name that nobody has, a member without a password and one whose hash came from another system cost
/// the same reads and the same work: Argon2, and once each kind of hash that is left in the pool.
///
/// A caller that opens a session read the member's epoch before this, and compares it in its own transaction: a change of the password
/// raises it.
pub(crate) async fn prove(app: &App, visit: &Visit, subject: &Subject, typed: &str) -> Result<Proved, Error> {
    // Too long for anybody's password, so this says nothing about the name.
    let Ok(spelled) = Spelled::read(typed) else { return Ok(Proved::Wrong) };
    let (pool, user) = (visit.door.pool.id, subject.user);
    let read = move |tx: &mut Tx<'_>| {
        Ok::<_, Error>((password::find(tx, pool, user)?, password::made_elsewhere(tx, pool, MOST_KINDS)?))
    };
    let (row, kinds) = app.store().read("password", read).await?;
    let row = row.filter(|_| subject.is_member);
    let stored = row.as_ref().map(|row| row.hash.clone());
    let (dummy, salt, words) = (app.hashing.dummy(), random::bytes(app.random())?, Words::new(spelled, typed));
    let work = move || elsewhere::judge((stored.as_deref(), &kinds), &dummy, &words, salt);
    let judged = app.hashing.run(app, work).await??;
    if judged.is_unreadable {
        tracing::error!(table = "passwords", pool = %pool, user = %user, "a stored hash cannot be read; it opens nothing");
    }
    let Some(row) = row.filter(|_| judged.is_right) else { return Ok(Proved::Wrong) };
    if let Some(hash) = judged.renewed {
        renew(app, row, hash).await?;
    }
    Ok(Proved::Right)
}

/// The same password under today's parameters. Where it was changed meanwhile, that change stays.
async fn renew(app: &App, row: password::Password, hash: String) -> Result<(), Error> {
    app.store()
        .write("rehash password", move |tx| {
            let rehash = Rehash { pool_id: row.pool_id, user_id: row.user_id, seen: &row.hash, hash: &hash };
            Ok::<_, Error>(password::rehash(tx, &rehash).map(drop)?)
        })
        .await
}

/// Whether a member has a password, for what is known of them.
pub(crate) fn exists(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<bool, store::Error> {
    password::exists(tx, pool, user)
}

#[cfg(test)]
mod tests;
