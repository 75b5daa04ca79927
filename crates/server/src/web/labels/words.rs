//! A label in the words of a language: from its file, and in English where the file has none.

use super::FILLED;
use domain::language::{Language, PerLanguage, Place, Texts, sheet};
use std::borrow::Cow;

/// Around what may read in the other direction than the words beside it.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

/// A label with places. Only its file's language knows which words go with a count, so nobody else fills it.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    language: Language,
    name: &'static str,
}

impl Filled {
    pub(super) const fn new(language: Language, name: &'static str) -> Self {
        Self { language, name }
    }

    /// For the text of a page, never for an attribute: what is put in is isolated where the direction could change.
    pub fn with(self, places: &[(&str, Place<'_>)]) -> String {
        let isolated: Vec<_> = places.iter().map(|(name, place)| (*name, self.isolated(*place))).collect();
        let places: Vec<_> = isolated.iter().map(|(name, place)| (*name, place.as_place())).collect();
        let find = |language| texts(language).find(self.name, None, &places);
        find(self.language).or_else(|| find(Language::English)).unwrap_or_default()
    }

    fn isolated(self, place: Place<'_>) -> Isolated<'_> {
        match place {
            Place::Text(text) if self.language.is_right_to_left() => {
                Isolated::Around(format!("{ISOLATE}{text}{END_ISOLATE}"))
            }
            other => Isolated::Bare(other),
        }
    }
}

enum Isolated<'a> {
    Bare(Place<'a>),
    Around(String),
}

impl Isolated<'_> {
    fn as_place(&self) -> Place<'_> {
        match self {
            Self::Bare(place) => *place,
            Self::Around(text) => Place::Text(text),
        }
    }
}

/// A label without places; the script fills those that it finds in its own.
pub(super) fn plain(language: Language, name: &str, english: &'static str) -> Cow<'static, str> {
    if language == Language::English {
        return english.into();
    }
    let marks: Vec<_> =
        sheet::places_of_english(english).into_iter().map(|place| (place, format!("{{{place}}}"))).collect();
    let places: Vec<_> = marks.iter().map(|(place, mark)| (*place, Place::Text(mark))).collect();
    texts(language).find(name, None, &places).map_or(Cow::Borrowed(english), Cow::Owned)
}

fn texts(language: Language) -> &'static Texts {
    static TEXTS: PerLanguage<Texts> = PerLanguage::new();
    TEXTS.get(language, || Texts::read(language, source(language)))
}

/// The file of a language; that of English is made from the source.
fn source(language: Language) -> Cow<'static, str> {
    match language {
        Language::English => {
            FILLED.iter().map(|(name, text)| format!("{name} = {}\n", text.replace('{', "{ $"))).collect()
        }
        Language::German => include_str!("../../../languages/de.ftl").into(),
        Language::French => include_str!("../../../languages/fr.ftl").into(),
        Language::Spanish => include_str!("../../../languages/es.ftl").into(),
        Language::Portuguese => include_str!("../../../languages/pt.ftl").into(),
        Language::Japanese => include_str!("../../../languages/ja.ftl").into(),
        Language::Arabic => include_str!("../../../languages/ar.ftl").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Labels, PLAIN};
    use super::*;
    use domain::settings::PageSettings;
    use serde_json::json;
    use std::collections::BTreeSet;

