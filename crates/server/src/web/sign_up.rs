//! The sign-up page: a name, then a passkey. It must never say before the passkey is made whether a name is taken.

use askama::Template;
use serde_json::json;

use super::sign_in::Mode;
use crate::page::{Chrome, Framed, Notice, script_text};

#[derive(Clone, Debug, Template)]
#[template(path = "web/sign_up.html")]
pub struct SignUpPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub mode: Mode,
    pub notice: Option<Notice>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SignUpPage {
    fn script(&self) -> String {
        let members = json!({ "base": self.base, "mode": self.mode.as_str() });
        script_text("sign_up", members, &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for SignUpPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
