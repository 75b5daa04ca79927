//! A message as it is read: the plain text, which is always there, and the same in HTML. Both are made from the one catalogue of texts.
//! HTML loads nothing from anywhere, and what anybody typed stays text in it.

use super::Kind;
use super::texts::{self, Shows};

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

/// Gives the word of a name.
pub(super) type Find<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

impl Letter {
    pub(super) fn mail(kind: Kind, find: &Find<'_>) -> Self {
        let texts = texts::of(kind);
        let subject = fill(texts.subject, find).unwrap_or_default();
        let parts = Parts {
            lead: filled(texts.lead, find),
            shown: match texts.shows {
                Shows::Code => find("code").map(|code| Shown::Code(code.to_owned())),
                Shows::Link(label) | Shows::PerhapsLink(label) => {
                    find("link").map(|link| Shown::Link { label, link: link.to_owned() })
                }
            },
            details: details(texts.details, find),
            small: filled(texts.small, find),
            foot: fill(texts::FOOT, find).unwrap_or_default(),
        };
        Self { text: parts.text(), html: Some(parts.html(&subject)), subject }
    }

    /// One short text. Its last line lets browsers fill a code in at our address and nowhere else (origin-bound one-time codes).
    pub(super) fn text_message(kind: Kind, find: &Find<'_>, host: &str) -> Self {
        let texts = texts::of(kind);
        let mut text = filled(texts.phone, find).join(" ");
        if let (Shows::Code, Some(code)) = (texts.shows, find("code")) {
            text = format!("{text}\n\n@{host} #{code}");
        }
        Self { subject: String::new(), text, html: None }
    }
}

struct Parts {
    lead: Vec<String>,
    shown: Option<Shown>,
    details: Vec<(&'static str, String)>,
    small: Vec<String>,
    foot: String,
}

enum Shown {
    Code(String),
    Link { label: &'static str, link: String },
}

impl Parts {
    fn text(&self) -> String {
        let mut blocks = self.lead.clone();
        blocks.extend(self.shown.as_ref().map(|shown| match shown {
            Shown::Code(code) => format!("    {code}"),
            Shown::Link { label, link } => format!("{label}:\n{link}"),
        }));
        let lines: Vec<String> = self.details.iter().map(|(label, value)| format!("{label}: {value}")).collect();
        if !lines.is_empty() {
            blocks.push(lines.join("\n"));
        }
        blocks.extend(self.small.iter().cloned());
        // What stands below two hyphens and a space is a signature to mail programs (RFC 3676, 4.3).
        format!("{}\n\n-- \n{}\n", blocks.join("\n\n"), self.foot)
    }

    fn html(&self, subject: &str) -> String {
        let mut body: Vec<String> = self.lead.iter().map(|line| paragraph("", &escaped(line))).collect();
        match &self.shown {
            Some(Shown::Code(code)) => body.push(paragraph(" class=\"code\"", &escaped(code))),
            Some(Shown::Link { label, link }) => {
                let (label, link) = (escaped(label), escaped(link));
                body.push(paragraph("", &format!("<a class=\"button\" href=\"{link}\">{label}</a>")));
                body.push(paragraph(" class=\"small\"", &format!("<a href=\"{link}\">{link}</a>")));
            }
            None => {}
        }
        let detail = |(label, value): &(&str, String)| format!("<b>{}</b>: {}", escaped(label), escaped(value));
        body.extend(self.details.iter().map(|pair| paragraph("", &detail(pair))));
        body.extend(self.small.iter().map(|line| paragraph(" class=\"small\"", &escaped(line))));
        include_str!("letter.html")
            .replace("{subject}", &escaped(subject))
            .replace("{foot}", &escaped(&self.foot))
            .replace("{body}", &body.concat())
    }
}

/// `inside` is safe already.
fn paragraph(class: &str, inside: &str) -> String {
    format!("<p{class}>{inside}</p>\n")
}

fn details(details: &[(&'static str, &str)], find: &Find<'_>) -> Vec<(&'static str, String)> {
    details.iter().filter_map(|(label, name)| Some((*label, find(name)?.to_owned()))).collect()
}

/// The lines all of whose words are there.
fn filled(lines: &[&str], find: &Find<'_>) -> Vec<String> {
    lines.iter().filter_map(|line| fill(line, find)).collect()
}

/// Puts words in the place of their names, once: what a word says is never looked at again. `None` where a word is missing.
fn fill(template: &str, find: &Find<'_>) -> Option<String> {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(find(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
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
