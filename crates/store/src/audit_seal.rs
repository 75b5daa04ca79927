//! Seals over the audit: rows that say which events there were, one chain for the whole installation. Rows are only ever added at the end of
//! the chain, and taken away from its beginning once they are too old to be kept. What a seal means, and whether it is good, is decided
//! where the keys are.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{EventId, TenantId},
    installation,
};

/// Where the chain ends, by the word of the one who wrote it.
const HEAD: &str = "audit_head";
/// Where it begins, once old seals were taken away.
const CHECKPOINT: &str = "audit_checkpoint";
/// One for each tenant without a seal that had one.
const FLOOR: &str = "audit_floor";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// From 1 on, without a gap, over all tenants.
    pub number: i64,
    pub tenant_id: TenantId,
    pub sealed_at: i64,
    pub is_late: bool,
    pub first_id: EventId,
    pub last_id: EventId,
    pub through_id: EventId,
    pub checked_id: EventId,
    pub entries: Vec<u8>,
    /// The hash of the seal before.
    pub previous: [u8; 32],
    pub signature: Vec<u8>,
}

/// Appends a seal. The key decides where two would write the same number.
pub fn insert(tx: &mut Tx<'_>, seal: &Seal) -> Result<(), Error> {
    let sql = "INSERT INTO audit_seals (number, tenant_id, sealed_at, late, first_id, last_id, through_id, checked_id, \
               entries, previous, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let s = seal;
    let values = params![
        s.number,
        s.tenant_id,
        s.sealed_at,
        s.is_late,
        s.first_id,
        s.last_id,
        s.through_id,
        s.checked_id,
        s.entries,
        s.previous,
        s.signature,
    ];
    tx.execute(sql, values).map(drop)
}

/// The last seal of all.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<Seal>, Error> {
    let sql = "SELECT number, tenant_id, sealed_at, late, first_id, last_id, through_id, checked_id, entries, previous, \
               signature FROM audit_seals ORDER BY number DESC LIMIT 1";
    tx.query_opt(sql, &[], from_row)
}

/// The last seal of a tenant: it says how far the tenant's events are sealed.
pub fn last_of(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Option<Seal>, Error> {
    let sql = "SELECT number, tenant_id, sealed_at, late, first_id, last_id, through_id, checked_id, entries, previous, \
               signature FROM audit_seals WHERE tenant_id = ?1 ORDER BY number DESC LIMIT 1";
    tx.query_opt(sql, params![tenant], from_row)
}

/// The seals after a number, in the order of the chain.
pub fn after(tx: &mut Tx<'_>, number: i64, limit: u32) -> Result<Vec<Seal>, Error> {
    let sql = "SELECT number, tenant_id, sealed_at, late, first_id, last_id, through_id, checked_id, entries, previous, \
               signature FROM audit_seals WHERE number > ?1 ORDER BY number LIMIT ?2";
    tx.query(sql, params![number, limit], from_row)
}

/// The seals of a tenant that may list an event after this one, of one kind, by the last event that they list.
pub fn listing(
    tx: &mut Tx<'_>,
    (tenant, is_late): (TenantId, bool),
    after: (EventId, i64),
    limit: u32,
) -> Result<Vec<Seal>, Error> {
    let sql = "SELECT number, tenant_id, sealed_at, late, first_id, last_id, through_id, checked_id, entries, previous, \
               signature FROM audit_seals WHERE tenant_id = ?1 AND late = ?2 AND (last_id, number) > (?3, ?4) \
               ORDER BY last_id, number LIMIT ?5";
    tx.query(sql, params![tenant, is_late, after.0, after.1, limit], from_row)
}

/// The next tenant that has a seal.
pub fn next_tenant(tx: &mut Tx<'_>, after: TenantId) -> Result<Option<TenantId>, Error> {
    let sql = "SELECT tenant_id FROM audit_seals WHERE tenant_id > ?1 ORDER BY tenant_id LIMIT 1";
    tx.query_opt(sql, params![after], |row| row.of("audit_seals", 0).take("tenant_id"))
}

/// Takes a seal away from the beginning of the chain.
pub fn delete(tx: &mut Tx<'_>, number: i64) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM audit_seals WHERE number = ?1", params![number])? == 1)
}

pub fn head(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    installation::get(tx, HEAD)
}

pub fn set_head(tx: &mut Tx<'_>, text: &str) -> Result<(), Error> {
    installation::set(tx, HEAD, text)
}

pub fn checkpoint(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    installation::get(tx, CHECKPOINT)
}

pub fn set_checkpoint(tx: &mut Tx<'_>, text: &str) -> Result<(), Error> {
    installation::set(tx, CHECKPOINT, text)
}

/// How far a tenant was sealed when its last seal was taken away.
pub fn floor(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Option<String>, Error> {
    installation::get(tx, &format!("{FLOOR} {tenant}"))
}

pub fn set_floor(tx: &mut Tx<'_>, tenant: TenantId, text: &str) -> Result<(), Error> {
    installation::set(tx, &format!("{FLOOR} {tenant}"), text)
}

/// Whether this transaction may write to the chain; else another one is at it.
pub fn take_turn(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let Some(lock) = tx.dialect().try_lock_seals() else { return Ok(true) };
    let locked = tx.query_opt(lock, &[], |row| row.of("locks", 0).take::<bool>("locked"))?;
    Ok(locked.unwrap_or(false))
}

fn from_row(row: &Row<'_>) -> Result<Seal, Error> {
    let mut row = row.of("audit_seals", 0);
    Ok(Seal {
        number: row.take("number")?,
        tenant_id: row.take("tenant_id")?,
        sealed_at: row.take("sealed_at")?,
        is_late: row.take("late")?,
        first_id: row.take("first_id")?,
        last_id: row.take("last_id")?,
        through_id: row.take("through_id")?,
        checked_id: row.take("checked_id")?,
        entries: row.take("entries")?,
        previous: row.take("previous")?,
        signature: row.take("signature")?,
    })
}
