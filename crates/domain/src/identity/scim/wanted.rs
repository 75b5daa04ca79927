//! What a SCIM resource says that a user is to be, read as directories write it: in any case, with booleans as words and telephones that are extensions.
//! What cannot be is refused; what only cannot be kept is left out.

use super::resource::{Known, USUAL_TYPE, Written};
use crate::identifier as names;
use crate::identity::denied::Word;
use crate::identity::naming::{self, Name, Naming, NewAddress, NewIdentifier};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::identifier::Identifier;
use store::user::UserStatus;

const LONGEST_EXTERNAL_ID: usize = 255;
const LONGEST_TYPE: usize = 64;
/// What a page takes.
const LONGEST_NAME: usize = 64;
const MEMBERS: [&str; 10] =
    ["schemas", "id", "userName", "externalId", "name", "displayName", "active", "password", "emails", "phoneNumbers"];
const PARTS: [&str; 7] = ["formatted", "givenName", "familyName", "value", "type", "primary", "verified"];

/// What a resource says that a user is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub identifiers: Vec<NewName>,
    pub external_id: Option<String>,
    pub display_name: Naming,
    pub active: bool,
}

/// A name or an address, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewName {
    pub value: String,
    pub is_verified: bool,
    pub is_user_name: bool,
    /// Of an address, as the directory calls it.
    pub kind: String,
}

impl NewName {
    fn vendors_kind(&self) -> &'static str {
        match (self.value.contains('@'), self.value.trim_start().starts_with('+')) {
            (true, _) => "email",
            (false, true) => "mobile",
            (false, false) => "uid",
        }
    }

    pub(super) fn identifier(&self) -> NewIdentifier {
        NewIdentifier { identifier: self.value.clone(), kind: self.vendors_kind().to_owned() }
    }

    pub(super) fn address(&self) -> NewAddress {
        let (address, kind) = (self.value.clone(), self.vendors_kind().to_owned());
        NewAddress { address, kind, status: String::new(), verified: self.is_verified }
    }
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Word> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim())),
        Some(_) => Err(Word::ValueRefused),
    }
}

/// Some directories write booleans as words.
pub(super) fn boolean(value: &Value) -> Result<bool, Word> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::String(word) if word.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(word) if word.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Word::ValueRefused),
    }
}

impl Wanted {
    /// `before` is how the user is shown now; none where there is none yet. `named`: which ways to say their name are meant.
    pub(super) fn of(body: &Map<String, Value>, before: Option<&Known>, named: Named) -> Result<Self, Word> {
        let body = &in_our_case(body);
        let user_name = text(body, "userName")?.filter(|name| !name.is_empty()).ok_or(Word::ValueRefused)?;
        let value = user_name.to_owned();
        let mut identifiers = vec![NewName { value, is_verified: false, is_user_name: true, kind: String::new() }];
        for member in ["emails", "phoneNumbers"] {
            identifiers.extend(addresses(body.get(member), member == "emails")?);
        }
        let external_id = text(body, "externalId")?.filter(|name| !name.is_empty()).map(str::to_owned);
        let is_sound = |name: &String| name.len() <= LONGEST_EXTERNAL_ID && !name.chars().any(char::is_control);
        if !external_id.as_ref().is_none_or(is_sound) {
            return Err(Word::ValueRefused);
        }
        let active = match body.get("active") {
            None | Some(Value::Null) => before.is_none_or(|known| known.user.status == UserStatus::Active),
            Some(value) => boolean(value)?,
        };
        let display_name = display_name(body, named)?;
        Ok(Self { identifiers, external_id, display_name, active })
    }

    /// What they are to be known by; an address that is the user name, too, stands once.
    pub(super) fn names(&self) -> Result<Vec<Name>, Word> {
        let (named, others): (Vec<_>, Vec<_>) = self.identifiers.iter().partition(|name| name.is_user_name);
        let identifiers: Vec<_> = named.into_iter().map(NewName::identifier).collect();
        let addresses: Vec<_> = others.into_iter().map(NewName::address).collect();
        naming::joined(&identifiers, &addresses)
    }

    /// The user name, folded.
    pub(super) fn user_name(&self) -> Result<String, Word> {
        let named = self.identifiers.iter().find(|name| name.is_user_name).ok_or(Word::ValueRefused)?;
        Ok(named.identifier().read()?.folded())
    }

