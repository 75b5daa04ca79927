//! Members from other systems, with what they sign in by (ADR 35). A file is read whole before anything is written (`reading`), each format by its own
//! file here; then its members are settled a few at a time (`settling`), each in full or not at all. Who was brought before stays as they are now,
//! whatever the file says of them; nobody is merged with somebody of the same name, and nobody comes as an administrator.

mod auth0;
mod better_auth;
mod checking;
mod document;
mod drafting;
mod hanko;
mod keycloak;
mod leaving;
mod member;
mod plain;
mod pocket_id;
mod rauthy;
mod reading;
mod secureauth;
mod settling;
mod tables;

pub use document::Unreadable;
pub use leaving::{Page, leaving, note_leaving};
pub use member::{Address, Bytes, Member, Passkey, Secret};
pub use plain::{TableRow, table};
pub use reading::{Arrival, File, Format, Read, Refused};
pub use settling::{BATCH, Brought, Outcome, Wish, settle};

use crate::snapshot::{FrontDoor, Snapshot};
use std::sync::Arc;

/// No such place, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    #[error("there is no {0}; name a workspace or a pool as TENANT/NAME")]
    Unknown(String),
    #[error("{0} is the pool of workspaces in both modes: name one of them, in whose mode passkeys are to serve")]
    Ambiguous(String),
}

/// The door of a workspace, or any of a pool where all are alike to passkeys.
pub fn place(snapshot: &Snapshot, named: &str) -> Result<Arc<FrontDoor>, NoPlace> {
    let unknown = || NoPlace::Unknown(named.to_owned());
    let (tenant, name) = named.split_once('/').ok_or_else(unknown)?;
    if let Some(door) = snapshot.door(tenant, name) {
        return Ok(door);
    }
    let is_meant = |door: &&Arc<FrontDoor>| {
        door.tenant.slug == tenant && (door.pool.name == name || door.pool.id.to_string() == name)
    };
    let mut doors = snapshot.doors().iter().filter(is_meant);
    let first = doors.next().ok_or_else(unknown)?;
    if doors.any(|door| door.pool.id != first.pool.id || door.workspace.mode != first.workspace.mode) {
        return Err(NoPlace::Ambiguous(named.to_owned()));
    }
    Ok(Arc::clone(first))
}

#[cfg(test)]
mod tests;
