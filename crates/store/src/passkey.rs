//! Passkeys. One is found by its credential id within tenant and RP ID, whatever the request claims about its owner, and
//! a use of it is written only if nothing that the verification rested on has changed meanwhile.

use crate::{
    db::{Cells, Row, Tx, Value, params},
    error::Error,
    id::{PasskeyId, PoolId, TenantId, UserId},
    user::UserStatus,
    workspace::Mode,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub pool_id: PoolId,
    pub id: PasskeyId,
    pub tenant_id: TenantId,
    pub user_id: UserId,
    pub rp_id: String,
    pub credential_id: Vec<u8>,
    /// The COSE key as the authenticator gave it.
    pub public_key: Vec<u8>,
    /// The COSE algorithm.
    pub algorithm: i64,
    pub sign_count: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backup_state: bool,
    pub aaguid: [u8; 16],
    pub transports: String,
    pub attachment: Option<String>,
    pub discoverable: Option<bool>,
    pub mode: Mode,
    pub attestation_format: String,
    pub name: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_used_at: Option<i64>,
    /// Since a recovery it opens nothing, until the member confirms it.
    pub quarantined_at: Option<i64>,
}

/// What is known of a credential id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedUp {
    /// The asking tenant's passkey.
    pub facts: Option<SignInFacts>,
    /// Whether any tenant has it.
    pub is_held: bool,
}

/// What a sign-in needs to know of a passkey and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFacts {
    pub passkey: Passkey,
    pub user_handle: Vec<u8>,
    pub user_status: UserStatus,
    pub user_epoch: i64,
    pub display_name: String,
    /// Metadata speaks against the make that the passkey proved at its registration.
    pub is_distrusted: bool,
    /// It was made under a handle that nobody has kept, by another system.
    pub any_handle: bool,
}

/// One verified assertion, and what its verification rested on (`user_id`, `user_epoch`, `seen_sign_count`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub pool_id: PoolId,
    pub id: PasskeyId,
    pub user_id: UserId,
    pub user_epoch: i64,
    pub seen_sign_count: u32,
    pub sign_count: u32,
    pub backup_eligible: bool,
    pub backup_state: bool,
    pub user_verified: bool,
    pub at: i64,
    /// From where, and in which browser.
    pub address: String,
    pub user_agent_id: Option<i64>,
}

/// A passkey as its member sees it: with the place of its last use, which no sign-in needs to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub passkey: Passkey,
    pub last_used_address: Option<String>,
    pub last_used_agent: Option<String>,
}

/// Another name for one of the user's passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename<'a> {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub id: PasskeyId,
    pub name: &'a str,
    pub at: i64,
}

/// The columns in the order of `take`.
macro_rules! columns {
    () => {
        "p.pool_id, p.id, p.tenant_id, p.user_id, p.rp_id, p.credential_id, p.public_key, p.algorithm, p.sign_count, \
         p.user_verified, p.backup_eligible, p.backup_state, p.aaguid, p.transports, p.attachment, p.discoverable, \
         p.mode, p.attestation_format, p.name, p.created_at, p.updated_at, p.last_used_at, \
         p.quarantined_at"
    };
}

/// `false` when this RP ID of the tenant has such a passkey already, whosever it is.
pub fn insert(tx: &mut Tx<'_>, passkey: &Passkey) -> Result<bool, Error> {
    let sql = "INSERT INTO passkeys (pool_id, id, tenant_id, user_id, rp_id, credential_id, public_key, algorithm, \
               sign_count, user_verified, backup_eligible, backup_state, aaguid, transports, attachment, discoverable, \
               mode, attestation_format, name, created_at, updated_at, last_used_at, quarantined_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, \
               ?22, ?23) ON CONFLICT (tenant_id, rp_id, credential_id) DO NOTHING";
    let p = passkey;
    let values = params![
        p.pool_id,
        p.id,
        p.tenant_id,
        p.user_id,
        p.rp_id,
        p.credential_id,
        p.public_key,
        p.algorithm,
        p.sign_count,
        p.user_verified,
        p.backup_eligible,
        p.backup_state,
        p.aaguid,
        p.transports,
        p.attachment,
        p.discoverable,
        p.mode,
        p.attestation_format,
        p.name,
        p.created_at,
        p.updated_at,
        p.last_used_at,
        p.quarantined_at,
    ];
    Ok(tx.execute(sql, values)? == 1)
}

