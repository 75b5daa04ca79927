//! Times and waits in the words of a language: what a page says before its script says it again in the reader's own zone. It must never
//! read a clock.

use super::{Language, Place, texts};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn words(language: Language, key: &str, places: &[(&str, Place<'_>)]) -> String {
    texts::of(language).find(key, None, places).unwrap_or_default()
}

/// How long to wait, rounded up: whoever comes back a moment too soon has waited for nothing. Where nobody knows how long, it says so.
pub fn wait(language: Language, seconds: Option<u32>) -> String {
    let Some(seconds) = seconds else { return words(language, "wait_moment", &[]) };
    let (count, key) = match seconds {
        0..=90 => (seconds.max(1), "wait_seconds"),
        91..=5_400 => (seconds.div_ceil(60), "wait_minutes"),
        _ => (seconds.div_ceil(3_600), "wait_hours"),
    };
    words(language, key, &[("count", Place::Count(count.into()))])
}

/// How long ago, in milliseconds; a month and more ago it is told by its day.
pub fn ago(language: Language, elapsed: i64) -> Option<String> {
    let (count, key) = match elapsed {
        ..MINUTE => return Some(words(language, "just_now", &[])),
        MINUTE..HOUR => (elapsed / MINUTE, "minutes_ago"),
        HOUR..DAY => (elapsed / HOUR, "hours_ago"),
        _ => (elapsed / DAY, "days_ago"),
    };
    (key != "days_ago" || count < 30).then(|| words(language, key, &[("count", Place::Count(count))]))
}

/// "3 Nov 2025". A time beyond the calendar gives an empty text, here and below.
pub fn day(language: Language, at: i64) -> String {
    written(language, "day", at)
}

/// "3 Nov 2025, 14:05 UTC".
pub fn exact(language: Language, at: i64) -> String {
    written(language, "exact", at)
}

/// "3 November 2025, 14:05 UTC", within a sentence.
pub fn moment(language: Language, at: i64) -> String {
    written(language, "moment", at)
}

fn written(language: Language, key: &str, at: i64) -> String {
    let Ok(instant) = Timestamp::from_millisecond(at) else { return String::new() };
    let utc = instant.to_zoned(TimeZone::UTC);
    let (year, time) = (utc.strftime("%Y").to_string(), utc.strftime("%H:%M").to_string());
    let places = [
        ("day", Place::Count(utc.day().into())),
        ("month", Place::Count(utc.month().into())),
        ("year", Place::Text(&year)),
        ("time", Place::Text(&time)),
    ];
    words(language, key, &places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Arabic, English, French, German, Japanese, Portuguese, Spanish};

    #[test]
    fn a_wait_is_told_in_words_and_never_too_short() {
        let told = [1, 30, 90, 91, 120, 121, 3_600, 5_401, 7_201].map(|seconds| wait(English, Some(seconds)));
        let expected = [
            "1 second",
            "30 seconds",
            "90 seconds",
            "2 minutes",
            "2 minutes",
            "3 minutes",
            "60 minutes",
            "2 hours",
            "3 hours",
        ];
        assert_eq!(told, expected);
        assert_eq!(wait(English, None), "a moment");
    }

    #[test]
    fn each_language_has_its_plurals() {
        let of = |language| [1, 2, 5, 30].map(|seconds| wait(language, Some(seconds)));
        assert_eq!(of(German), ["1 Sekunde", "2 Sekunden", "5 Sekunden", "30 Sekunden"]);
        assert_eq!(of(Japanese), ["1 秒", "2 秒", "5 秒", "30 秒"]);
        assert_eq!(of(Arabic), ["ثانية واحدة", "ثانيتين", "5 ثوانٍ", "30 ثانية"]);
    }

    #[test]
    fn a_date_stands_in_its_readers_order() {
        let at = 1_762_178_700_000;
        for (language, text) in [
            (English, "3 Nov 2025, 14:05 UTC"),
            (German, "3. Nov. 2025, 14:05 UTC"),
            (French, "3 nov. 2025, 14:05 UTC"),
            (Spanish, "3 nov 2025, 14:05 UTC"),
            (Portuguese, "3 de nov. de 2025, 14:05 UTC"),
            (Japanese, "2025年11月3日 14:05 UTC"),
            (Arabic, "3 نوفمبر 2025، 14:05 UTC"),
        ] {
            assert_eq!(exact(language, at), text);
        }
        assert_eq!(moment(English, at), "3 November 2025, 14:05 UTC");
        assert_eq!(exact(English, i64::MAX), "");
    }

    #[test]
    fn every_word_is_there_in_every_language() {
        for language in Language::ALL {
            for count in [1, 2, 3, 11, 59, 100] {
                let count = [("count", Place::Count(count))];
                for key in ["wait_seconds", "wait_minutes", "wait_hours", "minutes_ago", "hours_ago", "days_ago"] {
                    assert_ne!(words(language, key, &count), "", "{language:?} {key} {count:?}");
                }
            }
            for month in 0..12 {
                assert!(moment(language, month * 31 * DAY).contains("1970"), "{language:?}");
                assert!(day(language, month * 31 * DAY).len() < exact(language, month * 31 * DAY).len());
            }
            assert!(!words(language, "just_now", &[]).is_empty() && !wait(language, None).is_empty());
        }
    }
}
