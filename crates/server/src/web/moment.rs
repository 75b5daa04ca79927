//! A time as a page shows it: how long ago, the day, and the exact instant for machines. The script says the same again in the reader's time
//! zone. It must never read a clock: the page brings "now".

use domain::language::{Language, times};
use jiff::Timestamp;

/// One point in time in the forms that `<time>` needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, for `datetime`.
    pub machine: String,
    /// "3 Nov 2025".
    pub day: String,
    /// "3 Nov 2025, 14:05 UTC".
    pub exact: String,
    /// "2 hours ago"; a month and more ago it is the day.
    pub relative: String,
}

impl Moment {
    /// Both in Unix milliseconds. A time beyond the calendar gives empty texts.
    pub fn new(language: Language, at: i64, now: i64) -> Self {
        let Ok(instant) = Timestamp::from_millisecond(at) else { return Self::default() };
        let day = times::day(language, at);
        let relative = times::ago(language, now.saturating_sub(at)).unwrap_or_else(|| day.clone());
        Self { machine: instant.to_string(), exact: times::exact(language, at), relative, day }
    }

    /// The same of a time as the domain writes it.
    pub(crate) fn read(language: Language, at: &str, now: i64) -> Self {
        at.parse::<Timestamp>().map(|at| Self::new(language, at.as_millisecond(), now)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Arabic, English, German};

    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn says_how_long_ago_and_when() {
        let now = 1_762_178_700_000; // 3 Nov 2025, 14:05 UTC
        let relative = |elapsed| Moment::new(English, now - elapsed, now).relative;
        assert_eq!(relative(-5), "just now");
        assert_eq!(relative(59_999), "just now");
        assert_eq!(relative(MINUTE), "1 minute ago");
        assert_eq!(relative(HOUR - 1), "59 minutes ago");
        assert_eq!(relative(2 * HOUR), "2 hours ago");
        assert_eq!(relative(DAY), "yesterday");
        assert_eq!(relative(29 * DAY), "29 days ago");
        assert_eq!(relative(30 * DAY), "4 Oct 2025");
        assert_eq!(Moment::new(English, now, now).exact, "3 Nov 2025, 14:05 UTC");
        assert_eq!(Moment::new(English, now, now).machine, "2025-11-03T14:05:00Z");
        let relative = |language, elapsed| Moment::new(language, now - elapsed, now).relative;
        assert_eq!(relative(German, MINUTE), "vor 1 Minute");
        assert_eq!([relative(Arabic, 2 * HOUR), relative(Arabic, DAY)], ["قبل ساعتين", "أمس"]);
        assert_eq!(Moment::new(English, i64::MAX, now), Moment::default());
    }
}
