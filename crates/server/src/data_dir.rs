//! The data directory: made for the server alone, and locked, so that two processes never write one database.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A directory that this process holds until it ends.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("cannot make the data directory {}", .0.display())]
    Make(PathBuf, #[source] io::Error),
    #[error("cannot lock the data directory {}", .0.display())]
    Lock(PathBuf, #[source] io::Error),
    #[error("another keystead already serves the data in {}; stop it first, or choose another directory with --data", .0.display())]
    Taken(PathBuf),
}

impl DataDir {
    pub(crate) fn open(path: &Path) -> Result<Self, DataDirError> {
        let path = path.to_owned();
        if let Err(error) = DirBuilder::new().recursive(true).mode(0o700).create(&path) {
            return Err(DataDirError::Make(path, error));
        }
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path.join("lock"));
        let lock = match lock {
            Ok(lock) => lock,
            Err(error) => return Err(DataDirError::Lock(path, error)),
        };
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::Taken(path)),
            Err(TryLockError::Error(error)) => Err(DataDirError::Lock(path, error)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn is_private_and_has_one_owner_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/data");
        let first = DataDir::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(matches!(DataDir::open(&path).unwrap_err(), DataDirError::Taken(_)));
        drop(first);
        DataDir::open(&path).unwrap();
    }
}
