//! The page behind the one-time set-up link: it enrols an administrator's passkey. It must never show anything of the installation to
//! somebody whose link is spent.

use askama::Template;
use serde_json::json;

use crate::page::{Chrome, Framed, script_text};

/// What the link is still good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// `organisation` is the name where it is known already; otherwise the page asks for it.
    Valid { token: String, organisation: Option<String> },
    /// Used, expired or never issued: all look alike.
    Spent,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/setup.html")]
pub struct SetupPage {
    pub chrome: Chrome,
    pub link: Link,
    /// See [`script_text`].
    pub messages_json: String,
}

impl SetupPage {
    fn title(&self) -> &str {
        match self.link {
            Link::Valid { organisation: None, .. } => &self.chrome.labels.setup_title,
            Link::Valid { .. } => &self.chrome.labels.setup_again_title,
            Link::Spent => &self.chrome.labels.setup_spent_title,
        }
    }

    fn lead(&self) -> &str {
        if self.asks_for_organisation() { &self.chrome.labels.setup_lead } else { &self.chrome.labels.setup_again_lead }
    }

    fn asks_for_organisation(&self) -> bool {
        matches!(self.link, Link::Valid { organisation: None, .. })
    }

    fn is_valid(&self) -> bool {
        self.link != Link::Spent
    }

    fn script(&self) -> String {
        let base = match &self.link {
            Link::Valid { token, .. } => format!("/setup/{token}"),
            Link::Spent => String::new(),
        };
        script_text("setup", json!({ "base": base, "mode": "smart" }), &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for SetupPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
