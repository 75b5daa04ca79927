//! Scopes: the words by which a client says what it wants (RFC 6749, 3.3). Their order is kept and says nothing; which of them exist is
//! for the caller to know.

use std::fmt;

const LONGEST: usize = 1024;

/// Why a text is no list of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotScopes {
    #[error("scope is longer than {LONGEST} characters")]
    TooLong,
    #[error("scope has a character that no scope may have")]
    Character,
}

/// Words, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// Spaces more than needed are no error: many clients join empty texts.
    pub fn read(text: &str) -> Result<Self, NotScopes> {
        if text.len() > LONGEST {
            return Err(NotScopes::TooLong);
        }
        let mut words = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !word.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')) {
                return Err(NotScopes::Character);
            }
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        Ok(Self(words))
    }

    pub fn contains(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether nothing is here that the other has not: a refreshed token may have less than the first one, never more (RFC 6749, 6).
    pub fn is_within(&self, other: &Self) -> bool {
        self.iter().all(|word| other.contains(word))
    }

    /// These and others.
    #[must_use]
    pub fn and<'a>(&self, others: impl Iterator<Item = &'a str>) -> Self {
        let mut all = self.clone();
        for word in others {
            if !all.contains(word) {
                all.0.push(word.to_owned());
            }
        }
        all
    }

    /// Those that are known here; others are ignored (OpenID Connect Core, 3.1.2.1).
    #[must_use]
    pub fn only(&self, is_known: impl Fn(&str) -> bool) -> Self {
        Self(self.iter().filter(|word| is_known(word)).map(str::to_owned).collect())
    }
}

/// As it is written in requests, answers and tokens.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_once_in_its_order() {
        let scopes = Scopes::read("profile openid  profile email ").unwrap();
        assert_eq!(scopes.to_string(), "profile openid email");
        assert!(scopes.contains("openid") && !scopes.contains("open"));
        assert_eq!(scopes.only(|word| word != "email").to_string(), "profile openid");
        assert!(Scopes::read("").unwrap().is_empty());
    }

    #[test]
    fn less_is_within_and_more_is_not() {
        let read = |text| Scopes::read(text).unwrap();
        assert!(read("email openid").is_within(&read("openid profile email")));
        assert!(read("").is_within(&read("openid")));
        assert!(!read("openid offline_access").is_within(&read("openid")));
    }

    #[test]
    fn other_characters_are_refused() {
        for text in ["open\"id", "open\\id", "open\tid", "open\nid", "öffnen", "a\0", "\u{7f}"] {
            assert_eq!(Scopes::read(text), Err(NotScopes::Character), "{text:?}");
        }
        assert!(Scopes::read(&"a".repeat(LONGEST)).is_ok());
        assert_eq!(Scopes::read(&"a".repeat(LONGEST + 1)), Err(NotScopes::TooLong));
        assert!(Scopes::read("https://api.example/read!#[]~").is_ok());
    }
}
