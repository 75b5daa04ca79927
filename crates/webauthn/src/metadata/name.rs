//! What makers call their models, for lists on a screen.
//!
//! A name must never turn the text around it, hide what it says or break out of its line.

use std::ops::RangeInclusive;

/// Longer names are cut.
const MAX: usize = 200;

/// Characters that format text, and others that show nothing. Unicode calls them Cf, Zl, Zp, Co or default-ignorable; a few are
/// letters by name and blank by sight.
const UNSEEN: [RangeInclusive<char>; 30] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{600}'..='\u{605}',
    '\u{61c}'..='\u{61c}',
    '\u{6dd}'..='\u{6dd}',
    '\u{70f}'..='\u{70f}',
    '\u{890}'..='\u{891}',
    '\u{8e2}'..='\u{8e2}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{e000}'..='\u{f8ff}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{fffe}'..='\u{ffff}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d159}'..='\u{1d159}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
    '\u{f0000}'..='\u{10ffff}',
];

/// The description without what could disturb a screen.
pub(super) fn shown(description: &str) -> String {
    let seen: String = description.chars().filter(|character| is_seen(*character)).collect();
    let cut: String = seen.trim().chars().take(MAX).collect();
    cut.trim_end().to_owned()
}

fn is_seen(character: char) -> bool {
    !character.is_control() && !UNSEEN.iter().any(|range| range.contains(&character))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_is_not_seen_is_left_out() {
        for unseen in [
            "\u{7}",
            "\n",
            "\u{85}",
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{180e}",
            "\u{200b}",
            "\u{200d}",
            "\u{200e}",
            "\u{200f}",
            "\u{2028}",
            "\u{2029}",
            "\u{202a}",
            "\u{202e}",
            "\u{2060}",
            "\u{2066}",
            "\u{2069}",
            "\u{3164}",
            "\u{fe0f}",
            "\u{feff}",
            "\u{fff9}",
            "\u{e0041}",
            "\u{e01ef}",
        ] {
            let named = format!("{unseen} A{unseen} key {unseen}");
            assert_eq!(shown(&named), "A key", "{:x?}", unseen.chars());
        }
        assert_eq!(shown("\u{202e}\u{200b}"), "");
    }

    #[test]
    fn letters_of_every_script_stay() {
        for name in ["Clé n° 5 – “pro”", "Schlüssel", "鍵", "مفتاح", "कुंजी", "🔑 key", "ключ/4", "A\u{a0}B"]
        {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shown(&"ä".repeat(1000)).chars().count(), 200);
        assert_eq!(shown(&format!("{} b", "a".repeat(199))), "a".repeat(199));
    }
}
