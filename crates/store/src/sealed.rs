//! All columns that hold what the domain has sealed, row by row, so that it can be sealed anew. This crate opens none of it.

use crate::{
    db::{Tx, params},
    error::Error,
};

/// A column of sealed values.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub table: &'static str,
    pub name: &'static str,
    page: &'static str,
    replace: &'static str,
}

macro_rules! column {
    ($table:literal, ($first:literal, $second:literal, $beside:literal), $name:literal) => {
        Column {
            table: $table,
            name: $name,
            page: concat!(
                "SELECT ",
                $first,
                " AS first, ",
                $second,
                " AS second, ",
                $beside,
                " AS beside, ",
                $name,
                " AS sealed FROM ",
                $table,
                " WHERE (",
                $first,
                ", ",
                $second,
                ") > (?1, ?2) AND ",
                $name,
                " IS NOT NULL ORDER BY ",
                $first,
                ", ",
                $second,
                " LIMIT ?3"
            ),
            replace: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $name,
                " = ?4 WHERE ",
                $first,
                " = ?1 AND ",
                $second,
                " = ?2 AND ",
                $name,
                " = ?3"
            ),
        }
    };
}

pub const ACME_ACCOUNTS: Column = column!("acme_accounts", ("id", "id", "''"), "sealed");
pub const ACME_KEYS: Column = column!("acme_certificates", ("id", "id", "''"), "sealed");
pub const APPS: Column = column!("totps", ("pool_id", "user_id", "''"), "sealed");
pub const MESSAGES: Column = column!("outbox", ("id", "id", "''"), "sealed");
pub const REGISTRATIONS: Column = column!("invitations", ("pool_id", "id", "''"), "carried");
pub const SIGNING_KEYS: Column = column!("signing_keys", ("tenant_id", "id", "algorithm"), "sealed");
pub const WEBHOOK_SECRETS: Column = column!("webhooks", ("tenant_id", "id", "''"), "sealed");
pub const WEBHOOK_SECRETS_BEFORE: Column = column!("webhooks", ("tenant_id", "id", "''"), "sealed_before");

/// One sealed value, and what names its row.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
    /// What else the domain needs to open it.
    pub beside: String,
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// The rows behind this one, in the order of their keys. Nothing is before all.
pub fn page(
    tx: &mut Tx<'_>,
    column: &Column,
    (first, second): (&[u8], &[u8]),
    limit: u32,
) -> Result<Vec<Sealed>, Error> {
    let table = column.table;
    tx.query(column.page, params![first, second, limit], |row| {
        let mut row = row.of(table, 1);
        Ok(Sealed {
            first: row.take("first")?,
            second: row.take("second")?,
            beside: row.take("beside")?,
            sealed: row.take("sealed")?,
        })
    })
}

/// `false` where it is another value by now.
pub fn replace(tx: &mut Tx<'_>, column: &Column, row: &Sealed, sealed: &[u8]) -> Result<bool, Error> {
    let Sealed { first, second, sealed: before, .. } = row;
    Ok(tx.execute(column.replace, params![first, second, before, sealed])? == 1)
}
