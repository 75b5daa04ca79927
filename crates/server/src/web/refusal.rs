//! A refusal as the page of a form shows it: the catalogue's words by their code, and the reference. The address brings both, so nothing
//! but the catalogue's own words can be made to stand on a page.

use super::report;
use domain::catalogue::{self, Group, Methods};
use domain::{Language, Refused};
use std::borrow::Cow;

/// No refusal asks for a longer wait.
const LONGEST_WAIT_S: u32 = 24 * 60 * 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: &'static str,
    pub title: Cow<'static, str>,
    pub text: Cow<'static, str>,
    pub reference: Option<String>,
}

impl Refusal {
    /// What `?problem=…&reference=…&wait=…` says; nothing for a code that is none of ours.
    pub fn of(query: Option<&str>, language: Language, methods: Methods) -> Option<Self> {
        let message = catalogue::find(parameter(query, "problem")?)?;
        let reference = parameter(query, "reference").filter(|text| is_reference(text)).map(str::to_owned);
        let wait_s = parameter(query, "wait").and_then(|text| text.parse().ok()).filter(|wait| *wait <= LONGEST_WAIT_S);
        Some(Self {
            code: message.code,
            title: message.title_in(language),
            text: message.told(language, methods, wait_s),
            reference,
        })
    }
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether it is about a passkey that was being made.
    pub fn is_of_setup(&self) -> bool {
        catalogue::find(self.code).is_some_and(|message| message.group == Group::Registration)
    }

    /// Where support is told of it.
    pub fn report(&self, base: &str, reference: &str) -> String {
        report::way(base, self.code, reference)
    }
}

/// The same, as the address of the page that is to say it.
pub(crate) fn query(refused: &Refused) -> String {
    let wait = refused.retry_after_s.map_or_else(String::new, |seconds| format!("&wait={seconds}"));
    format!("problem={}&reference={}{wait}", refused.message.code, refused.reference)
}

/// A parameter of an address whose values need no escape.
pub(crate) fn parameter<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    query?.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// `7K2Q-9MXB`
pub(crate) fn is_reference(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_words_can_be_shown() {
        let shown = |query| Refusal::of(Some(query), Language::English, Methods::PasskeysOnly);
        let problem = shown("a=b&problem=proof_wrong&reference=7K2Q-9MXB").unwrap();
        assert_eq!((problem.title.as_ref(), problem.reference.as_deref()), ("That did not work", Some("7K2Q-9MXB")));
        assert_eq!(shown("problem=proof_wrong&reference=<b>call-me").unwrap().reference, None);
        assert_eq!(shown("problem=You+have+won"), None);
        assert_eq!(Refusal::of(None, Language::English, Methods::PasskeysOnly), None);
        let told = |query| shown(query).unwrap().text.into_owned();
        assert_eq!(told("problem=wait&wait=30"), "There were too many wrong attempts. Wait 30 seconds and try again.");
        for made_up in ["problem=wait", "problem=wait&wait=", "problem=wait&wait=-1", "problem=wait&wait=4000000000"] {
            assert!(told(made_up).contains("Wait a moment"), "{made_up}");
        }
    }
}
