//! A file cut into the entries that tell of one member each, with their lines. Nothing of an entry is understood here; one that is broken is an entry,
//! too, so that the others are read.

use serde_json::error::Category;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What one entry says.
#[derive(Debug, Clone)]
pub(super) enum Text<'a> {
    Json(Cow<'a, str>),
    /// A row of a table, by the names of its columns.
    Row(BTreeMap<String, String>),
    /// Not even that can be read: whose it seems to be, and why.
    Broken(String, String),
}

#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub line: u64,
    pub text: Text<'a>,
}

/// The file is nothing of what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is no JSON: {0}")]
    NoJson(String),
    #[error("it is no table with commas: {0}")]
    NoTable(String),
    #[error("nothing in it is a list named {0}")]
    NoList(&'static str),
}

fn no_json(error: &serde_json::Error) -> Unreadable {
    Unreadable::NoJson(trouble(error))
}

/// What is wrong, and where. serde itself would say what stands there, which may be a hash or a secret; of its words only those are kept that name a
/// field.
pub(super) fn trouble(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Data => "a value of another kind than belongs there",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Io => "a sign out of place",
    };
    let told = error.to_string();
    let field = ["missing field", "duplicate field", "unknown field"].into_iter().find_map(|head| {
        let (name, _) = told.strip_prefix(head)?.strip_prefix(" `")?.split_once('`')?;
        // Only the last of them is not ours.
        (head != "unknown field" || is_name(name)).then(|| format!("{head} `{name}`"))
    });
    let what = field.as_deref().unwrap_or(what);
    // What was a tree already has no lines.
    if error.line() == 0 {
        return what.to_owned();
    }
    format!("{what}, at line {} column {} of it", error.line(), error.column())
}

/// Whether it looks like the name of a field or column, and like no hash and no secret.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 40 && text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// The lists of a document, by name. A list that stands alone has no name.
pub(super) type Lists<'a> = BTreeMap<String, &'a RawValue>;

/// What a document has at its top, or below one of the names of `under`.
pub(super) fn lists<'a>(text: &'a str, under: &[&str]) -> Result<Lists<'a>, Unreadable> {
    if text.trim_start().starts_with('[') {
        let whole: &RawValue = serde_json::from_str(text).map_err(|error| no_json(&error))?;
        return Ok([(String::new(), whole)].into());
    }
    let top: Lists<'_> = serde_json::from_str(text).map_err(|error| no_json(&error))?;
    let below = under.iter().find_map(|name| top.get(*name)).filter(|inner| inner.get().starts_with('{'));
    match below {
        Some(inner) => serde_json::from_str(inner.get()).map_err(|error| no_json(&error)),
        None => Ok(top),
    }
}

/// The elements of a list, with the lines of the file on which they begin.
pub(super) fn elements<'a>(text: &'a str, list: &'a RawValue) -> Result<Vec<Entry<'a>>, Unreadable> {
    let found: Vec<&'a RawValue> = serde_json::from_str(list.get()).map_err(|error| no_json(&error))?;
    let (mut line, mut at) = (1, 0);
    let entries = found.into_iter().map(|value| {
        let start = value.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
        line += newlines(text.get(at..start).unwrap_or_default());
        at = start;
        Entry { line, text: Text::Json(Cow::Borrowed(value.get())) }
    });
    Ok(entries.collect())
}

fn newlines(text: &str) -> u64 {
    u64::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u64::MAX)
}

/// Members as a list, as the list of one of these names, or one a line.
pub(super) fn of_json<'a>(text: &'a str, names: &[&'static str]) -> Result<Vec<Entry<'a>>, Unreadable> {
    if let Ok(found) = lists(text, &[]) {
        let list = names.iter().find_map(|name| found.get(*name)).or_else(|| found.get(""));
        if let Some(list) = list.filter(|list| list.get().starts_with('[')) {
            return elements(text, list);
        }
        if found.contains_key("") {
            return Err(Unreadable::NoList(names.first().copied().unwrap_or_default()));
        }
    }
    if text.trim_start().starts_with('[') {
        // Why it is none is worth more than that no line of it is.
        lists(text, &[])?;
    }
    let entries: Vec<_> = lines(text).collect();
    let is_any = entries.iter().any(|entry| matches!(entry.text, Text::Json(_)));
    if is_any || entries.is_empty() { Ok(entries) } else { Err(first_trouble(entries)) }
}

/// Of the first line, without saying twice that it is no JSON.
fn first_trouble(entries: Vec<Entry<'_>>) -> Unreadable {
    let first = entries.into_iter().find_map(|entry| match entry.text {
        Text::Broken(_, why) => Some(why),
        _ => None,
    });
    let first = first.unwrap_or_default();
    Unreadable::NoJson(first.strip_prefix("no JSON: ").unwrap_or(&first).to_owned())
}

fn lines(text: &str) -> impl Iterator<Item = Entry<'_>> {
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    numbered.map(|(line, text)| {
        let read: Result<&RawValue, _> = serde_json::from_str(text);
        let text = match read {
            Ok(value) => Text::Json(Cow::Borrowed(value.get())),
            Err(error) => Text::Broken(String::new(), format!("no JSON: {}", trouble(&error))),
        };
        Entry { line, text }
    })
}

