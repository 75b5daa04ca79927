//! A password as it was typed, and in the one spelling that is hashed. It must never be written anywhere, and is wiped from memory when it
//! is no longer needed.

use super::rules::LENGTHS;
use crate::error::Reason;
use serde::{Deserialize, Deserializer};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// More than the longest password has in its longest spelling. Nothing longer is even looked at.
const MOST_BYTES: usize = 2048;

/// The body of a change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub password: Typed,
}

/// A password as somebody typed it.
pub struct Typed(Zeroizing<String>);

impl Typed {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|typed| Self(Zeroizing::new(typed)))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed")
    }
}

/// A password in the spelling that is hashed (NFKC), so that two keyboards which write one letter differently agree.
#[derive(Clone)]
pub(crate) struct Spelled {
    text: Zeroizing<String>,
    /// Characters; of the typed ones and the normalised ones the fewer. One ligature can become eighteen letters.
    pub(crate) length: usize,
}

impl Spelled {
    pub(crate) fn read(typed: &str) -> Result<Self, Reason> {
        if typed.len() > MOST_BYTES {
            return Err(Reason::PasswordTooLong);
        }
        // Room for all, so that no piece is left behind where the text grew.
        let mut text = Zeroizing::new(String::with_capacity(typed.nfkc().map(char::len_utf8).sum()));
        text.extend(typed.nfkc());
        let length = text.chars().count();
        if length > *LENGTHS.end() {
            return Err(Reason::PasswordTooLong);
        }
        Ok(Self { length: length.min(typed.chars().count()), text })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Spelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spelled")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_password_are_one() {
        let pairs = [
            ("Zoë kauft Brötchen", "Zoe\u{308} kauft Bro\u{308}tchen"),
            ("ﬁnster", "finster"),
            ("ａｂｃ", "abc"),
            ("각", "\u{1100}\u{1161}\u{11a8}"),
        ];
        for (one, other) in pairs {
            assert_eq!(Spelled::read(one).unwrap().as_str(), Spelled::read(other).unwrap().as_str(), "{one}");
        }
        // Nothing else is changed: neither case nor blanks.
        assert_eq!(Spelled::read(" Two  Words ").unwrap().as_str(), " Two  Words ");
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let length = |typed: &str| Spelled::read(typed).map(|spelled| spelled.length);
        assert_eq!(length("🦀🦀🦀"), Ok(3));
        assert_eq!(length("Zoe\u{308}"), Ok(3));
        // One character of the keyboard, eighteen after normalising: no more than one to guess.
        assert_eq!(length("\u{fdfa}"), Ok(1));
        assert_eq!(length(&"x".repeat(128)), Ok(128));
        assert_eq!(length(&"e\u{308}".repeat(128)), Ok(128));
        for long in ["x".repeat(129), "\u{fdfa}".repeat(8), "x".repeat(1_000_000)] {
            assert_eq!(length(&long), Err(Reason::PasswordTooLong));
        }
    }

    #[test]
    fn a_password_shows_in_no_debug_text() {
        let set: Set = serde_json::from_str(r#"{"password":"secret"}"#).unwrap();
        assert!(!format!("{set:?} {:?}", Spelled::read("secret")).contains("secret"));
    }
}
