//! How far a long command is, how fast, and how long it takes still: on standard error, so that what it prints stays clean. A terminal has one
//! line that is written over; a log has a line now and then.

use domain::progress::Progress;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two lines of a log.
const EVERY: Duration = Duration::from_secs(2);
/// Between two looks of a person.
const GLANCE: Duration = Duration::from_millis(100);
const BAR: u64 = 24;

#[derive(Debug)]
pub(crate) struct Pace {
    what: &'static str,
    begun: Instant,
    told: Option<Instant>,
    /// What was told last.
    said: Option<(u64, u64)>,
    is_terminal: bool,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { what: "", begun: Instant::now(), told: None, said: None, is_terminal: io::stderr().is_terminal() }
    }

    pub(crate) fn tell(&mut self, at: Progress) {
        if let Some(text) = self.text(at) {
            io::stderr().write_all(text.as_bytes()).ok();
        }
    }

    /// What is to be written, where it is time to. The end is told once: what is counted may be more than was thought, and each of it would be an end.
    fn text(&mut self, at: Progress) -> Option<String> {
        if at.what != self.what {
            *self =
                Self { what: at.what, begun: Instant::now(), told: None, said: None, is_terminal: self.is_terminal };
        }
        let (is_end, figures) = (at.done >= at.of, (at.done, at.of));
        let is_first_end = is_end && self.said.is_none_or(|(done, of)| done < of);
        let every = if self.is_terminal { GLANCE } else { EVERY };
        let is_time = self.told.unwrap_or(self.begun).elapsed() >= every;
        if self.said == Some(figures) || !(is_first_end || is_time) {
            return None;
        }
        (self.told, self.said) = (Some(Instant::now()), Some(figures));
        let said = line(at, self.begun.elapsed());
        Some(match (self.is_terminal, is_end) {
            (true, false) => format!("\r{} {said}\x1b[K", bar(at)),
            (true, true) => format!("\r{} {said}\x1b[K\n", bar(at)),
            (false, _) => format!("{said}\n"),
        })
    }
}

fn bar(at: Progress) -> String {
    let full = at.done.min(at.of).saturating_mul(BAR) / at.of.max(1);
    let drawn = (0..BAR).map(|place| if place < full { '#' } else { ' ' });
    format!("[{}]", drawn.collect::<String>())
}

fn line(at: Progress, passed: Duration) -> String {
    let passed = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = at.done.saturating_mul(1000) / passed;
    let left = (at.of - at.done.min(at.of)) / rate.max(1);
    format!("{}: {} of {}, {rate} a second, {left} s left", at.what, at.done, at.of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_fast_and_how_long_still() {
        let at = Progress { what: "members", done: 3_000, of: 9_000 };
        let told = line(at, Duration::from_millis(1_500));
        assert_eq!(told, "members: 3000 of 9000, 2000 a second, 3 s left");
        let end = line(Progress { done: 9_000, ..at }, Duration::ZERO);
        assert_eq!(end, "members: 9000 of 9000, 9000000 a second, 0 s left");
    }

    // Issue 9, 2: a log has the end once, and no figures twice.
    #[test]
    fn the_end_is_told_once() {
        let mut pace = Pace { is_terminal: false, ..Pace::new() };
        let mut told = |what, done, of| pace.text(Progress { what, done, of }).is_some();
        assert!(!told("rows", 1, 170) && !told("rows", 169, 170) && told("rows", 170, 170));
        assert!(!told("rows", 170, 170) && !told("rows", 171, 171) && !told("rows", 200, 200));
        assert!(told("pieces", 3, 3) && !told("pieces", 3, 3));
        for is_terminal in [false, true] {
            let long_ago = Instant::now().checked_sub(EVERY);
            let mut pace = Pace { what: "rows", told: long_ago, is_terminal, said: Some((5, 9)), ..Pace::new() };
            assert!(pace.text(Progress { what: "rows", done: 5, of: 9 }).is_none());
            assert!(pace.text(Progress { what: "rows", done: 6, of: 9 }).is_some());
        }
    }

    #[test]
    fn a_bar_fills_and_never_bursts() {
        let bar = |done, of| bar(Progress { what: "members", done, of });
        assert_eq!(bar(0, 8), format!("[{}]", " ".repeat(24)));
        assert_eq!(bar(4, 8), format!("[{}{}]", "#".repeat(12), " ".repeat(12)));
        assert_eq!(bar(9, 8), format!("[{}]", "#".repeat(24)));
        assert_eq!(bar(0, 0), format!("[{}]", " ".repeat(24)));
    }
}
