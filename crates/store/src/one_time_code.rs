//! Codes and links that were sent to an address, or would have been. They are kept as keyed hashes, never as themselves. That
//! one is used once, and tried five times, is decided by a single conditional update each; whether a send is due is decided
//! by the rows of its recipient.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{CodeId, PoolId, TenantId, UserId, WorkspaceId},
};

words! {
    /// What a code is for. It opens nothing else.
    CodePurpose {
        SignIn = "sign_in",
        SignUp = "sign_up",
        StepUp = "step_up",
        Recovery = "recovery",
        VerifyAddress = "verify_address",
        /// A program hands a passkey over for it.
        EnrolPasskey = "enroll_webauthn",
        /// A program wants to know that it is they.
        Challenge = "challenge",
        /// The same, at the program's own way in.
        Authentication = "authentication",
        /// Somebody whom a program has registered proves their address.
        Activation = "activation",
        /// A program sets a password anew for it.
        ResetPassword = "reset_password",
        /// The same with an authenticator app.
        ResetTotp = "reset_totp",
    }
}

words! {
    /// How it travels.
    CodeMethod {
        EmailCode = "email_code",
        SmsCode = "sms_code",
        MagicLink = "magic_link",
        /// Not at all: the program that asked has it, and brings it to its user.
        HandedOver = "handed_over",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeCode {
    pub pool_id: PoolId,
    pub id: CodeId,
    pub tenant_id: TenantId,
    pub workspace_id: WorkspaceId,
    pub purpose: CodePurpose,
    pub method: CodeMethod,
    /// A member, or the pseudo member behind a name that nobody has.
    pub user_id: UserId,
    pub recipient: [u8; 32],
    pub binding: [u8; 32],
    pub code_hash: Option<[u8; 32]>,
    pub link_hash: Option<[u8; 32]>,
    pub tries: i64,
    pub created_at: i64,
    pub expires_at: i64,
    /// Empty where it was asked for too soon after another.
    pub sent_at: Option<i64>,
    /// Empty also where nobody would have read it.
    pub mailed_at: Option<i64>,
    pub used_at: Option<i64>,
}

pub fn insert(tx: &mut Tx<'_>, code: &OneTimeCode) -> Result<(), Error> {
    let sql = "INSERT INTO one_time_codes (pool_id, id, tenant_id, workspace_id, purpose, method, user_id, recipient, \
               binding, code_hash, link_hash, tries, created_at, expires_at, sent_at, mailed_at, used_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    let c = code;
    let values = params![
        c.pool_id,
        c.id,
        c.tenant_id,
        c.workspace_id,
        c.purpose,
        c.method,
        c.user_id,
        c.recipient,
        c.binding,
        c.code_hash,
        c.link_hash,
        c.tries,
        c.created_at,
        c.expires_at,
        c.sent_at,
        c.mailed_at,
        c.used_at,
    ];
    tx.execute(sql, values).map(drop)
}

/// Which code somebody is typing: whose, what for, how it came, and in which browser.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub pool_id: PoolId,
    pub workspace_id: WorkspaceId,
    pub user_id: UserId,
    pub purpose: CodePurpose,
    pub method: CodeMethod,
    pub binding: [u8; 32],
}

/// More living codes of one kind than this are somebody playing.
const MOST_LIVING: u32 = 20;

/// The codes that live now, newest first.
pub fn living(tx: &mut Tx<'_>, wanted: &Wanted, now_ms: i64) -> Result<Vec<OneTimeCode>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, purpose, method, user_id, recipient, binding, code_hash, \
               link_hash, tries, created_at, expires_at, sent_at, mailed_at, used_at FROM one_time_codes \
               WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?3 AND workspace_id = ?4 AND purpose = ?5 \
               AND method = ?6 AND binding = ?7 AND used_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?8";
    let w = wanted;
    let values = params![w.pool_id, w.user_id, now_ms, w.workspace_id, w.purpose, w.method, w.binding, MOST_LIVING];
    tx.query(sql, values, from_row)
}

/// The codes of one purpose that live now and were asked for under one binding, however they travelled, newest first.
pub fn living_of_purpose(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (purpose, binding): (CodePurpose, &[u8; 32]),
    now_ms: i64,
) -> Result<Vec<OneTimeCode>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, purpose, method, user_id, recipient, binding, code_hash, \
               link_hash, tries, created_at, expires_at, sent_at, mailed_at, used_at FROM one_time_codes \
               WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?3 AND purpose = ?4 AND binding = ?5 \
               AND used_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?6";
    tx.query(sql, params![pool, user, now_ms, purpose, binding, MOST_LIVING], from_row)
}

