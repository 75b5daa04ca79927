//! What an application may show once: assertions of who it is and proofs that it holds a key. And what was good until somebody revoked it:
//! access tokens, which are not kept anywhere else. Both are rows that the time they would have ended sweeps away.

use crate::{
    db::{Tx, params},
    error::Error,
    id::{TenantId, TokenId},
};

/// `false` when it was shown before, whatever end it had then.
pub fn spend(tx: &mut Tx<'_>, tenant: TenantId, expires_at: i64, hash: &[u8; 32]) -> Result<bool, Error> {
    let sql = "INSERT INTO spent_once (tenant_id, expires_at, hash) VALUES (?1, ?2, ?3) \
               ON CONFLICT (tenant_id, hash) DO NOTHING";
    Ok(tx.execute(sql, params![tenant, expires_at, hash])? == 1)
}

/// `false` when it was revoked before.
pub fn revoke_token(tx: &mut Tx<'_>, tenant: TenantId, (expires_at, id): (i64, TokenId)) -> Result<bool, Error> {
    let sql = "INSERT INTO revoked_tokens (tenant_id, expires_at, id) VALUES (?1, ?2, ?3) \
               ON CONFLICT (tenant_id, expires_at, id) DO NOTHING";
    Ok(tx.execute(sql, params![tenant, expires_at, id])? == 1)
}

pub fn is_revoked(tx: &mut Tx<'_>, tenant: TenantId, (expires_at, id): (i64, TokenId)) -> Result<bool, Error> {
    let sql = "SELECT expires_at FROM revoked_tokens WHERE tenant_id = ?1 AND expires_at = ?2 AND id = ?3";
    let found: Option<i64> =
        tx.query_opt(sql, params![tenant, expires_at, id], |row| row.of("revoked_tokens", 0).take("expires_at"))?;
    Ok(found.is_some())
}

/// Forgets at most `limit` of each tenant and kind that ended before this moment; how many went.
pub fn sweep(tx: &mut Tx<'_>, before: i64, limit: u32) -> Result<u64, Error> {
    let tenants: Vec<TenantId> = tx.query("SELECT id FROM tenants", &[], |row| row.of("tenants", 0).take("id"))?;
    let proofs = "DELETE FROM spent_once WHERE tenant_id = ?1 AND hash IN (\
                  SELECT hash FROM spent_once \
                  WHERE tenant_id = ?1 AND expires_at < ?2 ORDER BY expires_at LIMIT ?3)";
    let tokens = "DELETE FROM revoked_tokens WHERE tenant_id = ?1 AND (expires_at, id) IN (\
                  SELECT expires_at, id FROM revoked_tokens \
                  WHERE tenant_id = ?1 AND expires_at < ?2 ORDER BY expires_at LIMIT ?3)";
    let mut swept = 0;
    for tenant in tenants {
        swept += tx.execute(proofs, params![tenant, before, limit])?;
        swept += tx.execute(tokens, params![tenant, before, limit])?;
    }
    Ok(swept)
}
