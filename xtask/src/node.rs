//! The OpenID provider that single sign-on is tested against, and axe-core, which checks the pages: packages of others, in the versions and
//! with the hashes that their lock file names, installed under `target/node`.
//!
//! It runs none of the packages' own scripts, and fetches nothing while what is there is what the lock file asks for.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::machine::{repository, setting};
use crate::step::{self, Done, Outcome};
use crate::tally::Tally;

const NAME: &str = "npm packages";
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

pub(crate) fn install() -> Done {
    let start = Instant::now();
    let installed = try_install();
    let (outcome, failed) = match installed {
        Ok(()) => (Outcome::Passed, 0),
        // Without a network the tests that need it skip themselves and say so; in CI nothing is left out.
        Err(why) if setting("CI").is_none() => {
            eprintln!("{why}");
            return Done::skipped(NAME, "could not be installed: its tests are skipped");
        }
        Err(why) => {
            eprintln!("{why}");
            (Outcome::Failed, 1)
        }
    };
    Done { name: NAME, outcome, took: start.elapsed(), tally: Tally { failed, ..Tally::default() } }
}

fn try_install() -> Result<(), String> {
    let (from, to) = (repository().join("crates/server/tests/node"), repository().join("target/node"));
    if is_current(&from, &to) {
        return Ok(());
    }
    std::fs::create_dir_all(&to).map_err(|why| format!("{}: {why}", to.display()))?;
    let copy = |file: &str| std::fs::copy(from.join(file), to.join(file)).map_err(|why| format!("{file}: {why}"));
    copy(FILES[0])?;
    copy(FILES[1])?;
    step::quietly(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&to))
}

/// What npm notes when it is done is younger than what it was asked for, and that is what is asked for now.
fn is_current(from: &Path, to: &Path) -> bool {
    let same = |file: &&str| std::fs::read(from.join(file)).ok() == std::fs::read(to.join(file)).ok();
    to.join("node_modules/.package-lock.json").is_file() && FILES.iter().all(same)
}
