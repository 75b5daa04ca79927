//! An entry in the words of a language, with how long to wait where its text says so. Whatever a language lacks is told in English, whole.

use super::{Message, Methods};
use crate::language::{Language, Place, texts, times};
use std::borrow::Cow;

/// In an English text, this is where it says how long.
const WAIT: &str = "{wait}";

impl Message {
    /// What a member reads where these methods are allowed; where it says how long to wait, so many seconds. Where nobody knows how many,
    /// it says so: no reader ever sees the place itself.
    pub fn told(&self, language: Language, methods: Methods, wait_s: Option<u32>) -> Cow<'static, str> {
        let variant = self.variant_for(methods);
        let english = variant.map_or(self.text, |(_, text)| text);
        let part = variant.map(|(name, _)| name);
        if !english.contains(WAIT) {
            return self.found(language, part, "").unwrap_or(Cow::Borrowed(english));
        }
        let found = self.found(language, part, &times::wait(language, wait_s));
        found.unwrap_or_else(|| english.replace(WAIT, &times::wait(Language::English, wait_s)).into())
    }

    pub fn title_in(&self, language: Language) -> Cow<'static, str> {
        self.found(language, Some("title"), "").unwrap_or(Cow::Borrowed(self.title))
    }

    pub fn remedy_in(&self, language: Language) -> Cow<'static, str> {
        self.found(language, Some("remedy"), "").unwrap_or(Cow::Borrowed(self.remedy))
    }

    /// What members are told; of an error that only programs meet, English.
    pub fn cause_in(&self, language: Language) -> Cow<'static, str> {
        self.found(language, Some("cause"), "").unwrap_or(Cow::Borrowed(self.cause))
    }

    fn found(&self, language: Language, part: Option<&str>, wait: &str) -> Option<Cow<'static, str>> {
        if language == Language::English {
            return None;
        }
        texts::of(language).find(self.code, part, &[("wait", Place::Text(wait))]).map(Cow::Owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{self, Group, PROOF_WRONG, TOO_MANY_GUESSES};
    use crate::language::sheet::{self, Line};
    use std::collections::BTreeSet;

    /// What else a file holds: the words of `language::times`.
    const WORDS: [&str; 13] = [
        "wait_seconds",
        "wait_minutes",
        "wait_hours",
        "wait_moment",
        "just_now",
        "minutes_ago",
        "hours_ago",
        "days_ago",
        "month_short",
        "month_long",
        "day",
        "exact",
        "moment",
    ];

    fn translations() -> impl Iterator<Item = (Language, Vec<Line<'static>>)> {
        let others = Language::ALL.into_iter().filter(|language| *language != Language::English);
        others.map(|language| (language, sheet::lines(texts::source(language))))
    }

    /// What a file must hold of an entry: the name of the part, and the English for it.
    fn parts(message: &'static Message) -> Vec<(Option<&'static str>, &'static str)> {
        let usual = [(None, message.text), (Some("title"), message.title), (Some("remedy"), message.remedy)];
        let variants = [
            ("password_alone", message.password_alone),
            ("by_email", message.by_email),
            ("passkeys_only", message.passkeys_only),
        ];
        let variants = variants.into_iter().filter_map(|(name, text)| text.map(|text| (Some(name), text)));
        let cause = (message.group != Group::Interface).then_some((Some("cause"), message.cause));
        usual.into_iter().chain(variants).chain(cause).collect()
    }

    #[test]
    fn every_language_has_every_entry_and_nothing_else() {
        let expected: BTreeSet<_> = catalogue::all()
            .iter()
            .flat_map(|message| parts(message).into_iter().map(|(part, _)| (message.code, part)))
            .collect();
        for (language, lines) in translations() {
            let entries: Vec<_> = lines.iter().filter(|line| !WORDS.contains(&line.key)).collect();
            let found: BTreeSet<_> = entries.iter().map(|line| (line.key, line.attribute)).collect();
            let missing: Vec<_> = expected.difference(&found).collect();
            let beyond: Vec<_> = found.difference(&expected).collect();
            assert!(missing.is_empty() && beyond.is_empty(), "{language:?}: without {missing:?}, beyond {beyond:?}");
            assert_eq!(entries.len(), found.len(), "{language:?}: a text stands twice");
        }
    }

    #[test]
    fn every_text_can_be_read_and_has_the_places_of_the_english() {
        for (language, lines) in translations() {
            for (message, (part, english)) in
                catalogue::all().iter().flat_map(|message| parts(message).into_iter().map(move |part| (message, part)))
            {
                let line = lines.iter().find(|line| (line.key, line.attribute) == (message.code, part)).unwrap();
                let name = format!("{language:?} {} {part:?}: {}", message.code, line.text);
                assert_eq!(line.places(), sheet::places_of_english(english), "{name}");
                // Title and remedy are told without one.
                assert!(line.places().is_empty() || !matches!(part, Some("title" | "remedy" | "cause")), "{name}");
                let shown = message.found(language, part, "30 s").expect(&name);
                assert!(!shown.trim().is_empty() && !shown.contains(['<', '>', '{', '}', '&']), "{name}: {shown}");
            }
        }
    }

    #[test]
    fn the_place_is_always_filled() {
        let told = |language, wait_s| TOO_MANY_GUESSES.told(language, Methods::PasskeysOnly, wait_s);
        assert_eq!(
            told(Language::English, Some(30)),
            "There were too many wrong attempts. Wait 30 seconds and try again."
        );
        assert_eq!(told(Language::English, None), "There were too many wrong attempts. Wait a moment and try again.");
        for language in Language::ALL {
            assert!(told(language, Some(30)).contains(&times::wait(language, Some(30))), "{language:?}");
            assert!(told(language, None).contains(&times::wait(language, None)), "{language:?}");
        }
    }

    #[test]
    fn a_text_follows_the_methods_in_every_language() {
        for language in Language::ALL {
            let told = |methods| PROOF_WRONG.told(language, methods, None);
            assert_ne!(told(Methods::PasskeysOnly), told(Methods::Password), "{language:?}");
            assert_eq!(told(Methods::Email), told(Methods::PasswordAndSecondFactor), "{language:?}");
        }
    }

    // The page of a failure shows both, one below the other.
    #[test]
    fn what_is_to_be_done_is_not_said_twice_by_a_busy_server() {
        let messages = [catalogue::UNAVAILABLE, catalogue::SINGLE_SIGN_ON_UNAVAILABLE];
        for (message, language) in messages.iter().flat_map(|message| Language::ALL.map(|language| (message, language)))
        {
            let text = message.told(language, Methods::PasskeysOnly, None);
            let remedy = message.remedy_in(language);
            let mut parts = remedy.split(['.', ';', ',', '。', '؛', '،']).map(str::trim);
            let again = parts.find(|part| part.chars().count() > 8 && text.contains(part));
            assert_eq!(again, None, "{language:?} {}: {text} {remedy}", message.code);
        }
    }
}
