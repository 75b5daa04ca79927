//! A user as a SCIM resource, and what such a resource says of one. Here a user has one name that they are shown by; the parts of it that a directory
//! wants are cut from it and put together again.

use crate::identifier::fold;
use crate::identity::denied::Word;
use crate::identity::naming::{self, Name, NewAddress, NewIdentifier};
use crate::passkeys::time;
use serde_json::{Map, Value, json};
use store::identifier::{Identifier, IdentifierKind};
use store::user::{User, UserStatus};

pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

const LONGEST_EXTERNAL_ID: usize = 255;

/// All that a directory may see of a user.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub user: User,
    pub identifiers: Vec<Identifier>,
    pub external_id: Option<String>,
}

impl Known {
    /// By which they are known: their username, or the oldest address of those who have none.
    pub(super) fn user_name(&self) -> Option<&Identifier> {
        let named = self.identifiers.iter().find(|row| row.kind == IdentifierKind::Username);
        named.or_else(|| self.identifiers.first())
    }

    pub(super) fn addresses(&self) -> impl Iterator<Item = &Identifier> {
        self.identifiers.iter().filter(|row| row.kind != IdentifierKind::Username)
    }

    fn of_kind(&self, kind: IdentifierKind) -> Vec<Value> {
        let rows = self.identifiers.iter().filter(|row| row.kind == kind).enumerate();
        let one = |(place, row): (usize, &Identifier)| json!({ "value": row.value, "type": "work", "primary": place == 0, "verified": row.verified_at.is_some() });
        rows.map(one).collect()
    }

    /// Without `meta`.
    pub(super) fn resource(&self) -> Map<String, Value> {
        let (given, family) = parts(&self.user.display_name);
        let whole = json!({
            "schemas": [USER],
            "id": self.user.id,
            "userName": self.user_name().map(|row| row.value.clone()),
            "name": { "formatted": self.user.display_name, "givenName": given, "familyName": family },
            "displayName": self.user.display_name,
            "active": self.user.status == UserStatus::Active,
            "emails": self.of_kind(IdentifierKind::Email),
            "phoneNumbers": self.of_kind(IdentifierKind::Phone),
            "externalId": self.external_id,
        });
        let Value::Object(mut whole) = whole else { return Map::new() };
        whole.retain(|_, member| !member.is_null() && member.as_array().is_none_or(|list| !list.is_empty()));
        whole
    }

    pub(super) fn meta(&self) -> Map<String, Value> {
        let times = self.identifiers.iter().map(|row| row.verified_at.unwrap_or(row.created_at));
        let changed = times.fold(self.user.created_at, i64::max);
        let meta = [
            ("resourceType", "User".to_owned()),
            ("created", time(self.user.created_at)),
            ("lastModified", time(changed)),
        ];
        meta.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }
}

/// The last word is the family's.
fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once(' ').unwrap_or((name, ""))
}

fn joined(given: &str, family: &str) -> String {
    format!("{} {}", given.trim(), family.trim()).trim().to_owned()
}

/// What a resource says that a user is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub identifiers: Vec<NewName>,
    pub external_id: Option<String>,
    /// None where nothing is said of it.
    pub display_name: Option<String>,
    pub active: bool,
}

/// A name or an address, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewName {
    pub value: String,
    pub is_verified: bool,
    pub is_user_name: bool,
}

