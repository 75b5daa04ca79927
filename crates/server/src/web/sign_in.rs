//! The sign-in page: one box with autofill, one button. It must never say whether a name exists.

use askama::Template;
use serde_json::json;

use crate::page::{Chrome, Framed, Notice, script_text};

/// Whether the passkey names the member (Smart) or the member is named first (Classic).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Smart,
    Classic,
}

impl Mode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smart => "smart",
            Self::Classic => "classic",
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/sign_in.html")]
pub struct SignInPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub mode: Mode,
    pub may_sign_up: bool,
    pub notice: Option<Notice>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SignInPage {
    fn is_classic(&self) -> bool {
        self.mode == Mode::Classic
    }

    /// Classic has no autofill: without a name its server has no ids to ask for.
    fn script(&self) -> String {
        let members = json!({ "base": self.base, "mode": self.mode.as_str(), "autofill": self.mode == Mode::Smart });
        script_text("sign_in", members, &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for SignInPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
