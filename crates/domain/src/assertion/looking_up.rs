//! What an assertion is about: the ceremony that its challenge carries, and the holder of the passkey. One read, or none where the challenge cannot be
//! one of ours; nothing of what is found may be told before the passkey is verified.

use super::{Attempt, Found, Holder};
use crate::challenge::{self, Candidate, Ceremony, Context};
use crate::decoy::Nobody;
use crate::error::Error;
use crate::policy::{self, Policy};
use crate::signals::{self, UnknownPasskey};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::Tx;
use store::id::{TenantId, UserId};
use store::passkey::{self, LookedUp};

impl Attempt<'_> {
    /// Finds the passkey's holder for a ceremony that is known otherwise than by its challenge. It must name whose passkey will do.
    pub(crate) async fn look_up_for(&self, ceremony: Ceremony) -> Result<Found, Error> {
        let (LookedUp { facts, is_held }, policy) = self.read_holder().await?;
        let holder = match facts {
            Some(facts) => Holder::Member(Box::new(facts)),
            None => Holder::Nobody(self.unknown(is_held)),
        };
        Ok(Found { ceremony: Some(ceremony), holder, policy })
    }

    /// The passkey by its id, as far as it is of this pool, and what holds for its member.
    async fn read_holder(&self) -> Result<(LookedUp, Option<Arc<Policy>>), Error> {
        let (tenant, id) = (self.visit.door.tenant.id, self.response.id.clone());
        let door = Arc::clone(&self.visit.door);
        let rp_id = door.rp_id_of(&self.response).map(str::to_owned);
        let look = move |tx: &mut Tx<'_>| {
            let found = find(tx, &door, rp_id.as_deref(), (tenant, &id))?;
            let holder = found.facts.as_ref().map(|facts| facts.passkey.user_id);
            // Reads nothing more where no role and no group has rules.
            let policy = holder.map(|user| policy::of_member(tx, &door, user)).transpose()?;
            Ok::<_, Error>((found, policy))
        };
        let (LookedUp { facts, is_held }, policy) = self.app.store().read("find passkey", look).await?;
        // Two pools of a tenant may share an RP ID; a passkey of the other one is unknown here.
        let facts = facts.filter(|facts| facts.passkey.pool_id == self.visit.door.pool.id);
        Ok((LookedUp { facts, is_held }, policy))
    }

    /// Finds the ceremony and the passkey's holder: one read, or none where the challenge cannot be one of ours.
    pub(crate) async fn look_up(&self) -> Result<Found, Error> {
        let candidates = challenge::candidates(&self.snapshot.ring, &self.challenge, self.app.now());
        // A ceremony that names nobody proves before anything is read.
        let mut ceremony = self.prove(&candidates, self.ask.user, self.ask.user.is_some());
        if ceremony.is_none() && !candidates.iter().any(|candidate| candidate.terms.named) {
            return Ok(Found { ceremony: None, holder: Holder::NotAsked, policy: None });
        }
        let (LookedUp { facts, is_held }, policy) = self.read_holder().await?;
        let (ring, door) = (&self.snapshot.ring, &self.visit.door);
        let decoy = Nobody::behind_answer(ring, door, door.rp_id_of(&self.response), &self.response.id);
        let holder = match facts {
            Some(facts) => Holder::Member(Box::new(facts)),
            None if decoy.is_some() => Holder::Decoy,
            None => Holder::Nobody(self.unknown(is_held)),
        };
        if ceremony.is_none() && self.ask.user.is_none() {
            let user = match &holder {
                Holder::Member(facts) => Some(facts.passkey.user_id),
                Holder::Decoy => decoy.map(|nobody| nobody.user(ring, door.pool.id)),
                Holder::Nobody(_) | Holder::NotAsked => None,
            };
            ceremony = user.and_then(|user| self.prove(&candidates, Some(user), true));
        }
        Ok(Found { ceremony, holder, policy })
    }

    fn unknown(&self, is_held: bool) -> Option<Box<UnknownPasskey>> {
        let door = &self.visit.door;
        let place = (door.rp_id_of(&self.response).unwrap_or(&door.rp_id), door.workspace.mode);
        signals::unknown(self.app, &self.snapshot, place, (&self.response.id, is_held))
    }

    fn prove(&self, candidates: &[Candidate<'_>], user: Option<UserId>, named: bool) -> Option<Ceremony> {
        let door = &self.visit.door;
        let context = Context {
            tenant: door.tenant.id,
            pool: door.pool.id,
            workspace: door.workspace.id,
            user,
            binding: &self.ask.binding,
            subject: None,
        };
        candidates
            .iter()
            .filter(|candidate| candidate.terms.named == named)
            .find_map(|candidate| candidate.prove(&context))
    }
}

/// By the RP ID that was signed. An `AppID` that was signed says nothing about it, so each of the door's is tried.
fn find(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    signed: Option<&str>,
    (tenant, id): (TenantId, &[u8]),
) -> Result<LookedUp, store::Error> {
    let mut found = LookedUp::default();
    for rp_id in door.rp_ids().filter(|own| signed.is_none_or(|signed| signed == *own)) {
        let LookedUp { facts, is_held } = passkey::look_up(tx, tenant, rp_id, id)?;
        found = LookedUp { facts: found.facts.or(facts), is_held: found.is_held || is_held };
    }
    Ok(found)
}
