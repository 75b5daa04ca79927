//! Takes what is personal out of the events of members who are erased: the names of their passkeys, their addresses and browsers. What was
//! done, and when, stays, under an id that leads to nobody any more, and the proof of each event stays what it was.

use super::proof;
use crate::app::App;
use crate::error::Error;
use crate::random;
use std::collections::HashSet;
use std::sync::Arc;
use store::Tx;
use store::audit_proof::{self, Recorded};
use store::id::{EventId, TenantId, UserId};

/// Rows looked at in one transaction that only reads, and events rewritten in one that writes.
const WALK: u32 = 5_000;
const CHUNK: usize = 100;

/// Goes over the events of every tenant: an administrator's stand where they have done something. It may be done again, and finds nothing
/// then. Answers how many events it has rewritten.
pub async fn erase(app: &App, persons: impl IntoIterator<Item = UserId>) -> Result<u64, Error> {
    let persons: Arc<HashSet<_>> = Arc::new(persons.into_iter().collect());
    let (mut erased, mut next) = (0, Some(TenantId::NIL));
    while let Some(tenant) = next {
        let mut after = EventId::NIL;
        loop {
            let sought = Arc::clone(&persons);
            let walk =
                move |tx: &mut Tx<'_>| audit_proof::walk(tx, tenant, (after, WALK), |person| sought.contains(&person));
            let walked = app.store().read("events of a person", walk).await?;
            for ids in walked.theirs.chunks(CHUNK) {
                erased += erase_these(app, (tenant, &persons), ids.to_vec()).await?;
            }
            match walked.last {
                Some(last) => after = last,
                None => break,
            }
        }
        next = app.store().read("tenants to erase in", move |tx| audit_proof::next_tenant(tx, tenant)).await?;
    }
    Ok(erased)
}

async fn erase_these(
    app: &App,
    (tenant, persons): (TenantId, &Arc<HashSet<UserId>>),
    ids: Vec<EventId>,
) -> Result<u64, Error> {
    let (snapshot, persons) = (app.snapshot(), Arc::clone(persons));
    let seed: [u8; 32] = random::bytes(app.random())?;
    let write = move |tx: &mut Tx<'_>| {
        let mut erased = 0;
        for id in &ids {
            // Read again here: the sealer may have given it a salt since.
            let Some(mut row) = audit_proof::find(tx, tenant, *id)? else { continue };
            let which = theirs(&row, &persons);
            if !is_any_there(&row, which) {
                continue;
            }
            if row.event.salt.is_none() && row.erased.is_none() {
                let drawn = proof::drawn_salt(&seed, *id);
                row.event.salt = Some(drawn);
            }
            let (event, left) = proof::erased(&snapshot.ring, &row, which);
            erased += u64::from(audit_proof::erase(tx, &event, &left)?);
        }
        Ok::<_, Error>(erased)
    };
    app.store().write("erase a person", write).await
}

/// The passkey is the subject's, address and browser are the actor's; where nobody is known to have acted, they may be the subject's.
fn theirs(row: &Recorded, persons: &HashSet<UserId>) -> [bool; proof::PERSONAL] {
    let is_subject = row.event.subject_id.is_some_and(|subject| persons.contains(&subject));
    let has_acted = row.event.actor_id.map_or(is_subject, |actor| persons.contains(&actor));
    [is_subject, has_acted, has_acted]
}

fn is_any_there(row: &Recorded, [label, address, browser]: [bool; proof::PERSONAL]) -> bool {
    let e = &row.event;
    (label && e.passkey_label.is_some()) || (address && e.address.is_some()) || (browser && e.user_agent_id.is_some())
}
