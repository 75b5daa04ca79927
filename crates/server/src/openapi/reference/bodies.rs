//! Bodies as the page shows them: each with its members, and a type as one would say it.

use super::{line, members, word};
use serde_json::Value;

pub(super) const ABSENT: &str = "no body";

pub(super) fn show(page: &mut String, description: &Value) {
    line(page, "\n## Bodies");
    for (name, body) in members(&description["components"]["schemas"]) {
        line(page, &format!("\n### `{name}`\n"));
        let about = word(body, "description");
        if !about.is_empty() {
            line(page, &format!("{about}\n"));
        }
        if body["properties"].is_object() {
            table(page, body);
        } else {
            line(page, &format!("{}.", schema(body)));
        }
    }
}

fn table(page: &mut String, body: &Value) {
    line(page, "| member | type | |\n|---|---|---|");
    let required: Vec<&str> = body["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, member) in members(&body["properties"]) {
        let optional = if required.contains(&name.as_str()) { "" } else { "?" };
        let about = word(member, "description").replace('\n', " ").replace('|', "\\|");
        line(page, &format!("| `{name}{optional}` | {} | {about} |", schema(member)));
    }
}

/// A type in a few words.
pub(super) fn schema(found: &Value) -> String {
    if let Some(target) = found["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap_or_default();
        return format!("[`{name}`](#{})", name.to_lowercase());
    }
    for (choice, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if let Some(parts) = found[choice].as_array() {
            return parts.iter().map(schema).collect::<Vec<_>>().join(between);
        }
    }
    if let Some(words) = found["enum"].as_array() {
        return words
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap_or("null")))
            .collect::<Vec<_>>()
            .join(" or ");
    }
    match &found["type"] {
        Value::String(kind) => of_kind(kind, found),
        Value::Array(kinds) => {
            let kinds = kinds.iter().filter_map(Value::as_str).map(|kind| of_kind(kind, found));
            kinds.collect::<Vec<_>>().join(" or ")
        }
        _ => "any JSON".to_owned(),
    }
}

fn of_kind(kind: &str, found: &Value) -> String {
    match kind {
        "array" => format!("list of {}", schema(&found["items"])),
        "object" if found["additionalProperties"].is_object() => {
            format!("map of {}", schema(&found["additionalProperties"]))
        }
        _ => match found["format"].as_str() {
            Some(format @ ("uuid" | "date-time" | "uri")) if kind == "string" => format!("string ({format})"),
            _ => kind.to_owned(),
        },
    }
}
