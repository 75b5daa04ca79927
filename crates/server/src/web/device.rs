//! The pages of a device that has no keyboard: its code is typed, what it wants is read, and it is allowed or refused. They work without a
//! script; only the passkey needs one, on the page where proofs are given. They must say plainly whom a careless answer would let in.

use super::application::scope_in_words;
use super::browser;
use crate::page::{Chrome, framed};
use askama::Template;
use domain::applications::device::Readiness;

/// Why a code is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Unknown,
    TooOften,
}

/// What a device wants, as its user reads it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub scopes: Vec<String>,
    /// To be compared with what the device shows (RFC 8628, 3.3.1).
    pub user_code: String,
    pub address: String,
    pub user_agent: String,
    pub readiness: Readiness,
    /// Where a fresh proof is given.
    pub proof: String,
    /// Where a passkey is added.
    pub passkeys: String,
    /// Where the answer goes.
    pub action: String,
}

/// What stands on the page.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Type { action: String, code: String, problem: Option<Problem> },
    Ask(Box<Request>),
    Allowed,
    Refused,
    Gone { again: String },
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/device.html")]
pub(crate) struct DevicePage {
    pub chrome: Chrome,
    /// The application's name, as far as it is known.
    pub name: Option<String>,
    /// Who is signed in.
    pub member: Option<String>,
    pub part: Part,
}

framed!(DevicePage);

impl DevicePage {
    fn title(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.part {
            Part::Type { .. } => &labels.device_title,
            Part::Ask(_) => &labels.device_question,
            Part::Allowed => &labels.device_allowed_title,
            Part::Refused => &labels.device_refused_title,
            Part::Gone { .. } => &labels.application_gone_title,
        }
    }

    fn words<'a>(&'a self, scope: &'a str) -> &'a str {
        scope_in_words(&self.chrome.labels, scope)
    }

    /// Whatever the device calls itself: nobody has proved it.
    fn device(&self, user_agent: &str) -> String {
        browser::in_words(&self.chrome.labels, Some(user_agent))
    }
}