/// The tenant's passkey with its owner, by credential id, and whether anybody at all holds one of that id. One statement
/// answers both: a second one would cost each sign-in, or tell by its time that it was asked.
pub fn look_up(tx: &mut Tx<'_>, tenant: TenantId, rp_id: &str, credential_id: &[u8]) -> Result<LookedUp, Error> {
    let sql = concat!(
        "SELECT p.tenant_id AS holder, ",
        columns!(),
        ", u.handle, u.status, u.epoch, u.display_name, p.distrusted, p.any_handle FROM passkeys p \
         JOIN users u ON u.pool_id = p.pool_id AND u.id = p.user_id \
         WHERE p.rp_id = ?1 AND p.credential_id = ?2"
    );
    let held = tx.query(sql, params![rp_id, credential_id], |row| {
        let mut row = row.of("passkeys", 2);
        // Another tenant's row is not even read: all that may be known of it is that it is there.
        if row.take::<TenantId>("holder")? != tenant {
            return Ok(None);
        }
        Ok(Some(SignInFacts {
            passkey: take(&mut row)?,
            user_handle: row.take("handle")?,
            user_status: row.take("status")?,
            user_epoch: row.take("epoch")?,
            display_name: row.take("display_name")?,
            is_distrusted: row.take("distrusted")?,
            any_handle: row.take("any_handle")?,
        }))
    })?;
    Ok(LookedUp { is_held: !held.is_empty(), facts: held.into_iter().flatten().next() })
}

/// Whether anybody holds such a passkey: any tenant, any pool.
pub fn is_held(tx: &mut Tx<'_>, rp_id: &str, credential_id: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT id FROM passkeys WHERE rp_id = ?1 AND credential_id = ?2 LIMIT 1";
    let holder =
        tx.query_opt(sql, params![rp_id, credential_id], |row| row.of("passkeys", 0).take::<PasskeyId>("id"))?;
    Ok(holder.is_some())
}

/// Oldest first.
pub fn of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Passkey>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM passkeys p WHERE p.pool_id = ?1 AND p.user_id = ?2 ORDER BY p.id");
    tx.query(sql, params![pool, user], from_row)
}

/// The same, each with the place of its last use.
pub fn listed_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Listed>, Error> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        ", p.last_used_address, a.text AS last_used_agent FROM passkeys p \
         LEFT JOIN user_agents a ON a.id = p.last_used_agent_id \
         WHERE p.pool_id = ?1 AND p.user_id = ?2 ORDER BY p.id"
    );
    tx.query(sql, params![pool, user], |row| {
        let mut row = row.of("passkeys", 1);
        Ok(Listed {
            passkey: take(&mut row)?,
            last_used_address: row.take("last_used_address")?,
            last_used_agent: row.take("last_used_agent")?,
        })
    })
}

pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: PasskeyId) -> Result<Option<Passkey>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM passkeys p WHERE p.pool_id = ?1 AND p.id = ?2");
    tx.query_opt(sql, params![pool, id], from_row)
}

/// How many passkeys of a model the whole installation holds.
pub fn count_of_model(tx: &mut Tx<'_>, aaguid: [u8; 16]) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS held FROM passkeys WHERE aaguid = ?1";
    let held = tx.query_opt(sql, params![aaguid], |row| row.of("passkeys", 0).take::<i64>("held"))?;
    Ok(held.and_then(|held| u64::try_from(held).ok()).unwrap_or_default())
}

/// A count among the first rows of a pool: nobody waits for that of a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub number: u64,
    /// Whether all rows of the pool were looked at.
    pub is_all: bool,
}

/// How many members of a pool have passkeys of this mode and of no other, among the first `most` passkeys.
pub fn members_of_mode_alone(tx: &mut Tx<'_>, pool: PoolId, mode: Mode, most: u32) -> Result<Counted, Error> {
    let sql = "SELECT COUNT(CASE WHEN others = 0 THEN 1 END) AS number, CAST(COALESCE(SUM(own), 0) AS BIGINT) AS looked FROM (\
               SELECT user_id, COUNT(*) AS own, COUNT(CASE WHEN mode = ?2 THEN NULL ELSE 1 END) AS others FROM (\
               SELECT user_id, mode FROM passkeys WHERE pool_id = ?1 ORDER BY pool_id, user_id, id LIMIT ?3) p \
               GROUP BY user_id) u";
    counted(tx, sql, params![pool, mode, most], most)
}

/// How many passkeys of a pool are for this RP ID, among the first `most`.
pub fn count_of_rp_id(tx: &mut Tx<'_>, pool: PoolId, rp_id: &str, most: u32) -> Result<Counted, Error> {
    let sql = "SELECT COUNT(CASE WHEN rp_id = ?2 THEN 1 END) AS number, COUNT(*) AS looked FROM (\
               SELECT rp_id FROM passkeys WHERE pool_id = ?1 ORDER BY pool_id, user_id, id LIMIT ?3) p";
    counted(tx, sql, params![pool, rp_id, most], most)
}

fn counted(tx: &mut Tx<'_>, sql: &'static str, values: &[Value<'_>], most: u32) -> Result<Counted, Error> {
    let found = tx.query_opt(sql, values, |row| {
        let mut row = row.of("passkeys", 0);
        Ok((row.take::<i64>("number")?, row.take::<i64>("looked")?))
    })?;
    let (number, looked) = found.unwrap_or_default();
    Ok(Counted { number: u64::try_from(number).unwrap_or_default(), is_all: looked < i64::from(most) })
}

/// `false` when the user has no such passkey.
pub fn rename(tx: &mut Tx<'_>, rename: &Rename<'_>) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET name = ?4, updated_at = ?5 WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3";
    let Rename { pool_id, user_id, id, name, at } = rename;
    Ok(tx.execute(sql, params![pool_id, user_id, id, name, at])? == 1)
}

