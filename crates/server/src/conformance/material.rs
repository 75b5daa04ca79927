//! The folder of metadata that the operator downloaded for FIDO's conformance test, read as it is. What a file is, its ending says.
//!
//! It must never follow into folders below, nor read without a limit.

use domain::conformance::{File, Material};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The published blob has some ten MiB.
const LARGEST: u64 = 64 << 20;
const MOST_FILES: usize = 4096;

#[derive(Debug, thiserror::Error)]
pub enum MaterialError {
    #[error("cannot read {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("{} is larger than any metadata", .0.display())]
    TooLarge(PathBuf),
    #[error("{} holds more files than any set of metadata", .0.display())]
    TooMany(PathBuf),
}

pub(super) fn read(folder: &Path) -> Result<Material, MaterialError> {
    let unreadable = |error| MaterialError::Unreadable(folder.to_owned(), error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        if paths.len() == MOST_FILES {
            return Err(MaterialError::TooMany(folder.to_owned()));
        }
        paths.push(entry.map_err(unreadable)?.path());
    }
    // So that the log says the same on every machine.
    paths.sort();
    let mut material = Material::default();
    for path in paths {
        let kind = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let files = match kind.as_str() {
            "json" => &mut material.statements,
            "jwt" => &mut material.blobs,
            "pem" | "crt" => &mut material.roots,
            "crl" => &mut material.revocations,
            _ => continue,
        };
        files.push(file(&path)?);
    }
    Ok(material)
}

fn file(path: &Path) -> Result<File, MaterialError> {
    let unreadable = |error| MaterialError::Unreadable(path.to_owned(), error);
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(unreadable)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > usize::try_from(LARGEST).unwrap_or(usize::MAX) {
        return Err(MaterialError::TooLarge(path.to_owned()));
    }
    Ok(File { name: path.display().to_string(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_what_a_file_is() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.JSON", "blob.jwt", "root.pem", "root.crt", "list.crl", "notes.txt", "json"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let material = read(folder.path()).unwrap();
        let names = |files: &[File]| {
            files.iter().map(|file| String::from_utf8(file.bytes.clone()).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(names(&material.statements), ["a.JSON", "b.json"]);
        assert_eq!(names(&material.blobs), ["blob.jwt"]);
        assert_eq!(names(&material.roots), ["root.crt", "root.pem"]);
        assert_eq!(names(&material.revocations), ["list.crl"]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(&folder.path().join("none")), Err(MaterialError::Unreadable(..))));
        std::fs::create_dir(folder.path().join("folder.json")).unwrap();
        assert!(
            matches!(read(folder.path()), Err(MaterialError::Unreadable(path, _)) if path.ends_with("folder.json"))
        );
        std::fs::remove_dir(folder.path().join("folder.json")).unwrap();
        let huge = std::fs::File::create(folder.path().join("huge.jwt")).unwrap();
        huge.set_len(LARGEST + 1).unwrap();
        assert!(matches!(read(folder.path()), Err(MaterialError::TooLarge(path)) if path.ends_with("huge.jwt")));
    }
}
