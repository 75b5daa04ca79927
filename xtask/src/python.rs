//! What the tests take from `PyPI`: the program that examines the API, in the versions and with the hashes that its list names, installed under
//! `target/python`.
//!
//! It builds nothing from source, and fetches nothing while what is there is what the list asks for.

use std::process::Command;
use std::time::Instant;

use crate::machine::{repository, setting};
use crate::step::{self, Done, Outcome};
use crate::tally::Tally;

const NAME: &str = "Python packages";
const LIST: &str = "crates/bench/tests/examination/requirements.txt";

pub(crate) fn install() -> Done {
    let start = Instant::now();
    let (outcome, failed) = match try_install() {
        Ok(()) => (Outcome::Passed, 0),
        // Without a network the test that needs it skips itself and says so; in CI nothing is left out.
        Err(why) if setting("CI").is_none() => {
            eprintln!("{why}");
            return Done::skipped(NAME, "could not be installed: their test is skipped");
        }
        Err(why) => {
            eprintln!("{why}");
            (Outcome::Failed, 1)
        }
    };
    Done { name: NAME, outcome, took: start.elapsed(), tally: Tally { failed, ..Tally::default() } }
}

fn try_install() -> Result<(), String> {
    let (list, folder) = (repository().join(LIST), repository().join("target/python"));
    let stamp = folder.join("installed.txt");
    let wanted = std::fs::read(&list).map_err(|why| format!("{LIST}: {why}"))?;
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    std::fs::remove_dir_all(&folder).ok();
    step::quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let words = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r"];
    step::quietly(Command::new(folder.join("bin/python")).args(words).arg(&list))?;
    std::fs::write(&stamp, wanted).map_err(|why| format!("{}: {why}", stamp.display()))
}
