//! What the database remembers of the metadata: which edition is in force, the highest of each signer, and which models it speaks against. Each
//! node judges by this and not by what it has read itself, so it must never be replaced by an older edition, nor by none.

use super::{Known, RefreshError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Tx, installation};
use webauthn::Aaguid;

const IN_FORCE: &str = "metadata";
/// The edition by which the kept attestations were judged, all of them.
const JUDGED: &str = "metadata_judged";

/// One edition of one signer's metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// `fido`, or the SHA-256 of the operator's own roots.
    pub signer: String,
    pub number: i64,
}

/// What is known against a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// The maker's name for the model; may be empty.
    pub name: String,
    pub why: String,
}

/// The edition that all nodes judge by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    pub edition: Edition,
    /// The highest number of each signer that any node has used. Whoever took a wrong number into use starts anew with other roots.
    numbers: BTreeMap<String, i64>,
    pub distrusted: BTreeMap<Aaguid, Flaw>,
}

impl InForce {
    /// A value that cannot be read is an error: to take it for nothing would trust what was distrusted.
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Option<Self>, store::Error> {
        let Some(text) = installation::get(tx, IN_FORCE)? else { return Ok(None) };
        let corrupt = |_| store::Error::CorruptRow { table: "installation", column: "value", id: IN_FORCE.to_owned() };
        serde_json::from_str(&text).map(Some).map_err(corrupt)
    }

    pub(super) fn save(&self, tx: &mut Tx<'_>) -> Result<(), RefreshError> {
        let text = serde_json::to_string(self).map_err(crate::error::Error::Answer)?;
        installation::set(tx, IN_FORCE, &text)?;
        Ok(installation::bump(tx)?)
    }

    pub(super) fn is_signed_as(&self, known: &Known) -> bool {
        known.edition.as_ref().is_some_and(|edition| edition.signer == self.edition.signer)
    }

    /// What is in force once this has been taken into use.
    pub(super) fn after(before: Option<&Self>, known: &Known) -> Result<Option<Self>, RefreshError> {
        let Some(edition) = known.edition.clone() else {
            return match before {
                Some(before) => Err(RefreshError::Missing { used: before.edition.number }),
                None => Ok(None),
            };
        };
        let mut numbers = before.map(|before| before.numbers.clone()).unwrap_or_default();
        match numbers.get(&edition.signer) {
            Some(used) if edition.number < *used => {
                return Err(RefreshError::Older { offered: edition.number, used: *used });
            }
            _ => numbers.insert(edition.signer.clone(), edition.number),
        };
        Ok(Some(Self { edition, numbers, distrusted: known.distrusted.clone() }))
    }
}

/// Whether the kept attestations were all judged by this edition.
pub(super) fn is_judged(tx: &mut Tx<'_>, edition: &Edition) -> Result<bool, store::Error> {
    Ok(installation::get(tx, JUDGED)?.as_deref() == Some(mark(edition).as_str()))
}

pub(super) fn note_judged(tx: &mut Tx<'_>, edition: &Edition) -> Result<(), store::Error> {
    installation::set(tx, JUDGED, &mark(edition))
}

fn mark(edition: &Edition) -> String {
    format!("{} {}", edition.signer, edition.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(signer: &str, number: i64) -> Known {
        let edition = Some(Edition { signer: signer.to_owned(), number });
        Known { edition, number: Some(number), ..Known::default() }
    }

    fn taken(before: Option<&InForce>, signer: &str, number: i64) -> InForce {
        InForce::after(before, &known(signer, number)).unwrap().unwrap()
    }

    #[test]
    fn numbers_never_fall_and_each_signer_has_its_own() {
        let first = taken(None, "a", 7);
        assert!(InForce::after(Some(&first), &known("a", 7)).is_ok());
        let older = InForce::after(Some(&first), &known("a", 6));
        assert!(matches!(older, Err(RefreshError::Older { offered: 6, used: 7 })), "{older:?}");
        // The way out of a number that is too high.
        let other = taken(Some(&first), "b", 3);
        assert_eq!(other.edition.number, 3);
        let back = InForce::after(Some(&other), &known("a", 6));
        assert!(matches!(back, Err(RefreshError::Older { offered: 6, used: 7 })), "no way around by another signer");
        assert_eq!(taken(Some(&other), "a", 8).edition.number, 8);
    }

    // A slow reader of an older file may come last; what is in memory does not go back either.
    #[test]
    fn a_node_keeps_the_newer_of_two() {
        let (old, new, none) = (known("a", 6), known("a", 7), Known::default());
        assert!(new.may_replace(&old) && new.may_replace(&new) && new.may_replace(&none));
        assert!(!old.may_replace(&new) && !none.may_replace(&old));
        assert!(none.may_replace(&none));
        // Which of two signers counts, the database has decided by then.
        assert!(known("b", 3).may_replace(&new));
    }

    #[test]
    fn nothing_takes_no_editions_place() {
        assert_eq!(InForce::after(None, &Known::default()).unwrap(), None);
        let none = InForce::after(Some(&taken(None, "a", 7)), &Known::default());
        assert!(matches!(none, Err(RefreshError::Missing { used: 7 })), "{none:?}");
    }
}
