//! A message as it is read: the plain text, which is always there, and the same in HTML. Both are made from the one catalogue of texts.
//! HTML loads nothing from anywhere, and what anybody typed stays text in it.

use super::Kind;
use super::texts::{self, Part, Shows, Words};
use crate::language::Language;
use crate::settings::colour;
use serde_json::{Map, Value};

/// As on the pages of a workspace without a colour of its own.
const OURS: [u8; 3] = [0x1d, 0x6a, 0x63];

/// Subject and bodies. A text message has a text only.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
}

/// Without its words: they hold codes.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

impl Letter {
    /// Its button is in `accent`, or in ours.
    pub(super) fn mail(kind: Kind, words: &Words<'_>, accent: Option<[u8; 3]>) -> Self {
        let subject = words.say(kind.as_str(), None).unwrap_or_default();
        let parts = Parts {
            language: words.language(),
            lead: paragraphs(&words.lines(kind, Part::Lead)),
            shown: shown(kind, words),
            details: details(kind, words),
            small: words.lines(kind, Part::Small),
            foot: words.say("foot", None).unwrap_or_default(),
            colon: words.say("colon", None).unwrap_or_default(),
        };
        Self { text: parts.text(), html: Some(parts.html(&subject, accent)), subject }
    }

    /// One short text. Its last line lets browsers fill a code in at our address and nowhere else (origin-bound one-time codes).
    pub(super) fn text_message(kind: Kind, words: &Words<'_>, host: &str) -> Self {
        let mut text = words.lines(kind, Part::Phone).join(" ");
        if let (Shows::Code, Some(code)) = (texts::shows(kind), words.find("code")) {
            text = format!("{text}\n\n@{host} #{code}");
        }
        Self { subject: String::new(), text, html: None }
    }

    /// A call says its words as they are, for a program to read.
    pub(super) fn call<'a>(kind: Kind, words: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let own = words.map(|(name, value)| (name.to_owned(), value.into()));
        let body: Map<String, Value> = std::iter::once(("type".to_owned(), kind.as_str().into())).chain(own).collect();
        Self { subject: String::new(), text: Value::Object(body).to_string(), html: None }
    }
}

fn shown(kind: Kind, words: &Words<'_>) -> Option<Shown> {
    match texts::shows(kind) {
        Shows::Code => words.find("code").map(|code| Shown::Code(code.to_owned())),
        Shows::Link | Shows::PerhapsLink => {
            let label = words.say(kind.as_str(), Some("button")).unwrap_or_default();
            words.find("link").map(|link| Shown::Link { label, link: link.to_owned() })
        }
    }
}

/// A text that somebody wrote may have several.
fn paragraphs(lines: &[String]) -> Vec<String> {
    lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect()
}

fn details(kind: Kind, words: &Words<'_>) -> Vec<(String, String)> {
    let detail = |(label, name): &(&str, &str)| Some((words.say(label, None)?, words.find(name)?.to_owned()));
    texts::details(kind).iter().filter_map(detail).collect()
}

struct Parts {
    language: Language,
    lead: Vec<String>,
    shown: Option<Shown>,
    details: Vec<(String, String)>,
    small: Vec<String>,
    foot: String,
    /// Between a label and what it names.
    colon: String,
}

enum Shown {
    Code(String),
    Link { label: String, link: String },
}

impl Parts {
    fn text(&self) -> String {
        let mut blocks = self.lead.clone();
        blocks.extend(self.shown.as_ref().map(|shown| match shown {
            Shown::Code(code) => format!("    {code}"),
            Shown::Link { label, link } => format!("{label}{}\n{link}", self.colon),
        }));
        let lines: Vec<String> =
            self.details.iter().map(|(label, value)| format!("{label}{} {value}", self.colon)).collect();
        if !lines.is_empty() {
            blocks.push(lines.join("\n"));
        }
        blocks.extend(self.small.iter().cloned());
        // What stands below two hyphens and a space is a signature to mail programs (RFC 3676, 4.3).
        format!("{}\n\n-- \n{}\n", blocks.join("\n\n"), self.foot)
    }

    fn html(&self, subject: &str, accent: Option<[u8; 3]>) -> String {
        let mut body: Vec<String> = self.lead.iter().map(|line| paragraph("", &escaped(line))).collect();
        match &self.shown {
            Some(Shown::Code(code)) => body.push(paragraph(" class=\"code\" dir=\"ltr\"", &escaped(code))),
            Some(Shown::Link { label, link }) => {
                let (label, link) = (escaped(label), escaped(link));
                body.push(paragraph("", &format!("<a class=\"button\" href=\"{link}\">{label}</a>")));
                body.push(paragraph(" class=\"small\"", &format!("<a href=\"{link}\">{link}</a>")));
            }
            None => {}
        }
        let detail = |(label, value): &(String, String)| {
            format!("<b>{}</b>{} <bdi>{}</bdi>", escaped(label), self.colon, escaped(value))
        };
        body.extend(self.details.iter().map(|pair| paragraph("", &detail(pair))));
        body.extend(self.small.iter().map(|line| paragraph(" class=\"small\"", &escaped(line))));
        let direction = if self.language.is_right_to_left() { "rtl" } else { "ltr" };
        include_str!("letter.html")
            .replace("{lang}", self.language.tag())
            .replace("{dir}", direction)
            .replace("{accent}", &colour::of_button(accent.unwrap_or(OURS)))
            .replace("{subject}", &escaped(subject))
            .replace("{foot}", &escaped(&self.foot))
            .replace("{body}", &body.concat())
    }
}

/// `inside` is safe already.
fn paragraph(class: &str, inside: &str) -> String {
    format!("<p{class}>{inside}</p>\n")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // The page's own places, which are filled after this.
            '{' => safe.push_str("&#123;"),
            '}' => safe.push_str("&#125;"),
            other => safe.push(other),
        }
    }
    safe
}
