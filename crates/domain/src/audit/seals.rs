//! Seals what was recorded, some time after it was: one sealer for the installation, and a tenant's events in the order of their ids. Ids are
//! made before their event is committed, so nothing younger than a minute is sealed, and a second look, a quarter of an hour later, seals what
//! the first has passed over. Nobody who records anything waits for a seal, and a seal never changes what was recorded.

use super::chain::{self, Head, SealKey};
use super::floor::Floor;
use super::proof::{self, Fault};
use super::verify::Broken;
use crate::app::App;
use crate::error::Error;
use crate::keys::KeyRing;
use crate::random;
use std::collections::HashSet;
use std::sync::Arc;
use store::Tx;
use store::audit_proof::{self, Recorded};
use store::audit_seal::{self, Seal};
use store::id::{EventId, TenantId};

/// Events are sealed at this age: few are committed so long after their id was made.
const FIRST_LOOK_MS: i64 = 60_000;
/// And looked at again at this one: none is.
const SECOND_LOOK_MS: i64 = 15 * 60_000;
/// How far the second look goes back where the clock was put back. Nobody knows when that was.
const LOOK_BACK_MS: i64 = 24 * 3_600_000;
/// Events in one seal: some milliseconds of work.
pub(super) const PER_SEAL: u32 = 500;

