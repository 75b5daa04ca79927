//! U2F models, which have no AAGUID: an authenticator is known by the key of its attestation certificate.
//!
//! A key must never lose what speaks against it because another entry lists it too.

use std::collections::{BTreeSet, HashMap};

use super::entry::Entry;

/// Which model a key belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct ByKey {
    /// Empty where a model was found to be another one.
    models: Vec<Option<Entry>>,
    at: HashMap<[u8; 20], usize>,
    nameless: usize,
}

impl ByKey {
    /// Models without an AAGUID that share a key are one. Models with an AAGUID stay what they are: for keys that no nameless model
    /// lists, the first of them counts. For keys that another model lists as well, only what speaks against them does: one maker's
    /// roots must not speak for another maker's model.
    pub(super) fn of(nameless: &[Entry], named: &[Entry]) -> Self {
        let mut index = Self::default();
        for entry in nameless {
            index.join(entry.clone());
        }
        index.nameless = index.models.iter().flatten().count();
        for entry in named {
            index.add_named(entry);
        }
        index
    }

    fn join(&mut self, mut entry: Entry) {
        let mut touched = self.touched_by(&entry).into_iter();
        let Some(first) = touched.next() else { return self.push(entry) };
        for other in touched {
            if let Some(other) = self.models.get_mut(other).and_then(Option::take) {
                entry.absorb(other);
            }
        }
        self.at.extend(entry.key_identifiers().iter().map(|key| (*key, first)));
        if let Some(Some(known)) = self.models.get_mut(first) {
            known.absorb(entry);
        }
    }

    fn add_named(&mut self, entry: &Entry) {
        for at in self.touched_by(entry) {
            if let Some(Some(known)) = self.models.get_mut(at) {
                known.share_flaws_of(entry);
            }
        }
        if entry.key_identifiers().iter().any(|key| !self.at.contains_key(key)) {
            self.push(entry.clone());
        }
    }

    fn touched_by(&self, entry: &Entry) -> BTreeSet<usize> {
        entry.key_identifiers().iter().filter_map(|key| self.at.get(key).copied()).collect()
    }

    /// As the model of those keys that have none yet.
    fn push(&mut self, entry: Entry) {
        for key in entry.key_identifiers() {
            self.at.entry(*key).or_insert(self.models.len());
        }
        self.models.push(Some(entry));
    }

    pub(super) fn get(&self, key: &[u8; 20]) -> Option<&Entry> {
        self.at.get(key).and_then(|at| self.models.get(*at)).and_then(Option::as_ref)
    }

    /// How many models there are without an AAGUID.
    pub(super) fn nameless(&self) -> usize {
        self.nameless
    }
}

#[cfg(test)]
mod tests;
