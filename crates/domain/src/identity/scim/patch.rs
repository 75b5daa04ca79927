//! PATCH (RFC 7644, 3.5.2): what its operations make of the resource as it is shown. It changes JSON and nothing else; what comes of it is read and
//! held against the rules like a whole resource.

use super::path::Path;
use super::wanted::{Named, boolean};
use crate::identity::denied::Word;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Of one request.
const MOST: usize = 50;
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

/// Which ways to say a name are meant by this path, or by the members of what is put there.
fn names(named: &mut Named, path: &Path, value: Option<&Value>) {
    let mut by_part = |part: &str| match part.to_ascii_lowercase().as_str() {
        "formatted" => named.formatted = true,
        "givenname" | "familyname" => named.parts = true,
        _ => {}
    };
    match (path.attribute.as_str(), &path.sub, value) {
        ("name", Some(sub), _) => by_part(sub),
        ("name", None, Some(Value::Object(members))) => members.keys().for_each(|part| by_part(part)),
        ("displayName", ..) => named.display = true,
        _ => {}
    }
}

/// Carries the operations out. Which ways to say a name they mean.
pub(super) fn apply(resource: &mut Map<String, Value>, operations: &[Operation]) -> Result<Named, Word> {
    let mut named = Named::default();
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
                    let Ok(Some(path)) = Path::read(name) else { continue };
                    // What is only read may be said again as it is.
                    let is_said_again = path.attribute == "id" && resource.get("id") == Some(member);
                    if !is_said_again && path.attribute != "meta" {
                        names(&mut named, &path, Some(member));
                        put(resource, op, (&path, Some(member)))?;
                    }
                }
            }
            (None, _) => return Err(Word::NoTarget),
            (Some(path), value) => {
                if let Some(path) = Path::read(path)? {
                    // A replacement by nothing removes.
                    let op = if value.is_none() && op == Op::Replace { Op::Remove } else { op };
                    names(&mut named, &path, value);
                    put(resource, op, (&path, value))?;
                }
            }
        }
    }
    Ok(named)
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

/// A new one, of the type that was looked for.
fn begun(selector: Option<&(String, String)>, value: &Value) -> Value {
    match selector {
        Some((name, wanted)) if name == "type" => json!({ "type": wanted, "value": value }),
        _ => json!({ "value": value }),
    }
}

fn of_list(resource: &mut Map<String, Value>, op: Op, (path, value): (&Path, Option<&Value>)) -> Result<(), Word> {
    let list = resource.entry(path.attribute.clone()).or_insert_with(|| json!([]));
    let Value::Array(list) = list else { return Err(Word::ValueRefused) };
    let selector = path.selector.as_ref();
    match (op, &path.sub, value) {
        // An address is its value (RFC 7644, 3.5.2.2). What is not there is gone already, as is what was never taken.
        (Op::Remove, sub, value) if sub.as_deref().is_none_or(|sub| sub == "value") => {
            // Some name what is to go as the value, and not in the path.
            let named: Vec<&Value> =
                value.and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default();
            let goes = |one: &Value| {
                is_meant(one, selector)
                    && (named.is_empty() || named.iter().any(|other| other["value"] == one["value"]))
            };
            list.retain(|one| !goes(one));
            Ok(())
        }
        (Op::Remove, sub, _) => {
            for one in list.iter_mut().filter(|one| is_meant(one, selector)).filter_map(Value::as_object_mut) {
                one.remove(sub.as_deref().unwrap_or_default());
            }
            Ok(())
        }
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
                _ if sub == "value" => list.push(begun(selector, value)),
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
        let whole = json!({ "id": "7", "userName": "ada", "active": true, "displayName": "Ada Lovelace",
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
        // What is not there is gone already, and what is to be there begins to be with its type.
        for path in ["emails[value eq \"b@example.com\"]", "phoneNumbers[type eq \"mobile\"].value"] {
            let same = patched(json!([{ "op": "remove", "path": path }])).unwrap();
            assert_eq!(same["emails"].as_array().unwrap().len(), 1, "{path}");
        }
        let less = patched(json!([{ "op": "remove", "path": "emails[type eq \"work\"].value" }])).unwrap();
        assert_eq!(less["emails"], json!([]));
        let path = "phoneNumbers[type eq \"mobile\"].value";
        let moved = patched(json!([{ "op": "add", "path": path, "value": "+4712345678" }, { "op": "replace", "path": path, "value": "+4787654321" }])).unwrap();
        assert_eq!(moved["phoneNumbers"], json!([{ "type": "mobile", "value": "+4787654321" }]));
        let again = patched(json!([{ "op": "replace", "value": { "id": "7", "meta": {}, "active": false } }])).unwrap();
        assert_eq!(again["active"], false);
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
            (json!([{ "op": "replace", "value": { "id": "x" } }]), Word::AttributeFixed),
            (json!([{ "op": "replace", "path": "password", "value": "x" }]), Word::AttributeFixed),
            (json!([{ "op": "remove", "path": "userName" }]), Word::AttributeFixed),
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
