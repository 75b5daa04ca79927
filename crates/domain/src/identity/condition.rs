//! `ETag` and `If-Match`: whoever has read something changes it only as they saw it (S3c-2). A change asks in its own transaction, or two of
//! them would both have seen the same.

use super::denied::Word;
use super::undone::Undone;
use crate::binding::sha256;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

/// What something that is shown as these bytes is known by.
pub fn tag(body: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(sha256(body)))
}

/// As what somebody saw it; none where they do not say.
#[derive(Debug, Clone, Default)]
pub struct Condition(Option<Vec<String>>);

impl Condition {
    /// From the header's text.
    pub fn of(header: Option<&str>) -> Self {
        Self(header.map(|text| text.split(',').map(|one| one.trim().to_owned()).collect()))
    }

    /// Whether it still is what they saw.
    pub fn is_met(&self, body: &[u8]) -> bool {
        let Some(wanted) = &self.0 else { return true };
        let tag = tag(body);
        wanted.iter().any(|one| one == "*" || *one == tag)
    }

    /// The same of what would be shown; it is only looked at where somebody asks.
    pub(super) fn require<T: Serialize>(&self, view: impl FnOnce() -> T) -> Result<(), Undone> {
        if self.0.is_none() {
            return Ok(());
        }
        let body = serde_json::to_vec(&view()).map_err(Error::Answer)?;
        if self.is_met(&body) { Ok(()) } else { Err(Word::Changed.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S3c-2.
    #[test]
    fn one_of_those_that_are_named_is_enough() {
        let met = |header: Option<&str>| Condition::of(header).is_met(b"{}");
        let tag = tag(b"{}");
        assert!(met(None) && met(Some("*")) && met(Some(&tag)) && met(Some(&format!("\"other\", {tag}"))));
        assert!(!met(Some("")) && !met(Some("\"other\"")) && !met(Some(tag.trim_matches('"'))));
    }
}
