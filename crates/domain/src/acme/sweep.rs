//! What nobody needs any more: certificates with their keys of names that no node is configured for, and accounts of directories that none are kept of.

use super::DAY_MS;
use crate::app::App;
use crate::error::Error;
use store::acme_account;
use store::acme_certificate::{self, AcmeCertificate};

/// A name that a node is configured for is ordered every day, whatever fails. What was not for so long is nobody's.
const IDLE_MS: i64 = 2 * DAY_MS;

/// Removes what is not of these names and this directory, once it has expired and no node orders it. Until then it may be shown, by this node or by another
/// whose configuration is not the same.
pub async fn sweep(app: &App, directory: &str, names: &[String]) -> Result<(), Error> {
    let (directory, names, now) = (directory.to_owned(), names.to_vec(), app.now());
    let is_over = move |row: &AcmeCertificate| {
        row.not_after.is_none_or(|until| until <= now) && row.due_at.saturating_add(IDLE_MS) <= now
    };
    let write = move |tx: &mut store::Tx<'_>| {
        let is_ours = |row: &AcmeCertificate| row.directory == directory && names.contains(&row.name);
        for row in acme_certificate::all(tx)?.iter().filter(|row| !is_ours(row) && is_over(row)) {
            acme_certificate::delete(tx, row)?;
        }
        acme_account::sweep(tx, &directory)?;
        Ok::<_, Error>(())
    };
    app.store().write("sweep certificates", write).await
}
