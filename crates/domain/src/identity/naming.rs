//! What users are known by, as programs write it: identifiers and verifiable addresses, which are one thing here, and the name that stands in
//! the payload. It must never take a name that no page would take.

use super::denied::Word;
use super::record::nullable;
use crate::identifier::{self as names, fold};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::id::{PoolId, UserId};
use store::identifier::{Identifier, IdentifierKind};

/// Identifiers and addresses of one user together.
pub(super) const MOST: usize = 20;

/// By which a user signs in.
#[derive(Debug, Clone, Deserialize)]
pub struct NewIdentifier {
    pub identifier: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// To which a user is written.
#[derive(Debug, Clone, Deserialize)]
pub struct NewAddress {
    pub address: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    #[serde(default, deserialize_with = "nullable")]
    pub verified: bool,
}

/// A name that can be stored, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub kind: IdentifierKind,
    pub value: String,
    pub is_verified: bool,
}

impl NewIdentifier {
    pub(super) fn read(&self) -> Result<Name, Word> {
        let (kind, value) = read(&self.kind, &self.identifier)?;
        Ok(Name { kind, value, is_verified: false })
    }
}

impl NewAddress {
    pub(super) fn read(&self) -> Result<Name, Word> {
        require_in_use(&self.status)?;
        let (kind, value) = read(&self.kind, &self.address)?;
        if kind == IdentifierKind::Username {
            return Err(Word::IdentifierTypeUnknown);
        }
        Ok(Name { kind, value, is_verified: self.verified })
    }
}

/// An address that is there is in use: none is kept without.
pub(super) fn require_in_use(status: &str) -> Result<(), Word> {
    if ["", "active"].contains(&status) { Ok(()) } else { Err(Word::StatusUnknown) }
}

fn read(kind: &str, typed: &str) -> Result<(IdentifierKind, String), Word> {
    let (kind, value) = match kind {
        "uid" => (IdentifierKind::Username, names::username(typed).map(str::to_owned)),
        "email" => (IdentifierKind::Email, names::email(typed)),
        "mobile" => (IdentifierKind::Phone, names::phone(typed)),
        _ => return Err(Word::IdentifierTypeUnknown),
    };
    Ok((kind, value.map_err(|_| Word::IdentifierMalformed)?))
}

impl Name {
    pub(super) fn folded(&self) -> String {
        fold(&self.value)
    }

    pub(super) fn row(&self, (pool_id, user_id): (PoolId, UserId), now: i64) -> Identifier {
        Identifier {
            pool_id,
            folded: self.folded(),
            kind: self.kind,
            value: self.value.clone(),
            user_id,
            verified_at: self.is_verified.then_some(now),
            created_at: now,
        }
    }
}

/// Identifiers and addresses as one list, in which an address that is both stands once.
pub(super) fn joined(identifiers: &[NewIdentifier], addresses: &[NewAddress]) -> Result<Vec<Name>, Word> {
    let mut all: Vec<Name> = Vec::new();
    if identifiers.len() + addresses.len() > 2 * MOST {
        return Err(Word::IdentifierLimit);
    }
    let names = identifiers.iter().map(NewIdentifier::read).chain(addresses.iter().map(NewAddress::read));
    for name in names {
        let name = name?;
        match all.iter_mut().find(|known| known.folded() == name.folded()) {
            Some(known) => known.is_verified |= name.is_verified,
            None => all.push(name),
        }
    }
    match all.len() {
        0 => Err(Word::IdentifierRequired),
        1..=MOST => Ok(all),
        _ => Err(Word::IdentifierLimit),
    }
}

/// What a payload says of the name that a user is shown by. Its other members are nobody's here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Naming {
    Keep,
    /// As the first of what they are known by.
    Reset,
    Set(String),
}

impl Naming {
    pub(super) fn of(payload: &Map<String, Value>) -> Result<Self, Word> {
        let text = |name: &str| match payload.get(name) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some("")),
            Some(Value::String(text)) => Ok(Some(text.trim())),
            Some(_) => Err(Word::PayloadRefused),
        };
        let typed = match (text("name")?, text("given_name")?, text("family_name")?) {
            (Some(name), ..) => name.to_owned(),
            (None, None, None) => return Ok(Self::Keep),
            (None, given, family) => {
                format!("{} {}", given.unwrap_or_default(), family.unwrap_or_default()).trim().to_owned()
            }
        };
        match names::display_name(Some(&typed)).map_err(|_| Word::PayloadRefused)? {
            Some(name) => Ok(Self::Set(name.to_owned())),
            None => Ok(Self::Reset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(payload: Value) -> Result<Naming, Word> {
        Naming::of(payload.as_object().unwrap())
    }

    #[test]
    fn of_a_payload_the_name_is_read_and_nothing_else() {
        assert_eq!(of(json!({ "name": " Ada " })), Ok(Naming::Set("Ada".into())));
        assert_eq!(
            of(json!({ "given_name": "Ada", "family_name": "Lovelace" })),
            Ok(Naming::Set("Ada Lovelace".into()))
        );
        assert_eq!(of(json!({ "family_name": "Lovelace" })), Ok(Naming::Set("Lovelace".into())));
        assert_eq!(of(json!({ "department": "Engines" })), Ok(Naming::Keep));
        for empty in [json!({ "name": null }), json!({ "name": " " })] {
            assert_eq!(of(empty), Ok(Naming::Reset));
        }
        for bad in [
            json!({ "name": 1 }),
            json!({ "name": "a\nb" }),
            json!({ "name": "x".repeat(65) }),
            json!({ "given_name": {} }),
        ] {
            assert_eq!(of(bad), Err(Word::PayloadRefused));
        }
    }

    #[test]
    fn an_address_that_is_an_identifier_stands_once() {
        let identifier = |kind: &str, text: &str| NewIdentifier { identifier: text.into(), kind: kind.into() };
        let address = |kind: &str, text: &str, status: &str| NewAddress {
            address: text.into(),
            kind: kind.into(),
            status: status.into(),
            verified: true,
        };
        let mail = address("email", "Ada@Example.com", "active");
        let names =
            joined(&[identifier("uid", "ada"), identifier("email", "ada@example.com")], std::slice::from_ref(&mail))
                .unwrap();
        let all: Vec<_> = names.iter().map(|name| (name.value.as_str(), name.is_verified)).collect();
        assert_eq!(all, [("ada", false), ("ada@example.com", true)]);
        assert_eq!(joined(&[], &[]), Err(Word::IdentifierRequired));
        for (kind, text, word) in [
            ("uid", "ada@example.com", Word::IdentifierMalformed),
            ("email", "ada", Word::IdentifierMalformed),
            ("mobile", "12", Word::IdentifierMalformed),
            ("external", "ada", Word::IdentifierTypeUnknown),
        ] {
            assert_eq!(joined(&[identifier(kind, text)], &[]), Err(word), "{kind} {text}");
        }
        assert_eq!(joined(&[], &[address("uid", "ada", "active")]), Err(Word::IdentifierTypeUnknown));
        assert_eq!(joined(&[], &[address("email", "a@b.example", "inactive")]), Err(Word::StatusUnknown));
        let many: Vec<_> = (0..21).map(|number| identifier("uid", &format!("ada{number}"))).collect();
        assert_eq!(joined(&many, &[]), Err(Word::IdentifierLimit));
    }
}
