//! What opens a backup, as an operator gives it: a passphrase from a file, from the environment or typed unseen, or the file of a private key.
//! It is never taken from the command line, where every process of the machine could read it.

use domain::backup::{Identity, NotBackupKey};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const VARIABLE: &str = "KEYSTEAD_BACKUP_PASSPHRASE";
/// Of a passphrase or a key in a file.
const LONGEST: u64 = 4096;

#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    #[error("cannot read {}", .0.display())]
    File(PathBuf, #[source] io::Error),
    #[error("{}", .0.display())]
    Key(PathBuf, #[source] NotBackupKey),
    #[error("nothing says what {what}: name {options}, set {VARIABLE}, or call from a terminal")]
    Nobody { what: &'static str, options: &'static str },
    #[error("the passphrase cannot be read from the terminal")]
    Terminal(#[source] io::Error),
    #[error("the two passphrases are not the same")]
    NotTheSame,
}

/// From the file, the environment or the terminal, in this order.
pub(super) fn passphrase(file: Option<&Path>, twice: bool) -> Result<Zeroizing<String>, PassphraseError> {
    if let Some(file) = file {
        return first_line(file);
    }
    if let Some(text) = variable() {
        return Ok(text);
    }
    if !io::stdin().is_terminal() {
        // Twice is asked of whoever seals.
        return Err(if twice {
            PassphraseError::Nobody { what: "seals the backup", options: "--to or --passphrase-file" }
        } else {
            PassphraseError::Nobody { what: "opens the backup", options: "--key or --passphrase-file" }
        });
    }
    let typed = unseen("Passphrase of the backup: ").map_err(PassphraseError::Terminal)?;
    if twice && *unseen("Once more: ").map_err(PassphraseError::Terminal)? != *typed {
        return Err(PassphraseError::NotTheSame);
    }
    Ok(typed)
}

/// Whether one is given without asking anybody.
pub(super) fn is_given(file: Option<&Path>) -> bool {
    file.is_some() || variable().is_some()
}

/// Who opens a backup.
pub(super) fn identity(key: Option<&Path>, passphrase_file: Option<&Path>) -> Result<Identity, PassphraseError> {
    let Some(file) = key else { return passphrase(passphrase_file, false).map(Identity::Passphrase) };
    let text = first_line(file)?;
    text.parse().map(Identity::Key).map_err(|error| PassphraseError::Key(file.to_owned(), error))
}

#[expect(clippy::disallowed_methods, reason = "the parser would take it from the command line, too")]
fn variable() -> Option<Zeroizing<String>> {
    std::env::var(VARIABLE).ok().filter(|text| !text.is_empty()).map(Zeroizing::new)
}

fn first_line(path: &Path) -> Result<Zeroizing<String>, PassphraseError> {
    let mut text = Zeroizing::new(String::new());
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    read.map_err(|error| PassphraseError::File(path.to_owned(), error))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn unseen(question: &str) -> io::Result<Zeroizing<String>> {
    let terminal = io::stdin();
    io::stderr().write_all(question.as_bytes())?;
    let before = tcgetattr(&terminal)?;
    let mut quiet = before.clone();
    quiet.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &quiet)?;
    let mut text = Zeroizing::new(String::new());
    let read = terminal.lock().take(LONGEST).read_line(&mut text);
    tcsetattr(&terminal, OptionalActions::Flush, &before)?;
    io::stderr().write_all(b"\n")?;
    read?;
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        std::fs::write(&file, "three blue herons \r\nanother\n").unwrap();
        assert_eq!(*passphrase(Some(&file), true).unwrap(), "three blue herons ");
        assert!(is_given(Some(&file)));
        let missing = passphrase(Some(&folder.path().join("none")), false).unwrap_err();
        assert!(matches!(missing, PassphraseError::File(..)));
        let no_key = identity(Some(&file), None).unwrap_err();
        assert!(matches!(no_key, PassphraseError::Key(..)), "{no_key}");
    }
}
