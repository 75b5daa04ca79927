//! A moment as a form or a program writes it. Pure.

use crate::error::Objection;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Without a zone it is UTC: the page says so, and a server has no other.
pub(crate) fn moment(field: &'static str, text: &str) -> Result<i64, Objection> {
    let text = text.trim();
    let zoned = text.parse::<Timestamp>().ok();
    let plain = || Some(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let found = zoned.or_else(plain).map(Timestamp::as_millisecond);
    found.ok_or_else(|| Objection::new(field, "Enter day and time, such as 2030-01-31T09:00, in UTC."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        for text in ["2030-01-31T09:00", " 2030-01-31T09:00:00Z", "2030-01-31T10:00:00+01:00", "2030-01-31 09:00"] {
            assert_eq!(moment("due", text), Ok(1_896_080_400_000), "{text}");
        }
        for text in ["", "tomorrow", "2030-02-30T09:00", "09:00", "2030-01-31T25:00"] {
            assert_eq!(moment("due", text).unwrap_err().field, "due", "{text}");
        }
    }
}
