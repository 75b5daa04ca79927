//! The fuzz targets' part of the tests: builds them once with the flags of cargo-fuzz, replays every seed, and lets each look further for
//! a few seconds. Long runs are for people: see `fuzz/README.md`.
//!
//! It needs the pinned toolchain and nothing of cargo-fuzz, and never writes into the folder of seeds: what a short run finds interesting
//! is thrown away, what breaks a target stays under `target/fuzz`.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::machine::{cargo, repository, setting};
use crate::step::{self, Done, Outcome};
use crate::tally::Tally;

/// The targets, as `fuzz/Cargo.toml` names them, with the names of their steps.
const TARGETS: [(&str, &str); 7] = [
    ("attestation_object", "fuzz attestation_object"),
    ("authenticator_data", "fuzz authenticator_data"),
    ("cose_key", "fuzz cose_key"),
    ("client_data", "fuzz client_data"),
    ("metadata_blob", "fuzz metadata_blob"),
    ("verify_registration", "fuzz verify_registration"),
    ("verify_authentication", "fuzz verify_authentication"),
];

/// What `cargo fuzz build --sanitizer none` passes: edges and comparisons are reported to the engine. Our code forbids `unsafe`, so
/// that a sanitizer, which needs another toolchain, would find nothing.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-sanitizer-coverage-stack-depth \
    -Cllvm-args=-simplifycfg-branch-fold-threshold=0 --cfg fuzzing";

pub(crate) const MANIFEST: &str = "fuzz/Cargo.toml";

pub(crate) fn run(done: &mut Vec<Done>) -> Result<(), String> {
    done.push(step::run("fuzz readers", command("test").args(["--lib", "--target-dir", "target"])));
    let host = host()?;
    let build = step::run("fuzz build", &mut build(&host));
    let may_run = !build.is_failed();
    done.push(build);
    if may_run {
        let folder = folder().join(host).join("release");
        for (target, name) in TARGETS {
            done.push(look_further(name, &mut short_run(&folder.join(target), target)?));
        }
    }
    Ok(())
}

fn folder() -> PathBuf {
    repository().join("target/fuzz")
}

/// The engine says much, and nothing that matters unless it finds something.
fn look_further(name: &'static str, command: &mut Command) -> Done {
    println!("\n── {name}: the seeds, and five seconds of mutations");
    let start = Instant::now();
    let outcome = match step::quietly(command) {
        Ok(()) => Outcome::Passed,
        Err(why) => {
            eprintln!("{why}");
            Outcome::Failed
        }
    };
    let passed = u64::from(matches!(outcome, Outcome::Passed));
    let tally = Tally { passed, failed: 1 - passed, skipped: 0 };
    println!("── {name}: {} in {:.1} s", if passed == 1 { "passed" } else { "FAILED" }, start.elapsed().as_secs_f64());
    Done { name, outcome, took: start.elapsed(), tally }
}

/// For a named target: otherwise build scripts would get the flags, too.
fn build(host: &str) -> Command {
    let mut command = command("build");
    command.args(["--release", "--target", host]).args(TARGETS.iter().flat_map(|(target, _)| ["--bin", target]));
    command.arg("--target-dir").arg(folder()).env("RUSTFLAGS", FLAGS);
    command
}

/// A cargo command on the targets' own workspace, whose lock file has to be up to date in CI like the other one.
pub(crate) fn command(subcommand: &str) -> Command {
    let mut command = cargo(&[subcommand, "--manifest-path", MANIFEST]);
    if setting("CI").is_some() {
        command.arg("--locked");
    }
    command
}

fn short_run(program: &PathBuf, target: &str) -> Result<Command, String> {
    let found = folder().join("found").join(target);
    if found.exists() {
        std::fs::remove_dir_all(&found).map_err(|why| format!("{}: {why}", found.display()))?;
    }
    std::fs::create_dir_all(&found).map_err(|why| format!("{}: {why}", found.display()))?;
    let broken = folder().join(format!("{target}-broken-by-"));
    let mut command = Command::new(program);
    // Every seed is run first, then mutations of them. A single input has ten seconds, and memory for no more than it may ask for.
    command.args(["-max_total_time=5", "-timeout=10", "-rss_limit_mb=512", "-verbosity=0", "-print_funcs=0"]);
    command.arg(format!("-artifact_prefix={}", broken.display()));
    command.arg(found).arg(repository().join("fuzz/seeds").join(target)).current_dir(repository());
    Ok(command)
}

/// The triple of this machine.
fn host() -> Result<String, String> {
    let rustc = setting("RUSTC").unwrap_or_else(|| "rustc".to_owned());
    let output = Command::new(rustc).arg("-vV").current_dir(repository()).output();
    let output = output.map_err(|why| format!("rustc could not be run: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say what machine this is".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{MANIFEST, TARGETS, repository};

    #[test]
    fn every_target_is_run_and_has_seeds() {
        let manifest = std::fs::read_to_string(repository().join(MANIFEST)).expect("the manifest of the targets");
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
        for (target, step) in TARGETS {
            assert!(manifest.contains(&format!("name = \"{target}\"")) && step.ends_with(target), "{target}");
            let mut seeds = std::fs::read_dir(repository().join("fuzz/seeds").join(target)).expect("a folder of seeds");
            assert!(seeds.next().is_some(), "{target} has no seeds");
        }
    }
}
