//! The first proof of an address that was put on an account by somebody else: by an import, an administrator, or whoever made the account
//! with another one's address. What the account had until then was made by people who had not proved to read that address, so nothing of
//! it may be left, unless its holder says of each thing that it is theirs.

use crate::method::Method;
use store::id::{PoolId, UserId};
use store::identifier::{self, IdentifierKind};
use store::{Tx, access_pass, device, linked_account, one_time_code, passkey, password, recovery_code, totp, user};

/// What the holder keeps: passkeys by their ids, addresses in folded form, linked accounts by issuer and subject, and of what there is but
/// one the method.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keeps {
    pub passkeys: Vec<String>,
    pub addresses: Vec<String>,
    pub links: Vec<(String, String)>,
    pub single: Vec<Method>,
}

/// Removes every factor, session, journey, known device and other address of the account, except what is kept. The proved address and
/// usernames stay. Everything that rests on the epoch ends with it.
pub(crate) fn clear(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    proved: &str,
    (keeps, at): (&Keeps, i64),
) -> Result<(), store::Error> {
    for row in passkey::of_user(tx, pool, user)? {
        if !keeps.passkeys.contains(&row.id.to_string()) {
            passkey::delete(tx, pool, user, row.id)?;
        }
    }
    for row in identifier::of_user(tx, pool, user)? {
        let is_other = row.kind != IdentifierKind::Username && row.folded != proved;
        if is_other && !keeps.addresses.contains(&row.folded) {
            identifier::delete(tx, pool, user, &row.folded)?;
        }
    }
    if !keeps.single.contains(&Method::Password) {
        password::delete(tx, pool, user)?;
    }
    if !keeps.single.contains(&Method::Totp) {
        totp::delete(tx, pool, user)?;
    }
    if !keeps.single.contains(&Method::RecoveryCode) {
        recovery_code::delete_of_user(tx, pool, user)?;
    }
    for link in linked_account::of_user(tx, pool, user)? {
        let name = (link.issuer, link.subject);
        if !keeps.links.contains(&name) {
            linked_account::delete(tx, pool, user, (&name.0, &name.1))?;
        }
    }
    device::delete_of_user(tx, pool, user)?;
    access_pass::end(tx, pool, user, at)?;
    one_time_code::void_of_user(tx, pool, user, at)?;
    user::raise_epoch(tx, pool, user).map(drop)
}
