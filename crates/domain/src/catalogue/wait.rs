//! How long to wait, in the words of a text.

use std::borrow::Cow;

/// In a text, this is where it says how long.
const WAIT: &str = "{wait}";

/// The text with so many seconds in it. Where nobody knows how many, it says so: no reader ever sees the place itself.
pub(super) fn filled(text: &'static str, seconds: Option<u32>) -> Cow<'static, str> {
    if !text.contains(WAIT) {
        return text.into();
    }
    text.replace(WAIT, &seconds.map_or_else(|| "a moment".to_owned(), in_words)).into()
}

/// Rounded up: whoever comes back a moment too soon has waited for nothing.
fn in_words(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..=90 => (seconds.max(1), "second"),
        91..=5_400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_words_and_never_too_short() {
        let told = [1, 30, 90, 91, 120, 121, 3_600, 5_401, 7_201].map(in_words);
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
    }

    #[test]
    fn the_place_is_always_filled() {
        assert_eq!(filled("Wait {wait}.", Some(30)), "Wait 30 seconds.");
        assert_eq!(filled("Wait {wait}.", None), "Wait a moment.");
        assert_eq!(filled("Try again.", Some(30)), "Try again.");
    }
}
