//! Systems whose export is their tables: each row of the users with the rows of other tables that are theirs.

use super::document::{self, Entry, Lists, Text, Unreadable};
use crate::identity::record::read_base64;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A table of things that users have: how it may be called, which columns may name the user, and how it is called in what is read.
pub(super) struct Having {
    pub tables: &'static [&'static str],
    pub of: &'static [&'static str],
    pub name: &'static str,
}

/// Each user as a document of their own row under `user`, and of what they have.
pub(super) fn joined<'a>(
    text: &'a str,
    users: &'static [&'static str],
    all: &[Having],
) -> Result<Vec<Entry<'a>>, Unreadable> {
    let lists = document::lists(text, &["tables", "data"])?;
    let missing = Unreadable::NoList(users.first().copied().unwrap_or_default());
    let people = document::elements(text, find(&lists, users).ok_or(missing)?)?;
    let mut theirs: Vec<BTreeMap<String, Vec<Entry<'_>>>> = Vec::new();
    for having in all {
        let mut by_user: BTreeMap<String, Vec<Entry<'_>>> = BTreeMap::new();
        for row in find(&lists, having.tables).map_or(Ok(Vec::new()), |list| document::elements(text, list))? {
            by_user.entry(column(&row, having.of).unwrap_or_default()).or_default().push(row);
        }
        theirs.push(by_user);
    }
    let mut entries = Vec::with_capacity(people.len());
    for person in people {
        let id = column(&person, &["id"]).unwrap_or_default();
        let mut joined = format!("{{\"user\":{}", of(&person));
        for (having, by_user) in all.iter().zip(&mut theirs) {
            let rows = by_user.remove(&id).unwrap_or_default();
            let rows: Vec<_> = rows.iter().map(of).collect();
            // Writing to a text cannot fail.
            write!(joined, ",\"{}\":[{}]", having.name, rows.join(",")).ok();
        }
        joined.push('}');
        entries.push(Entry { line: person.line, text: Text::Json(Cow::Owned(joined)) });
    }
    let orphans = theirs.into_iter().flatten().flat_map(|(_, rows)| rows);
    let broken = |row: Entry<'_>| Entry {
        line: row.line,
        text: Text::Broken(String::new(), "it belongs to no user of the file".to_owned()),
    };
    entries.extend(orphans.map(broken));
    Ok(entries)
}

fn find<'a>(lists: &Lists<'a>, names: &[&str]) -> Option<&'a RawValue> {
    names.iter().find_map(|name| lists.get(*name).copied())
}

fn of<'e>(entry: &'e Entry<'_>) -> &'e str {
    match &entry.text {
        Text::Json(text) => text,
        Text::Row(_) | Text::Broken(..) => "null",
    }
}

/// The first of these columns that there is, as text.
fn column(row: &Entry<'_>, names: &[&str]) -> Option<String> {
    let row: BTreeMap<String, Value> = serde_json::from_str(of(row)).ok()?;
    names.iter().find_map(|name| match row.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Bytes of a column: base64, or hexadecimal as PostgreSQL writes them.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    match text.strip_prefix("\\x") {
        Some(digits) => hex(digits),
        None => read_base64(text),
    }
}

pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

/// A flag of a database that may have no flags.
pub(super) fn flag(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_i64() == Some(1) || matches!(value.as_str(), Some("1" | "true" | "t")))
}

/// Words in a list, in a list inside a text, or with commas or blanks between them.
pub(super) fn words(value: &Value) -> Vec<String> {
    let of_list = |list: &[Value]| list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    match value {
        Value::Array(list) => of_list(list),
        Value::String(text) => match serde_json::from_str::<Vec<Value>>(text) {
            Ok(list) => of_list(&list),
            Err(_) => text.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        },
        _ => Vec::new(),
    }
}

/// A time as text, or in seconds or milliseconds since 1970.
pub(super) fn moment(value: &Value) -> Option<String> {
    /// Seconds are never that many, and milliseconds were in 1973.
    const MILLISECONDS: i64 = 100_000_000_000;
    match value {
        // Databases write a blank where RFC 3339 has a T, and some no zone.
        Value::String(text) => {
            let text = text.trim().replacen(' ', "T", 1);
            Some(if text.parse::<jiff::Timestamp>().is_ok() { text } else { format!("{text}Z") })
        }
        Value::Number(number) => {
            let number = number.as_i64()?;
            Some(crate::passkeys::time(if number < MILLISECONDS { number.saturating_mul(1000) } else { number }))
        }
        _ => None,
    }
}
