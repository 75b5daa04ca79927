//! The master key, and the file that it usually is in (`source.rs` knows where else). On the embedded database it is made at the first start; with PostgreSQL the operator makes it, because
//! every server needs the same. It must be readable by the server alone and never appears in a log.

mod source;

use domain::{MasterKey, Random};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

pub(crate) use source::{MasterKeyText, Source};
use zeroize::Zeroizing;

/// 64 hexadecimal digits and a line end; a file beyond this is something else.
const LONGEST: u64 = 128;

#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error("cannot read the master key {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("cannot create the master key {}", .0.display())]
    Create(PathBuf, #[source] io::Error),
    #[error("there is no master key in {}; make one with `openssl rand -hex 32`, mode 0600, the same for every server", .0.display())]
    Missing(PathBuf),
    #[error("the master key {} is missing, but the database in {} was made with one: put it back", .0.display(), .1.display())]
    Lost(PathBuf, PathBuf),
    #[error("others can read the master key {}: give it mode 0600", .0.display())]
    OpenToOthers(PathBuf),
    #[error("{} holds no master key: that is 64 hexadecimal digits", .0.display())]
    Malformed(PathBuf),
    #[error("{0} holds no master key: that is 64 hexadecimal digits")]
    MalformedIn(&'static str),
    #[error("master_key_command names no program")]
    NoCommand,
    #[error("cannot run {0}, which is to print the master key")]
    Command(String, #[source] io::Error),
    #[error("{0}, which is to print the master key, failed ({1})")]
    CommandFailed(String, ExitStatus),
    #[error("{0}, which is to print the master key, takes too long")]
    CommandHangs(String),
    #[error("there is no master key where the configuration says")]
    NoSource,
    #[error("the system gave no random bytes for a master key")]
    Random(#[from] domain::random::NoRandomness),
}

/// Reads the key; `None` when there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<MasterKey>, MasterKeyError> {
    let failed = |error| MasterKeyError::Read(path.to_owned(), error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(MasterKeyError::OpenToOthers(path.to_owned()));
    }
    let mut text = Vec::new();
    file.take(LONGEST).read_to_end(&mut text).map_err(failed)?;
    parse(&text).map(Some).ok_or_else(|| MasterKeyError::Malformed(path.to_owned()))
}

/// The key that such a file holds.
pub(crate) fn parse(text: &[u8]) -> Option<MasterKey> {
    unhex(text.trim_ascii()).map(MasterKey::new)
}

/// Draws a key and stores it. The file appears whole or not at all, and never replaces another.
pub(crate) fn create(path: &Path, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
    let mut bytes = [0; 32];
    random.fill(&mut bytes)?;
    write_whole(path, &hex(&bytes)).map_err(|error| MasterKeyError::Create(path.to_owned(), error))?;
    Ok(MasterKey::new(bytes))
}

/// Stores a key that came with a backup. The file appears whole or not at all, and never replaces another.
pub(crate) fn put(path: &Path, key: &MasterKey) -> Result<(), MasterKeyError> {
    let text = Zeroizing::new(format!("{}\n", *key.to_text()));
    write_whole(path, &text).map_err(|error| MasterKeyError::Create(path.to_owned(), error))
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    // A draft left by a killed process may have any mode.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::hard_link(&draft, path)?;
    std::fs::remove_file(&draft)?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

fn hex(bytes: &[u8; 32]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(65);
    for byte in bytes {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text.push('\n');
    text
}

fn unhex(text: &[u8]) -> Option<[u8; 32]> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() == 64 && text.is_ascii())?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(0..32) {
        let digits = text.get(pair * 2..pair * 2 + 2).filter(|digits| !digits.starts_with('+'))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn is_created_for_the_server_alone_and_read_back() {
        let folder = folder();
        let path = folder.path().join("master.key");
        assert!(read(&path).unwrap().is_none());
        create(&path, &SystemRandom::default()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(read(&path).unwrap().is_some());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft stays behind");
    }

    #[test]
    fn never_replaces_a_key() {
        let folder = folder();
        let path = folder.path().join("master.key");
        create(&path, &SystemRandom::default()).unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(create(&path, &SystemRandom::default()), Err(MasterKeyError::Create(..))));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn refuses_a_file_that_others_can_read_or_that_is_no_key() {
        let folder = folder();
        let path = folder.path().join("master.key");
        std::fs::write(&path, "0".repeat(64)).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(matches!(read(&path), Err(MasterKeyError::OpenToOthers(_))));
        for text in ["", "00", &"+1".repeat(32), &"0".repeat(65), &"é".repeat(32)] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
            assert!(matches!(read(&path), Err(MasterKeyError::Malformed(_))), "{text}");
        }
    }
}
