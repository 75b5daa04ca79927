//! The languages that members' pages and errors are told in, and which of them somebody reads. The English of errors and labels stands in the
//! source, each other language is a file here and one beside the labels of the pages; `sentences` and `presets` have a file for English, too. It
//! must never fail: whoever reads none of them is told in English.

pub(crate) mod sentences;
pub mod sheet;
pub(crate) mod texts;
pub mod times;

pub use texts::{Place, Texts};

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Kept under its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "ja")]
    Japanese,
    #[serde(rename = "ar")]
    Arabic,
}

/// Nobody names more languages than that, and whoever does is not read to the end.
const MOST_WISHES: usize = 32;

impl Language {
    pub const ALL: [Self; 7] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Portuguese, Self::Japanese, Self::Arabic];

    /// BCP 47, as pages, cookies and files are called.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
        }
    }

    /// As those who read it call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
    }

    /// The language of exactly this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language of this range, whatever country stands behind it: `pt-PT` is Portuguese.
    fn of_range(range: &str) -> Option<Self> {
        let primary = range.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// What a request says of the languages of whoever sent it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// What they chose here before: a tag of ours.
    pub chosen: Option<&'a str>,
    /// `ui_locales` as OpenID Connect has it: tags, the dearest first.
    pub ui_locales: Option<&'a str>,
    /// `Accept-Language` (RFC 9110, 12.5.4).
    pub accept_language: Option<&'a str>,
}

/// Their choice, then what the application asked for, then what the browser says; English where none of these is a language of ours.
pub fn negotiate(wishes: Wishes<'_>) -> Language {
    let asked = |tags: &str| tags.split([' ', '+']).take(MOST_WISHES).find_map(Language::of_range);
    let chosen = wishes.chosen.and_then(Language::of_tag);
    let chosen = chosen.or_else(|| wishes.ui_locales.and_then(asked));
    chosen.or_else(|| wishes.accept_language.and_then(accepted)).unwrap_or_default()
}

/// The dearest of a list with qualities; of equals the first.
fn accepted(header: &str) -> Option<Language> {
    let mut best: Option<(u32, Language)> = None;
    for item in header.split(',').take(MOST_WISHES) {
        let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
        let (Some(language), quality) = (Language::of_range(range.trim()), quality(parameters)) else { continue };
        if quality > best.map_or(0, |(best, _)| best) {
            best = Some((quality, language));
        }
    }
    best.map(|(_, language)| language)
}

/// Thousandths. Without one it is 1; one that cannot be read is none.
fn quality(parameters: &str) -> u32 {
    let Some(text) = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix(['q', 'Q'])) else {
        return 1000;
    };
    let text = text.trim_start().strip_prefix('=').unwrap_or_default().trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if is_plain => 1000,
        "0" if is_plain => format!("{part:0<3}").parse().unwrap_or_default(),
        _ => 0,
    }
}

/// One of something for each language, made when it is first asked for: nobody waits for files that nobody reads.
#[derive(Debug)]
pub struct PerLanguage<T>([OnceLock<T>; 7]);

impl<T> PerLanguage<T> {
    #[expect(clippy::new_without_default, reason = "only ever a static, which has no default")]
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; 7])
    }

    pub fn get(&self, language: Language, make: impl FnOnce() -> T) -> &T {
        let [english, german, french, spanish, portuguese, japanese, arabic] = &self.0;
        let place = match language {
            Language::English => english,
            Language::German => german,
            Language::French => french,
            Language::Spanish => spanish,
            Language::Portuguese => portuguese,
            Language::Japanese => japanese,
            Language::Arabic => arabic,
        };
        place.get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Arabic, English, French, German, Japanese, Portuguese, Spanish};

    #[test]
    fn the_choice_goes_before_the_application_and_the_browser() {
        let of = |chosen, ui_locales, accept_language| negotiate(Wishes { chosen, ui_locales, accept_language });
        assert_eq!(of(None, None, None), English);
        assert_eq!(of(None, None, Some("de")), German);
        assert_eq!(of(None, Some("fr-CA fr en"), Some("de")), French);
        assert_eq!(of(None, Some("zh+ja"), Some("de")), Japanese);
        assert_eq!(of(None, Some("zh"), Some("de")), German);
        assert_eq!(of(Some("ar"), Some("fr"), Some("de")), Arabic);
        // A cookie that is none of ours says nothing.
        for odd in ["", "xx", "AR", "ar-EG", "ar "] {
            assert_eq!(of(Some(odd), Some("fr"), None), French, "{odd}");
        }
    }

    #[test]
    fn a_browsers_list_is_read_by_its_qualities() {
        for (header, language) in [
            ("de-AT, en;q=0.8", German),
            ("PT-pt", Portuguese),
            ("zh-CN, zh;q=0.9", English),
            ("zh, es;q=0.1", Spanish),
            ("en;q=0.5, fr;q=0.501", French),
            ("ja;q=1.000, en", Japanese),
            ("de;q=0, fr;q=0.3", French),
            ("de;q=0", English),
            ("*", English),
            ("*, de;q=0.5", German),
            ("en-GB,de", English),
            (" ar ; q = 0.9 ,en;q=0.8", Arabic),
            ("de;level=1;q=0.2, fr;q=0.3", French),
            ("de;q=2, de;q=-1, de;q=1.0001, de;q=x, de;q=", English),
            ("deutsch, d, -, ,;,;q=1", English),
        ] {
            assert_eq!(negotiate(Wishes { accept_language: Some(header), ..Wishes::default() }), language, "{header}");
        }
    }

    #[test]
    fn a_list_without_an_end_is_not_read_to_its_end() {
        let long = format!("{}de", "zh,".repeat(5_000));
        assert_eq!(negotiate(Wishes { accept_language: Some(&long), ..Wishes::default() }), English);
        let long = format!("{}de", "zh ".repeat(5_000));
        assert_eq!(negotiate(Wishes { ui_locales: Some(&long), ..Wishes::default() }), English);
    }

    #[test]
    fn every_language_is_found_by_its_tag() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_eq!(language.is_right_to_left(), language == Arabic);
        }
    }
}
