//! Calendar days as the metadata service writes them: `2021-12-01`, always UTC.
//!
//! It must never ask what day it is: the caller says so.

use std::fmt;
use std::str::FromStr;

const SECONDS: i64 = 86_400;

/// A day of the calendar. The fields stand in the order in which days are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i64,
    month: i64,
    of_month: i64,
}

impl Day {
    /// The first second after the day, in Unix time.
    pub fn end(self) -> i64 {
        let before: i64 = (1..self.month).map(|month| days_in(self.year, month)).sum();
        (days_before(self.year) - days_before(1970) + before + self.of_month) * SECONDS
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// The text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written like 2021-12-01")]
pub struct NotDay;

impl FromStr for Day {
    type Err = NotDay;

    fn from_str(text: &str) -> Result<Self, NotDay> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits || parts.iter().map(|part| part.len()).ne([4, 2, 2]) {
            return Err(NotDay);
        }
        let numbers: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let [year, month, day] = *numbers else { return Err(NotDay) };
        if day < 1 || day > days_in(year, month) {
            return Err(NotDay);
        }
        Ok(Self { year, month, of_month: day })
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// None in a month that does not exist, so that no day fits it.
fn days_in(year: i64, month: i64) -> i64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

/// The days of all years of our calendar before this one, from year 0 on.
fn days_before(year: i64) -> i64 {
    // Year 0 is a leap year, hence the one more.
    let leaps = if year == 0 { 0 } else { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1 };
    year * 365 + leaps
}

#[cfg(test)]
mod tests {
    use super::{Day, NotDay};

    #[test]
    fn days_are_counted_from_the_epoch() {
        // Against `date -u -d 2021-12-01 +%s` and its like, at midnight after the day.
        for (text, end) in [
            ("1970-01-01", 86_400),
            ("1969-12-31", 0),
            ("2000-02-29", 951_868_800),
            ("2021-12-01", 1_638_403_200),
            ("2024-02-29", 1_709_251_200),
            ("2024-12-31", 1_735_689_600),
            ("2100-03-01", 4_107_628_800),
            ("0000-01-01", -62_167_132_800),
        ] {
            assert_eq!(text.parse().map(Day::end), Ok(end), "{text}");
            assert_eq!(text.parse().map(|day: Day| day.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in ["", "2021", "2021-12", "2021-13-01", "2021-02-29", "2100-02-29", "2021-00-10", "2021-01-00"] {
            assert_eq!(text.parse::<Day>(), Err(NotDay), "{text}");
        }
        for text in ["21-12-01", "2021-12-1", "+021-12-01", "2021-12-01T00:00:00Z", "2021-12-01-02", "２021-12-01"] {
            assert_eq!(text.parse::<Day>(), Err(NotDay), "{text}");
        }
    }
}