pub(super) const HEAD: &str = "audit head";
pub(super) const CHECKPOINT: &str = "audit checkpoint";

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error(transparent)]
    Failed(#[from] Error),
    #[error("the audit is not sealed any further, because its seals were tampered with")]
    Broken(#[source] Broken),
}

impl From<store::Error> for SealError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Seals all that is due, and answers the last seal where there is a new one. Another sealer who is at it is left alone.
pub async fn seal(app: &App) -> Result<Option<Head>, SealError> {
    let mut newest = None;
    let mut next = Some(TenantId::NIL);
    while let Some(tenant) = next {
        loop {
            match step(app, tenant).await? {
                Step::Sealed(head) => newest = Some(head),
                Step::Nothing => break,
                Step::Elsewhere => return Ok(newest),
            }
        }
        next = app.store().read("sealed tenants", move |tx| audit_proof::next_tenant(tx, tenant)).await?;
    }
    Ok(newest)
}

enum Step {
    Sealed(Head),
    Nothing,
    /// Somebody else writes seals now.
    Elsewhere,
}

async fn step(app: &App, tenant: TenantId) -> Result<Step, SealError> {
    let (now, snapshot) = (app.now(), app.snapshot());
    let key = SealKey::of(&snapshot.ring).ok_or(Error::NoKeys)?;
    let ring = Arc::clone(&snapshot);
    let due = app.store().read("events to seal", move |tx| Due::load(tx, (tenant, &ring.ring), now)).await?;
    let head = due.head(&snapshot.ring, &key).map_err(SealError::Broken)?;
    let Some(mut draft) = due.draft() else { return Ok(Step::Nothing) };
    let salts = salt(app, &mut draft.events)?;
    let proofs = draft.events.iter().map(|row| match proof::of(&snapshot.ring, row) {
        Ok(proof) => (row.event.id, proof),
        // It is sealed as what it is: no event has this proof, so whoever verifies stumbles over it.
        Err(Fault::ForgedErasure | Fault::Unsalted) => (row.event.id, [0; 32]),
    });
    let proofs: Vec<_> = proofs.collect();
    if draft.is_late && !proofs.is_empty() {
        tracing::warn!(target: "audit", %tenant, events = proofs.len(), "events were recorded long after their time");
    }
    let seal = key.sign(Seal {
        number: head.number + 1,
        tenant_id: tenant,
        sealed_at: now,
        is_late: draft.is_late,
        first_id: proofs.first().map_or(EventId::NIL, |(id, _)| *id),
        last_id: proofs.last().map_or(EventId::NIL, |(id, _)| *id),
        through_id: draft.through,
        checked_id: draft.checked,
        entries: chain::write_entries(&proofs),
        previous: head.hash,
        signature: Vec::new(),
    });
    let (before, after) = (due.kept_head, Head::of(&seal));
    let kept = after.kept(&snapshot.ring, HEAD);
    let write = move |tx: &mut Tx<'_>| append(tx, before.as_deref(), (&seal, &kept), &salts);
    let written = app.store().write("seal events", write).await?;
    Ok(if written { Step::Sealed(after) } else { Step::Elsewhere })
}

/// Writes a seal where nobody has written one since.
fn append(
    tx: &mut Tx<'_>,
    before: Option<&str>,
    (seal, kept): (&Seal, &str),
    salts: &[(EventId, [u8; 10])],
) -> Result<bool, Error> {
    if !audit_seal::take_turn(tx)? || audit_seal::head(tx)?.as_deref() != before {
        return Ok(false);
    }
    for (event, salt) in salts {
        if !audit_proof::give_salt(tx, seal.tenant_id, *event, *salt)? {
            // Erased meanwhile. What was salted so far gets none twice: the next step finds it so.
            return Ok(false);
        }
    }
    audit_seal::insert(tx, seal)?;
    audit_seal::set_head(tx, kept)?;
    Ok(true)
}

/// Salts for the events of older releases, and for what is recorded where there is no randomness.
fn salt(app: &App, events: &mut [Recorded]) -> Result<Vec<(EventId, [u8; 10])>, Error> {
    let mut bare = events.iter_mut().filter(|row| row.event.salt.is_none() && row.erased.is_none()).peekable();
    if bare.peek().is_none() {
        return Ok(Vec::new());
    }
    let seed: [u8; 32] = random::bytes(app.random())?;
    let salted = bare.map(|row| {
        let salt = proof::drawn_salt(&seed, row.event.id);
        row.event.salt = Some(salt);
        (row.event.id, salt)
    });
    Ok(salted.collect())
}

/// What is to be sealed of one tenant, and where its seals and the chain stand.
struct Due {
    kept_head: Option<String>,
    kept_checkpoint: Option<String>,
    last: Option<Seal>,
    last_of_tenant: Option<Seal>,
    /// Where a tenant begins that has no seal any more.
    floor: Result<Floor, Broken>,
    /// Passed over at the first look.
    late: Vec<Recorded>,
    /// How far the second look has come now, where it has seen anything.
    checked: Option<EventId>,
    fresh: Vec<Recorded>,
}

struct Draft {
    is_late: bool,
    events: Vec<Recorded>,
    through: EventId,
    checked: EventId,
}

impl Due {
    fn load(tx: &mut Tx<'_>, (tenant, ring): (TenantId, &KeyRing), now: i64) -> Result<Self, store::Error> {
        let last_of_tenant = audit_seal::last_of(tx, tenant)?;
        let floor = match &last_of_tenant {
            Some(_) => Ok(Floor::NONE),
            None => Floor::load(tx, ring, tenant)?,
        };
        let (through, checked) =
            stand(last_of_tenant.as_ref(), floor.as_ref().map_or(Floor::NONE, |floor| *floor), now);
        let again = (checked, through.min(chain::id_at(now - SECOND_LOOK_MS)));
        let second = audit_proof::range(tx, tenant, again, PER_SEAL)?;
        let is_full = second.len() == usize::try_from(PER_SEAL).unwrap_or_default();
        let seen = second.last().map(|row| if is_full { row.event.id } else { again.1 });
        let mut sealed = HashSet::new();
        if let Some(seen) = seen {
            for is_late in [false, true] {
                listed(tx, (tenant, is_late), (checked, seen), &mut |id, _, _| {
                    sealed.insert(id);
                    true
                })?;
            }
        }
        let fresh = (through, chain::id_at(now - FIRST_LOOK_MS));
        Ok(Self {
            kept_head: audit_seal::head(tx)?,
            kept_checkpoint: audit_seal::checkpoint(tx)?,
            last: audit_seal::last(tx)?,
            last_of_tenant,
            floor,
            late: second.into_iter().filter(|row| !sealed.contains(&row.event.id)).collect(),
            checked: seen,
            fresh: audit_proof::range(tx, tenant, fresh, PER_SEAL)?,
        })
    }

    /// The end of the chain, if it is the one that was written.
    fn head(&self, ring: &KeyRing, key: &SealKey) -> Result<Head, Broken> {
        let kept = |text: &Option<String>, purpose| match text {
            None => Ok(None),
            Some(text) => Head::read_kept(ring, purpose, text).map(Some).ok_or(Broken::HeadForged),
        };
        let began = kept(&self.kept_checkpoint, CHECKPOINT)?;
        let ended = kept(&self.kept_head, HEAD)?.or(began).unwrap_or(Head::NONE);
        let found = self.last.as_ref().map(Head::of).or(began).unwrap_or(Head::NONE);
        if found.number < ended.number {
            return Err(Broken::SealsCut { after: found.number, head: ended.number });
        }
        if found != ended {
            return Err(Broken::HeadForged);
        }
        self.floor.clone()?;
        for seal in self.last.iter().chain(&self.last_of_tenant) {
            if !key.has_signed(seal) {
                return Err(Broken::Signature { number: seal.number });
            }
        }
        Ok(found)
    }

    /// What the next seal holds. What came late has one of its own: so the others follow each other, and none lies within another.
    fn draft(&self) -> Option<Draft> {
        let floor = self.floor.as_ref().map_or(Floor::NONE, |floor| *floor);
        let stand = self.last_of_tenant.as_ref().map_or(floor, Floor::of);
        let through = stand.through;
        let checked = self.checked.unwrap_or(stand.checked);
        if self.late.is_empty() && !self.fresh.is_empty() {
            let through = self.fresh.last().map_or(through, |row| row.event.id);
            return Some(Draft { is_late: false, events: self.fresh.clone(), through, checked });
        }
        self.checked?;
        Some(Draft { is_late: true, events: self.late.clone(), through, checked })
    }
}

/// How far both looks have come; the second begins anew where the clock was put back since the last seal.
fn stand(last: Option<&Seal>, floor: Floor, now: i64) -> (EventId, EventId) {
    let Some(last) = last else { return (floor.through, floor.checked) };
    let was_put_back = now + FIRST_LOOK_MS < last.sealed_at;
    let checked = if was_put_back { last.checked_id.min(chain::id_at(now - LOOK_BACK_MS)) } else { last.checked_id };
    (last.through_id, checked)
}

/// Calls with each entry that the seals of a tenant hold after one id and up to another, until it has enough.
pub(super) fn listed(
    tx: &mut Tx<'_>,
    (tenant, is_late): (TenantId, bool),
    (after, to): (EventId, EventId),
    call: &mut dyn FnMut(EventId, &proof::Proof, i64) -> bool,
) -> Result<(), store::Error> {
    let mut from = (after, i64::MAX);
    loop {
        let seals = audit_seal::listing(tx, (tenant, is_late), from, 8)?;
        for seal in &seals {
            // Those of the first look follow each other; late ones may begin anywhere.
            if !is_late && seal.first_id > to {
                return Ok(());
            }
            for (id, proof) in chain::entries(seal).filter(|(id, _)| *id > after && *id <= to) {
                if !call(id, &proof, seal.number) {
                    return Ok(());
                }
            }
        }
        match seals.last() {
            Some(last) => from = (last.last_id, last.number),
            None => return Ok(()),
        }
    }
}
