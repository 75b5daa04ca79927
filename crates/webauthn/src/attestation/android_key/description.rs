//! Android's key description, the extension in which the key store says what it knows of a key.
//!
//! It must never take silence for a statement: what a list does not say is `None`.

use crate::der::{self, ENUMERATED, INTEGER, Malformed, OCTET_STRING, Reader, SEQUENCE, SET};

/// The lowest `SecurityLevel`; the trusted environment is 1, `StrongBox` 2.
const SOFTWARE: u32 = 0;
const PURPOSE: u32 = 1;
const ALL_APPLICATIONS: u32 = 600;
const ORIGIN: u32 = 702;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyDescription<'a> {
    pub(super) challenge: &'a [u8],
    /// Neither the statement nor the key is only Android's own: both are at least the trusted environment's.
    pub(super) in_hardware: bool,
    /// What Android itself enforces.
    pub(super) software: AuthorizationList,
    /// What the trusted environment enforces.
    pub(super) trusted: AuthorizationList,
}

/// The three of some sixty members that the standard asks about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AuthorizationList {
    pub(super) all_applications: bool,
    pub(super) origin: Option<u32>,
    pub(super) purposes: Option<Vec<u32>>,
}

impl<'a> KeyDescription<'a> {
    pub(super) fn parse(extension: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(Reader::only(extension, SEQUENCE)?);
        // Versions 1 to 4, then 100 to 400, have all kept these members in this order; later ones have to.
        if der::number(reader.expect(INTEGER)?)? == 0 {
            return Err(Malformed);
        }
        let attestation_level = der::number(reader.expect(ENUMERATED)?)?;
        let _key_store_version = reader.expect(INTEGER)?;
        let key_store_level = der::number(reader.expect(ENUMERATED)?)?;
        let in_hardware = attestation_level > SOFTWARE && key_store_level > SOFTWARE;
        let challenge = reader.expect(OCTET_STRING)?;
        let _unique_id = reader.expect(OCTET_STRING)?;
        let software = AuthorizationList::parse(reader.expect(SEQUENCE)?)?;
        let trusted = AuthorizationList::parse(reader.expect(SEQUENCE)?)?;
        if reader.is_empty() { Ok(Self { challenge, in_hardware, software, trusted }) } else { Err(Malformed) }
    }
}

impl AuthorizationList {
    fn parse(list: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(list);
        let mut found = Self::default();
        while !reader.is_empty() {
            let (tag, content) = reader.element()?;
            // A member that occurs twice could be read in two ways.
            match tag.context() {
                Some(PURPOSE) if found.purposes.is_none() => found.purposes = Some(purposes(content)?),
                Some(ALL_APPLICATIONS) if !found.all_applications => found.all_applications = true,
                Some(ORIGIN) if found.origin.is_none() => {
                    found.origin = Some(der::number(Reader::only(content, INTEGER)?)?);
                }
                Some(PURPOSE | ALL_APPLICATIONS | ORIGIN) => return Err(Malformed),
                _ => {}
            }
        }
        Ok(found)
    }
}

fn purposes(content: &[u8]) -> Result<Vec<u32>, Malformed> {
    let mut reader = Reader::new(Reader::only(content, SET)?);
    let mut purposes = Vec::new();
    while !reader.is_empty() {
        purposes.push(der::number(reader.expect(INTEGER)?)?);
    }
    Ok(purposes)
}

#[cfg(test)]
mod tests;
