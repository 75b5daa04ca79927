//! Reads the closing lines of the test runners and adds them up.
//!
//! It never guesses: a line that is not exactly a runner's closing line counts nothing.

use std::fmt;
use std::ops::AddAssign;

/// Tests by what became of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Tally {
    /// The counts of one closing line of nextest (`Summary [ 1.2s] 3 tests run: 2 passed, 1 failed, 0 skipped`) or of
    /// the standard harness (`test result: ok. 3 passed; 0 failed; 1 ignored; …`).
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let plain = without_escapes(line);
        let line = plain.trim();
        if line.starts_with("Summary [") {
            let (_, counts) = line.split_once(" run: ")?;
            return Some(Self::of_counts(&without_parentheses(counts), ','));
        }
        // Only at the start of the line: nextest repeats a failed test's own output, closing line included, but indented.
        let counts = plain.strip_prefix("test result: ")?;
        let (_, counts) = counts.split_once(". ")?;
        Some(Self::of_counts(counts, ';'))
    }

    fn of_counts(counts: &str, separator: char) -> Self {
        let mut tally = Self::default();
        for part in counts.split(separator) {
            let Some((count, what)) = part.trim().split_once(' ') else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match what.trim() {
                "passed" => tally.passed += count,
                "failed" | "timed out" | "exec failed" => tally.failed += count,
                "skipped" | "ignored" => tally.skipped += count,
                _ => {}
            }
        }
        tally
    }
}

/// `10 passed (1 slow, 2 leaky), 1 failed` says the same without its parentheses.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// Drops terminal colours (`ESC [ … m`).
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            for inner in letters.by_ref() {
                if inner.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(line: &str) -> Option<(u64, u64, u64)> {
        Tally::of_line(line).map(|tally| (tally.passed, tally.failed, tally.skipped))
    }

    #[test]
    fn closing_lines_of_nextest_are_read() {
        assert_eq!(counts("     Summary [   0.012s] 3 tests run: 3 passed, 0 skipped"), Some((3, 0, 0)));
        assert_eq!(
            counts("Summary [ 9.1s] 9/20 tests run: 5 passed (1 slow, 1 leaky), 4 failed, 11 skipped"),
            Some((5, 4, 11))
        );
        assert_eq!(counts("Summary [ 60.1s] 1 test run: 0 passed, 1 timed out, 2 skipped"), Some((0, 1, 2)));
    }

    #[test]
    fn closing_lines_of_the_standard_harness_are_read() {
        let line = "test result: FAILED. 7 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.00s";
        assert_eq!(counts(line), Some((7, 1, 2)));
    }

    #[test]
    fn colours_do_not_hide_a_line_and_other_lines_count_nothing() {
        assert_eq!(
            counts(
                "\u{1b}[32;1m     Summary\u{1b}[0m [ 0.1s] \u{1b}[1m2\u{1b}[0m tests run: 2 \u{1b}[32mpassed\u{1b}[0m, 0 skipped"
            ),
            Some((2, 0, 0))
        );
        assert_eq!(counts("running 3 tests"), None);
        assert_eq!(counts("    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 9 filtered out"), None);
        assert_eq!(counts("a page says: 3 passed, 1 failed"), None);
    }
}
