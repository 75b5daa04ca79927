//! Runs files of test vectors through the verifier: `cargo run -p webauthn --example vectors -- FILE…`
//!
//! The files are those of the standard's own vectors and of vectors derived from them, told apart by their content. It must never
//! pass over a vector in silence: what cannot be read or run has failed.

#[path = "vectors/suite.rs"]
mod suite;

use std::path::PathBuf;
use std::process::ExitCode;

use suite::{Outcome, Suite};

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: vectors FILE…");
        return ExitCode::from(2);
    }
    let mut suites = Vec::new();
    for path in paths {
        match Suite::read(&path) {
            Ok(suite) => suites.push((path, suite)),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::from(2);
            }
        }
    }
    let (mut passed, mut failed) = (0, 0);
    for (path, suite) in suites {
        println!("{}", path.display());
        for (name, outcome) in suite.run() {
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::PassedBy(note) => {
                    passed += 1;
                    println!("  note {name}: {note}");
                }
                Outcome::Missed { expected, found } => {
                    failed += 1;
                    println!("  MISS {name}: expected {expected}, found {found}");
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
