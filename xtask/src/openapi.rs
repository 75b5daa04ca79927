//! `cargo xtask openapi`: writes what the binary says of its API to `docs/developer`, where a test of the server compares it.
//!
//! It never edits what the binary prints.

use std::process::Stdio;

use crate::machine::{cargo, repository};

const FILES: [(&str, &[&str]); 2] = [("openapi.json", &[]), ("api-reference.md", &["--reference"])];

pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    if !words.is_empty() {
        return Err("usage: cargo xtask openapi".to_owned());
    }
    for (name, options) in FILES {
        let path = repository().join("docs/developer").join(name);
        let mut command = cargo(&["run", "--quiet", "--package", "server", "--bin", "keystead", "--", "openapi"]);
        let output = command.args(options).stderr(Stdio::inherit()).output().map_err(|why| format!("cargo: {why}"))?;
        if !output.status.success() {
            return Ok(false);
        }
        std::fs::write(&path, output.stdout).map_err(|why| format!("{}: {why}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(true)
}
