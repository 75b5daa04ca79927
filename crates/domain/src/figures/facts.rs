//! What an event tells for figures: a line of words of ours, so that nothing that names a person, and no text that a stranger has written,
//! can ever become a number's name. It is written with the event, in its transaction, and read when the event is counted. The last word is
//! the one that is not ours, and the one that nothing is counted by: what the caller calls the request, for whoever reads the audit.

use crate::visit::Client;
use std::borrow::Cow;

/// What others call themselves, where we have no word for it.
pub(crate) const OTHER: &str = "Other";
/// Between two facts; no word of ours has it.
const BETWEEN: char = '|';
/// Longer than a journey lives: whoever comes back after that began something else.
const LONGEST_MS: i64 = 15 * 60 * 1000;

/// From where somebody came. An app sends no origin of a page, and no cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Surface {
    #[default]
    Web,
    App,
}

impl Surface {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::App => "app",
        }
    }
}

impl From<&Client> for Surface {
    fn from(client: &Client) -> Self {
        if *client == Client::App { Self::App } else { Self::Web }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Facts {
    pub browser: Cow<'static, str>,
    pub system: Cow<'static, str>,
    pub surface: Surface,
    /// From the first request to the session.
    pub took_ms: Option<i64>,
    /// Who keeps the passkey.
    pub provider: Option<String>,
    /// A passkey was suggested, or asked for.
    pub offered: bool,
    /// The entry of the catalogue that somebody met.
    pub entry: Option<Cow<'static, str>>,
    /// The caller's `x-correlation-id` (S3c-4).
    pub correlation: Option<String>,
}

impl Facts {
    /// Of a browser on a system, as `browser` names both.
    pub(crate) fn of((browser, system): (&'static str, &'static str), surface: Surface) -> Self {
        Self { browser: browser.into(), system: system.into(), surface, ..Self::default() }
    }

    /// What began then has ended now.
    #[must_use]
    pub(crate) fn since(self, begun_at: i64, now: i64) -> Self {
        let took = now - begun_at;
        Self { took_ms: (0..=LONGEST_MS).contains(&took).then_some(took), ..self }
    }

    pub(crate) fn text(&self) -> Cow<'static, str> {
        let took = self.took_ms.map(|ms| ms.to_string()).unwrap_or_default();
        let provider = self.provider.as_deref().unwrap_or_default().replace(BETWEEN, " ");
        let entry = self.entry.as_deref().unwrap_or_default();
        let offered = if self.offered { "offered" } else { "" };
        let (browser, system, surface) = (&self.browser, &self.system, self.surface.as_str());
        let mut text = format!("{browser}|{system}|{surface}|{took}|{provider}|{offered}|{entry}");
        if let Some(correlation) = &self.correlation {
            text.push(BETWEEN);
            text.push_str(correlation);
        }
        text.into()
    }

    /// An event of before, or of another release, tells what it tells.
    pub(crate) fn read(text: Option<&str>) -> Self {
        let mut words = text.unwrap_or_default().split(BETWEEN);
        let mut next = || words.next().map(str::trim).unwrap_or_default();
        let named = |word: &str| if word.is_empty() { Cow::Borrowed(OTHER) } else { Cow::Owned(word.to_owned()) };
        let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        Self {
            browser: named(next()),
            system: named(next()),
            surface: if next() == Surface::App.as_str() { Surface::App } else { Surface::Web },
            took_ms: next().parse().ok(),
            provider: some(next()),
            offered: !next().is_empty(),
            entry: some(next()).map(Cow::Owned),
            correlation: some(next()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_as_they_were_written() {
        let facts = Facts::of(("Chrome", "Android"), Surface::App).since(1_000, 5_200);
        let facts = Facts { provider: Some("A|B".into()), offered: true, entry: Some("code_wrong".into()), ..facts };
        assert_eq!(facts.text(), "Chrome|Android|app|4200|A B|offered|code_wrong");
        let read = Facts::read(Some(&facts.text()));
        assert_eq!(read, Facts { provider: Some("A B".into()), ..facts });
        let named = Facts { correlation: Some("order-7".into()), ..read };
        assert_eq!(named.text(), "Chrome|Android|app|4200|A B|offered|code_wrong|order-7");
        assert_eq!(Facts::read(Some(&named.text())), named);
        assert_eq!(Facts::of((OTHER, OTHER), Surface::Web).text(), "Other|Other|web||||");
        assert_eq!(Facts::read(None), Facts { browser: OTHER.into(), system: OTHER.into(), ..Facts::default() });
    }

    #[test]
    fn what_took_longer_than_a_journey_lives_was_another_one() {
        let took = |begun, now| Facts::default().since(begun, now).took_ms;
        assert_eq!((took(5, 4), took(0, LONGEST_MS), took(0, LONGEST_MS + 1)), (None, Some(LONGEST_MS), None));
    }
}
