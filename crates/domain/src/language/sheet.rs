//! What stands in a file of texts, one by one, for whoever holds it against the English of the source. It must never be needed to show one.

use std::collections::BTreeSet;

/// One text: a value, or the attribute beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub key: &'a str,
    pub attribute: Option<&'a str>,
    pub text: String,
}

impl Line<'_> {
    /// The places that are filled in it.
    pub fn places(&self) -> BTreeSet<&str> {
        let name = |rest: &'_ str| rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        self.text.split('$').skip(1).map(|rest| name(rest).map_or(rest, |end| &rest[..end])).collect()
    }
}

/// In the order of the file. What it does not understand belongs to the text above.
pub fn lines(source: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for row in source.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let attribute = row.starts_with(' ').then(|| row.trim_start().strip_prefix('.')).flatten();
        let key = row.starts_with(|letter: char| letter.is_ascii_lowercase()).then_some(row);
        let pair = key.or(attribute).and_then(|pair| pair.split_once('='));
        match (pair, lines.last()) {
            (Some((name, text)), above) => {
                let above = above.map_or("", |above| above.key);
                let (key, attribute) = if key.is_some() { (name.trim(), None) } else { (above, Some(name.trim())) };
                lines.push(Line { key, attribute, text: text.trim().to_owned() });
            }
            (None, _) => {
                if let Some(last) = lines.last_mut() {
                    last.text.push('\n');
                    last.text.push_str(row.trim());
                }
            }
        }
    }
    lines
}

/// The places in a text of the source, where they stand as `{name}`.
pub fn places_of_english(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_text_by_text() {
        let source = "## Title\n\na = Eins { $b }\n    .title = T = 1\nc = { $days ->\n    [one] x\n   *[other] { $days } y\n}\n";
        let read = lines(source);
        let told: Vec<_> = read.iter().map(|line| (line.key, line.attribute, line.text.as_str())).collect();
        let selector = "{ $days ->\n[one] x\n*[other] { $days } y\n}";
        assert_eq!(told, [("a", None, "Eins { $b }"), ("a", Some("title"), "T = 1"), ("c", None, selector)]);
        assert_eq!(read[2].places(), BTreeSet::from(["days"]));
        assert_eq!(places_of_english("From {time} to {end}."), BTreeSet::from(["end", "time"]));
    }
}
