//! The figures as a table for people, the same on the terminal and in `bench/RESULTS.md`: what was measured, the limits beside it, and
//! one line per budget. It must never soften a miss, and says nothing of where on the machine it ran.

use crate::limits::{Disk, sign_in_limit};
use crate::load::{Measured, count};
use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// Everything that one run found out. Parts that were not run are `None`.
#[derive(Debug, Default)]
pub struct Findings {
    pub pinning: String,
    pub command: String,
    pub limits: Option<Limits>,
    pub start: Option<Start>,
    pub sqlite: Option<Engine>,
    pub postgres: Option<Engine>,
    /// Why PostgreSQL is missing, where it is.
    pub postgres_skipped: Option<String>,
    pub large: Option<Large>,
}

#[derive(Debug, Clone)]
pub struct Limits {
    pub verify_per_second: f64,
    pub empty_post: Measured,
    pub disk: Disk,
}

impl Limits {
    pub fn sign_ins(&self) -> f64 {
        sign_in_limit(self.verify_per_second, self.empty_post.per_second)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub first_answer: Duration,
    pub idle_mib: f64,
}

/// One database with 1,000 users.
#[derive(Debug, Clone)]
pub struct Engine {
    pub sign_up_seconds: f64,
    pub sign_ins: Vec<Measured>,
    pub begin: Measured,
}

impl Engine {
    fn at(&self, connections: usize) -> Option<&Measured> {
        self.sign_ins.iter().find(|level| level.connections == connections)
    }
}

/// The large file.
#[derive(Debug, Clone)]
pub struct Large {
    pub users: usize,
    pub fill_seconds: f64,
    pub file_mib: f64,
    pub start: Start,
    pub sign_ins: Vec<Measured>,
}

/// One line of the verdict.
struct Budget {
    what: String,
    measured: String,
    asked: String,
    holds: bool,
}

pub fn render(findings: &Findings) -> String {
    let mut text = String::new();
    head(&mut text, findings);
    if let Some(limits) = &findings.limits {
        limits_table(&mut text, limits);
    }
    for (name, engine) in [("SQLite", &findings.sqlite), ("PostgreSQL", &findings.postgres)] {
        if let Some(engine) = engine {
            engine_table(&mut text, name, engine, findings.limits.as_ref());
        }
    }
    if let Some(reason) = &findings.postgres_skipped {
        line(&mut text, &format!("\n**PostgreSQL was not measured**: {reason}"));
    }
    if let Some(large) = &findings.large {
        large_table(&mut text, large, findings.limits.as_ref());
    }
    budgets_table(&mut text, &budgets(findings));
    text
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push('\n');
}

fn head(text: &mut String, findings: &Findings) {
    line(text, "# What the bench measured\n");
    line(text, &format!("`{}` on {}, {}.", findings.command, today(), machine()));
    line(text, &format!("{}. PostgreSQL's own processes are not pinned and run on both cores.", findings.pinning));
    line(
        text,
        "A sign-in is begin and finish over one kept connection, verified and durable (`synchronous=FULL`, `fsync=on`).",
    );
    line(
        text,
        "\"Cores\" is processor time over time; a load near 1.00 would mean that the load was the limit, not the server.",
    );
}

fn limits_table(text: &mut String, limits: &Limits) {
    line(text, "\n## Limits of this machine\n");
    line(text, "| what | measured |\n|---|---:|");
    line(text, &format!("| P-256 verifications, one core | {:.0}/s |", limits.verify_per_second));
    let empty = &limits.empty_post;
    line(text, &format!("| empty JSON POSTs, {} connections | {:.0}/s |", empty.connections, empty.per_second));
    line(
        text,
        &format!("| … server and load meanwhile | {:.2} and {:.2} cores |", empty.server_cores, empty.load_cores),
    );
    line(text, &format!("| 4 KiB append made durable, median | {:.3} ms |", limits.disk.median_ms));
    line(text, &format!("| … one after the other | {:.0}/s |", limits.disk.per_second));
    line(text, &format!("| **L** = 1 / (1/verify + 2/empty POST) | {:.0}/s |", limits.sign_ins()));
}

const LEVEL_HEAD: &str =
    "| | connections | per second | of L | p50 ms | p90 ms | p99 ms | errors | server cores | load cores | server MiB |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

fn level(text: &mut String, name: &str, measured: &Measured, limit: Option<f64>) {
    let of_limit = limit.map_or_else(|| "–".to_owned(), |limit| format!("{:.2}", measured.per_second / limit));
    let Measured {
        connections, per_second, p50_ms, p90_ms, p99_ms, errors, server_cores, load_cores, server_mib, ..
    } = measured;
    line(
        text,
        &format!(
            "| {name} | {connections} | {per_second:.0} | {of_limit} | {p50_ms:.2} | {p90_ms:.2} | {p99_ms:.2} | {errors} \
             | {server_cores:.2} | {load_cores:.2} | {server_mib:.1} |"
        ),
    );
}

fn first_errors(text: &mut String, levels: &[&Measured]) {
    for measured in levels {
        if let Some(error) = &measured.first_error {
            line(text, &format!("\nFirst error at {} connections: {error}", measured.connections));
        }
    }
}

fn engine_table(text: &mut String, name: &str, engine: &Engine, limits: Option<&Limits>) {
    line(text, &format!("\n## {name}, 1,000 users\n"));
    line(text, LEVEL_HEAD);
    for measured in &engine.sign_ins {
        level(text, "sign-in", measured, limits.map(Limits::sign_ins));
    }
    level(text, "begin alone", &engine.begin, None);
    line(text, &format!("\nSigning the 1,000 up over the API took {:.1} s.", engine.sign_up_seconds));
    first_errors(text, &engine.sign_ins.iter().chain([&engine.begin]).collect::<Vec<_>>());
}

fn large_table(text: &mut String, large: &Large, limits: Option<&Limits>) {
    line(text, &format!("\n## SQLite, {} users with two passkeys each\n", large.users));
    line(text, LEVEL_HEAD);
    for measured in &large.sign_ins {
        level(text, "sign-in", measured, limits.map(Limits::sign_ins));
    }
    line(
        text,
        &format!(
            "\nSign-ins are spread evenly over all passkeys. The file has {:.0} MiB and was filled in {:.0} s.",
            large.file_mib, large.fill_seconds
        ),
    );
    first_errors(text, &large.sign_ins.iter().collect::<Vec<_>>());
}

fn budgets_table(text: &mut String, budgets: &[Budget]) {
    line(text, "\n## Budgets\n");
    line(text, "| budget | measured | asked | |\n|---|---:|---:|---|");
    for Budget { what, measured, asked, holds } in budgets {
        line(text, &format!("| {what} | {measured} | {asked} | {} |", if *holds { "PASS" } else { "**MISS**" }));
    }
    let missed = budgets.iter().filter(|budget| !budget.holds).count();
    line(text, &format!("\n{} of {} budgets hold.", budgets.len() - missed, budgets.len()));
}

fn budgets(findings: &Findings) -> Vec<Budget> {
    let mut budgets = Vec::new();
    if let (Some(limits), Some(engine)) = (&findings.limits, &findings.sqlite) {
        budgets.extend(sqlite_budgets(limits, engine));
    }
    if let (Some(limits), Some(engine)) = (&findings.limits, &findings.postgres) {
        for measured in [64, 256].into_iter().filter_map(|connections| engine.at(connections)) {
            let what = format!("PostgreSQL at {} connections, of L", measured.connections);
            budgets.push(at_least(&what, measured.per_second / limits.sign_ins(), 0.1));
        }
    }
    if let Some(large) = &findings.large {
        budgets.extend(large_budgets(large, findings.sqlite.as_ref()));
    }
    if let Some(start) = findings.start {
        budgets.push(below(
            "start to first answer, empty database, ms",
            start.first_answer.as_secs_f64() * 1000.0,
            100.0,
        ));
        budgets.push(below("resident memory idle, MiB", start.idle_mib, 40.0));
    }
    budgets.push(no_errors(findings));
    budgets
}

fn sqlite_budgets(limits: &Limits, engine: &Engine) -> Vec<Budget> {
    let mut budgets = Vec::new();
    if let Some(wide) = engine.at(256) {
        budgets.push(at_least("sign-ins at 256 connections, of L", wide.per_second / limits.sign_ins(), 0.5));
    }
    if let Some(middle) = engine.at(64) {
        budgets.push(at_least("sign-ins at 64 connections, of L", middle.per_second / limits.sign_ins(), 0.4));
        let allowed = 3.0 * 64.0 / middle.per_second * 1000.0 + 10.0 * limits.disk.median_ms + 20.0;
        budgets.push(below("p99 at 64 connections, ms", middle.p99_ms, allowed));
    }
    let begin = engine.begin.per_second / limits.empty_post.per_second;
    budgets.push(at_least("begin alone, of the empty POST", begin, 0.5));
    budgets
}

fn large_budgets(large: &Large, small: Option<&Engine>) -> Vec<Budget> {
    let mut budgets = Vec::new();
    for measured in &large.sign_ins {
        if let Some(same) = small.and_then(|engine| engine.at(measured.connections)) {
            let what = format!("large file at {} connections, of the rate with 1,000 users", measured.connections);
            budgets.push(at_least(&what, measured.per_second / same.per_second, 0.6));
        }
    }
    budgets.push(below(
        "start to first answer, large file, ms",
        large.start.first_answer.as_secs_f64() * 1000.0,
        200.0,
    ));
    budgets.push(below("resident memory, large file, idle, MiB", large.start.idle_mib, 100.0));
    budgets
}

fn no_errors(findings: &Findings) -> Budget {
    let engines = [&findings.sqlite, &findings.postgres].into_iter().flatten();
    let levels = engines.flat_map(|engine| engine.sign_ins.iter().chain([&engine.begin]));
    let large = findings.large.iter().flat_map(|large| &large.sign_ins);
    let errors: usize = levels.chain(large).map(|measured| measured.errors).sum();
    below("errors in all levels", count(errors), 1.0)
}

fn at_least(what: &str, measured: f64, asked: f64) -> Budget {
    Budget {
        what: what.to_owned(),
        measured: format!("{measured:.2}"),
        asked: format!("≥ {asked:.2}"),
        holds: measured >= asked,
    }
}

fn below(what: &str, measured: f64, asked: f64) -> Budget {
    Budget {
        what: what.to_owned(),
        measured: format!("{measured:.1}"),
        asked: format!("< {asked:.1}"),
        holds: measured < asked,
    }
}

fn today() -> String {
    let date = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    date.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> = cpus
        .lines()
        .filter_map(|line| line.strip_prefix("model name"))
        .filter_map(|rest| rest.split(": ").nth(1))
        .collect();
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write!(text, "{} × {}", models.len(), models.first().unwrap_or(&"unknown processor"));
    text
}

#[cfg(test)]
mod tests;
