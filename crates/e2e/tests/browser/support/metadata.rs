//! Metadata of a maker of our own, as a server reads it from its files: what a real one learns from FIDO's.

use std::path::Path;

use authenticator::{Blob, Maker, Setup};

/// The configuration file beside the data, where there is one.
pub(super) const CONFIG: &str = "keystead.toml";

/// Writes an edition, signed under a root of its own, by which this model is revoked, and a configuration that names both.
pub(super) fn revoke(folder: &Path, model: &str) {
    let maker = Maker::shared().unwrap();
    let mut entry = maker.metadata_entry(&Setup::security_key(), "A key of the browser", &[("REVOKED", "2026-01-01")]);
    entry["aaguid"] = model.into();
    entry["metadataStatement"]["aaguid"] = model.into();
    let blob = Blob { entries: vec![entry], number: 1, next_update: "2100-01-01".to_owned(), lies: Vec::new() };
    let (file, root) = (folder.join("metadata.jwt"), folder.join("root.der"));
    std::fs::write(&file, maker.metadata_blob(&blob).unwrap()).unwrap();
    std::fs::write(&root, maker.root_der()).unwrap();
    let config = format!("[metadata]\nblob = '{}'\nroots = ['{}']\n", file.display(), root.display());
    std::fs::write(folder.join(CONFIG), config).unwrap();
}
