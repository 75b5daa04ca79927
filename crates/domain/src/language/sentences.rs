//! What is told in whole sentences: messages, news of an account, rules in plain words. One file for each language, English among them. A
//! sentence with a place that nobody fills is not told at all.

use super::{Language, PerLanguage, Place, Texts};

/// Around what may read in the other direction than the words beside it.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

pub(crate) fn of(language: Language) -> &'static Texts {
    static TEXTS: PerLanguage<Texts> = PerLanguage::new();
    TEXTS.get(language, || Texts::read(language, source(language)))
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../languages/sentences/en.ftl"),
        Language::German => include_str!("../../languages/sentences/de.ftl"),
        Language::French => include_str!("../../languages/sentences/fr.ftl"),
        Language::Spanish => include_str!("../../languages/sentences/es.ftl"),
        Language::Portuguese => include_str!("../../languages/sentences/pt.ftl"),
        Language::Japanese => include_str!("../../languages/sentences/ja.ftl"),
        Language::Arabic => include_str!("../../languages/sentences/ar.ftl"),
    }
}

/// A sentence, filled; one that a language lacks is told in English.
pub(crate) fn say(language: Language, key: &str, places: &[(&str, Place<'_>)]) -> String {
    let find = |language| of(language).find(key, None, places);
    find(language).or_else(|| find(Language::English)).unwrap_or_default()
}

/// A name as it stands in a sentence of this language, whichever way the name itself is read.
pub(crate) fn isolated(language: Language, name: &str) -> String {
    if language.is_right_to_left() { format!("{ISOLATE}{name}{END_ISOLATE}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{self, Line};
    use super::*;
    use std::collections::BTreeSet;

    fn keys(lines: &[Line<'static>]) -> BTreeSet<(&'static str, Option<String>)> {
        lines.iter().map(|line| (line.key, line.attribute.map(str::to_owned))).collect()
    }

    #[test]
    fn every_language_has_every_sentence_and_nothing_else() {
        let english = sheet::lines(source(Language::English));
        for language in Language::ALL {
            let lines = sheet::lines(source(language));
            let (expected, found) = (keys(&english), keys(&lines));
            let missing: Vec<_> = expected.difference(&found).collect();
            let beyond: Vec<_> = found.difference(&expected).collect();
            assert!(missing.is_empty() && beyond.is_empty(), "{language:?}: without {missing:?}, beyond {beyond:?}");
            assert_eq!(lines.len(), found.len(), "{language:?}: a sentence stands twice");
        }
    }

    /// Filled, each shows every word that the English shows, whatever the count.
    #[test]
    fn every_sentence_shows_what_the_english_shows() {
        for line in sheet::lines(source(Language::English)) {
            for count in [1, 2, 3, 10, 60, 100] {
                let words = [
                    "tenant", "code", "link", "inviter", "until", "end", "what", "detail", "who", "name", "value",
                    "text", "starts", "guide",
                ];
                let marks = words.map(|word| format!("<{word}>"));
                let mut places: Vec<_> =
                    words.into_iter().zip(&marks).map(|(word, mark)| (word, Place::Text(mark.as_str()))).collect();
                places.extend(["minutes", "count"].map(|word| (word, Place::Count(count))));
                let told = |language| of(language).find(line.key, line.attribute, &places).unwrap();
                let english = told(Language::English);
                for language in Language::ALL {
                    let text = told(language);
                    let name = format!("{language:?} {} {:?} {count}: {text}", line.key, line.attribute);
                    assert!(!text.trim().is_empty() && !text.contains(['{', '}', '\n']), "{name}");
                    for mark in &marks {
                        assert_eq!(english.contains(mark), text.contains(mark), "{name}");
                    }
                }
            }
        }
    }
}
