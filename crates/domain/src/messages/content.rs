//! What a row of the outbox says, as it lies there: checked, cleaned, padded to a common length and sealed. It opens only in its own row.

use super::letter::Letter;
use super::texts::{self, Words};
use super::{Address, Kind, Message};
use crate::app::App;
use crate::error::Error;
use crate::keys::{Kept, KeyRing, Seal};
use crate::language::Language;
use crate::public_url::PublicUrl;
use serde::{Deserialize, Serialize};
use store::id::MessageId;

const SEAL: Seal = Seal::Kept(Kept::Message);
/// Nearly every message fits in one of these, and is sealed in whole ones.
const SIZE: usize = 2048;
const MOST_WORDS: usize = 16;
const LONGEST_WORD: usize = 200;
/// An announcement and a help text.
const LONGEST_TEXT: usize = 2 * crate::settings::LONGEST_TEXT + 2;
const LONGEST_LINK: usize = 1000;

#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) to: Address,
    pub(super) kind: Kind,
    /// Rows of a version that knew one language have none.
    #[serde(default)]
    pub(super) language: Language,
    words: Vec<(String, String)>,
}

impl Content {
    /// Fails where a code or link is missing, or a link leads away from here.
    pub(super) fn of(public_url: &PublicUrl, message: &Message) -> Result<Self, Error> {
        let mut words = Vec::new();
        for (name, value) in message.words.iter().take(MOST_WORDS) {
            let value = match *name {
                "link" | "guide" => ours(public_url, value).ok_or(Error::Message("link"))?,
                "text" => several_lines(value),
                _ => one_line(value),
            };
            words.push(((*name).to_owned(), value));
        }
        let content = Self { to: message.to.clone(), kind: message.kind, language: message.language, words };
        match texts::shows(content.kind).needs() {
            Some(name) if content.word(name).is_none() => Err(Error::Message(name)),
            _ => Ok(content),
        }
    }

    pub(super) fn word(&self, name: &str) -> Option<&str> {
        let (_, value) = self.words.iter().find(|(known, _)| known == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn seal(&self, app: &App, id: MessageId) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_vec(self).map_err(Error::Answer)?;
        let length = u32::try_from(text.len()).map_err(|_| Error::Message("length"))?;
        let mut plain = [length.to_be_bytes().as_slice(), &text].concat();
        plain.resize(plain.len().next_multiple_of(SIZE), 0);
        app.seal(SEAL, id.as_bytes(), &plain).map_err(|_| Error::Message("seal"))
    }

    /// `None` for whatever was not sealed so, or by a version whose kinds are not ours.
    pub(super) fn open(ring: &KeyRing, id: MessageId, sealed: &[u8]) -> Option<Self> {
        let plain = ring.open_sealed(SEAL, id.as_bytes(), sealed)?;
        let (length, text) = plain.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        serde_json::from_slice(text.get(..length)?).ok()
    }

    /// The message as it goes out. `surroundings` are the words that every message has.
    pub(super) fn letter(&self, surroundings: &[(&str, &str)], host: &str, accent: Option<[u8; 3]>) -> Letter {
        let own = self.words.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let words = Words::new(self.language, surroundings.iter().copied().chain(own));
        match self.to {
            Address::Mail(_) => Letter::mail(self.kind, &words, accent),
            Address::Phone(_) => Letter::text_message(self.kind, &words, host),
            Address::Webhook(_) => Letter::call(self.kind, self.words.iter().map(|(name, value)| (&**name, &**value))),
        }
    }
}

/// A text that an administrator wrote, line by line.
fn several_lines(value: &str) -> String {
    let lines = value.lines().map(|line| plain(line).collect::<String>()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n").chars().take(LONGEST_TEXT).collect()
}

/// What others have typed, in one line and of bearable length: no name may begin a new header or rewrite the line that it stands in.
pub(super) fn one_line(value: &str) -> String {
    plain(value).take(LONGEST_WORD).collect()
}

fn plain(value: &str) -> impl Iterator<Item = char> {
    let misleads = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    value.trim().chars().map(move |letter| if misleads(letter) { ' ' } else { letter })
}

/// The address that a link leads to: only our own.
fn ours(public_url: &PublicUrl, link: &str) -> Option<String> {
    let origin = public_url.origin();
    let path = link.strip_prefix(&origin).unwrap_or(link);
    let is_path = path.starts_with('/') && path.len() <= LONGEST_LINK;
    (is_path && path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\')))
        .then(|| format!("{origin}{path}"))
}
