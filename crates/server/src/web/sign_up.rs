//! The sign-up page: a name, then a passkey. It must never say before the passkey is made whether a name is taken.

use askama::Template;
use domain::Method;
use serde_json::json;

use super::sign_in::Mode;
use crate::page::{Chrome, Framed, Notice, script_text};
use crate::web::refusal::Refusal;
use crate::web::steps::with_way;

/// How far somebody has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Which kinds of names may be taken.
    Begin { username: bool, mail: bool, phone: bool },
    /// A code is on its way to this address.
    Verify { address: String },
    /// The address is proved; the account is made with a passkey or a password, or with nothing else.
    Make { address: String, with: Method },
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/sign_up.html")]
pub struct SignUpPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub mode: Mode,
    /// The provider whose account could be linked.
    pub offer: Option<String>,
    pub part: Part,
    pub problem: Option<Refusal>,
    pub notice: Option<Notice>,
    /// Where the visitor wants to go on once they have an account.
    pub go_on: Option<String>,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SignUpPage {
    /// What comes next, so that nobody is promised a passkey who makes something else.
    fn lead(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.part {
            Part::Begin { username: true, .. } => &labels.sign_up_lead,
            Part::Begin { .. } | Part::Verify { .. } => &labels.sign_up_lead_address,
            Part::Make { .. } => &labels.sign_up_lead_make,
        }
    }

    /// An address of this door that takes along where the visitor wants to go on.
    fn at(&self, place: &str) -> String {
        with_way(&format!("{}{place}", self.base), &[], self.go_on.as_deref())
    }

    fn needs_script(&self) -> bool {
        matches!(self.part, Part::Begin { username: true, .. } | Part::Make { with: Method::Passkey, .. })
    }

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