/// Also one that was used or has expired.
pub fn find(tx: &mut Tx<'_>, pool: PoolId, id: CodeId) -> Result<Option<OneTimeCode>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, purpose, method, user_id, recipient, binding, code_hash, \
               link_hash, tries, created_at, expires_at, sent_at, mailed_at, used_at FROM one_time_codes \
               WHERE pool_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![pool, id], from_row)
}

/// Also one that was used or has expired.
pub fn find_link(tx: &mut Tx<'_>, pool: PoolId, link_hash: &[u8; 32]) -> Result<Option<OneTimeCode>, Error> {
    let sql = "SELECT pool_id, id, tenant_id, workspace_id, purpose, method, user_id, recipient, binding, code_hash, \
               link_hash, tries, created_at, expires_at, sent_at, mailed_at, used_at FROM one_time_codes \
               WHERE pool_id = ?1 AND link_hash = ?2";
    tx.query_opt(sql, params![pool, link_hash], from_row)
}

/// When something was sent to this recipient since then, newest first and at most `most`, whatever it was for.
pub fn sends(tx: &mut Tx<'_>, pool: PoolId, recipient: &[u8; 32], since_ms: i64, most: u32) -> Result<Vec<i64>, Error> {
    let sql = "SELECT sent_at FROM one_time_codes WHERE pool_id = ?1 AND recipient = ?2 AND sent_at > ?3 \
               ORDER BY sent_at DESC LIMIT ?4";
    tx.query(sql, params![pool, recipient, since_ms, most], |row| row.of("one_time_codes", 0).take("sent_at"))
}

/// How many were sent to this recipient since then and used by nobody, whatever they were for.
pub fn unused(tx: &mut Tx<'_>, pool: PoolId, recipient: &[u8; 32], since_ms: i64) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS unused FROM one_time_codes WHERE pool_id = ?1 AND recipient = ?2 AND sent_at > ?3 \
               AND used_at IS NULL";
    let unused =
        tx.query_opt(sql, params![pool, recipient, since_ms], |row| row.of("one_time_codes", 0).take("unused"))?;
    Ok(unused.unwrap_or(0))
}

/// How much a tenant has really sent since then, by what it was for and the way it went. To be asked outside of the write: a
/// count over a whole tenant would make all its sends collide.
pub fn mailed(tx: &mut Tx<'_>, tenant: TenantId, since_ms: i64) -> Result<Vec<(CodePurpose, CodeMethod, i64)>, Error> {
    let sql = "SELECT purpose, method, COUNT(*) AS mailed FROM one_time_codes WHERE tenant_id = ?1 AND mailed_at > ?2 \
               GROUP BY purpose, method ORDER BY purpose, method";
    tx.query(sql, params![tenant, since_ms], |row| {
        let mut row = row.of("one_time_codes", 0);
        Ok((row.take("purpose")?, row.take("method")?, row.take("mailed")?))
    })
}

/// Makes void what the same browser had sent to this recipient for this purpose before; how many went. What another browser asked for
/// stays: a stranger who asks must not make void what its holder is about to type.
pub fn void_earlier(tx: &mut Tx<'_>, newer: &OneTimeCode) -> Result<u64, Error> {
    let sql = "UPDATE one_time_codes SET expires_at = ?5 WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?5 \
               AND purpose = ?3 AND recipient = ?4 AND binding = ?6 AND used_at IS NULL";
    let OneTimeCode { pool_id, user_id, purpose, recipient, created_at, binding, .. } = newer;
    tx.execute(sql, params![pool_id, user_id, purpose, recipient, created_at, binding])
}

/// Makes void whatever was asked for under this binding for this user and purpose before, wherever it went; how many went.
pub fn void_of_purpose(tx: &mut Tx<'_>, newer: &OneTimeCode) -> Result<u64, Error> {
    let sql = "UPDATE one_time_codes SET expires_at = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?4 \
               AND purpose = ?3 AND binding = ?5 AND used_at IS NULL";
    let OneTimeCode { pool_id, user_id, purpose, created_at, binding, .. } = newer;
    tx.execute(sql, params![pool_id, user_id, purpose, created_at, binding])
}

