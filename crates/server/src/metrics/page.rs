//! Numbers in the text format of Prometheus (version 0.0.4): one line each. A test reads what it writes with Prometheus' own parser.

use super::families::{Family, Kind};
use domain::meters::{BOUNDS_US, Reading};
use std::fmt::{Display, Write};

/// What the format is called in `Content-Type`.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// Begins a name; what follows belongs to it.
    pub(super) fn of(&mut self, family: &'static Family) -> Samples<'_> {
        let Family { name, kind, help, .. } = family;
        self.put(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
        Samples { page: self, family }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    fn put(&mut self, line: impl Display) {
        // Writing to a String does not fail.
        write!(self.text, "{line}").ok();
    }
}

/// The numbers of one name.
pub(super) struct Samples<'p> {
    page: &'p mut Page,
    family: &'static Family,
}

impl Samples<'_> {
    /// One number; `words` are those of the family's labels, in their order.
    pub(super) fn add(&mut self, words: &[&str], number: impl Display) {
        debug_assert!(words.len() == self.family.labels.len() && self.family.kind != Kind::Histogram);
        self.sample("", words, None, number);
    }

    /// One number without labels.
    pub(super) fn put(&mut self, number: impl Display) {
        self.add(&[], number);
    }

    pub(super) fn histogram(&mut self, words: &[&str], reading: &Reading) {
        debug_assert!(words.len() == self.family.labels.len() && self.family.kind == Kind::Histogram);
        for (bound, number) in BOUNDS_US.iter().zip(&reading.within) {
            self.sample("_bucket", words, Some(&seconds(*bound)), number);
        }
        self.sample("_bucket", words, Some("+Inf"), reading.count());
        self.sample("_sum", words, None, seconds(reading.sum_us));
        self.sample("_count", words, None, reading.count());
    }

    fn sample(&mut self, end: &str, words: &[&str], bound: Option<&str>, number: impl Display) {
        self.page.put(format_args!("{}{end}", self.family.name));
        let labels =
            self.family.labels.iter().copied().zip(words.iter().copied()).chain(bound.map(|bound| ("le", bound)));
        let mut before = "{";
        for (label, word) in labels {
            self.page.put(format_args!("{before}{label}=\"{}\"", escaped(word)));
            before = ",";
        }
        self.page.put(format_args!("{} {number}\n", if before == "{" { "" } else { "}" }));
    }
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Microseconds as seconds.
pub(super) fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::families::{DATABASE_SECONDS, KEY_AGE, SESSIONS};
    use super::*;
    use domain::meters::Histogram;
    use std::time::Duration;

    #[test]
    fn numbers_are_lines_under_their_name() {
        let mut page = Page::default();
        page.of(&SESSIONS).put(3);
        page.of(&KEY_AGE).add(&["a\"b\\c\nd"], -1);
        let histogram = Histogram::default();
        histogram.note(Duration::from_millis(3));
        page.of(&DATABASE_SECONDS).histogram(&["read"], &histogram.read());
        let text = page.text();
        assert!(text.contains("# TYPE keystead_sessions gauge\nkeystead_sessions 3\n"), "{text}");
        assert!(text.contains("keystead_key_age_seconds{purpose=\"a\\\"b\\\\c\\nd\"} -1\n"), "{text}");
        for line in [
            "_bucket{mode=\"read\",le=\"0.0025\"} 0",
            "_bucket{mode=\"read\",le=\"0.005\"} 1",
            "_bucket{mode=\"read\",le=\"+Inf\"} 1",
            "_sum{mode=\"read\"} 0.003",
            "_count{mode=\"read\"} 1",
        ] {
            assert!(text.contains(&format!("keystead_database_seconds{line}\n")), "{line}: {text}");
        }
    }

    #[test]
    fn microseconds_are_told_in_seconds() {
        let told = [0, 500, 1_000_000, 2_500_000, 10_000_000].map(seconds);
        assert_eq!(told, ["0", "0.0005", "1", "2.5", "10"]);
    }
}
