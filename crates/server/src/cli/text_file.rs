//! A file that somebody names to a command, as text: with where it stops being some.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum TextFileError {
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("{} is larger than {}: cut it into several files", .0.display(), .1)]
    TooLarge(PathBuf, &'static str),
    #[error("{}: line {} is not in UTF-8: save the file in that encoding (iconv -f LATIN1 -t UTF-8)", .0.display(), .1)]
    NotText(PathBuf, usize),
}

/// All of it, where it is not larger than `largest` bytes, which are called `called`.
pub(super) fn read(path: &Path, (largest, called): (u64, &'static str)) -> Result<String, TextFileError> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(largest + 1).read_to_end(&mut bytes));
    opened.map_err(|error| TextFileError::Read(path.to_owned(), error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > largest {
        return Err(TextFileError::TooLarge(path.to_owned(), called));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        TextFileError::NotText(path.to_owned(), good.split(|byte| *byte == b'\n').count())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 5: a file in an older encoding is told with its line.
    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("members.csv");
        let read = |bytes: &[u8], largest: u64| {
            std::fs::write(&path, bytes).unwrap();
            read(&path, (largest, "a lot")).map_err(|error| error.to_string())
        };
        assert_eq!(read(b"id\nJos\xc3\xa9\n", 100).unwrap(), "id\nJosé\n");
        assert!(read(b"id\n1\nJos\xe9\n", 100).unwrap_err().contains("members.csv: line 3 is not in UTF-8"));
        assert!(read(b"abcd", 3).unwrap_err().ends_with("is larger than a lot: cut it into several files"));
        assert!(matches!(super::read(&folder.path().join("none"), (3, "")), Err(TextFileError::Read(..))));
    }
}
