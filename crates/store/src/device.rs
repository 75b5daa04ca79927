//! Browsers in which a member has signed in before. A row belongs to one member; its secret is kept as a hash.

use crate::{
    db::{Cells, Row, Tx, params},
    error::Error,
    id::{DeviceId, PasskeyId, PoolId, UserId},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub pool_id: PoolId,
    pub id: DeviceId,
    pub user_id: UserId,
    pub secret_hash: [u8; 32],
    /// The member's epoch when it was last trusted or remembered.
    pub epoch: i64,
    pub created_at: i64,
    pub seen_at: i64,
    pub trusted_until: Option<i64>,
    pub address: String,
    pub user_agent_id: Option<i64>,
    /// The passkey of this very device that was made or used here last.
    pub passkey_id: Option<PasskeyId>,
}

/// A device as its member sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub device: Device,
    pub user_agent: Option<String>,
}

pub fn insert(tx: &mut Tx<'_>, device: &Device) -> Result<(), Error> {
    let sql = "INSERT INTO devices (pool_id, id, user_id, secret_hash, epoch, created_at, seen_at, trusted_until, address, \
               user_agent_id, passkey_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let d = device;
    let values = params![
        d.pool_id,
        d.id,
        d.user_id,
        d.secret_hash,
        d.epoch,
        d.created_at,
        d.seen_at,
        d.trusted_until,
        d.address,
        d.user_agent_id,
        d.passkey_id,
    ];
    tx.execute(sql, values).map(drop)
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: DeviceId) -> Result<Option<Device>, Error> {
    let sql = "SELECT pool_id, id, user_id, secret_hash, epoch, created_at, seen_at, trusted_until, address, user_agent_id, \
               passkey_id FROM devices WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], |row| from_cells(row).map(|(device, _)| device))
}

/// Those seen last first.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Listed>, Error> {
    let sql = "SELECT d.pool_id, d.id, d.user_id, d.secret_hash, d.epoch, d.created_at, d.seen_at, d.trusted_until, \
               d.address, d.user_agent_id, d.passkey_id, a.text AS user_agent FROM devices d \
               LEFT JOIN user_agents a ON a.id = d.user_agent_id \
               WHERE d.pool_id = ?1 AND d.user_id = ?2 ORDER BY d.seen_at DESC, d.id DESC";
    tx.query(sql, params![pool, user], |row| {
        let (device, mut row) = from_cells(row)?;
        Ok(Listed { device, user_agent: row.take("user_agent")? })
    })
}

/// Notes that the member was here again, and until when the second factor is spared. Whether there is such a device of that member.
pub fn renew(tx: &mut Tx<'_>, device: &Device) -> Result<bool, Error> {
    let sql = "UPDATE devices SET epoch = ?4, seen_at = ?5, trusted_until = ?6, address = ?7, user_agent_id = ?8, \
               passkey_id = ?9 WHERE pool_id = ?1 AND id = ?2 AND user_id = ?3";
    let d = device;
    let values = params![
        d.pool_id,
        d.id,
        d.user_id,
        d.epoch,
        d.seen_at,
        d.trusted_until,
        d.address,
        d.user_agent_id,
        d.passkey_id,
    ];
    Ok(tx.execute(sql, values)? == 1)
}

/// Notes that this passkey was made on the device, where the member still has that device.
pub fn note_passkey(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    id: DeviceId,
    passkey: PasskeyId,
) -> Result<(), Error> {
    let sql = "UPDATE devices SET passkey_id = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3";
    tx.execute(sql, params![pool, user, id, passkey]).map(drop)
}

/// Forgets what was not seen since, and of the rest all but the `most` seen last.
pub fn prune(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), since: i64, most: u32) -> Result<(), Error> {
    let sql = "DELETE FROM devices WHERE pool_id = ?1 AND user_id = ?2 AND (seen_at < ?3 OR id NOT IN (\
               SELECT id FROM devices WHERE pool_id = ?1 AND user_id = ?2 ORDER BY seen_at DESC, id DESC LIMIT ?4))";
    tx.execute(sql, params![pool, user, since, most]).map(drop)
}

/// Whether that member had it.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: DeviceId) -> Result<bool, Error> {
    let sql = "DELETE FROM devices WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// How many went.
pub fn delete_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<u64, Error> {
    tx.execute("DELETE FROM devices WHERE pool_id = ?1 AND user_id = ?2", params![pool, user])
}

fn from_cells<'r>(row: &'r Row<'_>) -> Result<(Device, Cells<'r>), Error> {
    let mut row = row.of("devices", 1);
    let device = Device {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        user_id: row.take("user_id")?,
        secret_hash: row.take("secret_hash")?,
        epoch: row.take("epoch")?,
        created_at: row.take("created_at")?,
        seen_at: row.take("seen_at")?,
        trusted_until: row.take("trusted_until")?,
        address: row.take("address")?,
        user_agent_id: row.take("user_agent_id")?,
        passkey_id: row.take("passkey_id")?,
    };
    Ok((device, row))
}
