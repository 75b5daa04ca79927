//! Holds what is recorded against the seals, page by page, and names the first record that does not fit. First the chain: every seal there,
//! in order, signed, up to the end that was written down and to the seal that the operator has kept elsewhere. Then every tenant's events:
//! each that is old enough stands in one seal, and with the proof that it has now. It only reads.

use super::chain::{Head, SealKey};
use super::floor::Floor;
use super::proof::{self, Fault};
use super::seals::{self, PER_SEAL};
use crate::app::App;
use crate::error::Error;
use crate::keys::KeyRing;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::audit_proof::{self, Recorded};
use store::audit_seal::{self, Seal};
use store::id::{EventId, TenantId};

const LAST_ID: EventId = EventId::from_bytes([0xff; 16]);
/// Seals read at once: each may hold some tens of kilobytes.
const SEALS: u32 = 50;

/// What was found where all is well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    pub seals: u64,
    pub events: u64,
    /// Recorded, and not sealed yet.
    pub waiting: u64,
    /// Sealed only at the second look: of these nobody knows that they were there when the first one came by.
    pub late: u64,
    /// The last seal; kept elsewhere, it tells one day whether later ones were cut off.
    pub head: Option<String>,
    /// The seal before which old events were let go.
    pub begins_after: Option<String>,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("seal {number}: there is none, but later ones are")]
    SealMissing { number: i64 },
    #[error("seal {number}: it does not follow the one before")]
    Chain { number: i64 },
    #[error("seal {number}: its signature is not this server's")]
    Signature { number: i64 },
    #[error("the seals end with {after}, but {head} is known: what came later was cut off")]
    SealsCut { after: i64, head: i64 },
    #[error("seal {number}: it is another one than the one that was kept")]
    OtherSeal { number: i64 },
    #[error("the note about the last seal is not this server's, or does not fit it")]
    HeadForged,
    #[error("event {event} of tenant {tenant}: it was changed after it was sealed")]
    Changed { tenant: TenantId, event: EventId },
    #[error("event {event} of tenant {tenant}: it is gone, and seal {seal} lists it")]
    Gone { tenant: TenantId, event: EventId, seal: i64 },
    #[error("event {event} of tenant {tenant}: no seal lists it; it was put in later")]
    PutIn { tenant: TenantId, event: EventId },
    #[error("event {event} of tenant {tenant}: it stands in two seals")]
    Twice { tenant: TenantId, event: EventId },
    #[error("event {event} of tenant {tenant}: this server did not erase what is missing there")]
    ForgedErasure { tenant: TenantId, event: EventId },
}

#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error(transparent)]
    Failed(#[from] Error),
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl From<store::Error> for VerifyError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Verifies the whole audit; with `kept`, also that the seal is there which was kept elsewhere. Where old events were let go meanwhile it begins
/// again.
pub async fn verify(app: &App, kept: Option<Head>) -> Result<Report, VerifyError> {
    loop {
        let before = app.store().read("where seals begin", audit_seal::checkpoint).await?;
        let verified = verify_all(app, kept).await;
        let is_moved = matches!(verified, Err(VerifyError::Broken(_)))
            && app.store().read("where seals begin", audit_seal::checkpoint).await? != before;
        if !is_moved {
            return verified;
        }
    }
}

async fn verify_all(app: &App, kept: Option<Head>) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    verify_chain(app, kept, &mut report).await?;
    let mut next = Some(TenantId::NIL);
    while let Some(tenant) = next {
        verify_tenant(app, tenant, &mut report).await?;
        next = app.store().read("tenants to verify", move |tx| next_tenant(tx, tenant)).await?;
    }
    Ok(report)
}

/// The next tenant with events or seals: a tenant whose events are all gone has seals still.
fn next_tenant(tx: &mut Tx<'_>, after: TenantId) -> Result<Option<TenantId>, store::Error> {
    let found = [audit_proof::next_tenant(tx, after)?, audit_seal::next_tenant(tx, after)?];
    Ok(found.into_iter().flatten().min())
}

async fn verify_chain(app: &App, kept: Option<Head>, report: &mut Report) -> Result<(), VerifyError> {
    let snapshot = app.snapshot();
    let key = SealKey::of(&snapshot.ring).ok_or(Error::NoKeys)?;
    let notes = |tx: &mut Tx<'_>| Ok::<_, store::Error>([audit_seal::checkpoint(tx)?, audit_seal::head(tx)?]);
    let [began, ended] = app.store().read("ends of the seals", notes).await?;
    let began = read_note(&snapshot.ring, seals::CHECKPOINT, began.as_deref())?;
    let ended = read_note(&snapshot.ring, seals::HEAD, ended.as_deref())?;
    report.begins_after = began.map(|head| head.to_string());
    let mut last = began.unwrap_or(Head::NONE);
    // What was let go on purpose need not be there any more.
    let known: Vec<Head> =
        [began, ended, kept].into_iter().flatten().filter(|head| head.number >= last.number).collect();
    is_as_known(&known, last)?;
    loop {
        let number = last.number;
        let page = app.store().read("seals to verify", move |tx| audit_seal::after(tx, number, SEALS)).await?;
        for seal in &page {
            last = follows(&key, last, seal)?;
            is_as_known(&known, last)?;
            report.seals += 1;
        }
        if page.is_empty() {
            break;
        }
    }
    if let Some(head) = known.iter().find(|head| head.number > last.number) {
        return Err(Broken::SealsCut { after: last.number, head: head.number }.into());
    }
    if report.seals > 0 && ended.is_none() {
        return Err(Broken::HeadForged.into());
    }
    report.head = (last != Head::NONE).then(|| last.to_string());
    Ok(())
}