/// Makes void whatever was sent to or for this user before; how many went.
pub fn void_of_user(tx: &mut Tx<'_>, pool: PoolId, user: UserId, at: i64) -> Result<u64, Error> {
    let sql = "UPDATE one_time_codes SET expires_at = ?3 WHERE pool_id = ?1 AND user_id = ?2 AND expires_at > ?3 \
               AND used_at IS NULL";
    tx.execute(sql, params![pool, user, at])
}

/// Makes what lives and was asked for under one binding good under another; how many codes that were.
pub fn rebind(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (from, to): (&[u8; 32], &[u8; 32]),
    now_ms: i64,
) -> Result<u64, Error> {
    let sql = "UPDATE one_time_codes SET binding = ?4 WHERE pool_id = ?1 AND user_id = ?2 AND binding = ?3 \
               AND expires_at > ?5 AND used_at IS NULL";
    tx.execute(sql, params![pool, user, from, to, now_ms])
}

/// One try of a code.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    pub pool_id: PoolId,
    pub id: CodeId,
    pub is_right: bool,
    pub most_tries: u32,
    pub at: i64,
}

/// Counts a try and, where it is right, uses the code up. `false` when the code is dead: it was used, has expired, or was
/// tried too often before.
pub fn attempt(tx: &mut Tx<'_>, attempt: &Try) -> Result<bool, Error> {
    let sql = "UPDATE one_time_codes SET tries = tries + 1, used_at = CAST(?3 AS BIGINT) WHERE pool_id = ?1 AND id = ?2 \
               AND used_at IS NULL AND expires_at > ?4 AND tries < ?5";
    let used_at = attempt.is_right.then_some(attempt.at);
    Ok(tx.execute(sql, params![attempt.pool_id, attempt.id, used_at, attempt.at, attempt.most_tries])? == 1)
}

/// Uses a link up. `false` when it was used, swapped or has expired.
pub fn take_link(tx: &mut Tx<'_>, pool: PoolId, link_hash: &[u8; 32], now_ms: i64) -> Result<bool, Error> {
    let sql = "UPDATE one_time_codes SET used_at = ?3 WHERE pool_id = ?1 AND link_hash = ?2 AND used_at IS NULL \
               AND expires_at > ?3";
    Ok(tx.execute(sql, params![pool, link_hash, now_ms])? == 1)
}

/// Makes a code of a link: from now on the link is nothing, and the code is tried from the start. `false` as for a taking.
pub fn swap_link(
    tx: &mut Tx<'_>,
    pool: PoolId,
    link_hash: &[u8; 32],
    code_hash: &[u8; 32],
    now_ms: i64,
) -> Result<bool, Error> {
    let sql = "UPDATE one_time_codes SET link_hash = NULL, code_hash = ?3, tries = 0 WHERE pool_id = ?1 \
               AND link_hash = ?2 AND used_at IS NULL AND expires_at > ?4";
    Ok(tx.execute(sql, params![pool, link_hash, code_hash, now_ms])? == 1)
}

/// Forgets what was drawn before this time, looking at the oldest `limit` codes of each pool; how many went. Nothing lives for
/// long, so the order of birth is nearly that of death, and no index on the expiry is paid for.
pub fn sweep(tx: &mut Tx<'_>, before_ms: i64, limit: u32) -> Result<u64, Error> {
    let pools: Vec<PoolId> = tx.query("SELECT id FROM pools", &[], |row| row.of("pools", 0).take("id"))?;
    let sql = "DELETE FROM one_time_codes WHERE pool_id = ?1 AND created_at < ?2 AND id IN (\
               SELECT id FROM one_time_codes WHERE pool_id = ?1 ORDER BY id LIMIT ?3)";
    let mut swept = 0;
    for pool in pools {
        swept += tx.execute(sql, params![pool, before_ms, limit])?;
    }
    Ok(swept)
}

fn from_row(row: &Row<'_>) -> Result<OneTimeCode, Error> {
    let mut row = row.of("one_time_codes", 1);
    Ok(OneTimeCode {
        pool_id: row.take("pool_id")?,
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        workspace_id: row.take("workspace_id")?,
        purpose: row.take("purpose")?,
        method: row.take("method")?,
        user_id: row.take("user_id")?,
        recipient: row.take("recipient")?,
        binding: row.take("binding")?,
        code_hash: row.take("code_hash")?,
        link_hash: row.take("link_hash")?,
        tries: row.take("tries")?,
        created_at: row.take("created_at")?,
        expires_at: row.take("expires_at")?,
        sent_at: row.take("sent_at")?,
        mailed_at: row.take("mailed_at")?,
        used_at: row.take("used_at")?,
    })
}
