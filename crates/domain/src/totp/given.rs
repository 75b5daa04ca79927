//! An authenticator app that comes with an account: whoever makes the account says what its secret is, and no code of it is asked for.

use super::{SEAL, context};
use crate::app::App;
use crate::error::Error;
use store::Tx;
use store::id::{PoolId, UserId};
use store::totp::{self, Pending, Step};

/// A sealed secret that is not stored yet.
pub(crate) struct Given(Pending);

/// Seals a secret for a member.
pub(crate) fn given(app: &App, (pool, user): (PoolId, UserId), secret: &[u8]) -> Result<Given, Error> {
    let sealed = app.seal(SEAL, &context(pool, user), secret)?;
    Ok(Given(Pending { sealed, at: app.now() }))
}

impl Given {
    /// In force from now on, with no code spent.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>, (pool_id, user_id): (PoolId, UserId)) -> Result<(), store::Error> {
        let Self(pending) = self;
        totp::begin(tx, pool_id, user_id, pending)?;
        totp::confirm(tx, Step { pool_id, user_id, sealed: &pending.sealed, step: 0 }, pending.at).map(drop)
    }
}
