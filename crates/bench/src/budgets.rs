//! The verdict: each budget of the product beside what was measured. It must never round a miss into a pass.

use crate::limits::sign_in_limit;
use crate::load::count;
use crate::report::{Engine, Findings, Large, Limits};

/// The mean of what was measured before and after: the yardstick of everything between.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Yardstick {
    pub(crate) empty_posts: f64,
    pub(crate) sign_ins: f64,
    pub(crate) fsync_ms: f64,
    /// Of the raw P-256 rate.
    pub(crate) verification: f64,
}

impl Yardstick {
    pub(crate) fn of(limits: &[Limits]) -> Option<Self> {
        let mean = |of: fn(&Limits) -> f64| limits.iter().map(of).sum::<f64>() / count(limits.len());
        let empty_posts = mean(|limits| limits.empty_post.per_second);
        let sign_ins = sign_in_limit(mean(|limits| limits.verification.raw), empty_posts);
        (!limits.is_empty()).then(|| Self {
            empty_posts,
            sign_ins,
            fsync_ms: mean(|limits| limits.disk.median_ms),
            verification: mean(|limits| limits.verification.share),
        })
    }
}

/// One line of the verdict.
pub(crate) struct Budget {
    pub(crate) what: String,
    pub(crate) measured: String,
    pub(crate) asked: String,
    pub(crate) holds: bool,
}

pub(crate) fn all(findings: &Findings, yardstick: Option<Yardstick>) -> Vec<Budget> {
    let mut budgets = Vec::new();
    if let Some(yardstick) = yardstick {
        budgets.push(at_least("verification alone, of the raw P-256 rate", yardstick.verification, 0.85));
    }
    if let (Some(yardstick), Some(engine)) = (yardstick, &findings.sqlite) {
        budgets.extend(sqlite_budgets(yardstick, engine));
    }
    if let (Some(yardstick), Some(engine)) = (yardstick, &findings.postgres) {
        for measured in [64, 256].into_iter().filter_map(|connections| engine.at(connections)) {
            let what = format!("PostgreSQL at {} connections, of L", measured.connections);
            budgets.push(at_least(&what, measured.per_second / yardstick.sign_ins, 0.1));
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
    if findings.sqlite.is_some() || findings.postgres.is_some() {
        budgets.push(no_errors(findings));
    }
    budgets
}

fn sqlite_budgets(yardstick: Yardstick, engine: &Engine) -> Vec<Budget> {
    let mut budgets = Vec::new();
    if let Some(wide) = engine.at(256) {
        budgets.push(at_least("sign-ins at 256 connections, of L", wide.per_second / yardstick.sign_ins, 0.5));
    }
    if let Some(middle) = engine.at(64) {
        budgets.push(at_least("sign-ins at 64 connections, of L", middle.per_second / yardstick.sign_ins, 0.4));
        let allowed = 3.0 * 64.0 / middle.per_second * 1000.0 + 10.0 * yardstick.fsync_ms + 20.0;
        budgets.push(below("p99 at 64 connections, ms", middle.p99_ms, allowed));
    }
    let begin = engine.begin.per_second / yardstick.empty_posts;
    budgets.push(at_least("begin alone, of the empty POST", begin, 0.5));
    for (what, measured) in engine.applications.all() {
        budgets.push(at_least(&format!("{what}, per second on one core"), measured.per_second, 5_000.0));
    }
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
    let levels = engines.flat_map(Engine::levels);
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
