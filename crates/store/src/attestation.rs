//! Attestations: how a passkey proved its make at registration, whole, with what was found then. A row lives and dies with
//! its passkey: it is inserted in the same transaction, and the database deletes it together with the passkey. A verdict of
//! distrust never stands here alone: the passkey's own row says so too, because that is what a sign-in reads.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{PasskeyId, PoolId, TenantId},
};

words! {
    /// What was thought of the statement and its chain.
    Verdict {
        /// Policy did not ask, or the format proves nothing.
        NotJudged = "not_judged",
        Trusted = "trusted",
        Untrusted = "untrusted",
        /// Metadata speaks against the make that was proved.
        Distrusted = "distrusted",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    pub pool_id: PoolId,
    pub passkey_id: PasskeyId,
    pub tenant_id: TenantId,
    pub format: String,
    pub verdict: Verdict,
    /// The name that metadata gave the model.
    pub model: Option<String>,
    pub certification: Option<String>,
    /// The number of the metadata that it was judged by.
    pub metadata_number: Option<i64>,
    pub attestation_object: Vec<u8>,
    pub client_data_json: Vec<u8>,
    pub at: i64,
}

/// What was found when this passkey was registered, if it showed anything.
pub fn verdict(tx: &mut Tx<'_>, pool: PoolId, passkey: PasskeyId) -> Result<Option<Verdict>, Error> {
    let sql = "SELECT verdict FROM attestations WHERE pool_id = ?1 AND passkey_id = ?2";
    tx.query_opt(sql, params![pool, passkey], |row| row.of("attestations", 0).take("verdict"))
}

/// What newer metadata says of one that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub pool_id: PoolId,
    pub passkey_id: PasskeyId,
    pub verdict: Verdict,
    pub model: Option<String>,
    pub certification: Option<String>,
    pub metadata_number: Option<i64>,
}

/// The columns in the order of `from_row`.
macro_rules! columns {
    () => {
        "pool_id, passkey_id, tenant_id, format, verdict, model, certification, metadata_number, attestation_object, \
         client_data_json, at"
    };
}

/// In the transaction that inserts the passkey, after it.
pub fn insert(tx: &mut Tx<'_>, attestation: &Attestation) -> Result<(), Error> {
    let sql =
        concat!("INSERT INTO attestations (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    let a = attestation;
    let values = params![
        a.pool_id,
        a.passkey_id,
        a.tenant_id,
        a.format,
        a.verdict,
        a.model,
        a.certification,
        a.metadata_number,
        a.attestation_object,
        a.client_data_json,
        a.at,
    ];
    tx.execute(sql, values)?;
    mark(tx, (a.pool_id, a.passkey_id), a.verdict)
}

/// Which of those that are kept are to be judged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    All,
    /// Those that were not judged by this edition of the metadata.
    Except(i64),
}

/// The next ones of the whole installation, by pool and passkey, after this one; two `NIL` begin.
pub fn page(
    tx: &mut Tx<'_>,
    (pool, passkey): (PoolId, PasskeyId),
    due: Due,
    limit: u32,
) -> Result<Vec<Attestation>, Error> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM attestations WHERE (pool_id, passkey_id) > (?1, ?2) \
         AND COALESCE(metadata_number, -1) <> CAST(?3 AS BIGINT) ORDER BY pool_id, passkey_id LIMIT ?4"
    );
    // No edition has a number below zero.
    let except = match due {
        Due::All => -2,
        Due::Except(number) => number,
    };
    tx.query(sql, params![pool, passkey, except, limit], from_row)
}

/// `false` when it went with its passkey meanwhile.
pub fn judge(tx: &mut Tx<'_>, judgement: &Judgement) -> Result<bool, Error> {
    let sql = "UPDATE attestations SET verdict = ?3, model = ?4, certification = ?5, metadata_number = ?6 \
               WHERE pool_id = ?1 AND passkey_id = ?2";
    let Judgement { pool_id, passkey_id, verdict, model, certification, metadata_number } = judgement;
    let is_there = tx.execute(sql, params![pool_id, passkey_id, verdict, model, certification, metadata_number])? == 1;
    if is_there {
        mark(tx, (*pool_id, *passkey_id), *verdict)?;
    }
    Ok(is_there)
}

/// Most verdicts leave the passkey as it is, and then its row is not written.
fn mark(tx: &mut Tx<'_>, (pool, passkey): (PoolId, PasskeyId), verdict: Verdict) -> Result<(), Error> {
    let sql = "UPDATE passkeys SET distrusted = ?3 WHERE pool_id = ?1 AND id = ?2 AND distrusted <> ?3";
    tx.execute(sql, params![pool, passkey, verdict == Verdict::Distrusted]).map(drop)
}

fn from_row(row: &Row<'_>) -> Result<Attestation, Error> {
    let mut row = row.of("attestations", 1);
    Ok(Attestation {
        pool_id: row.take("pool_id")?,
        passkey_id: row.take("passkey_id")?,
        tenant_id: row.take("tenant_id")?,
        format: row.take("format")?,
        verdict: row.take("verdict")?,
        model: row.take("model")?,
        certification: row.take("certification")?,
        metadata_number: row.take("metadata_number")?,
        attestation_object: row.take("attestation_object")?,
        client_data_json: row.take("client_data_json")?,
        at: row.take("at")?,
    })
}
