//! Another master key, while servers run. In two steps, so that several nodes agree: first every key is sealed under the new one as well, so that a node
//! may have either; when all nodes have the new one, the seals of the old one go. Until then it can be given up. Only the few keys of the table are
//! sealed under a master key, so it takes one transaction, however many members there are.

use super::{KeyError, MasterKey};
use crate::app::App;
use crate::error::Error;
use store::{Tx, key};

pub(super) fn is_under_way(rows: &[key::Key]) -> bool {
    rows.iter().any(|row| row.sealed_too.is_some())
}

/// The first step: from now on a node may have either. Said again of the same key, it does nothing. Answers how many keys there are.
pub async fn begin(app: &App, new: MasterKey) -> Result<usize, ChangeError> {
    let old = app.master_key();
    let write = move |tx: &mut Tx<'_>| {
        let rows = key::all(tx)?;
        for row in &rows {
            let secret = old.open(row)?;
            if new.unseal(row, &row.sealed).is_ok() {
                return Err(ChangeError::IsTheSame);
            }
            match &row.sealed_too {
                Some(sealed) if new.unseal(row, sealed).is_ok() => {}
                Some(_) => return Err(ChangeError::AnotherChange),
                None => {
                    let sealed = new.seal(&row.purpose, row.id, secret.as_slice())?;
                    key::set_seals(tx, (&row.purpose, row.id), (&row.sealed, Some(&sealed)))?;
                }
            }
        }
        Ok(rows.len())
    };
    app.store().write("begin another master key", write).await
}

/// The last step: the old one opens nothing any more. `configured` is the key that this node would start with: it must be the new one.
pub async fn finish(app: &App, configured: MasterKey) -> Result<usize, ChangeError> {
    let rows = app.store().read("keys", |tx| Ok::<_, ChangeError>(key::all(tx)?)).await?;
    if !is_under_way(&rows) {
        return Err(ChangeError::NoChange);
    }
    for row in &rows {
        let sealed = row.sealed_too.as_ref().ok_or(ChangeError::AnotherChange)?;
        configured.unseal(row, sealed).map_err(|_| ChangeError::ConfiguredIsOld)?;
    }
    // It opens every row, now and afterwards: a reading in between meets no key that it cannot open.
    let before = app.master_key();
    app.use_master_key(configured.clone());
    let new = configured;
    let write = move |tx: &mut Tx<'_>| {
        let rows = key::all(tx)?;
        for row in &rows {
            let sealed = row.sealed_too.as_ref().ok_or(ChangeError::AnotherChange)?;
            new.unseal(row, sealed).map_err(|_| ChangeError::AnotherChange)?;
            key::set_seals(tx, (&row.purpose, row.id), (sealed, None))?;
        }
        // A node that was forgotten says so in its log at once, and not at its next start.
        store::installation::bump(tx)?;
        Ok(rows.len())
    };
    let done = app.store().write("finish another master key", write).await;
    done.inspect_err(|_| app.use_master_key(before))
}

/// Instead of the last step: the new one opens nothing any more. `configured` must be the old one.
pub async fn abandon(app: &App, configured: MasterKey) -> Result<usize, ChangeError> {
    let rows = app.store().read("keys", |tx| Ok::<_, ChangeError>(key::all(tx)?)).await?;
    if !is_under_way(&rows) {
        return Err(ChangeError::NoChange);
    }
    for row in &rows {
        configured.unseal(row, &row.sealed).map_err(|_| ChangeError::ConfiguredIsNew)?;
    }
    let before = app.master_key();
    app.use_master_key(configured.clone());
    let write = move |tx: &mut Tx<'_>| {
        let rows = key::all(tx)?;
        for row in &rows {
            configured.unseal(row, &row.sealed).map_err(|_| ChangeError::AnotherChange)?;
            key::set_seals(tx, (&row.purpose, row.id), (&row.sealed, None))?;
        }
        store::installation::bump(tx)?;
        Ok(rows.len())
    };
    let done = app.store().write("abandon another master key", write).await;
    done.inspect_err(|_| app.use_master_key(before))
}

/// On a node that was not asked: takes this one into use if it opens everything that is stored. Whether it does.
pub async fn take_up(app: &App, configured: MasterKey) -> Result<bool, Error> {
    let rows = app.store().read("keys", |tx| Ok::<_, Error>(key::all(tx)?)).await?;
    if rows.iter().any(|row| configured.open(row).is_err()) {
        return Ok(false);
    }
    app.use_master_key(configured);
    app.refresh().await?;
    Ok(true)
}

/// In a place that nobody uses yet: a change that was under way ends with this one, whichever of the two it is.
pub(crate) fn settle(tx: &mut Tx<'_>, master: &MasterKey) -> Result<(), store::Error> {
    for row in key::all(tx)?.iter().filter(|row| row.sealed_too.is_some()) {
        let sealed = match &row.sealed_too {
            Some(other) if master.unseal(row, other).is_ok() => other,
            _ => &row.sealed,
        };
        key::set_seals(tx, (&row.purpose, row.id), (sealed, None))?;
    }
    Ok(())
}

/// Why the master key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error(transparent)]
    Store(#[from] Error),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("that is the master key which is in use")]
    IsTheSame,
    #[error("a change to another master key is under way: end it first, with --finish or --abandon")]
    AnotherChange,
    #[error("no change of the master key is under way: begin one with --new")]
    NoChange,
    #[error(
        "this server would start with the old master key: put the new one where its configuration names it, on every node, and say --finish then"
    )]
    ConfiguredIsOld,
    #[error(
        "this server would start with the new master key: put the old one where its configuration names it, on every node, and say --abandon then"
    )]
    ConfiguredIsNew,
}

impl From<store::Error> for ChangeError {
    fn from(error: store::Error) -> Self {
        Self::Store(error.into())
    }
}
