//! The figures as a table for people, the same on the terminal and in `bench/RESULTS.md`: what was measured, the limits beside it, and
//! one line per budget. It must never soften a miss, and says nothing of where on the machine it ran.

use crate::budgets::{self, Budget, Yardstick};
use crate::limits::Disk;
use crate::load::Measured;
use crate::verification::Rates;
use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// Cores used by others below this are the machine's own housekeeping, and the disk's work for the server.
const IDLE: f64 = 0.2;

/// Everything that one run found out. Parts that were not run are `None`.
#[derive(Debug, Default)]
pub struct Findings {
    pub pinning: String,
    pub command: String,
    /// Before everything else and after it.
    pub limits: Vec<Limits>,
    pub start: Option<Start>,
    pub sqlite: Option<Engine>,
    pub postgres: Option<Engine>,
    /// Why PostgreSQL is missing, where it is.
    pub postgres_skipped: Option<String>,
    pub large: Option<Large>,
}

impl Findings {
    /// Every level during which nobody else should have used a core.
    fn undisturbed(&self) -> impl Iterator<Item = &Measured> {
        let limits = self.limits.iter().map(|limits| &limits.empty_post);
        let small = self.sqlite.iter().flat_map(Engine::levels);
        limits.chain(small).chain(self.large.iter().flat_map(|large| &large.sign_ins))
    }
}

#[derive(Debug, Clone)]
pub struct Limits {
    pub verification: Rates,
    pub empty_post: Measured,
    pub disk: Disk,
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
    pub applications: Applications,
}

/// What applications ask, at 64 connections.
#[derive(Debug, Clone)]
pub struct Applications {
    pub introspection: Measured,
    pub client_credentials: Measured,
    pub refresh: Measured,
}

impl Applications {
    pub fn all(&self) -> [(&'static str, &Measured); 3] {
        let Self { introspection, client_credentials, refresh } = self;
        [("introspection", introspection), ("client credentials", client_credentials), ("refresh", refresh)]
    }
}

impl Engine {
    /// Every level of it.
    pub fn levels(&self) -> impl Iterator<Item = &Measured> {
        self.sign_ins.iter().chain([&self.begin]).chain(self.applications.all().map(|(_, measured)| measured))
    }