fn is_as_known(known: &[Head], found: Head) -> Result<(), Broken> {
    let is_other = known.iter().any(|head| head.number == found.number && *head != found);
    if is_other { Err(Broken::OtherSeal { number: found.number }) } else { Ok(()) }
}

pub(super) fn read_note(ring: &KeyRing, purpose: &'static str, note: Option<&str>) -> Result<Option<Head>, Broken> {
    note.map(|note| Head::read_kept(ring, purpose, note).ok_or(Broken::HeadForged)).transpose()
}

pub(super) fn follows(key: &SealKey, before: Head, seal: &Seal) -> Result<Head, Broken> {
    let number = seal.number;
    if number != before.number + 1 {
        return Err(Broken::SealMissing { number: before.number + 1 });
    }
    if !key.has_signed(seal) {
        return Err(Broken::Signature { number });
    }
    if seal.previous != before.hash {
        return Err(Broken::Chain { number });
    }
    Ok(Head::of(seal))
}

async fn verify_tenant(app: &App, tenant: TenantId, report: &mut Report) -> Result<(), VerifyError> {
    let mut after = EventId::NIL;
    loop {
        let snapshot = app.snapshot();
        let load = move |tx: &mut Tx<'_>| Page::load(tx, (tenant, &snapshot.ring), after);
        let page = app.store().read("events to verify", load).await?;
        page.verify(&app.snapshot().ring, tenant, report)?;
        if page.to == LAST_ID {
            return Ok(());
        }
        after = page.to;
    }
}

/// Some events of a tenant, and what the seals list between the same two ids, in one state of the database.
struct Page {
    to: EventId,
    events: Vec<Recorded>,
    /// With the number of its seal, in the order of ids.
    listed: Vec<Listed>,
    /// Up to here each event must stand in a seal.
    checked: Result<EventId, Broken>,
}

struct Listed {
    id: EventId,
    proof: proof::Proof,
    seal: i64,
    is_late: bool,
}

impl Page {
    fn load(tx: &mut Tx<'_>, (tenant, ring): (TenantId, &KeyRing), after: EventId) -> Result<Self, store::Error> {
        let events = audit_proof::range(tx, tenant, (after, LAST_ID), PER_SEAL)?;
        let full = usize::try_from(PER_SEAL).unwrap_or_default();
        let to = events.last().filter(|_| events.len() == full).map_or(LAST_ID, |row| row.event.id);
        let mut listed = Vec::new();
        for is_late in [false, true] {
            let mut left = full + 1;
            // Where more are listed than there are events, one of the first is gone already.
            seals::listed(tx, (tenant, is_late), (after, to), &mut |id, proof, seal| {
                listed.push(Listed { id, proof: *proof, seal, is_late });
                left -= 1;
                left > 0
            })?;
        }
        listed.sort_by_key(|entry| entry.id);
        let checked = match audit_seal::last_of(tx, tenant)? {
            Some(seal) => Ok(seal.checked_id),
            None => Floor::load(tx, ring, tenant)?.map(|floor| floor.checked),
        };
        Ok(Self { to, events, listed, checked })
    }

    fn verify(&self, ring: &KeyRing, tenant: TenantId, report: &mut Report) -> Result<(), Broken> {
        let checked = self.checked.clone()?;
        let mut listed = self.listed.iter().peekable();
        for row in &self.events {
            let event = row.event.id;
            if let Some(gone) = listed.next_if(|entry| entry.id < event) {
                return Err(Broken::Gone { tenant, event: gone.id, seal: gone.seal });
            }
            match listed.next_if(|entry| entry.id == event) {
                Some(entry) => {
                    if listed.peek().is_some_and(|next| next.id == event) {
                        return Err(Broken::Twice { tenant, event });
                    }
                    match proof::of(ring, row) {
                        Ok(proof) if proof == entry.proof => report.events += 1,
                        Err(Fault::ForgedErasure) => return Err(Broken::ForgedErasure { tenant, event }),
                        Ok(_) | Err(Fault::Unsalted) => return Err(Broken::Changed { tenant, event }),
                    }
                    report.late += u64::from(entry.is_late);
                }
                None if event <= checked => return Err(Broken::PutIn { tenant, event }),
                None => report.waiting += 1,
            }
        }
        match listed.next() {
            Some(gone) => Err(Broken::Gone { tenant, event: gone.id, seal: gone.seal }),
            None => Ok(()),
        }
    }
}
