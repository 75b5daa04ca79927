//! What an application may state. The text is shown exactly as it was sent, so it must be what it looks like: nothing in it may be invisible,
//! change the direction of what follows, or push the rest out of sight. It must never be mended: what is not taken is refused.

use crate::identifier::is_invisible;
use serde_json::{Map, Value};
use unicode_normalization::char::is_combining_mark;

const LONGEST_TEXT: usize = 1000;
const MOST_LINES: usize = 20;
/// Of spaces and line ends in a row, and of marks on one letter.
const MOST_SPACE: usize = 4;
const MOST_MARKS: usize = 4;
const LONGEST_DETAILS: usize = 4096;
const DEEPEST: usize = 4;
const LONGEST_NAME: usize = 64;
/// The largest whole number that every reader of JSON holds exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// The text, if it can be shown; else what is wrong with it.
pub(super) fn text(text: &str) -> Result<&str, &'static str> {
    if text.chars().count() > LONGEST_TEXT {
        return Err("text is longer than 1000 characters");
    }
    if text.split('\n').count() > MOST_LINES {
        return Err("text has more than 20 lines");
    }
    if text.trim() != text || text.is_empty() {
        return Err("text begins and ends with something that can be seen");
    }
    if !text.chars().all(is_plain) {
        return Err(
            "text has a character that cannot be seen, changes the direction of others, or is no character of a text: only line feeds are taken \
             besides letters, marks, digits, signs and spaces",
        );
    }
    if longest_run(text, char::is_whitespace) > MOST_SPACE {
        return Err("text has more than four spaces or line ends in a row");
    }
    if longest_run(text, is_combining_mark) > MOST_MARKS {
        return Err("text has more than four marks on one letter");
    }
    Ok(text)
}

fn is_plain(letter: char) -> bool {
    match letter {
        // An unbreakable space stands before signs in French, a wide one in Japanese.
        '\n' | ' ' | '\u{a0}' | '\u{202f}' | '\u{3000}' => true,
        _ if letter.is_control() || letter.is_whitespace() || is_invisible(letter) => false,
        _ => !is_unseen(letter) && !is_unknown(letter),
    }
}

/// Deprecated controls, annotations, an object's place, an empty cell of Braille, controls of shorthand and of music.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffc}' | '\u{2800}')
        || matches!(letter, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
}

/// What each font draws as it likes, and what is no character.
fn is_unknown(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(letter) & 0xfffe == 0xfffe
}

fn longest_run(text: &str, is_of: impl Fn(char) -> bool) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for letter in text.chars() {
        run = if is_of(letter) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// What is kept beside the text, if it is an object whose form is the same for all readers.
pub(super) fn details(text: &str) -> Result<Value, &'static str> {
    if text.len() > LONGEST_DETAILS {
        return Err("details are longer than 4096 bytes");
    }
    let value: Map<String, Value> = serde_json::from_str(text).map_err(|_| "details are no JSON object")?;
    let value = Value::Object(value);
    if is_simple(&value, DEEPEST) { Ok(value) } else { Err(NOT_SIMPLE) }
}

const NOT_SIMPLE: &str = "details hold something else than texts, whole numbers below 2^53, true, false, null, and lists and objects of these, four \
                          deep at most, with names of at most 64 letters, digits, '.', '-' and '_'";

fn is_simple(value: &Value, depth: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(text) => !text.contains('\0'),
        Value::Number(number) => number.as_i64().is_some_and(|number| (-LARGEST..=LARGEST).contains(&number)),
        Value::Array(items) => depth > 0 && items.iter().all(|item| is_simple(item, depth - 1)),
        Value::Object(members) => {
            depth > 0 && members.iter().all(|(name, value)| is_name(name) && is_simple(value, depth - 1))
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 8, item 7: what a member reads is what is there.
    #[test]
    fn a_text_is_what_it_looks_like() {
        let good = [
            "Pay 20 € to Ada Lovelace",
            "Überweisung:\n20 €\n\nan Ada",
            "Payer 20\u{a0}€\u{202f}?",
            "金額\u{3000}20円",
            "ادفع 20 يورو",
            "e\u{301}",
            "a < b & \"c\" </script>",
        ];
        for fine in good {
            assert_eq!(text(fine), Ok(fine));
        }
        let hidden = [
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{ad}',
            '\u{feff}',
            '\u{fe0f}',
            '\u{2028}',
            '\u{85}',
            '\r',
            '\t',
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{2800}',
            '\u{3164}',
            '\u{e0041}',
            '\u{e000}',
            '\u{f0000}',
            '\u{ffff}',
            '\u{fffc}',
            '\u{2003}',
            '\u{206a}',
            '\u{1d173}',
            '\u{61c}',
            '\u{180e}',
        ];
        for letter in hidden {
            assert!(text(&format!("Pay{letter}20")).is_err(), "{:x}", u32::from(letter));
        }
    }

    #[test]
    fn nothing_is_pushed_out_of_sight() {
        let lines = |count: usize| vec!["x"; count].join("\n");
        assert!(text(&lines(MOST_LINES)).is_ok() && text(&lines(MOST_LINES + 1)).is_err());
        assert!(text(&"x".repeat(LONGEST_TEXT)).is_ok() && text(&"x".repeat(LONGEST_TEXT + 1)).is_err());
        assert!(text("a    b").is_ok() && text("a     b").is_err() && text("a\n \n \nb").is_err());
        assert!(text(&format!("e{}", "\u{301}".repeat(4))).is_ok());
        assert!(text(&format!("e{}", "\u{301}".repeat(5))).is_err());
        for blank in ["", " ", "\n", " x", "x\n"] {
            assert!(text(blank).is_err(), "{blank:?}");
        }
    }

    #[test]
    fn details_have_one_form() {
        for good in [r"{}", r#"{"a":{"b":{"c":["d",1,-1,null,true]}}}"#, r#"{"a":9007199254740991}"#] {
            assert!(details(good).is_ok(), "{good}");
        }
        for bad in [
            r"[]",
            r"null",
            r#""a""#,
            r"{",
            r#"{"a":1.5}"#,
            r#"{"a":9007199254740992}"#,
            r#"{"a":1e3}"#,
            r#"{"ä":1}"#,
            r#"{"":1}"#,
            r#"{"a":{"b":{"c":{"d":{}}}}}"#,
            r#"{"a":"\u0000"}"#,
        ] {
            assert!(details(bad).is_err(), "{bad}");
        }
        assert!(details(&format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST_DETAILS))).is_err());
    }
}
