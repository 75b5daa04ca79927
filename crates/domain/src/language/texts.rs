//! The texts of one language, read from its file. It must never show a place that was not filled: what cannot be written in full is not
//! there, and its reader is told in English.

use super::{Language, PerLanguage};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::collections::BTreeMap;
use std::fmt;
use unic_langid::LanguageIdentifier;

pub struct Texts(FluentBundle<FluentResource>);

/// What is put into a text.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    Text(&'a str),
    /// By which the words around it are chosen.
    Count(i64),
}

impl From<usize> for Place<'_> {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// The file of a language in this crate. That of English holds these words only: its other texts stand in the source.
pub(crate) fn of(language: Language) -> &'static Texts {
    static TEXTS: PerLanguage<Texts> = PerLanguage::new();
    TEXTS.get(language, || Texts::read(language, source(language)))
}

pub(crate) fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../languages/en.ftl"),
        Language::German => include_str!("../../languages/de.ftl"),
        Language::French => include_str!("../../languages/fr.ftl"),
        Language::Spanish => include_str!("../../languages/es.ftl"),
        Language::Portuguese => include_str!("../../languages/pt.ftl"),
        Language::Japanese => include_str!("../../languages/ja.ftl"),
        Language::Arabic => include_str!("../../languages/ar.ftl"),
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").field(&self.0.locales).finish()
    }
}

impl Texts {
    /// What cannot be read of a file is as if it were missing; tests hold that nothing is.
    pub fn read(language: Language, source: impl Into<String>) -> Self {
        let tag: Result<LanguageIdentifier, _> = language.tag().parse();
        let mut bundle = FluentBundle::new_concurrent(tag.into_iter().collect());
        // Texts go into attributes and JSON as well; whoever puts a name into one isolates it there.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.into()).unwrap_or_else(|(resource, _)| resource);
        // Of two with one key the first counts.
        bundle.add_resource(resource).ok();
        Self(bundle)
    }

    /// Whether there is a text of this key with this attribute.
    pub fn has(&self, key: &str, attribute: &str) -> bool {
        self.0.get_message(key).is_some_and(|message| message.get_attribute(attribute).is_some())
    }

    /// The text of this key, or that beside it which this attribute names, filled.
    pub fn find(&self, key: &str, attribute: Option<&str>, places: &[(&str, Place<'_>)]) -> Option<String> {
        let message = self.0.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut given = FluentArgs::with_capacity(places.len());
        for (name, place) in places {
            match place {
                Place::Text(text) => given.set(*name, *text),
                Place::Count(count) => given.set(*name, *count),
            }
        }
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&given), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
    /// All texts beside this key that have no places, by their attributes.
    pub(crate) fn attributes(&self, key: &str) -> BTreeMap<String, String> {
        let all = self.0.get_message(key).into_iter().flat_map(|message| message.attributes().collect::<Vec<_>>());
        let names = all.map(|attribute| attribute.id().to_owned());
        names.filter_map(|name| self.find(key, Some(&name), &[]).map(|text| (name, text))).collect()
    }
}