    pub fn at(&self, connections: usize) -> Option<&Measured> {
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

pub fn render(findings: &Findings) -> String {
    let mut text = String::new();
    let yardstick = Yardstick::of(&findings.limits);
    head(&mut text, findings);
    if let Some(yardstick) = yardstick {
        limits_table(&mut text, &findings.limits, yardstick);
    }
    for (name, engine) in [("SQLite", &findings.sqlite), ("PostgreSQL", &findings.postgres)] {
        if let Some(engine) = engine {
            engine_table(&mut text, name, engine, yardstick);
        }
    }
    if let Some(reason) = &findings.postgres_skipped {
        line(&mut text, &format!("\n**PostgreSQL was not measured**: {reason}"));
    }
    if let Some(large) = &findings.large {
        large_table(&mut text, large, yardstick);
    }
    budgets_table(&mut text, &budgets::all(findings, yardstick));
    text
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push('\n');
}

fn head(text: &mut String, findings: &Findings) {
    line(text, "# What the bench measured\n");
    line(text, &format!("`{}` on {}, {}.\n", findings.command, today(), machine()));
    line(text, &format!("- Pinned: {}. PostgreSQL's own processes run on any core.", findings.pinning));
    line(text, "- A sign-in is begin and finish over one kept connection, verified, and durable when it is answered:");
    line(text, "  `synchronous=FULL` and one fsync a group on SQLite, the defaults on PostgreSQL.");
    line(
        text,
        "- Cores: processor time over time. A load near 1.00 would mean that the load was the limit, not the server.",
    );
    line(text, "- Server µs: the server's processor time for each sign-in, which a busy neighbour disturbs least.");
    line(text, "- Others: cores used by everything else; under PostgreSQL that is PostgreSQL.");
    let others = findings.undisturbed().map(|measured| measured.other_cores).fold(0.0, f64::max);
    if others > IDLE {
        line(
            text,
            &format!(
                "\n**The machine was not idle**: others used up to {others:.2} cores, so durable figures do not count."
            ),
        );
    }
}

fn limits_table(text: &mut String, limits: &[Limits], yardstick: Yardstick) {
    line(text, "\n## Limits of this machine\n");
    let (head, rule) = if limits.len() == 2 { ("before | after", "---:|---:") } else { ("measured", "---:") };
    line(text, &format!("| what | {head} |\n|---|{rule}|"));
    let mut row = |what: &str, of: &dyn Fn(&Limits) -> String| {
        let cells: Vec<String> = limits.iter().map(of).collect();
        line(text, &format!("| {what} | {} |", cells.join(" | ")));
    };
    row("P-256 verifications, one core", &|limits| format!("{:.0}/s", limits.verification.raw));
    row("… with every step of a sign-in around each", &|limits| format!("{:.0}/s", limits.verification.verified));
    row("… and with reading its JSON", &|limits| format!("{:.0}/s", limits.verification.from_json));
    row("empty JSON POSTs, 64 connections", &|limits| format!("{:.0}/s", limits.empty_post.per_second));
    row("… server, load and others meanwhile, cores", &|limits| {
        let Measured { server_cores, load_cores, other_cores, .. } = limits.empty_post;
        format!("{server_cores:.2}, {load_cores:.2}, {other_cores:.2}")
    });
    row("4 KiB append made durable, median", &|limits| format!("{:.3} ms", limits.disk.median_ms));
    row("… one after the other", &|limits| format!("{:.0}/s", limits.disk.per_second));
    line(text, &format!("\n**L** = 1 / (1/verify + 2/empty POST) = {:.0}/s, of the means.", yardstick.sign_ins));
}

const LEVEL_HEAD: &str =
    "| | connections | per second | of L | p50 ms | p90 ms | p99 ms | errors | server cores | server µs | \
load cores | others | server MiB |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

fn level(text: &mut String, name: &str, measured: &Measured, limit: Option<f64>) {
    let of_limit = limit.map_or_else(|| "–".to_owned(), |limit| format!("{:.2}", measured.per_second / limit));
    let Measured {
        connections, per_second, p50_ms, p90_ms, p99_ms, errors, server_cores, load_cores, other_cores, ..
    } = measured;
    let (micros, mib) = (measured.server_micros(), measured.server_mib);
    line(
        text,
        &format!(
            "| {name} | {connections} | {per_second:.0} | {of_limit} | {p50_ms:.2} | {p90_ms:.2} | {p99_ms:.2} | {errors} \
             | {server_cores:.2} | {micros:.0} | {load_cores:.2} | {other_cores:.2} | {mib:.1} |"
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

fn engine_table(text: &mut String, name: &str, engine: &Engine, yardstick: Option<Yardstick>) {
    line(text, &format!("\n## {name}, 1,000 users\n"));
    line(text, LEVEL_HEAD);
    for measured in &engine.sign_ins {
        level(text, "sign-in", measured, yardstick.map(|yardstick| yardstick.sign_ins));
    }
    level(text, "begin alone", &engine.begin, None);
    for (what, measured) in engine.applications.all() {
        level(text, what, measured, None);
    }
    line(text, &format!("\nSigning the 1,000 up over the API took {:.1} s.", engine.sign_up_seconds));
    first_errors(text, &engine.levels().collect::<Vec<_>>());
}

fn large_table(text: &mut String, large: &Large, yardstick: Option<Yardstick>) {
    line(text, &format!("\n## SQLite, {} users with two passkeys each\n", large.users));
    line(text, LEVEL_HEAD);
    for measured in &large.sign_ins {
        level(text, "sign-in", measured, yardstick.map(|yardstick| yardstick.sign_ins));
    }
    line(
        text,
        &format!(
            "\nSign-ins are spread evenly over all passkeys. The file has {:.0} MiB and was filled in {:.0} s; it is as warm as that leaves it.",
            large.file_mib, large.fill_seconds
        ),
    );
    first_errors(text, &large.sign_ins.iter().collect::<Vec<_>>());
}

fn budgets_table(text: &mut String, budgets: &[Budget]) {
    if budgets.is_empty() {
        return;
    }
    line(text, "\n## Budgets\n");
    line(text, "| budget | measured | asked | |\n|---|---:|---:|---|");
    for Budget { what, measured, asked, holds } in budgets {
        line(text, &format!("| {what} | {measured} | {asked} | {} |", if *holds { "PASS" } else { "**MISS**" }));
    }
    let missed = budgets.iter().filter(|budget| !budget.holds).count();
    line(text, &format!("\n{} of {} budgets hold.", budgets.len() - missed, budgets.len()));
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
