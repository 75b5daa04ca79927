//! The words of the five documents, where they are not those that every pool begins with (the row "Labels" of the requirements). A file for
//! each language holds them, `languages/presets`. It must never hold more than labels: a test finds those of no page.

use crate::language::{Language, PerLanguage, Texts};
use crate::settings::PageSettings;

const WITH_WORDS: [&str; 5] = ["community", "workforce", "business-phone", "platform", "client-portal"];

/// Pages in the words of this product, where there is one.
pub(crate) fn find(product: &str) -> Option<PageSettings> {
    WITH_WORDS.contains(&product).then(|| of(product))
}

/// The product whose words these are, in all languages and without another.
pub(crate) fn whose(pages: &PageSettings) -> Option<&'static str> {
    let is_theirs = |product: &&str| !pages.labels.is_empty() && of(product).labels == pages.labels;
    WITH_WORDS.into_iter().find(is_theirs)
}

/// Pages in the words of this preset's document.
pub(super) fn of(preset: &str) -> PageSettings {
    let words = |language: Language| (language.tag().to_owned(), texts(language).attributes(preset));
    PageSettings { labels: Language::ALL.map(words).into(), ..PageSettings::default() }
}

fn texts(language: Language) -> &'static Texts {
    static TEXTS: PerLanguage<Texts> = PerLanguage::new();
    TEXTS.get(language, || Texts::read(language, source(language)))
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../languages/presets/en.ftl"),
        Language::German => include_str!("../../languages/presets/de.ftl"),
        Language::French => include_str!("../../languages/presets/fr.ftl"),
        Language::Spanish => include_str!("../../languages/presets/es.ftl"),
        Language::Portuguese => include_str!("../../languages/presets/pt.ftl"),
        Language::Japanese => include_str!("../../languages/presets/ja.ftl"),
        Language::Arabic => include_str!("../../languages/presets/ar.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Methods, PASSKEY_LIMIT_REACHED};
    use crate::language::sheet;
    use std::collections::BTreeSet;

    // The row "Labels": nobody reads a preset in two languages at once.
    #[test]
    fn every_word_of_a_preset_is_there_in_every_language() {
        let names = |language| -> BTreeSet<_> {
            let lines = sheet::lines(source(language)).into_iter();
            let labels: Vec<_> = lines.filter_map(|line| Some((line.key, line.attribute?))).collect();
            let found: BTreeSet<_> = labels.iter().copied().collect();
            assert_eq!(found.len(), labels.len(), "{language:?}: a word stands twice");
            found
        };
        let english = names(Language::English);
        assert_eq!(english.iter().map(|(preset, _)| *preset).collect::<BTreeSet<_>>(), WITH_WORDS.into());
        for language in Language::ALL {
            assert_eq!(names(language), english, "{language:?}");
            let read: usize = WITH_WORDS.iter().map(|preset| of(preset).labels_in(language).count()).sum();
            assert_eq!(read, english.len(), "{language:?}: one cannot be read");
        }
    }

    // S1-27: the page says of the limit what its error says.
    #[test]
    fn the_limit_is_told_alike_on_the_page_and_as_an_error() {
        for language in Language::ALL {
            let pages = of("business-phone");
            let (_, told) = pages.labels_in(language).find(|(name, _)| *name == "limit_reached").unwrap();
            let error = PASSKEY_LIMIT_REACHED.told(language, Methods::PasswordAndSecondFactor, None);
            assert_eq!(told, error, "{language:?}");
        }
    }
}
