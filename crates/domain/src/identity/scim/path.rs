//! Paths of PATCH (RFC 7644, 3.5.2): an attribute of a user, which of its values, and what of them. What no user has here is none, and what no standard
//! knows is refused.

use super::resource::USER;
use crate::identity::denied::Word;
use serde_json::Value;

/// What a user has nothing of here; directories send it all the same.
const FOREIGN: [&str; 16] = [
    "nickname",
    "profileurl",
    "title",
    "usertype",
    "preferredlanguage",
    "locale",
    "timezone",
    "ims",
    "photos",
    "addresses",
    "entitlements",
    "roles",
    "x509certificates",
    "groups",
    "department",
    "manager",
];

/// What is meant within a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub attribute: String,
    /// `[type eq "work"]`
    pub selector: Option<(String, String)>,
    pub sub: Option<String>,
}

impl Path {
    /// None of what no user has here.
    pub(super) fn read(text: &str) -> Result<Option<Self>, Word> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("urn:") && !lower.starts_with(&format!("{}:", USER.to_ascii_lowercase())) {
            return Ok(None);
        }
        let text = if lower.starts_with("urn:") { text.get(USER.len() + 1..).unwrap_or_default() } else { text };
        let (head, selector, rest) = match text.split_once('[') {
            Some((head, behind)) => {
                let (selector, rest) = behind.split_once(']').ok_or(Word::PathRefused)?;
                (head, Some(selected(selector)?), rest.strip_prefix('.').filter(|rest| !rest.is_empty()))
            }
            None => match text.split_once('.') {
                Some((head, sub)) => (head, None, Some(sub)),
                None => (text, None, None),
            },
        };
        let known = [
            "active",
            "userName",
            "externalId",
            "displayName",
            "name",
            "emails",
            "phoneNumbers",
            "password",
            "schemas",
            "id",
            "meta",
        ];
        let Some(attribute) = known.into_iter().find(|name| name.eq_ignore_ascii_case(head)) else {
            let is_foreign = FOREIGN.contains(&head.to_ascii_lowercase().as_str());
            return if is_foreign { Ok(None) } else { Err(Word::PathRefused) };
        };
        let is_list = ["emails", "phoneNumbers"].contains(&attribute);
        if (selector.is_some() && !is_list) || (rest.is_some() && !is_list && attribute != "name") {
            return Err(Word::PathRefused);
        }
        let subs = [
            "formatted",
            "givenName",
            "familyName",
            "value",
            "type",
            "primary",
            "verified",
            "display",
            "honorificPrefix",
            "honorificSuffix",
            "middleName",
        ];
        let sub = match rest {
            Some(rest) => {
                let known = subs.into_iter().find(|name| name.eq_ignore_ascii_case(rest));
                Some(known.ok_or(Word::PathRefused)?.to_owned())
            }
            None => None,
        };
        Ok(Some(Self { attribute: attribute.to_owned(), selector, sub }))
    }
}

fn selected(text: &str) -> Result<(String, String), Word> {
    let mut words = text.trim().splitn(3, ' ');
    let (name, operator, value) = (words.next(), words.next(), words.next());
    let is_eq = operator.is_some_and(|word| word.eq_ignore_ascii_case("eq"));
    let value: Value = value.and_then(|text| serde_json::from_str(text.trim()).ok()).ok_or(Word::PathRefused)?;
    let value = match value {
        Value::String(text) => text,
        Value::Bool(value) => value.to_string(),
        _ => return Err(Word::PathRefused),
    };
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let is_known = is_eq && ["type", "value", "primary"].contains(&name.as_str());
    Some((name, value)).filter(|_| is_known).ok_or(Word::PathRefused)
}
