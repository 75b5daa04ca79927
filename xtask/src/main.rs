//! The chores of the repository: `cargo xtask test | bench | screenshots | openapi | package | help`.
//!
//! It depends on nothing but the standard library, so that it starts at once on a fresh machine, and never holds a
//! rule of the product: it only runs cargo and what the tests need around them.

mod bench;
mod fuzz;
mod machine;
mod node;
mod openapi;
mod package;
mod postgres;
mod python;
mod screenshots;
mod step;
mod tally;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  test                  everything a change must pass: format, lints, documentation, unit and HTTP tests on SQLite and
                        PostgreSQL, durability, the browser tests, the package, and each fuzz target for five seconds. As root on
                        Debian it installs what is missing.
  test --only PART      one part: lint, unit (all crates below the server), http (the server's), durability, e2e,
                        package, fuzz.                         May be given more than once. Words after `--` go to the test runner (a test's name, say).
  bench [ARGS…]         builds the release binaries, then runs the benchmark with ARGS
  screenshots DIR       every page and state, phone and desktop, light and dark
  openapi               writes the description of the API and its reference page to docs/developer
  package               the release: Debian package, archive, list of what is in it, and sums, in target/package
  package --try         the package, installed, started, removed and purged instead; for root. --binary FILE: of this one
  help                  this text

  KEYSTEAD_TEST_POSTGRES   use this PostgreSQL (an address of a superuser) instead of a throw-away one
  KEYSTEAD_TEST_BROWSER    use this Chromium headless shell
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match command.as_str() {
        "test" => test::run(&rest),
        "bench" => bench::run(&rest),
        "screenshots" => screenshots::run(&rest),
        "openapi" => openapi::run(&rest),
        "package" => package::run(&rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        _ => Err(format!("no such command: {command:?}\n\n{HELP}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::from(2)
        }
    }
}