    fn others() -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().filter(|language| *language != Language::English)
    }

    #[test]
    fn every_language_has_every_label_and_nothing_else() {
        let expected: BTreeSet<_> = PLAIN.iter().chain(FILLED).map(|(name, _)| *name).collect();
        for language in others() {
            let source = source(language);
            let lines = sheet::lines(&source);
            let found: BTreeSet<_> = lines.iter().map(|line| line.key).collect();
            let missing: Vec<_> = expected.difference(&found).collect();
            let beyond: Vec<_> = found.difference(&expected).collect();
            assert!(missing.is_empty() && beyond.is_empty(), "{language:?}: without {missing:?}, beyond {beyond:?}");
            assert!(lines.len() == found.len(), "{language:?}: a label stands twice");
            assert!(lines.iter().all(|line| line.attribute.is_none()), "{language:?}: a label has no attributes");
        }
    }

    #[test]
    fn every_label_can_be_read_and_has_the_places_of_the_english() {
        for language in others() {
            let source = source(language);
            for line in sheet::lines(&source) {
                let (_, english) = PLAIN.iter().chain(FILLED).find(|(name, _)| *name == line.key).unwrap();
                let places = sheet::places_of_english(english);
                assert_eq!(line.places(), places, "{language:?} {}", line.key);
                let filled: Vec<_> = places.into_iter().map(|place| (place, Place::Count(3))).collect();
                let shown = texts(language).find(line.key, None, &filled).unwrap_or_default();
                assert!(!shown.trim().is_empty(), "{language:?} {} cannot be read", line.key);
                assert!(!shown.contains(['<', '>', '{', '}', '&', '"']), "{language:?} {}: {shown}", line.key);
            }
        }
    }

    #[test]
    fn a_count_chooses_its_words() {
        let remember = |language, days| Labels::of(language).remember.with(&[("days", Place::Count(days))]);
        assert_eq!(remember(Language::English, 30), "Remember this browser for 30 days");
        for language in Language::ALL {
            assert!(remember(language, 30).contains("30"), "{language:?}");
            assert_ne!(remember(language, 30), remember(language, 11), "{language:?}");
        }
    }

    #[test]
    fn a_name_does_not_turn_the_words_around_it() {
        let locked = |language| Labels::of(language).locked.with(&[("organization", Place::Text("Example"))]);
        assert!(locked(Language::Arabic).contains("\u{2068}Example\u{2069}"));
        for language in Language::ALL.into_iter().filter(|language| !language.is_right_to_left()) {
            assert!(locked(language).contains("Example") && !locked(language).contains(ISOLATE), "{language:?}");
        }
    }

    #[test]
    fn the_scripts_own_place_stays_for_the_script() {
        for language in Language::ALL {
            let said = json!(*Labels::of(language));
            assert!(said["welcome"].as_str().unwrap().contains("{address}"), "{language:?}");
        }
    }

    // The row "Labels": each preset has its document's words, in every language, and none that no page would say.
    #[test]
    fn presets_name_labels_that_there_are() {
        for preset in domain::presets::all() {
            assert_eq!(Labels::unknown(&preset.pool.pages), Vec::<&str>::new(), "{}", preset.name);
        }
        let pages = domain::presets::find("community").unwrap().pool.pages;
        let said = |language| Labels::in_words_of(language, &pages).method_password.clone();
        assert_eq!(said(Language::English), "Use Password");
        let security = |language| Labels::in_words_of(language, &pages).security.clone();
        assert_eq!(
            (security(Language::German).as_ref(), security(Language::French).as_ref()),
            ("Passkeys", "Clés d’accès")
        );
        assert_eq!(Labels::of(Language::German).security, "Sicherheit", "other doors keep theirs");
        assert_eq!(Labels::of(Language::English).method_password, "Use password", "other doors keep theirs");
        // Where the document says "remove", no page says "delete".
        for preset in ["workforce", "business-phone"] {
            let pages = domain::presets::find(preset).unwrap().pool.pages;
            let labels = json!(*Labels::in_words_of(Language::English, &pages));
            let words = labels.as_object().unwrap().iter().filter_map(|(name, text)| Some((name, text.as_str()?)));
            let wrong = words.filter(|(_, text)| text.to_lowercase().contains("delet")).collect::<Vec<_>>();
            assert_eq!(wrong, Vec::new(), "{preset}");
        }
        let labels = [("en".to_owned(), [("securty".to_owned(), "x".to_owned())].into())].into();
        let own = PageSettings { labels, ..PageSettings::default() };
        assert_eq!(Labels::unknown(&own), ["securty"]);
    }
}
