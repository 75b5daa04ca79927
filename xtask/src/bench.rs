//! `cargo xtask bench`: builds the product and the load as they are shipped, then measures.
//!
//! It never measures a debug build, and passes every further word on to the benchmark.

use crate::machine::cargo;
use crate::step;

pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    let build = step::run(
        "build",
        &mut cargo(&[
            "build",
            "--release",
            "--package",
            "server",
            "--bin",
            "keystead",
            "--package",
            "bench",
            "--bin",
            "bench",
        ]),
    );
    if build.is_failed() {
        return Ok(false);
    }
    // With the terminal's own streams: a measurement takes minutes, and its progress is written over itself.
    let status = cargo(&["run", "--quiet", "--release", "--package", "bench", "--bin", "bench", "--"])
        .args(words)
        .status()
        .map_err(|why| format!("the benchmark could not be run: {why}"))?;
    Ok(status.success())
}