    /// The addresses that could be stored, whoever has them.
    pub(super) fn addresses(&self) -> Result<BTreeMap<String, String>, Word> {
        let given = self.identifiers.iter().filter(|name| !name.is_user_name);
        given.map(|name| Ok((name.address().read()?.folded(), name.kind.clone()))).collect()
    }

    /// What is kept of it: of the addresses those that have become the user's.
    pub(super) fn written(&self, has: &[Identifier]) -> Result<Written, Word> {
        let mut addresses = self.addresses()?;
        addresses.retain(|folded, _| has.iter().any(|row| row.folded == *folded));
        Ok(Written { external_id: self.external_id.clone(), user_name: self.user_name()?, addresses })
    }
}

fn addresses(list: Option<&Value>, is_mail: bool) -> Result<Vec<NewName>, Word> {
    let list = match list {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) if list.len() <= naming::MOST => list,
        Some(_) => return Err(Word::ValueRefused),
    };
    let one = |value: &Value| {
        let member = value.as_object().ok_or(Word::ValueRefused)?;
        let value = text(member, "value")?.filter(|value| !value.is_empty()).ok_or(Word::ValueRefused)?;
        // Phones are written with their prefix, also as an address (RFC 3966).
        let value = if is_mail { value } else { value.strip_prefix("tel:").unwrap_or(value) };
        let is_verified = member.get("verified").filter(|value| !value.is_null()).map(boolean).transpose()?;
        let kind = text(member, "type")?.filter(|kind| !kind.is_empty()).unwrap_or(USUAL_TYPE);
        if kind.len() > LONGEST_TYPE || kind.chars().any(char::is_control) {
            return Err(Word::ValueRefused);
        }
        let (value, kind, is_verified) = (value.to_owned(), kind.to_owned(), is_verified == Some(true));
        let name = NewName { value, is_verified, is_user_name: false, kind };
        match (is_mail, name.value.contains('@')) {
            (true, false) => Err(Word::IdentifierMalformed),
            // An extension or a number without its country is nothing to sign in by, and no cause to leave its user out.
            (false, _) if names::phone(&name.value).is_err() => Ok(None),
            _ => Ok(Some(name)),
        }
    };
    list.iter().filter_map(|value| one(value).transpose()).collect()
}

/// Which of the ways to say a name a request means: all of a whole resource, of a change those that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Named {
    pub display: bool,
    pub formatted: bool,
    pub parts: bool,
}

impl Named {
    pub(super) const WHOLE: Self = Self { display: true, formatted: true, parts: true };
}

/// Attributes under the names that they have here: theirs have no case (RFC 7643, 2.1).
pub(super) fn in_our_case(body: &Map<String, Value>) -> Map<String, Value> {
    let mut body = renamed(body, &MEMBERS);
    for member in body.values_mut() {
        match member {
            Value::Object(parts) => *parts = renamed(parts, &PARTS),
            Value::Array(list) => {
                for one in list.iter_mut().filter_map(Value::as_object_mut) {
                    *one = renamed(one, &PARTS);
                }
            }
            _ => {}
        }
    }
    body
}

fn renamed(members: &Map<String, Value>, known: &[&str]) -> Map<String, Value> {
    let ours = |name: &String| {
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(name));
        found.map_or_else(|| name.clone(), |known| (*known).to_owned())
    };
    members.iter().map(|(name, value)| (ours(name), value.clone())).collect()
}

/// The parts of a name in one.
fn joined(given: &str, family: &str) -> String {
    format!("{} {}", given.trim(), family.trim()).trim().to_owned()
}

/// Of three ways to say it the first that is said, so that saying it again changes nothing. It is cut to what a name holds.
fn display_name(body: &Map<String, Value>, named: Named) -> Result<Naming, Word> {
    let empty = Map::new();
    let name = match body.get("name") {
        None | Some(Value::Null) => &empty,
        Some(Value::Object(name)) => name,
        Some(_) => return Err(Word::ValueRefused),
    };
    let (given, family) = (text(name, "givenName")?, text(name, "familyName")?);
    let said = [
        (named.display, text(body, "displayName")?.map(str::to_owned)),
        (named.formatted, text(name, "formatted")?.map(str::to_owned)),
        (named.parts, Some(joined(given.unwrap_or_default(), family.unwrap_or_default()))),
    ];
    let said = said.into_iter().find_map(|(is_meant, name)| name.filter(|name| is_meant && !name.is_empty()));
    Ok(match said {
        Some(name) => Naming::Set(name.chars().take(LONGEST_NAME).collect()),
        None if named == Named::WHOLE => Naming::Reset,
        None => Naming::Keep,
    })
}

