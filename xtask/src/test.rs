//! `cargo xtask test`: every check that a change must pass, in the order in which a failure is cheapest.
//!
//! It never lets a check pass because something was missing: what a fresh Debian lacks is installed or named, and only
//! checks by tools that are no part of the toolchain (deny, machete, typos) are skipped, with a line that says so.

use std::process::Command;
use std::time::Instant;

use crate::fuzz;
use crate::machine::{Need, cargo, on_path, prepare, repository, setting};
use crate::node;
use crate::package;
use crate::postgres::Cluster;
use crate::python;
use crate::step::{self, Done, Outcome};
use crate::tally::Tally;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Lint,
    Unit,
    Http,
    Durability,
    E2e,
    Package,
    Fuzz,
}

impl Part {
    const ALL: [(&'static str, Self); 7] = [
        ("lint", Self::Lint),
        ("unit", Self::Unit),
        ("http", Self::Http),
        ("durability", Self::Durability),
        ("e2e", Self::E2e),
        ("package", Self::Package),
        ("fuzz", Self::Fuzz),
    ];
}

/// What was asked for: the parts, and words for the test runner.
#[derive(Debug)]
struct Plan {
    parts: Vec<Part>,
    words: Vec<String>,
}

impl Plan {
    fn of(words: &[String]) -> Result<Self, String> {
        let mut plan = Self { parts: Vec::new(), words: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--" => plan.words = words.by_ref().cloned().collect(),
                "--only" => {
                    let name = words.next().map(String::as_str).unwrap_or_default();
                    let part = Part::ALL.iter().find(|(known, _)| *known == name);
                    let (_, part) = part.ok_or_else(|| {
                        format!("--only takes lint, unit, http, durability, e2e, package or fuzz, not {name:?}")
                    })?;
                    plan.parts.push(*part);
                }
                other => return Err(format!("test takes --only PART and words after --, not {other:?}")),
            }
        }
        if plan.parts.is_empty() {
            plan.parts = Part::ALL.iter().map(|(_, part)| *part).collect();
        }
        Ok(plan)
    }

    fn is_whole(&self) -> bool {
        Part::ALL.iter().all(|(_, part)| self.has(*part))
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        if self.has(Part::E2e) {
            needs.extend([Need::Browser, Need::Apache, Need::Authlib]);
        }
        if self.needs_database() && setting("KEYSTEAD_TEST_POSTGRES").is_none() {
            needs.push(Need::Postgres);
        }
        if self.has(Part::Http) || self.has(Part::Durability) {
            needs.push(Need::Python);
        }
        if self.has(Part::Http) {
            needs.extend([Need::Pebble, Need::Promtool]);
        }
        if self.has(Part::Durability) {
            needs.extend([Need::Strace, Need::Nginx, Need::Patroni]);
        }
        if self.needs_packages() {
            needs.push(Need::Node);
        }
        if self.has(Part::Package) {
            needs.extend(package::NEEDS);
        }
        if self.has(Part::Fuzz) {
            needs.push(Need::Cpp);
        }
        needs
    }

    fn needs_server(&self) -> bool {
        self.parts.iter().any(|part| !matches!(part, Part::Lint | Part::Fuzz))
    }

    /// Single sign-on is tested against another's provider, our own provider by others' clients, the pages by another's checks.
    fn needs_packages(&self) -> bool {
        [Part::Http, Part::E2e].into_iter().any(|part| self.has(part))
    }

    fn needs_database(&self) -> bool {
        [Part::Unit, Part::Http, Part::Durability].into_iter().any(|part| self.has(part))
    }
}

pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    let plan = Plan::of(words)?;
    let start = Instant::now();
    prepare(&plan.needs())?;
    let mut done = Vec::new();
    if setting("CI").is_some() {
        done.push(step::run("lock file", &mut cargo(&["fetch", "--locked"])));
    }
    if plan.has(Part::Lint) {
        lint(&mut done);
    }
    if plan.needs_packages() {
        done.push(node::install());
    }
    if plan.has(Part::Durability) {
        done.push(python::install());
    }
    if plan.needs_server() {
        let build = step::run("build", &mut cargo(built(&plan)));
        let may_test = !build.is_failed();
        done.push(build);
        if may_test {
            tests(&plan, &mut done)?;
        }
    }
    if plan.has(Part::Package) {
        done.push(match package::unfit() {
            Some(why) if setting("CI").is_none() => {
                println!("{why}");
                Done::skipped("package", "cannot be tried here: skipped")
            }
            _ => package_tried(),
        });
    }
    if plan.has(Part::Fuzz) {
        fuzz::run(&mut done)?;
    }
    Ok(summary(&done, start))
}

/// Cargo gives a crate the features that all who are built together ask for, and what is built with other features is built again. So a whole
/// run builds everything at once, and each of its steps names the whole workspace.
fn built(plan: &Plan) -> &'static [&'static str] {
    // The browser tests run the sample application, too.
    const PROGRAMS: &[&str] =
        &["build", "--package", "server", "--bin", "keystead", "--package", "sample", "--bin", "sample"];
    if plan.is_whole() { &["test", "--workspace", "--no-run"] } else { PROGRAMS }
}

