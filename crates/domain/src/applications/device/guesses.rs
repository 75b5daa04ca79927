//! A member types the code of a device. Only members may try, and wrong codes are counted against the member, the address and the workspace,
//! in the transaction that looks for the code: nobody finds by trying what a device shows to somebody else. What was right counts for nothing.

use super::{Typed, user_code, wait_of};
use crate::app::App;
use crate::error::Error;
use crate::session::Session;
use crate::visit::Visit;
use std::net::IpAddr;
use store::failure::{self, Failure, Key};
use store::id::PoolId;
use store::{Tx, device_authorization};

/// As the counter is called in the store.
const METHOD: &str = "device_code";
const WINDOW_MS: i64 = 10 * 60 * 1000;
/// Wrong codes within the window: a member who reads badly, an office behind one address, all members of a workspace. The last one is far: it
/// stops everybody, so a hundred members at twenty addresses must not reach it.
const MOST: [i64; 3] = [10, 50, 100_000];

/// What came of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// Under what its request is found.
    Found(String),
    /// No device shows it, or no longer.
    Unknown,
    TooOften {
        seconds: i64,
    },
}

/// A code as somebody typed it.
pub async fn enter(app: &App, visit: &Visit, session: &Session, typed: &str) -> Result<Entered, Error> {
    let workspace = visit.door.workspace.id;
    let (snapshot, now) = (app.snapshot(), app.now());
    let typed = user_code::read(typed);
    let code = typed.as_ref().map(|code| user_code::hash(&snapshot.ring, workspace, code));
    let subject = |whose: &str, part: &[u8]| snapshot.ring.keyed("device guesses", &[whose.as_bytes(), part]);
    let keys = [
        subject("member", session.user_id.as_bytes()),
        subject("address", &network(visit.address)),
        subject("workspace", workspace.as_bytes()),
    ];
    let pool = visit.door.pool.id;
    let look = move |tx: &mut Tx<'_>| {
        let counted = counted(tx, (pool, &keys), now)?;
        let over = counted.iter().zip(MOST).filter(|(failure, most)| failure.count >= *most);
        if let Some(until) = over.map(|(failure, _)| failure.forget_at).max() {
            return Ok(Err(until - now));
        }
        let row = match &code {
            Some(code) => device_authorization::of_code(tx, workspace, code)?,
            None => None,
        };
        let row = row.filter(|row| row.expires_at > now && row.grant_id.is_none() && row.denied_at.is_none());
        if row.is_none() {
            for (subject, failure) in keys.iter().zip(counted) {
                failure::put(tx, &key(pool, *subject), &Failure { count: failure.count + 1, ..failure })?;
            }
        }
        Ok::<_, Error>(Ok(row))
    };
    Ok(match app.store().write("look for a device's code", look).await? {
        Err(ms) => Entered::TooOften { seconds: (ms.clamp(0, WINDOW_MS) + 999) / 1000 },
        Ok(row) => {
            let found = row.zip(typed).and_then(|(row, code)| {
                let id = row.id;
                wait_of(app, &visit.door, row, &code)?;
                let code = code.as_bytes().try_into().ok()?;
                Some(Typed { workspace, id, user: session.user_id, code }.handle(&snapshot.ring))
            });
            found.map_or(Entered::Unknown, Entered::Found)
        }
    })
}

fn key(pool_id: PoolId, subject: [u8; 32]) -> Key {
    Key { pool_id, subject, method: METHOD, device: None }
}

/// What stands against each of them in this window.
fn counted(tx: &mut Tx<'_>, (pool, keys): (PoolId, &[[u8; 32]; 3]), now: i64) -> Result<[Failure; 3], store::Error> {
    let mut counted = [Failure { count: 0, blocked_until: 0, forget_at: now + WINDOW_MS }; 3];
    for (subject, failure) in keys.iter().zip(&mut counted) {
        let before = failure::find(tx, &key(pool, *subject))?;
        if let Some(before) = before.filter(|before| before.forget_at > now) {
            *failure = before;
        }
    }
    Ok(counted)
}

/// Of IPv6, what one household has.
fn network(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}
