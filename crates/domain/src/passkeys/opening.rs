//! Which passkeys open a door of a pool today, for whoever lists or counts many members: the same as `opens` and policy say of one passkey, in the words
//! of the store. It must never say of a member what the sign-in would not.

use crate::saving;
use crate::settings::{Mode, PoolSettings};
use crate::snapshot::{FrontDoor, Snapshot};
use std::collections::BTreeSet;
use store::census::Counted;
use store::id::{GroupId, PoolId, RoleId, UserId};
use store::opening::{self, Opening};
use store::user_list::Listed;
use store::{Tx, group, role};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Openings {
    pool: PoolId,
    opening: Opening,
    /// Whose holders may use no passkey that leaves its device, where the pool lets others.
    roles: Vec<RoleId>,
    groups: Vec<GroupId>,
}

impl Openings {
    /// Of all doors of a pool.
    pub(crate) fn of(snapshot: &Snapshot, pool: PoolId) -> Self {
        let doors: Vec<&FrontDoor> =
            snapshot.doors().iter().map(AsRef::as_ref).filter(|door| door.pool.id == pool).collect();
        let modes: Vec<Mode> = doors.iter().map(|door| door.workspace.mode).collect();
        let rp_ids: Vec<&str> = doors.iter().flat_map(|door| door.rp_ids()).collect();
        let Some(first) = doors.first() else { return Self::new(pool, (&[], &[]), (false, false)) };
        let (bound, trusted) = (first.policy.device_bound_only, first.pool.settings.attestation.is_required());
        let (roles, groups) = if bound { <_>::default() } else { first.pool.rules.of_bound_passkeys() };
        Self { roles, groups, ..Self::new(pool, (&modes, &rp_ids), (trusted, bound)) }
    }

    /// Of a pool that no server serves yet, and whose members have no roles.
    pub(crate) fn of_settings(pool: PoolId, ways: (&[Mode], &[&str]), settings: &PoolSettings) -> Self {
        Self::new(pool, ways, (settings.attestation.is_required(), settings.policy.asks_for_bound_passkeys()))
    }

    fn new(pool: PoolId, (modes, rp_ids): (&[Mode], &[&str]), (trusted_only, bound_only): (bool, bool)) -> Self {
        // Without a door nothing opens: no passkey is of no domain.
        let first = (modes.first().copied().unwrap_or(Mode::Smart), rp_ids.first().copied().unwrap_or_default());
        let other_mode = modes.iter().copied().find(|mode| *mode != first.0).unwrap_or(first.0);
        let other_rp_id = rp_ids.iter().copied().find(|rp_id| *rp_id != first.1).unwrap_or(first.1);
        let opening = Opening {
            modes: [first.0, other_mode],
            rp_ids: [first.1.to_owned(), other_rp_id.to_owned()],
            trusted_only,
            bound_only,
        };
        Self { pool, opening, roles: Vec::new(), groups: Vec::new() }
    }

    pub(crate) fn opening(&self) -> &Opening {
        &self.opening
    }

    /// What tells one answer from another: what was counted under another says nothing of today.
    pub(crate) fn digest(&self) -> String {
        saving::version(&[&format!("{self:?}")])
    }

    /// Whether somebody's passkeys must be looked at by their roles and groups, too.
    pub(crate) fn differ(&self) -> bool {
        !self.roles.is_empty() || !self.groups.is_empty()
    }

    /// Sets the counts straight of those of whom a role or a group asks for more than the pool does.
    pub(crate) fn settle_listed(&self, tx: &mut Tx<'_>, rows: &mut [Listed]) -> Result<(), store::Error> {
        if !self.differ() {
            return Ok(());
        }
        for row in rows.iter_mut().filter(|row| row.passkeys.is_some_and(|number| number > 0)) {
            let user = row.place.user;
            let is_bound = role::ids_of_user(tx, self.pool, user)?.iter().any(|id| self.roles.contains(id))
                || group::ids_of_user(tx, self.pool, user)?.iter().any(|id| self.groups.contains(id));
            if is_bound {
                row.passkeys = Some(self.bound_of(tx, user)?);
            }
        }
        Ok(())
    }

    /// The same for a chunk of all members, behind this one and in the order of their ids.
    pub(crate) fn settle_counted(
        &self,
        tx: &mut Tx<'_>,
        after: UserId,
        rows: &mut [Counted],
    ) -> Result<(), store::Error> {
        let Some(last) = rows.last().map(|row| row.id).filter(|_| self.differ()) else { return Ok(()) };
        let mut bound = BTreeSet::new();
        for id in &self.roles {
            bound.extend(role::holders_between(tx, self.pool, *id, (after, last))?);
        }
        for id in &self.groups {
            bound.extend(group::holders_between(tx, self.pool, *id, (after, last))?);
        }
        for row in rows.iter_mut().filter(|row| row.passkeys > 0 && bound.contains(&row.id)) {
            row.passkeys = self.bound_of(tx, row.id)?;
        }
        Ok(())
    }

    fn bound_of(&self, tx: &mut Tx<'_>, user: UserId) -> Result<i64, store::Error> {
        opening::of_user(tx, self.pool, user, &Opening { bound_only: true, ..self.opening.clone() })
    }
}
