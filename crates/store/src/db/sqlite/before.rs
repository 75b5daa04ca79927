//! The file as it was before its schema is brought up: should the new release not do, this is what the old one goes on with. It lies beside the
//! database, named by its schema; only the last few stay.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::Connection;

use super::{create_private, migrate};
use crate::{
    db::Tx,
    error::{Cause, OpenError},
};

/// So many schemas back one can go.
const KEPT: usize = 3;

/// Copies the file where a migration is about to change it. A new file has nothing to keep.
pub(super) fn keep(connection: &Connection, file: &Path, known: i64) -> Result<(), OpenError> {
    let found = migrate::found(&mut Tx::sqlite(connection));
    let Some(found) = found.filter(|found| *found < known) else { return Ok(()) };
    let place = named(file, &format!("schema-{found}"));
    // An earlier start has kept it, and failed after that.
    if place.exists() {
        return Ok(());
    }
    copy(connection, file, &place).map_err(|source| OpenError::NotKept { file: place.clone(), source })?;
    tracing::info!(file = %place.display(), "the database is kept as it was before its schema is brought up");
    forget(file);
    Ok(())
}

fn copy(connection: &Connection, file: &Path, place: &Path) -> Result<(), Cause> {
    let draft = named(file, "schema-draft");
    let failed = |error: io::Error| -> Cause { Arc::new(error) };
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    // SQLite would make it readable for everybody; into an empty file it writes.
    create_private(&draft).map_err(|error| -> Cause { Arc::new(error) })?;
    let text = draft.to_str().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    connection.execute("VACUUM INTO ?1", [text]).map_err(|error| -> Cause { Arc::new(error) })?;
    fs::File::open(&draft).and_then(|draft| draft.sync_all()).map_err(failed)?;
    fs::rename(&draft, place).map_err(failed)?;
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// Removes all but the last few. One that cannot go is no reason not to start.
fn forget(file: &Path) {
    let Some((folder, name)) = file.parent().zip(file.file_name().and_then(|name| name.to_str())) else { return };
    let begin = format!("{name}.schema-");
    let schema = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(&begin)?.parse::<i64>().ok();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut kept: Vec<_> = entries.filter_map(|path| Some((schema(&path)?, path))).collect();
    kept.sort_by_key(|(schema, _)| std::cmp::Reverse(*schema));
    for (_, path) in kept.iter().skip(KEPT) {
        if let Err(error) = fs::remove_file(path) {
            tracing::warn!(%error, file = %path.display(), "an older copy of the database could not be removed");
        }
    }
}

fn named(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}
