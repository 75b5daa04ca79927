//! What was changed, in the words of the audit. It must never hold a secret, nor leave out what came to a list.

use super::Change;
use serde_json::{Map, Value};

/// Characters of an audit's detail.
pub(crate) const LONGEST_DETAIL: usize = 4_000;
/// What is never written down, whatever it was and is, and however deep it stands.
const SECRETS: [&str; 1] = ["client_secret"];
const SEPARATOR: &str = "; ";

/// What was changed, for the audit: each by its name, old and new. Where that is too long each has its share, so that a long one pushes out no
/// other.
pub(crate) fn told(changes: &[Change]) -> String {
    let all: Vec<_> = changes.iter().map(one).collect();
    let text = all.join(SEPARATOR);
    if text.chars().count() <= LONGEST_DETAIL {
        return text;
    }
    let share = (LONGEST_DETAIL / all.len().max(1)).saturating_sub(SEPARATOR.len());
    all.iter().map(|text| cut(text, share)).collect::<Vec<_>>().join(SEPARATOR)
}

pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

fn one(change: &Change) -> String {
    let path = change.path.join(".");
    if change.path.last().is_some_and(|name| is_secret(name)) {
        return format!("{path}: changed");
    }
    let lists = change.old.as_array().zip(change.new.as_array());
    if let Some(text) = lists.and_then(|(old, new)| came_and_went(old, new)) {
        return format!("{path}: {text}");
    }
    format!("{path}: {} → {}", words(&change.old), words(&change.new))
}

/// What went from a list and what came to it; none where what stayed stands in another order, which only the whole can show.
pub(crate) fn came_and_went(old: &[Value], new: &[Value]) -> Option<String> {
    let part = |list: &[Value], other: &[Value], is_in: bool| -> Vec<Value> {
        list.iter().filter(|value| other.contains(value) == is_in).cloned().collect()
    };
    if part(old, new, true) != part(new, old, true) {
        return None;
    }
    let lists = [("removed", part(old, new, false)), ("added", part(new, old, false))];
    let said = lists.iter().filter(|(_, list)| !list.is_empty());
    let said = said.map(|(what, list)| format!("{what} {}", list.iter().map(words).collect::<Vec<_>>().join(", ")));
    Some(said.collect::<Vec<_>>().join(", "))
}

pub(crate) fn words(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "blank".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "not set".to_owned(),
        other => without_secrets(other).to_string(),
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Array(all) => all.iter().map(without_secrets).collect(),
        Value::Object(members) => {
            let hidden = |(name, value): (&String, &Value)| {
                let is_hidden = is_secret(name) && !value.is_null();
                (name.clone(), if is_hidden { "hidden".into() } else { without_secrets(value) })
            };
            members.iter().map(hidden).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::changes;
    use super::*;
    use crate::settings::{PoolSettings, ProviderSettings};
    use serde_json::json;

    fn between(old: &Value, new: &Value) -> String {
        told(&changes(old, new).unwrap())
    }

    #[test]
    fn each_is_told_with_what_it_was() {
        let old = json!({ "a": 1, "b": { "c": [1, 3], "d": null }, "e": ["x", "y"] });
        let new = json!({ "a": 1, "b": { "c": [2, 3], "d": "z" }, "e": ["y", "x"] });
        assert_eq!(between(&old, &new), r#"b.c: removed 1, added 2; b.d: not set → z; e: ["x","y"] → ["y","x"]"#);
    }

    // However long the rest of a list or a text is, what came and what went is there.
    #[test]
    fn nothing_is_hidden_behind_what_is_long() {
        let many: Vec<_> = (0..10).map(|number| format!("https://site-{number}.example.com:8443")).collect();
        let more: Vec<_> = many.iter().cloned().chain(["https://evil.example".to_owned()]).collect();
        assert_eq!(between(&json!({ "list": many }), &json!({ "list": more })), "list: added https://evil.example");
        assert_eq!(between(&json!({ "list": more }), &json!({ "list": many })), "list: removed https://evil.example");
        let long = "long".repeat(50);
        assert_eq!(between(&json!({ "x": "" }), &json!({ "x": long })), format!("x: blank → {long}"));
        let text = between(&json!({ "a": "", "z": 1 }), &json!({ "a": "long".repeat(5_000), "z": 2 }));
        assert!(text.chars().count() <= LONGEST_DETAIL, "{}", text.len());
        assert!(text.contains('…') && text.ends_with("z: 1 → 2"), "{text}");
    }

    #[test]
    fn a_secret_is_told_nowhere() {
        assert_eq!(
            between(&json!({ "client_secret": "old" }), &json!({ "client_secret": "new" })),
            "client_secret: changed"
        );
        let provider = |secret: &str, client: &str| {
            let mut settings = PoolSettings::default();
            let client_secret = Some(secret.to_owned());
            settings.methods.providers =
                vec![ProviderSettings { client_id: client.to_owned(), client_secret, ..ProviderSettings::default() }];
            settings
        };
        for (old, new) in [
            (provider("old-one", "a"), provider("new-one", "a")),
            (provider("old-one", "a"), provider("new-one", "b")),
            (PoolSettings::default(), provider("new-one", "a")),
        ] {
            let text = told(&changes(&old, &new).unwrap());
            assert!(text.starts_with("methods.providers: ") && text.contains("\"client_id\":\"a\""), "{text}");
            assert!(!text.contains("-one"), "{text}");
        }
    }
}
