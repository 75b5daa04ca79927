//! A member about to exist, and the one transaction that makes them so. An account on which somebody put the address without proving it
//! becomes the account of whoever proves it: what it had goes, its roles stay.

use super::{Aborted, Joining};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::first_proof::{self, Keeps};
use crate::identifier as names;
use crate::invitations::{self, registration};
use crate::visit::Visit;
use store::audit_event::{self, AuditEvent};
use store::id::{InvitationId, PoolId, RoleId, TenantId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User, UserStatus};
use store::{Tx, administrator, invitation, role, spent_challenge};

/// A member about to exist.
pub(crate) struct Newcomer {
    pub user: User,
    pub identifier: Identifier,
    by_address: Option<ByAddress>,
}

/// What comes with a proved address.
struct ByAddress {
    /// The ticket, which makes one account.
    spent: (i64, [u8; 16]),
    /// The epoch of the account that has the address unproved.
    claims: Option<i64>,
    invitation: Option<InvitationId>,
    roles: Vec<RoleId>,
    events: Vec<AuditEvent>,
}

impl Newcomer {
    pub(crate) fn of(
        app: &App,
        (tenant_id, pool_id): (TenantId, PoolId),
        (name, display_name): (&str, Option<&str>),
        handle: &[u8; 32],
    ) -> Result<Self, Error> {
        let (ms, random) = app.id_parts()?;
        let (id, now) = (UserId::from_parts(ms, random), app.now());
        let user = User {
            pool_id,
            id,
            tenant_id,
            handle: handle.to_vec(),
            display_name: display_name.unwrap_or(name).to_owned(),
            status: UserStatus::Active,
            epoch: 0,
            created_at: now,
        };
        let identifier = Identifier {
            pool_id,
            folded: names::fold(name),
            kind: IdentifierKind::Username,
            value: name.to_owned(),
            user_id: id,
            verified_at: None,
            created_at: now,
        };
        Ok(Self { user, identifier, by_address: None })
    }

    /// Whoever has proved this address.
    pub(crate) async fn of_address(
        app: &App,
        visit: &Visit,
        joining: &Joining,
        handle: &[u8; 32],
    ) -> Result<Result<Self, Reason>, Error> {
        let door = &visit.door;
        let names = (joining.address.as_str(), joining.display_name.as_deref());
        let mut newcomer = Self::of(app, (door.tenant.id, door.pool.id), names, handle)?;
        if let Some(id) = joining.invitation {
            // Whoever was registered by a program has been known to it by this id.
            newcomer.user.id = registration::user_of(id);
            newcomer.identifier.user_id = newcomer.user.id;
        }
        newcomer.identifier.kind = joining.kind();
        newcomer.identifier.verified_at = Some(app.now());
        let (pool, folded, invitation) = (door.pool.id, newcomer.identifier.folded.clone(), joining.invitation);
        let read = app.store().read("who has the address", move |tx| {
            let holder = match identifier::find(tx, pool, &folded)? {
                Some(row) => {
                    let is_taken = !is_claimable(tx, &row)?;
                    user::find(tx, pool, row.user_id)?.map(|holder| (is_taken, holder))
                }
                None => None,
            };
            let invitation = match invitation {
                Some(id) => invitation::find(tx, pool, id)?,
                None => None,
            };
            Ok::<_, Error>((holder, invitation))
        });
        let (holder, row) = read.await?;
        let claims = match holder {
            Some((true, _)) => return Ok(Err(Reason::IdentifierTaken)),
            Some((false, holder)) if holder.status != UserStatus::Active => return Ok(Err(Reason::AccountUnavailable)),
            Some((false, holder)) => {
                newcomer.user.id = holder.id;
                newcomer.identifier.user_id = holder.id;
                newcomer.user.epoch = holder.epoch + 1;
                Some(holder.epoch)
            }
            None => None,
        };
        let roles = row.as_ref().map(invitations::roles).unwrap_or_default();
        let events = events(app, visit, newcomer.user.id, (claims.is_some(), invitation.is_some())).await?;
        newcomer.by_address = Some(ByAddress { spent: joining.spent(), claims, invitation, roles, events });
        Ok(Ok(newcomer))
    }

    /// Writes the member, or says why not.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let Some(by_address) = &self.by_address else { return self.insert_new(tx) };
        let (pool, now) = (self.user.pool_id, self.identifier.created_at);
        let (expires_at, id) = by_address.spent;
        if !spent_challenge::spend(tx, pool, expires_at, &id)? {
            return Err(Aborted::Refused(Reason::CeremonyReplayed));
        }
        if let Some(id) = by_address.invitation
            && !invitation::accept(tx, pool, id, now)?
        {
            return Err(Aborted::Refused(Reason::InvitationGone));
        }
        match by_address.claims {
            Some(epoch) => self.claim(tx, epoch)?,
            None => self.insert_new(tx)?,
        }
        // A role that was removed meanwhile is nobody's any more.
        let known = if by_address.roles.is_empty() { Vec::new() } else { role::all(tx)? };
        let is_there = |id: &&RoleId| known.iter().any(|row| row.pool_id == pool && row.id == **id);
        for role in by_address.roles.iter().filter(is_there) {
            role::give(tx, pool, self.user.id, *role)?;
        }
        for event in &by_address.events {
            audit_event::insert(tx, event)?;
        }
        Ok(())
    }

    fn insert_new(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        user::insert(tx, &self.user)?;
        if identifier::insert(tx, &self.identifier)? { Ok(()) } else { Err(Aborted::Refused(Reason::IdentifierTaken)) }
    }

    /// Takes the account over, if it still is as it was read.
    fn claim(&self, tx: &mut Tx<'_>, epoch: i64) -> Result<(), Aborted> {
        let (pool, id, folded) = (self.user.pool_id, self.user.id, self.identifier.folded.as_str());
        let holder = user::find(tx, pool, id)?;
        if !holder.is_some_and(|holder| holder.status == UserStatus::Active && holder.epoch == epoch) {
            return Err(Aborted::Refused(Reason::ChangedMeanwhile));
        }
        if !identifier::verify(tx, pool, id, (folded, self.identifier.created_at))? {
            return Err(Aborted::Refused(Reason::IdentifierTaken));
        }
        first_proof::clear(tx, (pool, id), folded, (&Keeps::default(), self.identifier.created_at))?;
        user::claim(tx, pool, id, (&self.user.handle, &self.user.display_name))?;
        Ok(())
    }
}

/// Whether the account of this address goes to whoever proves to read it. Never one of an administrator: the console would go with it. One who
/// is appointed between this and the claim has another epoch.
pub(crate) fn is_claimable(tx: &mut Tx<'_>, row: &Identifier) -> Result<bool, store::Error> {
    Ok(row.verified_at.is_none() && administrator::of_user(tx, row.pool_id, row.user_id)?.is_none())
}

async fn events(
    app: &App,
    visit: &Visit,
    user: UserId,
    (claims, is_invited): (bool, bool),
) -> Result<Vec<AuditEvent>, Error> {
    let mut events = Vec::new();
    for (is_so, kind) in [(claims, Kind::FactorsCleared), (is_invited, Kind::InvitationAccepted)] {
        if is_so {
            events.push(audit::done(app, &Scene::from(visit), kind, About::member(user)).await?);
        }
    }
    Ok(events)
}
