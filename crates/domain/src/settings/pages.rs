//! The words of a pool's pages, where they are its own, and the place of their menu. A preset brings those of its document in every language; a
//! language without words of its own keeps those of the product. It must never hold what a page shows: that follows from the other settings.

use crate::identifier::short;
use crate::language::Language;
use crate::origins::Warning;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longer than any label of ours.
const LONGEST: usize = 600;

/// Where a member finds the user menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MenuPlace {
    /// In the upper corner at the end of the line (S4-5).
    #[default]
    Top,
    /// In a sidebar (S0-6); at the top where a screen has no room for one.
    Sidebar,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PageSettings {
    pub menu: MenuPlace,
    /// By the tag of a language, then by the name of a label.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl PageSettings {
    /// The own words in a language.
    pub fn labels_in(&self, language: Language) -> impl Iterator<Item = (&str, &str)> {
        let own = self.labels.get(language.tag()).into_iter().flatten();
        own.map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// Leaves out the words of languages that there are not, and what is no label for its length.
pub(super) fn bound(pages: &mut PageSettings) -> Vec<Warning> {
    let mut found = Vec::new();
    pages.labels.retain(|tag, own| {
        let is_ours = Language::ALL.iter().any(|language| language.tag() == tag);
        if !is_ours {
            found.push(Warning::UnknownName { path: format!("pages.labels.{}", short(tag).escape_debug()) });
        }
        own.retain(|_, text| {
            let given = text.chars().count();
            let is_label = !text.trim().is_empty() && given <= LONGEST;
            if !is_label {
                found.push(out_of_bounds("pages.labels", given));
            }
            is_label
        });
        is_ours
    });
    found
}

fn out_of_bounds(setting: &'static str, given: usize) -> Warning {
    let wide = |length| u64::try_from(length).unwrap_or(u64::MAX);
    Warning::OutOfBounds { setting, given: wide(given), least: 1, most: wide(LONGEST), used: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(labels: &[(&str, &str)]) -> PageSettings {
        let own = labels.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        PageSettings { labels: [("en".to_owned(), own)].into(), ..PageSettings::default() }
    }

    #[test]
    fn what_is_no_label_is_left_out_and_told() {
        let mut pages = english(&[("add_passkey", "Add Passkey"), ("security", " "), ("account", &"x".repeat(601))]);
        pages.labels.insert("xx".into(), [("security".to_owned(), "?".to_owned())].into());
        let found = bound(&mut pages);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(pages, english(&[("add_passkey", "Add Passkey")]));
        assert_eq!(pages.labels_in(Language::English).collect::<Vec<_>>(), [("add_passkey", "Add Passkey")]);
        assert_eq!(pages.labels_in(Language::German).count(), 0);
    }
}
