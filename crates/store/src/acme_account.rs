//! By whom a directory of certificates knows this installation. The credentials are sealed; this crate opens none of them.

use crate::{
    db::{Tx, params},
    error::Error,
    id::AcmeAccountId,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeAccount {
    pub id: AcmeAccountId,
    /// Its address.
    pub directory: String,
    pub sealed: Vec<u8>,
    pub created_at: i64,
}

pub fn find(tx: &mut Tx<'_>, directory: &str) -> Result<Option<AcmeAccount>, Error> {
    let sql = "SELECT id, directory, sealed, created_at FROM acme_accounts WHERE directory = ?1";
    tx.query_opt(sql, params![directory], |row| {
        let mut row = row.of("acme_accounts", 0);
        Ok(AcmeAccount {
            id: row.take("id")?,
            directory: row.take("directory")?,
            sealed: row.take("sealed")?,
            created_at: row.take("created_at")?,
        })
    })
}

/// In the place of the one that the directory had before.
pub fn replace(tx: &mut Tx<'_>, account: &AcmeAccount) -> Result<(), Error> {
    delete(tx, &account.directory)?;
    let sql = "INSERT INTO acme_accounts (id, directory, sealed, created_at) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT DO NOTHING";
    let AcmeAccount { id, directory, sealed, created_at } = account;
    tx.execute(sql, params![id, directory, sealed, created_at]).map(drop)
}

/// Those of other directories for which no certificate is kept or wanted.
pub fn sweep(tx: &mut Tx<'_>, directory: &str) -> Result<u64, Error> {
    let sql = "DELETE FROM acme_accounts WHERE directory <> ?1 \
               AND directory NOT IN (SELECT directory FROM acme_certificates)";
    tx.execute(sql, params![directory])
}

pub fn delete(tx: &mut Tx<'_>, directory: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM acme_accounts WHERE directory = ?1", params![directory]).map(drop)
}
