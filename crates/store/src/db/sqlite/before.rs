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
    installation, whole,
};

/// So many schemas back one can go.
const KEPT: usize = 3;

/// Copies the file where a migration is about to change it. A new file has nothing to keep.
pub(super) fn keep(connection: &Connection, file: &Path, known: i64) -> Result<(), OpenError> {
    let tx = &mut Tx::sqlite(connection);
    let Some(found) = migrate::found(tx)?.filter(|found| *found < known) else { return Ok(()) };
    // Nobody goes back to half of a backup; it is refused in a moment.
    if installation::get(tx, whole::RESTORING).is_ok_and(|mark| mark.is_some()) {
        return Ok(());
    }
    // One that is there already is of an earlier upgrade, and may lack all that was written since: it is renewed.
    let place = named(file, &format!("schema-{found}"));
    copy(connection, file, &place).map_err(|source| OpenError::NotKept { file: place.clone(), source })?;
    tracing::info!(file = %place.display(), "the database is kept as it was before its schema is brought up");
    forget(file, found);
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

/// Removes all but the last few, and never the one that was just made, which is of an older schema than others where somebody went back. One that
/// cannot go is no reason not to start.
fn forget(file: &Path, made: i64) {
    let Some((folder, name)) = file.parent().zip(file.file_name().and_then(|name| name.to_str())) else { return };
    let begin = format!("{name}.schema-");
    let schema = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(&begin)?.parse::<i64>().ok();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let others = entries.filter_map(|path| Some((schema(&path)?, path)));
    let mut others: Vec<_> = others.filter(|(schema, _)| *schema != made).collect();
    others.sort_by_key(|(schema, _)| std::cmp::Reverse(*schema));
    for (_, path) in others.iter().skip(KEPT - 1) {
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
