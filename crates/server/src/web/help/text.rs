//! The form in which help is written (docs/administrator/help-pages.md): words above, Markdown below, lines that hold for some doors only,
//! and places that the door fills. Markup in a text or in what fills it is shown, never obeyed.

use super::facts::Facts;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream, html};
use std::borrow::Cow;

/// One text, as it is in its file.
pub(super) struct Text {
    head: &'static str,
    body: &'static str,
}

/// Something that the script looks for in the reader's browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub name: String,
    /// What is said where it is there, and where it is not.
    pub there: String,
    pub missing: String,
}

/// Of a text, what stands at a door.
#[derive(Default)]
struct Kept {
    markdown: String,
    checks: Vec<Check>,
}

impl Kept {
    fn take(&mut self, line: &str) {
        match check(line) {
            Some(check) => self.checks.push(check),
            None => self.markdown.extend([line, "\n"]),
        }
    }
}

impl Text {
    pub(super) fn read(file: &'static str) -> Self {
        let parts = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (head, body) = parts.unwrap_or(("", file));
        Self { head, body }
    }

    /// A word of the head, such as the title; empty where it has none of that name.
    pub(super) fn word(&self, name: &str) -> &'static str {
        let words = self.head.lines().filter_map(|line| line.split_once(": "));
        words.into_iter().find(|(found, _)| *found == name).map_or("", |(_, word)| word)
    }

    #[cfg(test)]
    pub(super) fn body(&self) -> &'static str {
        self.body
    }

    /// As HTML, and what the script is to look for.
    pub(super) fn write(&self, facts: &Facts) -> (String, Vec<Check>) {
        let kept = keep(self.body, facts);
        (write(&kept.markdown, facts), kept.checks)
    }
}

/// The word between braces, where a line is nothing else.
pub(super) fn command(line: &str) -> Option<&str> {
    line.strip_prefix('{')?.strip_suffix('}')
}

/// The lines that hold here. A section within another holds where both do.
fn keep(body: &str, facts: &Facts) -> Kept {
    let mut kept = Kept::default();
    let mut sections = Vec::new();
    for line in body.lines() {
        let command = command(line).unwrap_or_default();
        if let Some(condition) = command.strip_prefix("if ") {
            sections.push(facts.hold(condition));
        } else if command == "else" {
            if let Some(holds) = sections.last_mut() {
                *holds = !*holds;
            }
        } else if command == "end" {
            sections.pop();
        } else if sections.iter().all(|holds| *holds) {
            kept.take(line);
        }
    }
    kept
}

/// `{check NAME} said where it is there | said where it is not`
fn check(line: &str) -> Option<Check> {
    let (name, rest) = line.strip_prefix("{check ")?.split_once("} ")?;
    let (there, missing) = rest.split_once(" | ")?;
    Some(Check { name: name.to_owned(), there: there.to_owned(), missing: missing.to_owned() })
}

/// Places are filled after the Markdown was read, so that no name of an organisation is taken for markup.
fn write(markdown: &str, facts: &Facts) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = TextMergeStream::new(Parser::new_ext(markdown, options)).flat_map(|event| framed(fill(event, facts)));
    let mut written = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut written, events);
    written
}

fn fill<'a>(event: Event<'a>, facts: &Facts) -> Event<'a> {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => Event::Text(filled(text, facts)),
        Event::Code(text) => Event::Code(filled(text, facts)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: address(&dest_url, facts).into(), title, id })
        }
        other => other,
    }
}

fn filled<'a>(text: CowStr<'a>, facts: &Facts) -> CowStr<'a> {
    if text.contains('{') { facts.filled(&text).into() } else { text }
}

/// A wide table scrolls by itself, also by the keyboard; the page never does.
fn framed(event: Event<'_>) -> impl Iterator<Item = Event<'_>> {
    let before = matches!(event, Event::Start(Tag::Table(_)))
        .then(|| Event::Html(r#"<div class="scroll" tabindex="0">"#.into()));
    let after = matches!(event, Event::End(TagEnd::Table)).then(|| Event::Html("</div>".into()));
    before.into_iter().chain([event]).chain(after)
}

/// `{sign_in}` is the door's own page, `kinds.md#security-keys` another text, so that links work where the files are read, too.
fn address(link: &str, facts: &Facts) -> String {
    if link.starts_with(['{', '#']) || link.contains("://") {
        return facts.filled(link);
    }
    facts.filled(&format!("{{help}}/{}", Cow::from(link).replacen(".md", "", 1)))
}
