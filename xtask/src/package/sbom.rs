//! The list of what went into the binary, in the form of `CycloneDX`: each library with its version, licence and the sum by which cargo knows it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::{Release, said, told};
use crate::machine::{cargo, repository};

pub(super) fn write(release: &Release) -> Result<PathBuf, String> {
    let tree = ["tree", "--package", "server", "--edges", "normal", "--prefix", "none", "--no-dedupe", "--locked"];
    let used = said(cargo(&tree).args(["--format", "{p}|{l}"]))?;
    let lock = repository().join("Cargo.lock");
    let sums = sums_of(&fs::read_to_string(&lock).map_err(told(&lock))?);
    let path = release.folder.join(format!("keystead_{}_{}.cdx.json", release.version, release.architecture));
    fs::write(&path, document(&release.version, &components(&used), &sums)).map_err(told(&path))?;
    Ok(path)
}

/// By name and version, the licence. Crates of this repository are the program itself.
fn components(used: &str) -> BTreeMap<(String, String), String> {
    let line = |line: &str| {
        let (crate_, licence) = line.split_once('|')?;
        let (name, rest) = crate_.split_once(" v")?;
        let (version, place) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_ours = place.starts_with("(/");
        (!is_ours).then(|| ((name.to_owned(), version.to_owned()), licence.trim().to_owned()))
    };
    used.lines().filter_map(line).collect()
}

/// By name and version, what stands in the lock file.
fn sums_of(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim_start_matches(" = ").trim_matches('"').to_owned())
    };
    let blocks = lock.split("[[package]]");
    blocks
        .filter_map(|block| Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?)))
        .collect()
}

fn document(
    version: &str,
    components: &BTreeMap<(String, String), String>,
    sums: &BTreeMap<(String, String), String>,
) -> String {
    let mut rows = Vec::new();
    for (crate_, licence) in components {
        let (name, number) = crate_;
        let mut row = format!(
            r#"    {{"type": "library", "name": {}, "version": {}, "purl": {}"#,
            quoted(name),
            quoted(number),
            quoted(&format!("pkg:cargo/{name}@{number}"))
        );
        // Writing to a String cannot fail.
        if let Some(sum) = sums.get(crate_) {
            write!(row, r#", "hashes": [{{"alg": "SHA-256", "content": {}}}]"#, quoted(sum)).ok();
        }
        if !licence.is_empty() {
            // Older crates part their licences by a slash.
            let expression = licence.replace('/', " OR ");
            write!(row, r#", "licenses": [{{"expression": {}}}]"#, quoted(&expression)).ok();
        }
        rows.push(row + "}");
    }
    format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.5\",\n  \"version\": 1,\n  \"metadata\": {{\"component\": \
         {{\"type\": \"application\", \"name\": \"keystead\", \"version\": {}, \"licenses\": [{{\"expression\": \
         \"Apache-2.0\"}}]}}}},\n  \"components\": [\n{}\n  ]\n}}\n",
        quoted(version),
        rows.join(",\n")
    )
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_listed_once_with_its_licence_and_sum() {
        let used = "server v0.1.0 (/there/crates/server)|Apache-2.0\nserde v1.0.2|MIT OR Apache-2.0\nold v0.1.0|MIT/Apache-2.0\nserde v1.0.2|MIT OR Apache-2.0\n";
        let lock =
            "version = 4\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.2\"\nsource = \"x\"\nchecksum = \"ab12\"\n";
        let text = document("0.1.0", &components(used), &sums_of(lock));
        assert_eq!(text.matches("\"name\": \"serde\"").count(), 1, "{text}");
        assert!(
            text.contains(r#""content": "ab12""#) && text.contains(r#""expression": "MIT OR Apache-2.0""#),
            "{text}"
        );
        assert!(!text.contains("MIT/Apache") && !text.contains("/there/"), "{text}");
    }
}
