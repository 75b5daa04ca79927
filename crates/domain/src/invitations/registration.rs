//! Somebody whom a program has registered: an invitation to the address that they gave, with what else they gave, sealed. It becomes an account when
//! the address is proved, and never before; the account has its id.

use super::{Link, life_ms};
use crate::app::App;
use crate::error::Error;
use crate::identity::record::Credential;
use crate::keys::{Kept, Seal};
use crate::settings;
use crate::sign_up;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use store::id::{InvitationId, PoolId, UserId};
use store::identifier::IdentifierKind;
use store::invitation::Invitation;

const SEAL: Seal = Seal::Kept(Kept::Registration);

/// What a program was given besides the address.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Carried {
    pub username: Option<String>,
    pub display_name: Option<String>,
    pub password_hash: Option<String>,
    pub passkeys: Vec<Credential>,
    /// An account waits for them that somebody else has made: nobody joins.
    #[serde(default)]
    pub has_account: bool,
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Carried(…)")
    }
}

/// The account that it becomes.
pub(crate) fn user_of(id: InvitationId) -> UserId {
    UserId::from_bytes(*id.as_bytes())
}

pub(crate) fn id_of(user: UserId) -> InvitationId {
    InvitationId::from_bytes(*user.as_bytes())
}

/// A new one, with the path of its link.
pub(crate) fn draw(
    app: &App,
    door: &FrontDoor,
    (kind, address): (IdentifierKind, &str),
    carried: &Carried,
) -> Result<(Invitation, String), Error> {
    let link = Link::draw(app, door)?;
    let (ms, random) = app.id_parts()?;
    let (pool, id) = (door.pool.id, InvitationId::from_parts(ms, random));
    let plain = serde_json::to_vec(carried).map_err(Error::Answer)?;
    let row = Invitation {
        pool_id: pool,
        id,
        tenant_id: door.tenant.id,
        workspace_id: door.workspace.id,
        hash: link.hash,
        kind,
        address: address.to_owned(),
        roles: String::new(),
        invited_by: None,
        created_at: app.now(),
        expires_at: app.now() + life_ms(door),
        accepted_at: None,
        revoked_at: None,
        carried: Some(app.seal(SEAL, &context(pool, id), &plain)?),
    };
    Ok((row, link.path))
}

/// The same with another link, with the path of that.
pub(crate) fn renewed(app: &App, door: &FrontDoor, row: Invitation) -> Result<(Invitation, String), Error> {
    let link = Link::draw(app, door)?;
    Ok((Invitation { hash: link.hash, expires_at: app.now() + life_ms(door), ..row }, link.path))
}

/// What was given; nothing where somebody was invited.
pub(crate) fn carried(app: &App, row: &Invitation) -> Result<Carried, Error> {
    let Some(sealed) = &row.carried else { return Ok(Carried::default()) };
    let plain = app.snapshot().ring.open_sealed(SEAL, &context(row.pool_id, row.id), sealed);
    let read = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
    let damaged = || store::Error::CorruptRow { table: "invitations", column: "carried", id: row.id.to_string() };
    Ok(read.ok_or_else(damaged)?)
}

/// Whether somebody may still join so: the door may have been closed since they were registered.
pub(crate) fn is_taken(app: &App, visit: &Visit, (kind, carried): (IdentifierKind, &Carried)) -> bool {
    let by_name = || visit.door.pool.settings.takes_strangers_by(settings::IdentifierKind::Username);
    carried.has_account || (sign_up::takes(app, visit, kind) && (carried.username.is_none() || by_name()))
}

/// A seal opens only in its own row.
fn context(pool: PoolId, id: InvitationId) -> [u8; 32] {
    let mut context = [0; 32];
    context[..16].copy_from_slice(pool.as_bytes());
    context[16..].copy_from_slice(id.as_bytes());
    context
}
