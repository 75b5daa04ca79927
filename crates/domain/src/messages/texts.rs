//! The shape of what each kind of message says, and its lines in the words of a language (`languages/sentences`): from them the mail's text,
//! its HTML and the text message are made. A line with a missing word is left out.

use super::Kind;
use crate::language::{Language, Place, sentences};

/// What stands out between lead and small print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    Code,
    /// A button.
    Link,
    /// The same, where a link was given.
    PerhapsLink,
}

impl Shows {
    /// The word without which the message has no sense.
    pub(super) fn needs(self) -> Option<&'static str> {
        match self {
            Self::Code => Some("code"),
            Self::Link => Some("link"),
            Self::PerhapsLink => None,
        }
    }
}

/// Lines of one part.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Lead,
    Small,
    /// All of it where it goes to a phone.
    Phone,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Small => "small",
            Self::Phone => "phone",
        }
    }
}

pub(super) fn shows(kind: Kind) -> Shows {
    match kind {
        Kind::SignInCode
        | Kind::SignUpCode
        | Kind::StepUpCode
        | Kind::EnrolmentCode
        | Kind::RecoveryCode
        | Kind::VerifyAddress
        | Kind::Test => Shows::Code,
        Kind::SignInLink
        | Kind::RecoveryLink
        | Kind::Invitation
        | Kind::EnrolmentLink
        | Kind::ApprovalAsked
        | Kind::RecoveryWaits
        | Kind::AlreadyAMember
        | Kind::Announcement => Shows::Link,
        Kind::AddressChanged
        | Kind::FactorChanged
        | Kind::Recovered
        | Kind::NewSignIn
        | Kind::AlarmRaised
        | Kind::AlarmCleared
        | Kind::ChangeRefused
        | Kind::WebhookOff => Shows::PerhapsLink,
    }
}

/// The words that say how it came about, each with the key of its label.
pub(super) fn details(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::AddressChanged | Kind::FactorChanged | Kind::Recovered | Kind::RecoveryWaits | Kind::NewSignIn => {
            &[("when", "when"), ("from", "address"), ("with", "browser")]
        }
        Kind::Test | Kind::AlarmRaised | Kind::AlarmCleared | Kind::ChangeRefused | Kind::WebhookOff => {
            &[("when", "when")]
        }
        _ => &[],
    }
}

/// The words of one message, in the language that it is written in.
pub(super) struct Words<'a> {
    language: Language,
    given: Vec<(&'a str, &'a str)>,
    /// The same as they stand in a sentence.
    placed: Vec<(&'a str, Worded<'a>)>,
}

enum Worded<'a> {
    Plain(&'a str),
    Name(String),
    Count(i64),
}

/// Names that somebody chose, in a sentence of whatever direction.
const NAMES: [&str; 5] = ["tenant", "inviter", "address", "browser", "name"];

impl<'a> Words<'a> {
    /// Of two with one name the first counts; an empty one is none.
    pub(super) fn new(language: Language, given: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known: Vec<(&str, &str)> = Vec::new();
        for (name, value) in given.filter(|(_, value)| !value.is_empty()) {
            if known.iter().all(|(other, _)| *other != name) {
                known.push((name, value));
            }
        }
        let word = |(name, value): &(&'a str, &'a str)| {
            let worded = match value.parse() {
                Ok(count) if *name == "minutes" => Worded::Count(count),
                _ if NAMES.contains(name) => Worded::Name(sentences::isolated(language, value)),
                _ => Worded::Plain(value),
            };
            (*name, worded)
        };
        let placed = known.iter().map(word).collect();
        Self { language, given: known, placed }
    }

    pub(super) fn language(&self) -> Language {
        self.language
    }

    pub(super) fn find(&self, name: &str) -> Option<&'a str> {
        self.given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// One text: of the kind itself, of a part of it, or one that several share.
    pub(super) fn say(&self, key: &str, attribute: Option<&str>) -> Option<String> {
        let places: Vec<_> = self.placed.iter().map(|(name, worded)| (*name, worded.place())).collect();
        sentences::of(self.language).find(key, attribute, &places)
    }

    /// Those lines of a part all of whose words are there.
    pub(super) fn lines(&self, kind: Kind, part: Part) -> Vec<String> {
        let attributes = (1..).map(|number| format!("{}_{number}", part.as_str()));
        let texts = sentences::of(self.language);
        attributes
            .take_while(|attribute| texts.has(kind.as_str(), attribute))
            .filter_map(|attribute| self.say(kind.as_str(), Some(&attribute)))
            .collect()
    }
}

impl Worded<'_> {
    fn place(&self) -> Place<'_> {
        match self {
            Self::Plain(text) => Place::Text(text),
            Self::Name(text) => Place::Text(text),
            Self::Count(count) => Place::Count(*count),
        }
    }
}