#[cfg(test)]
mod tests {
    use super::super::resource::{USER, parts};
    use super::*;
    use serde_json::json;

    fn wanted(body: &Value) -> Result<Wanted, Word> {
        Wanted::of(body.as_object().unwrap(), None, Named::WHOLE)
    }

    #[test]
    fn a_resource_is_read_as_directories_write_it() {
        let body = json!({ "schemas": [USER], "userName": "ada", "externalId": "7", "active": "True", "title": "Countess",
            "name": { "givenName": "Ada", "familyName": "Lovelace" }, "emails": [{ "value": "ada@example.com", "type": "work", "primary": true }],
            "phoneNumbers": [{ "value": "tel:+4712345678" }] });
        let read = wanted(&body).unwrap();
        assert_eq!(
            (&read.display_name, read.external_id.as_deref(), read.active),
            (&Naming::Set("Ada Lovelace".into()), Some("7"), true)
        );
        let names: Vec<_> = read.names().unwrap().into_iter().map(|name| name.value).collect();
        assert_eq!(names, ["ada", "ada@example.com", "+4712345678"]);
        // An address that is the user name stands once.
        let body =
            json!({ "userName": "ada@example.com", "emails": [{ "value": "Ada@Example.com", "verified": true }] });
        let names = wanted(&body).unwrap().names().unwrap();
        assert_eq!((names.len(), names[0].is_verified), (1, true));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for body in [
            json!({}),
            json!({ "userName": "" }),
            json!({ "userName": 1 }),
            json!({ "userName": "ada", "active": "yes" }),
            json!({ "userName": "ada", "name": "Ada" }),
            json!({ "userName": "ada", "emails": "ada@example.com" }),
            json!({ "userName": "ada", "emails": ["ada@example.com"] }),
            json!({ "userName": "ada", "emails": [{ "value": null }] }),
            json!({ "userName": "ada", "externalId": "a\nb" }),
            json!({ "userName": "ada", "externalId": "x".repeat(256) }),
        ] {
            assert_eq!(wanted(&body), Err(Word::ValueRefused), "{body}");
        }
        let mixed = json!({ "userName": "ada", "emails": [{ "value": "+4712345678" }] });
        assert_eq!(wanted(&mixed), Err(Word::IdentifierMalformed));
    }

    #[test]
    fn a_name_is_cut_into_parts_and_put_together_again() {
        for name in ["Ada Lovelace", "Ada", "Ada King Lovelace"] {
            let (given, family) = parts(name);
            assert_eq!(joined(given, family), name);
        }
        let body = json!({ "displayName": "Ada L.", "name": { "formatted": "Ada Lovelace", "givenName": "Ada", "familyName": "King" } });
        let said = |named: Named| display_name(body.as_object().unwrap(), named).unwrap();
        assert_eq!(said(Named::WHOLE), Naming::Set("Ada L.".into()));
        assert_eq!(
            said(Named { formatted: true, parts: true, ..Named::default() }),
            Naming::Set("Ada Lovelace".into())
        );
        assert_eq!(said(Named { parts: true, ..Named::default() }), Naming::Set("Ada King".into()));
        assert_eq!(said(Named::default()), Naming::Keep);
        assert_eq!(display_name(&Map::new(), Named::WHOLE), Ok(Naming::Reset));
        let long = json!({ "displayName": "x".repeat(200) });
        assert_eq!(display_name(long.as_object().unwrap(), Named::WHOLE), Ok(Naming::Set("x".repeat(64))));
    }

    // RFC 7643, 2.1; and telephones that nobody could sign in by.
    #[test]
    fn names_of_attributes_have_no_case_and_extensions_are_left_out() {
        let body = json!({ "USERNAME": "ada", "Emails": [{ "Value": "ada@example.com", "TYPE": "home" }],
            "phonenumbers": [{ "value": "4711", "type": "work" }, { "value": "+47 12 34 56 78", "type": "mobile" }] });
        let read = wanted(&body).unwrap();
        let addresses = [("+4712345678", "mobile"), ("ada@example.com", "home")];
        let addresses = addresses.into_iter().map(|(address, kind)| (address.to_owned(), kind.to_owned()));
        assert_eq!((read.user_name(), read.addresses()), (Ok("ada".into()), Ok(addresses.collect())));
    }
}