/// The rows of a table with commas, whose first line names its columns.
pub(super) fn of_csv(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let failed = |error: csv::Error| Unreadable::NoTable(error.to_string());
    let columns: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_ascii_lowercase).collect();
    let (mut entries, mut lines) = (Vec::new(), Lines::of(text));
    for row in reader.records() {
        let row = row.map_err(failed)?;
        let line = lines.at(row.position().map_or(0, csv::Position::byte));
        let cells = columns.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
        let text = if row.len() == columns.len() {
            Text::Row(cells)
        } else {
            Text::Broken(whose(&cells), trouble_of_row(row.len(), columns.len(), &cells))
        };
        entries.push(Entry { line, text });
    }
    Ok(entries)
}

/// Where rows begin, as an editor counts lines: what ends a line is read with the row behind it, so a row's place is before that.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of what stands at this place or first behind it; places only grow.
    fn at(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at) {
            let is_end = matches!(byte, b'\n' | b'\r');
            if self.at >= place && !is_end {
                break;
            }
            let is_half = *byte == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(is_end && !is_half);
            self.at += 1;
        }
        self.line
    }
}

/// What names somebody, of whom nothing else may be said: a broken row may have a secret in any place.
fn whose(cells: &BTreeMap<String, String>) -> String {
    let named = ["id", "address", "username", "email"].into_iter().find_map(|name| cells.get(name));
    let is_name = |text: &&str| !text.is_empty() && text.len() <= 100 && !text.starts_with(['$', '{']);
    named.and_then(|text| text.lines().next()).filter(is_name).unwrap_or_default().to_owned()
}

fn trouble_of_row(len: usize, expected: usize, cells: &BTreeMap<String, String>) -> String {
    let cell = if len == 1 { "cell" } else { "cells" };
    // A quote that nobody closed has taken the lines behind it.
    let is_open = cells.values().any(|cell| cell.contains('\n'));
    let quote = if is_open { "; is a quote left open in it?" } else { "" };
    format!("{len} {cell}, where the first line has {expected}{quote}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(entries: &[Entry<'_>]) -> Vec<(u64, String)> {
        let text = |entry: &Entry<'_>| match &entry.text {
            Text::Json(text) => text.to_string(),
            Text::Row(cells) => format!("{cells:?}"),
            Text::Broken(..) => "broken".to_owned(),
        };
        entries.iter().map(|entry| (entry.line, text(entry))).collect()
    }

    #[test]
    fn members_stand_in_a_list_below_a_name_or_one_a_line() {
        let expected = [(2, "{\"a\":1}".to_owned()), (4, "2".to_owned())];
        for text in ["[\n{\"a\":1},\n\n2]", "{\"members\": [\n{\"a\":1},\n\n2], \"b\": {}}", "\n{\"a\":1}\n\n2\n"] {
            assert_eq!(shown(&of_json(text, &["members"]).unwrap()), expected, "{text}");
        }
        // One alone is one a line.
        assert_eq!(shown(&of_json("{\"a\":1}", &["members"]).unwrap()), [(1, "{\"a\":1}".to_owned())]);
        assert!(of_json("", &["members"]).unwrap().is_empty());
    }

    #[test]
    fn a_broken_line_is_an_entry_and_a_broken_file_is_none() {
        let read = of_json("{\"a\":1}\n{\"a\":\n2", &["members"]).unwrap();
        assert_eq!(shown(&read), [(1, "{\"a\":1}".to_owned()), (2, "broken".to_owned()), (3, "2".to_owned())]);
        for text in ["[{\"a\":1},\n{\"a\":]", "no json", "{\"members\": [}"] {
            assert!(matches!(of_json(text, &["members"]), Err(Unreadable::NoJson(_))), "{text}");
        }
    }

    #[test]
    fn a_table_has_a_row_for_each_member() {
        let read = of_csv("ID, Email\n1, a@b.c\n2\n3,\"x\ny\"\n").unwrap();
        let row = |id: &str, email: &str| format!("{:?}", BTreeMap::from([("email", email), ("id", id)]));
        assert_eq!(shown(&read), [(2, row("1", "a@b.c")), (3, "broken".to_owned()), (4, row("3", "x\ny"))]);
    }

    // Issue 9, 5: lines are those that an editor shows, however they end and wherever none is filled.
    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let lines = |text: &str| -> Vec<u64> { of_csv(text).unwrap().iter().map(|entry| entry.line).collect() };
        assert_eq!(lines("id,email\n1,a\n2,b\n"), [2, 3]);
        assert_eq!(lines("id,email\r\n1,a\r\n2,b\r\n3\r\n4,d"), [2, 3, 4, 5]);
        assert_eq!(lines("id,email\n\n1,a\n\n\n2,b\n"), [3, 6]);
        assert_eq!(lines("id,email\r\n\r\n1,\"a\r\nb\"\r\n2,b\r\n"), [3, 5]);
        assert_eq!(lines("\n\nid,email\r1,a\r2,b"), [4, 5]);
    }

    #[test]
    fn a_broken_row_says_whose_it_is() {
        let read = of_csv("address,roles\nada@a.b\n\"bob@a.b\neve@a.b,\n").unwrap();
        let broken: Vec<_> = read
            .iter()
            .map(|entry| match &entry.text {
                Text::Broken(who, why) => (entry.line, who.as_str(), why.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        let why = "1 cell, where the first line has 2";
        let open = format!("{why}; is a quote left open in it?");
        assert_eq!(broken, [(2, "ada@a.b", why), (3, "bob@a.b", open.as_str())]);
    }
}