/// Of the debug build, which is there: what a package does and how it looks is the same.
fn package_tried() -> Done {
    let binary = repository().join("target/debug/keystead");
    let words = ["run", "--quiet", "--package", "xtask", "--", "package", "--try", "--binary"];
    step::run("package", cargo(&words).arg(binary))
}

fn lint(done: &mut Vec<Done>) {
    done.push(step::run("format", &mut cargo(&["fmt", "--all", "--check"])));
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    done.push(step::run("clippy", &mut cargo(&clippy)));
    // The fuzz targets are no part of the workspace, but of what must be tidy. Same folder: most of it is compiled already.
    done.push(step::run("format fuzz", &mut cargo(&["fmt", "--manifest-path", fuzz::MANIFEST, "--check"])));
    let clippy = ["--all-targets", "--target-dir", "target", "--", "-D", "warnings"];
    done.push(step::run("clippy fuzz", fuzz::command("clippy").args(clippy)));
    let doc = ["doc", "--workspace", "--no-deps", "--document-private-items", "--all-features"];
    done.push(step::run("documentation", cargo(&doc).env("RUSTDOCFLAGS", "-D warnings")));
    done.push(if_installed("deny", "cargo-deny", &mut cargo(&["deny", "check"])));
    done.push(if_installed("machete", "cargo-machete", &mut cargo(&["machete"])));
    done.push(if_installed("typos", "typos", Command::new("typos").current_dir(repository())));
}

fn if_installed(name: &'static str, program: &str, command: &mut Command) -> Done {
    if on_path(program) { step::run(name, command) } else { Done::skipped(name, "not installed: skipped") }
}

/// Suites that need a database run on SQLite and on PostgreSQL in one go, since each of their tests asks for its engines.
fn tests(plan: &Plan, done: &mut Vec<Done>) -> Result<(), String> {
    let cluster = match setting("KEYSTEAD_TEST_POSTGRES") {
        None if plan.needs_database() => Some(Cluster::start()?),
        _ => None,
    };
    let mut run = |name, mut command: Command| {
        if let Some(cluster) = &cluster {
            command.env("KEYSTEAD_TEST_POSTGRES", cluster.url());
        }
        // Without it a suite may leave PostgreSQL out where a developer has none; here that would be a silent hole.
        command.env("KEYSTEAD_REQUIRE_POSTGRES", "1");
        done.push(step::run(name, &mut command));
    };
    match (plan.has(Part::Unit), plan.has(Part::Http)) {
        (true, true) if on_path("cargo-nextest") => {
            let words = ["--workspace", "--filterset", "not (kind(test) and package(/^(e2e|bench)$/))"];
            run("unit and HTTP", runner(&words, &plan.words));
        }
        (true, true) => {
            run("unit and HTTP", runner(&["--workspace", "--exclude", "e2e", "--exclude", "bench"], &plan.words));
        }
        (true, false) => {
            let words = ["--workspace", "--exclude", "e2e", "--exclude", "bench", "--exclude", "server"];
            run("unit", runner(&words, &plan.words));
        }
        (false, true) => run("HTTP", runner(&["--package", "server"], &plan.words)),
        (false, false) => {}
    }
    if plan.has(Part::Durability) {
        run("durability, API examined", harness(&["durability", "examination"], 1, &plan.words));
    }
    if plan.has(Part::E2e) {
        run("browser tests", harness(&["browser"], 2, &plan.words));
    }
    Ok(())
}

/// The faster test runner where it is installed, else cargo's own.
fn runner(packages: &[&str], words: &[String]) -> Command {
    let mut command = if on_path("cargo-nextest") {
        cargo(&["nextest", "run", "--no-fail-fast", "--no-tests", "pass", "--hide-progress-bar"])
    } else {
        cargo(&["test", "--no-fail-fast"])
    };
    command.args(packages).args(words);
    command
}

/// Suites that share something costly or exclusive within one process (a browser, the disk) run in cargo's own harness.
fn harness(suites: &[&str], threads: u32, words: &[String]) -> Command {
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.args(suites.iter().flat_map(|suite| ["--test", suite])).arg("--");
    // These tests say themselves what they saw; the frames of an async runtime would only bury it.
    command.arg(format!("--test-threads={threads}")).args(words).env("RUST_BACKTRACE", "0");
    command
}

fn summary(done: &[Done], start: Instant) -> bool {
    let mut tally = Tally::default();
    println!("\n── summary ({:.0} s)", start.elapsed().as_secs_f64());
    for step in done {
        tally += step.tally;
        let outcome = match step.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::Skipped(why) => why,
        };
        let counts = if step.tally == Tally::default() { String::new() } else { format!("  ({})", step.tally) };
        println!("{:>8.1} s  {:<26} {outcome}{counts}", step.took.as_secs_f64(), step.name);
    }
    println!("{tally}");
    done.iter().all(|step| !step.is_failed())
}