/// Notes of a passkey that was made elsewhere that nobody knows the handle that its authenticator will name.
pub fn take_any_handle(tx: &mut Tx<'_>, pool: PoolId, id: PasskeyId) -> Result<bool, Error> {
    Ok(tx.execute("UPDATE passkeys SET any_handle = 1 WHERE pool_id = ?1 AND id = ?2", params![pool, id])? == 1)
}

/// Whether a passkey was made under a handle that nobody has kept.
pub fn takes_any_handle(tx: &mut Tx<'_>, pool: PoolId, id: PasskeyId) -> Result<bool, Error> {
    let sql = "SELECT any_handle FROM passkeys WHERE pool_id = ?1 AND id = ?2";
    Ok(tx.query_opt(sql, params![pool, id], |row| row.of("passkeys", 0).take("any_handle"))?.unwrap_or_default())
}

/// `false` when the user has no such passkey. Its attestation goes with it.
pub fn delete(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: PasskeyId) -> Result<bool, Error> {
    let sql = "DELETE FROM passkeys WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Puts all the user's passkeys aside but one; how many went. Those that were aside already stay so since then.
pub fn quarantine_others(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    kept: Option<PasskeyId>,
    at: i64,
) -> Result<u64, Error> {
    let sql = "UPDATE passkeys SET quarantined_at = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND id <> ?3 \
               AND quarantined_at IS NULL";
    tx.execute(sql, params![pool, user, kept.unwrap_or(PasskeyId::NIL), at])
}

/// Puts one passkey aside. `false` when the user has no such passkey, or it is aside already.
pub fn quarantine(tx: &mut Tx<'_>, pool: PoolId, user: UserId, (id, at): (PasskeyId, i64)) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET quarantined_at = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3 \
               AND quarantined_at IS NULL";
    Ok(tx.execute(sql, params![pool, user, id, at])? == 1)
}

/// Takes a passkey back into use. `false` when the user has no such passkey that is aside.
pub fn confirm(tx: &mut Tx<'_>, pool: PoolId, user: UserId, id: PasskeyId) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET quarantined_at = NULL WHERE pool_id = ?1 AND user_id = ?2 AND id = ?3 \
               AND quarantined_at IS NOT NULL";
    Ok(tx.execute(sql, params![pool, user, id])? == 1)
}

/// Whether the user has used any passkey since then.
pub fn was_used_since(tx: &mut Tx<'_>, pool: PoolId, user: UserId, since: i64) -> Result<bool, Error> {
    let sql = "SELECT id FROM passkeys WHERE pool_id = ?1 AND user_id = ?2 AND last_used_at > ?3 LIMIT 1";
    let found = tx.query_opt(sql, params![pool, user, since], |row| row.of("passkeys", 0).take::<PasskeyId>("id"))?;
    Ok(found.is_some())
}

/// `false` when the verification has been overtaken: the passkey is gone, put aside or was used in between, or its user
/// has been disabled or has another epoch.
pub fn record_use(tx: &mut Tx<'_>, used: &Use) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET sign_count = ?6, backup_eligible = ?7, backup_state = ?8, user_verified = ?9, \
               last_used_at = ?10, last_used_address = ?11, last_used_agent_id = ?12 WHERE pool_id = ?1 AND id = ?2 AND user_id = ?3 AND sign_count = ?5 \
               AND quarantined_at IS NULL AND EXISTS (\
               SELECT 1 FROM users u WHERE u.pool_id = ?1 AND u.id = ?3 AND u.status = 'active' AND u.epoch = ?4)";
    let values = params![
        used.pool_id,
        used.id,
        used.user_id,
        used.user_epoch,
        used.seen_sign_count,
        used.sign_count,
        used.backup_eligible,
        used.backup_state,
        used.user_verified,
        used.at,
        used.address,
        used.user_agent_id,
    ];
    Ok(tx.execute(sql, values)? == 1)
}

fn from_row(row: &Row<'_>) -> Result<Passkey, Error> {
    take(&mut row.of("passkeys", 1))
}

fn take(row: &mut Cells<'_>) -> Result<Passkey, Error> {
    Ok(Passkey {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        user_id: row.take("user_id")?,
        rp_id: row.take("rp_id")?,
        credential_id: row.take("credential_id")?,
        public_key: row.take("public_key")?,
        algorithm: row.take("algorithm")?,
        sign_count: row.take("sign_count")?,
        user_verified: row.take("user_verified")?,
        backup_eligible: row.take("backup_eligible")?,
        backup_state: row.take("backup_state")?,
        aaguid: row.take("aaguid")?,
        transports: row.take("transports")?,
        attachment: row.take("attachment")?,
        discoverable: row.take("discoverable")?,
        mode: row.take("mode")?,
        attestation_format: row.take("attestation_format")?,
        name: row.take("name")?,
        created_at: row.take("created_at")?,
        updated_at: row.take("updated_at")?,
        last_used_at: row.take("last_used_at")?,
        quarantined_at: row.take("quarantined_at")?,
    })
}
