//! Lets go what is older than the operator wants to keep: whole seals from the beginning of the chain, each with the events that it lists, in one
//! transaction. Where the chain begins from then on is noted under a MAC, so whoever verifies knows what was let go from what was cut off.
//! It must never touch an event that no seal lists.

use super::chain::{self, Head, SealKey};
use super::floor::Floor;
use super::seals::{CHECKPOINT, SealError};
use super::verify::{follows, read_note};
use crate::app::App;
use crate::error::Error;
use store::Tx;
use store::audit_proof;
use store::audit_seal::{self, Seal};

/// Lets go what is older than this. Answers how many events went.
pub async fn let_go(app: &App, keep_ms: i64) -> Result<u64, SealError> {
    let oldest_kept = app.now() - keep_ms;
    let mut gone = 0;
    loop {
        let snapshot = app.snapshot();
        let key = SealKey::of(&snapshot.ring).ok_or(Error::NoKeys)?;
        let Ends { note, first, last } = app.store().read("oldest seal", Ends::load).await?;
        let began = read_note(&snapshot.ring, CHECKPOINT, note.as_deref()).map_err(SealError::Broken)?;
        let Some(seal) = first.filter(|seal| is_old(seal, oldest_kept) && Some(seal.number) != last) else {
            return Ok(gone);
        };
        let begins = follows(&key, began.unwrap_or(Head::NONE), &seal).map_err(SealError::Broken)?;
        let kept = begins.kept(&snapshot.ring, CHECKPOINT);
        let floor = Floor::of(&seal).kept(&snapshot.ring, seal.tenant_id);
        let write = move |tx: &mut Tx<'_>| take_away(tx, note.as_deref(), (&seal, &kept, &floor));
        match app.store().write("let old events go", write).await? {
            Some(events) => gone += events,
            // Another node is at it.
            None => return Ok(gone),
        }
    }
}

struct Ends {
    note: Option<String>,
    first: Option<Seal>,
    last: Option<i64>,
}

impl Ends {
    fn load(tx: &mut Tx<'_>) -> Result<Self, store::Error> {
        let last = audit_seal::last(tx)?.map(|seal| seal.number);
        Ok(Self { note: audit_seal::checkpoint(tx)?, first: audit_seal::after(tx, 0, 1)?.pop(), last })
    }
}

fn is_old(seal: &Seal, oldest_kept: i64) -> bool {
    seal.sealed_at < oldest_kept && seal.last_id < chain::id_at(oldest_kept)
}

fn take_away(
    tx: &mut Tx<'_>,
    note: Option<&str>,
    (seal, kept, floor): (&Seal, &str, &str),
) -> Result<Option<u64>, store::Error> {
    if !audit_seal::take_turn(tx)? || audit_seal::checkpoint(tx)?.as_deref() != note {
        return Ok(None);
    }
    let mut events = 0;
    for (id, _) in chain::entries(seal) {
        events += u64::from(audit_proof::delete(tx, seal.tenant_id, id)?);
    }
    audit_seal::delete(tx, seal.number)?;
    // Its next seal goes on from here, and not from the beginning.
    if audit_seal::last_of(tx, seal.tenant_id)?.is_none() {
        audit_seal::set_floor(tx, seal.tenant_id, floor)?;
    }
    audit_seal::set_checkpoint(tx, kept)?;
    Ok(Some(events))
}
