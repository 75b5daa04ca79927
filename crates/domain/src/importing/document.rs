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
    /// Not even that can be read, and why.
    Broken(String),
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

fn first_trouble(entries: Vec<Entry<'_>>) -> Unreadable {
    let first = entries.into_iter().find_map(|entry| match entry.text {
        Text::Broken(why) => Some(why),
        _ => None,
    });
    Unreadable::NoJson(first.unwrap_or_default())
}

fn lines(text: &str) -> impl Iterator<Item = Entry<'_>> {
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    numbered.map(|(line, text)| {
        let read: Result<&RawValue, _> = serde_json::from_str(text);
        let text = match read {
            Ok(value) => Text::Json(Cow::Borrowed(value.get())),
            Err(error) => Text::Broken(format!("no JSON: {}", trouble(&error))),
        };
        Entry { line, text }
    })
}

/// The rows of a table with commas, whose first line names its columns.
pub(super) fn of_csv(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let failed = |error: csv::Error| Unreadable::NoTable(error.to_string());
    let columns: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_ascii_lowercase).collect();
    let mut entries = Vec::new();
    for row in reader.records() {
        let (line, text) = match row {
            Ok(row) => {
                let cells = columns.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
                (row.position().map_or(0, csv::Position::line), Text::Row(cells))
            }
            Err(error) => (error.position().map_or(0, csv::Position::line), Text::Broken(trouble_of_row(&error))),
        };
        entries.push(Entry { line, text });
    }
    Ok(entries)
}

fn trouble_of_row(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells, where the first line has {expected_len}")
        }
        _ => "a row that cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(entries: &[Entry<'_>]) -> Vec<(u64, String)> {
        let text = |entry: &Entry<'_>| match &entry.text {
            Text::Json(text) => text.to_string(),
            Text::Row(cells) => format!("{cells:?}"),
            Text::Broken(_) => "broken".to_owned(),
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
}
