//! `cargo xtask screenshots DIR`: pictures of the pages for a person to look at.
//!
//! The pictures are taken by the browser tests' own actor; nothing is compared. The README's picture is one of them.

use crate::machine::{Need, cargo, prepare};
use crate::step;

pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    let [folder] = words else {
        return Err("usage: cargo xtask screenshots DIR".to_owned());
    };
    std::fs::create_dir_all(folder).map_err(|why| format!("{folder}: {why}"))?;
    let folder = std::fs::canonicalize(folder).map_err(|why| format!("{folder}: {why}"))?;
    prepare(&[Need::Browser])?;
    if step::run("build", &mut cargo(&["build", "--package", "server", "--bin", "keystead"])).is_failed() {
        return Ok(false);
    }
    let mut pictures = cargo(&["test", "--package", "e2e", "--test", "browser", "--", "--ignored", "pictures"]);
    let done = step::run("pictures", pictures.env("KEYSTEAD_PICTURES", &folder));
    println!("pictures are in {}", folder.display());
    Ok(!done.is_failed())
}