impl NewName {
    fn kind(&self) -> &'static str {
        match (self.value.contains('@'), self.value.trim_start().starts_with('+')) {
            (true, _) => "email",
            (false, true) => "mobile",
            (false, false) => "uid",
        }
    }

    pub(super) fn identifier(&self) -> NewIdentifier {
        NewIdentifier { identifier: self.value.clone(), kind: self.kind().to_owned() }
    }

    pub(super) fn address(&self) -> NewAddress {
        let (address, kind) = (self.value.clone(), self.kind().to_owned());
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
    /// `before` is how the user is shown now; none where there is none yet.
    pub(super) fn of(body: &Map<String, Value>, before: Option<&Known>) -> Result<Self, Word> {
        let user_name = text(body, "userName")?.filter(|name| !name.is_empty()).ok_or(Word::ValueRefused)?;
        let mut identifiers = vec![NewName { value: user_name.to_owned(), is_verified: false, is_user_name: true }];
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
        let display_name = display_name(body, before.map(|known| known.user.display_name.as_str()))?;
        Ok(Self { identifiers, external_id, display_name, active })
    }

    /// What they are to be known by; an address that is the user name, too, stands once.
    pub(super) fn names(&self) -> Result<Vec<Name>, Word> {
        let (named, others): (Vec<_>, Vec<_>) = self.identifiers.iter().partition(|name| name.is_user_name);
        let identifiers: Vec<_> = named.into_iter().map(NewName::identifier).collect();
        let addresses: Vec<_> = others.into_iter().map(NewName::address).collect();
        naming::joined(&identifiers, &addresses)
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
        let is_of_kind = if is_mail { value.contains('@') } else { value.starts_with('+') };
        let is_verified = member.get("verified").filter(|value| !value.is_null()).map(boolean).transpose()?;
        let name = NewName { value: value.to_owned(), is_verified: is_verified == Some(true), is_user_name: false };
        Some(name).filter(|_| is_of_kind).ok_or(Word::IdentifierMalformed)
    };
    list.iter().map(one).collect()
}

/// Of three ways to say it the one that says something new.
fn display_name(body: &Map<String, Value>, before: Option<&str>) -> Result<Option<String>, Word> {
    let name = match body.get("name") {
        None | Some(Value::Null) => None,
        Some(Value::Object(name)) => Some(name),
        Some(_) => return Err(Word::ValueRefused),
    };
    let mut said = vec![text(body, "displayName")?.map(str::to_owned)];
    if let Some(name) = name {
        said.push(text(name, "formatted")?.map(str::to_owned));
        let (given, family) = (text(name, "givenName")?, text(name, "familyName")?);
        let is_any = given.is_some() || family.is_some();
        said.push(is_any.then(|| joined(given.unwrap_or_default(), family.unwrap_or_default())));
    }
    let said: Vec<String> = said.into_iter().flatten().filter(|name| !name.is_empty()).collect();
    let is_new = |name: &&String| before.is_none_or(|before| fold(before) != fold(name) || before != name.as_str());
    Ok(said.iter().find(is_new).or(said.first()).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(body: Value) -> Result<Wanted, Word> {
        Wanted::of(body.as_object().unwrap(), None)
    }

    #[test]
    fn a_resource_is_read_as_directories_write_it() {
        let body = json!({ "schemas": [USER], "userName": "ada", "externalId": "7", "active": "True", "title": "Countess",
            "name": { "givenName": "Ada", "familyName": "Lovelace" }, "emails": [{ "value": "ada@example.com", "type": "work", "primary": true }],
            "phoneNumbers": [{ "value": "tel:+4712345678" }] });
        let read = wanted(body).unwrap();
        assert_eq!(
            (read.display_name.as_deref(), read.external_id.as_deref(), read.active),
            (Some("Ada Lovelace"), Some("7"), true)
        );
        let names: Vec<_> = read.names().unwrap().into_iter().map(|name| name.value).collect();
        assert_eq!(names, ["ada", "ada@example.com", "+4712345678"]);
        // An address that is the user name stands once.
        let body =
            json!({ "userName": "ada@example.com", "emails": [{ "value": "Ada@Example.com", "verified": true }] });
        let names = wanted(body).unwrap().names().unwrap();
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
            assert_eq!(wanted(body.clone()), Err(Word::ValueRefused), "{body}");
        }
        let mixed = json!({ "userName": "ada", "emails": [{ "value": "+4712345678" }] });
        assert_eq!(wanted(mixed), Err(Word::IdentifierMalformed));
    }

    #[test]
    fn a_name_is_cut_into_parts_and_put_together_again() {
        for name in ["Ada Lovelace", "Ada", "Ada King Lovelace"] {
            let (given, family) = parts(name);
            assert_eq!(joined(given, family), name);
        }
        let body = json!({ "displayName": "Ada Lovelace", "name": { "formatted": "Ada Lovelace", "givenName": "Ada", "familyName": "King" } });
        let said = display_name(body.as_object().unwrap(), Some("Ada Lovelace"));
        assert_eq!(said, Ok(Some("Ada King".into())), "what is new counts");
    }
}
