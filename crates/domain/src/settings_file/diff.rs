//! The difference between two files of settings, a line for each setting: what comes (`+`), what goes (`-`) and what becomes another (`~`).
//! It must never show a secret; files have none.

use crate::saving::{came_and_went, words};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// One setting that is another in the second file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub sign: char,
    /// From the tenant down.
    pub path: Vec<String>,
    /// Blank where a whole table comes or goes.
    pub text: String,
}

impl Line {
    pub fn place(&self) -> String {
        self.path.iter().map(|name| key(name)).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sign, text, .. } = self;
        let colon = if text.is_empty() { "" } else { ": " };
        write!(f, "{sign} {}{colon}{text}", self.place())
    }
}

/// A name in a path, as TOML writes it.
pub(super) fn key(name: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(is_bare) { name.to_owned() } else { Value::from(name).to_string() }
}

pub(crate) fn between(old: &Value, new: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    differ(Some(old), Some(new), &mut Vec::new(), &mut lines);
    lines
}

fn differ(old: Option<&Value>, new: Option<&Value>, path: &mut Vec<String>, lines: &mut Vec<Line>) {
    let none = Map::new();
    let is_table = |value: Option<&Value>| value.is_none_or(Value::is_object);
    if old == new {
        return;
    }
    if !is_table(old) || !is_table(new) {
        lines.push(leaf(old, new, path));
        return;
    }
    let (before, after) = (old.and_then(Value::as_object), new.and_then(Value::as_object));
    if let (None, Some(_)) | (Some(_), None) = (before, after) {
        lines.push(Line { sign: if before.is_none() { '+' } else { '-' }, path: path.clone(), text: String::new() });
    }
    let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        path.push(name.clone());
        differ(before.get(name), after.get(name), path, lines);
        path.pop();
    }
}

fn leaf(old: Option<&Value>, new: Option<&Value>, path: &[String]) -> Line {
    let lists = || came_and_went(old?.as_array()?, new?.as_array()?);
    let (sign, text) = match (old, new) {
        (None, Some(new)) => ('+', words(new)),
        (Some(old), None) => ('-', words(old)),
        (old, new) => {
            let both = || [old, new].map(|value| value.map(words).unwrap_or_default()).join(" → ");
            ('~', lists().unwrap_or_else(both))
        }
    };
    Line { sign, path: path.to_vec(), text }
}
