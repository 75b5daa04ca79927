//! PATCH (RFC 7644, 3.5.2): what its operations make of the resource as it is shown. It changes JSON and nothing else; what comes of it is read and
//! held against the rules like a whole resource.

use super::resource::{USER, boolean};
use crate::identity::denied::Word;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Of one request.
const MOST: usize = 50;
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

/// One operation.
#[derive(Debug, Clone, Deserialize)]
pub struct Operation {
    pub op: String,
    #[serde(default)]
    pub path: Option<String>,
    #[serde(default)]
    pub value: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Replace,
    Remove,
}

/// What is meant within a user.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Path {
    attribute: String,
    /// `[type eq "work"]`
    selector: Option<(String, String)>,
    sub: Option<String>,
}

impl Path {
    /// None of what no user has here.
    fn read(text: &str) -> Result<Option<Self>, Word> {
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

/// Carries the operations out.
pub(super) fn apply(resource: &mut Map<String, Value>, operations: &[Operation]) -> Result<(), Word> {
    if operations.is_empty() || operations.len() > MOST {
        return Err(Word::Malformed);
    }
    for Operation { op, path, value } in operations {
        let op = match op.to_ascii_lowercase().as_str() {
            "add" => Op::Add,
            "replace" => Op::Replace,
            "remove" => Op::Remove,
            _ => return Err(Word::Malformed),
        };
        let value = value.as_ref().filter(|value| !value.is_null());
        match (path.as_deref().filter(|path| !path.is_empty()), value) {
            (None, Some(Value::Object(members))) if op != Op::Remove => {
                for (name, member) in members {
                    // Of a whole object what nobody knows is left alone.
                    if let Ok(Some(path)) = Path::read(name) {
                        put(resource, op, (&path, Some(member)))?;
                    }
                }
            }
            (None, _) => return Err(Word::NoTarget),
            (Some(path), value) => {
                if let Some(path) = Path::read(path)? {
                    // A replacement by nothing removes.
                    let op = if value.is_none() && op == Op::Replace { Op::Remove } else { op };
                    put(resource, op, (&path, value))?;
                }
            }
        }
    }
    Ok(())
}

fn put(resource: &mut Map<String, Value>, op: Op, (path, value): (&Path, Option<&Value>)) -> Result<(), Word> {
    match path.attribute.as_str() {
        "schemas" => Ok(()),
        // Written by nobody, or at the beginning alone.
        "id" | "meta" | "password" => Err(Word::AttributeFixed),
        "emails" | "phoneNumbers" => of_list(resource, op, (path, value)),
        "name" => of_name(resource, op, (path, value)),
        name => {
            match (op, value) {
                (Op::Remove, _) if name == "userName" || name == "active" => return Err(Word::AttributeFixed),
                (Op::Remove, _) => drop(resource.remove(name)),
                (_, Some(value)) if name == "active" => {
                    resource.insert(name.to_owned(), boolean(value)?.into());
                }
                (_, Some(value)) => drop(resource.insert(name.to_owned(), value.clone())),
                (_, None) => return Err(Word::ValueRefused),
            }
            Ok(())
        }
    }
}

fn of_name(resource: &mut Map<String, Value>, op: Op, (path, value): (&Path, Option<&Value>)) -> Result<(), Word> {
    let name = resource.entry("name").or_insert_with(|| json!({}));
    let Value::Object(name) = name else { return Err(Word::ValueRefused) };
    match (&path.sub, op, value) {
        (None, Op::Remove, _) => name.clear(),
        (Some(sub), Op::Remove, _) => drop(name.remove(sub)),
        (Some(sub), _, Some(value)) => drop(name.insert(sub.clone(), value.clone())),
        (None, _, Some(Value::Object(members))) => name.extend(members.clone()),
        _ => return Err(Word::ValueRefused),
    }
    Ok(())
}

fn is_meant(one: &Value, selector: Option<&(String, String)>) -> bool {
    let Some((name, wanted)) = selector else { return true };
    match &one[name.as_str()] {
        Value::String(text) => text.eq_ignore_ascii_case(wanted),
        Value::Bool(value) => value.to_string() == *wanted,
        _ => false,
    }
}

fn of_list(resource: &mut Map<String, Value>, op: Op, (path, value): (&Path, Option<&Value>)) -> Result<(), Word> {
    let list = resource.entry(path.attribute.clone()).or_insert_with(|| json!([]));
    let Value::Array(list) = list else { return Err(Word::ValueRefused) };
    let selector = path.selector.as_ref();
    match (op, &path.sub, value) {
        (Op::Remove, None, value) => {
            let before = list.len();
            // Some name what is to go as the value, and not in the path.
            let named: Vec<&Value> =
                value.and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default();
            let goes = |one: &Value| {
                is_meant(one, selector)
                    && (named.is_empty() || named.iter().any(|other| other["value"] == one["value"]))
            };
            list.retain(|one| !goes(one));
            let is_gone = list.len() < before || selector.is_none();
            if is_gone { Ok(()) } else { Err(Word::NoTarget) }
        }
        (Op::Remove, Some(_), _) => Err(Word::PathRefused),
        (_, Some(sub), Some(value)) => {
            // One alone is meant: the first, or one that begins to be.
            match list.iter_mut().find(|one| is_meant(one, selector)) {
                Some(Value::Object(one)) => {
                    // Another address is proved by nothing.
                    if sub == "value" && one.get("value") != Some(value) {
                        one.remove("verified");
                    }
                    one.insert(sub.clone(), value.clone());
                }
                _ if sub == "value" => list.push(json!({ "value": value })),
                _ => return Err(Word::NoTarget),
            }
            Ok(())
        }
        (_, None, Some(value)) => {
            let given = match value {
                Value::Array(given) => given.clone(),
                Value::Object(_) => vec![value.clone()],
                _ => return Err(Word::ValueRefused),
            };
            match (op, selector) {
                (Op::Replace, None) => list.clear(),
                (Op::Replace, Some(_)) => {
                    if !list.iter().any(|one| is_meant(one, selector)) {
                        return Err(Word::NoTarget);
                    }
                    list.retain(|one| !is_meant(one, selector));
                }
                _ => {}
            }
            for one in given {
                if !list.iter().any(|has| has["value"] == one["value"]) {
                    list.push(one);
                }
            }
            Ok(())
        }
        (_, _, None) => Err(Word::ValueRefused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Map<String, Value> {
        let whole = json!({ "userName": "ada", "active": true, "displayName": "Ada Lovelace",
            "name": { "formatted": "Ada Lovelace", "givenName": "Ada", "familyName": "Lovelace" },
            "emails": [{ "value": "ada@example.com", "type": "work", "primary": true, "verified": true }] });
        whole.as_object().unwrap().clone()
    }

    fn patched(operations: Value) -> Result<Value, Word> {
        let operations: Vec<Operation> = serde_json::from_value(operations).unwrap();
        let mut resource = ada();
        apply(&mut resource, &operations)?;
        Ok(Value::Object(resource))
    }

    #[test]
    fn operations_are_those_that_directories_send() {
        let off = patched(json!([{ "op": "Replace", "path": "active", "value": "False" }])).unwrap();
        assert_eq!(off["active"], false);
        let off = patched(
            json!([{ "op": "replace", "value": { "active": false, "name.familyName": "King", "title": "x" } }]),
        )
        .unwrap();
        assert_eq!((&off["active"], &off["name"]["familyName"]), (&json!(false), &json!("King")));
        let moved =
            patched(json!([{ "op": "Add", "path": "emails[type eq \"work\"].value", "value": "ada@new.example" }]))
                .unwrap();
        assert_eq!(
            moved["emails"],
            json!([{ "value": "ada@new.example", "type": "work", "primary": true }]),
            "what is new is not verified"
        );
        let more = patched(json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@example.com" }, { "value": "ada@example.com" }] }])).unwrap();
        assert_eq!(more["emails"].as_array().unwrap().len(), 2);
        let less = patched(json!([{ "op": "remove", "path": "emails[value eq \"ada@example.com\"]" }])).unwrap();
        assert_eq!(less["emails"], json!([]));
        let named = patched(json!([{ "op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:userName", "value": "ada2" },
            { "op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Engines" },
            { "op": "add", "path": "title", "value": "Countess" }, { "op": "remove", "path": "displayName" }])).unwrap();
        assert_eq!((&named["userName"], named.get("title"), named.get("displayName")), (&json!("ada2"), None, None));
    }

    #[test]
    fn each_refusal_has_its_word() {
        for (operations, word) in [
            (json!([]), Word::Malformed),
            (json!([{ "op": "move", "path": "active" }]), Word::Malformed),
            (json!([{ "op": "remove" }]), Word::NoTarget),
            (json!([{ "op": "add", "value": "x" }]), Word::NoTarget),
            (json!([{ "op": "replace", "path": "active", "value": "yes" }]), Word::ValueRefused),
            (json!([{ "op": "replace", "path": "wings", "value": 2 }]), Word::PathRefused),
            (json!([{ "op": "replace", "path": "emails[type co \"w\"].value", "value": "x" }]), Word::PathRefused),
            (json!([{ "op": "replace", "path": "emails[", "value": "x" }]), Word::PathRefused),
            (json!([{ "op": "replace", "path": "userName.first", "value": "x" }]), Word::PathRefused),
            (json!([{ "op": "replace", "path": "id", "value": "x" }]), Word::AttributeFixed),
            (json!([{ "op": "replace", "path": "password", "value": "x" }]), Word::AttributeFixed),
            (json!([{ "op": "remove", "path": "userName" }]), Word::AttributeFixed),
            (json!([{ "op": "remove", "path": "emails[value eq \"b@example.com\"]" }]), Word::NoTarget),
            (
                json!([{ "op": "replace", "path": "emails[type eq \"home\"]", "value": { "value": "b@example.com" } }]),
                Word::NoTarget,
            ),
            (json!([{ "op": "add", "path": "emails", "value": 1 }]), Word::ValueRefused),
        ] {
            assert_eq!(patched(operations.clone()).map(drop), Err(word), "{operations}");
        }
    }
}
